package io.meetinginsights.jobs.ingest.zoom;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.fields.RecordShape;
import io.meetinginsights.jobs.ingest.fields.RecordValues;
import io.meetinginsights.jobs.ingest.fields.TypedValues;
import io.meetinginsights.tables.Types;
import io.meetinginsights.warehouse.RowBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Joins of participants, from {@code …/participants} and {@code …/participants/qos}. Both lists
 * name the same joins; where both have a field, the former's counts (see {@link JoinWalk}).
 *
 * <p>A participant is user_id, else participant_uuid, else id; each re-join is a row of its own. A
 * stay in the waiting room is not a join: taken as one, the admission after it would look like a
 * dropped call.
 *
 * <p>The quality samples of a record are beside it as bytes, see {@link QualitySamples}.
 */
final class ParticipantRecords extends ZoomReader {

  private static final long serialVersionUID = 1L;

  /** Columns that say which join. */
  static final String[] KEY = {"account_id", "meeting_uuid", "participant_id", "joined_at"};

  /** The column of a record's usable samples. */
  static final String SAMPLES = "samples";

  /** What the two lists say of a join. */
  static final StructType SAID =
      new StructType()
          .add("left_at", Types.TIMESTAMP)
          .add("zoom_user_id", Types.STRING)
          .add("email", Types.STRING)
          .add("user_name", Types.STRING)
          .add("role", Types.STRING)
          .add("device", Types.STRING)
          .add("os", Types.STRING)
          .add("client_version", Types.STRING)
          .add("network_type", Types.STRING)
          .add("connection_type", Types.STRING)
          .add("video_connection_type", Types.STRING)
          .add("share_connection_type", Types.STRING)
          .add("data_center", Types.STRING)
          .add("location", Types.STRING)
          .add("leave_reason", Types.STRING)
          .add("has_shared_screen", Types.BOOLEAN)
          .add("audio_quality", Types.STRING)
          .add("video_quality", Types.STRING)
          .add("share_quality", Types.STRING)
          .add("mac", Types.STRING)
          .add("internal_ips", Types.STRINGS)
          .add("public_ip", Types.STRING)
          .add("host_name", Types.STRING);

  private static final String[] FIELDS = {
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

  private static final RecordShape SHAPE = shapeOf();

  /** Columns that are a field's text, by the field. */
  private static final Map<String, String> TEXTS =
      Map.of(
          "user_name", "user_name",
          "device", "device",
          "os", "os",
          "client_version", "version",
          "connection_type", "connection_type",
          "video_connection_type", "video_connection_type",
          "share_connection_type", "as_connection_type",
          "location", "location",
          "public_ip", "ip_address");

  private static final Pattern LINE_BREAK = Pattern.compile("(?i)\\s*<br\\s*/?>\\s*");
  private static final Pattern AFTER_NAME =
      Pattern.compile(
          "(?is)^.*?\\s?((?:left|got disconnected from) the (?:meeting|webinar)\\..*)$");

  ParticipantRecords() {
    super("participants", "user_id");
  }

  private static RecordShape shapeOf() {
    List<String> paths = new ArrayList<>(List.of(FIELDS));
    QualitySamples.PATHS.forEach(path -> paths.add("user_qos[]." + path));
    return new RecordShape(paths);
  }

  @Override
  RecordShape shape() {
    return SHAPE;
  }

  @Override
  StructType columns() {
    StructType columns =
        new StructType().add("participant_id", Types.STRING).add("joined_at", Types.TIMESTAMP);
    for (var said : SAID.fields()) {
      columns = columns.add(said);
    }
    return columns.add(SAMPLES, DataTypes.BinaryType);
  }

  /** One row a record of either list. */
  static Dataset<Row> of(Dataset<Row> lines) {
    return new ParticipantRecords().read(lines);
  }

  @Override
  void read(RecordValues record, String meetingUuid, String listing, RowBuilder row, Flaws flaws) {
    String participant = record.text("user_id", "participant_uuid", "id");
    Long joined = Parse.instant(record.raw("join_time"));
    Long leave = Parse.instant(record.raw("leave_time"));
    boolean isBackwards = leave != null && joined != null && leave < joined;
    Long left = isBackwards ? null : leave;
    String mac = Parse.mac(record.raw("mac_addr"));
    String status = record.text("status");

    flaws.requirePresent(meetingUuid, "params.meetingId", "the meeting's uuid");
    flaws.requirePresent(participant, "user_id", "user_id, participant_uuid or id");
    flaws.requirePresent(joined, "join_time", "an instant");
    if ("in_waiting_room".equals(status)) {
      flaws.reject("status", "waiting_room", "a join of the meeting itself");
    }
    flaws.requireReadable(record.raw("leave_time"), leave, "leave_time", "an instant");
    if (isBackwards) {
      flaws.repair("leave_time", "outside_window", "not before join_time");
    }
    flaws.requireReadable(record.raw("mac_addr"), mac, "mac_addr", "a MAC address");
    flaws.requireKnownWord(status, "status", List.of("in_meeting", "in_waiting_room"));
    row.set("participant_id", participant)
        .set("joined_at", joined)
        .set("left_at", left)
        .set("zoom_user_id", record.text("participant_user_id", "id"))
        .set("email", Parse.userName(record.raw("email")))
        .set("role", known(record, "role", flaws, "host", "attendee", "panelist"))
        .set(
            "network_type",
            known(record, "network_type", flaws, "Wired", "Wifi", "PPP", "Cellular", "Others"))
        .set("data_center", dataCenter(record))
        .set("leave_reason", reasonWithoutName(record.text("leave_reason")))
        .set("has_shared_screen", hasShared(record, flaws))
        .set("audio_quality", MeetingRecords.quality(record, "audio_quality", flaws))
        .set("video_quality", MeetingRecords.quality(record, "video_quality", flaws))
        .set("share_quality", MeetingRecords.quality(record, "screen_share_quality", flaws))
        .set("mac", mac)
        .set(
            "internal_ips", Parse.texts(record.text("internal_ip_addresses", "private_ip_address")))
        .set("host_name", Parse.hostName(record.text("pc_name")));
    TEXTS.forEach((column, field) -> row.set(column, record.text(field)));
    if (!flaws.isRejected()) {
      row.set(
          SAMPLES,
          TypedValues.bytes(
              QualitySamples.LIST,
              new Object[] {
                QualitySamples.read(record.entries("user_qos[]"), joined, left, flaws)
              }));
    }
  }

  private static String known(
      RecordValues record, String field, Flaws flaws, String... documented) {
    String word = record.text(field);
    flaws.requireKnownWord(word, field, List.of(documented));
    return word;
  }

  private static String dataCenter(RecordValues record) {
    String full = record.raw("full_data_center");
    return Parse.first(
        record.text("data_center"), full == null ? null : Parse.text(full.split(";", -1)[0]));
  }

  private static Boolean hasShared(RecordValues record, Flaws flaws) {
    Boolean hasShared = null;
    for (String field : List.of("share_application", "share_desktop", "share_whiteboard")) {
      Boolean one = MeetingRecords.truth(record, field, flaws);
      hasShared = one == null || Boolean.TRUE.equals(hasShared) ? hasShared : one;
    }
    return hasShared;
  }

  /**
   * The reason after the name: {@code $name left the meeting.}, with {@code <br>Reason: …} or
   * {@code Reason: …} behind it in older answers.
   */
  private static String reasonWithoutName(String told) {
    if (told == null) {
      return null;
    }
    String reason = LINE_BREAK.matcher(told).replaceAll(" ");
    Matcher named = AFTER_NAME.matcher(reason);
    return Parse.first(named.find() ? Parse.text(named.group(1)) : null, Parse.words(reason));
  }
}
