package io.meetinginsights.jobs.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.tables.silver.IngestProgress;
import io.meetinginsights.tables.silver.RejectedRecords;
import io.meetinginsights.testing.SharedData;
import io.meetinginsights.testing.WithSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every published example body that answers one of the landing datasets, each a landing file of its
 * own. How many records it holds, and how many of them are refused or repaired, is read off the
 * files and stated here.
 */
@WithSpark
class ExampleBodiesTest {

  private static final String DAY = "2026-03-02";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An example and what must come of it; the reasons of rejections, field in brackets. */
  private record Example(
      String system, String dataset, String file, int records, int accepted, List<String> flaws) {

    static Example zoom(String dataset, String file, int records, int accepted, String... flaws) {
      return new Example("zoom", dataset, file, records, accepted, List.of(flaws));
    }

    static Example mist(String dataset, String file, int records, int accepted, String... flaws) {
      return new Example("mist", dataset, file, records, accepted, List.of(flaws));
    }

    String landed() {
      return system.equals("zoom")
          ? "zoom/" + dataset + "/date=" + DAY + "/account=" + LoadWorld.ACCOUNT + "/" + name()
          : "network/" + dataset + "/date=" + DAY + "/" + name();
    }

    String name() {
      return file.replace(".json", ".jsonl");
    }
  }

  private static final List<Example> EXAMPLES =
      List.of(
          // This one ends before it starts.
          Example.zoom(
              "meetings", "spec2026_metrics_meetings.json", 1, 1, "outside_window (end_time)"),
          Example.zoom("meetings", "docs_pagination_metrics_meetings.json", 1, 1),
          Example.zoom("meetings", "spec2026_metrics_meeting_detail.json", 1, 1),
          Example.zoom("participants", "spec2026_metrics_meeting_participants.json", 1, 1),
          Example.zoom(
              "participants",
              "zoomnet_dashboard_participant_legacy.json",
              1,
              0,
              "waiting_room (status)"),
          // Signal strengths of -75 at the most and -35 at the least.
          Example.zoom(
              "participants_qos",
              "spec2026_metrics_meeting_participants_qos.json",
              1,
              1,
              "swapped (user_qos[0].wifi_rssi.max_rssi)"),
          Example.zoom(
              "participants_qos",
              "spec2026_metrics_meeting_participant_qos.json",
              1,
              1,
              "swapped (user_qos[0].wifi_rssi.max_rssi)"),
          Example.zoom(
              "participants_qos", "zoom_postman2021_metrics_meeting_participants_qos.json", 1, 1),
          Example.zoom(
              "satisfaction", "spec2026_metrics_meeting_participants_satisfaction.json", 1, 1),
          Example.zoom("users", "spec2026_users_list.json", 1, 1),
          Example.zoom("users", "spec2026_user_get.json", 1, 1),
          Example.mist("client_stats", "stats_clients_wireless.response.json", 1, 1),
          Example.mist("wired_clients", "wired_clients_search.response.json", 1, 1),
          Example.mist("client_info", "webhook_client-info.json", 1, 1),
          Example.mist("device_stats", "stats_device_ap.response.json", 1, 1),
          Example.mist("device_stats", "stats_device_switch.response.json", 1, 1),
          Example.mist("device_stats", "stats_device_gateway.response.json", 1, 1),
          Example.mist("ports", "stats_ports_search.response.json", 1, 1),
          Example.mist("vpn_peers", "stats_vpn_peers_search.response.json", 2, 2),
          Example.mist(
              "speedtests",
              "synthetic_test_speedtest_search.response.json",
              2,
              1,
              "failed_test (failed)"),
          Example.mist("client_sessions", "client_sessions_search.response.json", 1, 1),
          Example.mist("client_sessions", "webhook_client-sessions.json", 1, 1),
          Example.mist("client_events", "client_events_search.response.json", 1, 1),
          Example.mist("device_events", "device_events_search.response.json", 1, 1),
          Example.mist("fast_roams", "fast_roam_events.response.json", 1, 1),
          Example.mist("nac_events", "nac_client_events_search.response.json", 1, 1));

  @TempDir Path folder;

  @Test
  void everyPublishedExampleIsIngestedWithTheCountsStatedHere(SparkSession spark)
      throws IOException {
    LoadWorld world =
        new LoadWorld(spark, folder)
            // The examples are up to thirteen years old.
            .with("ingest.look-back-days=5000");
    int lines = 0;
    for (Example example : EXAMPLES) {
      JsonNode body =
          JSON.readTree(
              Files.readString(
                  SharedData.at("reference/" + example.system() + "/examples/" + example.file())));
      assertThat(records(body)).as(example.file()).isEqualTo(example.records());
      String at = "2026-03-02T11:00:00Z";
      Path file = world.landing().resolve(example.landed());
      Files.createDirectories(file.getParent());
      LoadWorld.write(
          file,
          example.system().equals("zoom")
              ? LoadWorld.answer(at, "m-" + example.dataset(), body.toString())
              : LoadWorld.polled(at, body.toString()));
      lines++;
    }

    Counts counts = world.load(DAY);

    Map<String, List<String>> flaws = new TreeMap<>();
    Map<String, Integer> refused = new TreeMap<>();
    for (Row row :
        world
            .table(RejectedRecords.SCHEMA)
            .selectExpr("file", "concat(reason, ' (', field, ')')", "severity")
            .orderBy("file", "line", "record", "field")
            .collectAsList()) {
      flaws.computeIfAbsent(row.getString(0), file -> new ArrayList<>()).add(row.getString(1));
    }
    for (Row row :
        world
            .table(RejectedRecords.SCHEMA)
            .groupBy("file")
            .agg(countDistinct(when(col("severity").equalTo("rejected"), struct("line", "record"))))
            .collectAsList()) {
      refused.put(row.getString(0), (int) row.getLong(1));
    }
    Map<String, Long> accepted = new TreeMap<>();
    Map<String, Long> read = new TreeMap<>();
    for (Example example : EXAMPLES) {
      assertThat(flaws.getOrDefault(example.landed(), List.of()))
          .as(example.file())
          .containsExactlyElementsOf(example.flaws());
      assertThat(example.records() - refused.getOrDefault(example.landed(), 0))
          .as(example.file())
          .isEqualTo(example.accepted());
      accepted.merge(example.dataset(), (long) example.accepted(), Long::sum);
      read.merge(example.dataset(), (long) example.records(), Long::sum);
    }
    accepted.forEach(
        (dataset, number) ->
            assertThat(counts.of(dataset + " records accepted")).as(dataset).isEqualTo(number));
    read.forEach(
        (dataset, number) ->
            assertThat(counts.of(dataset + " records read")).as(dataset).isEqualTo(number));
    assertThat(counts.of("zoom lines read") + counts.of("network lines read")).isEqualTo(lines);
    assertThat(world.table(IngestProgress.SCHEMA).where("lines = 1 AND readable_lines = 1").count())
        .isEqualTo(lines);
  }

  private static int records(JsonNode body) {
    if (body.isArray()) {
      return body.size();
    }
    for (String list : List.of("meetings", "participants", "users", "results", "events")) {
      if (body.path(list).isArray()) {
        return body.path(list).size();
      }
    }
    return 1;
  }
}
