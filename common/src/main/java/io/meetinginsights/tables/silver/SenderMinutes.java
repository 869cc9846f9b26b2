package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.sender_minutes: What an anonymous sender of a meeting suffered in a minute: the only
 * source of remote features. Holds no identity.
 *
 * <p>Key: account_id, meeting_uuid, sender_key, minute_at.
 */
public final class SenderMinutes {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("sender_minutes")
          .comment(
              "What an anonymous sender of a meeting suffered in a minute: the only source of remote features. Holds no identity.")
          .required("day", Types.DATE, "UTC day of minute_at.")
          .required("account_id", Types.STRING, "The Zoom account.")
          .required("meeting_uuid", Types.STRING, "The meeting instance.")
          .required("sender_key", Types.STRING, "Anonymous keyed id of one join.")
          .optional(
              "egress_key",
              Types.STRING,
              "Keyed hash of the public address: tells one uplink from another, names none.")
          .required("minute_at", Types.TIMESTAMP, "Minute, UTC, floored.")
          .optional("data_center", Types.STRING, "Zoom data centre of the connection.")
          .optional(
              "audio_input_bitrate_kbps",
              Types.DOUBLE,
              "Bit rate, in Zoom's words for the direction.")
          .optional(
              "audio_output_bitrate_kbps",
              Types.DOUBLE,
              "Bit rate, in Zoom's words for the direction.")
          .optional(
              "video_input_bitrate_kbps",
              Types.DOUBLE,
              "Bit rate, in Zoom's words for the direction.")
          .optional(
              "video_output_bitrate_kbps",
              Types.DOUBLE,
              "Bit rate, in Zoom's words for the direction.")
          .optional(
              "video_input_frame_rate_fps",
              Types.DOUBLE,
              "Frames a second, in Zoom's words for the direction.")
          .optional(
              "video_output_frame_rate_fps",
              Types.DOUBLE,
              "Frames a second, in Zoom's words for the direction.")
          .optional("input_loss_pct", Types.DOUBLE, "Worst mean loss of audio and video input.")
          .optional("output_loss_pct", Types.DOUBLE, "Worst mean loss of audio and video output.")
          .optional("input_jitter_ms", Types.DOUBLE, "Worst jitter of audio and video input.")
          .optional("output_jitter_ms", Types.DOUBLE, "Worst jitter of audio and video output.")
          .optional("input_rtt_ms", Types.DOUBLE, "Worst latency of audio and video input.")
          .optional("output_rtt_ms", Types.DOUBLE, "Worst latency of audio and video output.")
          .optional("cpu_pct", Types.DOUBLE, "Highest system CPU.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("account_id", "meeting_uuid", "sender_key", "minute_at")
          .partitionedBy("day")
          .build();

  private SenderMinutes() {}
}
