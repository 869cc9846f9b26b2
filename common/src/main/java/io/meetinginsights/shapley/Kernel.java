package io.meetinginsights.shapley;

/**
 * The loops over a block's rows. Every kernel does the same operations in the same order with
 * ordinary rounding, none fused, so that all give the same bits; they differ in how well the
 * machine is used.
 *
 * <p>Arrays are read and written from 0 to {@code rows - 1} at least, at most to {@link
 * #blockRows}, which every array holds: what stands beyond the rows is never looked at.
 */
abstract class Kernel {

  /** As the log and the benchmark call it. */
  abstract String name();

  /** Rows worked on at once. */
  abstract int blockRows();

  /** {@code side} = +1 where the bin is below the cut, else -1. */
  abstract void sides(float[] bins, float cut, float[] side, int rows);

  /** {@code gain = half + side / 2}. */
  abstract void gains(float[] side, float half, float[] gain, int rows);

  /** {@code gain = (half + side / 2) open}. */
  abstract void gains(float[] side, float half, float[] open, float[] gain, int rows);

  /** {@code open} = 1 where the row took the edge, else 0. */
  abstract void opens(float[] side, float sign, float[] open, int rows);

  /** {@code open} = {@code before} where the row took the edge, else 0. */
  abstract void opens(float[] side, float sign, float[] before, float[] open, int rows);

  /** {@code below = above (share + slope gain)}, at each point. */
  abstract void descend(
      float share, float[] slope, float[] gain, float[][] above, float[][] below, int rows);

  /** {@code below = above - below}, at each point: the other child. */
  abstract void cross(float[][] above, float[][] below, int points, int rows);

  /** What a node with two inner children, or an inner child and a leaf, adds and sends up. */
  abstract void combine(TreeProgram p, int here, Level level, Sums out, float[] phi, int rows);

  /** The same for a node with two leaves. */
  abstract void combineLeaves(
      TreeProgram p, int here, Level level, Sums out, float[] phi, int rows);

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

  /** The memory that a node at some level needs. */
  static final class Level {
    final float[] side;
    final float[] gain;
    final float[] open;
    final float[][] above;
    final Sums left;
    final Sums right;

    Level(int points, int rows) {
      side = new float[rows];
      gain = new float[rows];
      open = new float[rows];
      above = new float[points][rows];
      left = new Sums(points, rows);
      right = new Sums(points, rows);
    }
  }
}
