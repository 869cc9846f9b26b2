package io.meetinginsights.jobs.erase;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;

import io.meetinginsights.jobs.ingest.BronzeLines;
import io.meetinginsights.jobs.privacy.LineRedaction;
import io.meetinginsights.jobs.privacy.Redacting;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;
import io.meetinginsights.warehouse.Warehouse;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Redacts the lines that bronze keeps, as the landing files are: what is found is merged back by
 * its place. The hash of the content follows, so that bronze equals what a load of the redacted
 * files would give.
 */
final class BronzeErasure {

  private static final StructType EDITED =
      new StructType()
          .add("day", Types.DATE)
          .add("dataset", Types.STRING)
          .add("file", Types.STRING)
          .add("line", Types.INTEGER)
          .add("request", Types.STRING)
          .add("params_json", Types.STRING)
          .add("body", Types.STRING)
          .add("records", Types.INTEGER)
          .add("fields", Types.INTEGER);

  private static final List<String> PLACE = List.of("day", "dataset", "file", "line");
  private static final List<String> CONTENT =
      List.of("request", "params", "body", "content_sha256");

  private BronzeErasure() {}

  /** Redacts a table of bronze and counts lines, records and fields. */
  static Counts erase(Warehouse warehouse, TableSchema table, Redacting redacting) {
    if (!warehouse.exists(table)) {
      return Counts.none();
    }
    boolean isZoom = table.columns().stream().anyMatch(c -> c.name().equals("account_id"));
    Column account = isZoom ? col("account_id") : lit(null).cast(Types.STRING);
    Dataset<Row> edited =
        warehouse
            .read(table)
            .select(
                col("day"),
                col("dataset"),
                col("file"),
                col("line"),
                account.as("account_id"),
                // As bytes: to look through them, texts need not be made of them.
                col("request").cast("binary"),
                to_json(col("params")).cast("binary").as("params"),
                col("body").cast("binary"))
            .mapPartitions(new Editing(redacting), Encoders.row(EDITED))
            .localCheckpoint();
    Row sums = edited.agg(sum(lit(1L)), sum("records"), sum("fields")).head();
    if (sums.isNullAt(0)) {
      return Counts.none();
    }
    Dataset<Row> rows =
        edited
            .withColumn("params", from_json(col("params_json"), Types.STRING_MAP))
            .withColumn("content_sha256", BronzeLines.contentHash())
            .drop("params_json", "records", "fields");
    warehouse.replaceMatching(table, rows, PLACE, CONTENT);
    return Counts.none()
        .with("lines redacted", sums.getLong(0))
        .with("records removed", sums.getLong(1))
        .with("fields emptied", sums.getLong(2));
  }

  private record Editing(Redacting redacting) implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      // One at a time: a task's lines may be more than the heap holds.
      return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false)
          .map(this::edited)
          .filter(Objects::nonNull)
          .iterator();
    }

    private Row edited(Row row) {
      String dataset = row.getString(1);
      byte[] request = row.getAs(5);
      byte[] params = row.getAs(6);
      byte[] body = row.getAs(7);
      if (!redacting.isCandidate(body, params, request)) {
        return null;
      }
      LineRedaction.Opened after =
          redacting
              .redaction()
              .opened(dataset, row.getString(4), text(request), text(params), text(body));
      return after == null
          ? null
          : RowFactory.create(
              row.get(0),
              row.get(1),
              row.get(2),
              row.get(3),
              after.request(),
              after.params(),
              after.body(),
              after.records(),
              after.fields());
    }

    private static String text(byte[] bytes) {
      return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
