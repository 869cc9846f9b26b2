package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a listener far away suffers from, minute by minute, of the minutes that {@link JoinWalk}
 * makes.
 */
final class SenderRows {

  private SenderRows() {}

  /**
   * Rows of silver.sender_minutes: of each minute what a listener far away suffers from, under the
   * keys of {@code joins} alone.
   */
  static Dataset<Row> of(Dataset<Row> minutes, Dataset<Row> joins) {
    return minutes
        .join(
            joins.select(
                "account_id",
                "meeting_uuid",
                "participant_id",
                "joined_at",
                "sender_key",
                "egress_key",
                "data_center"),
            ZoomLines.shared(ParticipantRecords.KEY),
            "inner")
        .select(
            col("day"),
            col("account_id"),
            col("meeting_uuid"),
            col("sender_key"),
            col("egress_key"),
            col("minute_at"),
            col("data_center"),
            col("audio_input_bitrate_kbps"),
            col("audio_output_bitrate_kbps"),
            col("video_input_bitrate_kbps"),
            col("video_output_bitrate_kbps"),
            col("video_input_frame_rate_fps"),
            col("video_output_frame_rate_fps"),
            worst("input", "loss_avg_pct").as("input_loss_pct"),
            worst("output", "loss_avg_pct").as("output_loss_pct"),
            worst("input", "jitter_ms").as("input_jitter_ms"),
            worst("output", "jitter_ms").as("output_jitter_ms"),
            worst("input", "latency_ms").as("input_rtt_ms"),
            worst("output", "latency_ms").as("output_rtt_ms"),
            col("system_cpu_max_pct").as("cpu_pct"));
  }

  private static Column worst(String direction, String metric) {
    return greatest(
        col("audio_" + direction + "_" + metric), col("video_" + direction + "_" + metric));
  }
}
