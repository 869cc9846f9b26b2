package io.meetinginsights.jobs.train;

import io.meetinginsights.model.FlatModel;
import io.meetinginsights.model.ModelManifest.AffineCalibration;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.FlatTree;
import java.util.Arrays;

/**
 * Platt's calibration: probability = logistic(slope x margin + intercept), fitted by maximum
 * likelihood on held-out rows with his smoothed labels. Being affine it can be folded into the
 * trees and the base, and then the contributions are those of the calibrated margin, exactly.
 */
final class PlattCalibration {

  /** With fewer of either kind the two numbers are noise. */
  static final int MIN_OF_EACH = 10;

  private static final int MAX_STEPS = 100;
  private static final double CONVERGED = 1e-10;

  /** Of a sum of losses: near the optimum a good step may seem to lose this much. */
  private static final double ROUNDING = 1e-13;

  private PlattCalibration() {}

  /** The map that fits the rows, or none with the reason. */
  static AffineCalibration fit(ScoredRows rows) {
    long bad = Arrays.stream(rows.labels()).filter(label -> label == 1).count();
    long good = rows.count() - bad;
    if (bad < MIN_OF_EACH || good < MIN_OF_EACH) {
      return AffineCalibration.none(
          "none: %d bad and %d good minutes held out, %d of each are needed"
              .formatted(bad, good, MIN_OF_EACH));
    }
    double[] line = logistic(rows, (bad + 1.0) / (bad + 2.0), 1.0 / (good + 2.0));
    if (!(line[0] > 0) || !Double.isFinite(line[0]) || !Double.isFinite(line[1])) {
      return AffineCalibration.none(
          "none: the best slope is %s, which would turn the order round".formatted(line[0]));
    }
    return new AffineCalibration(
        line[0], line[1], "Platt on %d held-out rows, %d bad".formatted(rows.count(), bad));
  }

  /**
   * Slope and intercept of the logistic regression of labels on margins; NaN where it has none.
   *
   * @param badLabel what a bad minute counts as, 1 or a little less
   * @param goodLabel what a good minute counts as, 0 or a little more
   */
  static double[] logistic(ScoredRows rows, double badLabel, double goodLabel) {
    double slope = 1;
    double intercept = 0;
    double loss = loss(rows, slope, intercept, badLabel, goodLabel);
    for (int step = 0; step < MAX_STEPS; step++) {
      double gradientSlope = 0;
      double gradientIntercept = 0;
      double ss = 1e-12;
      double si = 0;
      double ii = 1e-12;
      for (int i = 0; i < rows.count(); i++) {
        double margin = rows.margins()[i];
        double p = HoldoutFigures.probability(slope * margin + intercept);
        double error = p - (rows.labels()[i] == 1 ? badLabel : goodLabel);
        double weight = p * (1 - p);
        gradientSlope += error * margin;
        gradientIntercept += error;
        ss += weight * margin * margin;
        si += weight * margin;
        ii += weight;
      }
      double determinant = ss * ii - si * si;
      if (!(determinant > 0)) {
        return new double[] {Double.NaN, Double.NaN};
      }
      double stepSlope = (ii * gradientSlope - si * gradientIntercept) / determinant;
      double stepIntercept = (ss * gradientIntercept - si * gradientSlope) / determinant;
      double scale = 1;
      double next = loss(rows, slope - stepSlope, intercept - stepIntercept, badLabel, goodLabel);
      while (!(next <= loss + ROUNDING * Math.abs(loss)) && scale > CONVERGED) {
        scale /= 2;
        next =
            loss(
                rows,
                slope - scale * stepSlope,
                intercept - scale * stepIntercept,
                badLabel,
                goodLabel);
      }
      slope -= scale * stepSlope;
      intercept -= scale * stepIntercept;
      loss = next;
      if (scale * Math.abs(stepSlope) < CONVERGED && scale * Math.abs(stepIntercept) < CONVERGED) {
        break;
      }
    }
    return new double[] {slope, intercept};
  }

  private static double loss(
      ScoredRows rows, double slope, double intercept, double badLabel, double goodLabel) {
    double sum = 0;
    for (int i = 0; i < rows.count(); i++) {
      double label = rows.labels()[i] == 1 ? badLabel : goodLabel;
      double margin = slope * rows.margins()[i] + intercept;
      sum += HoldoutFigures.logLossOfMargin(margin, label);
    }
    return sum;
  }

  /** The rows with calibrated margins. */
  static ScoredRows apply(AffineCalibration map, ScoredRows rows) {
    return rows.withMargins(
        Arrays.stream(rows.margins()).map(m -> map.slope() * m + map.intercept()).toArray());
  }

  /**
   * The rows with margins calibrated by a map that was fitted on the other half of the meetings, so
   * that the map is not judged on what it was fitted to. Where a half is too small for a map of its
   * own, the given map is used.
   */
  static ScoredRows crossFitted(AffineCalibration whole, ScoredRows rows) {
    AffineCalibration first = fit(rows.ofFold(false));
    AffineCalibration second = fit(rows.ofFold(true));
    boolean halves = !first.note().startsWith("none") && !second.note().startsWith("none");
    double[] margins = new double[rows.count()];
    for (int i = 0; i < margins.length; i++) {
      AffineCalibration map = !halves ? whole : rows.folds()[i] ? first : second;
      margins[i] = map.slope() * rows.margins()[i] + map.intercept();
    }
    return rows.withMargins(margins);
  }

  /** The model whose margin is the calibrated one. */
  static FlatModel fold(AffineCalibration map, FlatModel model) {
    if (map.slope() == 1 && map.intercept() == 0) {
      return model;
    }
    Ensemble raw = model.ensemble();
    Ensemble calibrated =
        new Ensemble(
            map.slope() * raw.base() + map.intercept(),
            raw.linkScale(),
            raw.compareRule(),
            raw.columns(),
            raw.columnToFeature(),
            raw.features(),
            raw.trees().stream().map(tree -> scaled(tree, map.slope())).toList());
    return new FlatModel(model.target(), model.columnNames(), model.featureNames(), calibrated);
  }

  private static FlatTree scaled(FlatTree tree, double factor) {
    return new FlatTree(
        tree.left(),
        tree.right(),
        tree.column(),
        tree.threshold(),
        tree.defaultLeft(),
        tree.leftCategories(),
        tree.cover(),
        Arrays.stream(tree.value()).map(value -> factor * value).toArray());
  }
}
