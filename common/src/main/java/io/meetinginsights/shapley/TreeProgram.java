package io.meetinginsights.shapley;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tree made ready for {@link TreeFlow}.
 *
 * <p>The integral form of the Shapley value (arXiv 2605.04497) gives player j, from a leaf of value
 * v, the integral over t in [0, 1] of {@code v (b_j - r_j)} times the product over the other
 * players of {@code f_k = r_k (1 - t) + t b_k}. Two facts make it cheap to evaluate for all leaves
 * at once:
 *
 * <ul>
 *   <li>At a node whose player occurs for the first time on the path, the factors of its two edges
 *       add up to 1, and {@code b - r} of one is the negative of the other. So with the gain {@code
 *       g = b - r} of the left edge: the sum over the leaves below is {@code S = S_R + (r + t g)
 *       (S_L - S_R)}, and the player gets {@code g P (S_L - S_R)}, P being the product over the
 *       path above.
 *   <li>At a node whose player has occurred before, with merged share r' and merged condition b',
 *       let the edge carry the quotient of the merged factors with and without it. The quotients
 *       add up to 1 too, and with {@code g = b' (b - r)} and {@code f = r' (1 - t) + t} both
 *       formulas hold with the slope {@code t / f} in place of t and the player's gain times the
 *       scale {@code r' / f^2}. Nothing is divided by a quantity that depends on the row, and f is
 *       never 0.
 * </ul>
 *
 * <p>The same value taken from all leaves of a tree changes no contribution: leaves are held
 * relative to the middle of their range, so that 32 bits are spent on what differs.
 */
final class TreeProgram {

  /** There are quadrature rules for as many. */
  static final int MAX_PLAYERS = 64;

  final Node root;

  /** The points and weights of the integral. */
  final GaussRadau rule;

  /** By number of the leaf, as the tree has them. */
  final double[] leafValues;

  final int depth;

  /** The expected sum of leaves, by the link scale. */
  final double baseValue;

  /** The players that occur. */
  final int[] players;

  TreeProgram(FlatTree tree, Players players, double linkScale, BinLayout layout, String place) {
    depth = tree.depth();
    rule = ruleFor(mostPlayers(tree, players, 0, new int[depth], 0, place));
    Laying laying = new Laying(tree, players, linkScale, layout, rule);
    root = laying.lay(0, 0);
    baseValue = linkScale * laying.expected(0);
    leafValues = laying.leafValues.stream().mapToDouble(Double::doubleValue).toArray();
    this.players =
        laying.occurring.stream().mapToInt(Integer::intValue).sorted().distinct().toArray();
  }

  /** For u players the integrand is of degree u - 1; kernels are made for two points and more. */
  private static GaussRadau ruleFor(int players) {
    return GaussRadau.of(Math.max(2, players / 2));
  }

  private static int mostPlayers(
      FlatTree tree, Players players, int at, int[] onPath, int count, String place) {
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
        mostPlayers(tree, players, tree.left()[at], onPath, with, place),
        mostPlayers(tree, players, tree.right()[at], onPath, with, place));
  }

  private static final class Laying {
    private final FlatTree tree;
    private final Players players;
    private final double linkScale;
    private final BinLayout layout;
    private final GaussRadau rule;
    private final double middle;
    private final Node[] above;
    private final double[] edgeShare;
    private final boolean[] edgeLeft;
    private final List<Double> leafValues = new ArrayList<>();
    private final List<Integer> occurring = new ArrayList<>();

    Laying(FlatTree tree, Players players, double linkScale, BinLayout layout, GaussRadau rule) {
      this.tree = tree;
      this.players = players;
      this.linkScale = linkScale;
      this.layout = layout;
      this.rule = rule;
      this.middle = tree.middle();
      int depth = tree.depth();
      this.above = new Node[depth];
      this.edgeShare = new double[depth];
      this.edgeLeft = new boolean[depth];
    }

    Node lay(int at, int level) {
      Node node = new Node();
      if (tree.isLeaf(at)) {
        node.value = (float) (linkScale * (tree.value()[at] - middle));
        node.leaf = leafValues.size();
        leafValues.add(tree.value()[at]);
        return node;
      }
      int column = tree.column()[at];
      node.categories = tree.leftCategories()[at];
      node.defaultLeft = tree.defaultLeft()[at];
      node.player = players.ofColumn(column);
      occurring.add(node.player);
      if (node.categories != null) {
        node.slot = layout.categories(column);
      } else {
        node.slot = layout.slot(column, node.defaultLeft);
        node.cut = layout.cut(column, tree.threshold()[at]);
      }
      double toLeft = tree.coverShare(at, tree.left()[at]);
      node.share = (float) toLeft;
      node.half = (float) (0.5 - toLeft);
      layPoints(node, at, level);
      node.left = layChild(node, tree.left()[at], level, toLeft, true);
      node.right =
          layChild(node, tree.right()[at], level, tree.coverShare(at, tree.right()[at]), false);
      return node;
    }

    private Node layChild(Node node, int child, int level, double share, boolean left) {
      above[level] = node;
      edgeShare[level] = share;
      edgeLeft[level] = left;
      return lay(child, level + 1);
    }

    private void layPoints(Node node, int at, int level) {
      double merged = 1;
      for (int up = level - 1; up >= 0; up--) {
        if (above[up].player == node.player) {
          if (node.before < 0) {
            node.before = up;
            node.beforeIsFirst = above[up].before < 0;
            node.beforeSide = edgeLeft[up] ? 0.5f : -0.5f;
          }
          merged *= edgeShare[up];
        }
      }
      double others = 1;
      for (int up = 0; up < level; up++) {
        others *= above[up].player == node.player ? 1 : edgeShare[up];
      }
      double weight = rule.weightOfZero * others;
      node.weightAtZero = (float) weight;
      node.payAtZero =
          (float) (weight * linkScale * (expected(tree.left()[at]) - expected(tree.right()[at])));
      node.slope = new float[rule.points.length];
      node.scale = new float[rule.points.length];
      for (int q = 0; q < rule.points.length; q++) {
        double t = rule.points[q];
        double factor = node.before < 0 ? 1 : merged * (1 - t) + t;
        node.slope[q] = (float) (t / factor);
        node.scale[q] = (float) (merged / (factor * factor));
      }
    }

    double expected(int at) {
      if (tree.isLeaf(at)) {
        return tree.value()[at];
      }
      int left = tree.left()[at];
      int right = tree.right()[at];
      return tree.coverShare(at, left) * expected(left)
          + tree.coverShare(at, right) * expected(right);
    }
  }
}
