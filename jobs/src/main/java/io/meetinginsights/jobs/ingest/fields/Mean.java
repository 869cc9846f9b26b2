package io.meetinginsights.jobs.ingest.fields;

/**
 * The mean of the values that are there, the same in whatever order they come, as {@link
 * io.meetinginsights.warehouse.OrderFree} makes it in SQL: values are added up as whole millionths
 * of their unit. Beyond a million units (no latency, loss or level is, though a broken answer may
 * be) it is the plain mean.
 */
public final class Mean {

  private static final double UNITS_IN_ONE = 1e6;
  private static final double LARGEST = 1e6;

  private long units;
  private double sum;
  private long count;
  private boolean isSmall = true;

  /** Adds a value, unless it is null. */
  public void add(Double value) {
    if (value == null) {
      return;
    }
    count++;
    sum += value;
    if (Math.abs(value) > LARGEST) {
      isSmall = false;
    } else {
      units += halfUp(value * UNITS_IN_ONE);
    }
  }

  /** The mean; null without values. */
  public Double value() {
    if (count == 0) {
      return null;
    }
    return isSmall ? units / (count * UNITS_IN_ONE) : sum / count;
  }

  private static long halfUp(double value) {
    double size = Math.abs(value);
    double whole = Math.floor(size);
    long rounded = (long) whole + (size - whole >= 0.5 ? 1 : 0);
    return value < 0 ? -rounded : rounded;
  }
}
