package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.wired_minutes: A switch port in a minute.
 *
 * <p>Key: org_id, site_id, switch_mac, port_id, minute_at.
 */
public final class WiredMinutes {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("wired_minutes")
          .comment("A switch port in a minute.")
          .required("day", Types.DATE, "UTC day of minute_at.")
          .required("org_id", Types.STRING, "The network organisation.")
          .required("site_id", Types.STRING, "The site.")
          .required("switch_mac", Types.STRING, "Switch or gateway, 12 hex digits.")
          .required("port_id", Types.STRING, "Port, such as ge-0/0/4.")
          .required("minute_at", Types.TIMESTAMP, "Minute, UTC, floored.")
          .required("sampled_at", Types.TIMESTAMP, "Time of the newest sample in the minute.")
          .optional("is_up", Types.BOOLEAN, "Whether the port is up.")
          .optional("speed_mbps", Types.DOUBLE, "Negotiated speed.")
          .optional("is_full_duplex", Types.BOOLEAN, "Negotiated duplex.")
          .optional("rx_bytes", Types.LONG, "Bytes of the minute, received.")
          .optional("tx_bytes", Types.LONG, "Bytes of the minute, sent.")
          .optional("rx_errors", Types.LONG, "Receive errors of the minute.")
          .optional("tx_errors", Types.LONG, "Transmit errors of the minute.")
          .optional("rx_bps", Types.DOUBLE, "Rate received, last known.")
          .optional("tx_bps", Types.DOUBLE, "Rate sent, last known.")
          .optional("delta_s", Types.DOUBLE, "Seconds the counters of this row span.")
          .optional(
              "flaps",
              Types.INTEGER,
              "Times the port went down within the minute; null where none is known near before.")
          .optional("is_poe_on", Types.BOOLEAN, "Whether the port feeds power.")
          .optional("power_draw_w", Types.DOUBLE, "Power drawn.")
          .optional("neighbor_mac", Types.STRING, "Device at the other end, by LLDP.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("org_id", "site_id", "switch_mac", "port_id", "minute_at")
          .partitionedBy("day")
          .build();

  private WiredMinutes() {}
}
