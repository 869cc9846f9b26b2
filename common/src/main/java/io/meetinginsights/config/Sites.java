package io.meetinginsights.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.meetinginsights.errors.ConfigurationError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
      accounts = orEmpty(accounts);
      sites = orEmpty(sites);
      vpnConcentrators = orEmpty(vpnConcentrators);
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
      egressIps = orEmpty(egressIps);
      subnets = orEmpty(subnets);
      wanPorts = orEmpty(wanPorts);
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

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public Sites {
    organisations = orEmpty(organisations);
  }

  /** No file: everything comes from telemetry. */
  public static Sites none() {
    return new Sites(List.of());
  }

  /** Reads the file; an unknown key or a bad value is refused with its path. */
  public static Sites read(Path file) {
    try {
      Sites sites = YAML.readValue(Files.readString(file), Sites.class);
      return sites == null ? none() : sites;
    } catch (UnrecognizedPropertyException e) {
      throw new ConfigurationError(
          "Unknown key " + e.getPropertyName() + " in " + file,
          "allowed there: " + e.getKnownPropertyIds() + ", line " + e.getLocation().getLineNr(),
          "conf/sites.yaml of the distribution shows every key",
          e);
    } catch (JsonProcessingException e) {
      String reason =
          e.getCause() instanceof IllegalArgumentException refusal
              ? refusal.getMessage()
              : e.getOriginalMessage();
      throw new ConfigurationError(
          "Sites file " + file + " cannot be used",
          reason + (e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr()),
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

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
