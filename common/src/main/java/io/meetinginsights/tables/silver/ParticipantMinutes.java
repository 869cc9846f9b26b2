package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.participant_minutes: A minute of a participant as Zoom measured it, input and output in
 * Zoom's words.
 *
 * <p>Key: account_id, meeting_uuid, participant_id, joined_at, minute_at.
 */
public final class ParticipantMinutes {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("participant_minutes")
          .comment(
              "A minute of a participant as Zoom measured it, input and output in Zoom's words.")
          .required("day", Types.DATE, "UTC day of minute_at.")
          .required("account_id", Types.STRING, "The Zoom account.")
          .required("meeting_uuid", Types.STRING, "The meeting instance.")
          .required("participant_id", Types.STRING, "See participants.")
          .required("joined_at", Types.TIMESTAMP, "Join of the participant, UTC.")
          .required("minute_at", Types.TIMESTAMP, "Minute, UTC, floored.")
          .required("sample_count", Types.INTEGER, "Samples of Zoom merged into the row.")
          .optional("audio_input_bitrate_kbps", Types.DOUBLE, "Bit rate.")
          .optional("audio_input_latency_ms", Types.DOUBLE, "Latency, a round trip.")
          .optional("audio_input_jitter_ms", Types.DOUBLE, "Jitter.")
          .optional("audio_input_loss_avg_pct", Types.DOUBLE, "Mean packet loss of the minute.")
          .optional("audio_input_loss_max_pct", Types.DOUBLE, "Largest packet loss of the minute.")
          .optional(
              "audio_input_stream_path",
              Types.STRING,
              "client, rwg (web gateway) or crc (room connector): which of Zoom's streams the numbers are from.")
          .optional("audio_output_bitrate_kbps", Types.DOUBLE, "Bit rate.")
          .optional("audio_output_latency_ms", Types.DOUBLE, "Latency, a round trip.")
          .optional("audio_output_jitter_ms", Types.DOUBLE, "Jitter.")
          .optional("audio_output_loss_avg_pct", Types.DOUBLE, "Mean packet loss of the minute.")
          .optional("audio_output_loss_max_pct", Types.DOUBLE, "Largest packet loss of the minute.")
          .optional(
              "audio_output_stream_path",
              Types.STRING,
              "client, rwg (web gateway) or crc (room connector): which of Zoom's streams the numbers are from.")
          .optional("video_input_bitrate_kbps", Types.DOUBLE, "Bit rate.")
          .optional("video_input_latency_ms", Types.DOUBLE, "Latency, a round trip.")
          .optional("video_input_jitter_ms", Types.DOUBLE, "Jitter.")
          .optional("video_input_loss_avg_pct", Types.DOUBLE, "Mean packet loss of the minute.")
          .optional("video_input_loss_max_pct", Types.DOUBLE, "Largest packet loss of the minute.")
          .optional("video_input_frame_rate_fps", Types.DOUBLE, "Frames a second.")
          .optional("video_input_width_px", Types.INTEGER, "Width of the picture.")
          .optional("video_input_height_px", Types.INTEGER, "Height of the picture.")
          .optional(
              "video_input_stream_path",
              Types.STRING,
              "client, rwg (web gateway) or crc (room connector): which of Zoom's streams the numbers are from.")
          .optional("video_output_bitrate_kbps", Types.DOUBLE, "Bit rate.")
          .optional("video_output_latency_ms", Types.DOUBLE, "Latency, a round trip.")
          .optional("video_output_jitter_ms", Types.DOUBLE, "Jitter.")
          .optional("video_output_loss_avg_pct", Types.DOUBLE, "Mean packet loss of the minute.")
          .optional("video_output_loss_max_pct", Types.DOUBLE, "Largest packet loss of the minute.")
          .optional("video_output_frame_rate_fps", Types.DOUBLE, "Frames a second.")
          .optional("video_output_width_px", Types.INTEGER, "Width of the picture.")
          .optional("video_output_height_px", Types.INTEGER, "Height of the picture.")
          .optional(
              "video_output_stream_path",
              Types.STRING,
              "client, rwg (web gateway) or crc (room connector): which of Zoom's streams the numbers are from.")
          .optional("share_input_bitrate_kbps", Types.DOUBLE, "Bit rate.")
          .optional("share_input_latency_ms", Types.DOUBLE, "Latency, a round trip.")
          .optional("share_input_jitter_ms", Types.DOUBLE, "Jitter.")
          .optional("share_input_loss_avg_pct", Types.DOUBLE, "Mean packet loss of the minute.")
          .optional("share_input_loss_max_pct", Types.DOUBLE, "Largest packet loss of the minute.")
          .optional("share_input_frame_rate_fps", Types.DOUBLE, "Frames a second.")
          .optional("share_input_width_px", Types.INTEGER, "Width of the picture.")
          .optional("share_input_height_px", Types.INTEGER, "Height of the picture.")
          .optional(
              "share_input_stream_path",
              Types.STRING,
              "client, rwg (web gateway) or crc (room connector): which of Zoom's streams the numbers are from.")
          .optional("share_output_bitrate_kbps", Types.DOUBLE, "Bit rate.")
          .optional("share_output_latency_ms", Types.DOUBLE, "Latency, a round trip.")
          .optional("share_output_jitter_ms", Types.DOUBLE, "Jitter.")
          .optional("share_output_loss_avg_pct", Types.DOUBLE, "Mean packet loss of the minute.")
          .optional("share_output_loss_max_pct", Types.DOUBLE, "Largest packet loss of the minute.")
          .optional("share_output_frame_rate_fps", Types.DOUBLE, "Frames a second.")
          .optional("share_output_width_px", Types.INTEGER, "Width of the picture.")
          .optional("share_output_height_px", Types.INTEGER, "Height of the picture.")
          .optional(
              "share_output_stream_path",
              Types.STRING,
              "client, rwg (web gateway) or crc (room connector): which of Zoom's streams the numbers are from.")
          .optional("zoom_cpu_min_pct", Types.DOUBLE, "CPU of the Zoom client, least.")
          .optional("zoom_cpu_avg_pct", Types.DOUBLE, "CPU of the Zoom client, mean.")
          .optional("zoom_cpu_max_pct", Types.DOUBLE, "CPU of the Zoom client, most.")
          .optional("system_cpu_max_pct", Types.DOUBLE, "CPU of the machine, most.")
          .optional(
              "cpu_pressure",
              Types.STRING,
              "Compute pressure of web clients: normal, fair, serious or critical.")
          .optional("wifi_rssi_min_dbm", Types.DOUBLE, "Signal as the client heard it, least.")
          .optional("wifi_rssi_avg_dbm", Types.DOUBLE, "Signal as the client heard it, mean.")
          .optional("wifi_rssi_max_dbm", Types.DOUBLE, "Signal as the client heard it, most.")
          .operational(
              "received_at", Types.TIMESTAMP, "When the newest answer behind this row arrived.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("account_id", "meeting_uuid", "participant_id", "joined_at", "minute_at")
          .partitionedBy("day")
          .build();

  private ParticipantMinutes() {}
}
