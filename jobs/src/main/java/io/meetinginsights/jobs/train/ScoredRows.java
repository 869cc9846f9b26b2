package io.meetinginsights.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.meetinginsights.model.FeatureValues;
import io.meetinginsights.model.FlatEnsembleJson;
import io.meetinginsights.model.FlatModel;
import io.meetinginsights.model.MatrixEncoding;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.shapley.Ensemble;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Labels of held-out rows beside a model's margins, sorted by margin and label, so that figures
 * computed from them do not depend on partitions. 17 bytes a row come to the driver.
 *
 * @param labels what happened: 0 or 1 for a classifier
 * @param margins what the model said
 * @param folds true for one half of the meetings, by hash
 */
record ScoredRows(double[] labels, double[] margins, boolean[] folds) {

  private static final int BYTES = 2 * Double.BYTES + 1;

  /** Scores the rows that have a label. */
  static ScoredRows of(
      Dataset<Row> rows, ModelTarget target, MatrixEncoding encoding, FlatModel model) {
    Dataset<Row> labelled =
        onlyLabelled(rows, target)
            .select(
                columns(
                    encoding,
                    col(target.label()).cast("double").as("label"),
                    pmod(xxhash64(col("account_id"), col("meeting_uuid")), lit(2))
                        .equalTo(1)
                        .as("fold")));
    byte[] file = FlatEnsembleJson.write(model);
    StructType schema = labelled.schema();
    MapPartitionsFunction<Row, byte[]> scoring =
        partition -> List.of(packed(partition, schema, encoding, file)).iterator();
    List<byte[]> parts =
        labelled
            .mapPartitions(scoring, Encoders.BINARY())
            .collectAsList(); // OK: 17 bytes a held-out row
    return unpacked(parts);
  }

  /** Rows whose label is a finite number. */
  static Dataset<Row> onlyLabelled(Dataset<Row> rows, ModelTarget target) {
    return target.isClassifier()
        ? rows.where(col(target.label()).isNotNull())
        : rows.where(
            col(target.label())
                .isNotNull()
                .and(isnan(col(target.label())).unary_$bang())
                .and(
                    org.apache
                        .spark
                        .sql
                        .functions
                        .abs(col(target.label()))
                        .lt(Double.POSITIVE_INFINITY)));
  }

  private static org.apache.spark.sql.Column[] columns(
      MatrixEncoding encoding, org.apache.spark.sql.Column... first) {
    List<org.apache.spark.sql.Column> columns = new ArrayList<>(List.of(first));
    encoding.featureNames().forEach(name -> columns.add(col(name).cast("double").as(name)));
    return columns.toArray(org.apache.spark.sql.Column[]::new);
  }

  private static byte[] packed(
      Iterator<Row> rows, StructType schema, MatrixEncoding encoding, byte[] file)
      throws IOException {
    Ensemble ensemble = FlatEnsembleJson.read(file, "the model being judged").ensemble();
    FeatureValues features = new FeatureValues(schema, encoding.featureNames());
    int label = schema.fieldIndex("label");
    int fold = schema.fieldIndex("fold");
    double[] values = new double[encoding.features().size()];
    double[][] matrix = new double[encoding.columns().size()][1];
    double[] line = new double[matrix.length];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    while (rows.hasNext()) {
      Row row = rows.next();
      features.read(row, values);
      encoding.encode(values, matrix, 0);
      for (int column = 0; column < line.length; column++) {
        line[column] = matrix[column][0];
      }
      out.writeDouble(row.getDouble(label));
      out.writeDouble(ensemble.margin(line));
      out.writeBoolean(row.getBoolean(fold));
    }
    return bytes.toByteArray();
  }

  private static ScoredRows unpacked(List<byte[]> parts) {
    int count = parts.stream().mapToInt(part -> part.length / BYTES).sum();
    double[] labels = new double[count];
    double[] margins = new double[count];
    boolean[] folds = new boolean[count];
    int at = 0;
    for (byte[] part : parts) {
      ByteBuffer in = ByteBuffer.wrap(part);
      while (in.hasRemaining()) {
        labels[at] = in.getDouble();
        margins[at] = in.getDouble();
        folds[at++] = in.get() != 0;
      }
    }
    return new ScoredRows(labels, margins, folds).sorted();
  }

  ScoredRows sorted() {
    int[] order =
        IntStream.range(0, labels.length)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(i -> margins[i])
                    .thenComparingDouble(i -> labels[i])
                    .thenComparing(i -> folds[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] sortedLabels = new double[order.length];
    double[] sortedMargins = new double[order.length];
    boolean[] sortedFolds = new boolean[order.length];
    for (int i = 0; i < order.length; i++) {
      sortedLabels[i] = labels[order[i]];
      sortedMargins[i] = margins[order[i]];
      sortedFolds[i] = folds[order[i]];
    }
    return new ScoredRows(sortedLabels, sortedMargins, sortedFolds);
  }

  int count() {
    return labels.length;
  }

  /** The same rows with other margins. */
  ScoredRows withMargins(double[] other) {
    return new ScoredRows(labels, other, folds);
  }

  /** The rows of one half. */
  ScoredRows ofFold(boolean fold) {
    int[] chosen = IntStream.range(0, labels.length).filter(i -> folds[i] == fold).toArray();
    double[] chosenLabels = new double[chosen.length];
    double[] chosenMargins = new double[chosen.length];
    boolean[] chosenFolds = new boolean[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      chosenLabels[i] = labels[chosen[i]];
      chosenMargins[i] = margins[chosen[i]];
      chosenFolds[i] = fold;
    }
    return new ScoredRows(chosenLabels, chosenMargins, chosenFolds);
  }
}
