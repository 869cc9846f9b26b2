package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.sites: A site, from telemetry, with conf/sites.yaml merged over it.
 *
 * <p>Key: org_id, site_id.
 */
public final class Sites {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("sites")
          .comment("A site, from telemetry, with conf/sites.yaml merged over it.")
          .required("org_id", Types.STRING, "The network organisation.")
          .required("site_id", Types.STRING, "The site.")
          .optional("name", Types.STRING, "What people call it.")
          .optional("time_zone", Types.STRING, "IANA time zone.")
          .optional("country_code", Types.STRING, "ISO 3166 alpha-2.")
          .optional("latitude_deg", Types.DOUBLE, "Latitude.")
          .optional("longitude_deg", Types.DOUBLE, "Longitude.")
          .optional("egress_ips", Types.STRINGS, "Public addresses its users come from.")
          .optional("subnets", Types.STRINGS, "Private subnets in use there, CIDR.")
          .optional("accounts", Types.STRINGS, "Zoom accounts of the organisation.")
          .optional("wan_ports", Types.WAN_PORTS, "WAN ports with their provisioned rates.")
          .optional(
              "vpn_concentrators",
              Types.VPN_CONCENTRATORS,
              "VPN egresses of the organisation and where they stand.")
          .required("source", Types.STRING, "telemetry, configuration or both.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("org_id", "site_id")
          .keptInOneFile()
          .build();

  private Sites() {}
}
