package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.meetinginsights.jobs.ingest.fields.MadeRows;
import io.meetinginsights.jobs.ingest.fields.Mean;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.fields.TypedValues;
import io.meetinginsights.tables.Types;
import io.meetinginsights.tables.silver.ParticipantMinutes;
import io.meetinginsights.warehouse.RowBuilder;
import io.meetinginsights.warehouse.SparkRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Walks the records of one join after another, in the order they arrived: what either list told
 * last makes the join, what any of them told of an instant last makes its minutes. It holds the
 * samples of one join.
 */
final class JoinWalk extends MadeRows {

  /** Columns of a join. */
  static final StructType JOIN = joinColumns();

  private static final Pattern NETWORK_LEAVE =
      Pattern.compile("(?i)network connection|network error|got disconnected|connection lost");

  /** Makes rows of a join's records. */
  private interface Joined extends Serializable {
    void make(List<InternalRow> records, StructType schema, Consumer<InternalRow> out);
  }

  private final StructType schema;
  private final Joined joined;
  private final int[] key;
  private final List<InternalRow> records = new ArrayList<>();

  private JoinWalk(Iterator<InternalRow> sorted, StructType schema, Joined joined) {
    super(sorted);
    this.schema = schema;
    this.joined = joined;
    this.key = Arrays.stream(ParticipantRecords.KEY).mapToInt(schema::fieldIndex).toArray();
  }

  private static StructType joinColumns() {
    StructType columns =
        new StructType()
            .add("account_id", Types.STRING)
            .add("meeting_uuid", Types.STRING)
            .add("participant_id", Types.STRING)
            .add("joined_at", Types.TIMESTAMP);
    for (StructField said : ParticipantRecords.SAID.fields()) {
      columns = columns.add(said);
    }
    return columns
        .add("received_at", Types.TIMESTAMP)
        .add("left_day", Types.DATE)
        .add("is_network_leave", Types.BOOLEAN);
  }

  /** Accepted records of {@link ParticipantRecords}, those of a join together and in order. */
  static Dataset<Row> byJoin(Dataset<Row> accepted) {
    Column[] key = ZoomLines.columns(ParticipantRecords.KEY);
    Column[] order =
        Stream.of(
                Stream.of(col("join_hash")),
                Arrays.stream(key),
                Stream.of(ZoomLines.columns("received_at", "file", "line", "record")))
            .flatMap(columns -> columns)
            .toArray(Column[]::new);
    return accepted
        .withColumn("join_hash", xxhash64(key))
        .repartition(col("join_hash"))
        .sortWithinPartitions(order);
  }

  /** One row a join, of records in the order of {@link #byJoin}. */
  static Dataset<Row> joins(Dataset<Row> byJoin) {
    return walk(byJoin, JOIN, JoinWalk::join);
  }

  /** Rows of silver.participant_minutes, of records in the order of {@link #byJoin}. */
  static Dataset<Row> minutes(Dataset<Row> byJoin, String runId) {
    return walk(
        byJoin,
        ParticipantMinutes.SCHEMA.structType(),
        (records, schema, out) -> minutes(records, schema, runId, out));
  }

  private static Dataset<Row> walk(Dataset<Row> byJoin, StructType made, Joined joined) {
    StructType schema = byJoin.schema();
    FlatMapFunction<Iterator<InternalRow>, InternalRow> walking =
        rows -> new JoinWalk(rows, schema, joined);
    return new SparkRows(
            byJoin.sparkSession(), SparkRows.of(byJoin).rows().mapPartitions(walking), made)
        .dataset();
  }

  @Override
  protected void take(InternalRow record) {
    if (!records.isEmpty() && !isSameJoin(records.get(0), record)) {
      end();
    }
    records.add(record.copy());
  }

  @Override
  protected void end() {
    joined.make(records, schema, this::emit);
    records.clear();
  }

  private boolean isSameJoin(InternalRow a, InternalRow b) {
    for (int place = 0; place < 3; place++) {
      if (!a.getUTF8String(key[place]).equals(b.getUTF8String(key[place]))) {
        return false;
      }
    }
    return a.getLong(key[3]) == b.getLong(key[3]);
  }

  private static void join(
      List<InternalRow> records, StructType schema, Consumer<InternalRow> out) {
    int dataset = schema.fieldIndex("dataset");
    InternalRow list = null;
    InternalRow quality = null;
    for (InternalRow record : records) {
      if (record.getUTF8String(dataset).toString().equals("participants")) {
        list = record;
      } else {
        quality = record;
      }
    }
    RowBuilder row = new RowBuilder(JOIN);
    setKey(row, records.get(0), schema);
    for (StructField said : ParticipantRecords.SAID.fields()) {
      row.set(
          said.name(),
          Parse.first(value(list, schema, said.name()), value(quality, schema, said.name())));
    }
    Long leftAt =
        Parse.first(
            (Long) value(list, schema, "left_at"), (Long) value(quality, schema, "left_at"));
    Object reason =
        Parse.first(value(list, schema, "leave_reason"), value(quality, schema, "leave_reason"));
    row.set(
            "received_at",
            later(
                (Long) value(list, schema, "received_at"),
                (Long) value(quality, schema, "received_at")))
        .set("left_day", leftAt == null ? null : Parse.dayOf(leftAt))
        .set("is_network_leave", reason != null && NETWORK_LEAVE.matcher(reason.toString()).find());
    out.accept(row.build());
  }

  private static void setKey(RowBuilder row, InternalRow record, StructType schema) {
    for (String name : ParticipantRecords.KEY) {
      row.set(name, value(record, schema, name));
    }
  }

  private static Object value(InternalRow row, StructType schema, String name) {
    if (row == null) {
      return null;
    }
    int place = schema.fieldIndex(name);
    return row.isNullAt(place) ? null : row.get(place, schema.apply(place).dataType());
  }

  private static Long later(Long a, Long b) {
    return a == null || b != null && b > a ? b : a;
  }

  /** A sample and when it was told. */
  private record Told(Object[] values, Long receivedAt) {}

  private static void minutes(
      List<InternalRow> records, StructType schema, String runId, Consumer<InternalRow> out) {
    int samples = schema.fieldIndex(ParticipantRecords.SAMPLES);
    int receivedAt = schema.fieldIndex("received_at");
    // The same sample fetched again counts once, as it was told last.
    TreeMap<Long, Told> newest = new TreeMap<>();
    for (InternalRow record : records) {
      Long received = record.isNullAt(receivedAt) ? null : record.getLong(receivedAt);
      for (Object[] sample : samplesOf(record.getBinary(samples))) {
        newest.put((Long) sample[QualitySamples.SAMPLED_AT], new Told(sample, received));
      }
    }
    Map<Long, List<Told>> byMinute = new TreeMap<>();
    newest.forEach(
        (at, told) ->
            byMinute.computeIfAbsent(Parse.minuteOf(at), minute -> new ArrayList<>()).add(told));
    RowBuilder row = new RowBuilder(ParticipantMinutes.SCHEMA.structType());
    byMinute.forEach(
        (minuteAt, told) -> {
          setKey(row, records.get(0), schema);
          row.set("day", Parse.dayOf(minuteAt))
              .set("minute_at", minuteAt)
              .set("sample_count", told.size())
              .set("run_id", runId);
          Long received = null;
          for (Told one : told) {
            received = later(received, one.receivedAt());
          }
          row.set("received_at", received);
          for (int i = 1; i < QualitySamples.VALUES.size(); i++) {
            row.set(QualitySamples.VALUES.get(i).name(), merged(told, i));
          }
          out.accept(row.build());
        });
  }

  @SuppressWarnings("unchecked") // QualitySamples.LIST says so.
  private static List<Object[]> samplesOf(byte[] bytes) {
    return (List<Object[]>) TypedValues.values(QualitySamples.LIST, bytes)[0];
  }

  /** Of a minute's samples, in time order. */
  private static Object merged(List<Told> told, int place) {
    return switch (QualitySamples.MERGED_BY.get(place)) {
      case NEWEST -> told.get(told.size() - 1).values()[place];
      case MEAN -> {
        Mean mean = new Mean();
        told.forEach(one -> mean.add((Double) one.values()[place]));
        yield mean.value();
      }
      case LEAST, LARGEST -> {
        boolean isLeast = QualitySamples.MERGED_BY.get(place) == QualitySamples.Merge.LEAST;
        Double best = null;
        for (Told one : told) {
          Double value = (Double) one.values()[place];
          if (value != null && (best == null || (isLeast ? value < best : value > best))) {
            best = value;
          }
        }
        yield best;
      }
    };
  }
}
