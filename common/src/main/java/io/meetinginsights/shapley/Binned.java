package io.meetinginsights.shapley;

/** A block of rows as {@link TreeProgram} looks at them. */
final class Binned {

  private final BinLayout layout;
  private final float[][] bins;
  private final double[][] categories;
  private int rows;

  Binned(BinLayout layout, int capacity) {
    this.layout = layout;
    this.bins = new float[layout.slots()][capacity];
    this.categories = new double[layout.categorySlots()][capacity];
  }

  void load(double[][] columns, int first, int count) {
    rows = count;
    layout.load(columns, first, count, bins, categories);
  }

  int rows() {
    return rows;
  }

  float[] bins(int slot) {
    return bins[slot];
  }

  /** The values of a column of categories, at the precision the trees compare in. */
  double[] categories(int slot) {
    return categories[slot];
  }
}
