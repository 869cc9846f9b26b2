package io.meetinginsights.jobs.insights;

import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class TimeBucketsTest {

  private static Dataset<Row> minutes(SparkSession spark, String ddl, String values) {
    return CallMinutes.withVerdicts(
        Given.experience(spark, ddl, values),
        Given.causes(spark, "minute_at TIMESTAMP, cause STRING", "('2000-01-01 00:00:00', 'wan')"));
  }

  @Test
  void aMinuteFallsIntoTheBucketThatStartsAtOrBeforeIt(SparkSession spark) {
    Dataset<Row> minutes =
        minutes(
            spark,
            "minute_at TIMESTAMP, minute_score DOUBLE",
            "('2026-03-02 09:09:00', 2.0), ('2026-03-02 09:10:00', 4.0), ('2026-03-02 09:59:00', 4.0), ('2026-03-02 10:00:00', 4.0)");
    Dataset<Row> sites =
        Given.sites(spark, "site_id STRING, time_zone STRING", "('s', 'Asia/Kolkata')");
    Rows.assertSame(
        TimeBuckets.seriesPerSite(minutes, sites)
            .select("bucket", "bucket_at", "bucket_local_at", "total_minutes", "bad_minutes"),
        Rows.of(
            spark,
            "bucket STRING, bucket_at TIMESTAMP, bucket_local_at STRING, total_minutes BIGINT, bad_minutes BIGINT",
            """
            ('10m', '2026-03-02 09:00:00', '2026-03-02T14:30:00', 1, 1),
            ('10m', '2026-03-02 09:10:00', '2026-03-02T14:40:00', 1, 0),
            ('10m', '2026-03-02 09:50:00', '2026-03-02T15:20:00', 1, 0),
            ('10m', '2026-03-02 10:00:00', '2026-03-02T15:30:00', 1, 0),
            ('1h', '2026-03-02 09:00:00', '2026-03-02T14:30:00', 3, 1),
            ('1h', '2026-03-02 10:00:00', '2026-03-02T15:30:00', 1, 0)
            """));
  }

  @Test
  void localTimeSkipsAnHourWhenBerlinGoesToSummerTime(SparkSession spark) {
    Dataset<Row> minutes =
        minutes(
            spark,
            "site_id STRING, minute_at TIMESTAMP",
            """
            ('s', '2026-03-29 00:30:00'), ('s', '2026-03-29 01:30:00'),
            ('nowhere', '2026-03-29 01:30:00'), ('wrong', '2026-03-29 01:30:00')
            """);
    Dataset<Row> sites =
        Given.sites(
            spark,
            "site_id STRING, time_zone STRING",
            "('s', 'Europe/Berlin'), ('nowhere', null), ('wrong', 'Mars/Olympus')");
    Rows.assertSame(
        TimeBuckets.seriesPerSite(minutes, sites)
            .where("bucket = '1h'")
            .select("site_id", "bucket_at", "bucket_local_at"),
        Rows.of(
            spark,
            "site_id STRING, bucket_at TIMESTAMP, bucket_local_at STRING",
            """
            ('s', '2026-03-29 00:00:00', '2026-03-29T01:00:00'),
            ('s', '2026-03-29 01:00:00', '2026-03-29T03:00:00'),
            ('nowhere', '2026-03-29 01:00:00', '2026-03-29T01:00:00'),
            ('wrong', '2026-03-29 01:00:00', '2026-03-29T01:00:00')
            """));
  }

  @Test
  void theHourThatBerlinHasTwiceInAutumnIsTwoBuckets(SparkSession spark) {
    Dataset<Row> minutes =
        minutes(
            spark,
            "minute_at TIMESTAMP",
            "('2026-10-25 00:30:00'), ('2026-10-25 00:31:00'), ('2026-10-25 01:30:00')");
    Rows.assertSame(
        TimeBuckets.seriesPerSite(
                minutes,
                Given.sites(spark, "site_id STRING, time_zone STRING", "('s', 'Europe/Berlin')"))
            .where("bucket = '1h'")
            .select("bucket_at", "bucket_local_at", "total_minutes"),
        Rows.of(
            spark,
            "bucket_at TIMESTAMP, bucket_local_at STRING, total_minutes BIGINT",
            """
            ('2026-10-25 00:00:00', '2026-10-25T02:00:00', 2),
            ('2026-10-25 01:00:00', '2026-10-25T02:00:00', 1)
            """));
  }

  @Test
  void figuresAreOverTheMinutesThatHaveTheMetric(SparkSession spark) {
    // p95 of 10, 20, 30, 40 by linear interpolation: position 0.95 * 3 = 2.85, 30 + 0.85 * 10.
    Dataset<Row> minutes =
        minutes(
            spark,
            "participant_id STRING, client_key STRING, minute_at TIMESTAMP, audio_in_latency_ms DOUBLE, wan_rtt DOUBLE, client_cpu DOUBLE, client_rssi DOUBLE",
            """
            ('p1', 'c1', '2026-03-02 09:00:00', 10, 8, 50, -60),
            ('p1', 'c1', '2026-03-02 09:01:00', 40, 16, null, -70),
            ('p1', 'c1', '2026-03-02 09:02:00', null, null, 70, -50),
            ('p2', 'c2', '2026-03-02 09:00:00', 20, 12, null, null),
            ('p2', 'c2', '2026-03-02 09:01:00', 30, null, null, null)
            """);
    Dataset<Row> sites = Given.sites(spark, "site_id STRING", "('s')");
    Rows.assertSame(
        TimeBuckets.seriesPerSite(minutes, sites)
            .where("bucket = '10m'")
            .selectExpr(
                "day",
                "num_calls",
                "num_clients",
                "audio_in_latency_avg_ms",
                "audio_in_latency_max_ms",
                "round(audio_in_latency_p95_ms, 9) AS p95",
                "video_in_latency_avg_ms",
                "wan_latency_avg_ms",
                "system_cpu_avg_pct",
                "system_cpu_max_pct",
                "cpu_clients"),
        Rows.of(
            spark,
            "day DATE, num_calls BIGINT, num_clients BIGINT, audio_in_latency_avg_ms DOUBLE, audio_in_latency_max_ms DOUBLE, p95 DOUBLE, video_in_latency_avg_ms DOUBLE, wan_latency_avg_ms DOUBLE, system_cpu_avg_pct DOUBLE, system_cpu_max_pct DOUBLE, cpu_clients BIGINT",
            "('2026-03-02', 2, 2, 25, 40, 38.5, null, 12, 60, 70, 1)"));
    Rows.assertSame(
        TimeBuckets.seriesPerClient(minutes, sites)
            .where("bucket = '1h'")
            .select(
                "client_key",
                "total_minutes",
                "audio_in_latency_avg_ms",
                "rssi_avg_dbm",
                "rssi_min_dbm",
                "system_cpu_max_pct"),
        Rows.of(
            spark,
            "client_key STRING, total_minutes BIGINT, audio_in_latency_avg_ms DOUBLE, rssi_avg_dbm DOUBLE, rssi_min_dbm DOUBLE, system_cpu_max_pct DOUBLE",
            "('c1', 3, 25, -60, -70, 70), ('c2', 2, 25, null, null, null)"));
  }
}
