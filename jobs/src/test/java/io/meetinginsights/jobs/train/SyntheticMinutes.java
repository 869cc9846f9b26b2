package io.meetinginsights.jobs.train;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.Sites;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.warehouse.Warehouse;
import java.nio.file.Path;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Minutes by formula: weak signal, WAN loss, client CPU and remote loss make minutes bad, WAN round
 * trip and signal make latency. Random numbers are hashes of the minute's number.
 */
public final class SyntheticMinutes {

  public static final LocalDate FIRST_DAY = LocalDate.parse("2026-03-01");

  private SyntheticMinutes() {}

  /** Minutes spread over days, ten to a meeting. */
  public static Dataset<Row> of(SparkSession spark, int minutes, int days) {
    Dataset<Row> drawn =
        spark
            .range(0, minutes, 1, 1)
            .selectExpr(
                "id",
                "CAST(id DIV 10 AS INT) AS meeting",
                "pmod(xxhash64(id, 1), 10007) / 10007.0D AS u1",
                "pmod(xxhash64(id, 2), 10007) / 10007.0D AS u2",
                "pmod(xxhash64(id, 3), 10007) / 10007.0D AS u3",
                "pmod(xxhash64(id, 4), 10007) / 10007.0D AS u4",
                "pmod(xxhash64(id, 5), 10007) / 10007.0D AS u5",
                "pmod(xxhash64(id, 6), 10007) / 10007.0D AS u6",
                "pmod(xxhash64(id, 7), 10007) / 10007.0D AS u7")
            .selectExpr(
                "*",
                "-45 - 45 * u1 AS client_rssi",
                "CASE WHEN u2 < 0.1 THEN NULL ELSE 5 * u2 * u2 * u2 END AS wan_loss",
                "20 + 80 * u3 AS client_cpu",
                "8 * u4 * u4 * u4 AS remote_loss_pct",
                "20 + 100 * u5 * u5 AS wan_rtt",
                "CASE WHEN u6 < 0.2 THEN NULL WHEN u6 < 0.6 THEN 20D ELSE 80D END AS radio_bandwidth")
            .selectExpr(
                "*",
                "-5 + 0.4 * greatest(0, -72 - client_rssi) + 1.2 * coalesce(wan_loss, 0)"
                    + " + 0.15 * greatest(0, client_cpu - 80) + 0.7 * remote_loss_pct AS logit");
    Dataset<Row> minutesOf =
        drawn.selectExpr(
            "date_add(DATE'" + FIRST_DAY + "', meeting % " + days + ") AS day",
            "'org' AS org_id",
            "'site' AS site_id",
            "'account' AS account_id",
            "concat('meeting-', meeting) AS meeting_uuid",
            "concat('p', id % 2) AS participant_id",
            "timestamp_seconds(unix_date(date_add(DATE'"
                + FIRST_DAY
                + "', meeting % "
                + days
                + ")) * 86400 + 36000) AS joined_at",
            "timestamp_seconds(unix_date(date_add(DATE'"
                + FIRST_DAY
                + "', meeting % "
                + days
                + ")) * 86400 + 36000 + 60 * (id % 10)) AS minute_at",
            "concat('person-', id % 7) AS person_key",
            "concat('client-', id % 7) AS client_key",
            "'mac' AS match_method",
            "1.0D AS match_confidence",
            "CASE WHEN id % 23 = 0 THEN 'at-home' WHEN id % 29 = 0 THEN 'behind-egress' ELSE 'on-network' END AS presence",
            "CASE WHEN id % 31 = 0 THEN NULL ELSE 4.0D END AS minute_score",
            "id % 31 <> 0 AND u7 < 1 / (1 + exp(-logit)) AS is_bad",
            "false AS is_sent_bad",
            "false AS is_received_bad",
            "false AS is_dropped",
            "CASE WHEN id % 17 = 0 THEN NULL WHEN id % 19 = 0 THEN double('NaN')"
                + " ELSE wan_rtt + 30 + 2 * greatest(0, -70 - client_rssi) END AS audio_in_latency_ms",
            "client_rssi",
            "wan_loss",
            "client_cpu",
            "remote_loss_pct",
            "wan_rtt",
            "radio_bandwidth",
            "7.0D AS radio_tx_power");
    return ExperienceMinutes.SCHEMA.conformSparse(minutesOf);
  }

  /** Writes minutes as the day range's gold.experience_minutes. */
  public static void write(Warehouse warehouse, Dataset<Row> minutes, int days) {
    warehouse.replaceDays(
        ExperienceMinutes.SCHEMA, minutes, FIRST_DAY, FIRST_DAY.plusDays(days - 1L));
  }

  /** A context for a day range over a warehouse and a registry below a folder. */
  public static JobContext context(
      SparkSession spark, Path folder, DayRange days, Configuration configuration) {
    StorageConfig storage =
        new StorageConfig(
            folder.resolve("landing").toString(),
            folder.resolve("warehouse").toString(),
            folder.resolve("models").toString(),
            folder.resolve("ops").toString(),
            folder.resolve("key").toString(),
            StorageConfig.Writers.SEVERAL);
    return new JobContext(
        "test",
        spark,
        new Warehouse(spark, storage.warehouse(), "run"),
        configuration,
        storage,
        Sites.none(),
        days,
        "run",
        "test-version");
  }

  /** Small and quick. */
  public static Configuration quick() {
    return Configuration.defaults()
        .with("train.targets=[bad_minute]")
        .with("train.trees=10")
        .with("train.depth=3")
        .with("train.max-bins=16")
        .with("train.stopping-share=0");
  }

  static Dataset<Row> bad(Dataset<Row> minutes, String is) {
    return minutes.withColumn("is_bad", org.apache.spark.sql.functions.expr(is));
  }

  static Dataset<Row> without(Dataset<Row> minutes, String feature) {
    return minutes.withColumn(
        feature, org.apache.spark.sql.functions.lit(null).cast("double").as(feature));
  }
}
