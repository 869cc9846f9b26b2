package io.meetinginsights.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussLegendreTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 8, 13, 31, 32, 62, 63})
  void everyPowerUpToTheDegreeIsIntegratedExactly(int degree) {
    GaussLegendre rule = GaussLegendre.exactForDegree(degree);
    assertThat(rule.nodes).hasSize((degree + 2) / 2);
    for (int power = 0; power <= degree; power++) {
      double sum = 0;
      for (int i = 0; i < rule.nodes.length; i++) {
        sum += rule.weights[i] * Math.pow(rule.nodes[i], power);
      }
      assertThat(sum).isCloseTo(1.0 / (power + 1), within(4e-15));
    }
  }

  @Test
  void theThreeNodesArePublishedOnes() {
    GaussLegendre rule = GaussLegendre.exactForDegree(5);
    double[] nodes = rule.nodes.clone();
    Arrays.sort(nodes);
    double offset = Math.sqrt(0.6) / 2;
    assertThat(nodes)
        .containsExactly(new double[] {0.5 - offset, 0.5, 0.5 + offset}, within(1e-16));
    assertThat(Arrays.stream(rule.weights).sorted().toArray())
        .containsExactly(new double[] {5 / 18.0, 5 / 18.0, 8 / 18.0}, within(1e-15));
  }
}
