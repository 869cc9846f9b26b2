package io.meetinginsights.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BruteForceShapleyTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void theValuesAreWhatPlayersAddOnAverageOverAllOrders(long seed) {
    Ensemble e = RandomEnsembles.ensemble(seed, 4, 3);
    Players players = RandomEnsembles.groups(e);
    double[][] background = RandomEnsembles.columns(seed + 1, 4);
    double[] weights = {1, 2, 3, 0.5};
    double[] x = RandomEnsembles.row(RandomEnsembles.columns(seed + 2, 3), 2);
    double[] sums = new double[players.count()];
    int orders = addOverOrders(e, players, background, weights, x, new boolean[5], 0, sums);
    assertThat(orders).isEqualTo(120);
    double[] values =
        BruteForceShapley.background(e, players, background, weights, x).contributions();
    for (int player = 0; player < sums.length; player++) {
      assertThat(values[player]).isCloseTo(sums[player] / orders, within(1e-12));
    }
  }

  /** Lets each absent player join, then the rest in every order; returns the number of orders. */
  private static int addOverOrders(
      Ensemble e,
      Players players,
      double[][] background,
      double[] weights,
      double[] x,
      boolean[] present,
      int joined,
      double[] sums) {
    if (joined == present.length) {
      return 1;
    }
    double before = meanMargin(e, players, background, weights, x, present);
    int orders = 0;
    for (int player = 0; player < present.length; player++) {
      if (!present[player]) {
        present[player] = true;
        double added = meanMargin(e, players, background, weights, x, present) - before;
        int below = addOverOrders(e, players, background, weights, x, present, joined + 1, sums);
        sums[player] += below * added;
        orders += below;
        present[player] = false;
      }
    }
    return orders;
  }

  private static double meanMargin(
      Ensemble e,
      Players players,
      double[][] background,
      double[] weights,
      double[] x,
      boolean[] present) {
    double sum = 0;
    double total = 0;
    for (int row = 0; row < weights.length; row++) {
      double[] mixed = RandomEnsembles.row(background, row);
      for (int column = 0; column < mixed.length; column++) {
        if (present[players.ofColumn(column)]) {
          mixed[column] = x[column];
        }
      }
      sum += weights[row] * e.margin(mixed);
      total += weights[row];
    }
    return sum / total;
  }

  @Test
  void pathDependentValuesOfAHandWorkedTree() {
    // v({}) = 0.25 * 8 + 0.75 * (0.5 * 0 + 0.5 * 4) = 3.5, v({0}) = 0.5 * 0 + 0.5 * 4 = 2,
    // v({1}) = 0.25 * 8 + 0.75 * 0 = 2, v({0, 1}) = 0, so both get ((2 - 3.5) + (0 - 2)) / 2.
    FlatTree right = Trees.split(1, 1, 3, Trees.leaf(0, 1.5), Trees.leaf(4, 1.5));
    Ensemble e =
        Trees.ensemble(CompareRule.LE_F64, 3, Trees.split(0, 1, 4, Trees.leaf(8, 1), right));
    BruteForceShapley.Values values =
        BruteForceShapley.pathDependent(e, Players.features(e), new double[] {2, 0, 0});
    assertThat(values.baseValue()).isEqualTo(3.5);
    assertThat(values.contributions()).containsExactly(-1.75, -1.75, 0);
  }

  @Test
  void moreThanTwentyPlayersInSplitsAreRefused() {
    FlatTree tree = Trees.leaf(1, 1);
    for (int column = 0; column < 21; column++) {
      tree = Trees.split(column, 0, 2, Trees.leaf(0, 1), tree);
    }
    Ensemble e = Trees.ensemble(CompareRule.LE_F64, 30, tree);
    assertThatThrownBy(
            () -> BruteForceShapley.pathDependent(e, Players.features(e), new double[30]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("21 players");
  }
}
