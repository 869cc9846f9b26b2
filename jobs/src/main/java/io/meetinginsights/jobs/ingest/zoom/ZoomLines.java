package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.to_json;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Bronze lines of Zoom's answers. */
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

  static Column[] columns(String... names) {
    return Arrays.stream(names).map(name -> col(name)).toArray(Column[]::new);
  }

  static scala.collection.immutable.Seq<String> shared(String... columns) {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.of(columns)).toSeq();
  }
}
