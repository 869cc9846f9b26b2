package io.meetinginsights.jobs.ingest.fetch;

import static io.meetinginsights.jobs.ingest.fetch.FetchWorld.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.jobs.emulator.EmulatorSettings;
import io.meetinginsights.jobs.emulator.Fault;
import io.meetinginsights.jobs.emulator.FaultRule;
import io.meetinginsights.jobs.emulator.ZoomEmulator;
import io.meetinginsights.runner.Counts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FetchJobTest {

  private static final double SPEED = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static EmulatorSettings day() {
    return EmulatorSettings.synthetic(DAY, 12, 3, 2).with("synthetic.singles=2").withSpeed(SPEED);
  }

  private FetchWorld world(String name, ZoomEmulator zoom) {
    return new FetchWorld(folder.resolve(name)).against(zoom, SPEED).link(zoom.accounts().get(0));
  }

  private Set<String> undisturbed() {
    try (ZoomEmulator zoom = ZoomEmulator.start(day())) {
      FetchWorld world = world("undisturbed", zoom);
      world.fetch();
      return world.landed();
    }
  }

  @Test
  void aDayLandsWithEveryListPeopleCallQualityAndRatingsOfEachMeeting() throws Exception {
    try (ZoomEmulator zoom = ZoomEmulator.start(day())) {
      FetchWorld world = world("day", zoom);

      Counts counts = world.fetch();

      // 12 meetings of several and 2 of one person, each asked for people and ratings; call quality
      // of the 2 does not exist at Zoom.
      assertThat(counts.of("answers participants")).isEqualTo(14);
      assertThat(counts.of("answers participants_qos")).isEqualTo(12);
      assertThat(counts.of("answers satisfaction")).isEqualTo(14);
      assertThat(counts.of("answers meetings")).isEqualTo(2);
      assertThat(counts.of("answers users")).isEqualTo(3);
      assertThat(counts.of("left")).isZero();
      assertThat(zoom.stats().overLimit()).isZero();
      assertThat(zoom.stats().repeated()).isZero();
      String line =
          world.lines().stream()
              .filter(l -> l.contains("participants/qos"))
              .findFirst()
              .orElseThrow();
      JsonNode envelope = JSON.readTree(line);
      assertThat(envelope.path("request").asText())
          .isEqualTo("GET /metrics/meetings/{meetingId}/participants/qos");
      assertThat(envelope.path("params").path("type").asText()).isEqualTo("past");
      assertThat(envelope.path("params").path("meetingId").asText()).endsWith("==");
      assertThat(envelope.path("body").path("participants")).hasSize(3);
    }
  }

  @Test
  void aDayThatIsCompleteCostsNoRequest() {
    try (ZoomEmulator zoom = ZoomEmulator.start(day())) {
      FetchWorld world = world("twice", zoom);
      world.fetch();
      long before = zoom.stats().requests();
      Set<String> landed = world.landed();

      Counts again = world.fetch();

      assertThat(again.of("requests")).isZero();
      assertThat(zoom.stats().requests()).isEqualTo(before);
      assertThat(world.landed()).isEqualTo(landed);
    }
  }

  @Test
  void aDayWithoutMeetingsIsASuccessThatLeavesItsEmptyListing() throws Exception {
    try (ZoomEmulator zoom = ZoomEmulator.start(day())) {
      FetchWorld world = world("empty", zoom);

      Counts counts = world.fetch(DAY.minusDays(20));

      assertThat(counts.of("left")).isZero();
      assertThat(world.lines())
          .filteredOn(l -> l.contains("GET /metrics/meetings\""))
          .hasSize(2)
          .allMatch(l -> l.contains("\"meetings\":[]"));
    }
  }

  @Test
  void aDailyLimitEndsTheRunWithWhatIsLeftAndTheNextDaysRunsCompleteIt() {
    Set<String> whole = undisturbed();
    try (ZoomEmulator zoom = ZoomEmulator.start(day())) {
      FetchWorld world = new FetchWorld(folder.resolve("limit")).against(zoom, SPEED);
      world.link(zoom.accounts().get(0), 30);

      // 2 listings, 3 lists of users, 14 + 14 + 14 about meetings: 17 of 47 are left.
      assertThatThrownBy(world::fetch)
          .isInstanceOf(UpstreamError.class)
          .hasMessageContaining("daily limit of 30 requests is used up until 2026-03-04T00:00:00Z")
          .hasMessageContaining("17 lists are left");
      assertThat(zoom.stats().requests()).isEqualTo(30);

      zoom.advance(java.time.Duration.ofDays(1));
      world.at(zoom.now(), SPEED);
      world.fetch();

      assertThat(world.landed()).isEqualTo(whole);
      assertThat(zoom.stats().repeatedAfterAnswer()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {
        "RATE_LIMIT",
        "UNAUTHORIZED",
        "TOKEN_EXPIRED",
        "SERVER_ERROR",
        "RESET",
        "TIMEOUT",
        "TRUNCATED",
        "MALFORMED_ERROR"
      })
  void aPassingFaultIsSurvivedInTheSameRun(Fault fault) {
    Set<String> whole = undisturbed();
    EmulatorSettings faulty =
        day()
            .with("faults.stall-seconds=400")
            .withScript(FaultRule.firstAttempts(fault, "/metrics", 1));
    try (ZoomEmulator zoom = ZoomEmulator.start(faulty)) {
      FetchWorld world = world("faulty", zoom);

      Counts counts = world.fetch();

      assertThat(counts.of("left")).isZero();
      assertThat(world.landed()).isEqualTo(whole);
      assertThat(zoom.stats().faults().get(fault)).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"NOT_READY", "ERROR_IN_OK"})
  void aMeetingThatIsNotReadyIsTakenByALaterRun(Fault fault) {
    Set<String> whole = undisturbed();
    EmulatorSettings faulty = day().withScript(FaultRule.firstAttempts(fault, "/participants", 1));
    try (ZoomEmulator zoom = ZoomEmulator.start(faulty)) {
      FetchWorld world = world("later", zoom);

      Counts first = world.fetch();
      assertThat(first.of("not ready at Zoom (404/3001), asked again later")).isPositive();
      for (int run = 0; run < 3; run++) {
        world.fetch();
      }

      assertThat(world.landed()).isEqualTo(whole);
    }
  }

  @Test
  void aMeetingThatZoomRefusesForGoodIsAskedForOnce() {
    EmulatorSettings old = day().withScript(FaultRule.always(Fault.TOO_OLD, "/participants"));
    try (ZoomEmulator zoom = ZoomEmulator.start(old)) {
      FetchWorld world = world("old", zoom);

      Counts first = world.fetch();
      Counts again = world.fetch();

      assertThat(first.of("refused for good (code 12702)")).isPositive();
      assertThat(again.of("requests")).isZero();
    }
  }

  @Test
  void theDailyLimitOfZoomEndsTheRun() {
    EmulatorSettings limited =
        day().withScript(FaultRule.request(Fault.DAILY_LIMIT, "/participants", 10));
    try (ZoomEmulator zoom = ZoomEmulator.start(limited)) {
      FetchWorld world = world("zooms-limit", zoom);

      assertThatThrownBy(world::fetch)
          .isInstanceOf(UpstreamError.class)
          .hasMessageContaining("daily limit is reached until 2026-03-04T00:00:00Z");
    }
  }

  @Test
  void anExpiredPageTokenBeginsTheListAnew() {
    EmulatorSettings expiring =
        EmulatorSettings.synthetic(DAY, 2, 25, 1)
            .withSpeed(SPEED)
            .withScript(FaultRule.firstAttempts(Fault.PAGE_EXPIRED, "/participants/qos", 1));
    try (ZoomEmulator zoom = ZoomEmulator.start(expiring)) {
      FetchWorld world = world("pages", zoom);

      Counts counts = world.fetch();

      assertThat(counts.of("left")).isZero();
      // 25 people in pages of at most 10.
      assertThat(world.landed()).filteredOn(l -> l.contains("participants/qos")).hasSize(6);
    }
  }

  @Test
  void anAccountWithoutDashboardsIsToldThePlanItNeeds() {
    try (ZoomEmulator zoom = ZoomEmulator.start(day().with("account.dashboard=false"))) {
      FetchWorld world = world("plan", zoom);

      assertThatThrownBy(world::fetch)
          .isInstanceOf(ConfigurationError.class)
          .hasMessageContaining("Business plan");
    }
  }

  @Test
  void lateCallQualityIsTakenByTheNextDaysRun() {
    Set<String> whole = undisturbed();
    EmulatorSettings late = day().with("faults.late-qos={share: 1.0, hours: 30, answer: empty}");
    try (ZoomEmulator zoom = ZoomEmulator.start(late)) {
      FetchWorld world = world("late", zoom);
      world.fetch();

      zoom.advance(java.time.Duration.ofDays(2));
      world.at(zoom.now(), SPEED);
      world.fetch(DAY.plusDays(1));

      assertThat(world.landed())
          .containsAll(whole.stream().filter(l -> l.contains("/qos")).toList());
    }
  }

  @Test
  void aChangedMeetingIsTakenAgainByTheNextDaysRun() {
    Set<String> whole = undisturbed();
    EmulatorSettings changing = day().with("faults.changed={share: 1.0, hours: 30}");
    try (ZoomEmulator zoom = ZoomEmulator.start(changing)) {
      FetchWorld world = world("changed", zoom);
      world.fetch();

      zoom.advance(java.time.Duration.ofDays(2));
      world.at(zoom.now(), SPEED);
      world.fetch(DAY.plusDays(1));

      assertThat(world.landed())
          .containsAll(whole.stream().filter(l -> l.contains("/participants")).toList());
    }
  }

  @Test
  void callQualityIsAskedForOnlyWhereSomebodyStoodBehindOurEgress() throws Exception {
    try (ZoomEmulator zoom = ZoomEmulator.start(day())) {
      Path sites = folder.resolve("sites.yaml");
      Files.writeString(
          sites,
          "organisations:\n  - org-id: org-1\n    sites:\n      - site-id: s\n        egress-ips: [192.0.2.250]\n");
      FetchWorld world = world("scope", zoom).set("sites-file=" + sites);

      Counts counts = world.fetch();

      assertThat(counts.of("answers participants_qos")).isZero();
      assertThat(counts.of("call quality not asked for: nobody behind our egress")).isEqualTo(14);
    }
  }

  @Test
  void fivePercentOfRandomFaultsEndInTheSameAnswers() {
    Set<String> whole = undisturbed();
    EmulatorSettings faulty = day().with("faults.rate=0.05").with("faults.stall-seconds=400");
    try (ZoomEmulator zoom = ZoomEmulator.start(faulty)) {
      FetchWorld world = world("five-percent", zoom);
      for (int run = 0; run < 4; run++) {
        try {
          world.fetch();
        } catch (UpstreamError incomplete) {
          assertThat(incomplete.exitCode()).isEqualTo(4);
        }
      }

      assertThat(world.landed()).isEqualTo(whole);
    }
  }
}
