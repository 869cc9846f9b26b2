package io.meetinginsights.shapley;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a tree into {@link KeyGroup}s: from the root down, at the first nodes of which the players
 * above and the nodes below are few enough together. A player above has one bit, set if the row
 * meets all his conditions up to there; a node below has one bit, set if the row goes left.
 */
final class KeyGroups {

  private final FlatTree tree;
  private final Players players;
  private final int mostBits;
  private final int[] nodesBelow;

  /** The path to the node that is looked at. */
  private final int[] above;

  private final boolean[] left;

  KeyGroups(FlatTree tree, Players players, int mostBits) {
    this.tree = tree;
    this.players = players;
    this.mostBits = mostBits;
    this.nodesBelow = new int[tree.nodes()];
    this.above = new int[tree.depth()];
    this.left = new boolean[tree.depth()];
    count(0);
  }

  private int count(int node) {
    nodesBelow[node] =
        tree.isLeaf(node) ? 0 : 1 + count(tree.left()[node]) + count(tree.right()[node]);
    return nodesBelow[node];
  }

  private interface Visitor {
    void group(int node, int level, int bits);
  }

  private void visit(int node, int level, Visitor visitor) {
    int bits = playersAbove(level).size() + nodesBelow[node];
    if (tree.isLeaf(node) || bits <= mostBits) {
      visitor.group(node, level, bits);
      return;
    }
    above[level] = node;
    left[level] = true;
    visit(tree.left()[node], level + 1, visitor);
    left[level] = false;
    visit(tree.right()[node], level + 1, visitor);
  }

  private List<Integer> playersAbove(int level) {
    List<Integer> found = new ArrayList<>();
    for (int up = 0; up < level; up++) {
      int player = players.ofColumn(tree.column()[above[up]]);
      if (!found.contains(player)) {
        found.add(player);
      }
    }
    return found;
  }

  /** What the tables of the tree take; more than any memory if a key is too long. */
  long bytes() {
    long[] bytes = {0};
    visit(
        0,
        0,
        (node, level, bits) ->
            bytes[0] += bits > 24 ? Long.MAX_VALUE >> 24 : (long) KeyGroup.LANES * 4 << bits);
    return bytes[0];
  }

  /**
   * @param paths of the tree's leaves, from left to right
   * @param games of the same leaves
   */
  List<KeyGroup> make(KeyLayout layout, List<TreePaths.Path> paths, LeafGame[] games) {
    List<KeyGroup> groups = new ArrayList<>();
    int[] leaves = {0};
    visit(
        0,
        0,
        (node, level, bits) -> {
          Making making = new Making(layout, bits, paths, games, leaves[0]);
          groups.add(making.group(node, level));
          leaves[0] = making.leaf;
        });
    return groups;
  }

  private final class Making {
    private final KeyLayout layout;
    private final List<TreePaths.Path> paths;
    private final LeafGame[] games;
    private final double[] table;
    private final List<Integer> slot = new ArrayList<>();
    private final List<Integer> cut = new ArrayList<>();
    private final List<Integer> flip = new ArrayList<>();
    private final List<Boolean> joined = new ArrayList<>();

    /** By player: which bits of a key are asked, and what they must be. */
    private final int[] asked = new int[players.count()];

    private final int[] wanted = new int[players.count()];
    private int nextBit;

    /** The number of the leaf that comes next. */
    private int leaf;

    Making(
        KeyLayout layout, int bits, List<TreePaths.Path> paths, LeafGame[] games, int firstLeaf) {
      this.layout = layout;
      this.paths = paths;
      this.games = games;
      this.nextBit = 1 << bits >> 1;
      this.table = new double[KeyGroup.LANES << bits];
      this.leaf = firstLeaf;
    }

    KeyGroup group(int node, int level) {
      for (int player : playersAbove(level)) {
        asked[player] = nextBit;
        wanted[player] = nextBit;
        nextBit >>= 1;
        boolean first = true;
        for (int up = 0; up < level; up++) {
          if (players.ofColumn(tree.column()[above[up]]) == player) {
            condition(above[up], left[up], !first);
            first = false;
          }
        }
      }
      below(node);
      float[] rounded = new float[table.length];
      for (int i = 0; i < table.length; i++) {
        rounded[i] = (float) table[i];
      }
      return new KeyGroup(ints(slot), ints(cut), ints(flip), joined(), rounded);
    }

    private void condition(int node, boolean goesLeft, boolean joins) {
      slot.add(layout.slot(tree, node));
      cut.add(layout.cut(tree, node));
      flip.add(goesLeft ? 0 : -1);
      joined.add(joins);
    }

    private void below(int node) {
      if (tree.isLeaf(node)) {
        addLeaf();
        return;
      }
      condition(node, true, false);
      int bit = nextBit;
      nextBit >>= 1;
      int player = players.ofColumn(tree.column()[node]);
      int askedAbove = asked[player];
      int wantedAbove = wanted[player];
      asked[player] = askedAbove | bit;
      wanted[player] = wantedAbove | bit;
      below(tree.left()[node]);
      wanted[player] = wantedAbove;
      below(tree.right()[node]);
      asked[player] = askedAbove;
    }

    /** Adds what a leaf gives for every key of the group. */
    private void addLeaf() {
      int[] onPath = paths.get(leaf).players();
      double[] phi = new double[2 * onPath.length];
      double[][] ofLeafKey = new double[1 << onPath.length][];
      for (int key = 0; key < ofLeafKey.length; key++) {
        games[leaf].contributions(key, phi);
        ofLeafKey[key] = phi.clone();
      }
      for (int entry = 0; entry < table.length; entry += KeyGroup.LANES) {
        int leafKey = 0;
        for (int k = 0; k < onPath.length; k++) {
          int player = onPath[k];
          leafKey |= (entry / KeyGroup.LANES & asked[player]) == wanted[player] ? 1 << k : 0;
        }
        for (int k = 0; k < onPath.length; k++) {
          table[entry + onPath[k]] += ofLeafKey[leafKey][k];
        }
        if (leafKey == ofLeafKey.length - 1) {
          table[entry + KeyGroup.LEAF_LANE] = leaf;
        }
      }
      leaf++;
    }

    private int[] ints(List<Integer> list) {
      return list.stream().mapToInt(Integer::intValue).toArray();
    }

    private boolean[] joined() {
      boolean[] array = new boolean[joined.size()];
      for (int i = 0; i < array.length; i++) {
        array[i] = joined.get(i);
      }
      return array;
    }
  }
}
