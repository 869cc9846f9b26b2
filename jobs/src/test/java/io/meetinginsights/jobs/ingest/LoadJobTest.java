package io.meetinginsights.jobs.ingest;

import static io.meetinginsights.jobs.ingest.LoadWorld.answer;
import static io.meetinginsights.jobs.ingest.LoadWorld.polled;
import static io.meetinginsights.jobs.ingest.LoadWorld.posted;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.config.Sites;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.bronze.NetworkRecords;
import io.meetinginsights.tables.bronze.ZoomResponses;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.Feedback;
import io.meetinginsights.tables.silver.IngestProgress;
import io.meetinginsights.tables.silver.LinkedAccounts;
import io.meetinginsights.tables.silver.Meetings;
import io.meetinginsights.tables.silver.NetworkEvents;
import io.meetinginsights.tables.silver.ParticipantMinutes;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.tables.silver.RadioMinutes;
import io.meetinginsights.tables.silver.RejectedRecords;
import io.meetinginsights.tables.silver.SenderMinutes;
import io.meetinginsights.tables.silver.WanMinutes;
import io.meetinginsights.tables.silver.WiredMinutes;
import io.meetinginsights.tables.silver.WirelessMinutes;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.StartedProcesses;
import io.meetinginsights.testing.WithSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * One landing day with everything in it that goes wrong in the wild, loaded once; every value below
 * is worked out by hand from {@link #land}.
 */
@WithSpark
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadJobTest {

  private static final String DAY = "2026-03-02";
  private static final String BEFORE = "2026-03-01";

  private LoadWorld world;
  private Counts counts;
  private List<String> processes;

  @BeforeAll
  void loadOnce(SparkSession spark, @TempDir Path folder) throws IOException {
    world = new LoadWorld(spark, folder.resolve("world"));
    land(world);
    Sites.Site site =
        new Sites.Site(
            "site-1",
            "Head office",
            null,
            null,
            null,
            null,
            List.of("203.0.113.7"),
            List.of(),
            List.of());
    world.with(
        new Sites(
            List.of(
                new Sites.Organisation(
                    "org-1", List.of(LoadWorld.ACCOUNT), List.of(site), List.of()))));
    world.load(BEFORE);
    processes = StartedProcesses.during(() -> counts = world.load(DAY));
  }

  /** Hadoop would start some for nearly every file, see LocalFiles. */
  @Test
  void aLoadStartsNoProcess() {
    assertThat(processes).isEmpty();
  }

  private static void land(LoadWorld world) throws IOException {
    String at = "2026-03-02T11:00:00Z";
    world.zoom(
        "users",
        DAY,
        answer(
            at,
            null,
            "{\"users\":[{\"id\":\"u1\",\"email\":\"Ann@Example.com\",\"display_name\":\"Ann Ex\"},"
                + "{\"id\":\"u2\",\"email\":\"bob@example.com\",\"first_name\":\"Bob\",\"last_name\":\"Ex\"},"
                + "{\"status\":\"pending\"}]}"));
    world.zoom(
        "meetings",
        DAY,
        answer(
            at,
            null,
            "{\"meetings\":[{\"uuid\":\"m1\",\"id\":93201235621,\"topic\":\"Weekly\",\"host\":\"Ann Ex\","
                + "\"email\":\"ann@example.com\",\"dept\":\"\",\"user_type\":\"Licensed\","
                + "\"start_time\":\"2026-03-02T10:00:00Z\",\"end_time\":\"2026-03-02T10:10:00Z\","
                + "\"duration\":\"10:00\",\"participants\":3,\"has_video\":true,\"video_quality\":\"superb\"},"
                + "{\"id\":1,\"topic\":\"without uuid\"},"
                + "{\"uuid\":\"m2\",\"id\":\"77\",\"start_time\":\"2026-03-02T23:58:00Z\","
                + "\"end_time\":\"2026-03-03T00:03:00Z\",\"duration\":\"\"}]}"),
        // An error body is no listing.
        answer(
            at, null, "{\"code\":300,\"message\":\"The next page token is invalid or expired.\"}"),
        "this is no JSON");
    world.zoom(
        "participants",
        DAY,
        answer(
            at,
            "m1",
            "{\"participants\":["
                + "{\"user_id\":\"11\",\"id\":\"u1\",\"participant_user_id\":\"u1\",\"user_name\":\"Ann Ex\",\"email\":\"\","
                + "\"join_time\":\"2026-03-02T10:00:10Z\",\"leave_time\":\"2026-03-02T10:05:00Z\",\"role\":\"host\","
                + "\"network_type\":\"Wifi\",\"mac_addr\":\"A4-83-E7-00-00-01\",\"pc_name\":\"LAPTOP-1.corp.example.com\","
                + "\"internal_ip_addresses\":[\"10.0.0.5\",\"192.168.1.2\"],\"ip_address\":\"203.0.113.7\","
                + "\"data_center\":\"\",\"full_data_center\":\"Frankfurt (FR);Paris;\",\"share_desktop\":true,"
                + "\"leave_reason\":\"Ann Ex got disconnected from the meeting. Reason: Network connection error.\"},"
                + "{\"user_id\":\"12\",\"id\":\"u1\",\"user_name\":\"Ann Ex\",\"join_time\":\"2026-03-02T10:05:30Z\","
                + "\"leave_time\":\"2026-03-02T10:10:00Z\",\"leave_reason\":\"Ann Ex left the meeting.\"},"
                + "{\"user_id\":\"13\",\"id\":\"\",\"email\":\"\",\"user_name\":\"Guest\",\"join_time\":\"2026-03-02T10:00:20Z\","
                + "\"leave_time\":\"2026-03-02T10:10:00Z\",\"network_type\":\"Satellite\",\"ip_address\":\"198.51.100.9\"},"
                + "{\"user_name\":\"Nobody\",\"join_time\":\"2026-03-02T10:00:20Z\"},"
                + "{\"user_id\":\"10\",\"status\":\"in_waiting_room\",\"join_time\":\"2026-03-02T10:00:00Z\"}]}"));
    String page =
        "{\"participants\":[{\"user_id\":\"11\",\"id\":\"u1\",\"join_time\":\"2026-03-02T10:00:10Z\","
            + "\"leave_time\":\"2026-03-02T10:05:00Z\",\"device\":\"win 10+ 17763\",\"user_qos\":["
            + "{\"date_time\":\"2026-03-02T10:00:15Z\",\"audio_input\":{\"bitrate\":\"27.15 kbps\",\"latency\":\"100 ms\","
            + "\"jitter\":\"4 ms\",\"avg_loss\":\"1%\",\"max_loss\":\"2%\"},\"cpu_usage\":{\"zoom_min_cpu_usage\":\"5%\","
            + "\"zoom_avg_cpu_usage\":\"10%\",\"zoom_max_cpu_usage\":\"20%\",\"system_max_cpu_usage\":\"40%\"}},"
            + "{\"date_time\":\"2026-03-02T10:00:45Z\",\"audio_input\":{\"bitrate\":\"0.03 Mbps\",\"latency\":\"200 ms\","
            + "\"jitter\":\"6ms\",\"avg_loss\":\"3%\",\"max_loss\":\"9%\"},\"cpu_usage\":{\"zoom_min_cpu_usage\":\"3%\","
            + "\"zoom_avg_cpu_usage\":\"20%\",\"zoom_max_cpu_usage\":\"30%\",\"system_max_cpu_usage\":\"60%\"}},"
            + "{\"date_time\":\"2026-03-02T10:01:00Z\",\"audio_input\":{\"bitrate\":\"\",\"latency\":\"80 kbps\",\"jitter\":7},"
            + "\"video_output\":{\"latency\":\"90 ms\",\"frame_rate\":\"\",\"resolution\":\"0*0\"},"
            + "\"wifi_rssi\":{\"max_rssi\":-50,\"avg_rssi\":-55,\"min_rssi\":-60,\"rssi_unit\":\"dBm\"},\"new_key\":1},"
            + "{\"audio_input\":{\"latency\":\"1 ms\"}},"
            + "{\"date_time\":\"2026-03-02T10:20:00Z\",\"audio_input\":{\"latency\":\"1 ms\"}}]},"
            + "{\"user_id\":\"13\",\"join_time\":\"2026-03-02T10:00:20Z\",\"leave_time\":\"2026-03-02T10:10:00Z\",\"user_qos\":["
            + "{\"date_time\":\"2026-03-02T10:01:00Z\",\"audio_input\":{\"bitrate\":\"\",\"latency\":\"\"},"
            + "\"audio_device_from_rwg\":{\"bitrate\":\"30 kbps\",\"latency\":\"66 ms\"},"
            + "\"audio_device_to_rwg\":{\"latency\":\"77 ms\",\"avg_loss\":\"0.5%\"},"
            + "\"audio_device_from_crc\":{\"latency\":\"999 ms\"}}]}]}";
    world.zoom(
        "participants_qos",
        DAY,
        answer(at, "m1", page),
        // The same page fetched again.
        answer("2026-03-02T12:00:00Z", "m1", page),
        answer(
            at,
            "m2",
            "{\"participants\":[{\"user_id\":\"21\",\"join_time\":\"2026-03-02T23:58:10Z\","
                + "\"leave_time\":\"2026-03-03T00:03:00Z\",\"user_qos\":[{\"date_time\":\"2026-03-02T23:59:00Z\"},"
                + "{\"date_time\":\"2026-03-03T00:01:00Z\"}]}]}"));
    world.zoom(
        "satisfaction",
        DAY,
        answer(
            at,
            "m1",
            "{\"participants\":["
                + "{\"date_time\":\"2026-03-02T10:11:00Z\",\"email\":\"\",\"quality\":\"GOOD\",\"user_id\":\"u1\"},"
                + "{\"date_time\":\"2026-03-02T10:12:00Z\",\"email\":\"ANN@example.com\",\"quality\":\"NOT GOOD\",\"user_id\":\"13\"},"
                + "{\"date_time\":\"2026-03-02T10:13:00Z\",\"quality\":\"GOOD\",\"user_id\":\"11\"},"
                + "{\"date_time\":\"2026-03-02T10:14:00Z\",\"email\":\"ann@example.com\",\"quality\":\"MEH\"}]}"));

    world.network(
        "client_stats",
        BEFORE,
        polled(
            "2026-03-01T23:59:31Z",
            "[{\"mac\":\"a483e7000003\",\"ap_mac\":\"5c5b35000a01\",\"last_seen\":\"2026-03-01T23:59:30Z\","
                + "\"tx_pkts\":1000,\"uptime\":100}]"));
    world.network(
        "client_stats",
        DAY,
        polled(
            "2026-03-02T00:00:31Z",
            "[{\"mac\":\"a483e7000003\",\"ap_mac\":\"5c5b35000a01\",\"last_seen\":\"2026-03-02T00:00:30Z\","
                + "\"tx_pkts\":1600,\"uptime\":160}]"),
        polled(
            "2026-03-02T10:00:31Z",
            "[{\"mac\":\"A4:83:E7:00:00:01\",\"ap_mac\":\"5c5b35000a01\",\"band\":\"5\",\"channel\":36,\"rssi\":-50,\"snr\":40,"
                + "\"hostname\":\"LAPTOP-1.corp\",\"ip\":\"10.0.0.5\",\"username\":\"\",\"last_seen\":1772445630,\"tx_pkts\":100,\"tx_retries\":10,\"uptime\":60},"
                + "{\"mac\":\"not a mac\",\"last_seen\":1772445630}]"),
        polled(
            "2026-03-02T10:01:11Z",
            "[{\"mac\":\"a483e7000001\",\"ap_mac\":\"5c5b35000a01\",\"band\":\"5\",\"channel\":36,\"rssi\":-60,\"snr\":\"high\","
                + "\"hostname\":\"LAPTOP-1\",\"ip\":\"10.0.0.5\",\"last_seen\":1772445670,\"tx_pkts\":300,\"tx_retries\":30,\"uptime\":100}]"),
        polled(
            "2026-03-02T10:01:51Z",
            "[{\"mac\":\"a483e7000001\",\"ap_mac\":\"5c5b35000a02\",\"band\":\"24\",\"channel\":6,\"rssi\":-70,"
                + "\"hostname\":\"LAPTOP-1\",\"ip\":\"10.0.0.6\",\"last_seen\":1772445710000,\"tx_pkts\":400,\"tx_retries\":35,\"uptime\":140},"
                + "{\"mac\":\"a483e7000009\",\"last_seen\":\"2026-02-01T00:00:00Z\"}]"));
    world.network(
        "device_stats",
        DAY,
        polled(
            "2026-03-02T10:00:40Z",
            "[{\"type\":\"ap\",\"mac\":\"5c5b35000a01\",\"name\":\"AP-1\",\"num_clients\":12,\"uptime\":5000,\"last_seen\":1772445638.5,"
                + "\"ext_ip\":\"203.0.113.7\",\"radio_stat\":{\"band_5\":{\"usage\":\"5\",\"channel\":36,\"bandwidth\":40,\"power\":14,"
                + "\"noise_floor\":-90,\"num_clients\":9,\"util_all\":35,\"util_non_wifi\":3},\"band_24\":{\"channel\":6,\"bandwidth\":20}},"
                + "\"port_stat\":{\"eth0\":{\"up\":true,\"speed\":1000,\"full_duplex\":true,\"rx_errors\":5}},"
                + "\"lldp_stat\":{\"chassis_id\":\"d0:07:ca:f5:21:00\",\"port_id\":\"ge-0/0/4\"}},"
                + "{\"type\":\"gateway\",\"mac\":\"5c5b35000001\",\"uptime\":9000,\"last_seen\":1772445638,\"ext_ip\":\"203.0.113.7\","
                + "\"cpu_stat\":{\"idle\":76,\"user\":14},\"if_stat\":{\"ge-0/0/0.0\":{\"port_id\":\"ge-0/0/0\",\"port_usage\":\"wan\",\"up\":true,"
                + "\"servp_info\":{\"org\":\"Example Carrier\"}},\"ge-0/0/5.130\":{\"port_usage\":\"lan\"}}},"
                + "{\"type\":\"toaster\",\"mac\":\"5c5b35000002\",\"last_seen\":1772445638}]"));
    world.network(
        "ports",
        DAY,
        polled(
            "2026-03-02T10:00:41Z",
            "{\"results\":[{\"mac\":\"d007caf52100\",\"port_id\":\"ge-0/0/4\",\"type\":\"switch\",\"up\":true,\"speed\":1000,"
                + "\"full_duplex\":true,\"rx_bytes\":1000,\"rx_errors\":3},"
                + "{\"mac\":\"5c5b35000001\",\"port_id\":\"ge-0/0/0\",\"type\":\"gateway\",\"port_usage\":\"wan\",\"up\":true,\"speed\":1000,"
                + "\"rx_bps\":5000000,\"tx_bps\":1000000,\"latency\":0,\"jitter\":0,\"loss\":0},"
                + "{\"mac\":\"5c5b35000a01\",\"port_id\":\"eth0\",\"type\":\"ap\"}]}"),
        polled(
            "2026-03-02T10:01:41Z",
            "{\"results\":[{\"mac\":\"d007caf52100\",\"port_id\":\"ge-0/0/4\",\"type\":\"switch\",\"up\":false,\"speed\":1000,"
                + "\"full_duplex\":true,\"rx_bytes\":1600,\"rx_errors\":2},"
                + "{\"mac\":\"5c5b35000001\",\"port_id\":\"ge-0/0/0\",\"type\":\"gateway\",\"port_usage\":\"wan\",\"up\":true,\"speed\":1000,"
                + "\"rx_bps\":7000000,\"tx_bps\":1000000,\"latency\":21,\"jitter\":2,\"loss\":0}]}"));
    world.network(
        "probes",
        DAY,
        polled(
            "2026-03-02T10:05:00Z",
            "[{\"ts\":\"2026-03-02T10:00:20Z\",\"from\":\"gateway\",\"mac\":\"5c5b35000001\",\"target\":\"zoom\",\"rtt_ms\":33,\"jitter_ms\":3,\"loss_pct\":1},"
                + "{\"ts\":\"2026-03-02T10:00:20Z\",\"from\":\"gateway\",\"mac\":\"5c5b35000001\",\"target\":\"wan\",\"rtt_ms\":30,\"jitter_ms\":2,\"loss_pct\":0},"
                + "{\"ts\":\"2026-03-02T10:04:00Z\",\"from\":\"ap\",\"mac\":\"5c5b35000a01\",\"target\":\"gateway\",\"rtt_ms\":1.5}]"));
    String session =
        "{\"topic\":\"client-sessions\",\"events\":[{\"mac\":\"a483e7000001\",\"ap\":\"5c5b35000a01\",\"next_ap\":\"5c5b35000a02\","
            + "\"band\":\"5\",\"ssid\":\"corp\",\"rssi\":-71,\"connect\":1772445000,\"disconnect\":1772445690,\"termination_reason\":3,"
            + "\"timestamp\":1772445690,\"org_id\":\"org-1\",\"site_id\":\"site-1\"}]}";
    world.network(
        "client_sessions",
        DAY,
        posted("2026-03-02T10:02:00Z", session),
        posted("2026-03-02T10:03:00Z", session));
    world.network(
        "fast_roams",
        DAY,
        polled(
            "2026-03-02T10:03:00Z",
            "{\"results\":[{\"client_mac\":\"a483e7000001\",\"fromap\":\"5c5b35000a01\",\"ap_mac\":\"5c5b35000a02\",\"latency\":0.1874195,"
                + "\"ssid\":\"corp\",\"subtype\":\"CLIENT_AUTHENTICATED_11R\",\"timestamp\":1772445690283782}]}"));
    world.network(
        "nac_events",
        DAY,
        polled(
            "2026-03-02T09:00:00Z",
            "{\"results\":[{\"type\":\"NAC_CLIENT_PERMIT\",\"mac\":\"a483e7000001\",\"username\":\"Ann@Example.com\",\"ssid\":\"corp\","
                + "\"ap\":\"5c5b35000a01\",\"timestamp\":1772442000.358}]}"));
    world.network("weather", DAY, polled("2026-03-02T09:00:00Z", "{\"sun\":true}"));
    truncated(
        world.networkFile("device_events", DAY, "part-0.jsonl.gz"),
        polled(
            "2026-03-02T09:00:00Z",
            "{\"results\":[{\"type\":\"AP_RESTARTED\",\"ap\":\"5c5b35000a01\",\"timestamp\":1772442000,"
                + "\"reason\":\"by ann@example.com from 10.0.0.9\"}]}"),
        "x".repeat(10));
  }

  /** A gzip file that breaks off inside its second line. */
  private static void truncated(Path file, String whole, String more) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes, true)) {
      gzip.write((whole + "\n" + more).getBytes(StandardCharsets.UTF_8));
      gzip.flush();
      byte[] soFar = bytes.toByteArray();
      Files.write(file, soFar);
    }
  }

  private void assertTable(
      SparkSession spark, TableSchema table, String columns, String ddl, String values) {
    Rows.assertSame(
        world.table(table).selectExpr(columns.split(";\\s*")), Rows.of(spark, ddl, values));
  }

  @Test
  void bronzeKeepsEveryLineOnceWithItsPlaceAndItsBodyAsItCame(SparkSession spark)
      throws IOException {
    Dataset<Row> zoom = world.table(ZoomResponses.SCHEMA);
    // users 1, meetings 3, participants 1, qos 3, satisfaction 1
    assertThat(zoom.count()).isEqualTo(9);
    assertThat(zoom.where("NOT is_readable").select("line", "body").head())
        .isEqualTo(org.apache.spark.sql.RowFactory.create(3, "this is no JSON"));
    String line =
        Files.readAllLines(world.zoomFile("participants_qos", DAY, "part-0.jsonl")).get(2);
    assertThat(
            zoom.where("dataset = 'participants_qos' AND line = 3")
                .select("body")
                .head()
                .getString(0))
        .isEqualTo(line.substring(line.indexOf("\"body\":") + 7, line.length() - 1));
    assertThat(
            zoom.where("dataset = 'participants_qos'").select("content_sha256").distinct().count())
        .isEqualTo(2);
    Dataset<Row> network = world.table(NetworkRecords.SCHEMA);
    assertThat(network.where("dataset = 'device_events' AND is_readable").count()).isEqualTo(1);
    assertThat(
            network
                .where("dataset = 'device_events' AND NOT is_readable")
                .select("line")
                .head()
                .getInt(0))
        .isEqualTo(2);
    Rows.assertSame(
        network
            .where("dataset = 'client_stats' AND day = '2026-03-02' AND line = 4")
            .select("first_event_at", "last_event_at"),
        Rows.of(
            spark,
            "first_event_at TIMESTAMP, last_event_at TIMESTAMP",
            "('2026-02-01T00:00:00Z', '2026-03-02T10:01:50Z')"));
  }

  @Test
  void meetingsComeFromTheListingWithDurationAndTheDayTheyEnded(SparkSession spark) {
    assertTable(
        spark,
        Meetings.SCHEMA,
        "meeting_uuid; meeting_id; listing; department; ended_day; duration_s; participant_count; video_quality; host_person_key IS NOT NULL AS has_host",
        "meeting_uuid STRING, meeting_id BIGINT, listing STRING, department STRING, ended_day DATE, duration_s BIGINT,"
            + " participant_count INT, video_quality STRING, has_host BOOLEAN",
        "('m1', 93201235621, 'past', null, '2026-03-02', 600, 3, 'superb', true),"
            + "('m2', 77, 'past', null, '2026-03-03', 300, null, null, false)");
  }

  @Test
  void aPersonHasOneKeyByIdByEmailAndAsHostAndGuestsHaveNone(SparkSession spark) {
    assertTable(
        spark,
        People.SCHEMA,
        "zoom_user_id; email; display_name; is_account_user",
        "zoom_user_id STRING, email STRING, display_name STRING, is_account_user BOOLEAN",
        "('u1', 'ann@example.com', 'Ann Ex', true), ('u2', 'bob@example.com', 'Bob Ex', true)");
    String ann =
        world
            .table(People.SCHEMA)
            .where("zoom_user_id = 'u1'")
            .select("person_key")
            .head()
            .getString(0);
    assertThat(
            world
                .table(Meetings.SCHEMA)
                .where("meeting_uuid = 'm1'")
                .select("host_person_key")
                .head()
                .getString(0))
        .isEqualTo(ann);
    assertTable(
        spark,
        Participants.SCHEMA,
        "participant_id; joined_at; person_key = '"
            + ann
            + "' AS is_ann; is_guest; role; device; network_type; data_center;"
            + " leave_reason; is_network_leave; has_shared_screen; left_day",
        "participant_id STRING, joined_at TIMESTAMP, is_ann BOOLEAN, is_guest BOOLEAN, role STRING, device STRING, network_type STRING,"
            + " data_center STRING, leave_reason STRING, is_network_leave BOOLEAN, has_shared_screen BOOLEAN, left_day DATE",
        "('11', '2026-03-02T10:00:10Z', true, false, 'host', 'win 10+ 17763', 'Wifi', 'Frankfurt (FR)',"
            + " 'got disconnected from the meeting. Reason: Network connection error.', true, true, '2026-03-02'),"
            + "('12', '2026-03-02T10:05:30Z', true, false, null, null, null, null, 'left the meeting.', false, null, '2026-03-02'),"
            + "('13', '2026-03-02T10:00:20Z', null, true, null, null, 'Satellite', null, null, false, null, '2026-03-02'),"
            + "('21', '2026-03-02T23:58:10Z', null, true, null, null, null, null, null, false, null, '2026-03-03')");
  }

  @Test
  void ratingsAreJoinedByAccountIdOrEmailAndNeverByTheSeatInTheCall(SparkSession spark) {
    String ann =
        world
            .table(People.SCHEMA)
            .where("zoom_user_id = 'u1'")
            .select("person_key")
            .head()
            .getString(0);
    assertTable(
        spark,
        Feedback.SCHEMA,
        "submitted_at; rating; CASE WHEN rater = '" + ann + "' THEN 'ann' ELSE rater END AS rater",
        "submitted_at TIMESTAMP, rating STRING, rater STRING",
        "('2026-03-02T10:11:00Z', 'good', 'ann'), ('2026-03-02T10:12:00Z', 'poor', 'ann'),"
            + "('2026-03-02T10:13:00Z', 'good', 'anonymous')");
  }

  @Test
  void samplesBecomeMinutesThatMergeAndTakeTheirStreamFromWhereItIs(SparkSession spark) {
    assertTable(
        spark,
        ParticipantMinutes.SCHEMA,
        "day; participant_id; minute_at; sample_count; round(audio_input_bitrate_kbps, 6) AS kbps; audio_input_latency_ms;"
            + " audio_input_jitter_ms; audio_input_loss_avg_pct; audio_input_loss_max_pct; audio_input_stream_path;"
            + " audio_output_latency_ms; audio_output_stream_path; video_output_latency_ms; video_output_width_px; zoom_cpu_min_pct;"
            + " zoom_cpu_avg_pct; zoom_cpu_max_pct; system_cpu_max_pct; wifi_rssi_avg_dbm",
        "day DATE, participant_id STRING, minute_at TIMESTAMP, sample_count INT, kbps DOUBLE, audio_input_latency_ms DOUBLE,"
            + " audio_input_jitter_ms DOUBLE, audio_input_loss_avg_pct DOUBLE, audio_input_loss_max_pct DOUBLE,"
            + " audio_input_stream_path STRING, audio_output_latency_ms DOUBLE, audio_output_stream_path STRING,"
            + " video_output_latency_ms DOUBLE, video_output_width_px INT, zoom_cpu_min_pct DOUBLE, zoom_cpu_avg_pct DOUBLE,"
            + " zoom_cpu_max_pct DOUBLE, system_cpu_max_pct DOUBLE, wifi_rssi_avg_dbm DOUBLE",
        // (27.15 + 30) / 2; (100 + 200) / 2; (4 + 6) / 2; (1 + 3) / 2; max(2, 9)
        "('2026-03-02', '11', '2026-03-02T10:00:00Z', 2, 28.575, 150, 5, 2, 9, 'client', null, null, null, null, 3, 15, 30, 60, null),"
            + "('2026-03-02', '11', '2026-03-02T10:01:00Z', 1, null, null, 7, null, null, 'client', null, null, 90, null, null, null, null, null, -55),"
            + "('2026-03-02', '13', '2026-03-02T10:01:00Z', 1, 30, 66, null, null, null, 'rwg', 77, 'rwg', null, null, null, null, null, null, null),"
            + "('2026-03-02', '21', '2026-03-02T23:59:00Z', 1, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),"
            + "('2026-03-03', '21', '2026-03-03T00:01:00Z', 1, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)");
    assertTable(
        spark,
        SenderMinutes.SCHEMA,
        "minute_at; input_rtt_ms; input_loss_pct; output_rtt_ms; cpu_pct; data_center",
        "minute_at TIMESTAMP, input_rtt_ms DOUBLE, input_loss_pct DOUBLE, output_rtt_ms DOUBLE, cpu_pct DOUBLE, data_center STRING",
        "('2026-03-02T10:00:00Z', 150, 2, null, 60, 'Frankfurt (FR)'), ('2026-03-02T10:01:00Z', null, null, 90, null, 'Frankfurt (FR)'),"
            + "('2026-03-02T10:01:00Z', 66, null, 77, null, null), ('2026-03-02T23:59:00Z', null, null, null, null, null),"
            + "('2026-03-03T00:01:00Z', null, null, null, null, null)");
  }

  @Test
  void wirelessMinutesMergeSnapshotsAndCountAcrossMidnight(SparkSession spark) {
    assertTable(
        spark,
        WirelessMinutes.SCHEMA,
        "day; minute_at; sample_count; ap_mac; band; channel; rssi_dbm; snr_db; tx_packets; tx_retries; delta_s; uptime_s",
        "day DATE, minute_at TIMESTAMP, sample_count INT, ap_mac STRING, band STRING, channel INT, rssi_dbm DOUBLE, snr_db DOUBLE,"
            + " tx_packets BIGINT, tx_retries BIGINT, delta_s DOUBLE, uptime_s DOUBLE",
        "('2026-03-01', '2026-03-01T23:59:00Z', 1, '5c5b35000a01', null, null, null, null, null, null, null, 100),"
            + "('2026-03-02', '2026-03-02T00:00:00Z', 1, '5c5b35000a01', null, null, null, null, 600, null, 60, 160),"
            + "('2026-03-02', '2026-03-02T10:00:00Z', 1, '5c5b35000a01', '5', 36, -50, 40, null, null, null, 60),"
            // 300 - 100 and 400 - 300 packets, 30 - 10 and 35 - 30 retries, 40 and 40 seconds
            + "('2026-03-02', '2026-03-02T10:01:00Z', 2, '5c5b35000a02', '24', 6, -65, null, 300, 25, 80, 140)");
  }

  @Test
  void radiosPortsAndTheWanHaveTheirMinutes(SparkSession spark) {
    assertTable(
        spark,
        RadioMinutes.SCHEMA,
        "band; minute_at; ap_name; channel; num_clients; ap_num_clients; util_all_pct; noise_floor_dbm; uplink_switch_mac; uplink_port_id;"
            + " uplink_speed_mbps; ap_gateway_rtt_ms; external_ip",
        "band STRING, minute_at TIMESTAMP, ap_name STRING, channel INT, num_clients INT, ap_num_clients INT, util_all_pct DOUBLE,"
            + " noise_floor_dbm DOUBLE, uplink_switch_mac STRING, uplink_port_id STRING, uplink_speed_mbps DOUBLE, ap_gateway_rtt_ms DOUBLE,"
            + " external_ip STRING",
        "('5', '2026-03-02T10:00:00Z', 'AP-1', 36, 9, 12, 35, -90, 'd007caf52100', 'ge-0/0/4', 1000, 1.5, '203.0.113.7'),"
            + "('24', '2026-03-02T10:00:00Z', 'AP-1', 6, null, 12, null, null, 'd007caf52100', 'ge-0/0/4', 1000, 1.5, '203.0.113.7')");
    assertTable(
        spark,
        WiredMinutes.SCHEMA,
        "port_id; minute_at; is_up; rx_bytes; rx_errors; delta_s; flaps",
        "port_id STRING, minute_at TIMESTAMP, is_up BOOLEAN, rx_bytes BIGINT, rx_errors BIGINT, delta_s DOUBLE, flaps INT",
        "('ge-0/0/4', '2026-03-02T10:00:00Z', true, null, null, null, null),"
            + "('ge-0/0/4', '2026-03-02T10:01:00Z', false, 600, null, 60, 1)");
    assertTable(
        spark,
        WanMinutes.SCHEMA,
        "wan_port; minute_at; is_up; latency_ms; jitter_ms; loss_pct; rtt_source; download_bps; gateway_cpu_pct; isp; external_ip",
        "wan_port STRING, minute_at TIMESTAMP, is_up BOOLEAN, latency_ms DOUBLE, jitter_ms DOUBLE, loss_pct DOUBLE, rtt_source STRING,"
            + " download_bps DOUBLE, gateway_cpu_pct DOUBLE, isp STRING, external_ip STRING",
        // At 10:00 the port's zeros are no measurement; of the probes the one of the WAN counts.
        "('ge-0/0/0', '2026-03-02T10:00:00Z', true, 30, 2, 0, 'probes', 5000000, 24, 'Example Carrier', '203.0.113.7'),"
            + "('ge-0/0/0', '2026-03-02T10:01:00Z', true, 21, 2, 0, 'ports', 7000000, null, null, null)");
  }

  @Test
  void eventsPostedTwiceAreOneAndNameNobody(SparkSession spark) {
    assertTable(
        spark,
        NetworkEvents.SCHEMA,
        "dataset; type; event_at; ended_at; client_key IS NOT NULL AS has_client; device_mac; from_device_mac; to_device_mac;"
            + " round(latency_ms, 4) AS ms; reason",
        "dataset STRING, type STRING, event_at TIMESTAMP, ended_at TIMESTAMP, has_client BOOLEAN, device_mac STRING, from_device_mac STRING,"
            + " to_device_mac STRING, ms DOUBLE, reason STRING",
        "('client_sessions', 'CLIENT_SESSION', '2026-03-02T09:50:00Z', '2026-03-02T10:01:30Z', true, '5c5b35000a01', null, '5c5b35000a02', null, 'roamed'),"
            + "('fast_roams', 'CLIENT_AUTHENTICATED_11R', '2026-03-02T10:01:30.283782Z', null, true, '5c5b35000a02', '5c5b35000a01', '5c5b35000a02', 187.4195, null),"
            + "('nac_events', 'NAC_CLIENT_PERMIT', '2026-03-02T09:00:00.358Z', null, true, '5c5b35000a01', null, null, null, null),"
            + "('device_events', 'AP_RESTARTED', '2026-03-02T09:00:00Z', null, false, '5c5b35000a01', null, null, null, 'by <user> from <ip>')");
  }

  @Test
  void identitiesAreStretchesOfTheNetworkAndJoinsOfZoom(SparkSession spark) {
    assertTable(
        spark,
        ClientIdentities.SCHEMA,
        "source; mac; ip; host_name; user_name; medium; seen_from; seen_to; is_random_mac; public_ip",
        "source STRING, mac STRING, ip STRING, host_name STRING, user_name STRING, medium STRING, seen_from TIMESTAMP, seen_to TIMESTAMP,"
            + " is_random_mac BOOLEAN, public_ip STRING",
        "('network', 'a483e7000003', null, null, null, 'wireless', '2026-03-01T23:59:30Z', '2026-03-01T23:59:30Z', false, null),"
            + "('network', 'a483e7000003', null, null, null, 'wireless', '2026-03-02T00:00:30Z', '2026-03-02T00:00:30Z', false, null),"
            + "('network', 'a483e7000001', '10.0.0.5', 'laptop-1', null, 'wireless', '2026-03-02T10:00:30Z', '2026-03-02T10:01:10Z', false, null),"
            + "('network', 'a483e7000001', '10.0.0.6', 'laptop-1', null, 'wireless', '2026-03-02T10:01:50Z', '2026-03-02T10:01:50Z', false, null),"
            + "('network', 'a483e7000001', null, null, 'ann@example.com', 'wireless', '2026-03-02T09:00:00.358Z', '2026-03-02T09:00:00.358Z', false, null),"
            // The guest off the network, 13, has no row: his address does not get into silver.
            + "('zoom', 'a483e7000001', '10.0.0.5', 'laptop-1', null, null, '2026-03-02T10:00:10Z', '2026-03-02T10:05:00Z', false, '203.0.113.7')");
  }

  @Test
  void whatCouldNotBeUsedIsWrittenDownWithItsPlaceAndReason(SparkSession spark) {
    assertTable(
        spark,
        RejectedRecords.SCHEMA,
        "dataset; line; record; field; reason; severity",
        "dataset STRING, line INT, record INT, field STRING, reason STRING, severity STRING",
        String.join(
            ",",
            "('users', 1, 2, 'id', 'missing_key', 'rejected')",
            "('meetings', 1, 0, 'video_quality', 'unknown_enum', 'repaired')",
            "('meetings', 1, 1, 'uuid', 'missing_key', 'rejected')",
            "('meetings', 2, -1, '', 'unexpected_body', 'rejected')",
            "('meetings', 3, -1, '', 'unreadable_line', 'rejected')",
            "('participants', 1, 2, 'network_type', 'unknown_enum', 'repaired')",
            "('participants', 1, 3, 'user_id', 'missing_key', 'rejected')",
            "('participants', 1, 4, 'status', 'waiting_room', 'rejected')",
            "('participants_qos', 1, 0, 'user_qos[2].audio_input.latency', 'wrong_unit', 'repaired')",
            "('participants_qos', 1, 0, 'user_qos[3].date_time', 'missing_key', 'repaired')",
            "('participants_qos', 1, 0, 'user_qos[4].date_time', 'outside_window', 'repaired')",
            "('participants_qos', 2, -1, '', 'duplicate', 'rejected')",
            "('satisfaction', 1, 3, 'quality', 'unknown_enum', 'rejected')",
            "('client_stats', 2, 1, 'mac', 'missing_key', 'rejected')",
            "('client_stats', 3, 0, 'snr', 'wrong_type', 'repaired')",
            "('client_stats', 4, 1, 'last_seen', 'outside_window', 'rejected')",
            "('device_stats', 1, 2, 'type', 'unknown_enum', 'repaired')",
            "('ports', 1, 2, 'type', 'unused_type', 'rejected')",
            "('client_sessions', 2, -1, '', 'duplicate', 'rejected')",
            "('weather', 1, -1, '', 'unknown_dataset', 'rejected')",
            "('device_events', 2, -1, '', 'truncated_file', 'rejected')"));
  }

  @Test
  void recordsReadAreThoseAcceptedAndThoseRejected() {
    Map<String, List<Long>> expected = new HashMap<>();
    expected.put("meetings", List.of(3L, 2L, 1L));
    expected.put("participants", List.of(5L, 3L, 2L));
    expected.put("participants_qos", List.of(3L, 3L, 0L));
    expected.put("satisfaction", List.of(4L, 3L, 1L));
    expected.put("client_stats", List.of(6L, 4L, 2L));
    expected.put("ports", List.of(5L, 4L, 1L));
    expected.forEach(
        (dataset, numbers) ->
            assertThat(
                    Arrays.asList(
                        counts.of(dataset + " records read"),
                        counts.of(dataset + " records accepted"),
                        counts.of(dataset + " records rejected")))
                .as(dataset)
                .isEqualTo(numbers));
    assertThat(counts.of("zoom lines read")).isEqualTo(9);
    assertThat(counts.of("zoom lines unreadable")).isEqualTo(1);
    assertThat(counts.of("rejected: duplicate")).isEqualTo(2);
    assertThat(counts.asMap())
        .containsKeys("silver day changed 2026-03-02", "silver day changed 2026-03-03");
  }

  @Test
  void accountsSitesAndFilesAreOnRecord(SparkSession spark) {
    assertTable(
        spark,
        LinkedAccounts.SCHEMA,
        "account_id; org_id; first_day; last_day",
        "account_id STRING, org_id STRING, first_day DATE, last_day DATE",
        "('acc-1', 'org-1', '2026-03-02', '2026-03-02')");
    assertTable(
        spark,
        io.meetinginsights.tables.silver.Sites.SCHEMA,
        "org_id; site_id; name; egress_ips[0] AS ip; accounts[0] AS account; source",
        "org_id STRING, site_id STRING, name STRING, ip STRING, account STRING, source STRING",
        "('org-1', 'site-1', 'Head office', '203.0.113.7', 'acc-1', 'both')");
    Dataset<Row> progress = world.table(IngestProgress.SCHEMA);
    assertThat(progress.count()).isEqualTo(15);
    assertThat(
            progress
                .where("dataset = 'meetings'")
                .select(col("lines"), col("readable_lines"))
                .head())
        .isEqualTo(org.apache.spark.sql.RowFactory.create(3L, 2L));
  }

  @Test
  void aDayForWhichNothingHasLandedIsTheUpstreamsFault() {
    assertThatThrownBy(() -> world.load("2026-03-20"))
        .isInstanceOf(UpstreamError.class)
        .hasMessageContaining("Nothing has landed for 2026-03-20")
        .hasMessageContaining("zoom/*/date=2026-03-20")
        .hasMessageContaining("do:");
  }

  @Test
  void aDayWithAnEmptyListingAloneIsDoneWithZeroRows(SparkSession spark, @TempDir Path folder)
      throws IOException {
    LoadWorld empty = new LoadWorld(spark, folder.resolve("empty"));
    empty.zoom(
        "meetings",
        DAY,
        answer("2026-03-02T11:00:00Z", null, "{\"total_records\":0,\"meetings\":[]}"));
    Counts none = empty.load(DAY);
    assertThat(none.of("zoom lines read")).isEqualTo(1);
    assertThat(none.of("days without network files")).isEqualTo(1);
    assertThat(empty.table(Meetings.SCHEMA).isEmpty()).isTrue();
    assertThat(empty.table(RejectedRecords.SCHEMA).isEmpty()).isTrue();
  }

  @Test
  void loadingAgainByDayOrInOneRangeLeavesEqualTables(SparkSession spark) throws IOException {
    Map<String, String> once = world.warehouse().contentHashes();
    world.load(DAY);
    assertThat(world.warehouse().contentHashes()).isEqualTo(once);
    world.load(new DayRange(LocalDate.parse(BEFORE), LocalDate.parse(DAY)));
    assertThat(world.warehouse().contentHashes()).isEqualTo(once);
  }

  @Test
  void daysLoadedInAnyOrderLeaveEqualTables(SparkSession spark, @TempDir Path folder)
      throws IOException {
    LoadWorld forwards = overMidnight(new LoadWorld(spark, folder.resolve("forwards")));
    forwards.load(BEFORE);
    forwards.load(DAY);
    // The port went down between the last snapshot of one day and the first of the other; from 20
    // to 2 o'clock is too far for any comparison.
    Rows.assertSame(
        forwards.table(WiredMinutes.SCHEMA).select("port_id", "minute_at", "flaps", "rx_bytes"),
        Rows.of(
            spark,
            "port_id STRING, minute_at TIMESTAMP, flaps INT, rx_bytes BIGINT",
            "('ge-0/0/1', '2026-03-01T23:59:00Z', null, null),"
                + "('ge-0/0/1', '2026-03-02T00:00:00Z', 1, 500),"
                + "('ge-0/0/2', '2026-03-01T20:00:00Z', null, null),"
                + "('ge-0/0/2', '2026-03-02T02:00:00Z', null, null)"));
    Rows.assertSame(
        forwards
            .table(ClientIdentities.SCHEMA)
            .where("source = 'network' AND medium IS NULL")
            .select("ip", "seen_from", "seen_to"),
        Rows.of(
            spark,
            "ip STRING, seen_from TIMESTAMP, seen_to TIMESTAMP",
            "('10.0.0.5', '2026-03-01T20:00:00Z', '2026-03-02T06:00:00Z'),"
                + "('10.0.0.6', '2026-03-02T06:00:00Z', '2026-03-03T06:00:00Z')"));

    LoadWorld backwards = overMidnight(new LoadWorld(spark, folder.resolve("backwards")));
    assertThat(backwards.load(DAY).of("silver day changed " + DAY)).isEqualTo(1);
    assertThat(backwards.load(BEFORE).of("silver day changed " + DAY)).isEqualTo(1);
    assertThat(backwards.warehouse().contentHashes())
        .isEqualTo(forwards.warehouse().contentHashes());
  }

  private static LoadWorld overMidnight(LoadWorld world) throws IOException {
    world.network(
        "ports",
        BEFORE,
        polled("2026-03-01T20:00:10Z", ports("ge-0/0/2", true, 10)),
        polled("2026-03-01T23:59:30Z", ports("ge-0/0/1", true, 1000)));
    world.network(
        "ports",
        DAY,
        polled("2026-03-02T00:00:30Z", ports("ge-0/0/1", false, 1500)),
        polled("2026-03-02T02:00:10Z", ports("ge-0/0/2", false, 20)));
    String address = "[{\"mac\":\"a483e7000001\",\"ip\":\"10.0.0.%d\",\"timestamp\":\"%s\"}]";
    world.network(
        "client_info",
        BEFORE,
        polled("2026-03-01T20:00:00Z", address.formatted(5, "2026-03-01T20:00:00Z")));
    world.network(
        "client_info",
        DAY,
        polled("2026-03-02T06:00:00Z", address.formatted(6, "2026-03-02T06:00:00Z")));
    // A radio has no snapshot near the probe but those of the other day; the gateway a port more.
    world.network(
        "device_stats",
        BEFORE,
        polled("2026-03-01T23:58:40Z", accessPoint("2026-03-01T23:58:30Z")),
        polled("2026-03-01T23:58:41Z", gateway("2026-03-01T23:58:30Z", "ge-0/0/0")));
    world.network(
        "device_stats",
        DAY,
        polled("2026-03-02T00:04:40Z", accessPoint("2026-03-02T00:04:30Z")),
        polled("2026-03-02T00:04:41Z", gateway("2026-03-02T00:04:30Z", "ge-0/0/7")));
    world.network(
        "probes",
        DAY,
        polled(
            "2026-03-02T00:05:00Z",
            "[{\"ts\":\"2026-03-02T00:00:20Z\",\"from\":\"ap\",\"mac\":\"5c5b35000a01\",\"target\":\"gateway\",\"rtt_ms\":2},"
                + "{\"ts\":\"2026-03-02T00:00:20Z\",\"from\":\"gateway\",\"mac\":\"5c5b35000001\",\"target\":\"wan\",\"rtt_ms\":30}]"));
    return world;
  }

  private static String ports(String port, boolean isUp, int bytes) {
    return "{\"results\":[{\"mac\":\"d007caf52100\",\"port_id\":\"%s\",\"type\":\"switch\",\"up\":%s,\"rx_bytes\":%d}]}"
        .formatted(port, isUp, bytes);
  }

  private static String accessPoint(String at) {
    return "[{\"type\":\"ap\",\"mac\":\"5c5b35000a01\",\"last_seen\":\"%s\",\"radio_stat\":{\"band_5\":{\"usage\":\"5\",\"channel\":36}}}]"
        .formatted(at);
  }

  private static String gateway(String at, String port) {
    return "[{\"type\":\"gateway\",\"mac\":\"5c5b35000001\",\"last_seen\":\"%s\",\"if_stat\":{\"%s.0\":{\"port_id\":\"%s\",\"port_usage\":\"wan\",\"up\":true}}}]"
        .formatted(at, port, port);
  }
}
