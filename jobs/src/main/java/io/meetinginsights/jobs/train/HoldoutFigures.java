package io.meetinginsights.jobs.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** How well margins tell labels, from arrays. A figure that is not defined is left out. */
final class HoldoutFigures {

  private static final int[] ERROR_PERCENTILES = {50, 90, 99};
  private static final int TENTHS = 10;

  private HoldoutFigures() {}

  /** Figures of a classifier: labels 0 or 1, margins are log-odds. */
  static Map<String, Double> classifier(ScoredRows rows, double trainBaseRate) {
    double[] labels = rows.labels();
    double[] probabilities = probabilities(rows);
    Map<String, Double> figures = ofProbabilities(labels, probabilities);
    double baseRate = Arrays.stream(labels).average().orElse(Double.NaN);
    put(figures, "base_rate", baseRate);
    // From margins: probabilities of far ones are equal.
    put(figures, "auc", auc(labels, rows.margins()));
    put(figures, "pr_auc", averagePrecision(labels, rows.margins()));
    put(figures, "log_loss", logLoss(rows));
    put(
        figures,
        "brier_skill",
        1 - meanSquare(labels, probabilities) / (baseRate * (1 - baseRate)));
    put(figures, "calibration_slope", PlattCalibration.logistic(rows, 1, 0)[0]);
    put(figures, "calibration_error", calibrationError(rows));
    ofProbabilities(labels, constant(labels.length, trainBaseRate))
        .forEach((name, value) -> put(figures, "baseline_constant_" + name, value));
    return figures;
  }

  /** Figures of a regression: margins are predictions. */
  static Map<String, Double> regression(ScoredRows rows, double trainMean) {
    double[] labels = rows.labels();
    Map<String, Double> figures = ofPredictions(labels, rows.margins());
    put(figures, "mean", Arrays.stream(labels).average().orElse(Double.NaN));
    double[] errors =
        IntStream.range(0, labels.length)
            .mapToDouble(i -> Math.abs(labels[i] - rows.margins()[i]))
            .sorted()
            .toArray();
    for (int percent : ERROR_PERCENTILES) {
      put(figures, "abs_error_p" + percent, percentile(errors, percent));
    }
    ofPredictions(labels, constant(labels.length, trainMean))
        .forEach((name, value) -> put(figures, "baseline_constant_" + name, value));
    return figures;
  }

  /** Figures of probabilities of label 1. */
  static Map<String, Double> ofProbabilities(double[] labels, double[] probabilities) {
    Map<String, Double> figures = new TreeMap<>();
    put(figures, "auc", auc(labels, probabilities));
    put(figures, "pr_auc", averagePrecision(labels, probabilities));
    put(figures, "brier", meanSquare(labels, probabilities));
    put(figures, "log_loss", logLossOfProbabilities(labels, probabilities));
    return figures;
  }

  /** Figures of predicted quantities. */
  static Map<String, Double> ofPredictions(double[] labels, double[] predictions) {
    Map<String, Double> figures = new TreeMap<>();
    put(figures, "mae", meanAbsolute(labels, predictions));
    put(figures, "rmse", Math.sqrt(meanSquare(labels, predictions)));
    put(figures, "r2", r2(labels, predictions));
    return figures;
  }

  /** The figures of each site; those that need both kinds where there are enough of them. */
  static List<Figure> bySite(ScoredRows rows, boolean isClassifier) {
    List<Figure> found = new ArrayList<>();
    for (String site : new TreeSet<>(Arrays.asList(rows.sites()))) {
      ScoredRows part = rows.ofSite(site);
      Map<String, Double> figures =
          isClassifier
              ? ofProbabilities(part.labels(), probabilities(part))
              : ofPredictions(part.labels(), part.margins());
      if (isClassifier) {
        double bad = Arrays.stream(part.labels()).sum();
        put(figures, "base_rate", bad / part.count());
        if (Math.min(bad, part.count() - bad) < PlattCalibration.MIN_OF_EACH) {
          figures.keySet().removeAll(List.of("auc", "pr_auc"));
        }
      }
      figures.forEach(
          (name, value) -> found.add(new Figure("site=" + site, name, value, part.count())));
    }
    return found;
  }

  /**
   * The reliability curve: held-out rows in tenths by probability, and for each what was said and
   * what happened. Rows are sorted by margin.
   */
  static List<Figure> reliability(ScoredRows rows) {
    List<Figure> curve = new ArrayList<>();
    double[] probabilities = probabilities(rows);
    for (int tenth = 0; tenth < TENTHS; tenth++) {
      int from = (int) ((long) rows.count() * tenth / TENTHS);
      int to = (int) ((long) rows.count() * (tenth + 1) / TENTHS);
      if (from < to) {
        String slice = "probability-tenth=" + (tenth + 1);
        curve.add(new Figure(slice, "mean_probability", mean(probabilities, from, to), to - from));
        curve.add(new Figure(slice, "bad_share", mean(rows.labels(), from, to), to - from));
      }
    }
    return curve;
  }

  private static double calibrationError(ScoredRows rows) {
    List<Figure> curve = reliability(rows);
    double sum = 0;
    for (int i = 0; i < curve.size(); i += 2) {
      sum += curve.get(i).rows() * Math.abs(curve.get(i).value() - curve.get(i + 1).value());
    }
    return sum / rows.count();
  }

  private static double mean(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).average().orElse(Double.NaN);
  }

  /** The least value that so many percent of the sorted values do not exceed. */
  private static double percentile(double[] sorted, int percent) {
    int rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, rank - 1)];
  }

  private static double[] constant(int length, double value) {
    double[] constant = new double[length];
    Arrays.fill(constant, value);
    return constant;
  }

  private static double[] probabilities(ScoredRows rows) {
    return Arrays.stream(rows.margins()).map(HoldoutFigures::probability).toArray();
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

  /** Mean log loss of probabilities; NaN without rows. */
  static double logLossOfProbabilities(double[] labels, double[] probabilities) {
    return IntStream.range(0, labels.length)
        .mapToDouble(
            i -> logLossOfMargin(Math.log(probabilities[i] / (1 - probabilities[i])), labels[i]))
        .average()
        .orElse(Double.NaN);
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

  /** The R2 of the best straight line from predictions to labels; NaN if either does not vary. */
  static double squaredCorrelation(double[] labels, double[] predictions) {
    double meanLabel = Arrays.stream(labels).average().orElse(Double.NaN);
    double meanPrediction = Arrays.stream(predictions).average().orElse(Double.NaN);
    double labelSquares = 0;
    double predictionSquares = 0;
    double products = 0;
    for (int i = 0; i < labels.length; i++) {
      double label = labels[i] - meanLabel;
      double prediction = predictions[i] - meanPrediction;
      labelSquares += label * label;
      predictionSquares += prediction * prediction;
      products += label * prediction;
    }
    return products * products / (labelSquares * predictionSquares);
  }
}
