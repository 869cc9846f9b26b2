package io.meetinginsights.jobs.zoom;

import java.time.Duration;

/** The four labels under which Zoom counts requests, over all endpoints and apps of an account. */
public enum RateLabel {
  LIGHT(Duration.ofSeconds(1)),
  MEDIUM(Duration.ofSeconds(1)),
  HEAVY(Duration.ofSeconds(1)),
  RESOURCE_INTENSIVE(Duration.ofMinutes(1));

  private final Duration window;

  RateLabel(Duration window) {
    this.window = window;
  }

  /** The stretch of time the limit is for. */
  public Duration window() {
    return window;
  }
}
