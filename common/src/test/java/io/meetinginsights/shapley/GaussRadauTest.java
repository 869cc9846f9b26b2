package io.meetinginsights.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GaussRadauTest {

  @Test
  void withTwoPointsBesidesZeroTheRuleIsThePublishedOne() {
    GaussRadau rule = GaussRadau.of(2);
    assertThat(rule.weightOfZero).isCloseTo(1 / 9.0, within(1e-15));
    assertThat(rule.points)
        .containsExactly(
            new double[] {(6 + Math.sqrt(6)) / 10, (6 - Math.sqrt(6)) / 10}, within(1e-15));
    assertThat(rule.weights)
        .containsExactly(
            new double[] {(16 - Math.sqrt(6)) / 36, (16 + Math.sqrt(6)) / 36}, within(1e-15));
  }

  @Test
  void powersUpToTwiceTheNumberOfPointsAreIntegratedExactly() {
    for (int points = 1; points <= GaussRadau.MAX_POINTS; points++) {
      GaussRadau rule = GaussRadau.of(points);
      for (int power = 0; power <= 2 * points; power++) {
        double sum = power == 0 ? rule.weightOfZero : 0;
        for (int i = 0; i < points; i++) {
          sum += rule.weights[i] * Math.pow(rule.points[i], power);
        }
        assertThat(sum)
            .as("%d points, power %d", points, power)
            .isCloseTo(1.0 / (power + 1), within(1e-13));
      }
    }
  }
}
