package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.client_series: A client in a time bucket.
 *
 * <p>Key: org_id, site_id, client_key, bucket, bucket_at.
 */
public final class ClientSeries {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("client_series")
          .comment("A client in a time bucket.")
          .required("day", Types.DATE, "UTC day of bucket_at.")
          .required("org_id", Types.STRING, "The organisation.")
          .required("site_id", Types.STRING, "The site.")
          .required("client_key", Types.STRING, "The client.")
          .required("bucket", Types.STRING, "10m or 1h.")
          .required("bucket_at", Types.TIMESTAMP, "Start of the bucket, UTC.")
          .required(
              "bucket_local_at",
              Types.STRING,
              "Start of the bucket on the site's clock, ISO-8601 without zone.")
          .required("total_minutes", Types.LONG, "Participant minutes with a score.")
          .required("bad_minutes", Types.LONG, "Bad ones.")
          .optional("audio_in_latency_avg_ms", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("audio_in_latency_max_ms", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("audio_in_latency_p95_ms", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("audio_in_jitter_avg_ms", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("audio_in_jitter_max_ms", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("audio_in_jitter_p95_ms", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("audio_in_loss_avg_pct", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("audio_in_loss_max_pct", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("audio_in_loss_p95_pct", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("audio_out_latency_avg_ms", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("audio_out_latency_max_ms", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("audio_out_latency_p95_ms", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("audio_out_jitter_avg_ms", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("audio_out_jitter_max_ms", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("audio_out_jitter_p95_ms", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("audio_out_loss_avg_pct", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("audio_out_loss_max_pct", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("audio_out_loss_p95_pct", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("video_in_latency_avg_ms", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("video_in_latency_max_ms", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("video_in_latency_p95_ms", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("video_in_jitter_avg_ms", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("video_in_jitter_max_ms", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("video_in_jitter_p95_ms", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("video_in_loss_avg_pct", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("video_in_loss_max_pct", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("video_in_loss_p95_pct", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("video_out_latency_avg_ms", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("video_out_latency_max_ms", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("video_out_latency_p95_ms", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("video_out_jitter_avg_ms", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("video_out_jitter_max_ms", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("video_out_jitter_p95_ms", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("video_out_loss_avg_pct", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("video_out_loss_max_pct", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("video_out_loss_p95_pct", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("share_in_latency_avg_ms", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("share_in_latency_max_ms", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("share_in_latency_p95_ms", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("share_in_jitter_avg_ms", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("share_in_jitter_max_ms", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("share_in_jitter_p95_ms", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("share_in_loss_avg_pct", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("share_in_loss_max_pct", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("share_in_loss_p95_pct", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("share_out_latency_avg_ms", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("share_out_latency_max_ms", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("share_out_latency_p95_ms", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("share_out_jitter_avg_ms", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("share_out_jitter_max_ms", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("share_out_jitter_p95_ms", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("share_out_loss_avg_pct", Types.DOUBLE, "avg over the minutes of the bucket.")
          .optional("share_out_loss_max_pct", Types.DOUBLE, "max over the minutes of the bucket.")
          .optional("share_out_loss_p95_pct", Types.DOUBLE, "p95 over the minutes of the bucket.")
          .optional("rssi_avg_dbm", Types.DOUBLE, "Signal, as the access point heard the client.")
          .optional("rssi_min_dbm", Types.DOUBLE, "Signal, least.")
          .optional("system_cpu_max_pct", Types.DOUBLE, "System CPU, most.")
          .key("org_id", "site_id", "client_key", "bucket", "bucket_at")
          .partitionedBy("day")
          .build();

  private ClientSeries() {}
}
