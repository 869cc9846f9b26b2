package io.meetinginsights.shapley;

import java.util.Arrays;
import java.util.List;

/** Small trees put together by hand. */
final class Trees {

  private Trees() {}

  static FlatTree leaf(double value, double cover) {
    return new FlatTree(
        new int[] {-1},
        new int[] {-1},
        new int[] {0},
        new double[] {0},
        new boolean[] {false},
        null,
        new double[] {cover},
        new double[] {value});
  }

  /** A numeric node at which missing values go right. */
  static FlatTree split(int column, double threshold, double cover, FlatTree left, FlatTree right) {
    return split(column, threshold, false, null, cover, left, right);
  }

  static FlatTree split(
      int column,
      double threshold,
      boolean defaultLeft,
      long[] leftCategories,
      double cover,
      FlatTree left,
      FlatTree right) {
    int nodes = 1 + left.nodes() + right.nodes();
    FlatTree tree =
        new FlatTree(
            new int[nodes],
            new int[nodes],
            new int[nodes],
            new double[nodes],
            new boolean[nodes],
            new long[nodes][],
            new double[nodes],
            new double[nodes]);
    tree.left()[0] = 1;
    tree.right()[0] = 1 + left.nodes();
    tree.column()[0] = column;
    tree.threshold()[0] = threshold;
    tree.defaultLeft()[0] = defaultLeft;
    tree.leftCategories()[0] = leftCategories;
    tree.cover()[0] = cover;
    copy(left, tree, 1);
    copy(right, tree, 1 + left.nodes());
    return tree;
  }

  private static void copy(FlatTree from, FlatTree to, int offset) {
    for (int node = 0; node < from.nodes(); node++) {
      boolean leaf = from.isLeaf(node);
      to.left()[offset + node] = leaf ? -1 : offset + from.left()[node];
      to.right()[offset + node] = leaf ? -1 : offset + from.right()[node];
      to.column()[offset + node] = from.column()[node];
      to.threshold()[offset + node] = from.threshold()[node];
      to.defaultLeft()[offset + node] = from.defaultLeft()[node];
      to.leftCategories()[offset + node] = from.leftCategories()[node];
      to.cover()[offset + node] = from.cover()[node];
      to.value()[offset + node] = from.value()[node];
    }
  }

  /** An ensemble without base whose columns are its features. */
  static Ensemble ensemble(CompareRule rule, int columns, FlatTree... trees) {
    return new Ensemble(
        0,
        1,
        rule,
        columns,
        Ensemble.oneFeaturePerColumn(columns),
        columns,
        List.copyOf(Arrays.asList(trees)));
  }
}
