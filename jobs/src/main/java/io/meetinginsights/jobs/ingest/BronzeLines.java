package io.meetinginsights.jobs.ingest;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.to_json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.meetinginsights.jobs.ingest.fields.Json;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.network.Reader;
import io.meetinginsights.jobs.ingest.network.Readers;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.bronze.NetworkRecords;
import io.meetinginsights.tables.bronze.ZoomResponses;
import io.meetinginsights.warehouse.RowBuilder;
import io.meetinginsights.warehouse.SecretKey;
import io.meetinginsights.warehouse.SparkRows;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.SerializableConfiguration;

/**
 * From landing files to bronze rows: each line's envelope is opened, the body stays JSON (see
 * {@link Json} for how numbers are written). A line that is no envelope is kept whole as its own
 * body; the rest of a file that broke off carries {@link #TRUNCATED} in its params.
 */
public final class BronzeLines {

  /** Key in params of what is left of a file that ended too early. */
  public static final String TRUNCATED = "truncated_file";

  /** The order in which SQL sorts texts: by their bytes. */
  private static final Comparator<String> BY_BYTES = Comparator.comparing(UTF8String::fromString);

  private static final String[] MEETING_PARAMS = {"meetingId", "meeting_id", "meetingUuid", "uuid"};

  private BronzeLines() {}

  /** Rows of bronze.zoom_responses. */
  public static Dataset<Row> zoomResponses(
      SparkSession spark, String root, List<LandingFile> files, String runId) {
    return rows(spark, root, files, ZoomResponses.SCHEMA, lines -> new ZoomRows(lines, runId));
  }

  /** Rows of bronze.network_records. */
  static Dataset<Row> networkRecords(
      SparkSession spark, String root, List<LandingFile> files, String runId) {
    return rows(spark, root, files, NetworkRecords.SCHEMA, lines -> new NetworkRows(lines, runId));
  }

  private interface RowsOf extends java.io.Serializable {
    Iterator<InternalRow> make(Iterator<LandedLines.Line> lines);
  }

  private static Dataset<Row> rows(
      SparkSession spark, String root, List<LandingFile> files, TableSchema table, RowsOf rowsOf) {
    int tasks = Math.max(1, Math.min(files.size(), 4 * spark.sparkContext().defaultParallelism()));
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    FlatMapFunction<Iterator<LandingFile>, InternalRow> reading =
        some -> rowsOf.make(new LandedLines(root, hadoop.value(), some));
    JavaRDD<InternalRow> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(files, tasks)
            .mapPartitions(reading);
    return new SparkRows(spark, rows, table.structType()).dataset();
  }

  /** Opens line after line; the columns that both tables have. */
  private abstract static class Rows implements Iterator<InternalRow> {
    private final Iterator<LandedLines.Line> lines;
    private final String runId;
    private final RowBuilder row;

    Rows(Iterator<LandedLines.Line> lines, String runId, TableSchema table) {
      this.lines = lines;
      this.runId = runId;
      this.row = new RowBuilder(table.structType());
    }

    @Override
    public boolean hasNext() {
      return lines.hasNext();
    }

    @Override
    public InternalRow next() {
      LandedLines.Line line = lines.next();
      TimeSpan span = new TimeSpan(timeFields(line.file().dataset()));
      Envelope opened = line.isTruncated() ? null : Envelope.open(line.text(), span);
      Map<String, String> params = opened == null ? null : opened.params();
      if (line.isTruncated()) {
        params = Map.of(TRUNCATED, "true");
      }
      UTF8String body = opened == null ? UTF8String.fromString(line.text()) : opened.body();
      String request = opened == null ? null : opened.text("request");
      Long receivedAt = opened == null ? null : Parse.instant(opened.text("received_at"));
      row.set("day", (int) line.file().day().toEpochDay())
          .set("dataset", line.file().dataset())
          .set("request", request)
          .set("params", params)
          .set("body", body)
          .set("is_readable", opened != null)
          .set("content_sha256", contentHash(body.getBytes(), request, params))
          .set("line", line.number())
          .set("file", line.file().path())
          .set("received_at", receivedAt)
          .set("run_id", runId);
      more(row, line, opened, receivedAt, span);
      return row.build();
    }

    /** Names of fields that tell times in bodies of a dataset. */
    abstract List<String> timeFields(String dataset);

    /** Sets the columns of one table alone. */
    abstract void more(
        RowBuilder filling, LandedLines.Line line, Envelope opened, Long receivedAt, TimeSpan span);
  }

  private static final class ZoomRows extends Rows {

    ZoomRows(Iterator<LandedLines.Line> lines, String runId) {
      super(lines, runId, ZoomResponses.SCHEMA);
    }

    @Override
    List<String> timeFields(String dataset) {
      return List.of();
    }

    @Override
    void more(
        RowBuilder filling,
        LandedLines.Line line,
        Envelope opened,
        Long receivedAt,
        TimeSpan span) {
      String account = line.file().accountId();
      if (account == null && opened != null) {
        account = opened.text("account_id");
      }
      filling.set("account_id", account);
      if (opened != null) {
        String meeting = null;
        for (int i = 0; i < MEETING_PARAMS.length && meeting == null; i++) {
          meeting = Parse.text(opened.param(MEETING_PARAMS[i]));
        }
        filling.set("meeting_uuid", meeting);
      }
    }
  }

  private static final class NetworkRows extends Rows {

    NetworkRows(Iterator<LandedLines.Line> lines, String runId) {
      super(lines, runId, NetworkRecords.SCHEMA);
    }

    @Override
    List<String> timeFields(String dataset) {
      return Readers.of(dataset).map(Reader::timeFields).orElse(List.of());
    }

    @Override
    void more(
        RowBuilder filling,
        LandedLines.Line line,
        Envelope opened,
        Long receivedAt,
        TimeSpan span) {
      if (opened != null) {
        filling
            .set("org_id", Parse.first(opened.text("org_id"), opened.param("org_id")))
            .set("site_id", Parse.first(opened.text("site_id"), opened.param("site_id")))
            .set("first_event_at", Parse.first(span.first(), receivedAt))
            .set("last_event_at", Parse.first(span.last(), receivedAt));
      }
    }
  }

  /**
   * The hash of a line's content, over the columns body, request and params: for rows of bronze
   * that are changed later. Load makes the same in Java.
   */
  public static Column contentHash() {
    return sha2(
        concat_ws(
            "\u0001",
            coalesce(col("body"), lit("\u0000")),
            coalesce(col("request"), lit("\u0000")),
            coalesce(to_json(array_sort(map_entries(col("params")))), lit("\u0000"))),
        256);
  }

  /** As {@link #contentHash()} has it, of a line that is being opened. */
  static String contentHash(byte[] body, String request, Map<String, String> params) {
    return SecretKey.sha256(
        body,
        request == null ? null : request.getBytes(StandardCharsets.UTF_8),
        params == null ? null : listed(params).getBytes(StandardCharsets.UTF_8));
  }

  /** Parameters as a JSON list in the order of their names. */
  private static String listed(Map<String, String> params) {
    Map<String, String> byName = new TreeMap<>(BY_BYTES);
    byName.putAll(params);
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.generator(text)) {
      json.writeStartArray();
      for (Map.Entry<String, String> param : byName.entrySet()) {
        json.writeStartObject();
        json.writeStringField("key", param.getKey());
        if (param.getValue() != null) {
          json.writeStringField("value", param.getValue());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
