package io.meetinginsights.shapley;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Seeded ensembles and rows that are as awkward as they are legal: few columns on deep paths,
 * values that equal thresholds, missing values, infinities, categories, nodes without cover.
 */
public final class RandomEnsembles {

  /** Columns 8 and 9 hold categories; columns 3 and 4 encode one feature, 8 and 0 another. */
  static final int COLUMNS = 10;

  static final int FEATURES = 8;
  private static final int[] COLUMN_TO_FEATURE = {0, 1, 2, 3, 3, 4, 5, 6, 0, 7};
  private static final int[] FEATURE_TO_GROUP = {0, 1, 2, 0, 1, 2, 4, 1};

  private RandomEnsembles() {}

  /** An ensemble of a few trees. */
  public static Ensemble ensemble(long seed, int depth, int trees) {
    Random random = new Random(seed);
    List<FlatTree> list = new ArrayList<>();
    for (int i = 0; i < trees; i++) {
      list.add(new Growing(random).tree(depth));
    }
    return new Ensemble(
        random.nextGaussian(),
        random.nextBoolean() ? 1 : 2,
        random.nextBoolean() ? CompareRule.LT_F32 : CompareRule.LE_F64,
        COLUMNS,
        COLUMN_TO_FEATURE,
        FEATURES,
        list);
  }

  /** Five groups, of which number 3 has no features. */
  static Players groups(Ensemble e) {
    return Players.groups(e, FEATURE_TO_GROUP, 5);
  }

  /** Rows by column. */
  public static double[][] columns(long seed, int rows) {
    Random random = new Random(seed);
    double[][] columns = new double[COLUMNS][rows];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        columns[column][row] = row == 0 ? Double.NaN : value(random, column);
      }
    }
    return columns;
  }

  static double[] row(double[][] columns, int row) {
    return Arrays.stream(columns).mapToDouble(column -> column[row]).toArray();
  }

  private static double value(Random random, int column) {
    int kind = random.nextInt(100);
    if (kind < 15) {
      return Double.NaN;
    }
    if (column >= 8) {
      return random.nextInt(75) - 2;
    }
    if (kind < 18) {
      return Double.POSITIVE_INFINITY;
    }
    if (kind < 21) {
      return Double.NEGATIVE_INFINITY;
    }
    return threshold(random) + (random.nextBoolean() ? 0 : 1e-9 * random.nextGaussian());
  }

  private static double threshold(Random random) {
    return (random.nextInt(9) - 4) / 2.0 + 0.1;
  }

  private static final class Growing {
    private final Random random;
    private final List<int[]> children = new ArrayList<>();
    private final List<Integer> column = new ArrayList<>();
    private final List<Double> threshold = new ArrayList<>();
    private final List<Boolean> defaultLeft = new ArrayList<>();
    private final List<long[]> categories = new ArrayList<>();
    private final List<Double> cover = new ArrayList<>();
    private final List<Double> value = new ArrayList<>();

    Growing(Random random) {
      this.random = random;
    }

    FlatTree tree(int depth) {
      grow(depth, 100);
      int nodes = children.size();
      boolean[] left = new boolean[nodes];
      for (int node = 0; node < nodes; node++) {
        left[node] = defaultLeft.get(node);
      }
      return new FlatTree(
          children.stream().mapToInt(pair -> pair[0]).toArray(),
          children.stream().mapToInt(pair -> pair[1]).toArray(),
          column.stream().mapToInt(Integer::intValue).toArray(),
          threshold.stream().mapToDouble(Double::doubleValue).toArray(),
          left,
          categories.toArray(long[][]::new),
          cover.stream().mapToDouble(Double::doubleValue).toArray(),
          value.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private int grow(int levels, double weight) {
      int node = children.size();
      int splitColumn = random.nextInt(COLUMNS);
      boolean leaf = levels == 0 || random.nextInt(10) == 0;
      children.add(new int[] {-1, -1});
      column.add(leaf ? 0 : splitColumn);
      threshold.add(threshold(random));
      defaultLeft.add(random.nextBoolean());
      categories.add(
          leaf || splitColumn < 8 ? null : new long[] {random.nextLong(), random.nextLong()});
      cover.add(weight);
      value.add(leaf ? random.nextGaussian() : 0);
      if (!leaf) {
        double share = random.nextInt(12) == 0 ? 0 : random.nextDouble();
        // The right child comes first, so that nodes are not in preorder.
        int right = grow(levels - 1, weight * (1 - share));
        int left = grow(levels - 1, weight * share);
        children.set(node, new int[] {left, right});
      }
      return node;
    }
  }
}
