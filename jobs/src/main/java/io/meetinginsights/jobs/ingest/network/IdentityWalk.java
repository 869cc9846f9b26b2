package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.warehouse.RowBuilder;
import io.meetinginsights.warehouse.SecretKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Rows of silver.client_identities of source network: what the network called a client, from when
 * to when. A stretch ends where an attribute takes another value, and with its day, so that a day
 * can be taken again by itself. A snapshot that leaves an attribute out does not end it: the
 * attribute holds until nothing has told it for longer than snapshots may lie apart. It holds the
 * stretches of one client.
 *
 * <p>Client stats, wired clients and NAC events say what was so when they were seen; a stretch ends
 * where nothing is seen for longer than snapshots may lie apart, since the client may have been
 * away. An address from {@code client_info} holds until another one follows, at most a day; these
 * rows have no medium, and each telling is one of its own, so that {@code seen_from} is when the
 * client is known to have had it.
 */
final class IdentityWalk implements DeviceWalk.Walker {

  private static final String[] CALLED = {
    "ip", "host_name", "user_name", "medium", "switch_mac", "port_id"
  };

  private static final int USER_NAME = List.of(CALLED).indexOf("user_name");
  private static final int MEDIUM = List.of(CALLED).indexOf("medium");
  private static final int SWITCH_MAC = List.of(CALLED).indexOf("switch_mac");

  /** Where a kind has what a client is called by; -1 for what it has not. */
  private record Places(int[] called, int os, int manufacturer, int clientMac, int deviceMac) {

    static Places of(Kind kind) {
      return new Places(
          Arrays.stream(CALLED).mapToInt(name -> place(kind, name)).toArray(),
          place(kind, "os"),
          place(kind, "manufacturer"),
          place(kind, "client_mac"),
          place(kind, "device_mac"));
    }

    private static int place(Kind kind, String name) {
      return kind.has(name) ? kind.indexOf(name) : -1;
    }
  }

  private static final Map<Kind, Places> PLACES =
      Arrays.stream(Kind.values())
          .collect(
              Collectors.toMap(
                  kind -> kind, Places::of, (a, b) -> a, () -> new EnumMap<>(Kind.class)));

  private static final Comparator<String> LAST_FIRST =
      Comparator.nullsLast(Comparator.reverseOrder());

  private final int gapMinutes;
  private final int validHours;
  private final DeviceWalk.Days seenDays;
  private final DeviceWalk.Days addressDays;
  private final SecretKey.Surrogates keys;
  private final String runId;
  private final Consumer<InternalRow> out;
  private final RowBuilder row = new RowBuilder(ClientIdentities.SCHEMA.structType());

  private String orgId;
  private String siteId;
  private String mac;
  private final Map<String, List<Stretch>> byDataset = new HashMap<>();

  /** What a client was called for a while. */
  private static final class Stretch {
    private final String[] called = new String[CALLED.length];
    private final long[] toldAt = new long[CALLED.length];
    private String os;
    private String manufacturer;
    private final long from;
    private long to;

    Stretch(long from) {
      this.from = from;
    }

    /** Whether this is still so when the client is called that. */
    boolean holds(long at, String[] now, long gap) {
      if (at - to > gap || Parse.dayOf(at) != Parse.dayOf(from)) {
        return false;
      }
      for (int i = 0; i < called.length; i++) {
        boolean isOther = now[i] != null && called[i] != null && !now[i].equals(called[i]);
        boolean isOld = now[i] == null && called[i] != null && at - toldAt[i] > gap;
        if (isOther || isOld) {
          return false;
        }
      }
      return true;
    }

    void take(long at, Telling telling) {
      to = at;
      for (int i = 0; i < called.length; i++) {
        if (telling.called[i] != null) {
          called[i] = telling.called[i];
          toldAt[i] = at;
        }
      }
      os = larger(os, telling.os);
      manufacturer = larger(manufacturer, telling.manufacturer);
    }

    private static String larger(String a, String b) {
      return a == null || b != null && b.compareTo(a) > 0 ? b : a;
    }
  }

  /** What one observation calls the client. */
  private record Telling(String dataset, String[] called, String os, String manufacturer) {

    String words() {
      StringBuilder words = new StringBuilder();
      for (String word : called) {
        words.append(word == null ? "\u0000" : word).append('\u0001');
      }
      return words.toString();
    }
  }

  IdentityWalk(
      int gapMinutes,
      int validHours,
      DeviceWalk.Days seenDays,
      DeviceWalk.Days addressDays,
      SecretKey.Surrogates keys,
      String runId,
      Consumer<InternalRow> out) {
    this.gapMinutes = gapMinutes;
    this.validHours = validHours;
    this.seenDays = seenDays;
    this.addressDays = addressDays;
    this.keys = keys;
    this.runId = runId;
    this.out = out;
  }

  @Override
  public void begin(String org, String site, String client) {
    orgId = org;
    siteId = site;
    mac = client;
  }

  @Override
  public void at(long eventAt, List<DeviceWalk.Seen> seen) {
    List<Telling> tellings = new ArrayList<>();
    for (DeviceWalk.Seen one : seen) {
      Telling telling = telling(one);
      if (telling != null) {
        tellings.add(telling);
      }
    }
    if (tellings.size() > 1) {
      tellings.sort(Comparator.comparing(Telling::words));
    }
    for (Telling telling : tellings) {
      List<Stretch> stretches =
          byDataset.computeIfAbsent(telling.dataset, dataset -> new ArrayList<>());
      long gap = isAssigned(telling.dataset) ? 0 : gapMinutes * Parse.MINUTE_MICROS;
      Stretch last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
      if (last == null || !last.holds(eventAt, telling.called, gap)) {
        last = new Stretch(eventAt);
        stretches.add(last);
      }
      last.take(eventAt, telling);
    }
  }

  private static boolean isAssigned(String dataset) {
    return Readers.of(dataset).orElseThrow().kind() == Kind.CLIENT_ADDRESS;
  }

  private static Telling telling(DeviceWalk.Seen one) {
    Places places = PLACES.get(one.kind());
    String[] called = new String[CALLED.length];
    for (int i = 0; i < CALLED.length; i++) {
      called[i] = text(one, places.called[i]);
    }
    switch (one.kind()) {
      case WIRELESS_CLIENT -> called[MEDIUM] = "wireless";
      case WIRED_CLIENT -> called[MEDIUM] = "wired";
      case EVENT -> {
        if (called[USER_NAME] == null || text(one, places.clientMac) == null) {
          // Names no user, or no client that the user was on.
          return null;
        }
        if ("wired".equals(called[MEDIUM])) {
          called[SWITCH_MAC] = text(one, places.deviceMac);
        }
      }
      default -> {
        // What told an address tells no medium.
      }
    }
    return new Telling(
        one.reader().dataset(), called, text(one, places.os), text(one, places.manufacturer));
  }

  private static String text(DeviceWalk.Seen one, int place) {
    return place < 0 ? null : one.get(place);
  }

  @Override
  public void end() {
    Map<List<Object>, Stretch> widest = new LinkedHashMap<>();
    byDataset.forEach(
        (dataset, stretches) -> {
          if (isAssigned(dataset)) {
            endWithTheNext(stretches);
          }
          DeviceWalk.Days days = isAssigned(dataset) ? addressDays : seenDays;
          for (Stretch stretch : stretches) {
            if (days.hold(stretch.from)) {
              // What two datasets saw alike from the same instant is one stretch.
              widest.merge(
                  Arrays.asList(Arrays.asList(stretch.called), stretch.from),
                  stretch,
                  IdentityWalk::wider);
            }
          }
        });
    widest.values().forEach(this::write);
    byDataset.clear();
  }

  private void endWithTheNext(List<Stretch> stretches) {
    for (int i = 0; i < stretches.size(); i++) {
      Stretch stretch = stretches.get(i);
      stretch.to += validHours * 60 * Parse.MINUTE_MICROS;
      if (i + 1 < stretches.size()) {
        stretch.to = Math.min(stretch.to, stretches.get(i + 1).from);
      }
    }
  }

  private static Stretch wider(Stretch a, Stretch b) {
    int order = Long.compare(b.to, a.to);
    if (order == 0) {
      order = LAST_FIRST.compare(a.os, b.os);
    }
    if (order == 0) {
      order = LAST_FIRST.compare(a.manufacturer, b.manufacturer);
    }
    return order <= 0 ? a : b;
  }

  private void write(Stretch stretch) {
    row.set("source", "network")
        .set("identity_key", identityKey(stretch))
        .set("org_id", orgId)
        .set("site_id", siteId)
        .set("client_key", keys.of("client", orgId, mac))
        .set("mac", mac)
        .set("is_random_mac", Parse.isRandomMac(mac))
        .set("os", stretch.os)
        .set("manufacturer", stretch.manufacturer)
        .set("seen_from", stretch.from)
        .set("seen_to", stretch.to)
        .set("run_id", runId);
    for (int i = 0; i < CALLED.length; i++) {
      row.set(CALLED[i], stretch.called[i]);
    }
    out.accept(row.build());
  }

  private String identityKey(Stretch stretch) {
    String[] parts = new String[CALLED.length + 4];
    parts[0] = orgId;
    parts[1] = siteId;
    parts[2] = mac;
    System.arraycopy(stretch.called, 0, parts, 3, CALLED.length);
    parts[parts.length - 1] = SecretKey.written(stretch.from);
    return keys.of("network identity", parts);
  }
}
