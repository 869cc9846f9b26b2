package io.meetinginsights.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.meetinginsights.features.Feature;
import io.meetinginsights.model.FeatureValues;
import io.meetinginsights.model.ModelTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the best single feature achieves: the figure a model has to beat. The feature and its
 * direction are chosen on training rows and judged on held-out ones, on at most {@value #ROWS} of
 * each, by hash.
 */
final class SingleFeatureBaseline {

  private static final int ROWS = 5000;

  private final Sample train;
  private final Sample holdout;

  /** Rows with the values of every feature. */
  private record Sample(List<String> features, List<Row> rows, double[][] values) {

    static Sample of(Dataset<Row> part, List<Feature> features, List<ModelTarget> targets) {
      List<String> names = features.stream().map(Feature::name).toList();
      List<Column> columns = new ArrayList<>();
      targets.forEach(
          target -> columns.add(col(target.label()).cast("double").as("label " + target.name())));
      names.forEach(name -> columns.add(col(name).cast("double").as(name)));
      List<Row> rows =
          part.orderBy(hashOrder())
              .limit(ROWS)
              .select(columns.toArray(Column[]::new))
              .collectAsList(); // OK: at most ROWS
      double[][] values = new double[rows.size()][names.size()];
      if (!rows.isEmpty()) {
        FeatureValues reader = new FeatureValues(rows.get(0).schema(), names);
        for (int i = 0; i < values.length; i++) {
          reader.read(rows.get(i), values[i]);
        }
      }
      return new Sample(names, rows, values);
    }

    private static Column[] hashOrder() {
      List<Column> order = new ArrayList<>();
      order.add(xxhash64(TrainingRows.key()));
      order.addAll(List.of(TrainingRows.key()));
      return order.toArray(Column[]::new);
    }

    /** Labels and one feature's values where the label is finite. */
    double[][] labelsAndValues(ModelTarget target, int feature, double missing) {
      double[] labels = new double[rows.size()];
      double[] scores = new double[rows.size()];
      int count = 0;
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        int at = row.fieldIndex("label " + target.name());
        if (!row.isNullAt(at) && Double.isFinite(row.getDouble(at))) {
          labels[count] = row.getDouble(at);
          scores[count] = Double.isFinite(values[i][feature]) ? values[i][feature] : missing;
          count++;
        }
      }
      return new double[][] {Arrays.copyOf(labels, count), Arrays.copyOf(scores, count)};
    }

    double mean(int feature) {
      return Arrays.stream(values)
          .mapToDouble(row -> row[feature])
          .filter(Double::isFinite)
          .average()
          .orElse(0);
    }
  }

  private SingleFeatureBaseline(Sample train, Sample holdout) {
    this.train = train;
    this.holdout = holdout;
  }

  /** Draws the samples. */
  static SingleFeatureBaseline of(
      TrainingRows rows, List<Feature> features, List<ModelTarget> targets) {
    return new SingleFeatureBaseline(
        Sample.of(rows.train(), features, targets), Sample.of(rows.holdout(), features, targets));
  }

  /** Its figures for a target, of the features the target may see. */
  Map<String, Double> figures(ModelTarget target, List<Feature> allowed) {
    Map<String, Double> figures = new TreeMap<>();
    int best = -1;
    double bestFit = 0;
    for (Feature feature : allowed) {
      int index = train.features().indexOf(feature.name());
      double[][] seen = train.labelsAndValues(target, index, train.mean(index));
      double fit = target.isClassifier() ? HoldoutFigures.auc(seen[0], seen[1]) - 0.5 : r(seen);
      if (Double.isFinite(fit) && Math.abs(fit) > Math.abs(bestFit)) {
        best = index;
        bestFit = fit;
      }
    }
    if (best < 0) {
      return figures;
    }
    double[][] judged = holdout.labelsAndValues(target, best, train.mean(best));
    if (target.isClassifier()) {
      double auc = HoldoutFigures.auc(judged[0], judged[1]);
      HoldoutFigures.put(figures, "baseline_feature_auc", bestFit > 0 ? auc : 1 - auc);
    } else {
      double[] line = line(train.labelsAndValues(target, best, train.mean(best)));
      double[] predictions =
          Arrays.stream(judged[1]).map(value -> line[0] * value + line[1]).toArray();
      HoldoutFigures.put(
          figures, "baseline_feature_mae", HoldoutFigures.meanAbsolute(judged[0], predictions));
      HoldoutFigures.put(figures, "baseline_feature_r2", HoldoutFigures.r2(judged[0], predictions));
    }
    return figures;
  }

  private static double r(double[][] labelsAndValues) {
    double[] moments = moments(labelsAndValues);
    return moments[4] / Math.sqrt(moments[2] * moments[3]);
  }

  private static double[] line(double[][] labelsAndValues) {
    double[] moments = moments(labelsAndValues);
    double slope = moments[4] / moments[3];
    return new double[] {slope, moments[0] - slope * moments[1]};
  }

  /** Means of labels and values, their variances, their covariance. */
  private static double[] moments(double[][] labelsAndValues) {
    double[] labels = labelsAndValues[0];
    double[] values = labelsAndValues[1];
    double meanLabel = Arrays.stream(labels).average().orElse(0);
    double meanValue = Arrays.stream(values).average().orElse(0);
    double varianceLabel = 0;
    double varianceValue = 0;
    double covariance = 0;
    for (int i = 0; i < labels.length; i++) {
      varianceLabel += (labels[i] - meanLabel) * (labels[i] - meanLabel);
      varianceValue += (values[i] - meanValue) * (values[i] - meanValue);
      covariance += (labels[i] - meanLabel) * (values[i] - meanValue);
    }
    return new double[] {meanLabel, meanValue, varianceLabel, varianceValue, covariance};
  }
}
