package io.meetinginsights.jobs.ingest;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.network.EventSpan;
import io.meetinginsights.tables.Types;
import io.meetinginsights.tables.bronze.NetworkRecords;
import io.meetinginsights.tables.bronze.ZoomResponses;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * From landed lines to bronze rows: the envelope is opened, the body stays the text that came. A
 * line that is no envelope is kept whole as its own body; the rest of a file that broke off carries
 * {@link #TRUNCATED} in its params.
 */
public final class BronzeLines {

  /** Key in params of what is left of a file that ended too early. */
  public static final String TRUNCATED = "truncated_file";

  // Declared as text, a nested object keeps the bytes it came in.
  private static final StructType ENVELOPE =
      new StructType()
          .add("received_at", Types.STRING)
          .add("org_id", Types.STRING)
          .add("site_id", Types.STRING)
          .add("account_id", Types.STRING)
          .add("request", Types.STRING)
          .add("params", Types.STRING_MAP)
          .add("body", Types.STRING);

  private BronzeLines() {}

  /** Rows of bronze.zoom_responses. */
  public static Dataset<Row> zoomResponses(Dataset<Row> lines, String runId) {
    return ZoomResponses.SCHEMA.conform(
        opened(lines, runId)
            .withColumn(
                "meeting_uuid",
                coalesce(
                    param("meetingId"), param("meeting_id"), param("meetingUuid"), param("uuid")))
            .drop("org_id", "site_id"));
  }

  /** Rows of bronze.network_records. */
  static Dataset<Row> networkRecords(Dataset<Row> lines, String runId) {
    return NetworkRecords.SCHEMA.conform(
        EventSpan.withSpan(opened(lines, runId)).drop("account_id"));
  }

  private static Dataset<Row> opened(Dataset<Row> lines, String runId) {
    Column isReadable = col("envelope.body").isNotNull().and(col("is_truncated").equalTo(false));
    return lines
        .withColumn("envelope", from_json(col("text"), ENVELOPE))
        .withColumn("is_readable", coalesce(isReadable, lit(false)))
        .select(
            col("day"),
            col("dataset"),
            coalesce(col("account_id"), whenReadable("account_id")).as("account_id"),
            coalesce(whenReadable("org_id"), whenReadable("params").getItem("org_id")).as("org_id"),
            coalesce(whenReadable("site_id"), whenReadable("params").getItem("site_id"))
                .as("site_id"),
            whenReadable("request").as("request"),
            when(col("is_truncated"), map(lit(TRUNCATED), lit("true")))
                .otherwise(whenReadable("params"))
                .as("params"),
            when(col("is_readable"), col("envelope.body")).otherwise(col("text")).as("body"),
            col("is_readable"),
            col("line"),
            col("file"),
            Parse.instant(whenReadable("received_at")).as("received_at"))
        .withColumn("content_sha256", contentHash())
        .withColumn("run_id", lit(runId));
  }

  private static Column whenReadable(String field) {
    return when(col("is_readable"), col("envelope." + field));
  }

  private static Column param(String name) {
    return Parse.text(col("params").getItem(name));
  }

  /** The hash of a line's content, over the columns body, request and params. */
  public static Column contentHash() {
    return sha2(
        concat_ws(
            "\u0001",
            coalesce(col("body"), lit("\u0000")),
            coalesce(col("request"), lit("\u0000")),
            coalesce(to_json(array_sort(map_entries(col("params")))), lit("\u0000"))),
        256);
  }
}
