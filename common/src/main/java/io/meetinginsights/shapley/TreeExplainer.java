package io.meetinginsights.shapley;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Exact Shapley values of an ensemble's margin, for rows in blocks. Immutable: one explainer serves
 * any number of threads, each with rows of its own.
 *
 * <p>Two value functions, which answer different questions (arXiv 2006.16234):
 *
 * <ul>
 *   <li>{@link #pathDependent}: an absent player's split is taken with the probability that
 *       training rows took it (TreeSHAP, arXiv 1802.03888). What makes this row differ from the
 *       average one?
 *   <li>{@link #background}: absent players take the values of given rows. What makes this row
 *       differ from those, say a bad minute from good ones?
 * </ul>
 *
 * <p>For each row the base value plus the contributions is the margin, up to rounding. A player
 * that no split on any path concerns gets exactly 0. The same row gives the same bits in whatever
 * block it stands, and whether or not tables fitted into memory.
 *
 * <p>How: all rows of a block go to all leaves at once, as keys of one bit a player ({@link
 * TreePaths}); a leaf's contributions depend on the key alone, so they stand in a table of its keys
 * (arXiv 2109.09847, 2511.09376) as long as tables fit into {@link #TABLE_BYTES}, leaves of few
 * players first; else they are computed for each row ({@link PathDependentGame}, {@link
 * BackgroundGame}). Nothing is allocated per row.
 */
public final class TreeExplainer {

  /**
   * Rows worked on at once: their keys and one player's contributions stay in the nearest cache.
   */
  static final int BLOCK_ROWS = 512;

  /** What the tables of one explainer may take. 200 full trees of depth 6 need 39 MB. */
  static final long TABLE_BYTES = 128L << 20;

  private final Ensemble ensemble;
  private final int players;
  private final List<TreePaths> trees;
  private final LeafShares[][] shares;
  private final int depth;
  private final double baseValue;

  private TreeExplainer(
      Ensemble ensemble, Players players, List<TreePaths> trees, LeafGame[][] games, long bytes) {
    this.ensemble = ensemble;
    this.players = players.count();
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

  /**
   * Explains against the training distribution that the trees' covers hold.
   *
   * @param e the model
   * @param players who shares the margin out
   * @throws IllegalArgumentException if the players belong to another ensemble, or a path has more
   *     than 64 different players
   */
  public static TreeExplainer pathDependent(Ensemble e, Players players) {
    return pathDependent(e, players, TABLE_BYTES);
  }

  static TreeExplainer pathDependent(Ensemble e, Players players, long tableBytes) {
    List<TreePaths> trees = paths(e, players);
    LeafGame[][] games = new LeafGame[trees.size()][];
    for (int tree = 0; tree < games.length; tree++) {
      games[tree] =
          trees.get(tree).paths().stream()
              .map(path -> new PathDependentGame(e.linkScale() * path.value(), path.absent()))
              .toArray(LeafGame[]::new);
    }
    return new TreeExplainer(e, players, trees, games, tableBytes);
  }

  /**
   * Explains against background rows. They cost time and memory here only, not when rows are
   * explained, as long as the tables fit; some hundreds to some thousands are usual.
   *
   * @param e the model
   * @param players who shares the margin out
   * @param columnsOfBackground the rows as {@code [column][row]}; NaN is missing; at least one row
   * @param weights the weight of each background row, at least 0, not all 0; they need not sum to 1
   * @throws IllegalArgumentException if shapes or weights do not fit, the players belong to another
   *     ensemble, or a path has more than 64 different players
   */
  public static TreeExplainer background(
      Ensemble e, Players players, double[][] columnsOfBackground, double[] weights) {
    return background(e, players, columnsOfBackground, weights, TABLE_BYTES);
  }

  static TreeExplainer background(
      Ensemble e,
      Players players,
      double[][] columnsOfBackground,
      double[] weights,
      long tableBytes) {
    requireColumns(columnsOfBackground, e.columns(), weights.length, "the background");
    double[] rowShares = sharesOf(weights);
    List<TreePaths> trees = paths(e, players);
    RowBlock block = new RowBlock(e.compareRule(), e.columns(), deepest(trees), weights.length);
    block.load(columnsOfBackground, 0, weights.length);
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
    return new TreeExplainer(e, players, trees, games, tableBytes);
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

  private static double[] sharesOf(double[] weights) {
    double total = 0;
    for (int row = 0; row < weights.length; row++) {
      if (!(weights[row] >= 0) || Double.isInfinite(weights[row])) {
        throw new IllegalArgumentException(
            "Background row " + row + " has the weight " + weights[row] + ": at least 0, finite.");
      }
      total += weights[row];
    }
    if (!(total > 0) || Double.isInfinite(total)) {
      throw new IllegalArgumentException(
          "The weights of the %d background rows sum to %s: give at least one row of weight above 0."
              .formatted(weights.length, total));
    }
    double sum = total;
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
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

  /** The margin expected when no player takes part, the ensemble's base included. */
  public double baseValue() {
    return baseValue;
  }

  /** The number of players. */
  public int players() {
    return players;
  }

  /**
   * Explains rows.
   *
   * @param columns the rows as {@code [column][row]}, by the ensemble's columns; NaN is missing,
   *     infinities are values
   * @param rows how many rows; the inner arrays may be longer
   * @param contributions out: {@code [player][row]}, in margin units; overwritten
   * @param margins out: the margin of each row, bit for bit {@link Ensemble#margin}, found without
   *     the contributions and so a check on them
   * @throws IllegalArgumentException if an array is missing or too short
   */
  public void explain(double[][] columns, int rows, double[][] contributions, double[] margins) {
    requireColumns(columns, ensemble.columns(), rows, "the rows");
    requireColumns(contributions, players, rows, "the contributions");
    if (margins.length < rows) {
      throw new IllegalArgumentException(
          "margins has room for %d rows: there are %d.".formatted(margins.length, rows));
    }
    for (double[] ofPlayer : contributions) {
      Arrays.fill(ofPlayer, 0, rows, 0);
    }
    Arrays.fill(margins, 0, rows, 0);
    RowBlock block =
        new RowBlock(ensemble.compareRule(), ensemble.columns(), depth, Math.min(rows, BLOCK_ROWS));
    double[] phi = new double[2 * TreePaths.MAX_PLAYERS];
    for (int first = 0; first < rows; first += BLOCK_ROWS) {
      block.load(columns, first, Math.min(rows - first, BLOCK_ROWS));
      explainBlock(block, first, contributions, margins, phi);
    }
    for (int row = 0; row < rows; row++) {
      margins[row] = ensemble.base() + ensemble.linkScale() * margins[row];
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

  private static void requireColumns(double[][] arrays, int count, int rows, String what) {
    if (arrays.length != count) {
      throw new IllegalArgumentException(
          "%s have %d columns: %d are needed.".formatted(what, arrays.length, count));
    }
    for (int column = 0; column < count; column++) {
      if (arrays[column] == null || arrays[column].length < rows) {
        throw new IllegalArgumentException(
            "Column %d of %s has %s entries: there are %d rows."
                .formatted(
                    column, what, arrays[column] == null ? "no" : arrays[column].length, rows));
      }
    }
  }
}
