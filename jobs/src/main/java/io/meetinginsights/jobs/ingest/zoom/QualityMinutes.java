package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.to_date;

import io.meetinginsights.warehouse.OrderFree;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Minutes of participants. A sample belongs to the minute of its time, floored; two in one minute
 * merge: means of what is a mean, the largest of what is a largest, the least of a least, the
 * newest of a word. The same sample fetched again counts once, as it was told last.
 */
final class QualityMinutes {

  private QualityMinutes() {}

  /** Rows of silver.participant_minutes. */
  static Dataset<Row> perMinute(Dataset<Row> samples) {
    Dataset<Row> newest =
        samples
            .withColumn(
                "place",
                row_number()
                    .over(
                        Window.partitionBy(
                                "account_id",
                                "meeting_uuid",
                                "participant_id",
                                "joined_at",
                                "sampled_at")
                            .orderBy(
                                col("received_at").desc_nulls_last(),
                                col("file").desc(),
                                col("line").desc(),
                                col("record").desc(),
                                col("sample").desc())))
            .where(col("place").equalTo(1))
            .withColumn("minute_at", date_trunc("minute", col("sampled_at")));
    List<Column> merged = new ArrayList<>();
    for (String medium : QualitySamples.MEDIA) {
      for (String direction : QualitySamples.DIRECTIONS) {
        String stream = QualitySamples.stream(medium, direction);
        for (QualitySamples.Metric metric : QualitySamples.metrics(medium)) {
          String column = stream + "_" + metric.column();
          merged.add(
              (metric.column().equals("loss_max_pct") ? max(column) : OrderFree.mean(col(column)))
                  .as(column));
        }
        if (!medium.equals("audio")) {
          merged.add(newest(stream + "_width_px"));
          merged.add(newest(stream + "_height_px"));
        }
        merged.add(newest(stream + "_stream_path"));
      }
    }
    merged.add(min("zoom_cpu_min_pct").as("zoom_cpu_min_pct"));
    merged.add(OrderFree.mean(col("zoom_cpu_avg_pct")).as("zoom_cpu_avg_pct"));
    merged.add(max("zoom_cpu_max_pct").as("zoom_cpu_max_pct"));
    merged.add(max("system_cpu_max_pct").as("system_cpu_max_pct"));
    merged.add(newest("cpu_pressure"));
    merged.add(min("wifi_rssi_min_dbm").as("wifi_rssi_min_dbm"));
    merged.add(OrderFree.mean(col("wifi_rssi_avg_dbm")).as("wifi_rssi_avg_dbm"));
    merged.add(max("wifi_rssi_max_dbm").as("wifi_rssi_max_dbm"));
    merged.add(max("received_at").as("received_at"));
    return newest
        .groupBy("account_id", "meeting_uuid", "participant_id", "joined_at", "minute_at")
        .agg(count(lit(1)).cast("int").as("sample_count"), merged.toArray(Column[]::new))
        .withColumn("day", to_date(col("minute_at")));
  }

  /**
   * Rows of silver.sender_minutes: of each minute what a listener far away suffers from, under the
   * keys of {@code joins} alone.
   */
  static Dataset<Row> ofSenders(Dataset<Row> minutes, Dataset<Row> joins) {
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

  private static Column newest(String column) {
    return max_by(col(column), col("sampled_at")).as(column);
  }
}
