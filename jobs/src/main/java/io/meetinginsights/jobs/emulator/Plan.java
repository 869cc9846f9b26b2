package io.meetinginsights.jobs.emulator;

import java.time.Duration;

/**
 * Zoom's plans with their documented limits. Heavy and resource-intensive requests share one daily
 * quota on Pro and Business; on Free each category has its own.
 */
public enum Plan {
  FREE(new int[] {4, 2, 1, 10}, new int[] {6_000, 2_000, 1_000, 30_000}),
  PRO(new int[] {30, 20, 10, 10}, new int[] {0, 0, 30_000, 30_000}),
  BUSINESS(new int[] {80, 60, 40, 20}, new int[] {0, 0, 60_000, 60_000});

  private final int[] perWindow;
  private final int[] perDay;

  Plan(int[] perWindow, int[] perDay) {
    this.perWindow = perWindow;
    this.perDay = perDay;
  }

  /** Requests in one {@link #window}. */
  int perWindow(RateLabel label) {
    return perWindow[label.ordinal()];
  }

  /** Requests in a day; 0 where Zoom sets no limit. */
  int perDay(RateLabel label) {
    return perDay[label.ordinal()];
  }

  /** A minute for resource-intensive requests, a second for all others. */
  static Duration window(RateLabel label) {
    return label == RateLabel.RESOURCE_INTENSIVE ? Duration.ofMinutes(1) : Duration.ofSeconds(1);
  }

  /** Whose daily count a request is added to. */
  RateLabel dailyCount(RateLabel label) {
    return this != FREE && label == RateLabel.RESOURCE_INTENSIVE ? RateLabel.HEAVY : label;
  }
}
