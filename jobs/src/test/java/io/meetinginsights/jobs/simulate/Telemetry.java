package io.meetinginsights.jobs.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;

/**
 * What one site's gear and Zoom say of a day, by record and field, without Spark: two worlds of the
 * same seed can be laid over each other, and what differs is what a fault moved.
 */
final class Telemetry {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Datasets of states: a record is known by who it is about and when. */
  private static final Map<String, List<String>> KEYS =
      Map.of(
          "client_stats", List.of("mac", "last_seen"),
          "device_stats", List.of("mac", "received"),
          "ports", List.of("mac", "port_id", "received"),
          "wired_clients", List.of("mac", "received"),
          "vpn_peers", List.of("mac", "received"),
          "probes", List.of("mac", "target", "ts"),
          "marvis_client", List.of("device_id", "timestamp"),
          "participants", List.of("participant_uuid"));

  final Map<String, Map<String, JsonNode>> states = new HashMap<>();
  final Map<String, Integer> events = new TreeMap<>();

  private Telemetry() {}

  static Telemetry of(SimulateConfig config, int site, Path directory) throws IOException {
    LatentNetwork network = new LatentNetwork(config.world());
    LocalDate day = config.from();
    try (LandingFiles files =
        new LandingFiles(directory.toUri().toString(), new Configuration(false), 1, "t")) {
      new ZoomBodies(config.world(), network, files).writeHosted(site, day);
      new NetworkBodies(config.world(), network, files, site, day).write();
      files.commit();
    }
    Telemetry telemetry = new Telemetry();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        telemetry.read(directory.relativize(file).getName(1).toString(), file);
      }
    }
    return telemetry;
  }

  /** Mean change of every field that differs, over the records in which it does; NaN for words. */
  Map<String, Double> changedFrom(Telemetry healthy) {
    Map<String, double[]> changes = new TreeMap<>();
    states.forEach(
        (dataset, records) -> {
          Map<String, JsonNode> before = healthy.states.getOrDefault(dataset, Map.of());
          records.forEach(
              (key, record) -> {
                if (before.containsKey(key)) {
                  compare(dataset, before.get(key), record, changes);
                }
              });
        });
    Map<String, Double> means = new TreeMap<>();
    changes.forEach((field, change) -> means.put(field, change[0] / change[1]));
    events.forEach(
        (event, count) -> {
          int more = count - healthy.events.getOrDefault(event, 0);
          if (more != 0) {
            means.put(event, (double) more);
          }
        });
    return means;
  }

  private void read(String dataset, Path file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        JsonNode line = MAPPER.readTree(text);
        JsonNode body = line.get("body");
        String received = line.get("received_at").asText();
        if (dataset.equals("participants_qos")) {
          readQuality(body);
        } else if (KEYS.containsKey(dataset)) {
          JsonNode records =
              body.has("results")
                  ? body.get("results")
                  : body.has("participants") ? body.get("participants") : body;
          for (JsonNode record : records) {
            StringBuilder key = new StringBuilder();
            for (String part : KEYS.get(dataset)) {
              key.append(part.equals("received") ? received : record.path(part).asText())
                  .append(' ');
            }
            states.computeIfAbsent(dataset, d -> new HashMap<>()).put(key.toString(), record);
          }
        } else if (!dataset.equals("satisfaction")) {
          readEvents(dataset, body);
        }
      }
    }
  }

  private void readQuality(JsonNode body) {
    for (JsonNode participant : body.get("participants")) {
      for (JsonNode minute : participant.get("user_qos")) {
        String key =
            participant.get("participant_uuid").asText() + minute.get("date_time").asText();
        states.computeIfAbsent("qos", d -> new HashMap<>()).put(key, minute);
      }
    }
  }

  private void readEvents(String dataset, JsonNode body) {
    JsonNode records =
        body.has("events") ? body.get("events") : body.has("results") ? body.get("results") : body;
    if (!records.isArray()) {
      return;
    }
    for (JsonNode record : records) {
      String type =
          record.has("event")
              ? "." + record.get("event").asText()
              : record.has("type") ? "." + record.get("type").asText() : "";
      events.merge(dataset + type, 1, Integer::sum);
    }
  }

  private static void compare(
      String path, JsonNode before, JsonNode after, Map<String, double[]> changes) {
    if (after.isContainerNode() && before.isContainerNode() && after.isObject()) {
      after
          .fieldNames()
          .forEachRemaining(
              field -> {
                if (before.has(field)) {
                  String name = field.startsWith("band_") ? path : path + "." + field;
                  compare(name, before.get(field), after.get(field), changes);
                }
              });
      return;
    }
    if (before.equals(after)) {
      return;
    }
    double[] change = changes.computeIfAbsent(path, p -> new double[2]);
    change[0] += number(after) - number(before);
    change[1]++;
  }

  /** Zoom writes numbers with their unit. */
  private static double number(JsonNode node) {
    if (node.isNumber()) {
      return node.asDouble();
    }
    if (node.isBoolean()) {
      return node.asBoolean() ? 1 : 0;
    }
    String text = node.asText().replaceAll("( (kbps|ms|fps)|%)$", "");
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
