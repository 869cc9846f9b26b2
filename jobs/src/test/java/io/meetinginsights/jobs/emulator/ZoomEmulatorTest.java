package io.meetinginsights.jobs.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.emulator.ZoomCaller.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZoomEmulatorTest {

  private static final LocalDate DAY = LocalDate.parse("2026-03-02");
  private static final String PAST = "/metrics/meetings?type=past&from=2026-03-02&to=2026-03-02";

  @Test
  void everyRequestOverALimitIsRefusedAndCounted() {
    try (ZoomEmulator zoom = ZoomEmulator.start(settings())) {
      ZoomCaller caller = ZoomCaller.signedIn(zoom);
      // Business: 20 listings a minute.
      for (int i = 0; i < 20; i++) {
        Answer answer = caller.get(PAST);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-RateLimit-Category")).isEqualTo("Resource-intensive");
        assertThat(answer.header("X-RateLimit-Remaining")).isEqualTo(Integer.toString(19 - i));
      }
      Answer refused = caller.get(PAST);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("X-RateLimit-Type")).isEqualTo("QPS");
      assertThat(refused.header("X-RateLimit-Limit")).isEqualTo("20");
      assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
      assertThat(refused.header("Retry-After")).isNull();
      assertThat(zoom.stats().overLimit()).isEqualTo(1);
      assertThat(zoom.stats().overDailyLimit()).isZero();
      zoom.advance(Duration.ofMinutes(1));
      assertThat(caller.get(PAST).status()).isEqualTo(200);
    }
  }

  @Test
  void theDailyQuotaEndsAtMidnightUtc() {
    EmulatorSettings settings =
        settings().with("quota.daily-limit=3").withStart(Instant.parse("2026-03-03T22:00:00Z"));
    try (ZoomEmulator zoom = ZoomEmulator.start(settings)) {
      ZoomCaller caller = ZoomCaller.signedIn(zoom);
      for (int i = 0; i < 3; i++) {
        assertThat(caller.get(PAST).status()).isEqualTo(200);
      }
      Answer refused = caller.get(PAST);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("X-RateLimit-Type")).isEqualTo("Daily-limit");
      assertThat(refused.header("X-RateLimit-Limit")).isEqualTo("3");
      assertThat(refused.header("Retry-After")).isEqualTo("2026-03-04T00:00:00Z");
      assertThat(zoom.stats().overDailyLimit()).isEqualTo(1);
      assertThat(zoom.stats().usedToday()).isEqualTo(Map.of(RateLabel.HEAVY, 3L));
      zoom.advance(Duration.ofHours(2));
      caller.signIn();
      assertThat(caller.get(PAST).status()).isEqualTo(200);
    }
  }

  @Test
  void manyAtOnceNeverGetMoreThanTheLimit() throws Exception {
    try (ZoomEmulator zoom = ZoomEmulator.start(settings())) {
      ZoomCaller caller = ZoomCaller.signedIn(zoom);
      ExecutorService threads = Executors.newFixedThreadPool(8);
      try {
        List<Future<Integer>> answers =
            IntStream.range(0, 100)
                .mapToObj(i -> threads.submit(() -> caller.get("/users").status()))
                .toList();
        int admitted = 0;
        for (Future<Integer> answer : answers) {
          admitted += answer.get() == 200 ? 1 : 0;
        }
        // Business: 60 medium requests a second, and the emulator's time stands still.
        assertThat(admitted).isEqualTo(60);
        assertThat(zoom.stats().overLimit()).isEqualTo(40);
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  void anAcceleratedClockScalesWindowsWithIt() throws InterruptedException {
    try (ZoomEmulator zoom = ZoomEmulator.start(settings().withSpeed(600))) {
      ZoomCaller caller = ZoomCaller.signedIn(zoom);
      Instant before = zoom.now();
      int refused = 0;
      for (int i = 0; i < 60; i++) {
        refused += caller.get(PAST).status() == 429 ? 1 : 0;
        Thread.sleep(10);
      }
      // 60 x 10 ms are at least 6 minutes there: 10 ms apart is 6 s apart, and 20 a minute are
      // free.
      assertThat(Duration.between(before, zoom.now())).isGreaterThan(Duration.ofMinutes(5));
      assertThat(refused).isZero();
    }
  }

  @Test
  void latencyIsWaitedForInTheEmulatorsTime() {
    EmulatorSettings settings =
        settings().withSpeed(1).with("latency={median-ms: 100, sigma: 0.0}");
    try (ZoomEmulator zoom = ZoomEmulator.start(settings)) {
      ZoomCaller caller = ZoomCaller.signedIn(zoom);
      long before = System.nanoTime();
      caller.get(PAST);
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(100_000_000L);
    }
  }

  @Test
  void whatIsAskedAgainIsToldFromWhatIsAskedFirst() {
    try (ZoomEmulator zoom = ZoomEmulator.start(settings())) {
      ZoomCaller caller = ZoomCaller.signedIn(zoom);
      caller.all(PAST + "&page_size=5", "meetings");
      assertThat(zoom.stats().distinct()).isEqualTo(2);
      assertThat(zoom.stats().repeated()).isZero();
      // A new token and other paging tokens, yet the same two pages.
      caller.signIn();
      caller.all(
          "/metrics/meetings?to=2026-03-02&from=2026-03-02&page_size=5&type=past", "meetings");
      EmulatorStats stats = zoom.stats();
      assertThat(stats.requests()).isEqualTo(4);
      assertThat(stats.distinct()).isEqualTo(2);
      assertThat(stats.repeated()).isEqualTo(2);
      assertThat(stats.repeatedAfterAnswer()).isEqualTo(Map.of("GET /metrics/meetings", 2L));
      assertThat(stats.byStatus()).isEqualTo(Map.of(200, 4L));
      assertThat(stats.byLabel()).isEqualTo(Map.of(RateLabel.RESOURCE_INTENSIVE, 4L));
      assertThat(stats.byEndpoint()).isEqualTo(Map.of("GET /metrics/meetings", 4L));
      assertThat(stats.tokens()).isEqualTo(2);
    }
  }

  @Test
  void statisticsAndTheClockAreAtHandOverHttp() {
    try (ZoomEmulator zoom = ZoomEmulator.start(settings())) {
      ZoomCaller caller = ZoomCaller.signedIn(zoom);
      caller.get("/users");
      URI base = zoom.apiUri().resolve("/emulator/");
      JsonNode stats =
          caller.send(HttpRequest.newBuilder(base.resolve("stats")).build()).json().path("stats");
      assertThat(stats.path("requests").asInt()).isEqualTo(1);
      assertThat(stats.path("over_limit").asInt()).isZero();
      assertThat(stats.path("by_label").path("MEDIUM").asInt()).isEqualTo(1);
      HttpRequest advance =
          HttpRequest.newBuilder(base.resolve("advance?seconds=3600"))
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      assertThat(caller.send(advance).json().path("now").asText())
          .isEqualTo("2026-03-03T03:00:00Z");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "quota.plan=gold, quota.plan",
    "quota.limit=3, quota.limit",
    "clock.start=yesterday, clock",
    "faults.rate=2.0, faults",
    "faults.kinds=[late-qos], late-qos",
    "'faults.script=[{fault: reset, path: \"(\", counted: attempts, first: 1, last: 1}]', path",
    "synthetic.day=2026-02-30, synthetic"
  })
  void aSettingThatCannotBeIsRefusedWithItsKey(String assignment, String key) {
    assertThatThrownBy(() -> ZoomEmulator.start(settings().with(assignment)))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("zoom-emulator")
        .hasMessageContaining(key);
  }

  @Test
  void aPortThatIsTakenIsSaidSo() {
    try (ZoomEmulator zoom = ZoomEmulator.start(settings())) {
      EmulatorSettings same = settings().with("port=" + zoom.apiUri().getPort());
      assertThatThrownBy(() -> ZoomEmulator.start(same))
          .isInstanceOf(ConfigurationError.class)
          .hasMessageContaining("port=0");
    }
  }

  @Test
  void theCommandSaysWhereItIsReachedAndEndsOnASignal() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.meetinginsights.jobs.cli.MeetingInsights",
                "zoom-emulator",
                "--meetings",
                "5",
                "--participants",
                "2",
                "--minutes",
                "3")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (line != null && !line.startsWith("zoom-emulator ")) {
        line = out.readLine();
      }
      assertThat(line)
          .matches(
              "zoom-emulator api=http://127.0.0.1:\\d+/v2 oauth=http://127.0.0.1:\\d+/oauth"
                  + " accounts=\\S+ client-id=\\S+ client-secret=\\S+ now=2026-03-03T02:00:0\\S+Z");
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      // The JVM's own code of an end by SIGTERM.
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aDayOfCallQualityIsServedWithoutBeingHeld() throws IOException {
    EmulatorSettings settings = EmulatorSettings.synthetic(DAY, 6_500, 6, 45).withSpeed(0);
    try (ZoomEmulator zoom = ZoomEmulator.start(settings)) {
      ZoomCaller caller = ZoomCaller.signedIn(zoom);
      assertThat(caller.get(PAST).json().path("total_records").asInt()).isEqualTo(6_500);
      String id = caller.get(PAST).json().path("meetings").get(0).path("id").asText();
      JsonNode quality =
          caller.get("/metrics/meetings/" + id + "/participants/qos?type=past&page_size=10").json();
      assertThat(quality.path("participants")).hasSize(6);
      assertThat(quality.path("participants").get(0).path("user_qos")).hasSize(45);
    }
  }

  private static EmulatorSettings settings() {
    return EmulatorSettings.synthetic(DAY, 10, 2, 5).withSpeed(0);
  }
}
