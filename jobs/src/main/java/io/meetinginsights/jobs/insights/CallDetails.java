package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import io.meetinginsights.tables.gold.ClientCalls;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a question about a call needs beside its totals, so that it opens no other table: the bad
 * minutes with their verdicts, what is usual for the client, and how its network was in those
 * hours.
 */
final class CallDetails {

  private static final String[] CLIENT_DAY = {"org_id", "client_key", "day"};

  /** Features that weighed in any bad minute of a call. */
  private static final Column WEIGHED =
      expr(
          "array_distinct(flatten(transform(filter(bad_minute_details, m -> m.top_features IS NOT"
              + " NULL), m -> m.top_features.feature)))");

  private CallDetails() {}

  /** gold.client_calls, from its rows without details. */
  static Dataset<Row> join(
      Dataset<Row> clientCalls,
      Dataset<Row> callMinutes,
      Dataset<Row> minutesOfDays,
      Dataset<Row> health) {
    Dataset<Row> calls =
        clientCalls
            .join(badMinutesPerCall(callMinutes), Keys.of(Keys.CALL), "left")
            .withColumn("weighed", WEIGHED);
    Column usual =
        filter(
            col("medians"), median -> array_contains(col("weighed"), median.getField("feature")));
    return ClientCalls.SCHEMA.conform(
        calls
            .join(mediansPerClient(minutesOfDays, calls), CLIENT_DAY, "left")
            .withColumn("usual_values", when(size(usual).gt(0), usual))
            .join(healthPerCall(clientCalls, callMinutes, health), Keys.of(Keys.CALL), "left")
            .drop("medians", "weighed"));
  }

  private static Dataset<Row> badMinutesPerCall(Dataset<Row> callMinutes) {
    Column detail =
        struct(
            col("minute_at"),
            col("minute_score"),
            col("bad_reason"),
            when(col("has_verdict"), col("cause")).as("cause"),
            col("unexplained_reason"),
            col("strength"),
            col("top_features"));
    return callMinutes
        .where(col("is_bad"))
        .groupBy(Keys.columns(Keys.CALL))
        .agg(array_sort(collect_list(detail)).as("bad_minute_details"));
  }

  /** Of the features that weighed on a client's day, the medians over its good minutes of it. */
  private static Dataset<Row> mediansPerClient(Dataset<Row> minutes, Dataset<Row> calls) {
    Dataset<Row> weighed =
        calls
            .select(col("org_id"), col("client_key"), col("day"), explode(col("weighed")).as("one"))
            .groupBy("org_id", "client_key", "day")
            .agg(collect_set(col("one")).as("weighed"));
    Column[] values =
        Features.all().stream()
            .map(Feature::name)
            .map(name -> struct(lit(name).as("feature"), col(name).as("value")))
            .toArray(Column[]::new);
    Column known =
        filter(
            array(values),
            one ->
                one.getField("value")
                    .isNotNull()
                    .and(array_contains(col("weighed"), one.getField("feature"))));
    return minutes
        .where(not(col("is_bad")))
        .join(weighed, CLIENT_DAY, "inner")
        .select(col("org_id"), col("client_key"), col("day"), explode(known).as("one"))
        .groupBy(col("org_id"), col("client_key"), col("day"), col("one.feature").as("feature"))
        .agg(percentile(col("one.value"), lit(0.5)).as("value"))
        .groupBy("org_id", "client_key", "day")
        .agg(array_sort(collect_list(struct(col("feature"), col("value")))).as("medians"));
  }

  private static Dataset<Row> healthPerCall(
      Dataset<Row> clientCalls, Dataset<Row> callMinutes, Dataset<Row> health) {
    Dataset<Row> hours =
        callMinutes
            .select(Keys.columns(Keys.CALL, date_trunc("hour", col("minute_at")).as("hour_at")))
            .distinct();
    Column row =
        struct(
            col("hour_at"),
            col("service_level"),
            col("classifier"),
            col("failed_minutes"),
            col("total_minutes"));
    return clientCalls
        .select(Keys.columns(Keys.CALL, col("org_id"), col("client_key")))
        .join(hours, Keys.of(Keys.CALL), "inner")
        .join(
            health.drop("day", "site_id"),
            new String[] {"org_id", "client_key", "hour_at"},
            "inner")
        .groupBy(Keys.columns(Keys.CALL))
        .agg(array_sort(collect_list(row)).as("health_hours"));
  }
}
