package io.meetinginsights.shapley;

import java.util.Arrays;

/**
 * Leaves of a tree that share a table. A row's contributions from them depend on the row through
 * the conditions on their paths alone, so one bit for each condition is a key, and the table holds
 * the sums over the leaves for every key.
 *
 * <p>An entry has {@link #LANES} numbers: those of the players, and last the number of the leaf
 * that the row reaches, 0 if it reaches none of the group.
 */
final class KeyGroup {

  static final int LANES = 8;
  static final int LEAF_LANE = LANES - 1;

  /** The conditions, first bit first: whether the number in a slot is below a cut, or not. */
  private final int[] slot;

  private final int[] cut;
  private final int[] flip;

  /** Whether a condition has no bit of its own but must hold for the bit before it to be set. */
  private final boolean[] joined;

  final float[] table;

  KeyGroup(int[] slot, int[] cut, int[] flip, boolean[] joined, float[] table) {
    this.slot = slot;
    this.cut = cut;
    this.flip = flip;
    this.joined = joined;
    this.table = table;
  }

  /** Writes the keys of some rows. */
  void keys(Kernel kernel, KeyLayout.Rows rows, int[] keys) {
    Arrays.fill(keys, 0);
    for (int i = 0; i < slot.length; i++) {
      int[] numbers = rows.slot(slot[i]);
      if (joined[i]) {
        kernel.clearBit(numbers, cut[i], flip[i], keys, rows.count());
      } else {
        kernel.appendBit(numbers, cut[i], flip[i], keys, rows.count());
      }
    }
  }
}
