package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.unix_seconds;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.tables.Types;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.StructType;

/** Meetings, from {@code GET /metrics/meetings}. */
final class MeetingRecords {

  private MeetingRecords() {}

  private static StructType shape() {
    StructType shape = new StructType();
    for (String field :
        new String[] {
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
          "screen_share_quality"
        }) {
      shape = shape.add(field, Types.STRING);
    }
    return shape;
  }

  /** One row a listed meeting, with its flaws. */
  static Dataset<Row> read(Dataset<Row> lines) {
    Dataset<Row> records =
        ZoomLines.explodeRecords(lines, "meetings", "uuid")
            .withColumn("r", from_json(col("json"), shape()));
    Column uuid = Parse.text(col("r.uuid"));
    Column started = Parse.instant(col("r.start_time"));
    Column endTime = Parse.instant(col("r.end_time"));
    Column isBackwards = coalesce(endTime.lt(started), lit(false));
    Column ended = when(isBackwards.equalTo(false), endTime);
    Column count = Parse.integer(col("r.participants"));
    Column participants = when(count.geq(0), count);
    Column clock = Parse.clockSeconds(col("r.duration"));
    Column lasted = coalesce(clock, unix_seconds(ended).minus(unix_seconds(started)));
    return records.select(
        col("day"),
        col("dataset"),
        col("account_id"),
        col("file"),
        col("line"),
        col("record"),
        col("received_at"),
        uuid.as("meeting_uuid"),
        Parse.whole(col("r.id")).as("meeting_id"),
        Parse.text(col("r.topic")).as("topic"),
        Parse.userName(col("r.email")).as("host_email"),
        Parse.text(col("params").getItem("type")).as("listing"),
        Parse.text(col("r.user_type")).as("user_type"),
        Parse.text(col("r.dept")).as("department"),
        started.as("started_at"),
        ended.as("ended_at"),
        to_date(ended).as("ended_day"),
        lasted.as("duration_s"),
        participants.as("participant_count"),
        Parse.truth(col("r.has_video")).as("has_video"),
        Parse.truth(col("r.has_voip")).as("has_voip"),
        Parse.truth(col("r.has_pstn")).as("has_pstn"),
        Parse.truth(col("r.has_screen_share")).as("has_screen_share"),
        Parse.truth(col("r.has_recording")).as("has_recording"),
        Parse.text(col("r.audio_quality")).as("audio_quality"),
        Parse.text(col("r.video_quality")).as("video_quality"),
        Parse.text(col("r.screen_share_quality")).as("share_quality"),
        Flaws.of(
                List.of(
                    Flaws.missing(uuid, "uuid", "the meeting's uuid"),
                    Flaws.wrongType(col("r.id"), Parse.whole(col("r.id")), "id", "a whole number"),
                    Flaws.wrongType(col("r.start_time"), started, "start_time", "an instant"),
                    Flaws.wrongType(col("r.end_time"), endTime, "end_time", "an instant"),
                    Flaws.repaired(
                        isBackwards, "end_time", "outside_window", "not before start_time"),
                    Flaws.wrongType(col("r.duration"), clock, "duration", "mm:ss or hh:mm:ss"),
                    Flaws.wrongType(
                        col("r.participants"),
                        participants,
                        "participants",
                        "a whole number, not negative"),
                    ParticipantRecords.truth("has_video"),
                    ParticipantRecords.truth("has_voip"),
                    ParticipantRecords.truth("has_pstn"),
                    ParticipantRecords.truth("has_screen_share"),
                    ParticipantRecords.truth("has_recording"),
                    ParticipantRecords.quality("audio_quality"),
                    ParticipantRecords.quality("video_quality"),
                    ParticipantRecords.quality("screen_share_quality")))
            .as(Flaws.COLUMN));
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
        .drop("place", "day", "dataset", "file", "line", "record", Flaws.COLUMN);
  }
}
