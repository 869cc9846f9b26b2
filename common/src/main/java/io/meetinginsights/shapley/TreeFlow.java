package io.meetinginsights.shapley;

import java.util.Arrays;

/** One thread's memory for a block of rows, and the walk of the block through a tree. */
final class TreeFlow {

  private final Kernel kernel;
  private final Level[] levels;
  private final Kernel.Sums root;

  /** The memory that a node at some level needs. */
  private static final class Level {
    final Kernel.Decided own;

    /** Of the right child of a triple, whose left child's stand one level below. */
    final Kernel.Decided ofRight;

    final float[][] above;
    final float[] pay;
    final Kernel.Sums left;
    final Kernel.Sums right;

    Level(int points, int rows) {
      own = new Kernel.Decided(rows);
      ofRight = new Kernel.Decided(rows);
      above = new float[points][rows];
      pay = new float[rows];
      left = new Kernel.Sums(points, rows);
      right = new Kernel.Sums(points, rows);
    }
  }

  TreeFlow(Kernel kernel, int depth, int points) {
    this.kernel = kernel;
    this.levels = new Level[depth];
    for (int level = 0; level < depth; level++) {
      levels[level] = new Level(points, kernel.blockRows());
    }
    this.root = new Kernel.Sums(points, kernel.blockRows());
  }

  /**
   * Adds what a tree gives to each player.
   *
   * @param phi by player
   * @return the number of the leaf that each row reaches; valid until the next call
   */
  float[] run(TreeProgram p, Binned block, float[][] phi) {
    int points = p.rule.points.length;
    if (!p.root.isLeaf()) {
      for (int q = 0; q < points; q++) {
        Arrays.fill(levels[0].above[q], 0, block.rows(), (float) p.rule.weights[q]);
      }
    }
    visit(p.root, 0, points, block, phi, root);
    return root.leaf;
  }

  private void visit(Node n, int depth, int points, Binned block, float[][] phi, Kernel.Sums out) {
    int rows = block.rows();
    if (n.isLeaf()) {
      for (int q = 0; q < points; q++) {
        Arrays.fill(out.sum[q], 0, rows, n.value);
      }
      Arrays.fill(out.leaf, 0, rows, n.leaf);
      return;
    }
    Level level = levels[depth];
    boolean triple = n.isTriple() && kernel.takesTriples(points);
    if (triple && n.isFresh() && n.left.isFresh() && n.right.isFresh()) {
      kernel.triple(
          n,
          block.bins(n.slot),
          block.bins(n.left.slot),
          block.bins(n.right.slot),
          level.above,
          out,
          phi,
          rows);
      return;
    }
    decide(n, level.own, block);
    if (triple) {
      Kernel.Decided ofLeft = levels[depth + 1].own;
      decide(n.left, ofLeft, block);
      decide(n.right, level.ofRight, block);
      kernel.decidedTriple(n, level.own, ofLeft, level.ofRight, level.above, out, phi, rows);
      return;
    }
    if (n.hasTwoLeaves()) {
      kernel.leaves(n, level.own.gain, level.above, out, level.pay, phi[n.player], rows);
      kernel.chooseLeaf(n, level.own.side, out.leaf, rows);
      return;
    }
    float[][] below = levels[depth + 1].above;
    kernel.descend(n, level.own.gain, level.above, below, rows);
    visit(n.left, depth + 1, points, block, phi, level.left);
    kernel.cross(n, level.above, below, rows);
    visit(n.right, depth + 1, points, block, phi, level.right);
    kernel.combine(
        n,
        level.own.gain,
        level.above,
        level.left,
        level.right,
        out,
        level.pay,
        phi[n.player],
        rows);
    kernel.choose(level.own.side, level.left.leaf, level.right.leaf, out.leaf, rows);
  }

  private void decide(Node n, Kernel.Decided own, Binned block) {
    int rows = block.rows();
    if (n.isFresh()) {
      kernel.sidesAndGains(block.bins(n.slot), n.cut, n.half, own.side, own.gain, rows);
      return;
    }
    if (n.categories != null) {
      n.categorySides(block.categories(n.slot), own.side, rows);
    } else {
      kernel.sides(block.bins(n.slot), n.cut, own.side, rows);
    }
    if (n.before < 0) {
      kernel.gains(own.side, n.half, own.gain, rows);
      return;
    }
    Kernel.Decided before = levels[n.before].own;
    if (n.beforeIsFirst) {
      kernel.opens(before.side, n.beforeSide, own.open, rows);
    } else {
      kernel.opens(before.side, n.beforeSide, before.open, own.open, rows);
    }
    kernel.gains(own.side, n.half, own.open, own.gain, rows);
  }
}
