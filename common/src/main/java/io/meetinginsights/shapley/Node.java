package io.meetinginsights.shapley;

/**
 * A node of a tree with the constants its arithmetic needs: see {@link TreeProgram}, which makes
 * it.
 */
final class Node {

  /** The children; null for a leaf. */
  Node left;

  Node right;

  /** Which bins, or which values of a categorical column. */
  int slot;

  /** What a bin is compared with; see {@link Cuts#cut}. */
  float cut;

  /** Of a categorical node the set of those that go left, else null. */
  long[] categories;

  boolean defaultLeft;
  int player;

  /** The share of cover that goes left. */
  float share;

  /** 0.5 - share: plus half a side it is the gain. */
  float half;

  /** The level of the nearest node above with the same player, or -1. */
  int before = -1;

  /** Whether that node is its player's first on the path. */
  boolean beforeIsFirst;

  /** +0.5 if the path leaves that node to the left, else -0.5. */
  float beforeSide;

  /** t or t / f at each point. */
  float[] slope;

  /** 1 or r' / f^2 at each point. */
  float[] scale;

  /**
   * The weight of the integral's point 0 times the product over the other players' shares above.
   */
  float weightAtZero;

  /** What that point pays: the weight times the difference between the children's expectations. */
  float payAtZero;

  /** Of a leaf: relative to the tree's middle, times the link scale. */
  float value;

  /** Of a leaf: its number. */
  int leaf;

  boolean isLeaf() {
    return left == null;
  }

  boolean hasTwoLeaves() {
    return left.isLeaf() && right.isLeaf();
  }

  /** Whether it stands over two nodes of two leaves. */
  boolean isTriple() {
    return !left.isLeaf() && !right.isLeaf() && left.hasTwoLeaves() && right.hasTwoLeaves();
  }

  /** Whether it is numeric and its player occurs for the first time. */
  boolean isFresh() {
    return categories == null && before < 0;
  }

  /** Writes the side of each row at a categorical node. */
  void categorySides(double[] values, float[] side, int rows) {
    for (int i = 0; i < rows; i++) {
      side[i] = FlatTree.categoryGoesLeft(categories, values[i], defaultLeft) ? 1 : -1;
    }
  }
}
