package io.meetinginsights.jobs.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.meetinginsights.jobs.emulator.ZoomCaller.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {

  private static final String PAST = "/metrics/meetings?type=past&from=2026-03-02&to=2026-03-02";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private ZoomEmulator zoom;
  private ZoomCaller caller;

  @AfterEach
  void end() {
    zoom.close();
  }

  @Test
  void aRateLimitHasNoRetryAfter() throws IOException {
    start(settings().withScript(FaultRule.request(Fault.RATE_LIMIT, "^/users", 1)));
    Answer answer = caller.get("/users");
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.json())
        .isEqualTo(
            OAuthTest.error(
                "You have reached the maximum per-second rate limit for this API. Try again later."));
    assertThat(answer.header("X-RateLimit-Category")).isEqualTo("Medium");
    assertThat(answer.header("X-RateLimit-Type")).isEqualTo("QPS");
    assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("60");
    assertThat(answer.header("X-RateLimit-Remaining")).isEqualTo("0");
    assertThat(answer.header("Retry-After")).isNull();
    assertThat(caller.get("/users").status()).isEqualTo(200);
    // A scripted 429 says nothing about the client.
    assertThat(zoom.stats().overLimit()).isZero();
    assertThat(zoom.stats().faults()).isEqualTo(Map.of(Fault.RATE_LIMIT, 1L));
  }

  @Test
  void aDailyLimitSaysWhenToComeBack() throws IOException {
    start(settings().withScript(FaultRule.request(Fault.DAILY_LIMIT, "^/metrics/meetings\\?", 1)));
    Answer answer = caller.get(PAST);
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.json())
        .isEqualTo(
            OAuthTest.error(
                "You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request."));
    assertThat(answer.header("X-RateLimit-Type")).isEqualTo("Daily-limit");
    assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("60000");
    assertThat(answer.header("Retry-After")).isEqualTo("2026-03-04T00:00:00Z");
  }

  @Test
  void anInvalidTokenIsHttp401AndAnExpiredOneHttp400() throws IOException {
    start(
        settings()
            .withScript(
                FaultRule.request(Fault.UNAUTHORIZED, "^/users", 1),
                FaultRule.request(Fault.TOKEN_EXPIRED, "^/metrics", 1)));
    Answer unauthorized = caller.get("/users");
    assertThat(unauthorized.status()).isEqualTo(401);
    assertThat(unauthorized.json()).isEqualTo(OAuthTest.error("Invalid access token."));
    Answer expired = caller.get(PAST);
    assertThat(expired.status()).isEqualTo(400);
    assertThat(expired.json()).isEqualTo(OAuthTest.error("Access token is expired."));
  }

  @Test
  void aServerErrorIsOneOfThreeAndNoJson() {
    start(settings().withScript(FaultRule.always(Fault.SERVER_ERROR, "^/users")));
    for (int i = 0; i < 10; i++) {
      Answer answer = caller.get("/users");
      assertThat(answer.status()).isIn(500, 502, 503);
      assertThat(answer.header("Content-Type")).startsWith("text/html");
    }
  }

  @Test
  void aResetAndATruncatedBodyAreFailuresOfTheConnection() {
    start(
        settings()
            .withScript(
                FaultRule.request(Fault.TRUNCATED, "^/users", 1),
                FaultRule.always(Fault.RESET, "^/metrics")));
    assertThat(caller.failure("/users", PATIENCE)).isNotInstanceOf(HttpTimeoutException.class);
    assertThat(caller.failure(PAST, PATIENCE)).isNotInstanceOf(HttpTimeoutException.class);
    assertThat(zoom.stats().faults().get(Fault.TRUNCATED)).isEqualTo(1);
    assertThat(zoom.stats().faults().get(Fault.RESET)).isPositive();
  }

  @Test
  void aTimeoutHoldsTheConnectionForItsTimeThenResetsIt() {
    start(
        settings()
            .with("faults.stall-seconds=60")
            .withScript(FaultRule.always(Fault.TIMEOUT, "^/users")));
    long before = System.nanoTime();
    assertThat(caller.failure("/users", Duration.ofMillis(300)))
        .isInstanceOf(HttpTimeoutException.class);
    assertThat(System.nanoTime() - before).isLessThan(30_000_000_000L);
    end();
    start(
        settings()
            .with("faults.stall-seconds=0.2")
            .withScript(FaultRule.always(Fault.TIMEOUT, "^/users")));
    assertThat(caller.failure("/users", PATIENCE)).isNotInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void aMeetingIsNotReadyForItsFirstTriesAndReadyThen() throws IOException {
    start(settings().withScript(FaultRule.firstAttempts(Fault.NOT_READY, "/qos\\?", 3)));
    for (String quality : List.of(quality(0), quality(1))) {
      for (int i = 0; i < 3; i++) {
        Answer answer = caller.get(quality);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json()).isEqualTo(OAuthTest.error("Meeting ID is invalid or not end."));
      }
      assertThat(caller.get(quality).status()).isEqualTo(200);
    }
  }

  @Test
  void aMeetingIsTooOld() throws IOException {
    start(settings().withScript(FaultRule.always(Fault.TOO_OLD, "/participants")));
    Answer answer = caller.get(quality(0));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json()).isEqualTo(OAuthTest.error("Can not access a meeting a year ago."));
  }

  @Test
  void anErrorComesAsHttp200() throws IOException {
    start(settings().withScript(FaultRule.request(Fault.ERROR_IN_OK, "/qos", 1)));
    Answer answer = caller.get(quality(0));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json())
        .isEqualTo(OAuthTest.error("This meeting's detail info is not available."));
    // It is no answer: asking again is no repetition of what was had.
    assertThat(caller.get(quality(0)).json().path("participants")).isNotEmpty();
    assertThat(zoom.stats().repeatedAfterAnswer().keySet())
        .as("the listing is read for each quality(0)")
        .containsExactly("GET /metrics/meetings");
  }

  @Test
  void anErrorIsNotValidJson() {
    start(settings().withScript(FaultRule.request(Fault.MALFORMED_ERROR, "^/users", 1)));
    Answer answer = caller.get("/users");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("does not contain scopes:[\"");
    assertThatThrownBy(() -> ZoomCaller.MAPPER.readTree(answer.text()))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void aPagingTokenIsExpiredAndRequestsWithoutOneAreSpared() throws IOException {
    start(settings().withScript(FaultRule.request(Fault.PAGE_EXPIRED, "offset=4", 1)));
    String listing = PAST + "&page_size=4";
    String token = caller.get(listing).json().path("next_page_token").asText();
    Answer answer = caller.get(listing + "&next_page_token=" + token);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json())
        .isEqualTo(OAuthTest.error("The next page token is invalid or expired."));
    assertThat(caller.all(listing, "meetings")).hasSize(10);
  }

  @Test
  void lateQualityIsNotFoundUntilItsHoursHavePassed() throws IOException {
    start(settings().with("faults.late-qos={share: 1.0, hours: 30, answer: not-found}"));
    Instant end = lastEnd();
    zoom.advance(Duration.between(zoom.now(), end.plusSeconds(30 * 3600)).minusMillis(1));
    caller.signIn();
    Answer answer = caller.get(qualityOfLast());
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json())
        .isEqualTo(OAuthTest.error("This meeting's detail info is not available."));
    zoom.advance(Duration.ofMillis(1));
    assertThat(caller.get(qualityOfLast()).json().path("participants")).hasSize(6);
    assertThat(zoom.stats().faults()).isEqualTo(Map.of(Fault.LATE_QOS, 1L));
  }

  @Test
  void lateQualityIsEmptyUntilItsHoursHavePassed() {
    start(settings().with("faults.late-qos={share: 1.0, hours: 30, answer: empty}"));
    Answer answer = caller.get(qualityOfLast());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("participants")).isEmpty();
    assertThat(answer.json().path("total_records").asInt()).isZero();
  }

  @Test
  void aChangedMeetingLacksItsLastParticipantAtFirst() {
    start(settings().with("faults.changed={share: 1.0, hours: 30}"));
    String participants =
        qualityOfLast().replace("/qos", "").replace("page_size=10", "page_size=30");
    assertThat(caller.all(PAST, "meetings").get(0).path("participants").asInt()).isEqualTo(5);
    assertThat(caller.get(participants).json().path("participants")).hasSize(5);
    assertThat(caller.get(qualityOfLast()).json().path("participants")).hasSize(5);
    zoom.advance(Duration.ofHours(30));
    caller.signIn();
    assertThat(caller.all(PAST, "meetings").get(0).path("participants").asInt()).isEqualTo(6);
    assertThat(caller.get(participants).json().path("participants")).hasSize(6);
    assertThat(caller.get(qualityOfLast()).json().path("participants")).hasSize(6);
  }

  @Test
  void onlySomeMeetingsAreLate() {
    start(
        EmulatorSettings.synthetic(LocalDate.parse("2026-03-02"), 100, 2, 5)
            .withSpeed(0)
            .with("faults.late-qos={share: 0.3, hours: 100, answer: not-found}"));
    int late = 0;
    for (JsonNode meeting : caller.all(PAST + "&page_size=300", "meetings")) {
      late += caller.get(quality(meeting)).status() == 404 ? 1 : 0;
      zoom.advance(Duration.ofMillis(100));
    }
    // 100 draws at 0.3: outside of 15 to 46 in less than one case of a thousand.
    assertThat(late).isBetween(15, 46);
  }

  @Test
  void faultsAtARateStrikeTheSameRequestsWhateverTheirOrder() {
    EmulatorSettings settings =
        EmulatorSettings.synthetic(LocalDate.parse("2026-03-02"), 40, 2, 5)
            .withSpeed(0)
            .with("faults.rate=0.3")
            .with("faults.kinds=[server-error, not-ready, error-in-ok, malformed-error]");
    start(settings);
    List<String> paths = new ArrayList<>();
    for (JsonNode meeting : listed()) {
      paths.add(quality(meeting));
    }
    List<String> forwards = new ArrayList<>();
    for (String path : paths) {
      forwards.add(caller.get(path).text());
      zoom.advance(Duration.ofSeconds(1));
    }
    end();
    start(settings);
    List<String> backwards = new ArrayList<>();
    for (int i = paths.size() - 1; i >= 0; i--) {
      backwards.add(0, caller.get(paths.get(i)).text());
      zoom.advance(Duration.ofSeconds(1));
    }
    assertThat(backwards).isEqualTo(forwards);
    long struck = zoom.stats().faults().values().stream().mapToLong(Long::longValue).sum();
    // 40 draws at 0.3: outside of 3 to 22 in less than one case of a thousand.
    assertThat(struck).isBetween(3L, 22L);
  }

  @Test
  void faultsAtARateEndWithTheLastTryTheyMayStrike() {
    start(
        settings()
            .with("faults.rate=1.0")
            .with("faults.attempts=2")
            .with("faults.kinds=[not-ready, server-error]"));
    assertThat(caller.get("/users").status()).isGreaterThanOrEqualTo(500);
    assertThat(caller.get("/users").status()).isGreaterThanOrEqualTo(500);
    assertThat(caller.get("/users").status()).isEqualTo(200);
  }

  @Test
  void diceSayOfNoListingThatItIsNotReadyOrTooOld() {
    start(settings().with("faults.rate=1.0").with("faults.kinds=[not-ready, too-old]"));
    assertThat(caller.get("/users").status()).isEqualTo(200);
    assertThat(caller.get(quality(0)).status()).isIn(400, 404);
  }

  @Test
  void aScriptStandsInTheConfigurationToo() {
    start(
        settings()
            .with(
                "faults.script=[{fault: server-error, path: '^/users', counted: requests, first: 2, last: 3}]"));
    assertThat(caller.get("/users").status()).isEqualTo(200);
    assertThat(caller.get("/users").status()).isGreaterThanOrEqualTo(500);
    assertThat(caller.get("/users?page_size=5").status()).isGreaterThanOrEqualTo(500);
    assertThat(caller.get("/users").status()).isEqualTo(200);
  }

  @Test
  void aTruncatedRefreshHasUsedItsTokenUp() {
    // The third token request: after the sign-in and the code's exchange.
    start(settings().withScript(FaultRule.request(Fault.TRUNCATED, "^/oauth/token", 3)));
    String code =
        caller
            .authorize(
                Map.of(
                    "response_type", "code",
                    "client_id", ZoomEmulator.CLIENT_ID,
                    "redirect_uri", "http://localhost:1/"))
            .header("Location")
            .replaceAll(".*code=", "");
    String token =
        caller
            .token(
                Map.of(
                    "grant_type", "authorization_code",
                    "code", code,
                    "redirect_uri", "http://localhost:1/"))
            .json()
            .path("refresh_token")
            .asText();
    Map<String, String> refresh = Map.of("grant_type", "refresh_token", "refresh_token", token);
    assertThatThrownBy(() -> caller.token(refresh)).isInstanceOf(UncheckedIOException.class);
    assertThat(caller.token(refresh).status()).isEqualTo(400);
  }

  @Test
  void tokenRequestsFailByScript() {
    start(settings());
    caller.signIn();
    end();
    zoom =
        ZoomEmulator.start(
            settings().withScript(FaultRule.request(Fault.SERVER_ERROR, "^/oauth/token", 1)));
    caller = new ZoomCaller(zoom);
    Map<String, String> form =
        Map.of("grant_type", "account_credentials", "account_id", zoom.accounts().get(0));
    assertThat(caller.token(form).status()).isIn(500, 502, 503);
    assertThat(caller.token(form).status()).isEqualTo(200);
    assertThat(zoom.stats().tokens()).isEqualTo(1);
  }

  @Test
  void expiringTokensByHandLeavesRefreshTokensAlone() {
    start(settings());
    zoom.expireAccessTokens();
    assertThat(caller.get("/users").status()).isEqualTo(401);
    caller.signIn();
    assertThat(caller.get("/users").status()).isEqualTo(200);
  }

  private static EmulatorSettings settings() {
    return EmulatorSettings.synthetic(LocalDate.parse("2026-03-02"), 10, 6, 5)
        .withSpeed(0)
        .withStart(Instant.parse("2026-03-03T00:03:00Z"));
  }

  private void start(EmulatorSettings settings) {
    zoom = ZoomEmulator.start(settings);
    caller = ZoomCaller.signedIn(zoom);
  }

  private String quality(int index) {
    return quality(listed().get(index));
  }

  /** The listing begins with the meeting that started last, which here also ended last. */
  private String qualityOfLast() {
    return quality(0);
  }

  private Instant lastEnd() {
    return Instant.parse(listed().get(0).path("end_time").asText());
  }

  private List<JsonNode> listed() {
    return caller.all(PAST + "&page_size=300", "meetings");
  }

  private static String quality(JsonNode meeting) {
    String uuid = meeting.path("uuid").asText();
    String once = ZoomCaller.encode(uuid);
    return "/metrics/meetings/"
        + (uuid.startsWith("/") || uuid.contains("//") ? ZoomCaller.encode(once) : once)
        + "/participants/qos?type=past&page_size=10";
  }
}
