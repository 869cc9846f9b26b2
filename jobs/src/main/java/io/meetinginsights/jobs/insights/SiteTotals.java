package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;

import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.gold.SiteSummary;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * gold.site_summary: a site's day in figures. Minutes count for the day they fall in; calls,
 * people, clients and access points are those behind them. Every known site has a row for every
 * day, of zeros where it had no call.
 */
final class SiteTotals {

  private static final List<String> SITE_DAY = List.of("org_id", "site_id", "day");

  private SiteTotals() {}

  static Dataset<Row> summaryPerDay(Dataset<Row> minutes, Dataset<Row> sites, DayRange days) {
    List<Column> columns = new ArrayList<>();
    for (Column key : Keys.columns(SITE_DAY)) {
      columns.add(key);
    }
    columns.add(TableSchema.month(col("day")).as("month"));
    columns.add(col("site_name"));
    for (String figure : figureNames()) {
      columns.add(coalesce(col(figure), lit(0L)).as(figure));
    }
    return SiteSummary.SCHEMA.conform(
        siteDays(sites, days)
            .join(figuresPerDay(minutes), Keys.of(SITE_DAY), "full_outer")
            .select(columns.toArray(Column[]::new)));
  }

  private static Dataset<Row> siteDays(Dataset<Row> sites, DayRange days) {
    Column everyDay =
        explode(
            sequence(
                lit(Date.valueOf(days.from())),
                lit(Date.valueOf(days.to())),
                functions.expr("INTERVAL 1 DAY")));
    return sites.select(
        col("org_id"), col("site_id"), col("name").as("site_name"), everyDay.as("day"));
  }

  private static Dataset<Row> figuresPerDay(Dataset<Row> minutes) {
    List<Column> figures = new ArrayList<>();
    figures.add(count_if(col("is_bad")).as("bad_minutes"));
    for (String cause : CallMinutes.CAUSES) {
      figures.add(count_if(col("cause").equalTo(cause)).as("bad_minutes_" + cause));
    }
    figures.add(distinct(struct(Keys.columns(Keys.CALL))).as("num_calls"));
    figures.add(distinct(col("person_key")).as("num_users"));
    figures.add(distinct(col("client_key")).as("num_clients"));
    figures.add(distinct(col("ap_mac")).as("num_aps"));
    return minutes
        .groupBy(Keys.columns(SITE_DAY))
        .agg(count_if(col("is_judged")).as("total_minutes"), figures.toArray(Column[]::new));
  }

  /** Distinct values, nulls left out; as a set, since several count(DISTINCT) multiply the rows. */
  static Column distinct(Column value) {
    return size(collect_set(value)).cast("long");
  }

  private static List<String> figureNames() {
    List<String> names = new ArrayList<>(List.of("total_minutes", "bad_minutes"));
    CallMinutes.CAUSES.forEach(cause -> names.add("bad_minutes_" + cause));
    names.addAll(List.of("num_calls", "num_users", "num_clients", "num_aps"));
    return names;
  }
}
