package io.meetinginsights.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.config.Configuration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HoldoutFiguresTest {

  private static ScoredRows rows(double[] labels, double[] margins) {
    return new ScoredRows(labels, margins, new boolean[labels.length]);
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
}
