package io.meetinginsights.jobs.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.tables.Types;
import io.meetinginsights.tables.silver.RejectedRecords;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/** Rows of silver.rejected_records, from flawed records and from lines. */
public final class RejectedRows {

  /** The command these rows belong to. */
  public static final String JOB = "ingest";

  private RejectedRows() {}

  /**
   * Rows for records that carry {@link Flaws#COLUMN}, with day, dataset, file, line and record
   * beside it.
   */
  public static Dataset<Row> ofRecords(Dataset<Row> records) {
    return records
        .where(functions.size(col(Flaws.COLUMN)).gt(0))
        .select(
            col("day"),
            col("dataset"),
            accountOf(records),
            col("file"),
            col("line"),
            col("record"),
            explode(col(Flaws.COLUMN)).as("flaw"))
        .select(
            col("day"),
            col("dataset"),
            col("account_id"),
            col("file"),
            col("line"),
            col("record"),
            col("flaw.*"));
  }

  /** Rows for lines refused as a whole. */
  public static Dataset<Row> ofLines(Dataset<Row> lines, Column reason, String detail) {
    return lines.select(
        col("day"),
        col("dataset"),
        accountOf(lines),
        col("file"),
        col("line"),
        lit(-1).as("record"),
        lit("").as("field"),
        reason.as("reason"),
        lit(detail).as("detail"),
        lit(Flaws.REJECTED).as("severity"));
  }

  /** Lines that could not be opened. */
  public static Dataset<Row> unreadable(Dataset<Row> lines) {
    return ofLines(
        lines.where(col("is_readable").equalTo(false)),
        when(col("params").getItem(BronzeLines.TRUNCATED).isNotNull(), lit("truncated_file"))
            .otherwise(lit("unreadable_line")),
        "a JSON object with a body");
  }

  /** The table's rows: of several flaws of one field the graver stands. */
  static Dataset<Row> conform(Dataset<Row> flaws, String runId) {
    return RejectedRecords.SCHEMA.conform(
        flaws
            .withColumn(
                "place",
                row_number()
                    .over(
                        Window.partitionBy("dataset", "file", "line", "record", "field")
                            // "rejected" sorts before "repaired".
                            .orderBy("severity", "reason", "detail")))
            .where(col("place").equalTo(1))
            .drop("place")
            .withColumn("job", lit(JOB))
            .withColumn("run_id", lit(runId)));
  }

  private static Column accountOf(Dataset<Row> rows) {
    boolean isZoom = java.util.Arrays.asList(rows.columns()).contains("account_id");
    return (isZoom ? col("account_id") : lit(null).cast(Types.STRING)).as("account_id");
  }
}
