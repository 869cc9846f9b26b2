package io.meetinginsights.shapley;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The path-dependent values by their integral form, for all leaves of a tree at once: see {@link
 * TreeProgram}. A block of rows flows through a tree, down with the products above each node, up
 * with the sums below it. There are no tables, so any depth will do.
 *
 * <p>A few trees are summed in 32 bits, those sums in 64.
 */
final class FlowEngine implements Engine {

  /** Trees whose sum is held in 32 bits; also what stays in cache while blocks go through. */
  private static final int TREES_AT_ONCE = 32;

  /** Rows that are binned before trees are walked. */
  private static final int ROWS_AT_ONCE = 1024;

  private final Kernel kernel;
  private final BinLayout layout;
  private final TreeProgram[] trees;
  private final int[][] playersOf;
  private final int players;
  private final int depth;
  private final int points;
  private final double baseValue;

  FlowEngine(Ensemble e, Players players, Kernel kernel) {
    players.requireColumns(e);
    this.kernel = kernel;
    this.layout = new BinLayout(e);
    this.players = players.count();
    this.trees = new TreeProgram[e.trees().size()];
    int deepest = 0;
    int most = 1;
    double base = 0;
    for (int tree = 0; tree < trees.length; tree++) {
      trees[tree] =
          new TreeProgram(e.trees().get(tree), players, e.linkScale(), layout, "tree " + tree);
      deepest = Math.max(deepest, trees[tree].depth);
      most = Math.max(most, trees[tree].rule.points.length);
      base += trees[tree].baseValue;
    }
    this.depth = deepest;
    this.points = most;
    this.baseValue = e.base() + base;
    this.playersOf = new int[(trees.length + TREES_AT_ONCE - 1) / TREES_AT_ONCE][];
    for (int group = 0; group < playersOf.length; group++) {
      playersOf[group] = playersOf(group);
    }
  }

  private int[] playersOf(int group) {
    return IntStream.range(group * TREES_AT_ONCE, end(group))
        .flatMap(tree -> Arrays.stream(trees[tree].players))
        .sorted()
        .distinct()
        .toArray();
  }

  private int end(int group) {
    return Math.min(trees.length, (group + 1) * TREES_AT_ONCE);
  }

  @Override
  public double baseValue() {
    return baseValue;
  }

  @Override
  public void explain(double[][] columns, int rows, double[][] contributions, double[] margins) {
    int blockRows = kernel.blockRows();
    Binned[] blocks = new Binned[Math.min(ROWS_AT_ONCE, rows + blockRows - 1) / blockRows];
    for (int block = 0; block < blocks.length; block++) {
      blocks[block] = new Binned(layout, blockRows);
    }
    TreeFlow flow = new TreeFlow(kernel, depth, points);
    float[][] phi = new float[players][];
    for (int[] ofGroup : playersOf) {
      for (int player : ofGroup) {
        phi[player] = phi[player] == null ? new float[blockRows] : phi[player];
      }
    }
    for (int first = 0; first < rows; first += ROWS_AT_ONCE) {
      int end = Math.min(rows, first + ROWS_AT_ONCE);
      for (int start = first; start < end; start += blockRows) {
        blocks[(start - first) / blockRows].load(columns, start, Math.min(blockRows, end - start));
      }
      for (int group = 0; group < playersOf.length; group++) {
        for (int start = first; start < end; start += blockRows) {
          Binned block = blocks[(start - first) / blockRows];
          runGroup(group, block, flow, phi, start, contributions, margins);
        }
      }
    }
  }

  private void runGroup(
      int group,
      Binned block,
      TreeFlow flow,
      float[][] phi,
      int start,
      double[][] contributions,
      double[] margins) {
    for (int player : playersOf[group]) {
      Arrays.fill(phi[player], 0, block.rows(), 0);
    }
    for (int tree = group * TREES_AT_ONCE; tree < end(group); tree++) {
      float[] leaf = flow.run(trees[tree], block, phi);
      addLeaves(trees[tree].leafValues, leaf, margins, start, block.rows());
    }
    for (int player : playersOf[group]) {
      addAll(phi[player], contributions[player], start, block.rows());
    }
  }

  private static void addLeaves(
      double[] values, float[] leaf, double[] margins, int start, int rows) {
    for (int i = 0; i < rows; i++) {
      margins[start + i] += values[(int) leaf[i]];
    }
  }

  private static void addAll(float[] sums, double[] contributions, int start, int rows) {
    for (int i = 0; i < rows; i++) {
      contributions[start + i] += sums[i];
    }
  }
}
