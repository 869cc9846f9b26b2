package io.meetinginsights.jobs.zoom;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Section {@code zoom}: where Zoom is, who we are there, and what we may ask of it. */
public record ZoomConfig(
    InputDirection inputIs,
    String apiUrl,
    String oauthUrl,
    String clientIdEnv,
    String clientSecretEnv,
    ZoomPlan plan,
    double reservedShare,
    int parallel,
    int attempts,
    int timeoutSeconds,
    long seed,
    ClockConfig clock) {

  /** What Zoom's {@code audio_input} and its like stand for. */
  public enum InputDirection {
    SENT,
    RECEIVED
  }

  /** The time requests are paced by; anything but the machine's only against an emulator. */
  public record ClockConfig(String start, double speed) {
    public ClockConfig {
      start = start == null ? "" : start;
      if (!start.isEmpty()) {
        try {
          Instant.parse(start);
        } catch (DateTimeParseException e) {
          throw new IllegalArgumentException(
              "start is " + start + ", a time such as 2026-03-03T02:00:00Z is needed", e);
        }
      }
      if (!(speed > 0) || Double.isInfinite(speed)) {
        throw new IllegalArgumentException("speed is " + speed + ", above 0 is needed");
      }
    }
  }

  public ZoomConfig {
    if (inputIs == null) {
      throw new IllegalArgumentException("input-is is missing, sent or received is needed");
    }
    apiUrl = url("api-url", apiUrl);
    oauthUrl = url("oauth-url", oauthUrl);
    if (clientIdEnv == null || clientIdEnv.isBlank()) {
      throw new IllegalArgumentException("client-id-env is missing");
    }
    if (clientSecretEnv == null || clientSecretEnv.isBlank()) {
      throw new IllegalArgumentException("client-secret-env is missing");
    }
    if (plan == null) {
      throw new IllegalArgumentException("plan is missing, free, pro or business is needed");
    }
    if (!(reservedShare >= 0 && reservedShare < 1)) {
      throw new IllegalArgumentException(
          "reserved-share is " + reservedShare + ", from 0 to below 1 is needed");
    }
    if (parallel < 1 || parallel > 256) {
      throw new IllegalArgumentException("parallel is " + parallel + ", 1 to 256 is needed");
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts is " + attempts + ", at least 1 is needed");
    }
    if (timeoutSeconds < 1) {
      throw new IllegalArgumentException(
          "timeout-seconds is " + timeoutSeconds + ", at least 1 is needed");
    }
    if (clock == null) {
      clock = new ClockConfig("", 1);
    }
  }

  private static String url(String key, String value) {
    if (value == null || !value.matches("https?://[^\\s?#]+")) {
      throw new IllegalArgumentException(
          key + " is " + value + ", an address that begins with https:// is needed");
    }
    boolean isLoopback = value.matches("http://(127\\.0\\.0\\.1|localhost|\\[::1])([:/].*)?");
    if (value.startsWith("http:") && !isLoopback) {
      throw new IllegalArgumentException(
          key + " is " + value + ": without TLS only a loopback address is taken");
    }
    return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
  }
}
