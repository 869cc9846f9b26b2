package io.meetinginsights.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeatureDistributionTest {

  private static final FeatureDistribution QUANTITY =
      new FeatureDistribution("a", List.of(0.0, 10.0), List.of(), List.of(0.5, 0.25, 0.25, 0.0));
  private static final FeatureDistribution CODE =
      new FeatureDistribution("a", List.of(), List.of(20.0, 80.0), List.of(0.5, 0.3, 0.0, 0.2));

  @Test
  void theBinsOfAQuantityEndAtItsDeciles() {
    double[] values = IntStream.rangeClosed(1, 100).mapToDouble(i -> i).toArray();
    FeatureDistribution spread = FeatureDistribution.ofQuantity("a", values);
    assertThat(spread.edges())
        .containsExactly(11.0, 21.0, 31.0, 41.0, 51.0, 61.0, 71.0, 81.0, 91.0);
    assertThat(spread.shares())
        .containsExactly(0.11, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.09, 0.0);
  }

  @Test
  void aValueThatManyRowsShareIsABinOfItsOwnAndAConstantIsKnownAsOne() {
    double[] values = {7, 7, 7, 7, Double.NaN};
    FeatureDistribution spread = FeatureDistribution.ofQuantity("a", values);
    assertThat(spread.shares()).containsExactly(0.0, 0.8, 0.0, 0.2);
    assertThat(List.of(spread.bin(6.999), spread.bin(7), spread.bin(7.001), spread.bin(Double.NaN)))
        .containsExactly(0, 1, 2, 3);
    assertThat(spread.isConstant()).isTrue();
    assertThat(spread.missingShare()).isEqualTo(0.2);
    FeatureDistribution none = FeatureDistribution.ofQuantity("a", new double[] {Double.NaN});
    assertThat(none.shares()).containsExactly(0.0, 1.0);
    assertThat(none.isConstant()).isFalse();
  }

  @Test
  void theIndexIsTheSumOverBinsOfTheDifferenceTimesTheLogarithmOfTheRatio() {
    // (0.25 - 0.5) ln(0.25 / 0.5) + 0 + (0.5 - 0.25) ln(0.5 / 0.25), and nothing in the last bin.
    assertThat(QUANTITY.stabilityIndex(new long[] {25, 25, 50, 0}))
        .isEqualTo(0.5 * Math.log(2), within(1e-12));
    assertThat(QUANTITY.stabilityIndex(new long[] {20, 10, 10, 0})).isEqualTo(0, within(1e-12));
    // A bin that is empty counts as 1e-4: (1 - 0.2) ln(1 / 0.2) for missing, and three that
    // emptied.
    assertThat(CODE.stabilityIndex(new long[] {0, 0, 0, 8}))
        .isEqualTo(
            0.8 * Math.log(5)
                + (0.0001 - 0.5) * Math.log(0.0001 / 0.5)
                + (0.0001 - 0.3) * Math.log(0.0001 / 0.3),
            within(1e-12));
    assertThat(QUANTITY.stabilityIndex(new long[4])).isNaN();
  }

  @Test
  void aValueIsInTheBinThatItEndsAndACodeInItsOwn() {
    double[] values = {-1, 0, 0.5, 10, 11, 20, 80, 40, Double.NaN, Double.POSITIVE_INFINITY};
    assertThat(Arrays.stream(values).mapToInt(QUANTITY::bin))
        .containsExactly(0, 0, 1, 1, 2, 2, 2, 2, 3, 3);
    assertThat(Arrays.stream(values).mapToInt(CODE::bin))
        .containsExactly(2, 2, 2, 2, 2, 0, 1, 2, 3, 3);
  }
}
