package io.meetinginsights.shapley;

/**
 * The loops over a block's rows. Every kernel does the same operations in the same order with
 * ordinary rounding, none fused, so that all give the same bits; they differ in how well the
 * machine is used.
 *
 * <p>Arrays hold {@link #blockRows} rows; what stands beyond {@code rows} may be overwritten and is
 * never looked at. The integral has two points and more.
 *
 * <p>Throughout, side is +1 where a row goes left at the node and -1 where it goes right.
 */
abstract class Kernel {

  /** As the log and the benchmark call it. */
  abstract String name();

  /** Rows worked on at once; a multiple of 64. */
  abstract int blockRows();

  /** Whether a bin is below the cut. */
  abstract void sides(float[] bins, float cut, float[] side, int rows);

  /** Both sides and gains: {@code gain = half + side / 2}. */
  abstract void sidesAndGains(
      float[] bins, float cut, float half, float[] side, float[] gain, int rows);

  /** {@code gain = half + side / 2}. */
  abstract void gains(float[] side, float half, float[] gain, int rows);

  /** {@code gain = (half + side / 2) open}. */
  abstract void gains(float[] side, float half, float[] open, float[] gain, int rows);

  /** {@code open} = 1 where the row took the edge, else 0. */
  abstract void opens(float[] side, float sign, float[] open, int rows);

  /** {@code open} = {@code before} where the row took the edge, else 0. */
  abstract void opens(float[] side, float sign, float[] before, float[] open, int rows);

  /** To the left child: {@code below = above (share + slope gain)}. */
  abstract void descend(Node n, float[] gain, float[][] above, float[][] below, int rows);

  /** To the right child, after the left one: {@code below = above - below}. */
  abstract void cross(Node n, float[][] above, float[][] below, int rows);

  /**
   * What a node adds and sends up: {@code sum = right + (share + slope gain) (left - right)},
   * {@code phi += gain * sum of scale above (left - right)}.
   */
  abstract void combine(
      Node n,
      float[] gain,
      float[][] above,
      Sums left,
      Sums right,
      Sums out,
      float[] pay,
      float[] phi,
      int rows);

  /** The leaf that the row reaches. */
  abstract void choose(float[] side, float[] left, float[] right, float[] leaf, int rows);

  /** What a node with two leaves adds and sends up. */
  abstract void leaves(
      Node n, float[] gain, float[][] above, Sums out, float[] pay, float[] phi, int rows);

  /** Which of two leaves the row reaches. */
  abstract void chooseLeaf(Node n, float[] side, float[] leaf, int rows);

  /** Whether there is anything to be had from {@link #triple} and {@link #decidedTriple}. */
  abstract boolean takesTriples(int points);

  /** Three nodes over four leaves: the same as node by node, in one pass. */
  abstract void decidedTriple(
      Node n,
      Decided own,
      Decided ofLeft,
      Decided ofRight,
      float[][] above,
      Sums out,
      float[][] phi,
      int rows);

  /** The same if all three are numeric and their players occur for the first time on the path. */
  abstract void triple(
      Node n,
      float[] bins,
      float[] binsLeft,
      float[] binsRight,
      float[][] above,
      Sums out,
      float[][] phi,
      int rows);

  /**
   * Appends a bit to each key: {@code key = 2 key + 1} where {@code bin < cut} if {@code flip} is
   * 0, where {@code bin >= cut} if it is -1, else {@code 2 key}.
   */
  abstract void appendBit(int[] bins, int cut, int flip, int[] keys, int rows);

  /** Clears a key's last bit where the condition, as in {@link #appendBit}, does not hold. */
  abstract void clearBit(int[] bins, int cut, int flip, int[] keys, int rows);

  /** Adds a group's entry to each row's {@link KeyGroup#LANES} sums, row by row. */
  abstract void addEntries(float[] table, int[] keys, float[] sums, int rows);

  /** The same of four groups: {@code sum += (a + b) + (c + d)}. */
  abstract void addEntries(
      float[] tableA,
      float[] tableB,
      float[] tableC,
      float[] tableD,
      int[][] keys,
      float[] sums,
      int rows);

  /** Which way each row goes at a node, and what follows from it. */
  static final class Decided {
    /** +1 or -1. */
    final float[] side;

    /** What the left edge has over its share, 0 for a row whose player is out already. */
    final float[] gain;

    /** For a player that occurred before: 1 if the row took all his edges above, else 0. */
    final float[] open;

    Decided(int rows) {
      side = new float[rows];
      gain = new float[rows];
      open = new float[rows];
    }
  }

  /** What the subtree below an edge has to say, of each row. */
  static final class Sums {
    /** The sum over its leaves, at each point. */
    final float[][] sum;

    /** The number of the leaf that the row reaches if it comes here. */
    final float[] leaf;

    Sums(int points, int rows) {
      sum = new float[points][rows];
      leaf = new float[rows];
    }
  }
}
