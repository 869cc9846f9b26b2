package io.meetinginsights.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Expected values: the published tables of the E-model, not this code. */
class ScoreModelTest {
  @Test
  void delayImpairmentAgreesWithTheTableOfG107() {
    double[][] table = {
      {150, 0.16}, {200, 3.04}, {250, 8.92}, {300, 14.76}, {400, 24.07}, {500, 30.64}
    };
    for (double[] row : table) {
      assertThat(ScoreModel.delayImpairment(row[0])).isCloseTo(row[1], within(0.006));
    }
  }

  @Test
  void fullBandOpinionAgreesWithTheTableForEvs() {
    double[] losses = {0, 1, 2, 5, 10, 20};
    double[][] table = {
      {50, 4.44, 4.30, 4.12, 3.57, 2.88, 2.13},
      {200, 4.39, 4.21, 4.01, 3.42, 2.72, 1.99},
      {300, 4.04, 3.76, 3.49, 2.82, 2.11, 1.48},
      {400, 3.65, 3.32, 3.02, 2.33, 1.68, 1.18}
    };
    for (double[] row : table) {
      for (int i = 0; i < losses.length; i++) {
        assertThat(ScoreModel.fullBand(row[0], losses[i])).isCloseTo(row[i + 1], within(0.006));
      }
    }
  }

  @Test
  void delayAndJitterPassThroughTheStatedPoints() {
    assertThat(ScoreModel.delay(200)).isCloseTo(4.4, within(1e-9));
    assertThat(ScoreModel.delay(320)).isCloseTo(3.5, within(1e-9));
    assertThat(ScoreModel.delay(500)).isCloseTo(2.9, within(1e-9));
    assertThat(ScoreModel.jitter(40)).isCloseTo(4.0, within(1e-9));
    assertThat(ScoreModel.jitter(80)).isCloseTo(2.9, within(1e-9));
  }

  @Test
  void halfTheFramesCostMoreThanAQuarterOfThem() {
    assertThat(ScoreModel.video(0, 25, 25)).isCloseTo(4.5, within(1e-9));
    assertThat(ScoreModel.video(0, 12, 25)).isLessThan(ScoreModel.video(0, 18, 25));
    assertThat(ScoreModel.video(0, 6, 25)).isLessThan(3);
  }
}
