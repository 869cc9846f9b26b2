package io.meetinginsights.shapley;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tree made ready for blocks of rows: which bit of the key each node decides, and the path of
 * each leaf with players that occur more than once merged into one.
 *
 * <p>Going down, a row's key says which players' conditions it has met so far. A player's first
 * node on the path sets his bit; a further node of the same player can only clear it, because all
 * his conditions must hold. Both children of a node therefore follow from the node's key by a shift
 * and an or, or an and, with no branch that depends on the data.
 */
final class TreePaths {

  /** Keys are longs. */
  static final int MAX_PLAYERS = 64;

  /**
   * The path of a leaf.
   *
   * @param players the path's players; bit k of a key belongs to {@code players[k]}
   * @param absent for each the share of the cover that takes all of his edges on the path
   * @param value the leaf's value, before the link scale
   */
  record Path(int[] players, double[] absent, double value) {}

  private final FlatTree tree;
  private final CompareRule rule;
  private final double[] threshold;
  private final int[] bit;
  private final boolean[] repeated;
  private final int[] pathOfLeaf;
  private final List<Path> paths = new ArrayList<>();
  private int depth;

  /**
   * @param tree a checked tree
   * @param rule how its nodes compare
   * @param players who the columns count for
   * @param place names the tree in errors
   * @throws IllegalArgumentException if a path has more than 64 different players
   */
  TreePaths(FlatTree tree, CompareRule rule, Players players, String place) {
    this.tree = tree;
    this.rule = rule;
    int nodes = tree.nodes();
    this.threshold = new double[nodes];
    this.bit = new int[nodes];
    this.repeated = new boolean[nodes];
    this.pathOfLeaf = new int[nodes];
    for (int node = 0; node < nodes; node++) {
      threshold[node] = rule.rounded(tree.threshold()[node]);
    }
    follow(0, 0, new int[0], new double[0], players, place);
  }

  private void follow(
      int node, int level, int[] onPath, double[] absent, Players players, String place) {
    depth = Math.max(depth, level);
    if (tree.isLeaf(node)) {
      pathOfLeaf[node] = paths.size();
      paths.add(new Path(onPath, absent, tree.value()[node]));
      return;
    }
    int player = players.ofColumn(tree.column()[node]);
    bit[node] = indexOf(player, onPath);
    repeated[node] = bit[node] < onPath.length;
    int[] playersBelow = onPath;
    if (!repeated[node]) {
      if (onPath.length == MAX_PLAYERS) {
        throw new IllegalArgumentException(
            "Cannot explain %s: its path to node %d has more than %d different players. Explain groups of features, or train shallower trees."
                .formatted(place, node, MAX_PLAYERS));
      }
      playersBelow = Arrays.copyOf(onPath, onPath.length + 1);
      playersBelow[bit[node]] = player;
    }
    for (int child : new int[] {tree.left()[node], tree.right()[node]}) {
      double[] absentBelow = Arrays.copyOf(absent, playersBelow.length);
      double share = tree.coverShare(node, child);
      absentBelow[bit[node]] = repeated[node] ? absentBelow[bit[node]] * share : share;
      follow(child, level + 1, playersBelow, absentBelow, players, place);
    }
  }

  private static int indexOf(int player, int[] onPath) {
    int index = 0;
    while (index < onPath.length && onPath[index] != player) {
      index++;
    }
    return index;
  }

  /** The paths, in the order in which {@link #walk} comes to their leaves. */
  List<Path> paths() {
    return paths;
  }

  int depth() {
    return depth;
  }

  /** What happens at each leaf of a walk. */
  interface LeafVisitor {
    /**
     * @param path the index of the leaf's path
     * @param keys the key of each of the block's rows; only valid during the call
     * @param rows the number of rows in the block
     */
    void visit(int path, long[] keys, int rows);
  }

  /** Takes all rows of a block to all leaves at once. */
  void walk(RowBlock block, LeafVisitor visitor) {
    Arrays.fill(block.keys(0), 0, block.rows(), 0);
    walk(0, 0, block, visitor);
  }

  private void walk(int node, int level, RowBlock block, LeafVisitor visitor) {
    long[] keys = block.keys(level);
    if (tree.isLeaf(node)) {
      visitor.visit(pathOfLeaf[node], keys, block.rows());
      return;
    }
    long[] wentLeft = block.decisions(level);
    decide(node, block.column(tree.column()[node]), wentLeft, block.rows());
    long[] childKeys = block.keys(level + 1);
    childKeys(keys, wentLeft, 0, node, childKeys, block.rows());
    walk(tree.left()[node], level + 1, block, visitor);
    childKeys(keys, wentLeft, 1, node, childKeys, block.rows());
    walk(tree.right()[node], level + 1, block, visitor);
  }

  private void childKeys(
      long[] keys, long[] wentLeft, long flip, int node, long[] childKeys, int rows) {
    int shift = bit[node];
    if (repeated[node]) {
      long missed = flip ^ 1;
      for (int i = 0; i < rows; i++) {
        childKeys[i] = keys[i] & ~((wentLeft[i] ^ missed) << shift);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        childKeys[i] = keys[i] | (wentLeft[i] ^ flip) << shift;
      }
    }
  }

  /**
   * Writes 1 for each row that goes left, else 0. Every comparison with NaN is false, so the
   * default direction is a matter of which way round the question is put.
   */
  private void decide(int node, double[] values, long[] wentLeft, int rows) {
    long[] categories = tree.leftCategories()[node];
    boolean defaultLeft = tree.defaultLeft()[node];
    double limit = threshold[node];
    if (categories != null) {
      for (int i = 0; i < rows; i++) {
        wentLeft[i] = FlatTree.categoryGoesLeft(categories, values[i], defaultLeft) ? 1 : 0;
      }
    } else if (rule == CompareRule.LT_F32 && defaultLeft) {
      for (int i = 0; i < rows; i++) {
        wentLeft[i] = values[i] >= limit ? 0 : 1;
      }
    } else if (rule == CompareRule.LT_F32) {
      for (int i = 0; i < rows; i++) {
        wentLeft[i] = values[i] < limit ? 1 : 0;
      }
    } else if (defaultLeft) {
      for (int i = 0; i < rows; i++) {
        wentLeft[i] = values[i] > limit ? 0 : 1;
      }
    } else {
      for (int i = 0; i < rows; i++) {
        wentLeft[i] = values[i] <= limit ? 1 : 0;
      }
    }
  }
}
