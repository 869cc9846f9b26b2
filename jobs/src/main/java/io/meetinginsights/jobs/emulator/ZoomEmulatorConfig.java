package io.meetinginsights.jobs.emulator;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Section {@code zoom-emulator}: what is served, at what time, within which limits, how badly. */
public record ZoomEmulatorConfig(
    int port,
    SourceKind source,
    SyntheticConfig synthetic,
    ClockConfig clock,
    AppConfig app,
    AccountConfig account,
    QuotaConfig quota,
    FaultsConfig faults,
    LatencyConfig latency) {

  public ZoomEmulatorConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "port is " + port + ", 0 (any free one) to 65535 is needed");
    }
    present("source", source);
    present("synthetic", synthetic);
    present("clock", clock);
    present("app", app);
    present("account", account);
    present("quota", quota);
    present("faults", faults);
    present("latency", latency);
  }

  /** Where the answers come from. */
  public enum SourceKind {
    /** The files under storage.landing. */
    LANDING,
    /** Meetings made up as they are asked for. */
    SYNTHETIC
  }

  /** What the person at the consent page does. */
  public enum Consent {
    GRANT,
    DENY,
    /** The page is shown and nobody answers. */
    TIMEOUT,
    /** The person is no administrator: "You cannot authorize the app". */
    ADMIN_REQUIRED
  }

  /** What a page size above the maximum leads to; Zoom does not document it. */
  public enum OversizedPages {
    REFUSE,
    CLAMP
  }

  /** What is answered for call quality that is not there yet. */
  public enum LateAnswer {
    NOT_FOUND,
    EMPTY
  }

  /** Meetings made up: of several people, and of one. */
  public record SyntheticConfig(
      String account,
      long seed,
      String day,
      int meetings,
      int singles,
      int participants,
      int minutes) {

    public SyntheticConfig {
      if (account == null || account.isBlank()) {
        throw new IllegalArgumentException("account needs an id");
      }
      try {
        LocalDate.parse(day == null ? "" : day);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException("day is " + day + ", YYYY-MM-DD is needed", e);
      }
      between("meetings", meetings, 0, 10_000_000);
      between("singles", singles, 0, 10_000_000);
      between("participants", participants, 2, 10_000);
      between("minutes", minutes, 1, 1_000);
    }
  }

  /** Start of the emulator's time and how much faster than real time it runs. */
  public record ClockConfig(String start, double speed) {

    public ClockConfig {
      if (start == null) {
        throw new IllegalArgumentException(
            "start is an instant, or \"\" for the day after the data");
      }
      if (!start.isEmpty()) {
        try {
          Instant.parse(start);
        } catch (DateTimeParseException e) {
          throw new IllegalArgumentException(
              "start is " + start + ", an instant such as 2026-03-03T02:00:00Z is needed", e);
        }
      }
      between("speed", speed, 0, 100_000);
    }
  }

  /** The app that asks: its scopes, how long its tokens live, what is said to its consent page. */
  public record AppConfig(List<String> scopes, int tokenSeconds, Consent consent) {

    public AppConfig {
      scopes = scopes == null ? List.of() : List.copyOf(scopes);
      between("token-seconds", tokenSeconds, 1, 1_000_000);
      present("consent", consent);
    }
  }

  /** What the account may do and how the API treats it. */
  public record AccountConfig(
      boolean dashboard, boolean endTimeQuery, OversizedPages oversizedPages) {

    public AccountConfig {
      present("oversized-pages", oversizedPages);
    }
  }

  /** Zoom's limits, and how they are bent. */
  public record QuotaConfig(Plan plan, double rates, long dailyLimit, double otherAppsShare) {

    public QuotaConfig {
      present("plan", plan);
      between("rates", rates, 0.01, 100_000);
      between("daily-limit", dailyLimit, 0, Long.MAX_VALUE);
      between("other-apps-share", otherAppsShare, 0, 1);
    }
  }

  /** Faults at random, by request and by meeting, and faults by script. */
  public record FaultsConfig(
      long seed,
      double rate,
      int attempts,
      List<Fault> kinds,
      double stallSeconds,
      LateQosConfig lateQos,
      ChangedConfig changed,
      List<FaultRule> script) {

    public FaultsConfig {
      between("rate", rate, 0, 1);
      between("attempts", attempts, 1, 1_000);
      between("stall-seconds", stallSeconds, 0, 86_400);
      present("late-qos", lateQos);
      present("changed", changed);
      kinds = kinds == null ? List.of() : List.copyOf(kinds);
      script = script == null ? List.of() : List.copyOf(script);
      for (Fault kind : kinds) {
        if (!kind.isByRequest()) {
          throw new IllegalArgumentException(
              "kinds strike single requests; for " + kind + " see late-qos and changed");
        }
      }
    }
  }

  /** Meetings whose call quality is late. */
  public record LateQosConfig(double share, double hours, LateAnswer answer) {

    public LateQosConfig {
      between("share", share, 0, 1);
      between("hours", hours, 0, 1_000);
      present("answer", answer);
    }
  }

  /** Meetings that are not complete at first. */
  public record ChangedConfig(double share, double hours) {

    public ChangedConfig {
      between("share", share, 0, 1);
      between("hours", hours, 0, 1_000);
    }
  }

  /** How long an answer takes, log-normal, in the emulator's time. */
  public record LatencyConfig(double medianMs, double sigma) {

    public LatencyConfig {
      between("median-ms", medianMs, 0, 600_000);
      between("sigma", sigma, 0, 5);
    }
  }

  private static void present(String key, Object value) {
    if (value == null) {
      throw new IllegalArgumentException(key + " needs a value");
    }
  }

  private static void between(String key, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          key + " is " + value + ", " + plain(least) + " to " + plain(most) + " is needed");
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
