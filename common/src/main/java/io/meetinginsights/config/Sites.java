package io.meetinginsights.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.meetinginsights.errors.ConfigurationError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * conf/sites.yaml: organisations, their Zoom accounts, and of each site what telemetry cannot say
 * or says wrong. Optional; merged over telemetry.
 */
public record Sites(List<Organisation> organisations) {

  /** An organisation and the Zoom accounts that feed it. */
  public record Organisation(
      String orgId,
      List<String> accounts,
      List<Site> sites,
      List<VpnConcentrator> vpnConcentrators) {
    public Organisation {
      require("org-id", orgId);
      accounts = orEmpty("accounts", accounts);
      sites = orEmpty("sites", sites);
      vpnConcentrators = orEmpty("vpn-concentrators", vpnConcentrators);
    }
  }

  /** A site. Absent values are taken from telemetry. */
  public record Site(
      String siteId,
      String name,
      String timeZone,
      String countryCode,
      Double latitude,
      Double longitude,
      List<String> egressIps,
      List<String> subnets,
      List<WanPort> wanPorts) {
    public Site {
      require("site-id", siteId);
      egressIps = orEmpty("egress-ips", egressIps);
      subnets = orEmpty("subnets", subnets);
      wanPorts = orEmpty("wan-ports", wanPorts);
      if (timeZone != null) {
        try {
          java.time.ZoneId.of(timeZone);
        } catch (java.time.DateTimeException e) {
          throw new IllegalArgumentException(
              "time-zone of site "
                  + siteId
                  + " is "
                  + timeZone
                  + ", an IANA name such as Europe/Berlin is needed",
              e);
        }
      }
    }
  }

  /** A WAN port with what the provider sells. */
  public record WanPort(String gatewayMac, String portId, Double downloadMbps, Double uploadMbps) {}

  /** Where VPN users come out, and where that stands. */
  public record VpnConcentrator(String egressIp, String name, Double latitude, Double longitude) {
    public VpnConcentrator {
      require("egress-ip", egressIp);
    }
  }

  public Sites {
    organisations = orEmpty("organisations", organisations);
  }

  /** No file: everything comes from telemetry. */
  public static Sites none() {
    return new Sites(List.of());
  }

  /** Reads the file; an unknown key or a bad value is refused with its path. */
  public static Sites read(Path file) {
    try {
      JsonNode tree = Yaml.parse(Files.readString(file));
      return tree.isMissingNode() || tree.isNull() ? none() : Yaml.bind(tree, Sites.class);
    } catch (Yaml.Refused e) {
      throw new ConfigurationError(
          "Sites file " + file + " cannot be used",
          (e.path().isEmpty() ? "" : e.path() + ": ") + e.getMessage(),
          "conf/sites.yaml of the distribution shows every key",
          e);
    } catch (IOException e) {
      throw new ConfigurationError(
          "Sites file " + file + " cannot be read",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "set sites-file to a readable file, or to \"\" for none",
          e);
    }
  }

  private static void require(String key, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(key + " is missing");
    }
  }

  private static <T> List<T> orEmpty(String key, List<T> list) {
    if (list == null) {
      return List.of();
    }
    if (list.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException(key + " has an entry without a value");
    }
    return List.copyOf(list);
  }
}
