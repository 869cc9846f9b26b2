package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.tables.Types;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * What the network called a client, from when to when: stretches in which address, host name, user
 * and place stayed the same. A stretch ends with its day, so that a day can be taken again by
 * itself.
 *
 * <p>Client stats, wired clients and NAC events say what was so when they were seen; a stretch ends
 * where nothing is seen for longer than snapshots may lie apart, since the client may have been
 * away. An address from {@code client_info} holds until another one follows, at most a day; these
 * rows have no medium, and each telling is one of its own, so that {@code seen_from} is when the
 * client is known to have had it.
 */
final class IdentityRows {

  private static final String[] CALLED = {
    "ip", "host_name", "user_name", "medium", "switch_mac", "port_id"
  };

  private IdentityRows() {}

  /** Stretches of clients as they were seen, by wireless, wired and NAC observations. */
  static Dataset<Row> seen(
      Dataset<Row> wireless, Dataset<Row> wired, Dataset<Row> events, int gapMinutes) {
    Dataset<Row> signIns =
        events
            .where(col("dataset").equalTo("nac_events").and(col("user_name").isNotNull()))
            .withColumn("mac", col("client_mac"))
            .withColumn("switch_mac", when(col("medium").equalTo("wired"), col("device_mac")));
    Dataset<Row> all =
        called(wireless.withColumn("medium", lit("wireless")))
            .unionByName(called(wired.withColumn("medium", lit("wired"))))
            .unionByName(called(signIns));
    return stretches(all, gapMinutes)
        .groupBy(stretchKey())
        .agg(
            max("os").as("os"),
            max("manufacturer").as("manufacturer"),
            min("event_at").as("seen_from"),
            max("event_at").as("seen_to"))
        .drop("dataset", "day_seen", "stretch");
  }

  /** Stretches of addresses that hold until superseded. */
  static Dataset<Row> assigned(Dataset<Row> addresses, int validHours) {
    Dataset<Row> stretches =
        stretches(called(addresses), 0)
            .groupBy(stretchKey())
            .agg(
                max("os").as("os"),
                max("manufacturer").as("manufacturer"),
                min("event_at").as("seen_from"),
                max("event_at").as("last_told_at"));
    WindowSpec next =
        Window.partitionBy("org_id", "site_id", "mac").orderBy("seen_from", "stretch");
    return stretches
        .withColumn(
            "seen_to",
            least(
                org.apache.spark.sql.functions.lead(col("seen_from"), 1).over(next),
                col("last_told_at").plus(expr("INTERVAL '" + validHours + "' HOUR"))))
        .drop("last_told_at", "dataset", "day_seen", "stretch");
  }

  private static Dataset<Row> called(Dataset<Row> observations) {
    Dataset<Row> rows = observations;
    for (String column :
        new String[] {
          "ip", "host_name", "user_name", "medium", "switch_mac", "port_id", "os", "manufacturer"
        }) {
      if (!Arrays.asList(rows.columns()).contains(column)) {
        rows = rows.withColumn(column, lit(null).cast(Types.STRING));
      }
    }
    return rows.select(
        "dataset",
        "org_id",
        "site_id",
        "mac",
        "event_at",
        "ip",
        "host_name",
        "user_name",
        "medium",
        "switch_mac",
        "port_id",
        "os",
        "manufacturer");
  }

  private static Dataset<Row> stretches(Dataset<Row> called, int gapMinutes) {
    Column words =
        concat_ws(
            "\u0001",
            Arrays.stream(CALLED)
                .map(name -> coalesce(col(name), lit("\u0000")))
                .toArray(Column[]::new));
    Dataset<Row> told =
        called
            .where(col("mac").isNotNull())
            .withColumn("words", words)
            .withColumn("day_seen", to_date(col("event_at")));
    WindowSpec order =
        Window.partitionBy("org_id", "site_id", "mac", "dataset", "day_seen")
            .orderBy("event_at", "words");
    Column silentS =
        unix_micros(col("event_at"))
            .minus(unix_micros(lag(col("event_at"), 1).over(order)))
            .divide(lit(1e6));
    Column isNew =
        coalesce(
            col("words").notEqual(lag(col("words"), 1).over(order)).or(silentS.gt(gapMinutes * 60)),
            lit(true));
    return told.withColumn("is_new", isNew.cast("int"))
        .withColumn(
            "stretch",
            sum("is_new")
                .over(order.rowsBetween(Window.unboundedPreceding(), Window.currentRow())));
  }

  private static Column[] stretchKey() {
    return Arrays.stream(
            new String[] {
              "org_id",
              "site_id",
              "mac",
              "dataset",
              "day_seen",
              "stretch",
              "ip",
              "host_name",
              "user_name",
              "medium",
              "switch_mac",
              "port_id"
            })
        .map(name -> col(name))
        .toArray(Column[]::new);
  }

  /** Adds is_random_mac. */
  static Dataset<Row> withRandomMac(Dataset<Row> identities) {
    return identities.withColumn("is_random_mac", Parse.isRandomMac(col("mac")));
  }
}
