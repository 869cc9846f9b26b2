package io.meetinginsights.jobs.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.errors.UserError;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a mail server and a web server that listen on loopback in this JVM. */
class DigestDeliveryTest {

  private static final String SITE = "S\u00fcd <b>&\r\nBcc: eve@example.com";
  private static final Map<String, Object> SITE_TOLD =
      Map.of(
          "site",
          SITE,
          "bad_share",
          0.08,
          "bad_minutes",
          8L,
          "total_minutes",
          100L,
          "usual_share",
          0.03,
          "band_ends_at",
          0.07,
          "cause",
          "wan",
          "cause_minutes",
          5L);

  private final GreenMail mail = new GreenMail(ServerSetup.SMTP.dynamicPort());
  private final MockWebServer web = new MockWebServer();

  @BeforeEach
  void start() throws Exception {
    mail.start();
    mail.setUser("sender@example.com", "sender", "secret word");
    web.start();
  }

  @AfterEach
  void stop() {
    mail.stop();
    web.close();
  }

  private static Map<String, Object> digest(List<Map<String, Object>> left) {
    return Map.of(
        "day",
        "2026-03-09",
        "sites_with_calls",
        3L,
        "left_their_band",
        left,
        "without_a_band_yet",
        List.of());
  }

  private static DigestConfig config(String... assignments) {
    Configuration configuration = Configuration.defaults();
    for (String assignment : assignments) {
      configuration = configuration.with("digest." + assignment);
    }
    return configuration.section("digest", DigestConfig.class);
  }

  private DigestConfig toMail(String... more) {
    java.util.List<String> all =
        new java.util.ArrayList<>(
            List.of(
                "email.host=127.0.0.1",
                "email.port=" + mail.getSmtp().getPort(),
                "email.security=none",
                "email.from=insights@example.com",
                "email.to=[network@example.com, helpdesk@example.com]"));
    all.addAll(List.of(more));
    return config(all.toArray(String[]::new));
  }

  private DigestConfig toWeb(String... more) {
    java.util.List<String> all =
        new java.util.ArrayList<>(
            List.of("webhook.url=" + web.url("/hook?token=t0ps3cret"), "webhook.pause-seconds=0"));
    all.addAll(List.of(more));
    return config(all.toArray(String[]::new));
  }

  private static List<String> send(DigestConfig config, Map<String, String> environment) {
    return new DigestDelivery(config, environment)
        .send(digest(List.of(SITE_TOLD)), "{\"day\":\"2026-03-09\"}");
  }

  @Test
  void aMailReachesEveryRecipientWithTheDigestAsText() throws Exception {
    assertThat(send(toMail(), Map.of()))
        .containsExactly("Sent by e-mail to network@example.com, helpdesk@example.com.");
    MimeMessage[] received = mail.getReceivedMessages();
    assertThat(received).hasSize(2); // one for each recipient
    assertThat(received[0].getSubject())
        .isEqualTo("Meetings on 2026-03-09: 1 site was worse than usual");
    assertThat(received[0].getFrom()[0]).hasToString("insights@example.com");
    assertThat(received[0].getAllRecipients()).hasSize(2);
    assertThat(received[0].getContentType()).startsWith("text/plain").containsIgnoringCase("utf-8");
    // What a site is called is text, whatever it holds; it adds no header.
    assertThat((String) received[0].getContent())
        .contains("S\u00fcd <b>&", "8.0 % of minutes bad (8 of 100)", "Most of the rise: wan");
    assertThat(received[0].getHeader("Bcc")).isNull();
  }

  @Test
  void equalDigestsAreOneMessageToThoseWhoSortByItsId() throws Exception {
    send(toMail(), Map.of());
    send(toMail(), Map.of());
    MimeMessage[] received = mail.getReceivedMessages();
    assertThat(received).hasSize(4);
    assertThat(received[0].getMessageID())
        .isEqualTo(received[2].getMessageID())
        .startsWith("<digest-2026-03-09-")
        .endsWith("@example.com>");
  }

  @Test
  void aUserSignsInWithThePasswordOfTheEnvironment() {
    DigestConfig config = toMail("email.user=sender", "email.password-env=MAIL_PASSWORD");
    send(config, Map.of("MAIL_PASSWORD", "secret word"));
    assertThat(mail.getReceivedMessages()).hasSize(2);
    assertThatThrownBy(() -> send(config, Map.of("MAIL_PASSWORD", "another word")))
        .isInstanceOf(UpstreamError.class)
        .hasMessageContaining("127.0.0.1:" + mail.getSmtp().getPort())
        .hasMessageContaining("AuthenticationFailedException")
        .hasMessageNotContaining("another word");
    assertThatThrownBy(() -> send(config, Map.of()))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("MAIL_PASSWORD is not set");
    assertThat(mail.getReceivedMessages()).hasSize(2);
  }

  @Test
  void aMailServerThatIsNotThereEndsWithExitCodeFour() {
    DigestConfig config = toMail();
    mail.stop();
    assertThatThrownBy(() -> send(config, Map.of()))
        .isInstanceOf(UpstreamError.class)
        .hasMessageContaining("check digest.email")
        .extracting(e -> ((UserError) e).exitCode())
        .isEqualTo(4);
  }

  @Test
  void aPasswordIsNotSentInTheClear() {
    assertThatThrownBy(
            () ->
                config(
                    "email.host=mail.example.com",
                    "email.security=none",
                    "email.user=sender",
                    "email.from=a@example.com",
                    "email.to=[b@example.com]"))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("goes over TLS");
    assertThatThrownBy(() -> config("webhook.url=http://hooks.example.com/x"))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("https://");
  }

  @Test
  void aServerThatDoesNotOfferTlsIsNotTold() {
    assertThatThrownBy(() -> send(toMail("email.security=starttls"), Map.of()))
        .isInstanceOf(UpstreamError.class)
        .hasMessageContaining("STARTTLS");
    assertThat(mail.getReceivedMessages()).isEmpty();
  }

  @Test
  void theWebhookGetsSignedJsonAndIsTriedAgainWhileItFails() throws Exception {
    web.enqueue(new MockResponse.Builder().code(503).build());
    web.enqueue(new MockResponse.Builder().code(500).build());
    web.enqueue(new MockResponse.Builder().code(200).build());
    assertThat(send(toWeb("webhook.secret-env=HOOK_SECRET"), Map.of("HOOK_SECRET", "k\u00e9y")))
        .singleElement()
        .asString()
        .startsWith("Posted to http://localhost:" + web.getPort())
        .doesNotContain("t0ps3cret");
    assertThat(web.getRequestCount()).isEqualTo(3);
    RecordedRequest first = web.takeRequest();
    web.takeRequest();
    RecordedRequest last = web.takeRequest();
    assertThat(last.getMethod()).isEqualTo("POST");
    assertThat(last.getHeaders().get("Content-Type")).startsWith("application/json");
    assertThat(last.getBody().utf8()).isEqualTo("{\"day\":\"2026-03-09\"}");
    assertThat(last.getHeaders().get("Idempotency-Key"))
        .isEqualTo(first.getHeaders().get("Idempotency-Key"))
        .startsWith("2026-03-09-");
    // As its receiver would check it.
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("k\u00e9y".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String signed =
        last.getHeaders().get("X-Meeting-Insights-Timestamp") + ".{\"day\":\"2026-03-09\"}";
    assertThat(last.getHeaders().get("X-Meeting-Insights-Signature"))
        .isEqualTo(
            "sha256="
                + HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void withoutASecretNothingIsSigned() throws Exception {
    web.enqueue(new MockResponse.Builder().code(204).build());
    assertThat(send(toWeb(), Map.of()).get(0)).endsWith("not signed.");
    assertThat(web.takeRequest().getHeaders().get("X-Meeting-Insights-Signature")).isNull();
  }

  @Test
  void aWebhookThatKeepsFailingOrRefusesEndsWithExitCodeFour() {
    for (int i = 0; i < 3; i++) {
      web.enqueue(new MockResponse.Builder().code(502).build());
    }
    assertThatThrownBy(() -> send(toWeb("webhook.attempts=3"), Map.of()))
        .isInstanceOf(UpstreamError.class)
        .hasMessageContaining("it answered 502, 3 times tried")
        .hasMessageNotContaining("t0ps3cret");
    web.enqueue(new MockResponse.Builder().code(404).build());
    assertThatThrownBy(() -> send(toWeb(), Map.of()))
        .isInstanceOf(UpstreamError.class)
        .hasMessageContaining("it answered 404");
    assertThat(web.getRequestCount()).isEqualTo(4); // a refusal is final
  }

  @Test
  void oneThatIsNotReachedDoesNotKeepTheOtherFromBeingTold() {
    web.enqueue(new MockResponse.Builder().code(204).build());
    DigestConfig both = toMail("webhook.url=" + web.url("/hook"), "email.security=starttls");
    assertThatThrownBy(() -> send(both, Map.of())).isInstanceOf(UpstreamError.class);
    assertThat(web.getRequestCount()).isOne();
  }

  @Test
  void aQuietDayIsSentOnlyIfWished() {
    web.enqueue(new MockResponse.Builder().code(204).build());
    Map<String, Object> quiet = digest(List.of());
    assertThat(new DigestDelivery(toWeb(), Map.of()).send(quiet, "{}"))
        .singleElement()
        .asString()
        .contains("nothing was sent");
    assertThat(web.getRequestCount()).isZero();
    new DigestDelivery(toWeb("send-quiet-days=true"), Map.of()).send(quiet, "{}");
    assertThat(web.getRequestCount()).isOne();
  }

  @Test
  void withNobodyToSendToItSaysWhatToSet() {
    assertThatThrownBy(() -> send(config(), Map.of()))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("digest.email.host and digest.webhook.url are both empty");
  }
}
