package io.meetinginsights.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.silver.Meetings;
import io.meetinginsights.tables.silver.ParticipantMinutes;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.tables.silver.RejectedRecords;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Meetings that are large, long, paged, answered more than once, or told wrongly; one load. With
 * {@code -Dfuzz.bodies} set the large one has 10,000 participants.
 */
@WithSpark
@Tag("proof")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadZoomInputTest {

  private static final String DAY = "2026-03-01";
  private static final String AT = "2026-03-01T11:00:00Z";
  private static final int CROWD = Integer.getInteger("fuzz.bodies", 0) > 0 ? 10_000 : 310;
  private static final ObjectMapper JSON = new ObjectMapper();

  private LoadWorld world;
  private Counts counts;

  @BeforeAll
  void loadOnce(SparkSession spark, @TempDir Path folder) throws IOException {
    world = new LoadWorld(spark, folder);
    world.zoom(
        "meetings",
        DAY,
        LoadWorld.answer(
            AT,
            null,
            "{\"meetings\":[{\"uuid\":\"night\",\"start_time\":\"2026-02-28T23:58:00Z\",\"end_time\":\"2026-03-01T00:02:30Z\"},"
                + "{\"uuid\":\"backwards\",\"start_time\":\"2026-03-01T10:00:00Z\",\"end_time\":\"2026-03-01T09:00:00Z\",\"duration\":\"-60:00\",\"participants\":-2},"
                + "{\"uuid\":\"zoneless\",\"start_time\":\"2026-03-01T10:00:00\",\"end_time\":\"\",\"duration\":\"\"}]}"));
    List<String> participants = new ArrayList<>();
    List<String> quality = new ArrayList<>();
    crowd(participants, quality);
    overlaps(participants, quality);
    answeredAgain(participants);
    told(participants, quality);
    world.zoom("participants", DAY, participants.toArray(String[]::new));
    world.zoom("participants_qos", DAY, quality.toArray(String[]::new));
    counts = world.load(DAY);
  }

  /** As the fetch lands it: every page after the first with its number. */
  private static String page(String at, String meeting, int page, String body) {
    String line = LoadWorld.answer(at, meeting, body);
    return page == 1
        ? line
        : line.replace("\"params\":{", "\"params\":{\"page\":\"" + page + "\",");
  }

  private static void crowd(List<String> participants, List<String> quality) {
    for (int first = 0; first < CROWD; first += 300) {
      ArrayNode list = JSON.createArrayNode();
      for (int i = first; i < Math.min(CROWD, first + 300); i++) {
        list.add(join(i));
      }
      participants.add(page(AT, "crowd", first / 300 + 1, "{\"participants\":" + list + "}"));
    }
    for (int first = 0; first < CROWD; first += 10) {
      ArrayNode list = JSON.createArrayNode();
      for (int i = first; i < first + 10; i++) {
        ObjectNode join = join(i);
        join.putArray("user_qos")
            .addObject()
            .put("date_time", "2026-03-01T10:01:00Z")
            .putObject("audio_input")
            .put("latency", i + " ms");
        list.add(join);
      }
      quality.add(page(AT, "crowd", first / 10 + 1, "{\"participants\":" + list + "}"));
    }
  }

  private static ObjectNode join(int i) {
    return JSON.createObjectNode()
        .put("user_id", String.valueOf(16_000_000 + i))
        .put("user_name", "Guest")
        .put("join_time", Instant.parse("2026-03-01T10:00:00Z").toString())
        .put("leave_time", "2026-03-01T10:30:00Z");
  }

  /** A person on two devices, and a seat taken twice at once. */
  private static void overlaps(List<String> participants, List<String> quality) {
    String body =
        "{\"participants\":[{\"user_id\":\"1\",\"id\":\"ann\",\"join_time\":\"2026-03-01T10:00:00Z\",\"leave_time\":\"2026-03-01T10:10:00Z\"%s},"
            + "{\"user_id\":\"2\",\"id\":\"ann\",\"join_time\":\"2026-03-01T10:00:00Z\",\"leave_time\":\"2026-03-01T10:10:00Z\"%s},"
            + "{\"user_id\":\"1\",\"id\":\"ann\",\"join_time\":\"2026-03-01T10:04:00Z\",\"leave_time\":\"2026-03-01T10:12:00Z\"%s}]}";
    participants.add(LoadWorld.answer(AT, "overlap", String.format(body, "", "", "")));
    String sample =
        ",\"user_qos\":[{\"date_time\":\"2026-03-01T10:05:00Z\",\"audio_input\":{\"latency\":\"%d ms\"}}]";
    quality.add(
        LoadWorld.answer(
            AT,
            "overlap",
            String.format(
                body,
                String.format(sample, 10),
                String.format(sample, 20),
                String.format(sample, 30))));
  }

  /** The same request three times, the last answer as the first; and one with no news. */
  private static void answeredAgain(List<String> participants) {
    String body =
        "{\"participants\":[{\"user_id\":\"1\",\"join_time\":\"2026-03-01T10:00:00Z\",\"device\":\"%s\"}]}";
    participants.add(page("2026-03-01T12:00:00Z", "again", 2, String.format(body, "Mac")));
    participants.add(page("2026-03-01T11:00:00Z", "again", 2, String.format(body, "Windows")));
    participants.add(page("2026-03-01T13:00:00Z", "again", 2, String.format(body, "Windows")));
    participants.add(page("2026-03-01T14:00:00Z", "again", 2, String.format(body, "Windows")));
  }

  private static void told(List<String> participants, List<String> quality) {
    participants.add(
        LoadWorld.answer(
            AT,
            "told",
            "{\"participants\":["
                // Leaves before he joins.
                + "{\"user_id\":\"1\",\"join_time\":\"2026-03-01T10:00:00Z\",\"leave_time\":\"2026-03-01T09:00:00Z\"},"
                // Times without a zone are UTC, as all of Zoom's.
                + "{\"user_id\":\"2\",\"join_time\":\"2026-03-01T10:00:00\",\"leave_time\":\"\"},"
                + "{\"user_id\":\"3\",\"join_time\":\"\"},"
                + "{\"user_id\":\"4\",\"join_time\":\"0001-01-01T00:00:00Z\"},"
                + "{\"user_id\":\"5\",\"id\":\"hostile\",\"join_time\":\"2026-03-01T10:00:00Z\",\"user_name\":\"Robert'); DROP \\u0000\\u0007\\n\\u202e שרה \\ud83d\\udc69\"}]}"));
    quality.add(
        LoadWorld.answer(
            AT,
            "told",
            "{\"participants\":[{\"user_id\":\"1\",\"join_time\":\"2026-03-01T10:00:00Z\",\"leave_time\":\"2026-03-01T09:00:00Z\",\"user_qos\":["
                + "{\"date_time\":\"2026-03-01T10:01:00Z\",\"audio_output\":{\"avg_loss\":\"9%\",\"max_loss\":\"1%\"},"
                + "\"cpu_usage\":{\"zoom_min_cpu_usage\":\"30%\",\"zoom_max_cpu_usage\":\"5%\"},\"wifi_rssi\":{\"min_rssi\":-35,\"max_rssi\":-75}}]}]}"));
    quality.add(
        LoadWorld.answer(
            AT,
            "night",
            "{\"participants\":[{\"user_id\":\"1\",\"join_time\":\"2026-02-28T23:58:10Z\",\"leave_time\":\"2026-03-01T00:02:00Z\",\"user_qos\":["
                + "{\"date_time\":\"2026-02-28T23:59:59Z\"},{\"date_time\":\"2026-03-01T00:00:00Z\"}]}]}"));
  }

  private void assertTable(
      SparkSession spark,
      TableSchema table,
      String where,
      String columns,
      String ddl,
      String rows) {
    Rows.assertSame(
        world.table(table).where(where).selectExpr(columns.split(";\\s*")),
        Rows.of(spark, ddl, rows));
  }

  @Test
  void aMeetingOfManyPagesLoadsWholly() {
    assertThat(
            world
                .table(Participants.SCHEMA)
                .where("meeting_uuid = 'crowd'")
                .select("participant_id")
                .distinct()
                .count())
        .isEqualTo(CROWD);
    // The latency says which participant a minute came with.
    assertThat(
            world
                .table(ParticipantMinutes.SCHEMA)
                .where(
                    "meeting_uuid = 'crowd' AND audio_input_latency_ms = CAST(participant_id AS BIGINT) - 16000000")
                .count())
        .isEqualTo(CROWD);
  }

  @Test
  void aMeetingOverTheEndOfAMonthHasMinutesOnBothDays(SparkSession spark) {
    assertTable(
        spark,
        ParticipantMinutes.SCHEMA,
        "meeting_uuid = 'night'",
        "day; minute_at",
        "day DATE, minute_at TIMESTAMP",
        "('2026-02-28', '2026-02-28T23:59:00Z'), ('2026-03-01', '2026-03-01T00:00:00Z')");
    assertTable(
        spark,
        Participants.SCHEMA,
        "meeting_uuid = 'night'",
        "left_day",
        "left_day DATE",
        "('2026-03-01')");
    assertThat(counts.asMap())
        .containsKeys("silver day changed 2026-02-28", "silver day changed 2026-03-01");
  }

  @Test
  void overlappingJoinsStayApartEachWithItsOwnMinute(SparkSession spark) {
    assertTable(
        spark,
        ParticipantMinutes.SCHEMA,
        "meeting_uuid = 'overlap'",
        "participant_id; joined_at; minute_at; sample_count; audio_input_latency_ms AS ms",
        "participant_id STRING, joined_at TIMESTAMP, minute_at TIMESTAMP, sample_count INT, ms DOUBLE",
        "('1', '2026-03-01T10:00:00Z', '2026-03-01T10:05:00Z', 1, 10),"
            + "('2', '2026-03-01T10:00:00Z', '2026-03-01T10:05:00Z', 1, 20),"
            + "('1', '2026-03-01T10:04:00Z', '2026-03-01T10:05:00Z', 1, 30)");
    assertThat(
            world
                .table(Participants.SCHEMA)
                .where("meeting_uuid = 'overlap' AND person_key IS NOT NULL")
                .groupBy("person_key")
                .count()
                .select("count")
                .head()
                .getLong(0))
        .isEqualTo(3);
  }

  @Test
  void ofAnswersToOneRequestTheNewestCountsThoughItGoesBack(SparkSession spark) {
    assertTable(
        spark,
        Participants.SCHEMA,
        "meeting_uuid = 'again'",
        "device",
        "device STRING",
        "('Windows')");
    // The fourth says what the third said; the third is news after the second.
    assertThat(
            world
                .table(RejectedRecords.SCHEMA)
                .where("reason = 'duplicate' AND dataset = 'participants'")
                .count())
        .isEqualTo(1);
  }

  @Test
  void whatIsToldBackwardsIsPutRightOrLeftOut(SparkSession spark) {
    assertTable(
        spark,
        Participants.SCHEMA,
        "meeting_uuid = 'told'",
        "participant_id; joined_at; left_at; left_day",
        "participant_id STRING, joined_at TIMESTAMP, left_at TIMESTAMP, left_day DATE",
        "('1', '2026-03-01T10:00:00Z', null, null), ('2', '2026-03-01T10:00:00Z', null, null),"
            + "('5', '2026-03-01T10:00:00Z', null, null)");
    assertTable(
        spark,
        ParticipantMinutes.SCHEMA,
        "meeting_uuid = 'told'",
        "audio_output_loss_avg_pct AS mean; audio_output_loss_max_pct AS most; zoom_cpu_min_pct AS least; zoom_cpu_max_pct AS cpu;"
            + " wifi_rssi_min_dbm AS weakest; wifi_rssi_max_dbm AS strongest",
        "mean DOUBLE, most DOUBLE, least DOUBLE, cpu DOUBLE, weakest DOUBLE, strongest DOUBLE",
        "(1, 9, 5, 30, -75, -35)");
    assertTable(
        spark,
        Meetings.SCHEMA,
        "true",
        "meeting_uuid; started_at; ended_at; ended_day; duration_s; participant_count",
        "meeting_uuid STRING, started_at TIMESTAMP, ended_at TIMESTAMP, ended_day DATE, duration_s BIGINT, participant_count INT",
        "('night', '2026-02-28T23:58:00Z', '2026-03-01T00:02:30Z', '2026-03-01', 270, null),"
            + "('backwards', '2026-03-01T10:00:00Z', null, null, null, null),"
            + "('zoneless', '2026-03-01T10:00:00Z', null, null, null, null)");
    assertTable(
        spark,
        RejectedRecords.SCHEMA,
        "reason != 'duplicate'",
        "dataset; record; field; reason; severity",
        "dataset STRING, record INT, field STRING, reason STRING, severity STRING",
        "('meetings', 1, 'end_time', 'outside_window', 'repaired'),"
            + "('meetings', 1, 'duration', 'wrong_type', 'repaired'),"
            + "('meetings', 1, 'participants', 'wrong_type', 'repaired'),"
            + "('participants', 0, 'leave_time', 'outside_window', 'repaired'),"
            + "('participants', 2, 'join_time', 'missing_key', 'rejected'),"
            + "('participants', 3, 'join_time', 'missing_key', 'rejected'),"
            + "('participants_qos', 0, 'leave_time', 'outside_window', 'repaired'),"
            + "('participants_qos', 0, 'user_qos[0].audio_output.max_loss', 'swapped', 'repaired'),"
            + "('participants_qos', 0, 'user_qos[0].cpu_usage.zoom_max_cpu_usage', 'swapped', 'repaired'),"
            + "('participants_qos', 0, 'user_qos[0].wifi_rssi.max_rssi', 'swapped', 'repaired')");
  }

  @Test
  void aHostileNameIsKeptCharacterByCharacter() {
    assertThat(
            world
                .table(People.SCHEMA)
                .where("zoom_user_id = 'hostile'")
                .select("display_name")
                .head()
                .getString(0))
        .isEqualTo("Robert'); DROP \u0000\u0007\n\u202e שרה \ud83d\udc69");
  }

  @Test
  @EnabledIfSystemProperty(named = "fuzz.bodies", matches = "\\d+", disabledReason = "make fuzz")
  void loadedOnceMoreTheTablesAreEqual() {
    Map<String, String> once = world.warehouse().contentHashes();
    world.load(DAY);
    assertThat(world.warehouse().contentHashes()).isEqualTo(once);
  }
}
