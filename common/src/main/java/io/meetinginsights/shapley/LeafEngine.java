package io.meetinginsights.shapley;

import java.util.ArrayList;
import java.util.Arrays;
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

  private LeafEngine(Ensemble ensemble, List<TreePaths> trees, LeafGame[][] games, long bytes) {
    this.ensemble = ensemble;
    this.trees = trees;
    this.depth = deepest(trees);
    int largestTable = largestTable(games, bytes);
    this.shares = new LeafShares[games.length][];
    double sum = 0;
    for (int tree = 0; tree < games.length; tree++) {
      shares[tree] = new LeafShares[games[tree].length];
      double treeBase = 0;
      for (int path = 0; path < games[tree].length; path++) {
        LeafGame game = games[tree][path];
        int[] onPath = trees.get(tree).paths().get(path).players();
        shares[tree][path] =
            game.players() <= largestTable
                ? LeafShares.tabled(onPath, game)
                : LeafShares.direct(onPath, game);
        treeBase += game.baseValue();
      }
      sum += treeBase;
    }
    this.baseValue = ensemble.base() + sum;
  }

  static LeafEngine pathDependent(Ensemble e, Players players, long tableBytes) {
    List<TreePaths> trees = paths(e, players);
    LeafGame[][] games = new LeafGame[trees.size()][];
    for (int tree = 0; tree < games.length; tree++) {
      games[tree] =
          trees.get(tree).paths().stream()
              .map(path -> new PathDependentGame(e.linkScale() * path.value(), path.absent()))
              .toArray(LeafGame[]::new);
    }
    return new LeafEngine(e, trees, games, tableBytes);
  }

  static LeafEngine background(
      Ensemble e,
      Players players,
      double[][] columnsOfBackground,
      double[] rowShares,
      long tableBytes) {
    List<TreePaths> trees = paths(e, players);
    RowBlock block = new RowBlock(e.compareRule(), e.columns(), deepest(trees), rowShares.length);
    block.load(columnsOfBackground, 0, rowShares.length);
    LeafGame[][] games = new LeafGame[trees.size()][];
    for (int tree = 0; tree < games.length; tree++) {
      List<TreePaths.Path> paths = trees.get(tree).paths();
      LeafGame[] ofTree = new LeafGame[paths.size()];
      trees
          .get(tree)
          .walk(
              block,
              (path, keys, rows) ->
                  ofTree[path] =
                      backgroundGame(paths.get(path), e.linkScale(), keys, rows, rowShares));
      games[tree] = ofTree;
    }
    return new LeafEngine(e, trees, games, tableBytes);
  }

  private static BackgroundGame backgroundGame(
      TreePaths.Path path, double linkScale, long[] keys, int rows, double[] rowShares) {
    long[] distinct = Arrays.stream(keys, 0, rows).sorted().distinct().toArray();
    double[] shares = new double[distinct.length];
    for (int row = 0; row < rows; row++) {
      shares[Arrays.binarySearch(distinct, keys[row])] += rowShares[row];
    }
    return new BackgroundGame(path.players().length, linkScale * path.value(), distinct, shares);
  }

  private static List<TreePaths> paths(Ensemble e, Players players) {
    players.requireColumns(e);
    List<TreePaths> trees = new ArrayList<>();
    for (int tree = 0; tree < e.trees().size(); tree++) {
      trees.add(new TreePaths(e.trees().get(tree), e.compareRule(), players, "tree " + tree));
    }
    return trees;
  }

  private static int deepest(List<TreePaths> trees) {
    return trees.stream().mapToInt(TreePaths::depth).max().orElse(0);
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
