package io.meetinginsights.jobs.train;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** How well margins tell labels, from arrays. A figure that is not defined is left out. */
final class HoldoutFigures {

  private HoldoutFigures() {}

  /** Figures of a classifier: labels 0 or 1, margins are log-odds. */
  static Map<String, Double> classifier(ScoredRows rows, double trainBaseRate) {
    Map<String, Double> figures = new TreeMap<>();
    double[] labels = rows.labels();
    double[] probabilities =
        Arrays.stream(rows.margins()).map(HoldoutFigures::probability).toArray();
    double baseRate = Arrays.stream(labels).average().orElse(Double.NaN);
    put(figures, "base_rate", baseRate);
    put(figures, "auc", auc(labels, rows.margins()));
    put(figures, "pr_auc", averagePrecision(labels, rows.margins()));
    put(figures, "brier", meanSquare(labels, probabilities));
    put(figures, "log_loss", logLoss(rows));
    put(figures, "calibration_slope", PlattCalibration.logistic(rows, 1, 0)[0]);
    double[] constant = new double[labels.length];
    Arrays.fill(constant, trainBaseRate);
    put(figures, "baseline_constant_brier", meanSquare(labels, constant));
    Arrays.fill(constant, Math.log(trainBaseRate / (1 - trainBaseRate)));
    put(figures, "baseline_constant_log_loss", logLoss(rows.withMargins(constant)));
    return figures;
  }

  /** Figures of a regression: margins are predictions. */
  static Map<String, Double> regression(ScoredRows rows, double trainMean) {
    Map<String, Double> figures = new TreeMap<>();
    double[] labels = rows.labels();
    put(figures, "mean", Arrays.stream(labels).average().orElse(Double.NaN));
    put(figures, "mae", meanAbsolute(labels, rows.margins()));
    put(figures, "rmse", Math.sqrt(meanSquare(labels, rows.margins())));
    put(figures, "r2", r2(labels, rows.margins()));
    double[] constant = new double[labels.length];
    Arrays.fill(constant, trainMean);
    put(figures, "baseline_constant_mae", meanAbsolute(labels, constant));
    put(figures, "baseline_constant_rmse", Math.sqrt(meanSquare(labels, constant)));
    return figures;
  }

  static void put(Map<String, Double> figures, String name, double value) {
    if (Double.isFinite(value)) {
      figures.put(name, value);
    }
  }

  static double probability(double margin) {
    return 1 / (1 + Math.exp(-margin));
  }

  /** Log loss of one row from its margin, without overflow. */
  static double logLossOfMargin(double margin, double label) {
    double softplus = Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
    return softplus - label * margin;
  }

  /** Mean log loss; NaN without rows. */
  static double logLoss(ScoredRows rows) {
    return IntStream.range(0, rows.count())
        .mapToDouble(i -> logLossOfMargin(rows.margins()[i], rows.labels()[i]))
        .average()
        .orElse(Double.NaN);
  }

  /**
   * The probability that a bad row scores above a good one, ties counting half; NaN if all rows are
   * of one kind.
   */
  static double auc(double[] labels, double[] scores) {
    int[] order = ascending(scores);
    double bad = 0;
    double rankSum = 0;
    for (int from = 0; from < order.length; ) {
      int to = endOfTie(order, scores, from);
      double meanRank = (from + 1 + to) / 2.0;
      for (int i = from; i < to; i++) {
        if (labels[order[i]] == 1) {
          bad++;
          rankSum += meanRank;
        }
      }
      from = to;
    }
    return (rankSum - bad * (bad + 1) / 2) / (bad * (order.length - bad));
  }

  /** Average precision, tied scores being one step; NaN without bad rows. */
  static double averagePrecision(double[] labels, double[] scores) {
    int[] order = ascending(scores);
    double allBad = Arrays.stream(labels).sum();
    double found = 0;
    double area = 0;
    for (int to = order.length; to > 0; ) {
      int from = startOfTie(order, scores, to);
      double here = 0;
      for (int i = from; i < to; i++) {
        here += labels[order[i]];
      }
      found += here;
      area += here / allBad * found / (order.length - from);
      to = from;
    }
    return allBad == 0 ? Double.NaN : area;
  }

  private static int[] ascending(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> scores[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int endOfTie(int[] order, double[] scores, int from) {
    int to = from + 1;
    while (to < order.length && scores[order[to]] == scores[order[from]]) {
      to++;
    }
    return to;
  }

  private static int startOfTie(int[] order, double[] scores, int to) {
    int from = to - 1;
    while (from > 0 && scores[order[from - 1]] == scores[order[to - 1]]) {
      from--;
    }
    return from;
  }

  static double meanAbsolute(double[] labels, double[] predictions) {
    return IntStream.range(0, labels.length)
        .mapToDouble(i -> Math.abs(labels[i] - predictions[i]))
        .average()
        .orElse(Double.NaN);
  }

  static double meanSquare(double[] labels, double[] predictions) {
    return IntStream.range(0, labels.length)
        .mapToDouble(i -> (labels[i] - predictions[i]) * (labels[i] - predictions[i]))
        .average()
        .orElse(Double.NaN);
  }

  /** Share of the variance explained; NaN if the labels do not vary. */
  static double r2(double[] labels, double[] predictions) {
    double mean = Arrays.stream(labels).average().orElse(Double.NaN);
    double variance =
        Arrays.stream(labels).map(label -> (label - mean) * (label - mean)).average().orElse(0);
    return variance == 0 ? Double.NaN : 1 - meanSquare(labels, predictions) / variance;
  }
}
