package io.meetinginsights.jobs.train;

import io.meetinginsights.model.MatrixEncoding;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.shapley.Ensemble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** An engine that grows boosted trees. Whatever it is, what comes out is a flat ensemble. */
public interface GradientBoosting {

  /** What stands in the matrix for a missing quantity; null for NaN. */
  Double sentinel();

  /**
   * How far the flat ensemble may be from the engine's own predictions, relative to max(1, the
   * prediction).
   */
  double TOLERANCE = 1e-6;

  /**
   * The flat trees' margin of a row, added up as the engine does: in the order of the trees and in
   * its precision. What is left of a difference is one of trees.
   */
  double margin(Ensemble ensemble, double[] row);

  /**
   * Grows the trees.
   *
   * @param matrix columns {@code features} (dense vector), {@code label}, {@code weight}, in an
   *     order and partitioning that is the same at every run
   */
  Fitted fit(Dataset<Row> matrix, ModelTarget target, MatrixEncoding encoding, TreeGrowth growth);

  /**
   * What an engine made.
   *
   * @param ensemble the trees
   * @param margins the engine's own predictions, to check them by
   */
  record Fitted(Ensemble ensemble, Margins margins) {}

  /** Margins of rows, as the engine itself predicts them. */
  interface Margins {
    double[] of(double[][] rows);
  }

  /** The engine that the configuration names. */
  static GradientBoosting of(TrainConfig.Engine engine) {
    return switch (engine) {
      case XGBOOST -> new XgboostBoosting();
      case MLLIB -> new MllibBoosting();
    };
  }
}
