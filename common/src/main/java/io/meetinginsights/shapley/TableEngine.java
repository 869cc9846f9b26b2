package io.meetinginsights.shapley;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Few players, such as categories: what leaves give to all of them is one vector, so it is looked
 * up. Each tree is cut into a few groups of leaves, each with a table of one entry for every
 * outcome of the conditions that its leaves depend on ({@link KeyGroups}). Any value function will
 * do, for it only enters the tables. These are made in double and held in 32 bits.
 *
 * <p>A few trees are summed in 32 bits, those sums in 64. A tree's tables serve many rows before
 * the next tree's push them out of the cache.
 */
final class TableEngine implements Engine {

  /** An entry has room for as many, beside the leaf. */
  static final int MAX_PLAYERS = KeyGroup.LEAF_LANE;

  /** More conditions in a key are not worth a table; with fewer than that, leaves stand alone. */
  private static final int MOST_BITS = 10;

  private static final int FEWEST_BITS = 4;

  /** What the tables of a tree may take: they should stay in the second cache. */
  private static final long TREE_BYTES = 128 << 10;

  private static final int TREES_IN_32_BITS = 32;
  private static final int BLOCK_ROWS = 512;
  private static final int BLOCKS_AT_ONCE = 4;

  /** Groups whose entries are added in one go. */
  private static final int AT_ONCE = 4;

  private record Tree(KeyGroup[] groups, double[] leafValues) {}

  private final Kernel kernel;
  private final KeyLayout layout;
  private final Tree[] trees;
  private final int players;
  private final double baseValue;

  TableEngine(Ensemble e, LeafGames games, Players players, Kernel kernel, int bits) {
    this.kernel = kernel;
    this.layout = new KeyLayout(e);
    this.players = players.count();
    this.baseValue = games.baseValue(e);
    this.trees = new Tree[e.trees().size()];
    for (int tree = 0; tree < trees.length; tree++) {
      List<TreePaths.Path> paths = games.trees().get(tree).paths();
      KeyGroups groups = new KeyGroups(e.trees().get(tree), players, bits);
      trees[tree] =
          new Tree(
              groups.make(layout, paths, games.ofTrees()[tree]).toArray(KeyGroup[]::new),
              paths.stream().mapToDouble(TreePaths.Path::value).toArray());
    }
  }

  /**
   * With the longest keys whose tables fit; empty if even those of short keys do not.
   *
   * @param games of the leaves, asked for where tables fit
   * @param tableBytes what the tables of all trees may take
   */
  static Optional<Engine> of(
      Ensemble e, Supplier<LeafGames> games, Players players, Kernel kernel, long tableBytes) {
    players.requireColumns(e);
    for (int bits = MOST_BITS; bits >= FEWEST_BITS && players.count() <= MAX_PLAYERS; bits--) {
      if (fits(e, players, bits, tableBytes)) {
        return Optional.of(new TableEngine(e, games.get(), players, kernel, bits));
      }
    }
    return Optional.empty();
  }

  private static boolean fits(Ensemble e, Players players, int bits, long tableBytes) {
    long total = 0;
    for (FlatTree tree : e.trees()) {
      long bytes = new KeyGroups(tree, players, bits).bytes();
      total += bytes;
      if (bytes > TREE_BYTES || total > tableBytes) {
        return false;
      }
    }
    return true;
  }

  @Override
  public double baseValue() {
    return baseValue;
  }

  /** One thread's memory. */
  private static final class Block {
    final KeyLayout.Rows rows;
    final float[] sums = new float[BLOCK_ROWS * KeyGroup.LANES];
    int first;

    Block(KeyLayout layout) {
      rows = layout.new Rows(BLOCK_ROWS);
    }
  }

  @Override
  public void explain(double[][] columns, int rows, double[][] contributions, double[] margins) {
    Block[] blocks = new Block[Math.min(BLOCKS_AT_ONCE, (rows + BLOCK_ROWS - 1) / BLOCK_ROWS)];
    Arrays.setAll(blocks, block -> new Block(layout));
    int[][] keys = new int[AT_ONCE][BLOCK_ROWS];
    int first = 0;
    while (first < rows) {
      int used = 0;
      while (used < blocks.length && first < rows) {
        Block block = blocks[used++];
        block.first = first;
        block.rows.load(columns, first, Math.min(BLOCK_ROWS, rows - first));
        first += block.rows.count();
      }
      explain(blocks, used, keys, contributions, margins);
    }
  }

  private void explain(
      Block[] blocks, int used, int[][] keys, double[][] contributions, double[] margins) {
    for (int tree = 0; tree < trees.length; tree++) {
      boolean sumsAreFull = (tree + 1) % TREES_IN_32_BITS == 0 || tree + 1 == trees.length;
      for (int block = 0; block < used; block++) {
        addGroups(trees[tree].groups, blocks[block], keys);
        addLeaves(trees[tree].leafValues, blocks[block], margins);
        if (sumsAreFull) {
          empty(blocks[block], contributions);
        }
      }
    }
  }

  private void addGroups(KeyGroup[] groups, Block block, int[][] keys) {
    int group = 0;
    for (; group + AT_ONCE <= groups.length; group += AT_ONCE) {
      for (int i = 0; i < AT_ONCE; i++) {
        groups[group + i].keys(kernel, block.rows, keys[i]);
      }
      kernel.addEntries(
          groups[group].table,
          groups[group + 1].table,
          groups[group + 2].table,
          groups[group + 3].table,
          keys,
          block.sums,
          block.rows.count());
    }
    for (; group < groups.length; group++) {
      groups[group].keys(kernel, block.rows, keys[0]);
      kernel.addEntries(groups[group].table, keys[0], block.sums, block.rows.count());
    }
  }

  private static void addLeaves(double[] values, Block block, double[] margins) {
    float[] sums = block.sums;
    int count = block.rows.count();
    for (int i = 0; i < count; i++) {
      int at = i * KeyGroup.LANES + KeyGroup.LEAF_LANE;
      margins[block.first + i] += values[(int) sums[at]];
      sums[at] = 0;
    }
  }

  /** Moves the sums of some trees to where all are summed. */
  private void empty(Block block, double[][] contributions) {
    int count = block.rows.count();
    for (int player = 0; player < players; player++) {
      double[] column = contributions[player];
      for (int i = 0; i < count; i++) {
        column[block.first + i] += block.sums[i * KeyGroup.LANES + player];
      }
    }
    Arrays.fill(block.sums, 0, count * KeyGroup.LANES, 0);
  }
}
