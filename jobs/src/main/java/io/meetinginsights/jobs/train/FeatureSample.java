package io.meetinginsights.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.meetinginsights.features.Feature;
import io.meetinginsights.model.FeatureValues;
import io.meetinginsights.model.ModelTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Values and labels of at most {@value #ROWS} rows, chosen by hash, on the driver: enough for
 * baselines and distributions.
 *
 * @param features names of the features
 * @param targets names of the targets
 * @param values by row, then feature; NaN for missing
 * @param labels by row, then target; NaN for missing
 */
record FeatureSample(
    List<String> features, List<String> targets, double[][] values, double[][] labels) {

  static final int ROWS = 10_000;

  /** Draws the rows. */
  static FeatureSample of(Dataset<Row> part, List<Feature> features, List<ModelTarget> targets) {
    List<String> names = features.stream().map(Feature::name).toList();
    List<String> labelNames = targets.stream().map(target -> "label " + target.name()).toList();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      columns.add(col(targets.get(i).label()).cast("double").as(labelNames.get(i)));
    }
    names.forEach(name -> columns.add(col(name).cast("double").as(name)));
    List<Row> rows =
        part.orderBy(hashOrder())
            .limit(ROWS)
            .select(columns.toArray(Column[]::new))
            .collectAsList(); // OK: at most ROWS
    return new FeatureSample(
        names,
        targets.stream().map(ModelTarget::name).toList(),
        read(rows, names),
        read(rows, labelNames));
  }

  private static Column[] hashOrder() {
    List<Column> order = new ArrayList<>();
    order.add(xxhash64(TrainingRows.key()));
    order.addAll(List.of(TrainingRows.key()));
    return order.toArray(Column[]::new);
  }

  private static double[][] read(List<Row> rows, List<String> names) {
    double[][] values = new double[rows.size()][names.size()];
    if (!rows.isEmpty()) {
      FeatureValues reader = new FeatureValues(rows.get(0).schema(), names);
      for (int i = 0; i < values.length; i++) {
        reader.read(rows.get(i), values[i]);
      }
    }
    return values;
  }

  int rows() {
    return values.length;
  }

  /** A feature's values, by row. */
  double[] values(String feature) {
    int index = features.indexOf(feature);
    return Arrays.stream(values).mapToDouble(row -> row[index]).toArray();
  }

  /** A target's labels, by row. */
  double[] labels(ModelTarget target) {
    int index = targets.indexOf(target.name());
    return Arrays.stream(labels).mapToDouble(row -> row[index]).toArray();
  }

  /** The rows whose label is a number. */
  FeatureSample labelled(ModelTarget target) {
    int index = targets.indexOf(target.name());
    int[] chosen =
        IntStream.range(0, rows()).filter(row -> Double.isFinite(labels[row][index])).toArray();
    return new FeatureSample(
        features,
        targets,
        Arrays.stream(chosen).mapToObj(row -> values[row]).toArray(double[][]::new),
        Arrays.stream(chosen).mapToObj(row -> labels[row]).toArray(double[][]::new));
  }
}
