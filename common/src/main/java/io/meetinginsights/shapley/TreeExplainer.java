package io.meetinginsights.shapley;

import java.util.Arrays;

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
 * <p>How: in {@link Precision#SINGLE} the values of few players from tables of whole parts of a
 * tree, where these fit ({@link TableEngine}); other path-dependent values by their integral, for
 * all leaves of a tree at once ({@link TreeProgram}); the rest leaf by leaf, in {@link
 * Precision#DOUBLE} ({@link LeafEngine}). Nothing is allocated per row.
 */
public final class TreeExplainer {

  /** What the tables of one explainer may take. */
  static final long TABLE_BYTES = 128L << 20;

  private final Ensemble ensemble;
  private final int players;
  private final Engine engine;

  private TreeExplainer(Ensemble ensemble, Players players, Engine engine) {
    this.ensemble = ensemble;
    this.players = players.count();
    this.engine = engine;
  }

  /**
   * Explains against the training distribution that the trees' covers hold, in {@link
   * Precision#SINGLE}.
   *
   * @param e the model
   * @param players who shares the margin out
   * @throws IllegalArgumentException if the players belong to another ensemble, or a path has more
   *     than 64 different players
   */
  public static TreeExplainer pathDependent(Ensemble e, Players players) {
    return pathDependent(e, players, Precision.SINGLE);
  }

  /** The same at a precision of choice. */
  public static TreeExplainer pathDependent(Ensemble e, Players players, Precision precision) {
    return precision == Precision.SINGLE
        ? pathDependent(e, players, Kernels.chosen())
        : pathDependent(e, players, TABLE_BYTES);
  }

  static TreeExplainer pathDependent(Ensemble e, Players players, Kernel kernel) {
    return pathDependent(e, players, kernel, TABLE_BYTES);
  }

  static TreeExplainer pathDependent(Ensemble e, Players players, Kernel kernel, long tableBytes) {
    Engine engine =
        TableEngine.of(e, () -> LeafGames.pathDependent(e, players), players, kernel, tableBytes)
            .orElseGet(() -> new FlowEngine(e, players, kernel));
    return new TreeExplainer(e, players, engine);
  }

  static TreeExplainer pathDependent(Ensemble e, Players players, long tableBytes) {
    return new TreeExplainer(
        e, players, new LeafEngine(e, LeafGames.pathDependent(e, players), tableBytes));
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
    return background(e, players, columnsOfBackground, weights, Precision.DOUBLE);
  }

  /**
   * The same at a precision of choice. {@link Precision#SINGLE} is for few players, such as
   * categories, whose tables fit; else it is done in {@link Precision#DOUBLE} all the same.
   */
  public static TreeExplainer background(
      Ensemble e,
      Players players,
      double[][] columnsOfBackground,
      double[] weights,
      Precision precision) {
    return precision == Precision.SINGLE
        ? background(e, players, columnsOfBackground, weights, Kernels.chosen())
        : background(e, players, columnsOfBackground, weights, TABLE_BYTES);
  }

  static TreeExplainer background(
      Ensemble e,
      Players players,
      double[][] columnsOfBackground,
      double[] weights,
      Kernel kernel) {
    requireColumns(columnsOfBackground, e.columns(), weights.length, "the background");
    LeafGames games = LeafGames.background(e, players, columnsOfBackground, sharesOf(weights));
    Engine engine =
        TableEngine.of(e, () -> games, players, kernel, TABLE_BYTES)
            .orElseGet(() -> new LeafEngine(e, games, TABLE_BYTES));
    return new TreeExplainer(e, players, engine);
  }

  static TreeExplainer background(
      Ensemble e,
      Players players,
      double[][] columnsOfBackground,
      double[] weights,
      long tableBytes) {
    requireColumns(columnsOfBackground, e.columns(), weights.length, "the background");
    return new TreeExplainer(
        e,
        players,
        new LeafEngine(
            e,
            LeafGames.background(e, players, columnsOfBackground, sharesOf(weights)),
            tableBytes));
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

  /** The margin expected when no player takes part, the ensemble's base included. */
  public double baseValue() {
    return engine.baseValue();
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
    engine.explain(columns, rows, contributions, margins);
    for (int row = 0; row < rows; row++) {
      margins[row] = ensemble.base() + ensemble.linkScale() * margins[row];
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
