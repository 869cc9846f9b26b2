package io.meetinginsights.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.config.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are published, or worked from the recommendations beside this project. */
class EModelTest {

  private static final ScoresConfig.Audio AUDIO =
      Configuration.defaults().section("scores", ScoresConfig.class).audio();

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "100, 0",
    "150, 0.16",
    "200, 3.04",
    "250, 8.92",
    "300, 14.76",
    "400, 24.07",
    "500, 30.64"
  })
  void delayImpairmentIsThatOfG107WithDefaultUsers(double delayMs, double idd) {
    assertThat(EModel.delayImpairment(delayMs, 1, 100)).isCloseTo(idd, within(0.005));
  }

  @ParameterizedTest
  @CsvSource({"90, 4.34", "80, 4.02", "70, 3.60", "60, 3.10", "50, 2.58"})
  void ratingMapsToMosAsInG107AnnexB(double r, double mos) {
    assertThat(EModel.mos(r)).isCloseTo(mos, within(0.005));
  }

  @Test
  void mosStaysWithinItsScaleWhereTheCubicLeavesIt() {
    assertThat(EModel.mos(-0.001)).isEqualTo(1);
    assertThat(EModel.mos(-10_000)).isEqualTo(1);
    assertThat(EModel.mos(3)).isEqualTo(1);
    assertThat(EModel.mos(100)).isCloseTo(4.5, within(1e-12));
    assertThat(EModel.mos(101)).isEqualTo(4.5);
  }

  @ParameterizedTest
  @CsvSource({
    "50, 4.41, 4.33, 4.23, 3.92, 3.41, 2.63",
    "200, 4.34, 4.24, 4.14, 3.79, 3.26, 2.47",
    "300, 3.96, 3.81, 3.66, 3.24, 2.65, 1.89",
    "400, 3.56, 3.38, 3.21, 2.75, 2.17, 1.49"
  })
  void narrowbandG711WithConcealment(
      double delayMs, double at0, double at1, double at2, double at5, double at10, double at20) {
    double[] losses = {0, 1, 2, 5, 10, 20};
    double[] expected = {at0, at1, at2, at5, at10, at20};
    for (int i = 0; i < losses.length; i++) {
      assertThat(EModel.narrowbandMos(delayMs, losses[i], 0, 25.1, 1))
          .as("%s ms, %s %%", delayMs, losses[i])
          .isCloseTo(expected[i], within(0.0051));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "50, 4.44, 4.30, 4.12, 3.57, 2.88, 2.13",
    "200, 4.39, 4.21, 4.01, 3.42, 2.72, 1.99",
    "300, 4.04, 3.76, 3.49, 2.82, 2.11, 1.48",
    "400, 3.65, 3.32, 3.02, 2.33, 1.68, 1.18"
  })
  void fullBandWithTheConfiguredCodec(
      double delayMs, double at0, double at1, double at2, double at5, double at10, double at20) {
    double[] losses = {0, 1, 2, 5, 10, 20};
    double[] expected = {at0, at1, at2, at5, at10, at20};
    for (int i = 0; i < losses.length; i++) {
      assertThat(EModel.fullbandMos(delayMs, losses[i], AUDIO))
          .as("%s ms, %s %%", delayMs, losses[i])
          .isCloseTo(expected[i], within(0.0051));
    }
  }

  @Test
  void widebandAmrAt1265IsWhatG113AndSipnabPublish() {
    assertThat(EModel.widebandMos(13)).isCloseTo(4.337096, within(5e-7));
  }

  @Test
  void theDefaultsAreTheAnchorsOfTheFullBandModel() {
    assertThat(AUDIO.r0()).isEqualTo(EModel.FULLBAND_R0).isEqualTo(148);
    assertThat(AUDIO.ieMax()).isEqualTo(EModel.FULLBAND_IE_MAX).isEqualTo(132);
  }
}
