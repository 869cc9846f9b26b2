package io.meetinginsights.shapley;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The conditions of keys, all of one form, "the number in this slot is below that cut": the slots
 * of the bins, and behind them one slot for each categorical node, with 0 for a row that goes left
 * and 1 for one that goes right.
 */
final class KeyLayout {

  private record CategoricalNode(int categories, long[] left, boolean defaultLeft) {}

  private final BinLayout bins;
  private final List<CategoricalNode> categoricalNodes = new ArrayList<>();

  /** By the node's own set, which is one object however often the node is met. */
  private final Map<CategoricalNode, Integer> slotOf = new HashMap<>();

  KeyLayout(Ensemble e) {
    bins = new BinLayout(e);
  }

  /** The slot of a node's column; a categorical node gets one of its own. */
  int slot(FlatTree tree, int node) {
    int column = tree.column()[node];
    long[] left = tree.leftCategories()[node];
    boolean defaultLeft = tree.defaultLeft()[node];
    if (left == null) {
      return bins.slot(column, defaultLeft);
    }
    CategoricalNode asked = new CategoricalNode(bins.categories(column), left, defaultLeft);
    Integer slot = slotOf.putIfAbsent(asked, bins.slots() + categoricalNodes.size());
    if (slot != null) {
      return slot;
    }
    categoricalNodes.add(asked);
    return slotOf.get(asked);
  }

  /** What the node compares with. */
  int cut(FlatTree tree, int node) {
    return tree.leftCategories()[node] == null
        ? (int) bins.cut(tree.column()[node], tree.threshold()[node])
        : 1;
  }

  /** One thread's memory for some rows in this layout. */
  final class Rows {
    private final Binned binned;
    private final int[][] slots;

    Rows(int capacity) {
      binned = new Binned(bins, capacity);
      slots = new int[bins.slots() + categoricalNodes.size()][capacity];
    }

    void load(double[][] columns, int first, int count) {
      binned.load(columns, first, count);
      for (int slot = 0; slot < bins.slots(); slot++) {
        float[] from = binned.bins(slot);
        int[] to = slots[slot];
        for (int i = 0; i < count; i++) {
          to[i] = (int) from[i];
        }
      }
      for (int node = 0; node < categoricalNodes.size(); node++) {
        decide(categoricalNodes.get(node), slots[bins.slots() + node], count);
      }
    }

    private void decide(CategoricalNode node, int[] side, int count) {
      double[] values = binned.categories(node.categories);
      for (int i = 0; i < count; i++) {
        side[i] = FlatTree.categoryGoesLeft(node.left, values[i], node.defaultLeft) ? 0 : 1;
      }
    }

    int count() {
      return binned.rows();
    }

    int[] slot(int slot) {
      return slots[slot];
    }
  }
}
