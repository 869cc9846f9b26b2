package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.col;

import io.meetinginsights.jobs.ingest.fields.Body;
import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.MadeRows;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.fields.RecordValues;
import io.meetinginsights.jobs.ingest.fields.TypedValues;
import io.meetinginsights.tables.Types;
import io.meetinginsights.warehouse.RowBuilder;
import io.meetinginsights.warehouse.SparkRows;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * From lines to observations: a line's body becomes its records, a record an {@link Observation},
 * in one pass over all datasets. Rows are by record, with their place, their flaws, and, where the
 * record may be used, whose they are and their values as bytes.
 */
final class ObservedLines {

  private static final String[] LINE = {
    "day", "dataset", "file", "line", "received_at", "org_id", "site_id", "is_landed", "body"
  };

  /** Columns of observations. */
  static final StructType SCHEMA =
      new StructType()
          .add("day", Types.DATE)
          .add("dataset", Types.STRING)
          .add("file", Types.STRING)
          .add("line", Types.INTEGER)
          .add("record", Types.INTEGER)
          .add("received_at", Types.TIMESTAMP)
          .add("is_landed", Types.BOOLEAN)
          .add("is_rejected", Types.BOOLEAN)
          .add(Flaws.COLUMN, Flaws.TYPE)
          .add("device_hash", Types.LONG)
          .add("org_id", Types.STRING)
          .add("site_id", Types.STRING)
          .add("device", Types.STRING)
          .add("event_at", Types.TIMESTAMP)
          .add("observed", DataTypes.BinaryType);

  static final int IS_REJECTED = SCHEMA.fieldIndex("is_rejected");
  static final int DATASET = SCHEMA.fieldIndex("dataset");
  static final int RECEIVED_AT = SCHEMA.fieldIndex("received_at");
  static final int ORG_ID = SCHEMA.fieldIndex("org_id");
  static final int SITE_ID = SCHEMA.fieldIndex("site_id");
  static final int DEVICE = SCHEMA.fieldIndex("device");
  static final int EVENT_AT = SCHEMA.fieldIndex("event_at");
  static final int VALUES = SCHEMA.fieldIndex("observed");

  /** Device after device, each in time order; of one instant what arrived last comes last. */
  private static final String[] ORDER = {
    "device_hash",
    "org_id",
    "site_id",
    "device",
    "event_at",
    "dataset",
    "received_at",
    "file",
    "line",
    "record"
  };

  private ObservedLines() {}

  /** The observations in usable lines of bronze.network_records with is_landed beside them. */
  static Dataset<Row> read(Dataset<Row> lines, int lookBackDays) {
    SparkRows read = SparkRows.of(lines.select(columns(LINE)));
    FlatMapFunction<Iterator<InternalRow>, InternalRow> reading =
        rows -> new Reading(rows, lookBackDays);
    return new SparkRows(lines.sparkSession(), read.rows().mapPartitions(reading), SCHEMA)
        .dataset();
  }

  /** As {@link #read}, each device's observations together and in time order. */
  static Dataset<Row> byDevice(Dataset<Row> observations) {
    return observations.repartition(col("device_hash")).sortWithinPartitions(columns(ORDER));
  }

  /** What a walk over the observations of some kinds makes of them; rows of {@code schema}. */
  static Dataset<Row> walk(
      Dataset<Row> byDevice, List<Reader> readers, StructType schema, DeviceWalk.Walkers walkers) {
    HashSet<String> walked = new HashSet<>();
    readers.forEach(reader -> walked.add(reader.dataset()));
    FlatMapFunction<Iterator<InternalRow>, InternalRow> walking =
        rows -> new DeviceWalk(rows, walked, walkers);
    return new SparkRows(
            byDevice.sparkSession(), SparkRows.of(byDevice).rows().mapPartitions(walking), schema)
        .dataset();
  }

  private static Column[] columns(String... names) {
    return Arrays.stream(names).map(name -> col(name)).toArray(Column[]::new);
  }

  /** Reads line after line. */
  private static final class Reading extends MadeRows {
    private final int lookBackDays;
    private final RowBuilder row = new RowBuilder(SCHEMA);

    Reading(Iterator<InternalRow> lines, int lookBackDays) {
      super(lines);
      this.lookBackDays = lookBackDays;
    }

    @Override
    protected void take(InternalRow line) {
      Reader reader = Readers.of(line.getString(1)).orElseThrow();
      Reader.Line around =
          new Reader.Line(
              SparkRows.text(line, 5),
              SparkRows.text(line, 6),
              line.getInt(0),
              line.isNullAt(4) ? null : line.getLong(4),
              lookBackDays);
      Body body = Body.read(SparkRows.text(line, 8), reader.shape(), "results", "events");
      List<RecordValues> records = Parse.first(body.items(), body.listed(), List.of(body.self()));
      UTF8String file = line.getUTF8String(2).copy();
      for (int place = 0; place < records.size(); place++) {
        Observation read = reader.read(records.get(place), around);
        row.set("day", line.getInt(0))
            .set("dataset", reader.dataset())
            .set("file", file)
            .set("line", line.getInt(3))
            .set("record", place)
            .set("received_at", around.receivedAt())
            .set("is_landed", line.getBoolean(7))
            .set("is_rejected", read.flaws().isRejected())
            // A rejected record has no device: spread by line, a day may hold nothing else.
            .set("device_hash", (long) line.getInt(3))
            .set(Flaws.COLUMN, read.flaws().column());
        if (!read.flaws().isRejected()) {
          row.set("org_id", read.orgId())
              .set("site_id", read.siteId())
              .set("device", read.device())
              .set("device_hash", hash(read.orgId() + read.siteId() + read.device()))
              .set("event_at", read.eventAt())
              .set("observed", TypedValues.bytes(reader.kind().attributes(), read.values()));
        }
        emit(row.build());
      }
    }

    /** Spreads devices evenly; equal ones meet, whatever process hashed them. */
    private static long hash(String text) {
      long hash = 1125899906842597L;
      for (int i = 0; i < text.length(); i++) {
        hash = 31 * hash + text.charAt(i);
      }
      return hash;
    }
  }
}
