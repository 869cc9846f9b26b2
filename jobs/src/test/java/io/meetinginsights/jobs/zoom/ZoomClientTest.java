package io.meetinginsights.jobs.zoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.config.Configuration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers as Zoom documents them, or as they were seen in public reports. */
class ZoomClientTest {

  private static final double SPEED = 1000;
  private static final ZoomRequest ASKED =
      ZoomRequest.of(ZoomEndpoint.PARTICIPANTS, "abc==", "past");

  private final MockWebServer server = new MockWebServer();
  private final AtomicInteger renewals = new AtomicInteger();
  private ZoomClient zoom;

  @BeforeEach
  void start() throws Exception {
    server.start();
    ZoomConfig config =
        Configuration.defaults()
            .with("zoom.api-url=http://127.0.0.1:" + server.getPort() + "/v2")
            .section("zoom", ZoomConfig.class);
    ZoomClock clock = ZoomClock.startingAt(Instant.parse("2026-03-03T02:00:00Z"), SPEED);
    TokenSource tokens =
        new TokenSource() {
          @Override
          public String token() {
            return "token-" + renewals.get();
          }

          @Override
          public String renewed(String refused) {
            return "token-" + renewals.incrementAndGet();
          }
        };
    zoom = new ZoomClient(config, tokens, RateScheduler.unbudgeted(config, clock), clock);
  }

  @AfterEach
  void close() {
    zoom.close();
    server.close();
  }

  private void answers(int status, String body, String... headers) {
    MockResponse.Builder response = new MockResponse.Builder().code(status).body(body);
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
    }
    server.enqueue(response.build());
  }

  private void answersWell() {
    answers(200, "{\"next_page_token\":\"\",\"total_records\":0,\"participants\":[]}");
  }

  @Test
  void aBodyIsKeptAsItCame() throws Exception {
    String body =
        "{ \"participants\" : [ {\"user_name\":\"Zoë \\u0001\",\"id\":\"\"} ],\"new\":1.10}";
    answers(200, body);

    ZoomAnswer answer = zoom.get(ASKED);

    assertThat(answer)
        .isInstanceOfSatisfying(
            ZoomAnswer.Ok.class,
            ok -> {
              assertThat(new String(ok.body(), java.nio.charset.StandardCharsets.UTF_8))
                  .isEqualTo(body);
              assertThat(ok.summary().rows()).isEqualTo(1);
              assertThat(ok.summary().withoutIdentity()).isEqualTo(1);
            });
  }

  @Test
  void anExpiredTokenIsRenewedOnceAndTheRequestSentAgain() throws Exception {
    answers(400, "{\"code\":124,\"message\":\"Access token is expired.\"}");
    answersWell();

    assertThat(zoom.get(ASKED)).isInstanceOf(ZoomAnswer.Ok.class);
    assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer token-0");
    assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer token-1");
  }

  @Test
  void aTokenThatIsRefusedAgainAfterItWasRenewedIsNotRenewedForEver() throws Exception {
    answers(401, "{\"code\":124,\"message\":\"Invalid access token.\"}");
    answers(401, "{\"code\":124,\"message\":\"Invalid access token.\"}");

    assertThat(zoom.get(ASKED)).isEqualTo(new ZoomAnswer.Denied(401));
    assertThat(renewals).hasValue(1);
  }

  @Test
  void missingScopesAreToldFromAnInvalidTokenThoughTheTextBeginsAlike() throws Exception {
    answers(
        400,
        "{\"code\":4711,\"message\":\"Invalid access token, does not contain scopes:[dashboard:read:list_meetings:admin]\"}");

    assertThat(zoom.get(ASKED)).isEqualTo(new ZoomAnswer.ScopeMissing(4711));
  }

  @Test
  void anErrorThatIsNoJsonIsReadAllTheSame() throws Exception {
    for (int i = 0; i < 5; i++) {
      answers(
          400,
          "{\"code\":104,\"message\":\"Invalid access token, does not contain scopes:[\"zoom_events_basic:read\",\"zoom_events_basic:read:admin\"]\"}");
    }

    assertThat(zoom.get(ASKED)).isEqualTo(new ZoomAnswer.ScopeMissing(104));
  }

  @Test
  void aMeetingThatIsNotReadyMayComeWithHttp404OrWith200() throws Exception {
    answers(404, "{\"code\":3001,\"message\":\"Meeting ID is invalid or not end.\"}");
    answers(200, "{\"code\":3001,\"message\":\"This meeting's detail info is not available.\"}");

    assertThat(zoom.get(ASKED)).isEqualTo(new ZoomAnswer.NotReady());
    assertThat(zoom.get(ASKED)).isEqualTo(new ZoomAnswer.NotReady());
  }

  @Test
  void aMeetingOfAYearAgoIsRefusedForGood() throws Exception {
    answers(400, "{\"code\":12702,\"message\":\"Can not access a meeting a year ago.\"}");

    assertThat(zoom.get(ASKED)).isEqualTo(new ZoomAnswer.Permanent(400, 12702));
  }

  @Test
  void aPlanWithoutDashboardsIsTold() throws Exception {
    answers(
        400,
        "{\"code\":400,\"message\":\"This API is only available for ZMP and Business or higher accounts that have enabled the Dashboard feature.\"}");
    answers(
        400,
        "{\"code\":200,\"message\":\"Only available for paid accounts that have dashboard feature enabled.\"}");

    assertThat(zoom.get(ASKED)).isEqualTo(new ZoomAnswer.PlanMissing(400));
    assertThat(zoom.get(ASKED)).isEqualTo(new ZoomAnswer.PlanMissing(200));
  }

  @Test
  void anExpiredPageTokenIsTold() throws Exception {
    answers(400, "{\"code\":300,\"message\":\"The next page token is invalid or expired.\"}");

    assertThat(zoom.get(ASKED)).isEqualTo(new ZoomAnswer.PageExpired());
  }

  @Test
  void aLimitPerSecondIsWaitedForAndALimitPerDayEndsTheRun() throws Exception {
    answers(
        429,
        "{\"code\":429,\"message\":\"You have reached the maximum per-second rate limit for this API. Try again later.\"}");
    answersWell();
    answers(
        429,
        "{\"code\":429,\"message\":\"You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.\"}",
        "X-RateLimit-Type",
        "Daily-limit",
        "Retry-After",
        "2020-05-31T00:00:00Z");

    assertThat(zoom.get(ASKED)).isInstanceOf(ZoomAnswer.Ok.class);
    assertThatThrownBy(() -> zoom.get(ASKED))
        .isInstanceOf(DailyLimitReached.class)
        .hasMessageContaining("until 2020-05-31T00:00:00Z");
  }

  @Test
  void whatZoomSaysInWordsReachesNoError() throws Exception {
    for (int i = 0; i < 5; i++) {
      answers(500, "{\"code\":500,\"message\":\"User does not exist: ada@example.com\"}");
    }

    assertThat(zoom.get(ASKED).toString()).contains("HTTP 500").doesNotContain("ada@example.com");
  }

  @Test
  void anAnswerThatIsCutOffIsAskedForAgain() throws Exception {
    answers(200, "{\"participants\":[{\"id\":\"a\"");
    answersWell();

    assertThat(zoom.get(ASKED)).isInstanceOf(ZoomAnswer.Ok.class);
    assertThat(zoom.troubles(ZoomClient.Trouble.UNREADABLE)).isEqualTo(1);
  }
}
