package io.meetinginsights.jobs.emulator;

import io.meetinginsights.jobs.emulator.ZoomEmulatorConfig.FaultsConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which request fails and how: the script first, then the dice. */
final class FaultPlan {
  private static final int STRUCK = 1;
  private static final int KIND = 2;
  private static final int LATE = 3;
  private static final int CHANGED = 4;

  private final FaultsConfig config;
  private final List<Scripted> script;

  FaultPlan(FaultsConfig config, List<FaultRule> before) {
    this.config = config;
    this.script =
        Stream.concat(before.stream(), config.script().stream()).map(Scripted::new).toList();
  }

  /**
   * The fault of a request.
   *
   * @param identity what is asked, the same for every try
   * @param attempt the how manieth try it is, 1 for the first
   */
  Optional<Fault> strikes(String identity, int attempt, boolean isPaging) {
    for (Scripted rule : script) {
      if (rule.strikes(identity, attempt) && (isPaging || rule.fault() != Fault.PAGE_EXPIRED)) {
        return Optional.of(rule.fault());
      }
    }
    if (config.rate() == 0 || attempt > config.attempts() || identity.startsWith("/oauth")) {
      return Optional.empty();
    }
    long key = Chance.key(Chance.key(config.seed(), identity), attempt);
    if (!Chance.happens(key, STRUCK, config.rate())) {
      return Optional.empty();
    }
    boolean isAboutMeeting = identity.startsWith("/metrics/meetings/");
    List<Fault> kinds =
        config.kinds().stream().filter(kind -> fits(kind, isPaging, isAboutMeeting)).toList();
    return kinds.isEmpty()
        ? Optional.empty()
        : Optional.of(kinds.get(Chance.below(key, KIND, kinds.size())));
  }

  /** Dice do not say of a listing that its meeting is not ready. */
  private static boolean fits(Fault kind, boolean isPaging, boolean isAboutMeeting) {
    return switch (kind) {
      case PAGE_EXPIRED -> isPaging;
      case NOT_READY, TOO_OLD -> isAboutMeeting;
      default -> true;
    };
  }

  /** Whether a meeting's call quality is still missing. */
  boolean isQosLate(PastMeeting meeting, Instant now) {
    return Chance.happens(Chance.key(config.seed(), meeting.uuid()), LATE, config.lateQos().share())
        && now.isBefore(meeting.end().plus(hours(config.lateQos().hours())));
  }

  /** Whether a meeting still shows without its last participant. */
  boolean isBeforeChange(PastMeeting meeting, Instant now) {
    return Chance.happens(
            Chance.key(config.seed(), meeting.uuid()), CHANGED, config.changed().share())
        && now.isBefore(meeting.end().plus(hours(config.changed().hours())));
  }

  private static Duration hours(double hours) {
    return Duration.ofMillis(Math.round(hours * 3_600_000));
  }

  private static final class Scripted {
    private final FaultRule rule;
    private final Pattern path;
    private final AtomicInteger matched = new AtomicInteger();

    private Scripted(FaultRule rule) {
      this.rule = rule;
      this.path = Pattern.compile(rule.path());
    }

    private Fault fault() {
      return rule.fault();
    }

    private boolean strikes(String identity, int attempt) {
      if (!path.matcher(identity).find()) {
        return false;
      }
      int number =
          rule.counted() == FaultRule.Counted.ATTEMPTS ? attempt : matched.incrementAndGet();
      return number >= rule.first() && number <= rule.last();
    }
  }
}
