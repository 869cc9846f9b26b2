package io.meetinginsights.shapley;

/** The rows that are worked on at once, by column, and the memory the work needs. One thread's. */
final class RowBlock {

  private final CompareRule rule;
  private final double[][] values;
  private final long[][] keys;
  private final long[][] decisions;
  private int rows;

  RowBlock(CompareRule rule, int columns, int depth, int capacity) {
    this.rule = rule;
    this.values = new double[columns][capacity];
    this.keys = new long[depth + 1][capacity];
    this.decisions = new long[depth][capacity];
  }

  /** Takes {@code count} rows from {@code first} on, at the precision the trees compare in. */
  void load(double[][] columns, int first, int count) {
    rows = count;
    for (int column = 0; column < values.length; column++) {
      double[] from = columns[column];
      double[] to = values[column];
      for (int i = 0; i < count; i++) {
        to[i] = rule.rounded(from[first + i]);
      }
    }
  }

  int rows() {
    return rows;
  }

  double[] column(int column) {
    return values[column];
  }

  /** The keys at a level of the tree, 0 being the root. */
  long[] keys(int level) {
    return keys[level];
  }

  /** The decisions at a level of the tree: 1 is left. */
  long[] decisions(int level) {
    return decisions[level];
  }
}
