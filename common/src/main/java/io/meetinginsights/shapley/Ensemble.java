package io.meetinginsights.shapley;

import java.util.Arrays;
import java.util.List;

/**
 * A boosted-tree model of one output: {@code margin(x) = base + linkScale * sum of the leaf values
 * that x reaches}. Checked when made: whoever holds an ensemble holds a sound one. Its arrays are
 * not copied and must not be changed.
 *
 * @param base the constant, in margin units: XGBoost's {@code logit(base_score)} or {@code
 *     base_score}; 0 for MLlib. It is not scaled
 * @param linkScale what turns the sum of leaves into the margin: 1 for XGBoost and regression, 2
 *     for MLlib's classifier, whose probability is {@code 1 / (1 + exp(-2F))}; finite, above 0
 * @param compareRule how numeric nodes compare
 * @param columns the number of columns of a row
 * @param columnToFeature for each column the feature it encodes, so that an indicator or one-hot
 *     column counts for its feature; length {@code columns}, values 0 to {@code features - 1}
 * @param features the number of features
 * @param trees the trees; none is legal, and then the margin is {@code base}
 */
public record Ensemble(
    double base,
    double linkScale,
    CompareRule compareRule,
    int columns,
    int[] columnToFeature,
    int features,
    List<FlatTree> trees) {

  /**
   * Checks everything a later step relies on.
   *
   * @throws IllegalArgumentException naming what is wrong, why, and the tree and node
   */
  public Ensemble {
    if (!Double.isFinite(base)) {
      throw invalid("base is " + base, "it must be finite");
    }
    if (!Double.isFinite(linkScale) || linkScale <= 0) {
      throw invalid("linkScale is " + linkScale, "it must be finite and above 0");
    }
    if (compareRule == null) {
      throw invalid("compareRule is null", "without it no node can compare");
    }
    if (columns < 0 || features < 0) {
      throw invalid("it has " + columns + " columns, " + features + " features", "at least 0");
    }
    if (columnToFeature == null || columnToFeature.length != columns) {
      throw invalid(
          "columnToFeature has "
              + (columnToFeature == null ? "no" : columnToFeature.length)
              + " entries",
          "there are " + columns + " columns");
    }
    for (int column = 0; column < columns; column++) {
      if (columnToFeature[column] < 0 || columnToFeature[column] >= features) {
        throw invalid(
            "columnToFeature[" + column + "] is " + columnToFeature[column],
            "there are features 0 to " + (features - 1));
      }
    }
    if (trees == null) {
      throw invalid("trees is null", "a model without trees has an empty list");
    }
    for (int tree = 0; tree < trees.size(); tree++) {
      if (trees.get(tree) == null) {
        throw invalid("tree " + tree + " is null", "every tree must be there");
      }
      trees.get(tree).check(columns, "tree " + tree);
    }
    trees = List.copyOf(trees);
  }

  private static IllegalArgumentException invalid(String problem, String reason) {
    return new IllegalArgumentException("Invalid ensemble: " + problem + ": " + reason + ".");
  }

  /**
   * The ensemble of its first trees, as it was when it had grown so far.
   *
   * @throws IndexOutOfBoundsException if it has fewer
   */
  public Ensemble firstTrees(int number) {
    return new Ensemble(
        base, linkScale, compareRule, columns, columnToFeature, features, trees.subList(0, number));
  }

  /** The identity map of columns to features: every column is a feature of its own. */
  public static int[] oneFeaturePerColumn(int columns) {
    int[] map = new int[columns];
    for (int column = 0; column < columns; column++) {
      map[column] = column;
    }
    return map;
  }

  /**
   * The margin of a row, log-odds for a classifier.
   *
   * @param row one value a column; NaN is missing
   */
  public double margin(double[] row) {
    if (row.length != columns) {
      throw new IllegalArgumentException(
          "A row of " + row.length + " values: the ensemble has " + columns + " columns.");
    }
    double sum = 0;
    for (FlatTree tree : trees) {
      sum += tree.leafValue(row, compareRule);
    }
    return base + linkScale * sum;
  }

  /**
   * The margins of a row after 0, 1, 2 … trees: {@code trees + 1} of them.
   *
   * @param row one value a column; NaN is missing
   */
  public double[] stagedMargins(double[] row) {
    double[] margins = new double[trees.size() + 1];
    margins[0] = base;
    double sum = 0;
    for (int tree = 0; tree < trees.size(); tree++) {
      sum += trees.get(tree).leafValue(row, compareRule);
      margins[tree + 1] = base + linkScale * sum;
    }
    return margins;
  }

  /** The probability of a row by the logistic link: {@code 1 / (1 + exp(-margin))}. */
  public double probability(double[] row) {
    return 1 / (1 + Math.exp(-margin(row)));
  }

  /** The number of edges to the deepest leaf of all trees; 0 without trees. */
  public int depth() {
    int deepest = 0;
    for (FlatTree tree : trees) {
      deepest = Math.max(deepest, tree.depth());
    }
    return deepest;
  }

  /**
   * The width of the interval that margins can lie in, at most: the sum over trees of {@code
   * linkScale * (largest leaf - smallest leaf)}. The natural unit for tolerances.
   */
  public double range() {
    double sum = 0;
    for (FlatTree tree : trees) {
      sum += linkScale * tree.range();
    }
    return sum;
  }

  /** Equal if every number is the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Ensemble that
        && Double.compare(base, that.base) == 0
        && Double.compare(linkScale, that.linkScale) == 0
        && compareRule == that.compareRule
        && columns == that.columns
        && Arrays.equals(columnToFeature, that.columnToFeature)
        && features == that.features
        && trees.equals(that.trees);
  }

  @Override
  public int hashCode() {
    return 31 * trees.hashCode() + Double.hashCode(base);
  }

  @Override
  public String toString() {
    return "Ensemble[trees=%d, columns=%d, features=%d, compareRule=%s, base=%s, linkScale=%s]"
        .formatted(trees.size(), columns, features, compareRule, base, linkScale);
  }
}
