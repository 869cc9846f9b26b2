package io.meetinginsights.jobs.digest;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Sends a digest to everybody the configuration names, by e-mail and to a webhook.
 *
 * <p>A day on which no site left its band is not sent, unless {@code digest.send-quiet-days}. All
 * are tried; where one is not reached the command ends with exit code 4 and names it. Sent again, a
 * digest of equal content carries the same id, by which a receiver can tell: the e-mail's
 * Message-ID, the webhook's Idempotency-Key.
 */
public final class DigestDelivery {

  private final DigestConfig config;
  private final Map<String, String> environment;

  /** A delivery; secrets come from the environment. */
  public DigestDelivery(DigestConfig config, Map<String, String> environment) {
    this.config = config;
    this.environment = Map.copyOf(environment);
  }

  /** Sends it and says to whom. */
  public List<String> send(Map<String, Object> digest, String json) {
    if (!config.email().isOn() && !config.webhook().isOn()) {
      throw new ConfigurationError(
          "There is nobody to send the digest to",
          "digest.email.host and digest.webhook.url are both empty",
          "set one of them, or leave --send out");
    }
    boolean isQuiet = ((List<?>) digest.get("left_their_band")).isEmpty();
    if (isQuiet && !config.sendQuietDays()) {
      return List.of("No site left its band: nothing was sent (digest.send-quiet-days is false).");
    }
    String id = digest.get("day") + "-" + contentHash(json);
    List<String> sent = new ArrayList<>();
    List<UpstreamError> failures = new ArrayList<>();
    if (config.email().isOn()) {
      attempt(() -> new DigestMail(config.email(), environment).send(digest, id), sent, failures);
    }
    if (config.webhook().isOn()) {
      attempt(
          () -> new DigestWebhook(config.webhook(), environment).post(json, id), sent, failures);
    }
    if (failures.size() > 1) {
      throw new UpstreamError(
          "The digest reached nobody",
          failures.stream().map(Throwable::getMessage).reduce((a, b) -> a + "\n" + b).orElse(""),
          "mend what is named, then run the command again");
    } else if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return sent;
  }

  private interface Channel {
    String deliver();
  }

  private static void attempt(Channel channel, List<String> sent, List<UpstreamError> failures) {
    try {
      sent.add(channel.deliver());
    } catch (UpstreamError e) {
      failures.add(e); // the other one is tried first
    }
  }

  private static String contentHash(String json) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }

  /** The value of a variable; null where it is not set and need not be. */
  static String secret(Map<String, String> environment, String variable) {
    String value = environment.get(variable);
    return value == null || value.isEmpty() ? null : value;
  }
}
