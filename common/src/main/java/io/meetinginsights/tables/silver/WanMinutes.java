package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.wan_minutes: A WAN port of a gateway in a minute.
 *
 * <p>Key: org_id, site_id, gateway_mac, wan_port, minute_at.
 */
public final class WanMinutes {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("wan_minutes")
          .comment("A WAN port of a gateway in a minute.")
          .required("day", Types.DATE, "UTC day of minute_at.")
          .required("org_id", Types.STRING, "The network organisation.")
          .required("site_id", Types.STRING, "The site.")
          .required("gateway_mac", Types.STRING, "Gateway, 12 hex digits.")
          .required("wan_port", Types.STRING, "Port of the gateway.")
          .required("minute_at", Types.TIMESTAMP, "Minute, UTC, floored.")
          .required("sampled_at", Types.TIMESTAMP, "Time of the newest sample in the minute.")
          .optional("is_up", Types.BOOLEAN, "Whether the port is up.")
          .optional("latency_ms", Types.DOUBLE, "Round trip over the port or its tunnel.")
          .optional("jitter_ms", Types.DOUBLE, "Jitter over the port or its tunnel.")
          .optional("loss_pct", Types.DOUBLE, "Loss over the port or its tunnel.")
          .optional(
              "rtt_source",
              Types.STRING,
              "ports, vpn_peers or probes: where latency, jitter and loss are from.")
          .optional("download_bps", Types.DOUBLE, "Rate received.")
          .optional("upload_bps", Types.DOUBLE, "Rate sent.")
          .optional("speed_mbps", Types.DOUBLE, "Line rate of the port.")
          .optional("gateway_cpu_pct", Types.DOUBLE, "CPU of the gateway.")
          .optional("gateway_uptime_s", Types.DOUBLE, "Seconds since the gateway started.")
          .optional("isp", Types.STRING, "Organisation behind the uplink.")
          .optional("external_ip", Types.STRING, "Public address of the port.")
          .optional("speedtest_download_mbps", Types.DOUBLE, "Speed test of this minute, download.")
          .optional("speedtest_upload_mbps", Types.DOUBLE, "Speed test of this minute, upload.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("org_id", "site_id", "gateway_mac", "wan_port", "minute_at")
          .partitionedBy("day")
          .build();

  private WanMinutes() {}
}
