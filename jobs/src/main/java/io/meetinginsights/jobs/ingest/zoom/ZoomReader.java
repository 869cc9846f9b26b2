package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.col;

import io.meetinginsights.jobs.ingest.fields.Body;
import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.MadeRows;
import io.meetinginsights.jobs.ingest.fields.RecordShape;
import io.meetinginsights.jobs.ingest.fields.RecordValues;
import io.meetinginsights.tables.Types;
import io.meetinginsights.warehouse.RowBuilder;
import io.meetinginsights.warehouse.SparkRows;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Reads the records of one of Zoom's lists, in one pass over each answer. A subclass names the list
 * and reads a record. Rows have the record's place, its flaws, and the columns of the subclass.
 *
 * <p>An answer that holds no such list (an error, an answer to something else) is one row whose
 * record is {@link #WHOLE_LINE}, rejected as {@code unexpected_body}.
 */
abstract class ZoomReader implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The record of a row about a line as a whole. */
  static final int WHOLE_LINE = -1;

  private static final StructType PLACE =
      new StructType()
          .add("day", Types.DATE)
          .add("dataset", Types.STRING)
          .add("account_id", Types.STRING)
          .add("meeting_uuid", Types.STRING)
          .add("file", Types.STRING)
          .add("line", Types.INTEGER)
          .add("record", Types.INTEGER)
          .add("received_at", Types.TIMESTAMP)
          .add("is_rejected", Types.BOOLEAN)
          .add(Flaws.COLUMN, Flaws.TYPE);

  private final String list;
  private final String recordField;

  /**
   * @param list name of the list in the body
   * @param recordField a field that only records have: a body with it is itself one record
   */
  ZoomReader(String list, String recordField) {
    this.list = list;
    this.recordField = recordField;
  }

  /** What a record looks like; {@code recordField} is among its paths. */
  abstract RecordShape shape();

  /** Columns beside those of every record. */
  abstract StructType columns();

  /**
   * Sets the columns of a record and notes its flaws.
   *
   * @param meetingUuid the meeting the line is about, null if it names none
   * @param listing the parameter {@code type} of the request, null if it has none
   */
  abstract void read(
      RecordValues record, String meetingUuid, String listing, RowBuilder row, Flaws flaws);

  /** One row a record of lines of bronze.zoom_responses. */
  Dataset<Row> read(Dataset<Row> lines) {
    StructType schema = PLACE;
    for (StructField column : columns().fields()) {
      schema = schema.add(column);
    }
    StructType all = schema;
    SparkRows read =
        SparkRows.of(
            lines.select(
                col("day"),
                col("dataset"),
                col("account_id"),
                col("meeting_uuid"),
                col("file"),
                col("line"),
                col("received_at"),
                col("params"),
                col("body")));
    FlatMapFunction<Iterator<InternalRow>, InternalRow> reading = rows -> new Reading(rows, all);
    return new SparkRows(lines.sparkSession(), read.rows().mapPartitions(reading), all).dataset();
  }

  private final class Reading extends MadeRows {
    private final RowBuilder row;
    private final RecordShape shape = shape();

    Reading(Iterator<InternalRow> lines, StructType schema) {
      super(lines);
      this.row = new RowBuilder(schema);
    }

    @Override
    protected void take(InternalRow line) {
      Body body = Body.read(SparkRows.text(line, 8), shape, list);
      List<RecordValues> records = body.listed();
      if (records == null && body.self().raw(recordField) != null) {
        records = List.of(body.self());
      }
      if (records == null) {
        Flaws flaws = new Flaws();
        flaws.reject("", "unexpected_body", "a list named " + list);
        place(line, WHOLE_LINE, flaws);
        emit(row.build());
        return;
      }
      String listing = listing(line);
      for (int i = 0; i < records.size(); i++) {
        Flaws flaws = new Flaws();
        // Before the record: a listed meeting's uuid is its own.
        row.set("meeting_uuid", SparkRows.text(line, 3));
        read(records.get(i), SparkRows.text(line, 3), listing, row, flaws);
        place(line, i, flaws);
        emit(row.build());
      }
    }

    private void place(InternalRow line, int record, Flaws flaws) {
      row.set("day", line.getInt(0))
          .set("dataset", SparkRows.text(line, 1))
          .set("account_id", SparkRows.text(line, 2))
          .set("file", SparkRows.text(line, 4))
          .set("line", line.getInt(5))
          .set("record", record)
          .set("received_at", line.isNullAt(6) ? null : line.getLong(6))
          .set("is_rejected", flaws.isRejected())
          .set(Flaws.COLUMN, flaws.column());
    }

    private static String listing(InternalRow line) {
      if (line.isNullAt(7)) {
        return null;
      }
      MapData params = line.getMap(7);
      for (int i = 0; i < params.numElements(); i++) {
        UTF8String name = params.keyArray().getUTF8String(i);
        if (name.toString().equals("type") && !params.valueArray().isNullAt(i)) {
          return params.valueArray().getUTF8String(i).toString();
        }
      }
      return null;
    }
  }
}
