package io.meetinginsights.shapley;

import java.util.List;

/**
 * Leaf by leaf, in double: all rows of a block go to all leaves at once, as keys of one bit a
 * player ({@link TreePaths}); a leaf's contributions depend on the key alone, so they stand in a
 * table of its keys (arXiv 2109.09847, 2511.09376) as long as tables fit, leaves of few players
 * first; else they are computed for each row ({@link PathDependentGame}, {@link BackgroundGame}).
 */
final class LeafEngine implements Engine {

  /**
   * Rows worked on at once: their keys and one player's contributions stay in the nearest cache.
   */
  static final int BLOCK_ROWS = 512;

  private final Ensemble ensemble;
  private final List<TreePaths> trees;
  private final LeafShares[][] shares;
  private final int depth;
  private final double baseValue;

  LeafEngine(Ensemble ensemble, LeafGames games, long tableBytes) {
    this.ensemble = ensemble;
    this.trees = games.trees();
    this.depth = games.depth();
    this.baseValue = games.baseValue(ensemble);
    LeafGame[][] ofTrees = games.ofTrees();
    int largestTable = largestTable(ofTrees, tableBytes);
    this.shares = new LeafShares[ofTrees.length][];
    for (int tree = 0; tree < ofTrees.length; tree++) {
      shares[tree] = new LeafShares[ofTrees[tree].length];
      for (int path = 0; path < ofTrees[tree].length; path++) {
        LeafGame game = ofTrees[tree][path];
        int[] onPath = trees.get(tree).paths().get(path).players();
        shares[tree][path] =
            game.players() <= largestTable
                ? LeafShares.tabled(onPath, game)
                : LeafShares.direct(onPath, game);
      }
    }
  }

  /** The most players a leaf may have for all leaves of no more players to have tables. */
  private static int largestTable(LeafGame[][] games, long bytes) {
    long[] leaves = new long[TreePaths.MAX_PLAYERS + 1];
    for (LeafGame[] ofTree : games) {
      for (LeafGame game : ofTree) {
        leaves[game.players()]++;
      }
    }
    long used = 0;
    int players = 0;
    while (players < LeafShares.MAX_TABLE_PLAYERS) {
      used += leaves[players + 1] * LeafShares.tableBytes(players + 1);
      if (used > bytes) {
        return players;
      }
      players++;
    }
    return players;
  }

  @Override
  public double baseValue() {
    return baseValue;
  }

  @Override
  public void explain(double[][] columns, int rows, double[][] contributions, double[] margins) {
    RowBlock block =
        new RowBlock(ensemble.compareRule(), ensemble.columns(), depth, Math.min(rows, BLOCK_ROWS));
    double[] phi = new double[2 * TreePaths.MAX_PLAYERS];
    for (int first = 0; first < rows; first += BLOCK_ROWS) {
      block.load(columns, first, Math.min(rows - first, BLOCK_ROWS));
      explainBlock(block, first, contributions, margins, phi);
    }
  }

  private void explainBlock(
      RowBlock block, int first, double[][] contributions, double[] margins, double[] phi) {
    for (int tree = 0; tree < shares.length; tree++) {
      LeafShares[] ofTree = shares[tree];
      List<TreePaths.Path> paths = trees.get(tree).paths();
      trees
          .get(tree)
          .walk(
              block,
              (path, keys, rows) -> {
                addLeaf(paths.get(path), keys, rows, margins, first);
                ofTree[path].addTo(contributions, first, keys, rows, phi);
              });
    }
  }

  private static void addLeaf(
      TreePaths.Path path, long[] keys, int rows, double[] margins, int first) {
    long all = LeafGame.allOf(path.players().length);
    double value = path.value();
    for (int i = 0; i < rows; i++) {
      margins[first + i] += keys[i] == all ? value : 0.0;
    }
  }
}
