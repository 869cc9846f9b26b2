package io.meetinginsights.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.jobs.emulator.EmulatorSettings;
import io.meetinginsights.jobs.emulator.ZoomCaller;
import io.meetinginsights.jobs.emulator.ZoomEmulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What simulate writes comes out of the emulator again, nothing lost and nothing twice. */
class SimulatedLandingServedTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final LocalDate DAY = LocalDate.parse("2026-03-02");
  private static final String RANGE =
      "&from=2026-03-02&to=2026-03-02&query_date_type=end_time&page_size=50";

  @TempDir Path landing;

  @Test
  void aSimulatedDayIsServedWhole() throws IOException {
    simulate();
    Map<String, List<JsonNode>> landed = landed();
    assertThat(landed).hasSizeGreaterThan(50);
    // The limits are lifted: what is looked at here is content.
    EmulatorSettings settings =
        EmulatorSettings.landing(landing).withSpeed(0).with("quota.rates=100000");
    Map<String, List<JsonNode>> served = new TreeMap<>();
    try (ZoomEmulator zoom = ZoomEmulator.start(settings)) {
      assertThat(zoom.now()).isEqualTo("2026-03-03T02:00:00Z");
      ZoomCaller caller = ZoomCaller.signedIn(zoom);
      served.put("users", caller.all("/users?status=active&page_size=7", "users"));
      for (String type : List.of("past", "pastOne")) {
        // pastOne knows the start of a meeting alone: one that began the day before needs that day.
        String range =
            type.equals("past") ? RANGE : RANGE.replace("from=2026-03-02", "from=2026-03-01");
        List<JsonNode> meetings = caller.all("/metrics/meetings?type=" + type + range, "meetings");
        served.put("meetings " + type, meetings);
        for (JsonNode meeting : meetings) {
          String uuid = meeting.path("uuid").asText();
          String lists = "/metrics/meetings/" + segment(uuid) + "/participants";
          served.put(
              "participants " + uuid,
              caller.all(lists + "?page_size=4&type=" + type, "participants"));
          if (type.equals("past")) {
            served.put(
                "participants_qos " + uuid,
                caller.all(lists + "/qos?page_size=3&type=past", "participants"));
            served.put(
                "satisfaction " + uuid,
                caller.all(lists + "/satisfaction?page_size=30&type=past", "participants"));
          }
        }
      }
    }
    assertThat(served.keySet()).isEqualTo(landed.keySet());
    for (Map.Entry<String, List<JsonNode>> list : landed.entrySet()) {
      if (list.getKey().startsWith("meetings")) {
        assertThat(served.get(list.getKey()))
            .as(list.getKey())
            .containsExactlyInAnyOrderElementsOf(list.getValue());
      } else {
        assertThat(served.get(list.getKey())).as(list.getKey()).isEqualTo(list.getValue());
      }
    }
  }

  private void simulate() throws IOException {
    SimulateConfig config =
        SimulateConfig.of(DAY, DAY, 7, landing.toUri().toString()).withSize(2, 20);
    LatentNetwork network = new LatentNetwork(config.world());
    for (int item = 0; item <= config.world().sites(); item++) {
      try (LandingFiles files =
          new LandingFiles(config.landing(), new Configuration(), item, "0")) {
        ZoomBodies zoom = new ZoomBodies(config.world(), network, files);
        if (item == 0) {
          zoom.writeListings(DAY);
        } else {
          zoom.writeHosted(item - 1, DAY);
        }
        files.commit();
      }
    }
  }

  /** Elements of all lists by dataset and meeting, read straight from the files. */
  private Map<String, List<JsonNode>> landed() throws IOException {
    Map<String, List<JsonNode>> landed = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> found = Files.walk(landing)) {
      files = found.filter(file -> file.toString().endsWith(".jsonl.gz")).sorted().toList();
    }
    for (Path file : files) {
      String dataset = landing.resolve("zoom").relativize(file).getName(0).toString();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
          JsonNode line = MAPPER.readTree(text);
          JsonNode params = line.path("params");
          String key =
              switch (dataset) {
                case "users" -> dataset;
                case "meetings" -> dataset + " " + params.path("type").asText();
                default -> dataset + " " + params.path("meetingId").asText();
              };
          String list =
              dataset.equals("users") || dataset.equals("meetings") ? dataset : "participants";
          List<JsonNode> elements = landed.computeIfAbsent(key, none -> new ArrayList<>());
          line.path("body").path(list).forEach(elements::add);
        }
      }
    }
    return landed;
  }

  private static String segment(String uuid) {
    String once = ZoomCaller.encode(uuid);
    return uuid.startsWith("/") || uuid.contains("//") ? ZoomCaller.encode(once) : once;
  }
}
