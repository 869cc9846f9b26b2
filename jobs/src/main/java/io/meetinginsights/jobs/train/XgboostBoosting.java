package io.meetinginsights.jobs.train;

import io.meetinginsights.model.MatrixEncoding;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.model.XgboostJson;
import io.meetinginsights.shapley.Ensemble;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.scala.Booster;
import ml.dmlc.xgboost4j.scala.spark.ColumnIndices;
import ml.dmlc.xgboost4j.scala.spark.XGBoostClassifier;
import ml.dmlc.xgboost4j.scala.spark.XGBoostEstimator;
import ml.dmlc.xgboost4j.scala.spark.XGBoostRegressor;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * XGBoost4J-Spark: histogram trees, log loss or squared error, missing is NaN.
 *
 * <p>Parameters go in as a map, since most setters cannot be called from Java; the model comes out
 * of the native booster as JSON, since saving the Spark model fails on Spark 4. One thread a
 * worker: with more, the order of sums is not the same at every run.
 */
final class XgboostBoosting implements GradientBoosting {

  @Override
  public Double sentinel() {
    return null;
  }

  /** In float32: over some hundred trees the sum is up to 1e-5 from that in double. */
  @Override
  public double margin(Ensemble ensemble, double[] row) {
    double[] staged = ensemble.stagedMargins(row);
    float margin = (float) staged[0];
    for (int tree = 1; tree < staged.length; tree++) {
      // The leaf itself: leaves are float32, their sums in double lose none of it.
      margin += (float) (staged[tree] - staged[tree - 1]);
    }
    return margin;
  }

  @Override
  public Fitted fit(
      Dataset<Row> matrix, ModelTarget target, MatrixEncoding encoding, TreeGrowth growth) {
    scala.collection.immutable.Map<String, Object> parameters =
        immutable(parameters(target, encoding, growth));
    Booster booster;
    if (target.isClassifier()) {
      XGBoostClassifier classifier = new XGBoostClassifier(parameters);
      classifier.setFeaturesCol("features");
      classifier.setLabelCol("label");
      classifier.setWeightCol("weight");
      booster = grown(classifier, matrix);
    } else {
      XGBoostRegressor regressor = new XGBoostRegressor(parameters);
      regressor.setFeaturesCol("features");
      regressor.setLabelCol("label");
      regressor.setWeightCol("weight");
      booster = grown(regressor, matrix);
    }
    try {
      byte[] json = booster.toByteArray("json");
      return new Fitted(
          XgboostJson.read(json, encoding.columnToFeature(), encoding.features().size()),
          rows -> margins(json, rows));
    } catch (XGBoostError e) {
      throw new IllegalStateException("XGBoost cannot hand out its model for " + target.name(), e);
    }
  }

  /**
   * The steps of the estimator's own {@code fit}, but for one parameter that it would not hand on:
   * the switch that keeps the loss of every round from standard error.
   */
  private static Booster grown(XGBoostEstimator<?, ?> estimator, Dataset<Row> matrix) {
    estimator.validate(matrix);
    Tuple2<Dataset<?>, ColumnIndices> prepared = estimator.preprocess(matrix);
    scala.collection.immutable.Map<String, Object> parameters = estimator.getXGBoostParams();
    Tuple2<Booster, ?> grown =
        ml.dmlc.xgboost4j.scala.spark.XGBoost.train(
            estimator.toRdd(prepared._1(), prepared._2()),
            estimator.getRuntimeParameters(
                matrix.sparkSession().sparkContext().isLocal(), immutable(Map.of())),
            parameters.updated("verbose_eval", "false"));
    return grown._1();
  }

  private static Map<String, Object> parameters(
      ModelTarget target, MatrixEncoding encoding, TreeGrowth growth) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("objective", target.isClassifier() ? "binary:logistic" : "reg:squarederror");
    parameters.put("tree_method", "hist");
    parameters.put("num_round", growth.trees());
    parameters.put("max_depth", growth.depth());
    parameters.put("eta", growth.learningRate());
    parameters.put("min_child_weight", growth.minChildWeight());
    parameters.put("subsample", growth.rowSample());
    parameters.put("colsample_bytree", growth.columnSample());
    parameters.put("max_bin", growth.maxBins());
    parameters.put("seed", growth.seed());
    parameters.put("nthread", 1);
    parameters.put("num_workers", growth.workers());
    parameters.put("missing", Float.NaN);
    if (growth.monotone()) {
      parameters.put(
          "monotone_constraints",
          encoding.columns().stream()
              .map(column -> Integer.toString(HarmfulDirection.of(column, encoding)))
              .collect(Collectors.joining(",", "(", ")")));
    }
    return parameters;
  }

  private static scala.collection.immutable.Map<String, Object> immutable(
      Map<String, Object> parameters) {
    return scala.collection.immutable.Map$.MODULE$.from(
        scala.jdk.javaapi.CollectionConverters.asScala(parameters));
  }

  private static double[] margins(byte[] json, double[][] rows) {
    if (rows.length == 0) {
      return new double[0];
    }
    int columns = rows[0].length;
    float[] cells = new float[rows.length * columns];
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < columns; column++) {
        cells[row * columns + column] = (float) rows[row][column];
      }
    }
    try {
      ml.dmlc.xgboost4j.java.Booster booster = XGBoost.loadModel(json);
      DMatrix matrix = new DMatrix(cells, rows.length, columns, Float.NaN);
      try {
        float[][] predictions = booster.predict(matrix, true);
        double[] margins = new double[rows.length];
        for (int row = 0; row < rows.length; row++) {
          margins[row] = predictions[row][0];
        }
        return margins;
      } finally {
        matrix.dispose();
        booster.dispose();
      }
    } catch (XGBoostError | java.io.IOException e) {
      throw new IllegalStateException("XGBoost cannot predict with the model it has made", e);
    }
  }
}
