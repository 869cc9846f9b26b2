package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.participants: One join of one participant: each re-join is a row of its own.
 *
 * <p>Key: account_id, meeting_uuid, participant_id, joined_at.
 */
public final class Participants {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("participants")
          .comment("One join of one participant: each re-join is a row of its own.")
          .required("account_id", Types.STRING, "The Zoom account.")
          .required("meeting_uuid", Types.STRING, "The meeting instance.")
          .required("participant_id", Types.STRING, "user_id, else participant_uuid, else id.")
          .required("joined_at", Types.TIMESTAMP, "Join, UTC.")
          .optional("left_at", Types.TIMESTAMP, "Leave, UTC.")
          .optional("left_day", Types.DATE, "UTC day of the leave: the day the call belongs to.")
          .optional(
              "person_key", Types.STRING, "The person, see people; null where Zoom names nobody.")
          .required(
              "sender_key", Types.STRING, "Anonymous keyed id of this join, see sender_minutes.")
          .optional(
              "identity_key", Types.STRING, "Addresses of the endpoint, see client_identities.")
          .required(
              "is_guest",
              Types.BOOLEAN,
              "Whether Zoom gives neither an account user id nor an e-mail of one.")
          .optional("role", Types.STRING, "host, attendee or panelist.")
          .optional("device", Types.STRING, "Zoom's free text for the device.")
          .optional("os", Types.STRING, "Operating system.")
          .optional("client_version", Types.STRING, "Zoom client version.")
          .optional(
              "network_type", Types.STRING, "Zoom's words: Wired, Wifi, PPP, Cellular or Others.")
          .optional(
              "connection_type", Types.STRING, "Transport of audio: UDP, TCP, SSL, HTTP and such.")
          .optional("video_connection_type", Types.STRING, "Transport of video.")
          .optional("share_connection_type", Types.STRING, "Transport of the screen share.")
          .optional("data_center", Types.STRING, "Zoom data centre of the connection.")
          .optional("location", Types.STRING, "Zoom's coarse location of the public address.")
          .optional("leave_reason", Types.STRING, "Zoom's free text, without the name in front.")
          .required(
              "is_network_leave", Types.BOOLEAN, "Whether the leave reason is a network error.")
          .optional("has_shared_screen", Types.BOOLEAN, "Whether the participant shared a screen.")
          .optional("audio_quality", Types.STRING, "Zoom's own word: good, fair, poor or bad.")
          .optional("video_quality", Types.STRING, "Zoom's own word.")
          .optional("share_quality", Types.STRING, "Zoom's own word.")
          .operational(
              "received_at", Types.TIMESTAMP, "When the newest answer behind this row arrived.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("account_id", "meeting_uuid", "participant_id", "joined_at")
          .build();

  private Participants() {}
}
