package io.meetinginsights.shapley;

import java.util.Arrays;

/**
 * A tree made ready for {@link TreeFlow}: its nodes in the order of a walk, each with the constants
 * its arithmetic needs.
 *
 * <p>The integral form of the Shapley value (arXiv 2605.04497) gives player j, from a leaf of value
 * v, the integral over t in [0, 1] of {@code v (b_j - r_j)} times the product over the other
 * players of {@code f_k = r_k (1 - t) + t b_k}. Two facts make it cheap to evaluate for all leaves
 * at once:
 *
 * <ul>
 *   <li>At a node whose player occurs for the first time on the path, the factors of its two edges
 *       add up to 1, and {@code b - r} of one is the negative of the other. So with {@code g = b -
 *       r} of the left edge: the sum over the leaves below is {@code S = S_R + (r + t g) (S_L -
 *       S_R)}, and the player gets {@code g P (S_L - S_R)}, P being the product over the path
 *       above.
 *   <li>At a node whose player has occurred before, with merged share r' and merged condition b',
 *       let the edge carry the quotient of the merged factors with and without it. The quotients
 *       add up to 1 too, and with {@code g = b' (b - r)} and {@code f = r' (1 - t) + t} both
 *       formulas hold with {@code t / f} in place of t and the player's gain times {@code r' /
 *       f^2}. Nothing is divided by a quantity that depends on the row, and f is never 0.
 * </ul>
 *
 * <p>The same value taken from all leaves of a tree changes no contribution: leaves are held
 * relative to the middle of their range, so that 32 bits are spent on what differs.
 */
final class TreeProgram {

  /** Keys of the reference are longs, and quadrature has nodes for as many players. */
  static final int MAX_PLAYERS = 64;

  private static final int LEAF = -1;

  private final FlatTree tree;
  private final Players players;
  private final String place;
  private final double linkScale;

  /** The node of the tree. */
  final int[] node;

  /** Where the left child stands; the right one too. {@link #LEAF} for a leaf. */
  final int[] left;

  final int[] right;

  /** What a column's bins are compared with; see {@link Cuts#cut}. */
  final float[] cut;

  /** Which bins: the column's slot. */
  final int[] slot;

  final boolean[] categorical;
  final int[] player;

  /** The share of cover that goes left. */
  final float[] share;

  /** 0.5 - share: plus half of +-1 it is the gain. */
  final float[] half;

  /** The level of the nearest node above with the same player, or -1. */
  final int[] before;

  /** Whether that node is its player's first on the path. */
  final boolean[] beforeIsFirst;

  /** +0.5 if the path leaves that node to the left, else -0.5. */
  final float[] beforeSide;

  /** t or t / f at each point. */
  final float[][] slope;

  /** 1 or r' / f^2 at each point. */
  final float[][] scale;

  /** Of a leaf: relative to the tree's middle, by the link scale. */
  final float[] value;

  /** Of a leaf: its number. */
  final int[] leaf;

  /** By number of the leaf, as the tree has them. */
  final double[] leafValues;

  /** The integral's points are those of this rule. */
  final GaussLegendre rule;

  final int depth;

  /** The expected margin, the ensemble's base apart. */
  final double baseValue;

  private int size;
  private int leaves;

  TreeProgram(FlatTree tree, Players players, double linkScale, Layout layout, String place) {
    this.tree = tree;
    this.players = players;
    this.place = place;
    this.linkScale = linkScale;
    int nodes = tree.nodes();
    node = new int[nodes];
    left = new int[nodes];
    right = new int[nodes];
    cut = new float[nodes];
    slot = new int[nodes];
    categorical = new boolean[nodes];
    player = new int[nodes];
    share = new float[nodes];
    half = new float[nodes];
    before = new int[nodes];
    beforeIsFirst = new boolean[nodes];
    beforeSide = new float[nodes];
    slope = new float[nodes][];
    scale = new float[nodes][];
    value = new float[nodes];
    leaf = new int[nodes];
    leafValues = new double[(nodes + 1) / 2];
    depth = tree.depth();
    int most = mostPlayers(0, new int[depth], 0);
    rule = GaussLegendre.exactForDegree(Math.max(0, most - 1));
    int[] above = new int[depth];
    baseValue = linkScale * lay(0, 0, above, new double[depth], new boolean[depth], layout);
  }

  /** Which of a column's bins a node looks at. */
  interface Layout {
    /** The slot of the bins in which a missing value lies on the node's default side. */
    int slot(int column, boolean defaultLeft);

    /** The slot of the values themselves. */
    int categories(int column);

    float cut(int column, double threshold);
  }

  private int mostPlayers(int at, int[] onPath, int count) {
    if (tree.isLeaf(at)) {
      return count;
    }
    int own = players.ofColumn(tree.column()[at]);
    int with = count;
    if (Arrays.stream(onPath, 0, count).noneMatch(other -> other == own)) {
      if (count == MAX_PLAYERS) {
        throw new IllegalArgumentException(
            "Cannot explain %s: its path to node %d has more than %d different players. Explain groups of features, or train shallower trees."
                .formatted(place, at, MAX_PLAYERS));
      }
      onPath[with++] = own;
    }
    return Math.max(
        mostPlayers(tree.left()[at], onPath, with), mostPlayers(tree.right()[at], onPath, with));
  }

  /** Lays out the nodes from one on; returns the expected value below it. */
  private double lay(
      int at, int level, int[] above, double[] edgeShare, boolean[] edgeLeft, Layout layout) {
    int here = size++;
    node[here] = at;
    if (tree.isLeaf(at)) {
      left[here] = LEAF;
      leaf[here] = leaves;
      leafValues[leaves++] = tree.value()[at];
      value[here] = (float) (linkScale * (tree.value()[at] - middle()));
      return tree.value()[at];
    }
    int column = tree.column()[at];
    categorical[here] = tree.leftCategories()[at] != null;
    player[here] = players.ofColumn(column);
    if (categorical[here]) {
      slot[here] = layout.categories(column);
    } else {
      slot[here] = layout.slot(column, tree.defaultLeft()[at]);
      cut[here] = layout.cut(column, tree.threshold()[at]);
    }
    double toLeft = tree.coverShare(at, tree.left()[at]);
    double toRight = tree.coverShare(at, tree.right()[at]);
    share[here] = (float) toLeft;
    half[here] = (float) (0.5 - toLeft);
    layPoints(here, level, above, edgeShare, edgeLeft);
    above[level] = here;
    left[here] = size;
    edgeShare[level] = toLeft;
    edgeLeft[level] = true;
    double ofLeft = lay(tree.left()[at], level + 1, above, edgeShare, edgeLeft, layout);
    above[level] = here;
    right[here] = size;
    edgeShare[level] = toRight;
    edgeLeft[level] = false;
    double ofRight = lay(tree.right()[at], level + 1, above, edgeShare, edgeLeft, layout);
    return toLeft * ofLeft + toRight * ofRight;
  }

  private void layPoints(int here, int level, int[] above, double[] edgeShare, boolean[] edgeLeft) {
    before[here] = -1;
    double merged = 1;
    for (int up = level - 1; up >= 0; up--) {
      if (player[above[up]] == player[here]) {
        if (before[here] < 0) {
          before[here] = up;
          beforeIsFirst[here] = before[above[up]] < 0;
          beforeSide[here] = edgeLeft[up] ? 0.5f : -0.5f;
        }
        merged *= edgeShare[up];
      }
    }
    int points = rule.nodes.length;
    slope[here] = new float[points];
    scale[here] = new float[points];
    for (int q = 0; q < points; q++) {
      double t = rule.nodes[q];
      double factor = merged * (1 - t) + t;
      slope[here][q] = (float) (before[here] < 0 ? t : t / factor);
      scale[here][q] = (float) (before[here] < 0 ? 1 : merged / (factor * factor));
    }
  }

  private double middle() {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    for (int at = 0; at < tree.nodes(); at++) {
      if (tree.isLeaf(at)) {
        smallest = Math.min(smallest, tree.value()[at]);
        largest = Math.max(largest, tree.value()[at]);
      }
    }
    return smallest / 2 + largest / 2;
  }

  boolean isLeaf(int here) {
    return left[here] == LEAF;
  }

  /** Writes +1 for each value that goes left, else -1. */
  void categorySides(int here, double[] values, float[] side, int rows) {
    long[] set = tree.leftCategories()[node[here]];
    boolean defaultLeft = tree.defaultLeft()[node[here]];
    for (int i = 0; i < rows; i++) {
      side[i] = FlatTree.categoryGoesLeft(set, values[i], defaultLeft) ? 1 : -1;
    }
  }
}
