package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.to_json;

import io.meetinginsights.jobs.ingest.RejectedRows;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Bronze lines of Zoom's answers, and the records in their bodies. */
final class ZoomLines {

  private ZoomLines() {}

  /**
   * Lines that say what the same request was answered the time before: they count once, the first
   * to arrive. An answer that goes back to an older one is news again: the newest word counts.
   */
  static Dataset<Row> duplicates(Dataset<Row> lines) {
    Column before =
        lag(col("content_sha256"), 1)
            .over(
                Window.partitionBy(
                        col("dataset"),
                        col("account_id"),
                        col("request"),
                        to_json(array_sort(map_entries(col("params")))))
                    .orderBy(col("received_at"), col("file"), col("line")));
    return lines
        .where(col("is_readable"))
        .select(col("file"), col("line"), col("content_sha256").equalTo(before).as("is_duplicate"))
        .where(col("is_duplicate"));
  }

  /** Adds is_duplicate. */
  static Dataset<Row> withDuplicates(Dataset<Row> lines, Dataset<Row> duplicates) {
    return lines
        .join(broadcast(duplicates), shared("file", "line"), "left")
        .withColumn("is_duplicate", coalesce(col("is_duplicate"), lit(false)));
  }

  /** Lines that can be used. */
  static Dataset<Row> usable(Dataset<Row> lines, Object... datasets) {
    return lines.where(
        col("is_readable")
            .and(col("is_duplicate").equalTo(false))
            .and(col("dataset").isin(datasets)));
  }

  /**
   * The records of a list in the body, one row each as {@code json}; a body that is itself one
   * record is told by a field that only records have.
   */
  static Dataset<Row> explodeRecords(Dataset<Row> lines, String list, String recordField) {
    return lines
        .withColumn("records", records(list, recordField))
        .select(
            col("day"),
            col("dataset"),
            col("account_id"),
            col("meeting_uuid"),
            col("params"),
            col("file"),
            col("line"),
            col("received_at"),
            posexplode(col("records")).as(new String[] {"record", "json"}));
  }

  /** Rejections of lines whose body holds no such list: errors, and answers to something else. */
  static Dataset<Row> unexpected(Dataset<Row> lines, String list, String recordField) {
    return RejectedRows.ofLines(
        lines.where(records(list, recordField).isNull()),
        lit("unexpected_body"),
        "a list named " + list);
  }

  private static Column records(String list, String recordField) {
    StructType page =
        new StructType()
            .add(list, DataTypes.createArrayType(DataTypes.StringType))
            .add(recordField, DataTypes.StringType);
    Column body = from_json(col("body"), page);
    return coalesce(
        body.getField(list),
        org.apache.spark.sql.functions.when(
            body.getField(recordField).isNotNull(),
            org.apache.spark.sql.functions.array(col("body"))));
  }

  static scala.collection.immutable.Seq<String> shared(String... columns) {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.of(columns)).toSeq();
  }
}
