package io.meetinginsights.jobs.report;

/** Figures are stored as exactly as they are shown: the rest would only make the file larger. */
final class Rounded {

  private Rounded() {}

  static Double to(int decimals, Double value) {
    if (value == null || value.isNaN() || value.isInfinite()) {
      return null;
    }
    double scale = Math.pow(10, decimals);
    // + 0.0: no minus before a nought.
    return Math.round(value * scale) / scale + 0.0;
  }
}
