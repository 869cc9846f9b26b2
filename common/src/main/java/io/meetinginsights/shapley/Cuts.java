package io.meetinginsights.shapley;

import java.util.Arrays;

/**
 * The thresholds of one column in ascending order, and where a value lies among them: its bin is
 * the number of thresholds that it goes right of, by the ensemble's own rule. A node then compares
 * small whole numbers, which float holds exactly, whatever the rule.
 */
final class Cuts {

  /** Differences of bins must be exact in float. */
  private static final int MAX_CUTS = 1 << 22;

  private final CompareRule rule;

  /** Distinct, rounded by the rule, no negative zero. */
  private final double[] thresholds;

  /**
   * Thresholds {@code t} such that a finite value goes right iff it is above {@code t}; filled up
   * to a power of two less one with thresholds that nothing is above.
   */
  private final double[] above;

  private final int firstStep;

  Cuts(CompareRule rule, double[] ofNodes, int column) {
    this.rule = rule;
    this.thresholds =
        Arrays.stream(ofNodes).map(t -> rule.rounded(t) + 0.0).sorted().distinct().toArray();
    if (thresholds.length > MAX_CUTS) {
      throw new IllegalArgumentException(
          "Cannot explain the ensemble: column %d has %d different thresholds, more than %d."
              .formatted(column, thresholds.length, MAX_CUTS));
    }
    int size = Integer.highestOneBit(Math.max(1, thresholds.length)) * 2;
    this.above = new double[size - 1];
    Arrays.fill(above, Double.POSITIVE_INFINITY);
    for (int i = 0; i < thresholds.length; i++) {
      above[i] = rule.lastLeft(thresholds[i]) + 0.0;
    }
    this.firstStep = thresholds.length == 0 ? 0 : size / 2;
  }

  /** The number of thresholds up to and with this one: a value goes left if its bin is below. */
  int cut(double threshold) {
    return Arrays.binarySearch(thresholds, rule.rounded(threshold) + 0.0) + 1;
  }

  /** The bin that is right of every cut. */
  float highest() {
    return thresholds.length + 1;
  }

  /**
   * Bins some values of the column.
   *
   * @param missing the bin of NaN
   */
  void bin(double[] values, int first, int count, float missing, float[] bins) {
    for (int i = 0; i < count; i++) {
      double value = rule.rounded(values[first + i]);
      if (Math.abs(value) <= Double.MAX_VALUE) {
        int bin = 0;
        for (int step = firstStep; step > 0; step >>= 1) {
          // The sign of the difference says which is larger; a branch here would be a coin's toss.
          long sign = Double.doubleToRawLongBits(above[bin + step - 1] - value) >>> 63;
          bin += step & -(int) sign;
        }
        bins[i] = bin;
      } else {
        bins[i] = Double.isNaN(value) ? missing : slowBin(value);
      }
    }
  }

  private int slowBin(double infinite) {
    int bin = 0;
    while (bin < thresholds.length && !rule.isLeft(infinite, thresholds[bin])) {
      bin++;
    }
    return bin;
  }
}
