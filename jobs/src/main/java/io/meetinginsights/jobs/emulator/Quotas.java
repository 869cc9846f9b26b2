package io.meetinginsights.jobs.emulator;

import io.meetinginsights.jobs.emulator.ZoomEmulatorConfig.QuotaConfig;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one account may still ask. A window slides: no stretch of a second (a minute) holds more
 * requests than the limit, which is the strictest reading of "per second". A refused request counts
 * against nothing. Days end at 00:00 UTC.
 */
final class Quotas {

  /** Whether a request may pass, and what its X-RateLimit headers say. */
  record Verdict(Outcome outcome, RateLabel label, long limit, long remaining, Instant resetAt) {}

  enum Outcome {
    ADMITTED,
    OVER_WINDOW,
    OVER_DAY
  }

  private final QuotaConfig config;
  private final Map<RateLabel, Deque<Instant>> windows = new EnumMap<>(RateLabel.class);
  private final EnumMap<RateLabel, Long> today = new EnumMap<>(RateLabel.class);
  private LocalDate day = LocalDate.MIN;
  private Instant latest = Instant.MIN;

  Quotas(QuotaConfig config) {
    this.config = config;
  }

  synchronized Verdict admit(RateLabel label, Instant arrived) {
    // Threads that read the clock one after the other may come here in another order.
    Instant now = arrived.isAfter(latest) ? arrived : latest;
    latest = now;
    LocalDate date = LocalDate.ofInstant(now, ZoneOffset.UTC);
    if (date.isAfter(day)) {
      day = date;
      today.clear();
    }
    Instant midnight = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    RateLabel counted = config.plan().dailyCount(label);
    long dayLimit = perDay(label);
    long dayUsed = today.getOrDefault(counted, 0L);
    if (dayLimit > 0 && dayUsed >= ours(dayLimit)) {
      return new Verdict(Outcome.OVER_DAY, label, dayLimit, 0, midnight);
    }
    long limit = perWindow(label);
    Deque<Instant> window = windows.computeIfAbsent(label, none -> new ArrayDeque<>());
    Instant open = now.minus(Plan.window(label));
    while (!window.isEmpty() && !window.peekFirst().isAfter(open)) {
      window.removeFirst();
    }
    long left = ours(limit) - window.size();
    if (left <= 0) {
      return new Verdict(
          Outcome.OVER_WINDOW, label, limit, 0, window.peekFirst().plus(Plan.window(label)));
    }
    window.addLast(now);
    today.merge(counted, 1L, Long::sum);
    return new Verdict(Outcome.ADMITTED, label, limit, left - 1, midnight);
  }

  /** Requests that were let through today, by the category whose daily count they are added to. */
  synchronized Map<RateLabel, Long> usedToday() {
    return new EnumMap<>(today);
  }

  private long perWindow(RateLabel label) {
    return Math.max(1, (long) Math.floor(config.plan().perWindow(label) * config.rates()));
  }

  private long perDay(RateLabel label) {
    boolean isDashboards = label == RateLabel.HEAVY || label == RateLabel.RESOURCE_INTENSIVE;
    return isDashboards && config.dailyLimit() > 0
        ? config.dailyLimit()
        : config.plan().perDay(label);
  }

  /** What the account's other apps leave of a limit; never nothing at all. */
  private long ours(long limit) {
    return Math.max(1, (long) Math.floor(limit * (1 - config.otherAppsShare())));
  }
}
