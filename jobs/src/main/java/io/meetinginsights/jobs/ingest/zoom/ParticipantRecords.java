package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.tables.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;

/**
 * Joins of participants, from {@code …/participants} and {@code …/participants/qos}. Both lists
 * name the same joins; where both have a field, the former's counts.
 *
 * <p>A participant is user_id, else participant_uuid, else id; each re-join is a row of its own. A
 * stay in the waiting room is not a join: taken as one, the admission after it would look like a
 * dropped call.
 */
final class ParticipantRecords {

  /** Columns that say which join. */
  static final String[] KEY = {"account_id", "meeting_uuid", "participant_id", "joined_at"};

  private static final String[] TEXTS = {
    "id",
    "participant_user_id",
    "user_id",
    "participant_uuid",
    "user_name",
    "email",
    "role",
    "status",
    "device",
    "os",
    "version",
    "ip_address",
    "internal_ip_addresses",
    "private_ip_address",
    "location",
    "network_type",
    "connection_type",
    "video_connection_type",
    "as_connection_type",
    "data_center",
    "full_data_center",
    "join_time",
    "leave_time",
    "leave_reason",
    "pc_name",
    "mac_addr",
    "audio_quality",
    "video_quality",
    "screen_share_quality",
    "share_application",
    "share_desktop",
    "share_whiteboard"
  };

  /** What the two lists say of a join, in the order of {@link #read}. */
  private static final String[] SAID = {
    "left_at",
    "zoom_user_id",
    "email",
    "user_name",
    "role",
    "device",
    "os",
    "client_version",
    "network_type",
    "connection_type",
    "video_connection_type",
    "share_connection_type",
    "data_center",
    "location",
    "leave_reason",
    "has_shared_screen",
    "audio_quality",
    "video_quality",
    "share_quality",
    "mac",
    "internal_ips",
    "public_ip",
    "host_name"
  };

  private ParticipantRecords() {}

  private static StructType shape() {
    StructType shape = new StructType();
    for (String field : TEXTS) {
      shape = shape.add(field, Types.STRING);
    }
    return shape.add("user_qos", new ArrayType(Types.STRING, true));
  }

  /** One row a record of either list, with its samples still as text and its flaws. */
  static Dataset<Row> read(Dataset<Row> lines) {
    Dataset<Row> records =
        ZoomLines.explodeRecords(lines, "participants", "user_id")
            .withColumn("r", from_json(col("json"), shape()));
    Column participant = coalesce(text("user_id"), text("participant_uuid"), text("id"));
    Column joined = Parse.instant(col("r.join_time"));
    Column leave = Parse.instant(col("r.leave_time"));
    Column isBackwards = coalesce(leave.lt(joined), lit(false));
    Column left = when(isBackwards.equalTo(false), leave);
    Column mac = Parse.mac(col("r.mac_addr"));
    List<Column> flaws =
        List.of(
            Flaws.missing(col("meeting_uuid"), "params.meetingId", "the meeting's uuid"),
            Flaws.missing(participant, "user_id", "user_id, participant_uuid or id"),
            Flaws.missing(joined, "join_time", "an instant"),
            Flaws.rejected(
                text("status").equalTo("in_waiting_room"),
                "status",
                "waiting_room",
                "a join of the meeting itself"),
            Flaws.wrongType(col("r.leave_time"), leave, "leave_time", "an instant"),
            Flaws.repaired(isBackwards, "leave_time", "outside_window", "not before join_time"),
            truth("share_application"),
            truth("share_desktop"),
            truth("share_whiteboard"),
            Flaws.wrongType(col("r.mac_addr"), mac, "mac_addr", "a MAC address"),
            Flaws.unknownWord(text("status"), "status", "in_meeting", "in_waiting_room"),
            Flaws.unknownWord(text("role"), "role", "host", "attendee", "panelist"),
            Flaws.unknownWord(
                text("network_type"), "network_type", "Wired", "Wifi", "PPP", "Cellular", "Others"),
            quality("audio_quality"),
            quality("video_quality"),
            quality("screen_share_quality"));
    return records.select(
        col("day"),
        col("dataset"),
        col("account_id"),
        col("meeting_uuid"),
        col("file"),
        col("line"),
        col("record"),
        col("received_at"),
        participant.as("participant_id"),
        joined.as("joined_at"),
        left.as("left_at"),
        coalesce(text("participant_user_id"), text("id")).as("zoom_user_id"),
        Parse.userName(col("r.email")).as("email"),
        text("user_name").as("user_name"),
        text("role").as("role"),
        text("device").as("device"),
        text("os").as("os"),
        text("version").as("client_version"),
        text("network_type").as("network_type"),
        text("connection_type").as("connection_type"),
        text("video_connection_type").as("video_connection_type"),
        text("as_connection_type").as("share_connection_type"),
        coalesce(
                text("data_center"),
                Parse.text(element_at(split(col("r.full_data_center"), ";"), lit(1))))
            .as("data_center"),
        text("location").as("location"),
        reasonWithoutName().as("leave_reason"),
        shared().as("has_shared_screen"),
        text("audio_quality").as("audio_quality"),
        text("video_quality").as("video_quality"),
        text("screen_share_quality").as("share_quality"),
        mac.as("mac"),
        Parse.texts(coalesce(text("internal_ip_addresses"), text("private_ip_address")))
            .as("internal_ips"),
        text("ip_address").as("public_ip"),
        Parse.hostName(text("pc_name")).as("host_name"),
        col("r.user_qos").as("samples"),
        Flaws.of(new ArrayList<>(flaws)).as(Flaws.COLUMN));
  }

  /** One row a join, from the newest record of either list. */
  static Dataset<Row> merged(Dataset<Row> accepted) {
    Dataset<Row> newest =
        accepted
            .withColumn(
                "place",
                row_number()
                    .over(
                        Window.partitionBy(
                                col("account_id"),
                                col("meeting_uuid"),
                                col("participant_id"),
                                col("joined_at"),
                                col("dataset"))
                            .orderBy(
                                col("received_at").desc_nulls_last(),
                                col("file").desc(),
                                col("line").desc(),
                                col("record").desc())))
            .where(col("place").equalTo(1));
    List<Column> said = new ArrayList<>();
    for (String column : SAID) {
      said.add(
          coalesce(
                  max(when(col("dataset").equalTo("participants"), col(column))),
                  max(when(col("dataset").equalTo("participants_qos"), col(column))))
              .as(column));
    }
    said.add(max("received_at").as("received_at"));
    Column leave = col("leave_reason");
    return newest
        .groupBy("account_id", "meeting_uuid", "participant_id", "joined_at")
        .agg(said.get(0), said.subList(1, said.size()).toArray(Column[]::new))
        .withColumn("left_day", to_date(col("left_at")))
        .withColumn(
            "is_network_leave",
            coalesce(
                leave.rlike(
                    "(?i)network connection|network error|got disconnected|connection lost"),
                lit(false)));
  }

  /** A word of Zoom's own quality scale, or none. */
  static Column quality(String field) {
    return Flaws.unknownWord(text(field), field, "good", "fair", "poor", "bad");
  }

  private static Column text(String field) {
    return Parse.text(col("r." + field));
  }

  /**
   * The reason after the name: {@code $name left the meeting.}, with {@code <br>Reason: …} or
   * {@code Reason: …} behind it in older answers.
   */
  private static Column reasonWithoutName() {
    Column reason = regexp_replace(text("leave_reason"), "(?i)\\s*<br\\s*/?>\\s*", " ");
    Column left =
        Parse.text(
            regexp_extract(
                reason,
                "(?is)^.*?\\s?((?:left|got disconnected from) the (?:meeting|webinar)\\..*)$",
                1));
    return coalesce(left, Parse.words(reason));
  }

  /** A field of true or false that is neither. */
  static Column truth(String field) {
    Column raw = col("r." + field);
    return Flaws.wrongType(raw, Parse.truth(raw), field, "true or false");
  }

  private static Column shared() {
    return greatest(
        Parse.truth(col("r.share_application")),
        Parse.truth(col("r.share_desktop")),
        Parse.truth(col("r.share_whiteboard")));
  }
}
