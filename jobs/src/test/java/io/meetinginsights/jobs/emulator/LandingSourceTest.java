package io.meetinginsights.jobs.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.meetinginsights.errors.ConfigurationError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandingSourceTest {

  private static final String MEETING =
      "{\"uuid\":\"ab/c==\",\"id\":93201235621,\"topic\":\"Grüße, 世界 \\u0001\",\"start_time\":\"2026-03-02T09:00:00Z\",\"end_time\":\"2026-03-02T09:30:00Z\",\"participants\":3,\"unknown_key\":{\"a\":[1,2]}}";
  private static final String ALONE =
      "{\"uuid\":\"one==\",\"id\":93201235622,\"start_time\":\"2026-03-02T10:00:00Z\",\"end_time\":\"2026-03-02T10:30:00Z\",\"participants\":1}";
  private static final String PAST = "/metrics/meetings?type=past&from=2026-03-02&to=2026-03-02";
  private static final String QUALITY =
      "/metrics/meetings/ab%2Fc%3D%3D/participants/qos?type=past&page_size=2";

  @TempDir Path landing;

  @Test
  void whatLandedIsServedVerbatimAndPagedAnew() throws IOException {
    land("meetings", "A", listing("past", MEETING), listing("pastOne", ALONE));
    land(
        "participants_qos",
        "A",
        list("qos", "2026-03-03T01:00:00Z", "", "{\"user_id\":\"1\",\"user_qos\":[{\"a\":\"\"}]}"),
        list(
            "qos", "2026-03-03T01:00:01Z", "p2", "{ \"user_id\" : \"2\" }", "{\"user_id\":\"3\"}"));
    try (ZoomEmulator zoom = start()) {
      assertThat(zoom.accounts()).containsExactly("A");
      // The day after the last meeting, at 02:00.
      assertThat(zoom.now()).isEqualTo("2026-03-03T02:00:00Z");
      ZoomCaller caller = ZoomCaller.signedIn(zoom);
      assertThat(caller.get(PAST).text()).endsWith("\"meetings\":[" + MEETING + "]}");
      assertThat(caller.get(PAST.replace("past&", "pastOne&")).text())
          .endsWith("\"meetings\":[" + ALONE + "]}");
      JsonNode first = caller.get(QUALITY).json();
      assertThat(first.path("page_count").asInt()).isEqualTo(2);
      assertThat(first.path("meeting_number").asText()).isEqualTo("93201235621");
      assertThat(caller.get(QUALITY).text())
          .endsWith("[{\"user_id\":\"1\",\"user_qos\":[{\"a\":\"\"}]},{ \"user_id\" : \"2\" }]}");
      assertThat(caller.all(QUALITY, "participants"))
          .extracting(row -> row.path("user_id").asText())
          .containsExactly("1", "2", "3");
    }
  }

  @Test
  void whatLandedAgainLaterCounts() throws IOException {
    land("meetings", "A", listing("past", MEETING));
    land(
        "participants_qos",
        "A",
        list("qos", "2026-03-03T01:00:00Z", "", "{\"user_id\":\"1\"}"),
        list("qos", "2026-03-03T01:00:01Z", "p2", "{\"user_id\":\"2\"}"),
        list("qos", "2026-03-04T01:00:00Z", "", "{\"user_id\":\"3\"}"),
        list("qos", "2026-03-03T01:00:01Z", "p2", "{\"user_id\":\"4\"}"));
    try (ZoomEmulator zoom = start()) {
      assertThat(ZoomCaller.signedIn(zoom).all(QUALITY, "participants"))
          .extracting(row -> row.path("user_id").asText())
          .containsExactly("3");
    }
  }

  @Test
  void aMeetingWithoutLandedQualityHasNoneAndWithoutRatingsAnEmptyList() throws IOException {
    land("meetings", "A", listing("past", MEETING));
    try (ZoomEmulator zoom = start()) {
      ZoomCaller caller = ZoomCaller.signedIn(zoom);
      assertThat(caller.get(QUALITY).status()).isEqualTo(404);
      ZoomCaller.Answer ratings =
          caller.get("/metrics/meetings/ab%2Fc%3D%3D/participants/satisfaction?type=past");
      assertThat(ratings.status()).isEqualTo(200);
      assertThat(ratings.json().path("participants")).isEmpty();
    }
  }

  @Test
  void eachAccountSeesItsOwnAndHasItsOwnQuota() throws IOException {
    String other = listing("past", MEETING.replace("ab/c==", "other")).replace("\"A\"", "\"B\"");
    land("meetings", "A", listing("past", MEETING));
    land("meetings", "B", other);
    EmulatorSettings settings =
        EmulatorSettings.landing(landing).withSpeed(0).with("quota.daily-limit=1");
    try (ZoomEmulator zoom = ZoomEmulator.start(settings)) {
      assertThat(zoom.accounts()).containsExactly("A", "B");
      ZoomCaller caller = new ZoomCaller(zoom);
      caller.signIn("A");
      assertThat(uuids(caller.get(PAST))).containsExactly("ab/c==");
      assertThat(caller.get(PAST).status()).isEqualTo(429);
      caller.signIn("B");
      assertThat(uuids(caller.get(PAST))).containsExactly("other");
      assertThat(caller.get(QUALITY).status()).isEqualTo(429);
    }
  }

  @Test
  void aMeetingWithBlankTimesIsListedOnTheDayThatWasAskedFor() throws IOException {
    land(
        "meetings",
        "A",
        listing(
            "past",
            MEETING.replace("2026-03-02T09:00:00Z", "").replace("2026-03-02T09:30:00Z", "")));
    try (ZoomEmulator zoom = start()) {
      assertThat(ZoomCaller.signedIn(zoom).get(PAST).json().path("meetings")).hasSize(1);
    }
  }

  @Test
  void theSpoolFileGoesWithTheEmulator() throws IOException {
    land("meetings", "A", listing("past", MEETING));
    LandingSource source = new LandingSource(landing);
    assertThat(source.lastEnd()).isEqualTo(Instant.parse("2026-03-02T09:30:00Z"));
    Path spool = source.spoolFile();
    assertThat(spool).exists();
    source.close();
    assertThat(spool).doesNotExist();
  }

  @Test
  void anEmptyFolderIsRefusedWithTheRemedy() {
    assertThatThrownBy(() -> ZoomEmulator.start(EmulatorSettings.landing(landing)))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining(landing.toString())
        .hasMessageContaining("simulate --date");
  }

  @Test
  void aLineThatIsNoneIsRefusedWithItsPlace() throws IOException {
    land("meetings", "A", listing("past", MEETING), "{\"account_id\":");
    assertThatThrownBy(() -> ZoomEmulator.start(EmulatorSettings.landing(landing)))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("part-00000-000.jsonl.gz")
        .hasMessageContaining("line 2");
  }

  private static List<String> uuids(ZoomCaller.Answer listing) {
    return listing.json().path("meetings").findValuesAsText("uuid");
  }

  private ZoomEmulator start() {
    return ZoomEmulator.start(EmulatorSettings.landing(landing).withSpeed(0));
  }

  private static String listing(String type, String... meetings) {
    return "{\"received_at\":\"2026-03-03T00:40:00Z\",\"account_id\":\"A\",\"request\":\"GET /metrics/meetings\",\"params\":{\"type\":\""
        + type
        + "\",\"from\":\"2026-03-02\",\"to\":\"2026-03-02\"},\"body\":{\"from\":\"2026-03-02\",\"meetings\":["
        + String.join(",", meetings)
        + "],\"total_records\":1}}";
  }

  private static String list(String kind, String receivedAt, String token, String... rows) {
    return "{\"received_at\":\""
        + receivedAt
        + "\",\"account_id\":\"A\",\"request\":\"GET /metrics/meetings/{meetingId}/participants/"
        + kind
        + "\",\"params\":{\"meetingId\":\"ab/c==\",\"type\":\"past\",\"next_page_token\":\""
        + token
        + "\"},\"body\":{\"participants\":["
        + String.join(",", List.of(rows))
        + "]}}";
  }

  private void land(String dataset, String account, String... lines) throws IOException {
    Path folder = landing.resolve("zoom/" + dataset + "/date=2026-03-02/account=" + account);
    Files.createDirectories(folder);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("part-00000-000.jsonl.gz")))) {
      out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }
}
