package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.fields.RecordShape;
import io.meetinginsights.jobs.ingest.fields.RecordValues;
import io.meetinginsights.tables.Types;
import io.meetinginsights.warehouse.RowBuilder;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.StructType;

/** Meetings, from {@code GET /metrics/meetings}. */
final class MeetingRecords extends ZoomReader {

  private static final long serialVersionUID = 1L;

  /** Words of Zoom's own quality scale. */
  static final List<String> QUALITIES = List.of("good", "fair", "poor", "bad");

  private static final String[] TRUTHS = {
    "has_video", "has_voip", "has_pstn", "has_screen_share", "has_recording"
  };

  private static final RecordShape SHAPE =
      new RecordShape(
          "uuid",
          "id",
          "topic",
          "email",
          "dept",
          "user_type",
          "start_time",
          "end_time",
          "duration",
          "participants",
          "has_video",
          "has_voip",
          "has_pstn",
          "has_screen_share",
          "has_recording",
          "audio_quality",
          "video_quality",
          "screen_share_quality");

  private static final StructType COLUMNS = columnsOf();

  MeetingRecords() {
    super("meetings", "uuid");
  }

  private static StructType columnsOf() {
    StructType columns =
        new StructType()
            .add("meeting_id", Types.LONG)
            .add("topic", Types.STRING)
            .add("host_email", Types.STRING)
            .add("listing", Types.STRING)
            .add("user_type", Types.STRING)
            .add("department", Types.STRING)
            .add("started_at", Types.TIMESTAMP)
            .add("ended_at", Types.TIMESTAMP)
            .add("ended_day", Types.DATE)
            .add("duration_s", Types.LONG)
            .add("participant_count", Types.INTEGER);
    for (String truth : TRUTHS) {
      columns = columns.add(truth, Types.BOOLEAN);
    }
    return columns
        .add("audio_quality", Types.STRING)
        .add("video_quality", Types.STRING)
        .add("share_quality", Types.STRING);
  }

  @Override
  RecordShape shape() {
    return SHAPE;
  }

  @Override
  StructType columns() {
    return COLUMNS;
  }

  @Override
  void read(RecordValues record, String meetingUuid, String listing, RowBuilder row, Flaws flaws) {
    String uuid = record.text("uuid");
    Long id = Parse.whole(record.raw("id"));
    Long started = Parse.instant(record.raw("start_time"));
    Long endTime = Parse.instant(record.raw("end_time"));
    boolean isBackwards = started != null && endTime != null && endTime < started;
    Long ended = isBackwards ? null : endTime;
    Integer count = Parse.integer(record.raw("participants"));
    Integer participants = count != null && count >= 0 ? count : null;
    Long clock = Parse.clockSeconds(record.raw("duration"));

    flaws.requirePresent(uuid, "uuid", "the meeting's uuid");
    flaws.requireReadable(record.raw("id"), id, "id", "a whole number");
    flaws.requireReadable(record.raw("start_time"), started, "start_time", "an instant");
    flaws.requireReadable(record.raw("end_time"), endTime, "end_time", "an instant");
    if (isBackwards) {
      flaws.repair("end_time", "outside_window", "not before start_time");
    }
    flaws.requireReadable(record.raw("duration"), clock, "duration", "mm:ss or hh:mm:ss");
    flaws.requireReadable(
        record.raw("participants"), participants, "participants", "a whole number, not negative");
    row.set("meeting_uuid", uuid)
        .set("meeting_id", id)
        .set("topic", record.text("topic"))
        .set("host_email", Parse.userName(record.raw("email")))
        .set("listing", Parse.text(listing))
        .set("user_type", record.text("user_type"))
        .set("department", record.text("dept"))
        .set("started_at", started)
        .set("ended_at", ended)
        .set("ended_day", ended == null ? null : Parse.dayOf(ended))
        .set("duration_s", clock != null ? clock : secondsBetween(started, ended))
        .set("participant_count", participants);
    for (String truth : TRUTHS) {
      row.set(truth, truth(record, truth, flaws));
    }
    row.set("audio_quality", quality(record, "audio_quality", flaws))
        .set("video_quality", quality(record, "video_quality", flaws))
        .set("share_quality", quality(record, "screen_share_quality", flaws));
  }

  private static Long secondsBetween(Long started, Long ended) {
    return started == null || ended == null
        ? null
        : Long.valueOf(Math.floorDiv(ended, 1_000_000L) - Math.floorDiv(started, 1_000_000L));
  }

  /** A field of true or false. */
  static Boolean truth(RecordValues record, String field, Flaws flaws) {
    Boolean truth = Parse.truth(record.raw(field));
    flaws.requireReadable(record.raw(field), truth, field, "true or false");
    return truth;
  }

  /** A word of Zoom's own quality scale; another one is kept, with a flaw. */
  static String quality(RecordValues record, String field, Flaws flaws) {
    String quality = record.text(field);
    flaws.requireKnownWord(quality, field, QUALITIES);
    return quality;
  }

  /** The newest listing of each meeting. */
  static Dataset<Row> newest(Dataset<Row> accepted) {
    return accepted
        .withColumn(
            "place",
            row_number()
                .over(
                    Window.partitionBy("account_id", "meeting_uuid")
                        .orderBy(
                            col("received_at").desc_nulls_last(),
                            col("file").desc(),
                            col("line").desc(),
                            col("record").desc())))
        .where(col("place").equalTo(1))
        .drop("place", "day", "dataset", "file", "line", "record", "is_rejected", Flaws.COLUMN);
  }
}
