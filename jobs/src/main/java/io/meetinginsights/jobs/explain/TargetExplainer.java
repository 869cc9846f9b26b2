package io.meetinginsights.jobs.explain;

import io.meetinginsights.features.Category;
import io.meetinginsights.model.FlatModel;
import io.meetinginsights.model.MatrixEncoding;
import io.meetinginsights.model.ModelManifest;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.Players;
import io.meetinginsights.shapley.Precision;
import io.meetinginsights.shapley.TreeExplainer;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Explains blocks of rows by one target's model, see {@link Game}. Unless categories are players
 * themselves, a category's value is the sum of its features' values.
 *
 * <p>Checked for every row: base value and contributions add up to the margin that the trees give
 * without them.
 */
final class TargetExplainer {

  /** Of the ensemble's range, or of 1 where that is less. */
  private static final double TOLERANCE = 1e-5;

  private final String target;
  private final String contributionUnit;
  private final MatrixEncoding encoding;
  private final int[] categoryOfFeature;
  private final TreeExplainer explainer;

  /** With categories as players; null where they are sums. */
  private final TreeExplainer ofCategories;

  private final double allowed;

  /** What a block's rows get: {@code [feature][row]}, {@code [category][row]}, {@code [row]}. */
  record Explained(double base, double[] margins, double[][] byFeature, double[][] byCategory) {}

  /** Explains as {@code explain} does. */
  TargetExplainer(ModelManifest.TargetEntry entry, FlatModel model) {
    this(entry, model, Game.pathDependent());
  }

  TargetExplainer(ModelManifest.TargetEntry entry, FlatModel model, Game game) {
    this.target = entry.target();
    this.contributionUnit = entry.contributionUnit();
    this.encoding = entry.encoding();
    this.categoryOfFeature =
        encoding.features().stream()
            .mapToInt(
                feature -> Category.valueOf(feature.category().toUpperCase(Locale.ROOT)).ordinal())
            .toArray();
    Ensemble trees = model.ensemble();
    this.explainer = explainer(game, trees, Players.features(trees));
    this.ofCategories =
        game.hasCategoriesAsPlayers()
            ? explainer(
                game, trees, Players.groups(trees, categoryOfFeature, Category.values().length))
            : null;
    this.allowed = TOLERANCE * Math.max(1, trees.range());
  }

  private TreeExplainer explainer(Game game, Ensemble trees, Players players) {
    if (game.background().length == 0) {
      return TreeExplainer.pathDependent(trees, players);
    }
    double[] weights = new double[game.background().length];
    Arrays.fill(weights, 1);
    return TreeExplainer.background(
        trees, players, encoding.encode(columns(game.background())), weights, Precision.SINGLE);
  }

  String target() {
    return target;
  }

  String contributionUnit() {
    return contributionUnit;
  }

  MatrixEncoding encoding() {
    return encoding;
  }

  /** The category of a feature. */
  Category category(int feature) {
    return Category.values()[categoryOfFeature[feature]];
  }

  /**
   * Explains rows.
   *
   * @param values the features' values, {@code [feature][row]}, NaN for missing
   * @param rows how many
   * @param place says which row it is, for the error
   * @throws IllegalStateException if a row's contributions do not add up
   */
  Explained explain(double[][] values, int rows, IntFunction<String> place) {
    double[][] matrix = encoding.encode(values);
    double[][] byFeature = new double[categoryOfFeature.length][rows];
    double[] margins = new double[rows];
    explainer.explain(matrix, rows, byFeature, margins);
    double[][] byCategory = new double[Category.values().length][rows];
    if (ofCategories == null) {
      addUp(byFeature, byCategory);
    } else {
      ofCategories.explain(matrix, rows, byCategory, new double[rows]);
    }
    Explained explained = new Explained(explainer.baseValue(), margins, byFeature, byCategory);
    requireAdditive(explained, place);
    return explained;
  }

  private double[][] columns(double[][] rows) {
    double[][] columns = new double[encoding.features().size()][rows.length];
    for (int feature = 0; feature < columns.length; feature++) {
      for (int row = 0; row < rows.length; row++) {
        columns[feature][row] = rows[row][feature];
      }
    }
    return columns;
  }

  private void addUp(double[][] byFeature, double[][] byCategory) {
    for (int feature = 0; feature < byFeature.length; feature++) {
      double[] sums = byCategory[categoryOfFeature[feature]];
      for (int row = 0; row < sums.length; row++) {
        sums[row] += byFeature[feature][row];
      }
    }
  }

  private void requireAdditive(Explained explained, IntFunction<String> place) {
    for (int row = 0; row < explained.margins().length; row++) {
      double sum = explained.base();
      for (double[] ofCategory : explained.byCategory()) {
        sum += ofCategory[row];
      }
      double margin = explained.margins()[row];
      if (!(Math.abs(sum - margin) <= allowed)) {
        throw new IllegalStateException(
            "The contributions to %s of %s add up to %s where the model says %s; %s is allowed: the table stays as it was."
                .formatted(target, place.apply(row), sum, margin, allowed));
      }
    }
  }
}
