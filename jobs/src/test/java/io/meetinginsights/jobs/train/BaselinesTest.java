package io.meetinginsights.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.errors.InputLimitError;
import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import io.meetinginsights.model.ModelTarget;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class BaselinesTest {

  private static final ModelTarget LATENCY = ModelTarget.named("audio_in_latency_ms").orElseThrow();
  private static final List<String> NAMES = List.of("client_rssi", "port_errors");
  private static final List<Feature> FEATURES =
      Features.all().stream().filter(f -> NAMES.contains(f.name())).toList();

  /** Rows 0 to 399; the label is bad_minute's, and a hundred times it latency's. */
  private static FeatureSample sample(
      IntToDoubleFunction label, IntToDoubleFunction rssi, IntToDoubleFunction errors) {
    double[][] values = new double[400][];
    double[][] labels = new double[400][];
    for (int i = 0; i < values.length; i++) {
      values[i] = new double[] {rssi.applyAsDouble(i), errors.applyAsDouble(i)};
      labels[i] = new double[] {label.applyAsDouble(i), 100 * label.applyAsDouble(i)};
    }
    return new FeatureSample(NAMES, List.of("bad_minute", LATENCY.name()), values, labels);
  }

  private static Baselines baselines(FeatureSample train, FeatureSample holdout) {
    return Baselines.of(FEATURES, train, holdout);
  }

  private static double everyEighth(int row) {
    return row % 8 == 0 ? 1 : 0;
  }

  @Test
  void aFeatureThatIsThereOnlyInBadMinutesIsALeak() {
    FeatureSample rows =
        sample(BaselinesTest::everyEighth, i -> -60 - i % 7, i -> i % 8 == 0 ? 0 : Double.NaN);
    Baselines leaking = baselines(rows, rows);
    for (ModelTarget target : List.of(ModelTarget.BAD_MINUTE, LATENCY)) {
      assertThatThrownBy(() -> leaking.requireNoLeak(target, FEATURES, 0.98))
          .isInstanceOf(InputLimitError.class)
          .hasMessageContaining("port_errors")
          .hasMessageContaining(target.name())
          .hasMessageContaining("train.leak-limit");
    }
    assertThatCode(() -> leaking.requireNoLeak(ModelTarget.BAD_MINUTE, FEATURES, 1))
        .doesNotThrowAnyException();
  }

  @Test
  void aLeakNeedNotBeMonotoneAndMustHoldOnHeldOutRowsToo() {
    // Bad is in the middle of the values: as a straight line it tells nothing.
    IntToDoubleFunction middle = i -> i % 8 == 0 ? 5 : i % 2 == 0 ? 1 : 9;
    FeatureSample train = sample(BaselinesTest::everyEighth, i -> -60 - i % 7, middle);
    assertThatThrownBy(
            () -> baselines(train, train).requireNoLeak(ModelTarget.BAD_MINUTE, FEATURES, 0.98))
        .isInstanceOf(InputLimitError.class)
        .hasMessageContaining("port_errors");
    FeatureSample elsewhere =
        sample(BaselinesTest::everyEighth, i -> -60 - i % 7, i -> i % 3 == 0 ? 5 : 1);
    assertThatCode(
            () -> baselines(train, elsewhere).requireNoLeak(ModelTarget.BAD_MINUTE, FEATURES, 0.98))
        .doesNotThrowAnyException();
  }

  @Test
  void withFewRowsOfAKindNothingIsCalledALeak() {
    FeatureSample rows = sample(i -> i < 9 ? 1 : 0, i -> -60, i -> i < 9 ? 1 : 0);
    assertThatCode(
            () -> baselines(rows, rows).requireNoLeak(ModelTarget.BAD_MINUTE, FEATURES, 0.98))
        .doesNotThrowAnyException();
  }

  @Test
  void theBestFeatureIsJudgedOnHeldOutRowsAndThresholdsCountTheirExcesses() {
    // Signals of -80 are bad in three of four rows, those of -60 in one of four; errors say
    // nothing.
    IntToDoubleFunction rssi = i -> i % 2 == 0 ? -80 : -60;
    IntToDoubleFunction label = i -> (i % 2 == 0) == (i / 2 % 4 != 0) ? 1 : 0;
    FeatureSample rows = sample(label, rssi, i -> Double.NaN);
    Baselines.Judged judged = baselines(rows, rows).judge(ModelTarget.BAD_MINUTE, FEATURES);
    assertThat(judged.bestFeature()).isEqualTo("client_rssi");
    // Pairs: bad at -80 against good at -60 wins 9/16, ties 2 x 3/16 count half.
    assertThat(judged.figures().get("baseline_feature_auc")).isEqualTo(0.75, within(1e-12));
    // Below -72 dBm is beyond the limit of coverage: here the same split.
    assertThat(judged.figures().get("baseline_thresholds_auc")).isEqualTo(0.75, within(1e-12));
    // Predictions (150 + 10 x 0.5) / 210 and the complement.
    double p = 155.0 / 210;
    assertThat(judged.figures().get("baseline_feature_brier"))
        .isEqualTo(0.75 * (1 - p) * (1 - p) + 0.25 * p * p, within(1e-12));
    Baselines.Judged latency = baselines(rows, rows).judge(LATENCY, FEATURES);
    assertThat(latency.figures().get("baseline_feature_mae"))
        .isEqualTo(100 * (0.75 * (1 - p) + 0.25 * p), within(1e-9));
  }

  @Test
  void whereNoFeatureTellsAnythingThereIsNoBestOne() {
    FeatureSample rows = sample(BaselinesTest::everyEighth, i -> -60, i -> Double.NaN);
    Baselines.Judged judged = baselines(rows, rows).judge(ModelTarget.BAD_MINUTE, FEATURES);
    assertThat(judged.bestFeature()).isEmpty();
    assertThat(judged.figures()).doesNotContainKey("baseline_feature_auc");
  }
}
