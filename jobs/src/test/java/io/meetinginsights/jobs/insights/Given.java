package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.gold.Contributions;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.gold.MinuteCauses;
import io.meetinginsights.tables.silver.NetworkEvents;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.testing.Rows;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Rows of wide tables from the few columns a test is about; the others take a plain value: one
 * organisation o, site s, account a, meeting m, participant p, client c, joined at 08:00.
 */
final class Given {

  static final String JOINED = "2026-03-02 08:00:00";

  private Given() {}

  /** experience_minutes; bad below a score of 3. */
  static Dataset<Row> experience(SparkSession spark, String ddl, String values) {
    Map<String, Column> plain = call();
    plain.put("day", to_date(col("minute_at")));
    plain.put("org_id", lit("o"));
    plain.put("site_id", lit("s"));
    plain.put("client_key", lit("c"));
    plain.put("match_method", lit("mac"));
    plain.put("match_confidence", lit(1.0));
    plain.put("presence", lit("on-network"));
    plain.put("minute_score", lit(4.4));
    plain.put("is_dropped", lit(false));
    plain.put("is_bad", coalesce(col("minute_score").lt(3), lit(false)).or(col("is_dropped")));
    plain.put("is_sent_bad", col("is_bad"));
    plain.put("is_received_bad", lit(false));
    return sparse(ExperienceMinutes.SCHEMA, Rows.of(spark, ddl, values), plain);
  }

  /** minute_causes of model v. */
  static Dataset<Row> causes(SparkSession spark, String ddl, String values) {
    Map<String, Column> plain = call();
    plain.put("day", to_date(col("minute_at")));
    plain.put("org_id", lit("o"));
    plain.put("version", lit("v"));
    plain.put("probability_bad", lit(0.9));
    plain.put(
        "top_features",
        expr(
            "CAST(array() AS ARRAY<STRUCT<feature: STRING, contribution: DOUBLE, value: DOUBLE>>)"));
    return sparse(MinuteCauses.SCHEMA, Rows.of(spark, ddl, values), plain);
  }

  /**
   * contributions of model v; categories as columns wireless, wired, wan, client, remote, context,
   * features as the column by_feature, SQL text of an array.
   */
  static Dataset<Row> contributions(SparkSession spark, String ddl, String values) {
    Dataset<Row> rows = Rows.of(spark, ddl, values);
    Set<String> named = new TreeSet<>(Arrays.asList(rows.columns()));
    StringBuilder struct = new StringBuilder("named_struct(");
    String comma = "";
    for (String category :
        new String[] {"wireless", "wired", "wan", "client", "remote", "context"}) {
      String value = named.contains(category) ? category : "0";
      struct
          .append(comma)
          .append("'")
          .append(category)
          .append("', CAST(")
          .append(value)
          .append(" AS FLOAT)");
      comma = ", ";
      rows = rows.withColumn(category, expr("CAST(" + value + " AS FLOAT)"));
    }
    rows =
        rows.withColumn("by_category", expr(struct + ")"))
            .drop("wireless", "wired", "wan", "client", "remote", "context");
    if (named.contains("by_feature")) {
      // Delta's column holds no null element, and no cast says so.
      rows =
          rows.withColumn(
              "by_feature", expr("transform(by_feature, c -> coalesce(c, CAST(0 AS FLOAT)))"));
    }
    Map<String, Column> plain = call();
    plain.put("day", to_date(col("minute_at")));
    plain.put("org_id", lit("o"));
    plain.put("target", lit("bad_minute"));
    plain.put("version", lit("v"));
    plain.put("base_value", lit(-3f));
    plain.put("prediction", lit(1f));
    return sparse(Contributions.SCHEMA, rows, plain);
  }

  /** participants who left by themselves. */
  static Dataset<Row> participants(SparkSession spark, String ddl, String values) {
    Map<String, Column> plain = call();
    plain.put("left_at", lit(null).cast("timestamp"));
    plain.put("left_day", to_date(col("left_at")));
    plain.put("sender_key", lit("k"));
    plain.put("is_guest", lit(false));
    plain.put("is_network_leave", lit(false));
    return sparse(Participants.SCHEMA, Rows.of(spark, ddl, values), withRun(plain));
  }

  /** network_events of client c. */
  static Dataset<Row> networkEvents(SparkSession spark, String ddl, String values) {
    Map<String, Column> plain = new LinkedHashMap<>();
    plain.put("day", to_date(col("event_at")));
    plain.put("org_id", lit("o"));
    plain.put("site_id", lit("s"));
    plain.put("client_key", lit("c"));
    plain.put("dataset", lit("client_events"));
    return sparse(NetworkEvents.SCHEMA, Rows.of(spark, ddl, values), withRun(plain));
  }

  /** sites of telemetry. */
  static Dataset<Row> sites(SparkSession spark, String ddl, String values) {
    Map<String, Column> plain = new LinkedHashMap<>();
    plain.put("org_id", lit("o"));
    plain.put("source", lit("telemetry"));
    return sparse(Sites.SCHEMA, Rows.of(spark, ddl, values), withRun(plain));
  }

  /** Plain values of radio_minutes. */
  static Map<String, Column> radio() {
    Map<String, Column> plain = new LinkedHashMap<>();
    plain.put("org_id", lit("o"));
    plain.put("site_id", lit("s"));
    plain.put("band", lit("5"));
    plain.put("sampled_at", col("minute_at"));
    return withRun(plain);
  }

  /** client_identities: source network unless said. */
  static Dataset<Row> identities(SparkSession spark, String ddl, String values) {
    Map<String, Column> plain = new LinkedHashMap<>();
    plain.put("source", lit("network"));
    plain.put(
        "identity_key",
        org.apache.spark.sql.functions.monotonically_increasing_id().cast("string"));
    plain.put("seen_from", lit("2026-03-01 00:00:00").cast("timestamp"));
    plain.put("seen_to", lit("2026-03-03 00:00:00").cast("timestamp"));
    return sparse(
        io.meetinginsights.tables.silver.ClientIdentities.SCHEMA,
        Rows.of(spark, ddl, values),
        withRun(plain));
  }

  private static Map<String, Column> call() {
    Map<String, Column> plain = new LinkedHashMap<>();
    plain.put("account_id", lit("a"));
    plain.put("meeting_uuid", lit("m"));
    plain.put("participant_id", lit("p"));
    plain.put("joined_at", lit(JOINED).cast("timestamp"));
    return plain;
  }

  static Map<String, Column> withRun(Map<String, Column> plain) {
    plain.put("received_at", lit("2026-03-03 00:00:00").cast("timestamp"));
    plain.put("run_id", lit("r"));
    return plain;
  }

  /** The rows in a table's shape: plain values for columns that are not there, null for others. */
  static Dataset<Row> sparse(TableSchema table, Dataset<Row> rows, Map<String, Column> plain) {
    Dataset<Row> filled = rows;
    for (Map.Entry<String, Column> value : plain.entrySet()) {
      boolean isColumn = table.columns().stream().anyMatch(c -> c.name().equals(value.getKey()));
      if (isColumn && !Arrays.asList(filled.columns()).contains(value.getKey())) {
        filled = filled.withColumn(value.getKey(), value.getValue());
      }
    }
    return table.conformSparse(filled);
  }
}
