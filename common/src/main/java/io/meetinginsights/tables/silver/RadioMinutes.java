package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.radio_minutes: A radio of an access point in a minute, with the access point's uplink
 * beside it.
 *
 * <p>Key: org_id, site_id, ap_mac, band, minute_at.
 */
public final class RadioMinutes {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("radio_minutes")
          .comment(
              "A radio of an access point in a minute, with the access point's uplink beside it.")
          .required("day", Types.DATE, "UTC day of minute_at.")
          .required("org_id", Types.STRING, "The network organisation.")
          .required("site_id", Types.STRING, "The site.")
          .required("ap_mac", Types.STRING, "Access point, 12 hex digits.")
          .required("band", Types.STRING, "24, 5 or 6.")
          .required("minute_at", Types.TIMESTAMP, "Minute, UTC, floored.")
          .required("sampled_at", Types.TIMESTAMP, "Time of the newest snapshot in the minute.")
          .optional("ap_name", Types.STRING, "What people call the access point.")
          .optional("channel", Types.INTEGER, "Channel number.")
          .optional("bandwidth_mhz", Types.INTEGER, "Channel width.")
          .optional("tx_power_dbm", Types.DOUBLE, "Transmit power.")
          .optional("noise_floor_dbm", Types.DOUBLE, "Noise floor.")
          .optional("num_clients", Types.INTEGER, "Clients on the radio.")
          .optional("ap_num_clients", Types.INTEGER, "Clients on the access point.")
          .optional("util_all_pct", Types.DOUBLE, "Channel utilisation, all.")
          .optional("util_tx_pct", Types.DOUBLE, "Own transmissions.")
          .optional("util_rx_in_bss_pct", Types.DOUBLE, "Received from own clients.")
          .optional("util_rx_other_bss_pct", Types.DOUBLE, "Received from other networks.")
          .optional("util_non_wifi_pct", Types.DOUBLE, "Not Wi-Fi.")
          .optional("util_unknown_wifi_pct", Types.DOUBLE, "Corrupted Wi-Fi frames.")
          .optional("util_undecodable_wifi_pct", Types.DOUBLE, "Undecodable Wi-Fi.")
          .optional(
              "rx_failed",
              Types.LONG,
              "Failed receptions of the minute, where the source has them.")
          .optional("ap_uptime_s", Types.DOUBLE, "Seconds since the access point started.")
          .optional("uplink_switch_mac", Types.STRING, "Switch the uplink ends at, by LLDP.")
          .optional("uplink_port_id", Types.STRING, "Port the uplink ends at, by LLDP.")
          .optional("uplink_speed_mbps", Types.DOUBLE, "Speed the access point's own port reports.")
          .optional(
              "uplink_full_duplex", Types.BOOLEAN, "Duplex the access point's own port reports.")
          .optional(
              "uplink_rx_errors",
              Types.LONG,
              "Receive errors of the access point's own port in the minute.")
          .optional("external_ip", Types.STRING, "Public address the access point comes from.")
          .optional(
              "ap_gateway_rtt_ms",
              Types.DOUBLE,
              "Round trip from the access point to its gateway, by the nearest probe of the day.")
          .optional("ap_gateway_rtt_at", Types.TIMESTAMP, "When that was measured.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("org_id", "site_id", "ap_mac", "band", "minute_at")
          .partitionedBy("day")
          .build();

  private RadioMinutes() {}
}
