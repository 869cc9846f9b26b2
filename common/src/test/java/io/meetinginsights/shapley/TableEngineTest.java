package io.meetinginsights.shapley;

import static io.meetinginsights.shapley.SinglePrecisionTest.ALLOWED;
import static io.meetinginsights.shapley.SinglePrecisionTest.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.shapley.TreeExplainerTest.Explained;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableEngineTest {

  private static final int ROWS = 12;
  private static final long NO_TABLES = 0;
  private static final long ENOUGH = 128L << 20;

  private static Explained explained(Engine engine, int players, double[][] columns, int rows) {
    double[][] contributions = new double[players][rows];
    double[] margins = new double[rows];
    engine.explain(columns, rows, contributions, margins);
    return new Explained(engine.baseValue(), contributions, margins);
  }

  /** By both kernels, which must agree to the last bit. */
  private static Explained byTables(
      Ensemble e, LeafGames games, Players players, int bits, double[][] columns, int rows) {
    Engine plain = new TableEngine(e, games, players, Kernels.plain(), bits);
    Engine vector = new TableEngine(e, games, players, Kernels.vector().orElseThrow(), bits);
    Explained one = explained(plain, players.count(), columns, rows);
    Explained other = explained(vector, players.count(), columns, rows);
    assertThat(Arrays.deepEquals(other.contributions(), one.contributions())).isTrue();
    assertThat(other.margins()).isEqualTo(one.margins());
    assertThat(other.baseValue()).isEqualTo(one.baseValue());
    return one;
  }

  /** Keys of any length are right, also those that cut a tree into single leaves. */
  @ParameterizedTest
  @MethodSource("io.meetinginsights.shapley.TreeExplainerTest#seedsAndDepths")
  void pathDependentValuesAreThoseOfAllCoalitions(long seed, int depth) {
    Ensemble e = RandomEnsembles.ensemble(seed, depth, 4);
    Players players = RandomEnsembles.groups(e);
    double[][] columns = RandomEnsembles.columns(-seed, ROWS);
    LeafGames games = LeafGames.pathDependent(e, players);
    for (int bits : new int[] {0, 3, 5, 7, 10}) {
      Explained explained = byTables(e, games, players, bits, columns, ROWS);
      for (int row = 0; row < ROWS; row++) {
        double[] x = RandomEnsembles.row(columns, row);
        assertSame(e, explained, row, BruteForceShapley.pathDependent(e, players, x));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.meetinginsights.shapley.TreeExplainerTest#seedsAndDepths")
  void backgroundValuesAreThoseOfAllCoalitions(long seed, int depth) {
    Ensemble e = RandomEnsembles.ensemble(seed, depth, 3);
    Players players = RandomEnsembles.groups(e);
    double[][] background = RandomEnsembles.columns(seed + 7, 9);
    double[] weights = new Random(seed).doubles(9).toArray();
    weights[4] = 0;
    double[][] columns = RandomEnsembles.columns(-seed, 5);
    for (Kernel kernel : List.of(Kernels.plain(), Kernels.vector().orElseThrow())) {
      Explained explained =
          Explained.of(
              TreeExplainer.background(e, players, background, weights, kernel), columns, 5);
      for (int row = 0; row < 5; row++) {
        double[] x = RandomEnsembles.row(columns, row);
        assertSame(
            e, explained, row, BruteForceShapley.background(e, players, background, weights, x));
        assertThat(explained.margins()[row]).isEqualTo(e.margin(x));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 6, 8, 10})
  void ofManyTreesTheSumsAreThoseOfTheReferenceAndOfTheIntegral(int depth) {
    Ensemble e = RandomEnsembles.ensemble(60 + depth, depth, 70);
    Players players = RandomEnsembles.groups(e);
    int rows = 3000;
    double[][] columns = RandomEnsembles.columns(70 + depth, rows);
    Explained reference =
        Explained.of(TreeExplainer.pathDependent(e, players, Precision.DOUBLE), columns, rows);
    for (Kernel kernel : List.of(Kernels.plain(), Kernels.vector().orElseThrow())) {
      for (long bytes : new long[] {NO_TABLES, ENOUGH}) {
        Explained fast =
            Explained.of(TreeExplainer.pathDependent(e, players, kernel, bytes), columns, rows);
        assertThat(fast.margins()).isEqualTo(reference.margins());
        for (int player = 0; player < players.count(); player++) {
          assertThat(fast.contributions()[player])
              .containsExactly(reference.contributions()[player], within(ALLOWED / 4 * e.range()));
        }
      }
    }
  }

  @Test
  void aRowHasTheSameBitsInWhateverBlockItStands() {
    Ensemble e = RandomEnsembles.ensemble(11, 6, 40);
    Players players = RandomEnsembles.groups(e);
    LeafGames games = LeafGames.pathDependent(e, players);
    int rows = 2500;
    double[][] columns = RandomEnsembles.columns(12, rows);
    Explained together = byTables(e, games, players, 7, columns, rows);
    for (int row : new int[] {0, 1, 15, 16, 511, 512, 513, 2047, 2048, rows - 1}) {
      double[][] alone = new double[columns.length][];
      for (int column = 0; column < columns.length; column++) {
        alone[column] = new double[] {columns[column][row]};
      }
      Explained single = byTables(e, games, players, 7, alone, 1);
      assertThat(single.margins()[0]).isEqualTo(together.margins()[row]);
      for (int player = 0; player < players.count(); player++) {
        assertThat(single.contributions()[player][0])
            .isEqualTo(together.contributions()[player][row]);
      }
    }
  }

  @Test
  void tablesAreMadeWhereTheyFitAndPlayersAreFew() {
    Ensemble e = RandomEnsembles.ensemble(5, 6, 10);
    Players groups = RandomEnsembles.groups(e);
    LeafGames games = LeafGames.pathDependent(e, groups);
    assertThat(TableEngine.of(e, () -> games, groups, Kernels.plain(), ENOUGH)).isPresent();
    assertThat(TableEngine.of(e, () -> games, groups, Kernels.plain(), NO_TABLES)).isEmpty();
    Players features = Players.features(e);
    assertThat(
            TableEngine.of(
                e, () -> LeafGames.pathDependent(e, features), features, Kernels.plain(), ENOUGH))
        .isEmpty();
  }

  @Test
  void aTreeOfOneLeafAndNoTreesGiveNothing() {
    double[][] columns = {{1, Double.NaN}};
    for (Ensemble e :
        List.of(
            Trees.ensemble(CompareRule.LT_F32, 1),
            Trees.ensemble(CompareRule.LT_F32, 1, Trees.leaf(0.25, 3)))) {
      Players players = Players.features(e);
      Explained explained =
          byTables(e, LeafGames.pathDependent(e, players), players, 5, columns, 2);
      double leaf = e.trees().isEmpty() ? 0 : 0.25;
      assertThat(explained.contributions()).isEqualTo(new double[1][2]);
      assertThat(explained.margins()).containsExactly(leaf, leaf);
      assertThat(explained.baseValue()).isEqualTo(leaf);
    }
  }
}
