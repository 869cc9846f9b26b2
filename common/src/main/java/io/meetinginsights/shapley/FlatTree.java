package io.meetinginsights.shapley;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * One binary decision tree in parallel arrays, one entry a node; node 0 is the root and the order
 * of the others is free. The arrays are not copied: whoever builds the tree must not change them
 * later.
 *
 * <p>The constructor checks nothing but that arrays are there; {@link Ensemble} checks the whole
 * tree, because only it can name the place.
 *
 * @param left the left child of each node, -1 for a leaf
 * @param right the right child of each node, -1 for a leaf
 * @param column the column an inner node looks at; ignored for a leaf
 * @param threshold what a numeric inner node compares with, by the ensemble's {@link CompareRule};
 *     ignored for a leaf and for a categorical node; infinite is legal, NaN is not
 * @param defaultLeft whether a missing value goes left
 * @param leftCategories null (the whole array, or one entry) for numeric nodes; else a bit set of
 *     the categories that go <em>left</em>, category {@code k} being bit {@code k % 64} of word
 *     {@code k / 64}. A value is cut to its integer part; NaN and negative values follow the
 *     default direction; a category that is not in the set, unseen ones included, goes right.
 *     (XGBoost stores the categories that go right and sends unseen ones left: swapping the
 *     children on import gives the same tree.)
 * @param cover the training weight that reached each node: hessian sums (XGBoost), counts
 *     (LightGBM), weighted counts (MLlib); at least 0, in any unit, since only ratios of child to
 *     parent count
 * @param value the leaf value, already times the tree's weight, in margin units before the link
 *     scale; ignored for an inner node
 */
public record FlatTree(
    int[] left,
    int[] right,
    int[] column,
    double[] threshold,
    boolean[] defaultLeft,
    long[][] leftCategories,
    double[] cover,
    double[] value) {

  /** Requires every array but {@code leftCategories}; drops trailing zero words of the bit sets. */
  public FlatTree {
    requireArray(left, "left");
    requireArray(right, "right");
    requireArray(column, "column");
    requireArray(threshold, "threshold");
    requireArray(defaultLeft, "defaultLeft");
    requireArray(cover, "cover");
    requireArray(value, "value");
    leftCategories = leftCategories == null ? new long[left.length][] : trimmed(leftCategories);
  }

  private static void requireArray(Object array, String name) {
    if (array == null) {
      throw new IllegalArgumentException("A tree lacks its array '" + name + "': it is null.");
    }
  }

  private static long[][] trimmed(long[][] sets) {
    long[][] trimmed = new long[sets.length][];
    for (int node = 0; node < sets.length; node++) {
      if (sets[node] != null) {
        int words = sets[node].length;
        while (words > 0 && sets[node][words - 1] == 0) {
          words--;
        }
        trimmed[node] = Arrays.copyOf(sets[node], words);
      }
    }
    return trimmed;
  }

  /** The number of nodes, leaves included. */
  public int nodes() {
    return left.length;
  }

  /** Whether the node is a leaf. */
  public boolean isLeaf(int node) {
    return left[node] < 0;
  }

  /** The number of edges from the root to the deepest leaf; 0 for a tree of one leaf. */
  public int depth() {
    int[] depth = new int[nodes()];
    int deepest = 0;
    Deque<Integer> open = new ArrayDeque<>();
    open.push(0);
    while (!open.isEmpty()) {
      int node = open.pop();
      deepest = Math.max(deepest, depth[node]);
      if (!isLeaf(node)) {
        for (int child : new int[] {left[node], right[node]}) {
          depth[child] = depth[node] + 1;
          open.push(child);
        }
      }
    }
    return deepest;
  }

  /** The largest leaf value minus the smallest. */
  public double range() {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    for (int node = 0; node < nodes(); node++) {
      if (isLeaf(node)) {
        smallest = Math.min(smallest, value[node]);
        largest = Math.max(largest, value[node]);
      }
    }
    return largest - smallest;
  }

  /** Half way between the smallest leaf value and the largest. */
  double middle() {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    for (int node = 0; node < nodes(); node++) {
      if (isLeaf(node)) {
        smallest = Math.min(smallest, value[node]);
        largest = Math.max(largest, value[node]);
      }
    }
    return smallest / 2 + largest / 2;
  }

  /** The value of the leaf that the row reaches. */
  double leafValue(double[] row, CompareRule rule) {
    int node = 0;
    while (!isLeaf(node)) {
      node = goesLeft(node, row[column[node]], rule) ? left[node] : right[node];
    }
    return value[node];
  }

  /** Whether a value of the node's column goes left. */
  boolean goesLeft(int node, double columnValue, CompareRule rule) {
    double rounded = rule.rounded(columnValue);
    if (leftCategories[node] != null) {
      return categoryGoesLeft(leftCategories[node], rounded, defaultLeft[node]);
    }
    return Double.isNaN(rounded)
        ? defaultLeft[node]
        : rule.isLeft(rounded, rule.rounded(threshold[node]));
  }

  /** Whether a category goes left, given the bit set of those that do. */
  static boolean categoryGoesLeft(long[] leftSet, double category, boolean defaultLeft) {
    if (!(category >= 0)) {
      return defaultLeft;
    }
    // A cast saturates, so a category too large for an int is one that no set holds.
    int index = (int) category;
    int word = index >> 6;
    return word < leftSet.length && (leftSet[word] >>> index & 1) == 1;
  }

  /**
   * The share of a node's cover that goes to one of its children. A node without cover splits in
   * halves, as XGBoost does, where the ratio would be 0/0.
   */
  double coverShare(int node, int child) {
    return cover[node] > 0 ? cover[child] / cover[node] : 0.5;
  }

  void check(int columns, String place) {
    int nodes = left.length;
    if (nodes == 0) {
      throw invalid(place, "has no nodes", "a tree needs at least its root");
    }
    checkLength(right.length, "right", place);
    checkLength(column.length, "column", place);
    checkLength(threshold.length, "threshold", place);
    checkLength(defaultLeft.length, "defaultLeft", place);
    checkLength(leftCategories.length, "leftCategories", place);
    checkLength(cover.length, "cover", place);
    checkLength(value.length, "value", place);
    for (int node = 0; node < nodes; node++) {
      checkNode(node, columns, place + ", node " + node);
    }
    checkShape(place);
  }

  private void checkLength(int length, String name, String place) {
    if (length != left.length) {
      throw invalid(
          place,
          "has arrays of different lengths",
          "'left' has " + left.length + " entries, '" + name + "' has " + length);
    }
  }

  private void checkNode(int node, int columns, String place) {
    if (!(cover[node] >= 0) || Double.isInfinite(cover[node])) {
      throw invalid(place, "has cover " + cover[node], "it must be finite and at least 0");
    }
    if (left[node] == -1 && right[node] == -1) {
      if (!Double.isFinite(value[node])) {
        throw invalid(place, "is a leaf of value " + value[node], "it must be finite");
      }
      return;
    }
    checkChild(left[node], "left", place);
    checkChild(right[node], "right", place);
    if (column[node] < 0 || column[node] >= columns) {
      throw invalid(
          place,
          "splits on column " + column[node],
          "the ensemble has columns 0 to " + (columns - 1));
    }
    if (leftCategories[node] == null && Double.isNaN(threshold[node])) {
      throw invalid(place, "has the threshold NaN", "nothing compares with it");
    }
  }

  private void checkChild(int child, String side, String place) {
    if (child < 0 || child >= left.length) {
      throw invalid(
          place,
          "has the " + side + " child " + child,
          "children are nodes 0 to " + (left.length - 1) + ", or both are -1 for a leaf");
    }
  }

  private void checkShape(String place) {
    boolean[] reached = new boolean[nodes()];
    reached[0] = true;
    Deque<Integer> open = new ArrayDeque<>();
    open.push(0);
    while (!open.isEmpty()) {
      int node = open.pop();
      if (isLeaf(node)) {
        continue;
      }
      for (int child : new int[] {left[node], right[node]}) {
        if (reached[child]) {
          throw invalid(
              place + ", node " + node,
              "has the child " + child,
              "that node already has a parent or is the root: a cycle, or two paths to one node");
        }
        reached[child] = true;
        open.push(child);
      }
    }
    for (int node = 0; node < nodes(); node++) {
      if (!reached[node]) {
        throw invalid(place + ", node " + node, "hangs in the air", "no path leads to it");
      }
    }
  }

  private static IllegalArgumentException invalid(String place, String problem, String reason) {
    return new IllegalArgumentException(
        "Invalid ensemble: " + place + " " + problem + ": " + reason + ".");
  }

  /** Equal if every array holds the same values. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FlatTree that
        && Arrays.equals(left, that.left)
        && Arrays.equals(right, that.right)
        && Arrays.equals(column, that.column)
        && Arrays.equals(threshold, that.threshold)
        && Arrays.equals(defaultLeft, that.defaultLeft)
        && Arrays.deepEquals(leftCategories, that.leftCategories)
        && Arrays.equals(cover, that.cover)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(left) + Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "FlatTree[nodes=" + nodes() + "]";
  }
}
