package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.call_events: What happened to a client around its calls, calls and network interleaved.
 *
 * <p>Key: org_id, site_id, client_key, event_at, event_id.
 */
public final class CallEvents {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("call_events")
          .comment("What happened to a client around its calls, calls and network interleaved.")
          .required("day", Types.DATE, "UTC day of the event.")
          .required("org_id", Types.STRING, "The organisation.")
          .required("site_id", Types.STRING, "The site.")
          .required("client_key", Types.STRING, "The client.")
          .required("event_at", Types.TIMESTAMP, "When, UTC.")
          .required("event_id", Types.STRING, "Hash of the event.")
          .required("type", Types.STRING, "The event's key, such as CLIENT_JOINED_CALL.")
          .required("display", Types.STRING, "What people call it.")
          .required("classification", Types.STRING, "good, neutral or bad.")
          .required("source", Types.STRING, "call or network.")
          .optional("account_id", Types.STRING, "The Zoom account, for call events.")
          .optional("meeting_uuid", Types.STRING, "The meeting, for call events.")
          .optional("details", Types.STRING, "Reason, quality, access point and such, as words.")
          .key("org_id", "site_id", "client_key", "event_at", "event_id")
          .partitionedBy("day")
          .build();

  private CallEvents() {}
}
