package io.meetinginsights.jobs.ingest.fields;

import java.util.function.BinaryOperator;

/** Sums of what is there; null where nothing is. */
public final class Sum {

  private Sum() {}

  /** The sum, of which either part may be null; {@code plus} adds two that are there. */
  public static <T> T of(T sum, T value, BinaryOperator<T> plus) {
    if (sum == null || value == null) {
      return sum == null ? value : sum;
    }
    return plus.apply(sum, value);
  }
}
