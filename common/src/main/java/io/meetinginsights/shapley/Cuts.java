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

  private static final int GRID = 256;

  /** Beyond that a search takes no longer. */
  private static final int MAX_IN_ONE_CELL = 3;

  private final CompareRule rule;

  /** Distinct, rounded by the rule, no negative zero. */
  private final double[] thresholds;

  /**
   * For each threshold the largest value that is left of it, so that a finite value goes right iff
   * it is above; then thresholds that nothing is above.
   */
  private final double[] above;

  /** The first step of the search; 0 if the grid is used. */
  private final int firstStep;

  /**
   * A grid over the thresholds: how many lie in lower cells. Rounding is monotone, so a value in a
   * higher cell than a threshold is above it, and only the few in its own cell need comparing.
   */
  private final short[] lower;

  private final double origin;
  private final double cellsPerUnit;
  private final int inOneCell;

  Cuts(CompareRule rule, double[] ofNodes, int column) {
    this.rule = rule;
    this.thresholds =
        Arrays.stream(ofNodes).map(t -> rule.rounded(t) + 0.0).sorted().distinct().toArray();
    int count = thresholds.length;
    if (count > MAX_CUTS) {
      throw new IllegalArgumentException(
          "Cannot explain the ensemble: column %d has %d different thresholds, more than %d."
              .formatted(column, count, MAX_CUTS));
    }
    int size = Integer.highestOneBit(count) * 2;
    this.above = new double[size + MAX_IN_ONE_CELL];
    Arrays.fill(above, Double.POSITIVE_INFINITY);
    for (int i = 0; i < count; i++) {
      above[i] = rule.lastLeft(thresholds[i]) + 0.0;
    }
    this.origin = above[0];
    this.cellsPerUnit = GRID / (above[count - 1] - above[0]);
    this.lower = new short[GRID + 1];
    this.inOneCell = count < Short.MAX_VALUE ? fillGrid(count) : Integer.MAX_VALUE;
    this.firstStep = inOneCell <= MAX_IN_ONE_CELL ? 0 : size / 2;
  }

  /** Returns the most thresholds in one cell. */
  private int fillGrid(int count) {
    if (!(cellsPerUnit > 0) || !Double.isFinite(origin) || !Double.isFinite(cellsPerUnit)) {
      return count == 1 && Double.isFinite(origin) ? 1 : Integer.MAX_VALUE;
    }
    int[] own = new int[GRID + 1];
    for (int i = 0; i < count; i++) {
      own[cell(above[i])]++;
    }
    for (int cell = 1; cell <= GRID; cell++) {
      lower[cell] = (short) (lower[cell - 1] + own[cell - 1]);
    }
    return Arrays.stream(own).max().getAsInt();
  }

  private int cell(double value) {
    return Math.max(0, Math.min(GRID, (int) ((value - origin) * cellsPerUnit)));
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
    if (firstStep != 0) {
      binBySearch(values, first, count, bins);
    } else if (inOneCell > 1) {
      binByGrid(values, first, count, bins);
    } else if (rule == CompareRule.LT_F32) {
      binSingly32(values, first, count, bins);
    } else {
      binSingly64(values, first, count, bins);
    }
    for (int i = 0; i < count; i++) {
      double value = values[first + i];
      if (!(Math.abs(value) <= Float.MAX_VALUE)) {
        bins[i] = unusualBin(rule.rounded(value), missing);
      }
    }
  }

  /** Of what is not finite, in float at least. */
  private float unusualBin(double value, float missing) {
    if (Double.isNaN(value)) {
      return missing;
    }
    int bin = 0;
    while (bin < thresholds.length && !rule.isLeft(value, thresholds[bin])) {
      bin++;
    }
    return bin;
  }

  private void binBySearch(double[] values, int first, int count, float[] bins) {
    for (int i = 0; i < count; i++) {
      double value = rule.rounded(values[first + i]);
      int bin = 0;
      for (int step = firstStep; step > 0; step >>= 1) {
        bin += step & -isAbove(value, above[bin + step - 1]);
      }
      bins[i] = bin;
    }
  }

  private void binByGrid(double[] values, int first, int count, float[] bins) {
    for (int i = 0; i < count; i++) {
      double value = rule.rounded(values[first + i]);
      int start = lower[cell(value)];
      int bin = start;
      for (int k = 0; k < inOneCell; k++) {
        bin += isAbove(value, above[start + k]);
      }
      bins[i] = bin;
    }
  }

  /** The usual case: no two thresholds in one cell. */
  private void binSingly32(double[] values, int first, int count, float[] bins) {
    double[] thresholds = above;
    short[] counts = lower;
    double start = origin;
    double scale = cellsPerUnit;
    for (int i = 0; i < count; i++) {
      double value = (float) values[first + i];
      int below = counts[Math.max(0, Math.min(GRID, (int) ((value - start) * scale)))];
      bins[i] = below + isAbove(value, thresholds[below]);
    }
  }

  private void binSingly64(double[] values, int first, int count, float[] bins) {
    double[] thresholds = above;
    short[] counts = lower;
    double start = origin;
    double scale = cellsPerUnit;
    for (int i = 0; i < count; i++) {
      double value = values[first + i];
      int below = counts[Math.max(0, Math.min(GRID, (int) ((value - start) * scale)))];
      bins[i] = below + isAbove(value, thresholds[below]);
    }
  }

  /** A branch on which of two values is larger would be a coin's toss: their difference's sign. */
  private static int isAbove(double value, double threshold) {
    return (int) (Double.doubleToRawLongBits(threshold - value) >>> 63);
  }

  /** Fills in where the missing values of a column are to stand instead. */
  static void moveMissing(float[] lowestMissing, int count, float missing, float[] bins) {
    for (int i = 0; i < count; i++) {
      bins[i] = lowestMissing[i] < 0 ? missing : lowestMissing[i];
    }
  }
}
