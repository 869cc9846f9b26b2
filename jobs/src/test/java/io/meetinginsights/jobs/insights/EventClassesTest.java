package io.meetinginsights.jobs.insights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.jobs.insights.EventClasses.EventClass;
import io.meetinginsights.testing.SharedData;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EventClassesTest {

  @Test
  void everyPublishedClientEventHasAClass() throws IOException {
    JsonNode published =
        new ObjectMapper()
            .readTree(SharedData.at("reference/mist/examples/client_event_keys.json").toFile());
    Set<String> keys = new TreeSet<>();
    published.get("events").forEach(event -> keys.add(event.get("key").asText()));
    assertThat(keys).hasSizeGreaterThan(40);
    assertThat(EventClasses.packaged()).extracting(EventClass::key).containsAll(keys);
  }

  @Test
  void onlyBadEventsFailAServiceLevelAndByAPublishedClassifier() {
    // Names of classifiers: reference/mist/mist.md 2.7.
    Set<String> classifiers =
        Set.of(
            "association",
            "authorization",
            "dhcp-nack",
            "dhcp-stuck",
            "dhcp-unresponsive",
            "arp",
            "dns",
            "stability-failed-to-fast-roam");
    List<EventClass> failing =
        EventClasses.packaged().stream().filter(event -> !event.serviceLevel().isEmpty()).toList();
    assertThat(failing)
        .isNotEmpty()
        .allSatisfy(
            event -> {
              assertThat(event.classification()).isEqualTo("bad");
              assertThat(event.serviceLevel()).isIn("roaming", "connection");
              assertThat(event.classifier()).isIn(classifiers);
            });
  }
}
