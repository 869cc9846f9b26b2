package io.meetinginsights.jobs.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.model.XgboostJson;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.Players;
import io.meetinginsights.shapley.Precision;
import io.meetinginsights.shapley.TreeExplainer;
import java.util.Map;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XGBoost, asked for its contributions by the model that it has just trained. */
class XgboostContributionsTest {

  private static final int FEATURES = 12;
  private static final int ROWS = 3000;
  private static final int EXPLAINED = 300;

  @ParameterizedTest
  @CsvSource({
    "reg:squarederror, 1",
    "reg:squarederror, 5",
    "binary:logistic, 6",
    "reg:squarederror, 8",
    "binary:logistic, 10"
  })
  void ofTheSameTreesOursAreTheSame(String objective, int depth) throws XGBoostError {
    Random random = new Random(depth);
    float[] values = new float[ROWS * FEATURES];
    float[] labels = new float[ROWS];
    for (int row = 0; row < ROWS; row++) {
      double sum = 0;
      for (int feature = 0; feature < FEATURES; feature++) {
        float value = random.nextInt(10) == 0 ? Float.NaN : random.nextInt(40) / 8f;
        values[row * FEATURES + feature] = value;
        sum += Float.isNaN(value) ? 1 : value * Math.cos(feature + value);
      }
      labels[row] = objective.startsWith("binary") ? (sum > 0 ? 1 : 0) : (float) sum;
    }
    DMatrix data = new DMatrix(values, ROWS, FEATURES, Float.NaN);
    data.setLabel(labels);
    Booster booster =
        XGBoost.train(
            data,
            Map.of("objective", objective, "max_depth", depth, "eta", 0.3, "nthread", 1, "seed", 1),
            30,
            Map.of(),
            null,
            null);
    float[][] expected = booster.predictContrib(data, 0);
    Ensemble e = XgboostJson.read(booster.toByteArray("json"));
    double[][] columns = new double[FEATURES][EXPLAINED];
    for (int row = 0; row < EXPLAINED; row++) {
      for (int feature = 0; feature < FEATURES; feature++) {
        columns[feature][row] = values[row * FEATURES + feature];
      }
    }
    // XGBoost computes in 32 bits: about one rounding a level, relative to each tree's range.
    double tolerance = Math.max(4, depth) * 0x1p-24 * e.range();
    for (Precision precision : Precision.values()) {
      TreeExplainer explainer = TreeExplainer.pathDependent(e, Players.features(e), precision);
      double[][] contributions = new double[FEATURES][EXPLAINED];
      explainer.explain(columns, EXPLAINED, contributions, new double[EXPLAINED]);
      for (int row = 0; row < EXPLAINED; row++) {
        assertThat(explainer.baseValue()).isCloseTo(expected[row][FEATURES], within(2 * tolerance));
        for (int feature = 0; feature < FEATURES; feature++) {
          assertThat(contributions[feature][row])
              .as("%s, row %d, feature %d", precision, row, feature)
              .isCloseTo(expected[row][feature], within(tolerance));
        }
      }
    }
  }
}
