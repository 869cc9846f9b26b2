package io.meetinginsights.jobs.digest;

import java.util.List;

/** Section {@code digest}: who is told, and how. */
public record DigestConfig(boolean sendQuietDays, EmailConfig email, WebhookConfig webhook) {

  /** How the connection to a mail server is secured. */
  public enum Security {
    STARTTLS,
    TLS,
    NONE
  }

  /** Where mail goes; an empty host for none. */
  public record EmailConfig(
      String host,
      int port,
      Security security,
      String user,
      String passwordEnv,
      String from,
      List<String> to,
      int timeoutSeconds) {

    public EmailConfig {
      host = host == null ? "" : host.strip();
      user = user == null ? "" : user;
      from = from == null ? "" : from.strip();
      to = to == null ? List.of() : List.copyOf(to);
      if (security == null) {
        throw new IllegalArgumentException("security is missing, starttls, tls or none is needed");
      }
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("port is " + port + ", 1 to 65535 is needed");
      }
      if (timeoutSeconds < 1) {
        throw new IllegalArgumentException(
            "timeout-seconds is " + timeoutSeconds + ", at least 1 is needed");
      }
      if (!host.isEmpty() && (from.isEmpty() || to.isEmpty())) {
        throw new IllegalArgumentException(
            "host is " + host + " but from or to is empty, an address each is needed");
      }
      if (!user.isEmpty() && (passwordEnv == null || passwordEnv.isBlank())) {
        throw new IllegalArgumentException(
            "user is given without password-env, the name of a variable is needed");
      }
      boolean isLoopback = host.matches("127\\.0\\.0\\.1|localhost|\\[?::1]?");
      if (!user.isEmpty() && security == Security.NONE && !isLoopback) {
        throw new IllegalArgumentException(
            "security is none with a user: a password goes over TLS, or to a loopback address");
      }
    }

    boolean isOn() {
      return !host.isEmpty();
    }
  }

  /** Where the digest is posted to; an empty url for nowhere. */
  public record WebhookConfig(
      String url, String secretEnv, int attempts, double pauseSeconds, int timeoutSeconds) {

    public WebhookConfig {
      url = url == null ? "" : url.strip();
      if (!url.isEmpty()
          && !url.matches("https://\\S+|http://(127\\.0\\.0\\.1|localhost|\\[::1])([:/]\\S*)?")) {
        throw new IllegalArgumentException(
            "url is no address that begins with https:// (http:// is for a loopback address)");
      }
      if (secretEnv == null || secretEnv.isBlank()) {
        throw new IllegalArgumentException(
            "secret-env is missing, the name of a variable is needed; it may be unset");
      }
      if (attempts < 1) {
        throw new IllegalArgumentException("attempts is " + attempts + ", at least 1 is needed");
      }
      if (!(pauseSeconds >= 0 && pauseSeconds <= 3600)) {
        throw new IllegalArgumentException(
            "pause-seconds is " + pauseSeconds + ", 0 to 3600 is needed");
      }
      if (timeoutSeconds < 1) {
        throw new IllegalArgumentException(
            "timeout-seconds is " + timeoutSeconds + ", at least 1 is needed");
      }
    }

    boolean isOn() {
      return !url.isEmpty();
    }
  }

  public DigestConfig {
    if (email == null || webhook == null) {
      throw new IllegalArgumentException("email and webhook are needed, as in conf/pipeline.yaml");
    }
  }
}
