package io.meetinginsights.jobs.ingest.fetch;

import io.meetinginsights.config.Sites;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Public addresses behind which our networks stand: single ones, or ranges such as 198.51.100.0/28.
 */
public final class EgressAddresses {

  private record Range(int bits, BigInteger prefix, int free) {}

  private final List<Range> ranges = new ArrayList<>();

  private EgressAddresses(Collection<String> addresses) {
    addresses.forEach(this::add);
  }

  /**
   * The addresses of the organisations that an account feeds: those it was linked to, and those of
   * the sites file that name it. Of all, where it feeds none that is known.
   */
  static EgressAddresses of(Sites sites, String accountId, List<String> organisations) {
    List<Sites.Organisation> fed =
        sites.organisations().stream()
            .filter(o -> o.accounts().contains(accountId) || organisations.contains(o.orgId()))
            .toList();
    List<String> addresses = new ArrayList<>();
    for (Sites.Organisation one : fed.isEmpty() ? sites.organisations() : fed) {
      one.sites().forEach(site -> addresses.addAll(site.egressIps()));
      one.vpnConcentrators().forEach(vpn -> addresses.add(vpn.egressIp()));
    }
    return new EgressAddresses(addresses);
  }

  /** These addresses. */
  public static EgressAddresses of(Collection<String> addresses) {
    return new EgressAddresses(addresses);
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Whether one of these stands behind our egress. */
  public boolean hasAny(List<String> addresses) {
    return addresses.stream().anyMatch(this::has);
  }

  private boolean has(String address) {
    byte[] bytes = bytes(address);
    if (bytes == null) {
      return false;
    }
    BigInteger value = new BigInteger(1, bytes);
    return ranges.stream()
        .anyMatch(
            range ->
                range.bits() == bytes.length * 8
                    && value.shiftRight(range.free()).equals(range.prefix()));
  }

  private void add(String text) {
    String[] parts = text.strip().split("/", 2);
    byte[] bytes = bytes(parts[0]);
    if (bytes == null) {
      return;
    }
    int bits = bytes.length * 8;
    int length =
        parts.length == 2 && parts[1].matches("\\d{1,3}") ? Integer.parseInt(parts[1]) : bits;
    int free = bits - Math.min(length, bits);
    ranges.add(new Range(bits, new BigInteger(1, bytes).shiftRight(free), free));
  }

  /** Null for what is no address: a name must not be looked up. */
  private static byte[] bytes(String text) {
    String address = text.strip();
    if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      return null;
    }
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException odd) {
      return null;
    }
  }
}
