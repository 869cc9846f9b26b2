package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.network_events: Something that happened on the network at an instant: roams, radio
 * changes, sign-ins, restarts, sessions.
 *
 * <p>Key: org_id, site_id, event_id.
 */
public final class NetworkEvents {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("network_events")
          .comment(
              "Something that happened on the network at an instant: roams, radio changes, sign-ins, restarts, sessions.")
          .required("day", Types.DATE, "UTC day of event_at.")
          .required("org_id", Types.STRING, "The network organisation.")
          .required("site_id", Types.STRING, "The site.")
          .required(
              "event_id",
              Types.STRING,
              "SHA-256 of the event's content: the same post twice is one event.")
          .required("event_at", Types.TIMESTAMP, "When, UTC.")
          .optional("ended_at", Types.TIMESTAMP, "End, where the event lasts.")
          .required(
              "dataset",
              Types.STRING,
              "client_sessions, client_events, device_events, fast_roams, rrm_events or nac_events.")
          .required("type", Types.STRING, "The network's own key of the event.")
          .optional("client_key", Types.STRING, "The client, see client_identities.")
          .optional("device_mac", Types.STRING, "Access point, switch or gateway, 12 hex digits.")
          .optional("from_device_mac", Types.STRING, "Access point left behind.")
          .optional("to_device_mac", Types.STRING, "Access point gone to.")
          .optional("band", Types.STRING, "24, 5 or 6.")
          .optional("channel", Types.INTEGER, "Channel after the event.")
          .optional("previous_channel", Types.INTEGER, "Channel before the event.")
          .optional("ssid", Types.STRING, "Network name.")
          .optional("latency_ms", Types.DOUBLE, "How long it took.")
          .optional("rssi_dbm", Types.DOUBLE, "Signal at the event.")
          .optional("reason", Types.STRING, "Reason in the network's words.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("org_id", "site_id", "event_id")
          .partitionedBy("day")
          .build();

  private NetworkEvents() {}
}
