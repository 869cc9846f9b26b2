package io.meetinginsights.jobs.evaluate;

/**
 * A figure about a way to find causes.
 *
 * @param method which way, such as model or thresholds
 * @param slice what it is restricted to, such as all or fault=weak_signal
 * @param metric its name; see docs/blame.md
 * @param value NaN where nothing stands behind it
 * @param minutes how many minutes it rests on
 */
public record Figure(String method, String slice, String metric, double value, long minutes) {

  public static final String ALL = "all";

  /** A share of minutes. */
  static Figure share(String method, String slice, String metric, double part, long minutes) {
    return new Figure(method, slice, metric, minutes == 0 ? Double.NaN : part / minutes, minutes);
  }

  /** The name without the value's origin: the same in every world. */
  public Name name() {
    return new Name(method, slice, metric);
  }

  /** What a figure is of. */
  public record Name(String method, String slice, String metric) {}
}
