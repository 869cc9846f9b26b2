package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.tables.gold.ClientSeries;
import io.meetinginsights.tables.gold.SiteSeries;
import io.meetinginsights.warehouse.OrderFree;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * gold.site_series and gold.client_series: minutes in buckets of ten minutes and of an hour. A
 * bucket starts on a round UTC time and is told in the site's local time too (UTC where the site's
 * zone is unknown). Figures are over the minutes that have the metric; p95 is exact, interpolated.
 */
final class TimeBuckets {

  private static final List<String> SITE_BUCKET =
      List.of("org_id", "site_id", "bucket", "bucket_at");
  private static final List<String> CLIENT_BUCKET =
      List.of("org_id", "site_id", "client_key", "bucket", "bucket_at");

  private TimeBuckets() {}

  static Dataset<Row> seriesPerSite(Dataset<Row> minutes, Dataset<Row> sites) {
    List<Column> figures = mediaFigures();
    figures.add(SiteTotals.distinct(struct(Keys.columns(Keys.CALL))).as("num_calls"));
    figures.add(SiteTotals.distinct(col("client_key")).as("num_clients"));
    figures.add(OrderFree.mean(col("wan_rtt")).as("wan_latency_avg_ms"));
    figures.add(OrderFree.mean(col("client_cpu")).as("system_cpu_avg_pct"));
    figures.add(max(col("client_cpu")).as("system_cpu_max_pct"));
    figures.add(
        SiteTotals.distinct(when(col("client_cpu").isNotNull(), col("client_key")))
            .as("cpu_clients"));
    return SiteSeries.SCHEMA.conform(
        explodeBuckets(minutes)
            .groupBy(Keys.columns(SITE_BUCKET))
            .agg(count_if(col("is_judged")).as("total_minutes"), figures.toArray(Column[]::new))
            .transform(series -> withLocalTime(series, sites)));
  }

  static Dataset<Row> seriesPerClient(Dataset<Row> minutes, Dataset<Row> sites) {
    List<Column> figures = mediaFigures();
    figures.add(OrderFree.mean(col("client_rssi")).as("rssi_avg_dbm"));
    figures.add(min(col("client_rssi")).as("rssi_min_dbm"));
    figures.add(max(col("client_cpu")).as("system_cpu_max_pct"));
    return ClientSeries.SCHEMA.conform(
        explodeBuckets(minutes.where(col("client_key").isNotNull()))
            .groupBy(Keys.columns(CLIENT_BUCKET))
            .agg(count_if(col("is_judged")).as("total_minutes"), figures.toArray(Column[]::new))
            .transform(series -> withLocalTime(series, sites)));
  }

  private static Dataset<Row> explodeBuckets(Dataset<Row> minutes) {
    return minutes
        .withColumn(
            "buckets",
            explode(
                array(
                    struct(lit("10m").as("bucket"), floored(600).as("bucket_at")),
                    struct(lit("1h").as("bucket"), floored(3600).as("bucket_at")))))
        .withColumn("bucket", col("buckets.bucket"))
        .withColumn("bucket_at", col("buckets.bucket_at"));
  }

  private static Column floored(int seconds) {
    return expr("timestamp_seconds(unix_seconds(minute_at) div " + seconds + " * " + seconds + ")");
  }

  private static List<Column> mediaFigures() {
    List<Column> figures = new ArrayList<>();
    figures.add(count_if(col("is_bad")).as("bad_minutes"));
    for (String medium : CallMinutes.MEDIA) {
      for (String direction : CallMinutes.DIRECTIONS) {
        for (String metric : List.of("latency_ms", "jitter_ms", "loss_pct")) {
          String name = medium + "_" + direction + "_" + metric;
          int unit = name.lastIndexOf('_');
          String stem = name.substring(0, unit);
          String suffix = name.substring(unit);
          figures.add(OrderFree.mean(col(name)).as(stem + "_avg" + suffix));
          figures.add(max(col(name)).as(stem + "_max" + suffix));
          figures.add(percentile(col(name), lit(0.95)).as(stem + "_p95" + suffix));
        }
      }
    }
    return figures;
  }

  private static Dataset<Row> withLocalTime(Dataset<Row> series, Dataset<Row> sites) {
    // A zone that this machine does not know would end the job in the middle of a write.
    Column zone =
        when(col("time_zone").isInCollection(ZoneId.getAvailableZoneIds()), col("time_zone"));
    Dataset<Row> zones = sites.select(col("org_id"), col("site_id"), zone.as("zone"));
    Column local = from_utc_timestamp(col("bucket_at"), coalesce(col("zone"), lit("UTC")));
    return series
        .join(zones, new String[] {"org_id", "site_id"}, "left")
        .withColumn("bucket_local_at", date_format(local, "yyyy-MM-dd'T'HH:mm:ss"))
        .withColumn("day", to_date(col("bucket_at")))
        .drop("zone");
  }
}
