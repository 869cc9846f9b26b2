package io.meetinginsights.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.config.Configuration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HoldoutFiguresTest {

  private static ScoredRows rows(double[] labels, double[] margins) {
    return new ScoredRows(labels, margins, new boolean[labels.length], sites(labels.length));
  }

  private static String[] sites(int rows) {
    String[] sites = new String[rows];
    Arrays.fill(sites, "site");
    return sites;
  }

  @Test
  void theAucCountsPairsAndHalvesOfTies() {
    // Bad at 0.8 and 0.4, good at 0.6, 0.4, 0.1: of 6 pairs 0.8 wins 3, 0.4 wins 1 and ties 1.
    assertThat(
            HoldoutFigures.auc(
                new double[] {1, 1, 0, 0, 0}, new double[] {0.8, 0.4, 0.6, 0.4, 0.1}))
        .isEqualTo(4.5 / 6, within(1e-15));
  }

  @Test
  void theAveragePrecisionIsTheSumOfPrecisionsAtEachStepOfRecall() {
    // Descending: bad (precision 1), good, bad (2/3), good. AP = 1/2 * 1 + 1/2 * 2/3.
    assertThat(
            HoldoutFigures.averagePrecision(new double[] {1, 0, 1, 0}, new double[] {4, 3, 2, 1}))
        .isEqualTo(5.0 / 6, within(1e-15));
    // All tied: one step, precision is the base rate.
    assertThat(
            HoldoutFigures.averagePrecision(new double[] {1, 0, 1, 0}, new double[] {1, 1, 1, 1}))
        .isEqualTo(0.5, within(1e-15));
  }

  @Test
  void theLogLossOfAnUndecidedModelIsTheLogarithmOfTwoAndLargeMarginsDoNotOverflow() {
    assertThat(HoldoutFigures.logLoss(rows(new double[] {1, 0}, new double[] {0, 0})))
        .isEqualTo(Math.log(2), within(1e-15));
    assertThat(HoldoutFigures.logLossOfMargin(-800, 1)).isEqualTo(800);
    assertThat(HoldoutFigures.logLossOfMargin(800, 1)).isEqualTo(0);
  }

  @Test
  void aFigureThatIsNotDefinedIsLeftOut() {
    Map<String, Double> figures =
        HoldoutFigures.classifier(rows(new double[] {0, 0}, new double[] {-1, -2}), 0.1);
    assertThat(figures).doesNotContainKeys("auc", "pr_auc").containsEntry("base_rate", 0.0);
    assertThat(HoldoutFigures.regression(rows(new double[] {5, 5}, new double[] {4, 6}), 5))
        .doesNotContainKey("r2")
        .containsEntry("mae", 1.0)
        .containsEntry("baseline_constant_mae", 0.0);
  }

  @Test
  void theThresholdOfTheBestF1IsTheMarginOfItsLowestCall() {
    // Calls from the top: 1/1 bad, 2/2, 2/3, 3/4, 3/5 of 3 bad: F1 .5, .8, .667, .857, .75.
    ScoredRows rows = rows(new double[] {0, 1, 0, 1, 1}, new double[] {-2, -1, 0, 1, 2});
    TrainConfig config = Configuration.defaults().section("train", TrainConfig.class);
    assertThat(OperatingThreshold.choose(rows, config).probability())
        .isEqualTo(1 / (1 + Math.exp(1)), within(1e-15));
    TrainConfig precise =
        Configuration.defaults()
            .with("train.threshold-rule=precision")
            .with("train.min-precision=0.8")
            .section("train", TrainConfig.class);
    assertThat(OperatingThreshold.choose(rows, precise).probability())
        .isEqualTo(1 / (1 + Math.exp(-1)), within(1e-15));
  }

  @Test
  void theReliabilityCurveComparesTenthsAndTheErrorIsTheirMeanDistance() {
    double[] labels = new double[20];
    double[] margins = new double[20];
    for (int i = 0; i < 20; i++) {
      labels[i] = i >= 10 ? 1 : 0;
      margins[i] = i < 10 ? Math.log(0.25 / 0.75) + 1e-9 * i : 1e-9 * i;
    }
    ScoredRows rows = rows(labels, margins);
    List<Figure> curve = HoldoutFigures.reliability(rows);
    assertThat(curve).hasSize(20).allMatch(figure -> figure.rows() == 2);
    assertThat(curve.get(0).slice()).isEqualTo("probability-tenth=1");
    assertThat(curve.get(0).value()).isEqualTo(0.25, within(1e-7));
    assertThat(curve.get(1).metric()).isEqualTo("bad_share");
    assertThat(curve.get(19).value()).isEqualTo(1.0);
    // Half of the rows are 0.25 off, half 0.5.
    Map<String, Double> figures = HoldoutFigures.classifier(rows, 0.5);
    assertThat(figures.get("calibration_error")).isEqualTo(0.375, within(1e-7));
    // Brier (0.0625 + 0.25) / 2 against 0.25 of the base rate.
    assertThat(figures.get("brier_skill")).isEqualTo(1 - 0.15625 / 0.25, within(1e-7));
    assertThat(figures)
        .containsEntry("baseline_constant_auc", 0.5)
        .containsEntry("baseline_constant_pr_auc", 0.5);
  }

  @Test
  void errorsOfARegressionHaveTheirQuantiles() {
    double[] predictions = new double[100];
    double[] labels = new double[100];
    for (int i = 0; i < 100; i++) {
      predictions[i] = i % 2 == 0 ? i + 1 : -(i + 1);
    }
    assertThat(HoldoutFigures.regression(rows(labels, predictions), 0))
        .containsEntry("abs_error_p50", 50.0)
        .containsEntry("abs_error_p90", 90.0)
        .containsEntry("abs_error_p99", 99.0);
  }

  @Test
  void eachSiteHasItsFiguresAndAnAucOnlyWithEnoughOfBothKinds() {
    double[] labels = new double[24];
    double[] margins = new double[24];
    String[] sites = new String[24];
    for (int i = 0; i < 24; i++) {
      boolean isLarge = i < 20;
      sites[i] = isLarge ? "large" : "small";
      labels[i] = i % 2;
      margins[i] = isLarge ? labels[i] : 0;
    }
    List<Figure> figures =
        HoldoutFigures.bySite(new ScoredRows(labels, margins, new boolean[24], sites), true);
    assertThat(figures)
        .contains(new Figure("site=large", "auc", 1.0, 20))
        .contains(new Figure("site=small", "base_rate", 0.5, 4))
        .contains(new Figure("site=small", "brier", 0.25, 4))
        .noneMatch(f -> f.slice().equals("site=small") && f.metric().endsWith("auc"));
  }
}
