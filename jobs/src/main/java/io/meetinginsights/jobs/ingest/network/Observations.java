package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.tables.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;

/**
 * From lines to observations: a body becomes its records, a record the columns its reader names,
 * with its flaws beside it.
 */
final class Observations {

  private static final List<String> PLACE =
      List.of(
          "day",
          "dataset",
          "file",
          "line",
          "record",
          "received_at",
          "org_id",
          "site_id",
          "event_at");

  private Observations() {}

  /**
   * One row a record: its place (day of landing, dataset, file, line, record), received_at, org_id,
   * site_id, event_at, the reader's fields, flaws.
   */
  static Dataset<Row> of(TelemetryReader reader, Dataset<Row> lines, int lookBackDays) {
    Column time = coalesced(reader.timeFields(), Parse::instant);
    if (reader.isTimedByArrival()) {
      Column arrival = coalesce(col("received_at"), col("day").cast("timestamp"));
      time = time == null ? arrival : coalesce(time, arrival);
    }
    Column site = coalesce(coalesced(reader.siteFields(), Parse::text), col("site_id"));
    Column org = coalesce(Field.raw("org_id"), col("org_id"));

    // Texts first, then values, then flaws: each is found once, however many look at it.
    List<Column> raws = new ArrayList<>(List.of(col("*")));
    List<Column> values =
        new ArrayList<>(
            List.of(
                col("day"),
                col("dataset"),
                col("file"),
                col("line"),
                col("record"),
                col("received_at"),
                org.as("org_id"),
                site.as("site_id"),
                time.as("event_at")));
    List<Column> columns = new ArrayList<>();
    PLACE.forEach(name -> columns.add(col(name)));
    List<Column> flaws =
        new ArrayList<>(
            List.of(
                Flaws.missing(
                    col("org_id"), "org_id", "an organisation, in the record or its envelope"),
                Flaws.missing(col("site_id"), "site_id", "a site, in the record or its envelope"),
                Flaws.missing(
                    col("event_at"),
                    first(reader.timeFields()),
                    "an instant: seconds, ms, µs or ISO 8601"),
                Flaws.rejected(
                    outside(col("event_at"), lookBackDays),
                    first(reader.timeFields()),
                    "outside_window",
                    "at most look-back-days before the landing day and a day after it")));
    for (Field field : reader.fields()) {
      if (field.raw().isPresent()) {
        raws.add(field.raw().get().as(field.rawName()));
        values.add(col(field.rawName()));
      }
      values.add(field.value().as(field.name()));
      columns.add(col(field.name()));
      flaws.addAll(field.flaws());
    }
    values.add(col(Field.RECORD));
    columns.add(Flaws.of(flaws).as(Flaws.COLUMN));
    return explodeRecords(lines)
        .withColumn(Field.RECORD, from_json(col("json"), reader.shape()))
        .select(raws.toArray(Column[]::new))
        .select(values.toArray(Column[]::new))
        .select(columns.toArray(Column[]::new));
  }

  /** Observations that may be used. */
  static Dataset<Row> accepted(Dataset<Row> observations) {
    return observations.where(Flaws.isRejected(col(Flaws.COLUMN)).equalTo(false));
  }

  /** The records of bodies: a list, a page of results, a webhook's events, or the body itself. */
  private static Dataset<Row> explodeRecords(Dataset<Row> lines) {
    Column lists = from_json(col("body"), RecordShape.LISTS);
    Column records =
        when(
                trim(col("body")).startsWith("["),
                from_json(col("body"), new ArrayType(Types.STRING, true)))
            .otherwise(
                coalesce(lists.getField("results"), lists.getField("events"), array(col("body"))));
    return lines.select(
        col("day"),
        col("dataset"),
        col("file"),
        col("line"),
        col("received_at"),
        col("org_id"),
        col("site_id"),
        posexplode(records).as(new String[] {"record", "json"}));
  }

  private static Column outside(Column time, int lookBackDays) {
    Column eventDay = to_date(time);
    return eventDay.lt(date_sub(col("day"), lookBackDays)).or(eventDay.gt(date_add(col("day"), 1)));
  }

  private static Column coalesced(
      List<String> paths, java.util.function.UnaryOperator<Column> parse) {
    if (paths.isEmpty()) {
      return null;
    }
    return coalesce(
        paths.stream().map(path -> parse.apply(Field.raw(path))).toArray(Column[]::new));
  }

  private static String first(List<String> paths) {
    return paths.isEmpty() ? "received_at" : paths.get(0);
  }
}
