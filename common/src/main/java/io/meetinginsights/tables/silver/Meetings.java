package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.meetings: A Zoom meeting instance.
 *
 * <p>Key: account_id, meeting_uuid.
 */
public final class Meetings {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("meetings")
          .comment("A Zoom meeting instance.")
          .required("account_id", Types.STRING, "The Zoom account whose dashboard lists it.")
          .required("meeting_uuid", Types.STRING, "Zoom's uuid of this instance, decoded.")
          .optional("meeting_id", Types.LONG, "The meeting number people dial.")
          .optional("topic", Types.STRING, "The meeting's topic.")
          .optional("host_person_key", Types.STRING, "The host, see people.")
          .optional("listing", Types.STRING, "past, or pastOne for meetings with one participant.")
          .optional("user_type", Types.STRING, "The host's licence as Zoom words it.")
          .optional("department", Types.STRING, "The host's department.")
          .optional("started_at", Types.TIMESTAMP, "Start, UTC.")
          .optional("ended_at", Types.TIMESTAMP, "End, UTC.")
          .optional(
              "ended_day", Types.DATE, "UTC day of the end: the day calls and rankings belong to.")
          .optional("duration_s", Types.LONG, "Length in seconds.")
          .optional("participant_count", Types.INTEGER, "Participants as Zoom counts them.")
          .optional("has_video", Types.BOOLEAN, "Whether anybody sent video.")
          .optional("has_voip", Types.BOOLEAN, "Whether anybody used computer audio.")
          .optional("has_pstn", Types.BOOLEAN, "Whether anybody dialled in.")
          .optional("has_screen_share", Types.BOOLEAN, "Whether anybody shared a screen.")
          .optional("has_recording", Types.BOOLEAN, "Whether it was recorded.")
          .optional("audio_quality", Types.STRING, "Zoom's own word: good, fair, poor or bad.")
          .optional("video_quality", Types.STRING, "Zoom's own word.")
          .optional("share_quality", Types.STRING, "Zoom's own word.")
          .operational(
              "received_at", Types.TIMESTAMP, "When the newest answer behind this row arrived.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("account_id", "meeting_uuid")
          .build();

  private Meetings() {}
}
