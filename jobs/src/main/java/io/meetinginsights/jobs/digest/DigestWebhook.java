package io.meetinginsights.jobs.digest;

import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.jobs.digest.DigestConfig.WebhookConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * A digest as JSON to a webhook: {@code POST}, with an {@code Idempotency-Key} and, if the secret
 * is set, {@code X-Meeting-Insights-Timestamp} (seconds since 1970) and {@code
 * X-Meeting-Insights-Signature}: {@code sha256=} and the hex HMAC-SHA256 of timestamp, a full stop
 * and the body.
 *
 * <p>Answers from 500 on, 408, 429 and broken connections are tried again after a pause that
 * doubles; any other answer but a 2xx is final. Redirects are not followed.
 */
final class DigestWebhook {

  private static final MediaType JSON = MediaType.get("application/json");

  private final WebhookConfig config;
  private final String secret;

  DigestWebhook(WebhookConfig config, Map<String, String> environment) {
    this.config = config;
    this.secret = DigestDelivery.secret(environment, config.secretEnv());
  }

  /** Posts it and says where. */
  String post(String json, String id) {
    OkHttpClient client =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .callTimeout(Duration.ofSeconds(config.timeoutSeconds()))
            .build();
    try {
      String last = "";
      for (int attempt = 1; attempt <= config.attempts(); attempt++) {
        if (attempt > 1) {
          pause(attempt);
        }
        try (Response answer = client.newCall(request(json, id)).execute()) {
          if (answer.isSuccessful()) {
            return "Posted to " + place() + (secret == null ? ", not signed." : ", signed.");
          }
          last = "it answered " + answer.code();
          if (answer.code() < 500 && answer.code() != 408 && answer.code() != 429) {
            throw undeliverable(last, null);
          }
        } catch (IOException e) {
          last = e.getClass().getSimpleName() + ": " + e.getMessage();
        }
      }
      throw undeliverable(last + ", " + config.attempts() + " times tried", null);
    } finally {
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();
    }
  }

  private Request request(String json, String id) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    Request.Builder request =
        new Request.Builder()
            .url(config.url())
            .header("Idempotency-Key", id)
            .post(RequestBody.create(body, JSON));
    if (secret != null) {
      String timestamp =
          Long.toString(Instant.now().getEpochSecond()); // OK: says when it was signed
      request
          .header("X-Meeting-Insights-Timestamp", timestamp)
          .header("X-Meeting-Insights-Signature", "sha256=" + signature(timestamp, body));
    }
    return request.build();
  }

  private String signature(String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JVM has HmacSHA256", e);
    }
  }

  private void pause(int attempt) {
    try {
      Thread.sleep((long) (1000 * config.pauseSeconds() * (1L << Math.min(attempt - 2, 20))));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw undeliverable("it was interrupted while it waited to try again", e);
    }
  }

  /** Without path and query: webhook addresses often hold a token. */
  private String place() {
    HttpUrl url = HttpUrl.get(config.url());
    return url.scheme() + "://" + url.host() + ":" + url.port();
  }

  private UpstreamError undeliverable(String reason, Throwable cause) {
    return new UpstreamError(
        "The digest was not taken by the webhook at " + place(),
        reason,
        "check digest.webhook.url and that the receiver is up, then run the command again",
        cause);
  }
}
