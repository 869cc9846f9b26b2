package io.meetinginsights.jobs.zoom;

/**
 * The day's quota is used up: ours, or the account's as Zoom says. The run ends and goes on later.
 */
public final class DailyLimitReached extends Exception {

  private static final long serialVersionUID = 1L;

  /** Says whose limit it was, and until when. */
  public DailyLimitReached(String message) {
    super(message);
  }
}
