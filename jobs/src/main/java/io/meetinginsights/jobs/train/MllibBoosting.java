package io.meetinginsights.jobs.train;

import io.meetinginsights.model.MatrixEncoding;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.shapley.Ensemble;
import java.util.Arrays;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.GBTRegressionModel;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Spark MLlib's gradient-boosted trees. Training refuses NaN, so missing is a sentinel. */
final class MllibBoosting implements GradientBoosting {

  @Override
  public Double sentinel() {
    return MatrixEncoding.SENTINEL;
  }

  @Override
  public double margin(Ensemble ensemble, double[] row) {
    return ensemble.margin(row);
  }

  @Override
  public Fitted fit(
      Dataset<Row> matrix, ModelTarget target, MatrixEncoding encoding, TreeGrowth growth) {
    return target.isClassifier()
        ? classifier(matrix, encoding, growth)
        : regressor(matrix, encoding, growth);
  }

  private static Fitted classifier(
      Dataset<Row> matrix, MatrixEncoding encoding, TreeGrowth growth) {
    GBTClassificationModel model =
        new GBTClassifier()
            .setFeaturesCol("features")
            .setLabelCol("label")
            .setWeightCol("weight")
            .setMaxIter(growth.trees())
            .setMaxDepth(growth.depth())
            .setStepSize(growth.learningRate())
            .setMinInstancesPerNode(minimumRows(growth))
            .setSubsamplingRate(growth.rowSample())
            .setFeatureSubsetStrategy(columnSample(growth))
            .setMaxBins(growth.maxBins())
            .setSeed(growth.seed())
            .fit(matrix);
    return new Fitted(
        MllibTrees.classifier(
            Arrays.asList(model.trees()),
            model.treeWeights(),
            encoding.columnToFeature(),
            encoding.features().size()),
        // rawPrediction is (-F, F) and P is 1/(1+exp(-2F)): the log-odds are 2F.
        rows ->
            Arrays.stream(rows)
                .mapToDouble(row -> 2 * model.predictRaw(Vectors.dense(row)).apply(1))
                .toArray());
  }

  private static Fitted regressor(Dataset<Row> matrix, MatrixEncoding encoding, TreeGrowth growth) {
    GBTRegressionModel model =
        new GBTRegressor()
            .setFeaturesCol("features")
            .setLabelCol("label")
            .setWeightCol("weight")
            .setMaxIter(growth.trees())
            .setMaxDepth(growth.depth())
            .setStepSize(growth.learningRate())
            .setMinInstancesPerNode(minimumRows(growth))
            .setSubsamplingRate(growth.rowSample())
            .setFeatureSubsetStrategy(columnSample(growth))
            .setMaxBins(growth.maxBins())
            .setSeed(growth.seed())
            .fit(matrix);
    return new Fitted(
        MllibTrees.regressor(
            Arrays.asList(model.trees()),
            model.treeWeights(),
            encoding.columnToFeature(),
            encoding.features().size()),
        rows ->
            Arrays.stream(rows).mapToDouble(row -> model.predict(Vectors.dense(row))).toArray());
  }

  private static int minimumRows(TreeGrowth growth) {
    return Math.max(1, (int) Math.round(growth.minChildWeight()));
  }

  private static String columnSample(TreeGrowth growth) {
    return growth.columnSample() == 1 ? "all" : Double.toString(growth.columnSample());
  }
}
