package io.meetinginsights.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.Players;
import io.meetinginsights.shapley.Precision;
import io.meetinginsights.shapley.PublishedCases;
import io.meetinginsights.shapley.TreeExplainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XGBoost's own contributions for models that it saved. */
class XgboostGoldenTest {

  @ParameterizedTest
  @CsvSource({
    "binary-depth6, 300, 12",
    "regression-missing, 300, 8",
    "dart, 200, 8",
    "dart-xgb33, 64, 6",
    "missing-only-path, 5, 1"
  })
  void contributionsAndMarginsAreThoseOfXgboost(String name, int rowCount, int features)
      throws IOException {
    Path dir = PublishedCases.find("shap-golden/" + name);
    double[][] rows = PublishedCases.table(dir.resolve("X.csv"));
    double[][] expected = PublishedCases.table(dir.resolve("expected_contribs.csv"));
    assertThat(rows).hasDimensions(rowCount, features);
    Ensemble e = XgboostJson.read(Files.readAllBytes(dir.resolve("model.json")));
    // XGBoost computes in 32 bits: a tree's values are off by about one rounding a level, relative
    // to
    // the tree's own range, and trees add up.
    double tolerance = e.depth() * 0x1p-24 * e.range();
    assertThat(tolerance).isLessThan(1e-4);

    for (Precision precision : Precision.values()) {
      assertThatBothAgree(e, precision, rows, expected, tolerance);
    }
  }

  private static void assertThatBothAgree(
      Ensemble e, Precision precision, double[][] rows, double[][] expected, double tolerance) {
    int features = e.features();
    int rowCount = rows.length;
    TreeExplainer explainer = TreeExplainer.pathDependent(e, Players.features(e), precision);
    double[][] contributions = new double[features][rowCount];
    double[] margins = new double[rowCount];
    explainer.explain(PublishedCases.columns(rows), rowCount, contributions, margins);

    for (int row = 0; row < rowCount; row++) {
      double margin = 0;
      for (int player = 0; player < features; player++) {
        assertThat(contributions[player][row])
            .as("row %d, feature %d", row, player)
            .isCloseTo(expected[row][player], within(tolerance));
        margin += expected[row][player];
      }
      assertThat(explainer.baseValue()).isCloseTo(expected[row][features], within(tolerance));
      margin += expected[row][features];
      assertThat(margins[row]).as("row %d", row).isCloseTo(margin, within(tolerance * features));
      assertThat(e.margin(rows[row])).isEqualTo(margins[row]);
    }
  }
}
