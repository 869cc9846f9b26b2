package io.meetinginsights.shapley;

import java.util.Arrays;

/** One thread's memory for a block of rows, and the walk of the block through a tree. */
final class TreeFlow {

  private final Kernel kernel;
  private final Kernel.Level[] levels;
  private final Kernel.Sums root;

  TreeFlow(Kernel kernel, int depth, int points) {
    this.kernel = kernel;
    this.levels = new Kernel.Level[depth];
    for (int level = 0; level < depth; level++) {
      levels[level] = new Kernel.Level(points, kernel.blockRows());
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
    if (!p.isLeaf(0)) {
      for (int q = 0; q < p.rule.nodes.length; q++) {
        Arrays.fill(levels[0].above[q], 0, block.rows(), (float) p.rule.weights[q]);
      }
    }
    visit(p, 0, 0, block, phi, root);
    return root.leaf;
  }

  private void visit(
      TreeProgram p, int here, int depth, Binned block, float[][] phi, Kernel.Sums out) {
    int rows = block.rows();
    if (p.isLeaf(here)) {
      for (int q = 0; q < p.rule.nodes.length; q++) {
        Arrays.fill(out.sum[q], 0, rows, p.value[here]);
      }
      Arrays.fill(out.leaf, 0, rows, p.leaf[here]);
      return;
    }
    Kernel.Level level = levels[depth];
    decide(p, here, level, block);
    if (p.isLeaf(p.left[here]) && p.isLeaf(p.right[here])) {
      kernel.combineLeaves(p, here, level, out, phi[p.player[here]], rows);
      return;
    }
    float[][] below = levels[depth + 1].above;
    kernel.descend(p.share[here], p.slope[here], level.gain, level.above, below, rows);
    visit(p, p.left[here], depth + 1, block, phi, level.left);
    kernel.descend(p.share[here], p.slope[here], level.gain, level.above, below, rows);
    kernel.cross(level.above, below, p.rule.nodes.length, rows);
    visit(p, p.right[here], depth + 1, block, phi, level.right);
    kernel.combine(p, here, level, out, phi[p.player[here]], rows);
  }

  private void decide(TreeProgram p, int here, Kernel.Level level, Binned block) {
    int rows = block.rows();
    if (p.categorical[here]) {
      p.categorySides(here, block.categories(p.slot[here]), level.side, rows);
    } else {
      kernel.sides(block.bins(p.slot[here]), p.cut[here], level.side, rows);
    }
    if (p.before[here] < 0) {
      kernel.gains(level.side, p.half[here], level.gain, rows);
      return;
    }
    Kernel.Level before = levels[p.before[here]];
    if (p.beforeIsFirst[here]) {
      kernel.opens(before.side, p.beforeSide[here], level.open, rows);
    } else {
      kernel.opens(before.side, p.beforeSide[here], before.open, level.open, rows);
    }
    kernel.gains(level.side, p.half[here], level.open, level.gain, rows);
  }
}
