package io.meetinginsights.jobs.train;

import io.meetinginsights.model.FlatEnsembleJson;
import io.meetinginsights.model.FlatModel;
import io.meetinginsights.shapley.Ensemble;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * How many of a model's trees are enough: those after which the loss on rows it did not learn from
 * is the least. It reads the flat trees, so it is the same rule for every engine.
 */
final class EarlyStopping {

  private EarlyStopping() {}

  /**
   * The number of trees of the least loss, at least 1; of equal ones the fewest.
   *
   * @param matrix columns {@code features}, {@code label}, {@code weight}, of rows that were not
   *     learnt from
   */
  static int trees(Dataset<Row> matrix, FlatModel model, boolean isClassifier) {
    double[] losses = losses(matrix, model, isClassifier);
    int best = 1;
    for (int trees = 2; trees < losses.length; trees++) {
      if (losses[trees] < losses[best]) {
        best = trees;
      }
    }
    return best;
  }

  /** The summed loss after 0, 1, 2 … trees. */
  static double[] losses(Dataset<Row> matrix, FlatModel model, boolean isClassifier) {
    byte[] file = FlatEnsembleJson.write(model);
    MapPartitionsFunction<Row, byte[]> summing =
        rows -> List.of(packed(sums(rows, file, isClassifier))).iterator();
    List<byte[]> parts =
        matrix
            .select("features", "label", "weight")
            .mapPartitions(summing, Encoders.BINARY())
            .collectAsList(); // OK: a number a tree and partition
    double[] losses = new double[model.ensemble().trees().size() + 1];
    for (byte[] part : parts) {
      ByteBuffer sums = ByteBuffer.wrap(part);
      for (int i = 0; i < losses.length; i++) {
        losses[i] += sums.getDouble();
      }
    }
    return losses;
  }

  private static double[] sums(Iterator<Row> rows, byte[] file, boolean isClassifier) {
    Ensemble ensemble = FlatEnsembleJson.read(file, "the model being stopped").ensemble();
    double[] sums = new double[ensemble.trees().size() + 1];
    while (rows.hasNext()) {
      Row row = rows.next();
      double label = row.getDouble(1);
      double[] margins = ensemble.stagedMargins(row.<Vector>getAs(0).toArray());
      for (int i = 0; i < sums.length; i++) {
        double error = margins[i] - label;
        sums[i] +=
            row.getDouble(2)
                * (isClassifier
                    ? HoldoutFigures.logLossOfMargin(margins[i], label)
                    : error * error);
      }
    }
    return sums;
  }

  private static byte[] packed(double[] sums) {
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * sums.length);
    for (double sum : sums) {
      bytes.putDouble(sum);
    }
    return bytes.array();
  }
}
