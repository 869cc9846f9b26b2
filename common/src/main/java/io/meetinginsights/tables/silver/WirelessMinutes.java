package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.wireless_minutes: A wireless client in a minute, as its access point saw it.
 *
 * <p>Key: org_id, site_id, client_key, minute_at.
 */
public final class WirelessMinutes {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("wireless_minutes")
          .comment("A wireless client in a minute, as its access point saw it.")
          .required("day", Types.DATE, "UTC day of minute_at.")
          .required("org_id", Types.STRING, "The network organisation.")
          .required("site_id", Types.STRING, "The site.")
          .required("client_key", Types.STRING, "The client, see client_identities.")
          .required("minute_at", Types.TIMESTAMP, "Minute, UTC, floored.")
          .required("sampled_at", Types.TIMESTAMP, "Time of the newest snapshot in the minute.")
          .required("sample_count", Types.INTEGER, "Snapshots merged into the row.")
          .optional("ap_mac", Types.STRING, "Access point, 12 hex digits.")
          .optional("bssid", Types.STRING, "Radio the client is on.")
          .optional("ssid", Types.STRING, "Network name.")
          .optional("band", Types.STRING, "24, 5 or 6.")
          .optional("channel", Types.INTEGER, "Channel number.")
          .optional("proto", Types.STRING, "802.11 generation letter: a, b, g, n, ac, ax, be.")
          .optional("rssi_dbm", Types.DOUBLE, "Signal, as the access point heard the client.")
          .optional("snr_db", Types.DOUBLE, "Signal to noise.")
          .optional("tx_rate_mbps", Types.DOUBLE, "PHY rate, access point to client.")
          .optional("rx_rate_mbps", Types.DOUBLE, "PHY rate, client to access point.")
          .optional(
              "tx_bytes",
              Types.LONG,
              "Bytes of the minute, access point to client; null across a reset.")
          .optional("rx_bytes", Types.LONG, "Bytes of the minute, client to access point.")
          .optional("tx_packets", Types.LONG, "Packets of the minute, access point to client.")
          .optional("rx_packets", Types.LONG, "Packets of the minute, client to access point.")
          .optional("tx_retries", Types.LONG, "Retries of the minute, access point to client.")
          .optional("rx_retries", Types.LONG, "Retries of the minute, client to access point.")
          .optional("delta_s", Types.DOUBLE, "Seconds the counters of this row span.")
          .optional("uptime_s", Types.DOUBLE, "Seconds since the client connected.")
          .optional("os", Types.STRING, "Operating system by fingerprint.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("org_id", "site_id", "client_key", "minute_at")
          .partitionedBy("day")
          .build();

  private WirelessMinutes() {}
}
