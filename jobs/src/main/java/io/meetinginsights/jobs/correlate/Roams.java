package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Roams of a client in a minute. */
final class Roams {

  private Roams() {}

  /**
   * A row a client and minute with roams: {@code roam_count, roam_latency_ms}. A fast roam and the
   * session it ended tell of the same roam, so the larger count of the two holds.
   */
  static Dataset<Row> perClientMinute(Dataset<Row> networkEvents) {
    Column isFastRoam = col("dataset").equalTo("fast_roams");
    Column isRoamedSession =
        col("dataset")
            .equalTo("client_sessions")
            .and(coalesce(lower(col("reason")).rlike("roam|^3$"), lit(false)));
    return networkEvents
        .where(col("client_key").isNotNull().and(isFastRoam.or(isRoamedSession)))
        // A session's roam is where it ends.
        .withColumn(
            "minute_at",
            date_trunc(
                "MINUTE",
                when(isRoamedSession, coalesce(col("ended_at"), col("event_at")))
                    .otherwise(col("event_at"))))
        .groupBy("org_id", "client_key", "minute_at")
        .agg(
            greatest(count(when(isFastRoam, 1)), count(when(isRoamedSession, 1)))
                .cast("double")
                .as("roam_count"),
            max(when(isFastRoam, col("latency_ms"))).as("roam_latency_ms"));
  }

  /** Sites and days whose roams would be known: there, no event means no roam. */
  static Dataset<Row> reportingSites(Dataset<Row> networkEvents) {
    return networkEvents
        .where(col("dataset").isin("fast_roams", "client_sessions"))
        .groupBy(col("org_id"), col("site_id"), to_date(col("event_at")).as("day"))
        .agg(lit(true).as("has_roam_reports"));
  }
}
