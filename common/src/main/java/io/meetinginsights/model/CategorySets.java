package io.meetinginsights.model;

import java.util.Arrays;
import java.util.BitSet;

/** Category numbers as the bit sets that trees hold, and back. */
final class CategorySets {

  private CategorySets() {}

  /** The bit set of categories that are at least 0. */
  static long[] bits(int[] categories) {
    BitSet bits = new BitSet();
    Arrays.stream(categories).forEach(bits::set);
    return bits.toLongArray();
  }

  /** The categories of a bit set, ascending. */
  static int[] categories(long[] bits) {
    return BitSet.valueOf(bits).stream().toArray();
  }
}
