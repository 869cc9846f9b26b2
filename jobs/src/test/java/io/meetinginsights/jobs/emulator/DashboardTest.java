package io.meetinginsights.jobs.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meetinginsights.jobs.emulator.ZoomCaller.Answer;
import io.meetinginsights.jobs.simulate.PublishedFields;
import io.meetinginsights.testing.SharedData;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardTest {

  private static final LocalDate DAY = LocalDate.parse("2026-03-02");
  private static final String PAST = "/metrics/meetings?type=past&from=2026-03-02&to=2026-03-02";

  private ZoomEmulator zoom;
  private ZoomCaller caller;

  @BeforeEach
  void start() {
    start(settings());
  }

  @AfterEach
  void end() {
    zoom.close();
  }

  @Test
  void aListingIsPagedAndEachMeetingComesOnce() {
    Answer first = caller.get(PAST + "&page_size=10");
    assertThat(first.json().path("meetings")).hasSize(10);
    assertThat(first.json().path("page_count").asInt()).isEqualTo(3);
    assertThat(first.json().path("page_size").asInt()).isEqualTo(10);
    assertThat(first.json().path("total_records").asInt()).isEqualTo(25);
    assertThat(first.json().path("from").asText()).isEqualTo("2026-03-02");
    List<JsonNode> all = caller.all(PAST + "&page_size=10", "meetings");
    Set<String> uuids = new HashSet<>();
    all.forEach(meeting -> uuids.add(meeting.path("uuid").asText()));
    assertThat(all).hasSize(25);
    assertThat(uuids).hasSize(25);
  }

  @Test
  void thirtyIsTheDefaultPageOfAListing() {
    assertThat(caller.get(PAST).json().path("page_size").asInt()).isEqualTo(30);
  }

  @Test
  void pastLeavesOutMeetingsOfOnePersonAndPastOneHasThem() {
    assertThat(caller.all(PAST, "meetings"))
        .allMatch(meeting -> meeting.path("participants").asInt() == 12);
    assertThat(caller.all(PAST.replace("past&", "pastOne&"), "meetings"))
        .hasSize(4)
        .allMatch(meeting -> meeting.path("participants").asInt() == 1);
  }

  @Test
  void withoutATypeAnEndedMeetingIsNotFound() throws IOException {
    assertThat(caller.get(PAST.replace("type=past&", "")).json().path("meetings")).isEmpty();
    Answer answer = caller.get("/metrics/meetings/" + path(uuid(0)) + "/participants");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json()).isEqualTo(OAuthTest.error("Meeting ID is invalid or not end."));
  }

  @Test
  void callQualityComesOneByOneUnlessAskedForAndTenAtTheMost() {
    String quality = "/metrics/meetings/" + path(uuid(0)) + "/participants/qos?type=past";
    JsonNode one = caller.get(quality).json();
    assertThat(one.path("participants")).hasSize(1);
    assertThat(one.path("page_count").asInt()).isEqualTo(12);
    JsonNode ten = caller.get(quality + "&page_size=10").json();
    assertThat(ten.path("participants")).hasSize(10);
    assertThat(ten.path("page_count").asInt()).isEqualTo(2);
    assertThat(caller.all(quality + "&page_size=10", "participants")).hasSize(12);
    assertThat(caller.get(quality + "&page_size=11").status()).isEqualTo(400);
    assertThat(caller.get(quality.replace("type=past", "type=pastOne")).status()).isEqualTo(400);
  }

  @Test
  void aPageThatIsTooLargeIsClampedWhereSetSo() {
    start(settings().with("account.oversized-pages=clamp"));
    String quality = "/metrics/meetings/" + path(uuid(0)) + "/participants/qos?type=past";
    assertThat(caller.get(quality + "&page_size=100").json().path("participants")).hasSize(10);
  }

  @Test
  void usersComeByStatusUpToTwoThousandAndPendingOnesHaveNoId() {
    start(EmulatorSettings.synthetic(DAY, 300, 2, 5).withSpeed(0));
    List<JsonNode> active = caller.all("/users?page_size=2000", "users");
    assertThat(active).isNotEmpty().allMatch(user -> user.path("status").asText().equals("active"));
    assertThat(caller.all("/users?status=inactive", "users")).isNotEmpty();
    assertThat(caller.all("/users?status=pending", "users"))
        .isNotEmpty()
        .noneMatch(user -> user.has("id"));
    assertThat(caller.get("/users?page_size=2001").status()).isEqualTo(400);
    assertThat(caller.get("/users?status=gone").status()).isEqualTo(400);
  }

  @Test
  void aPagingTokenLivesFifteenMinutes() throws IOException {
    String listing = PAST + "&page_size=10";
    String token = caller.get(listing).json().path("next_page_token").asText();
    zoom.advance(Duration.ofMinutes(15));
    assertThat(caller.get(listing + "&next_page_token=" + token).status()).isEqualTo(200);
    zoom.advance(Duration.ofMillis(1));
    Answer late = caller.get(listing + "&next_page_token=" + token);
    assertThat(late.status()).isEqualTo(400);
    assertThat(late.json())
        .isEqualTo(OAuthTest.error("The next page token is invalid or expired."));
  }

  @Test
  void aPagingTokenIsGoodForTheSameParametersAlone() {
    String token = caller.get(PAST + "&page_size=10").json().path("next_page_token").asText();
    assertThat(caller.get(PAST + "&page_size=20&next_page_token=" + token).status()).isEqualTo(400);
    assertThat(caller.get(PAST + "&page_size=10&next_page_token=nonsense").json().path("code"))
        .hasToString("300");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "to=2026-03-02",
        "from=2026-03-02",
        "from=yesterday&to=2026-03-02",
        "from=2026-02-30&to=2026-03-02",
        "from=2026-03-03&to=2026-03-02",
        "from=2026-02-01&to=2026-03-02",
        "from=2025-09-02&to=2025-09-03"
      })
  void aRangeThatIsWrongTooLongOrTooOldIsRefused(String range) {
    // The emulator's time is 2026-03-03: six months back is 2025-09-03.
    Answer answer = caller.get("/metrics/meetings?type=past&" + range);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("code").asInt()).isEqualTo(300);
    assertThat(answer.json().path("message").asText()).isEqualTo("Validation Failed.");
    assertThat(answer.json().path("errors").get(0).path("field").asText()).isIn("from", "to");
  }

  @Test
  void aMonthAndSixMonthsBackAreAllowed() {
    for (String range : List.of("from=2026-02-02&to=2026-03-02", "from=2025-09-03&to=2025-10-03")) {
      assertThat(caller.get("/metrics/meetings?type=past&" + range).status()).isEqualTo(200);
    }
  }

  @Test
  void aTimeOfDayNarrowsTheListingAndIsIgnoredWithoutZeroPadding() {
    int all = caller.all(PAST, "meetings").size();
    String morning = "from=2026-03-02%2000:00:00&to=2026-03-02%2011:59:59";
    String unpadded = "from=2026-3-2%200:0:0&to=2026-3-2%2011:59:59";
    List<JsonNode> found = caller.all("/metrics/meetings?type=past&" + morning, "meetings");
    assertThat(found)
        .hasSizeBetween(1, all - 1)
        .allMatch(
            meeting ->
                Instant.parse(meeting.path("start_time").asText())
                    .isBefore(Instant.parse("2026-03-02T12:00:00Z")));
    assertThat(caller.all("/metrics/meetings?type=past&" + unpadded, "meetings")).hasSize(all);
  }

  @Test
  void anAccountThatMayNotQueryByEndTimeIsTold() throws IOException {
    start(settings().with("account.end-time-query=false"));
    Answer answer = caller.get(PAST + "&query_date_type=end_time");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json())
        .isEqualTo(OAuthTest.error("This account cannot query meetings by `end_time`."));
    assertThat(caller.get(PAST).status()).isEqualTo(200);
  }

  @Test
  void anAccountWithoutDashboardIsTold() throws IOException {
    start(settings().with("account.dashboard=false"));
    Answer answer = caller.get(PAST);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json())
        .isEqualTo(
            OAuthTest.error(
                "This API is only available for ZMP and Business or higher accounts that have enabled the Dashboard feature."));
    assertThat(caller.get("/users").status()).isEqualTo(200);
  }

  @Test
  void aMeetingIsFoundUntilAYearAfterItsEnd() throws IOException {
    String uuid = uuid(0);
    start(settings().withStart(Instant.parse("2027-03-01T00:00:00Z")));
    assertThat(caller.get("/metrics/meetings/" + path(uuid) + "/participants?type=past").status())
        .isEqualTo(200);
    start(settings().withStart(Instant.parse("2027-03-03T00:00:00Z")));
    Answer answer = caller.get("/metrics/meetings/" + path(uuid) + "/participants?type=past");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json()).isEqualTo(OAuthTest.error("Can not access a meeting a year ago."));
  }

  @Test
  void aMeetingThatHasNotEndedIsNeitherListedNorFound() {
    JsonNode meeting = caller.all(PAST, "meetings").get(0);
    String uuid = path(meeting.path("uuid").asText());
    Instant end = Instant.parse(meeting.path("end_time").asText());
    start(settings().withStart(end));
    assertThat(caller.get("/metrics/meetings/" + uuid + "/participants?type=past").status())
        .isEqualTo(404);
    assertThat(caller.all(PAST, "meetings"))
        .noneMatch(listed -> listed.path("uuid").equals(meeting.path("uuid")));
    zoom.advance(Duration.ofMinutes(2));
    assertThat(caller.get("/metrics/meetings/" + uuid + "/participants?type=past").status())
        .isEqualTo(200);
  }

  @Test
  void aUuidWithALeadingOrDoubledSlashHasToBeEncodedTwice() {
    // Of 600 random uuids some begin with a slash (1 in 64) or hold two in a row (about 1 in 190).
    start(EmulatorSettings.synthetic(DAY, 600, 2, 5).withSpeed(0));
    int twice = 0;
    int once = 0;
    for (JsonNode meeting : caller.all(PAST + "&page_size=300", "meetings")) {
      String uuid = meeting.path("uuid").asText();
      if (uuid.startsWith("/") || uuid.contains("//")) {
        twice++;
        assertThat(status(ZoomCaller.encode(uuid))).as(uuid).isEqualTo(404);
        assertThat(status(ZoomCaller.encode(ZoomCaller.encode(uuid)))).as(uuid).isEqualTo(200);
      } else if (uuid.contains("/") && once < 5) {
        once++;
        assertThat(status(ZoomCaller.encode(uuid))).as(uuid).isEqualTo(200);
        assertThat(status(uuid)).as("%s, not encoded", uuid).isEqualTo(400);
      }
      zoom.advance(Duration.ofSeconds(1));
    }
    assertThat(twice).isPositive();
    assertThat(once).isPositive();
  }

  @Test
  void aMeetingIdStandsForItsLatestInstance() {
    JsonNode meeting = caller.all(PAST, "meetings").get(0);
    JsonNode answer =
        caller
            .get("/metrics/meetings/" + meeting.path("id").asText() + "/participants?type=past")
            .json();
    assertThat(answer.path("meeting_number").asText()).isEqualTo(meeting.path("id").asText());
  }

  @Test
  void whatIsNoEndpointIsNotRecognized() throws IOException {
    Answer answer = caller.get("/metrics/rooms");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json()).isEqualTo(OAuthTest.error("This API endpoint is not recognized."));
  }

  @Test
  void everyKeyOfAnAnswerIsPublished() throws IOException {
    String base = "/metrics/meetings";
    String meeting = base + "/" + path(uuid(0));
    assertPublished("dashboards.openapi.json", base, PAST);
    assertPublished("dashboards.openapi.json", base + "/{meetingId}", meeting + "?type=past");
    String participants = "/participants";
    for (String end :
        List.of(participants, participants + "/qos", participants + "/satisfaction")) {
      String size = end.endsWith("qos") ? "&page_size=10" : "";
      assertPublished(
          "dashboards.openapi.json",
          base + "/{meetingId}" + end,
          meeting + end + "?type=past" + size);
    }
    assertPublished("users_read.openapi.json", "/users", "/users");
    assertPublished("users_read.openapi.json", "/users/{userId}", "/users/me");
  }

  @Test
  void theEnvelopesAreThoseOfTheExamples() throws IOException {
    String meeting = "/metrics/meetings/" + path(uuid(0)) + "/participants";
    assertEnvelope("spec2026_metrics_meetings.json", PAST);
    assertEnvelope("spec2026_metrics_meeting_participants.json", meeting + "?type=past");
    assertEnvelope("spec2026_metrics_meeting_participants_qos.json", meeting + "/qos?type=past");
    assertEnvelope(
        "spec2026_metrics_meeting_participants_satisfaction.json",
        meeting + "/satisfaction?type=past");
    assertEnvelope("spec2026_users_list.json", "/users");
  }

  @Test
  void aSecondEmulatorOfTheSameSeedAnswersTheSame() {
    String uuid = path(uuid(1));
    String quality = "/metrics/meetings/" + uuid + "/participants/qos?type=past&page_size=3";
    JsonNode before = caller.get(quality).json().path("participants");
    start(settings());
    assertThat(caller.get(quality).json().path("participants")).isEqualTo(before);
  }

  private void assertPublished(String file, String endpoint, String path) throws IOException {
    Set<String> published = PublishedFields.zoom(SharedData.at("reference/zoom/" + file), endpoint);
    Answer answer = caller.get(path);
    assertThat(answer.status()).as(path).isEqualTo(200);
    Set<String> found = new TreeSet<>();
    PublishedFields.paths(answer.json(), "", found);
    assertThat(published).as(endpoint).isNotEmpty().containsAll(found);
  }

  private void assertEnvelope(String example, String path) throws IOException {
    assertThat(OAuthTest.names(caller.get(path).json()))
        .as(path)
        .containsExactlyInAnyOrderElementsOf(OAuthTest.names(OAuthTest.example(example)));
  }

  private int status(String segment) {
    return caller.get("/metrics/meetings/" + segment + "/participants?type=past").status();
  }

  private String uuid(int index) {
    return caller.all(PAST, "meetings").get(index).path("uuid").asText();
  }

  /** By Zoom's rule. */
  private static String path(String uuid) {
    String once = ZoomCaller.encode(uuid);
    return uuid.startsWith("/") || uuid.contains("//") ? ZoomCaller.encode(once) : once;
  }

  private static EmulatorSettings settings() {
    return EmulatorSettings.synthetic(DAY, 25, 12, 5).with("synthetic.singles=4").withSpeed(0);
  }

  private void start(EmulatorSettings settings) {
    if (zoom != null) {
      zoom.close();
    }
    zoom = ZoomEmulator.start(settings);
    caller = ZoomCaller.signedIn(zoom);
  }
}
