package io.meetinginsights.shapley;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which columns are binned by which thresholds, and where the bins stand. A column whose nodes
 * disagree about the side of a missing value has its bins twice: once with missing values left of
 * all thresholds, once right of all, so that no node needs to ask.
 */
final class BinLayout {

  private static final int LOWEST = -1;

  private record Slot(int column, boolean missingLeft) {}

  private final CompareRule rule;
  private final Cuts[] cuts;
  private final Map<Slot, Integer> slotOf = new HashMap<>();
  private final List<Slot> slots = new ArrayList<>();
  private final int[] categorySlotOf;
  private final List<Integer> categoryColumns = new ArrayList<>();

  BinLayout(Ensemble e) {
    this.rule = e.compareRule();
    this.cuts = new Cuts[e.columns()];
    this.categorySlotOf = new int[e.columns()];
    Arrays.fill(categorySlotOf, -1);
    double[][] thresholds = new double[e.columns()][];
    int[] counts = new int[e.columns()];
    for (FlatTree tree : e.trees()) {
      for (int node = 0; node < tree.nodes(); node++) {
        if (!tree.isLeaf(node)) {
          place(tree, node, thresholds, counts);
        }
      }
    }
    for (int column = 0; column < cuts.length; column++) {
      if (counts[column] > 0) {
        cuts[column] = new Cuts(rule, Arrays.copyOf(thresholds[column], counts[column]), column);
      }
    }
  }

  private void place(FlatTree tree, int node, double[][] thresholds, int[] counts) {
    int column = tree.column()[node];
    if (tree.leftCategories()[node] != null) {
      if (categorySlotOf[column] < 0) {
        categorySlotOf[column] = categoryColumns.size();
        categoryColumns.add(column);
      }
      return;
    }
    Slot slot = new Slot(column, tree.defaultLeft()[node]);
    if (slotOf.putIfAbsent(slot, slots.size()) == null) {
      slots.add(slot);
    }
    if (thresholds[column] == null) {
      thresholds[column] = new double[16];
    } else if (thresholds[column].length == counts[column]) {
      thresholds[column] = Arrays.copyOf(thresholds[column], 2 * counts[column]);
    }
    thresholds[column][counts[column]++] = tree.threshold()[node];
  }

  /** The slot of the bins in which a missing value lies on the node's default side. */
  int slot(int column, boolean defaultLeft) {
    return slotOf.get(new Slot(column, defaultLeft));
  }

  /** The slot of the values themselves. */
  int categories(int column) {
    return categorySlotOf[column];
  }

  float cut(int column, double threshold) {
    return cuts[column].cut(threshold);
  }

  int slots() {
    return slots.size();
  }

  int categorySlots() {
    return categoryColumns.size();
  }

  void load(double[][] columns, int first, int count, float[][] bins, double[][] categories) {
    for (int slot = 0; slot < bins.length; slot++) {
      Slot of = slots.get(slot);
      Cuts cut = cuts[of.column];
      Integer other = slotOf.get(new Slot(of.column, true));
      if (of.missingLeft || other == null) {
        cut.bin(
            columns[of.column], first, count, of.missingLeft ? LOWEST : cut.highest(), bins[slot]);
      }
    }
    for (int slot = 0; slot < bins.length; slot++) {
      Slot of = slots.get(slot);
      Integer other = slotOf.get(new Slot(of.column, true));
      if (!of.missingLeft && other != null) {
        Cuts.moveMissing(bins[other], count, cuts[of.column].highest(), bins[slot]);
      }
    }
    for (int slot = 0; slot < categories.length; slot++) {
      double[] from = columns[categoryColumns.get(slot)];
      for (int i = 0; i < count; i++) {
        categories[slot][i] = rule.rounded(from[first + i]);
      }
    }
  }
}
