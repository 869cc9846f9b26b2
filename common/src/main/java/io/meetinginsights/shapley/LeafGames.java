package io.meetinginsights.shapley;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The games of all leaves of an ensemble, whichever the value function.
 *
 * @param trees how rows find their keys
 * @param ofTrees by tree and by number of the path
 */
record LeafGames(List<TreePaths> trees, LeafGame[][] ofTrees) {

  static LeafGames pathDependent(Ensemble e, Players players) {
    List<TreePaths> trees = paths(e, players);
    LeafGame[][] games = new LeafGame[trees.size()][];
    for (int tree = 0; tree < games.length; tree++) {
      games[tree] =
          trees.get(tree).paths().stream()
              .map(path -> new PathDependentGame(e.linkScale() * path.value(), path.absent()))
              .toArray(LeafGame[]::new);
    }
    return new LeafGames(trees, games);
  }

  /**
   * @param rowShares the weight of each background row, summing to 1
   */
  static LeafGames background(
      Ensemble e, Players players, double[][] columnsOfBackground, double[] rowShares) {
    List<TreePaths> trees = paths(e, players);
    int depth = deepest(trees);
    RowBlock block = new RowBlock(e.compareRule(), e.columns(), depth, rowShares.length);
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
    return new LeafGames(trees, games);
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

  int depth() {
    return deepest(trees);
  }

  /** What is expected when nobody takes part, the ensemble's base included. */
  double baseValue(Ensemble e) {
    double sum = 0;
    for (LeafGame[] ofTree : ofTrees) {
      double treeBase = 0;
      for (LeafGame game : ofTree) {
        treeBase += game.baseValue();
      }
      sum += treeBase;
    }
    return e.base() + sum;
  }
}
