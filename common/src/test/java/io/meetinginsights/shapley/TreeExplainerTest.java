package io.meetinginsights.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeExplainerTest {

  private static final int ROWS = 12;
  private static final long NO_TABLES = 0;

  /** What an explainer says about some rows. */
  record Explained(double baseValue, double[][] contributions, double[] margins) {

    static Explained of(TreeExplainer explainer, double[][] columns, int rows) {
      double[][] contributions = new double[explainer.players()][rows];
      double[] margins = new double[rows];
      explainer.explain(columns, rows, contributions, margins);
      return new Explained(explainer.baseValue(), contributions, margins);
    }
  }

  static Stream<Arguments> seedsAndDepths() {
    return IntStream.rangeClosed(1, 8)
        .boxed()
        .flatMap(
            depth ->
                IntStream.range(0, 6).mapToObj(seed -> Arguments.of(100 * depth + seed, depth)));
  }

  @ParameterizedTest
  @MethodSource("seedsAndDepths")
  void pathDependentValuesOfFeaturesAreThoseOfAllCoalitions(long seed, int depth) {
    Ensemble e = RandomEnsembles.ensemble(seed, depth, 4);
    assertPathDependent(e, Players.features(e), RandomEnsembles.columns(-seed, ROWS));
  }

  @ParameterizedTest
  @MethodSource("seedsAndDepths")
  void pathDependentValuesOfGroupsAreThoseOfAllCoalitions(long seed, int depth) {
    Ensemble e = RandomEnsembles.ensemble(seed, depth, 4);
    assertPathDependent(e, RandomEnsembles.groups(e), RandomEnsembles.columns(-seed, ROWS));
  }

  private static void assertPathDependent(Ensemble e, Players players, double[][] columns) {
    for (TreeExplainer explainer :
        List.of(
            TreeExplainer.pathDependent(e, players, Precision.DOUBLE),
            TreeExplainer.pathDependent(e, players, NO_TABLES))) {
      Explained explained = Explained.of(explainer, columns, ROWS);
      for (int row = 0; row < ROWS; row++) {
        double[] x = RandomEnsembles.row(columns, row);
        assertSame(e, explained, row, BruteForceShapley.pathDependent(e, players, x));
        assertThat(explained.margins[row]).isEqualTo(e.margin(x));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seedsAndDepths")
  void backgroundValuesOfFeaturesAreThoseOfAllCoalitions(long seed, int depth) {
    Ensemble e = RandomEnsembles.ensemble(seed, depth, 3);
    assertBackground(e, Players.features(e), seed);
  }

  @ParameterizedTest
  @MethodSource("seedsAndDepths")
  void backgroundValuesOfGroupsAreThoseOfAllCoalitions(long seed, int depth) {
    Ensemble e = RandomEnsembles.ensemble(seed, depth, 3);
    assertBackground(e, RandomEnsembles.groups(e), seed);
  }

  private static void assertBackground(Ensemble e, Players players, long seed) {
    double[][] background = RandomEnsembles.columns(seed + 7, 9);
    double[] weights = new Random(seed).doubles(9).toArray();
    weights[4] = 0;
    double[][] columns = RandomEnsembles.columns(-seed, 5);
    for (TreeExplainer explainer :
        List.of(
            TreeExplainer.background(e, players, background, weights),
            TreeExplainer.background(e, players, background, weights, NO_TABLES))) {
      Explained explained = Explained.of(explainer, columns, 5);
      for (int row = 0; row < 5; row++) {
        double[] x = RandomEnsembles.row(columns, row);
        assertSame(
            e, explained, row, BruteForceShapley.background(e, players, background, weights, x));
        assertThat(explained.margins[row]).isEqualTo(e.margin(x));
      }
    }
  }

  private static void assertSame(
      Ensemble e, Explained explained, int row, BruteForceShapley.Values expected) {
    double tolerance = 1e-12 * Math.max(1e-300, e.range());
    // The base can be far larger than the range, and then its rounding counts.
    assertThat(explained.baseValue)
        .isCloseTo(expected.baseValue(), within(tolerance + Math.ulp(4 * e.base())));
    for (int player = 0; player < explained.contributions.length; player++) {
      assertThat(explained.contributions[player][row])
          .as("player %d, row %d", player, row)
          .isCloseTo(expected.contributions()[player], within(tolerance));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void tablesAndTheGameItselfGiveTheSameBits(long seed) {
    Ensemble e = RandomEnsembles.ensemble(seed, 7, 10);
    Players players = Players.features(e);
    double[][] columns = RandomEnsembles.columns(seed, 700);
    double[][] background = RandomEnsembles.columns(seed + 1, 40);
    double[] weights = new Random(seed).doubles(40).toArray();
    for (long bytes : new long[] {NO_TABLES, 2000, 100_000}) {
      assertThat(Explained.of(TreeExplainer.pathDependent(e, players, bytes), columns, 700))
          .usingRecursiveComparison()
          .isEqualTo(
              Explained.of(
                  TreeExplainer.pathDependent(e, players, Precision.DOUBLE), columns, 700));
      assertThat(
              Explained.of(
                  TreeExplainer.background(e, players, background, weights, bytes), columns, 700))
          .usingRecursiveComparison()
          .isEqualTo(
              Explained.of(
                  TreeExplainer.background(e, players, background, weights), columns, 700));
    }
  }

  @Test
  void aRowHasTheSameBitsInWhateverBlockItStands() {
    Ensemble e = RandomEnsembles.ensemble(11, 6, 30);
    TreeExplainer explainer = TreeExplainer.pathDependent(e, Players.features(e), Precision.DOUBLE);
    int rows = 2 * LeafEngine.BLOCK_ROWS + 37;
    double[][] columns = RandomEnsembles.columns(12, rows);
    Explained together = Explained.of(explainer, columns, rows);
    for (int row : new int[] {0, 1, 511, 512, 513, 1024, rows - 1}) {
      double[][] alone = new double[columns.length][];
      for (int column = 0; column < columns.length; column++) {
        alone[column] = new double[] {columns[column][row]};
      }
      Explained single = Explained.of(explainer, alone, 1);
      assertThat(single.margins[0]).isEqualTo(together.margins[row]);
      for (int player = 0; player < explainer.players(); player++) {
        assertThat(single.contributions[player][0]).isEqualTo(together.contributions[player][row]);
      }
    }
  }

  @Test
  void threadsMayShareAnExplainer() {
    Ensemble e = RandomEnsembles.ensemble(13, 5, 20);
    TreeExplainer explainer = TreeExplainer.pathDependent(e, Players.features(e), 5000);
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
  void earlierContentOfTheOutputIsOverwrittenAndWhatIsBeyondTheRowsIsLeft() {
    Ensemble e = RandomEnsembles.ensemble(15, 3, 2);
    TreeExplainer explainer = TreeExplainer.pathDependent(e, Players.features(e), Precision.DOUBLE);
    double[][] columns = RandomEnsembles.columns(16, 3);
    Explained clean = Explained.of(explainer, columns, 3);
    double[][] contributions = new double[explainer.players()][3];
    Arrays.stream(contributions).forEach(column -> Arrays.fill(column, 77));
    double[] margins = {77, 77, 77};
    explainer.explain(columns, 2, contributions, margins);
    for (int player = 0; player < explainer.players(); player++) {
      assertThat(contributions[player])
          .containsExactly(clean.contributions[player][0], clean.contributions[player][1], 77);
    }
    assertThat(margins).containsExactly(clean.margins[0], clean.margins[1], 77);
  }

  @Test
  void anEnsembleWithoutTreesGivesZerosAndItsBase() {
    Ensemble e = new Ensemble(-1.5, 1, CompareRule.LT_F32, 2, new int[] {0, 1}, 2, List.of());
    Explained explained =
        Explained.of(
            TreeExplainer.pathDependent(e, Players.features(e), Precision.DOUBLE),
            new double[][] {{1, Double.NaN}, {2, 3}},
            2);
    assertThat(explained.baseValue).isEqualTo(-1.5);
    assertThat(explained.contributions).isEqualTo(new double[2][2]);
    assertThat(explained.margins).containsExactly(-1.5, -1.5);
  }

  @Test
  void aTreeOfOneLeafOnlyMovesTheBase() {
    Ensemble e =
        new Ensemble(1, 2, CompareRule.LE_F64, 1, new int[] {0}, 1, List.of(Trees.leaf(0.25, 3)));
    double[][] rows = {{1, Double.NaN}};
    for (TreeExplainer explainer :
        List.of(
            TreeExplainer.pathDependent(e, Players.features(e), Precision.DOUBLE),
            TreeExplainer.background(e, Players.features(e), rows, new double[] {1, 1}))) {
      Explained explained = Explained.of(explainer, rows, 2);
      assertThat(explained.baseValue).isEqualTo(1.5);
      assertThat(explained.contributions).isEqualTo(new double[1][2]);
      assertThat(explained.margins).containsExactly(1.5, 1.5);
    }
  }

  @Test
  void aNodeWithoutCoverSplitsInHalves() {
    Ensemble e =
        Trees.ensemble(
            CompareRule.LT_F32, 1, Trees.split(0, 5, 0, Trees.leaf(1, 0), Trees.leaf(3, 0)));
    Explained explained =
        Explained.of(
            TreeExplainer.pathDependent(e, Players.features(e), Precision.DOUBLE),
            new double[][] {{4, 6}},
            2);
    assertThat(explained.baseValue).isEqualTo(2);
    assertThat(explained.contributions[0]).containsExactly(-1, 1);
  }

  @Test
  void noRowsAreLegal() {
    Ensemble e = RandomEnsembles.ensemble(17, 3, 2);
    TreeExplainer explainer = TreeExplainer.pathDependent(e, Players.features(e), Precision.DOUBLE);
    Explained explained = Explained.of(explainer, new double[RandomEnsembles.COLUMNS][0], 0);
    assertThat(explained.margins).isEmpty();
  }

  @Test
  void aPathOf64PlayersIsExactAndOneOf65IsRefused() {
    Ensemble deepest = comb(64);
    TreeExplainer explainer =
        TreeExplainer.pathDependent(deepest, Players.features(deepest), Precision.DOUBLE);
    double[][] columns = new double[64][2];
    for (int column = 0; column < 64; column++) {
      columns[column][0] = column % 3 == 0 ? 0 : 1;
      columns[column][1] = 1;
    }
    Explained explained = Explained.of(explainer, columns, 2);
    for (int row = 0; row < 2; row++) {
      int at = row;
      double sum = Arrays.stream(explained.contributions).mapToDouble(column -> column[at]).sum();
      assertThat(explained.baseValue + sum).isCloseTo(explained.margins[row], within(1e-12));
    }
    Ensemble tooDeep = comb(65);
    assertThatThrownBy(() -> TreeExplainer.pathDependent(tooDeep, Players.features(tooDeep)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tree 0")
        .hasMessageContaining("64 different players");
    Players few = Players.groups(tooDeep, IntStream.range(0, 65).map(f -> f % 2).toArray(), 2);
    assertThat(TreeExplainer.pathDependent(tooDeep, few, Precision.DOUBLE).players()).isEqualTo(2);
  }

  @Test
  void aPathTooLongForATableHasTheValuesOfAllCoalitions() {
    int depth = LeafShares.MAX_TABLE_PLAYERS + 3;
    Ensemble e = comb(depth);
    Players players = Players.features(e);
    double[] x = new Random(5).doubles(depth).toArray();
    double[][] columns = PublishedCases.columns(new double[][] {x});
    assertSame(
        e,
        Explained.of(TreeExplainer.pathDependent(e, players, Precision.DOUBLE), columns, 1),
        0,
        BruteForceShapley.pathDependent(e, players, x));
    double[][] background =
        PublishedCases.columns(
            new double[][] {
              new Random(6).doubles(depth).toArray(), new Random(7).doubles(depth).toArray()
            });
    double[] weights = {1, 3};
    assertSame(
        e,
        Explained.of(TreeExplainer.background(e, players, background, weights), columns, 1),
        0,
        BruteForceShapley.background(e, players, background, weights, x));
  }

  /** A tree whose right-most path asks one column after the other. */
  private static Ensemble comb(int depth) {
    FlatTree tree = Trees.leaf(1, 1);
    for (int column = depth - 1; column >= 0; column--) {
      double cover = tree.cover()[0];
      tree = Trees.split(column, 0.5, 1.25 * cover, Trees.leaf(-column / 64.0, 0.25 * cover), tree);
    }
    return Trees.ensemble(CompareRule.LE_F64, depth, tree);
  }

  @Test
  void ofSymmetricPlayersEachGetsTheSame() {
    // x0 AND x1, once with x0 and once with x1 at the root.
    Ensemble e = Trees.ensemble(CompareRule.LT_F32, 2, and(0, 1), and(1, 0));
    Explained explained =
        Explained.of(
            TreeExplainer.pathDependent(e, Players.features(e), Precision.DOUBLE),
            new double[][] {{1, 0}, {1, 0}},
            2);
    assertThat(explained.contributions[0]).containsExactly(explained.contributions[1]);
    assertThat(explained.contributions[0][0]).isCloseTo(0.75, within(1e-15));
  }

  private static FlatTree and(int first, int second) {
    return Trees.split(
        first,
        0.5,
        4,
        Trees.leaf(0, 2),
        Trees.split(second, 0.5, 2, Trees.leaf(0, 1), Trees.leaf(1, 1)));
  }

  @Test
  void aPlayerThatNoSplitConcernsGetsExactlyZero() {
    Ensemble e = RandomEnsembles.ensemble(18, 6, 5);
    TreeExplainer explainer =
        TreeExplainer.pathDependent(e, RandomEnsembles.groups(e), Precision.DOUBLE);
    Explained explained = Explained.of(explainer, RandomEnsembles.columns(19, 50), 50);
    assertThat(explained.contributions[3]).containsOnly(0.0);
  }

  @Test
  void againstItselfARowExplainsNothing() {
    Ensemble e = RandomEnsembles.ensemble(20, 6, 5);
    double[][] columns = RandomEnsembles.columns(21, 2);
    double[][] second = new double[columns.length][];
    for (int column = 0; column < columns.length; column++) {
      second[column] = new double[] {columns[column][1]};
    }
    Explained explained =
        Explained.of(
            TreeExplainer.background(e, Players.features(e), second, new double[] {3}), second, 1);
    for (double[] ofPlayer : explained.contributions) {
      assertThat(ofPlayer).containsOnly(0.0);
    }
    assertThat(explained.baseValue).isCloseTo(explained.margins[0], within(1e-13));
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void theValuesOfAnEnsembleAreTheSumsOverItsTrees(long seed) {
    Ensemble whole = RandomEnsembles.ensemble(seed, 6, 8);
    double[][] columns = RandomEnsembles.columns(seed, 60);
    Explained together =
        Explained.of(
            TreeExplainer.pathDependent(whole, Players.features(whole), Precision.DOUBLE),
            columns,
            60);
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
      double[][] part =
          Explained.of(
                  TreeExplainer.pathDependent(one, Players.features(one), Precision.DOUBLE),
                  columns,
                  60)
              .contributions;
      for (int player = 0; player < sums.length; player++) {
        for (int row = 0; row < 60; row++) {
          sums[player][row] += part[player][row];
        }
      }
    }
    for (int player = 0; player < sums.length; player++) {
      assertThat(together.contributions[player])
          .containsExactly(sums[player], within(1e-13 * whole.range()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 6, 8, 10})
  void contributionsAndBaseAddUpToTheMargin(int depth) {
    Ensemble e = RandomEnsembles.ensemble(40 + depth, depth, 20);
    double[][] columns = RandomEnsembles.columns(50 + depth, 600);
    List<TreeExplainer> explainers = new ArrayList<>();
    for (Players players : List.of(Players.features(e), RandomEnsembles.groups(e))) {
      explainers.add(TreeExplainer.pathDependent(e, players, Precision.DOUBLE));
      explainers.add(
          TreeExplainer.background(
              e,
              players,
              RandomEnsembles.columns(60 + depth, 30),
              new Random(1).doubles(30).toArray()));
    }
    for (TreeExplainer explainer : explainers) {
      Explained explained = Explained.of(explainer, columns, 600);
      for (int row = 0; row < 600; row++) {
        double sum = explained.baseValue;
        for (double[] ofPlayer : explained.contributions) {
          sum += ofPlayer[row];
        }
        assertThat(sum).isCloseTo(explained.margins[row], within(1e-12 * e.range()));
        assertThat(explained.margins[row]).isEqualTo(e.margin(RandomEnsembles.row(columns, row)));
      }
    }
  }

  @Test
  void arraysThatDoNotFitAreRefusedByName() {
    Ensemble e = RandomEnsembles.ensemble(70, 3, 2);
    Players players = Players.features(e);
    TreeExplainer explainer = TreeExplainer.pathDependent(e, players, Precision.DOUBLE);
    double[][] rows = RandomEnsembles.columns(71, 4);
    double[][] out = new double[RandomEnsembles.FEATURES][4];
    assertThatThrownBy(() -> explainer.explain(new double[3][4], 4, out, new double[4]))
        .hasMessageContaining("the rows have 3 columns: 10 are needed");
    assertThatThrownBy(() -> explainer.explain(rows, 5, out, new double[5]))
        .hasMessageContaining("Column 0 of the rows has 4 entries: there are 5 rows");
    assertThatThrownBy(() -> explainer.explain(rows, 4, new double[2][4], new double[4]))
        .hasMessageContaining("the contributions have 2 columns: 8 are needed");
    assertThatThrownBy(() -> explainer.explain(rows, 4, out, new double[3]))
        .hasMessageContaining("margins has room for 3 rows");
    assertThatThrownBy(() -> TreeExplainer.background(e, players, rows, new double[] {1, 1, -1, 1}))
        .hasMessageContaining("Background row 2 has the weight -1.0");
    assertThatThrownBy(() -> TreeExplainer.background(e, players, rows, new double[4]))
        .hasMessageContaining("sum to 0.0");
    assertThatThrownBy(() -> Players.groups(e, new int[3], 2)).hasMessageContaining("8 features");
    assertThatThrownBy(() -> Players.groups(e, new int[] {0, 1, 2, 0, 1, 2, 5, 1}, 5))
        .hasMessageContaining("featureToGroup[6] is 5");
    Ensemble other = Trees.ensemble(CompareRule.LT_F32, 1, Trees.leaf(1, 1));
    assertThatThrownBy(() -> TreeExplainer.pathDependent(other, players, Precision.DOUBLE))
        .hasMessageContaining("made for an ensemble of 10 columns: this one has 1");
  }
}
