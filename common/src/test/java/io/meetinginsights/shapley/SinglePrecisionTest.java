package io.meetinginsights.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.shapley.TreeExplainerTest.Explained;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SinglePrecisionTest {

  private static final int ROWS = 12;

  /** What 32 bits may miss by, of the ensemble's range. */
  static final double ALLOWED = 1e-6;

  /** By the integral alone; tables have {@link TableEngineTest}. */
  private static final long NO_TABLES = 0;

  /** By both kernels, which must agree to the last bit. */
  private static Explained explained(Ensemble e, Players players, double[][] columns, int rows) {
    Explained plain =
        Explained.of(
            TreeExplainer.pathDependent(e, players, Kernels.plain(), NO_TABLES), columns, rows);
    Kernel kernel = Kernels.vector().orElseThrow();
    Explained vector =
        Explained.of(TreeExplainer.pathDependent(e, players, kernel, NO_TABLES), columns, rows);
    assertThat(Arrays.deepEquals(vector.contributions(), plain.contributions())).isTrue();
    assertThat(vector.margins()).isEqualTo(plain.margins());
    assertThat(vector.baseValue()).isEqualTo(plain.baseValue());
    return vector;
  }

  @ParameterizedTest
  @MethodSource("io.meetinginsights.shapley.TreeExplainerTest#seedsAndDepths")
  void valuesOfFeaturesAreThoseOfAllCoalitions(long seed, int depth) {
    Ensemble e = RandomEnsembles.ensemble(seed, depth, 4);
    assertPathDependent(e, Players.features(e), RandomEnsembles.columns(-seed, ROWS));
  }

  @ParameterizedTest
  @MethodSource("io.meetinginsights.shapley.TreeExplainerTest#seedsAndDepths")
  void valuesOfGroupsAreThoseOfAllCoalitions(long seed, int depth) {
    Ensemble e = RandomEnsembles.ensemble(seed, depth, 4);
    assertPathDependent(e, RandomEnsembles.groups(e), RandomEnsembles.columns(-seed, ROWS));
  }

  private static void assertPathDependent(Ensemble e, Players players, double[][] columns) {
    Explained explained = explained(e, players, columns, ROWS);
    for (int row = 0; row < ROWS; row++) {
      double[] x = RandomEnsembles.row(columns, row);
      assertSame(e, explained, row, BruteForceShapley.pathDependent(e, players, x));
      assertThat(explained.margins()[row]).isEqualTo(e.margin(x));
    }
  }

  /** Contributions as near as 32 bits come. */
  static void assertSame(
      Ensemble e, Explained explained, int row, BruteForceShapley.Values expected) {
    assertThat(explained.baseValue())
        .isCloseTo(expected.baseValue(), within(1e-12 * (1 + e.range())));
    for (int player = 0; player < explained.contributions().length; player++) {
      assertThat(explained.contributions()[player][row])
          .as("player %d, row %d", player, row)
          .isCloseTo(expected.contributions()[player], within(ALLOWED * e.range()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12})
  void ofManyTreesTheSumsAreThoseOfTheReferenceAndAddUp(int depth) {
    Ensemble e = RandomEnsembles.ensemble(40 + depth, depth, 60);
    int rows = 1500;
    double[][] columns = RandomEnsembles.columns(50 + depth, rows);
    for (Players players : List.of(Players.features(e), RandomEnsembles.groups(e))) {
      Explained reference =
          Explained.of(TreeExplainer.pathDependent(e, players, Precision.DOUBLE), columns, rows);
      Explained fast = explained(e, players, columns, rows);
      assertThat(fast.margins()).isEqualTo(reference.margins());
      for (int row = 0; row < rows; row++) {
        double sum = fast.baseValue();
        for (int player = 0; player < players.count(); player++) {
          assertThat(fast.contributions()[player][row])
              .isCloseTo(reference.contributions()[player][row], within(ALLOWED / 4 * e.range()));
          sum += fast.contributions()[player][row];
        }
        assertThat(sum).isCloseTo(fast.margins()[row], within(ALLOWED / 4 * e.range()));
      }
    }
  }

  @Test
  void aRowHasTheSameBitsInWhateverBlockItStands() {
    Ensemble e = RandomEnsembles.ensemble(11, 6, 30);
    TreeExplainer explainer =
        TreeExplainer.pathDependent(e, Players.features(e), Kernels.chosen(), NO_TABLES);
    int rows = 2500;
    double[][] columns = RandomEnsembles.columns(12, rows);
    Explained together = Explained.of(explainer, columns, rows);
    for (int row : new int[] {0, 1, 15, 16, 63, 64, 511, 512, 1023, 1024, 2047, rows - 1}) {
      double[][] alone = new double[columns.length][];
      for (int column = 0; column < columns.length; column++) {
        alone[column] = new double[] {columns[column][row]};
      }
      Explained single = Explained.of(explainer, alone, 1);
      assertThat(single.margins()[0]).isEqualTo(together.margins()[row]);
      for (int player = 0; player < explainer.players(); player++) {
        assertThat(single.contributions()[player][0])
            .isEqualTo(together.contributions()[player][row]);
      }
    }
  }

  @Test
  void leavesFarFromZeroCostNoDigits() {
    FlatTree tree =
        Trees.split(
            0,
            0.5,
            10,
            Trees.leaf(1e6, 3),
            Trees.split(1, 0.5, 7, Trees.leaf(1e6 + 1, 2), Trees.leaf(1e6 + 2, 5)));
    Ensemble e = Trees.ensemble(CompareRule.LE_F64, 2, tree);
    double[][] columns = {{0, 1, 1}, {0, 0, 1}};
    Explained fast = Explained.of(TreeExplainer.pathDependent(e, Players.features(e)), columns, 3);
    for (int row = 0; row < 3; row++) {
      double[] x = RandomEnsembles.row(columns, row);
      double[] expected =
          BruteForceShapley.pathDependent(e, Players.features(e), x).contributions();
      for (int player = 0; player < 2; player++) {
        assertThat(fast.contributions()[player][row])
            .isCloseTo(expected[player], within(ALLOWED * e.range()));
      }
    }
  }

  @Test
  void withoutTreesOrSplitsOnlyTheBaseIsThere() {
    double[][] columns = {{1, Double.NaN}};
    Ensemble none = Trees.ensemble(CompareRule.LT_F32, 1);
    Explained explained =
        Explained.of(TreeExplainer.pathDependent(none, Players.features(none)), columns, 2);
    assertThat(explained.baseValue()).isZero();
    assertThat(explained.contributions()).isEqualTo(new double[1][2]);
    Ensemble leaf =
        new Ensemble(1, 2, CompareRule.LE_F64, 1, new int[] {0}, 1, List.of(Trees.leaf(0.25, 3)));
    explained = Explained.of(TreeExplainer.pathDependent(leaf, Players.features(leaf)), columns, 2);
    assertThat(explained.baseValue()).isEqualTo(1.5);
    assertThat(explained.contributions()).isEqualTo(new double[1][2]);
    assertThat(explained.margins()).containsExactly(1.5, 1.5);
    assertThat(
            Explained.of(
                    TreeExplainer.pathDependent(leaf, Players.features(leaf)), new double[1][0], 0)
                .margins())
        .isEmpty();
  }

  @Test
  void earlierContentOfTheOutputIsOverwrittenAndWhatIsBeyondTheRowsIsLeft() {
    Ensemble e = RandomEnsembles.ensemble(15, 3, 2);
    TreeExplainer explainer = TreeExplainer.pathDependent(e, Players.features(e));
    double[][] columns = RandomEnsembles.columns(16, 3);
    Explained clean = Explained.of(explainer, columns, 3);
    double[][] contributions = new double[explainer.players()][3];
    Arrays.stream(contributions).forEach(column -> Arrays.fill(column, 77));
    double[] margins = {77, 77, 77};
    explainer.explain(columns, 2, contributions, margins);
    for (int player = 0; player < explainer.players(); player++) {
      assertThat(contributions[player])
          .containsExactly(clean.contributions()[player][0], clean.contributions()[player][1], 77);
    }
    assertThat(margins).containsExactly(clean.margins()[0], clean.margins()[1], 77);
  }

  @Test
  void threadsMayShareAnExplainer() {
    Ensemble e = RandomEnsembles.ensemble(13, 5, 20);
    TreeExplainer explainer = TreeExplainer.pathDependent(e, Players.features(e));
    double[][] columns = RandomEnsembles.columns(14, 300);
    Explained expected = Explained.of(explainer, columns, 300);
    IntStream.range(0, 8)
        .parallel()
        .forEach(
            i ->
                assertThat(Explained.of(explainer, columns, 300))
                    .usingRecursiveComparison()
                    .isEqualTo(expected));
  }

  @Test
  void aRowOfMissingValuesAndOneOfInfinitiesAreExplained() {
    for (int seed = 1; seed <= 8; seed++) {
      Ensemble e = RandomEnsembles.ensemble(seed, 6, 10);
      double[][] columns = new double[RandomEnsembles.COLUMNS][];
      for (int column = 0; column < columns.length; column++) {
        columns[column] =
            new double[] {
              Double.NaN,
              Double.POSITIVE_INFINITY,
              Double.NEGATIVE_INFINITY,
              1e300,
              -1e300,
              -0.0,
              Double.MIN_VALUE
            };
      }
      Players players = Players.features(e);
      Explained fast = explained(e, players, columns, 7);
      for (int row = 0; row < 7; row++) {
        double[] x = RandomEnsembles.row(columns, row);
        double[] expected = BruteForceShapley.pathDependent(e, players, x).contributions();
        assertThat(fast.margins()[row]).isEqualTo(e.margin(x));
        for (int player = 0; player < expected.length; player++) {
          assertThat(fast.contributions()[player][row])
              .as("row %d, player %d", row, player)
              .isCloseTo(expected[player], within(ALLOWED * e.range()));
        }
      }
    }
  }

  @Test
  void aPlayerThatNoSplitConcernsGetsExactlyZero() {
    Ensemble e = RandomEnsembles.ensemble(18, 6, 5);
    Explained fast = explained(e, RandomEnsembles.groups(e), RandomEnsembles.columns(19, 50), 50);
    assertThat(fast.contributions()[3]).containsOnly(0.0);
  }

  @Test
  void ofSymmetricPlayersEachGetsTheSame() {
    Ensemble e = Trees.ensemble(CompareRule.LT_F32, 2, and(0, 1), and(1, 0));
    Explained fast = explained(e, Players.features(e), new double[][] {{1, 0}, {1, 0}}, 2);
    assertThat(fast.contributions()[0])
        .containsExactly(fast.contributions()[1], within(ALLOWED * e.range()));
    assertThat(fast.contributions()[0][0]).isCloseTo(0.75, within(ALLOWED * e.range()));
  }

  private static FlatTree and(int first, int second) {
    return Trees.split(
        first,
        0.5,
        4,
        Trees.leaf(0, 2),
        Trees.split(second, 0.5, 2, Trees.leaf(0, 1), Trees.leaf(1, 1)));
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void theValuesOfAnEnsembleAreTheSumsOverItsTrees(long seed) {
    Ensemble whole = RandomEnsembles.ensemble(seed, 6, 70);
    double[][] columns = RandomEnsembles.columns(seed, 60);
    Explained together = explained(whole, Players.features(whole), columns, 60);
    double[][] sums = new double[RandomEnsembles.FEATURES][60];
    for (FlatTree tree : whole.trees()) {
      Ensemble one =
          new Ensemble(
              0,
              whole.linkScale(),
              whole.compareRule(),
              whole.columns(),
              whole.columnToFeature(),
              whole.features(),
              List.of(tree));
      double[][] part = explained(one, Players.features(one), columns, 60).contributions();
      for (int player = 0; player < sums.length; player++) {
        for (int row = 0; row < 60; row++) {
          sums[player][row] += part[player][row];
        }
      }
    }
    for (int player = 0; player < sums.length; player++) {
      assertThat(together.contributions()[player])
          .containsExactly(sums[player], within(ALLOWED * whole.range()));
    }
  }

  @Test
  void aPathOf64PlayersAddsUpAndOneOf65IsRefused() {
    Ensemble deepest = comb(64);
    double[][] columns = new double[64][2];
    for (int column = 0; column < 64; column++) {
      columns[column][0] = column % 3 == 0 ? 0 : 1;
      columns[column][1] = 1;
    }
    Players players = Players.features(deepest);
    Explained fast = explained(deepest, players, columns, 2);
    Explained reference =
        Explained.of(TreeExplainer.pathDependent(deepest, players, Precision.DOUBLE), columns, 2);
    for (int player = 0; player < 64; player++) {
      assertThat(fast.contributions()[player])
          .containsExactly(reference.contributions()[player], within(ALLOWED * deepest.range()));
    }
    Ensemble tooDeep = comb(65);
    assertThatThrownBy(() -> TreeExplainer.pathDependent(tooDeep, Players.features(tooDeep)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tree 0")
        .hasMessageContaining("64 different players");
  }

  private static Ensemble comb(int depth) {
    FlatTree tree = Trees.leaf(1, 1);
    for (int column = depth - 1; column >= 0; column--) {
      double cover = tree.cover()[0];
      tree = Trees.split(column, 0.5, 1.25 * cover, Trees.leaf(-column / 64.0, 0.25 * cover), tree);
    }
    return Trees.ensemble(CompareRule.LE_F64, depth, tree);
  }

  /** Thresholds on an even grid, all in one cell, and far too many for a grid. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 31, 32, 300, 5000})
  void everyValueFallsIntoTheBinThatTheRuleSays(int count) {
    for (CompareRule rule : CompareRule.values()) {
      for (int shape = 0; shape < 3; shape++) {
        double[] thresholds = new double[count];
        for (int i = 0; i < count; i++) {
          thresholds[i] =
              shape == 0 ? i : shape == 1 ? Math.exp(i / 50.0) : i < count / 2 ? -1e30 * i : i;
        }
        Cuts cuts = new Cuts(rule, thresholds, 0);
        double[] values = new double[5 * count + 4];
        for (int i = 0; i < count; i++) {
          values[5 * i] = thresholds[i];
          values[5 * i + 1] = Math.nextUp(thresholds[i]);
          values[5 * i + 2] = Math.nextDown(thresholds[i]);
          values[5 * i + 3] = Math.nextUp((float) thresholds[i]);
          values[5 * i + 4] = Math.nextDown((float) thresholds[i]);
        }
        values[5 * count] = Double.NaN;
        values[5 * count + 1] = Double.POSITIVE_INFINITY;
        values[5 * count + 2] = Double.NEGATIVE_INFINITY;
        float[] bins = new float[values.length];
        cuts.bin(values, 0, values.length, -1, bins);
        for (int i = 0; i < values.length; i++) {
          double value = rule.rounded(values[i]);
          for (int t = 0; t < count; t += Math.max(1, count / 40)) {
            boolean left = Double.isNaN(value) || rule.isLeft(value, rule.rounded(thresholds[t]));
            assertThat(bins[i] < cuts.cut(thresholds[t]))
                .as("%s, shape %d: %s at %s", rule, shape, value, thresholds[t])
                .isEqualTo(left);
          }
        }
      }
    }
  }
}
