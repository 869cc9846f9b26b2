package io.meetinginsights.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnsembleTest {

  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private static FlatTree stump(double threshold, boolean defaultLeft, long[] categories) {
    return Trees.split(
        0, threshold, defaultLeft, categories, 2, Trees.leaf(-1, 1), Trees.leaf(1, 1));
  }

  /**
   * Which way a value goes: by the margin, and by the blocks of the explainer, which must agree.
   */
  private static String way(CompareRule rule, FlatTree stump, double value) {
    Ensemble e = Trees.ensemble(rule, 1, stump);
    double margin = e.margin(new double[] {value});
    for (Precision precision : Precision.values()) {
      double[] margins = new double[1];
      TreeExplainer.pathDependent(e, Players.features(e), precision)
          .explain(new double[][] {{value}}, 1, new double[1][1], margins);
      assertThat(margins[0]).isEqualTo(margin);
    }
    return margin < 0 ? "left" : "right";
  }

  @Test
  void xgboostGoesLeftBelowTheThresholdIn32Bits() {
    FlatTree stump = stump(0.1, false, null);
    assertThat(way(CompareRule.LT_F32, stump, 0.1)).isEqualTo("right");
    assertThat(way(CompareRule.LT_F32, stump, Math.nextDown(0.1f))).isEqualTo("left");
    // 0.1 and its neighbours in double are one float.
    assertThat(way(CompareRule.LT_F32, stump, Math.nextDown(0.1))).isEqualTo("right");
    assertThat(way(CompareRule.LT_F32, stump(1e300, false, null), 1e200)).isEqualTo("right");
    assertThat(way(CompareRule.LT_F32, stump(INF, false, null), 3)).isEqualTo("left");
  }

  @Test
  void mllibGoesLeftUpToTheThresholdIn64Bits() {
    FlatTree stump = stump(0.1, false, null);
    assertThat(way(CompareRule.LE_F64, stump, 0.1)).isEqualTo("left");
    assertThat(way(CompareRule.LE_F64, stump, Math.nextUp(0.1))).isEqualTo("right");
    assertThat(way(CompareRule.LE_F64, stump(INF, false, null), INF)).isEqualTo("left");
  }

  @ParameterizedTest
  @CsvSource({"LT_F32", "LE_F64"})
  void aMissingValueFollowsTheDefaultAndInfinitiesAreCompared(CompareRule rule) {
    assertThat(way(rule, stump(0, true, null), NAN)).isEqualTo("left");
    assertThat(way(rule, stump(0, false, null), NAN)).isEqualTo("right");
    for (boolean defaultLeft : new boolean[] {true, false}) {
      assertThat(way(rule, stump(0, defaultLeft, null), INF)).isEqualTo("right");
      assertThat(way(rule, stump(0, defaultLeft, null), -INF)).isEqualTo("left");
      assertThat(way(rule, stump(0, defaultLeft, null), -0.0))
          .isEqualTo(way(rule, stump(0, defaultLeft, null), 0.0));
    }
  }

  @ParameterizedTest
  @CsvSource({"LT_F32", "LE_F64"})
  void aCategoryInTheSetGoesLeftAnyOtherRightAndNoneByDefault(CompareRule rule) {
    long[] set = {1L << 1 | 1L << 63, 1L << 2}; // 1, 63, 66
    for (boolean defaultLeft : new boolean[] {true, false}) {
      FlatTree stump = stump(0, defaultLeft, set);
      for (double category : new double[] {1, 63, 66, 66.9}) {
        assertThat(way(rule, stump, category)).isEqualTo("left");
      }
      for (double category : new double[] {0, 2, 62, 64, 65, 67, 129, 1e6, 1e300, INF}) {
        assertThat(way(rule, stump, category)).isEqualTo("right");
      }
      for (double none : new double[] {NAN, -1, -INF}) {
        assertThat(way(rule, stump, none)).isEqualTo(defaultLeft ? "left" : "right");
      }
    }
    assertThat(way(rule, stump(0, true, new long[0]), 0)).isEqualTo("right");
  }

  @Test
  void marginProbabilityDepthAndRange() {
    FlatTree deeper =
        Trees.split(
            0, 0, 3, Trees.leaf(5, 1), Trees.split(0, 1, 2, Trees.leaf(1, 1), Trees.leaf(2, 1)));
    Ensemble e =
        new Ensemble(
            0.5,
            2,
            CompareRule.LE_F64,
            1,
            new int[] {0},
            1,
            List.of(stump(0, false, null), deeper, Trees.leaf(0.25, 1)));
    assertThat(e.margin(new double[] {0.5})).isEqualTo(0.5 + 2 * (1 + 1 + 0.25));
    assertThat(e.probability(new double[] {0.5})).isCloseTo(1 / (1 + Math.exp(-5)), within(1e-15));
    assertThat(e.depth()).isEqualTo(2);
    assertThat(e.range()).isEqualTo(2 * (2 + 4 + 0));
    assertThatThrownBy(() -> e.margin(new double[2])).hasMessageContaining("A row of 2 values");
    Ensemble none = Trees.ensemble(CompareRule.LE_F64, 1);
    assertThat(none.depth()).isZero();
    assertThat(none.range()).isZero();
  }

  @Test
  void equalNumbersMakeEqualEnsembles() {
    Ensemble e = RandomEnsembles.ensemble(1, 5, 3);
    assertThat(RandomEnsembles.ensemble(1, 5, 3)).isEqualTo(e).hasSameHashCodeAs(e);
    assertThat(RandomEnsembles.ensemble(2, 5, 3)).isNotEqualTo(e);
  }

  private static void assertRefused(String message, Consumer<FlatTree> damage) {
    FlatTree tree =
        Trees.split(
            0, 0, 3, Trees.leaf(5, 1), Trees.split(1, 1, 2, Trees.leaf(1, 1), Trees.leaf(2, 1)));
    assertThat(Trees.ensemble(CompareRule.LE_F64, 2, tree).trees()).hasSize(1);
    damage.accept(tree);
    assertThatThrownBy(() -> Trees.ensemble(CompareRule.LE_F64, 2, Trees.leaf(1, 1), tree))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tree 1")
        .hasMessageContaining(message);
  }

  @Test
  void aTreeThatIsNoTreeIsRefusedWithTheNode() {
    assertRefused("node 2 has the left child 5", tree -> tree.left()[2] = 5);
    assertRefused("node 2 has the right child -2", tree -> tree.right()[2] = -2);
    assertRefused("node 2 has the left child -1", tree -> tree.left()[2] = -1);
    assertRefused("node 2 has the child 0", tree -> tree.left()[2] = 0);
    assertRefused("node 2 has the child 2", tree -> tree.right()[2] = 2);
    assertRefused("node 2 has the child 1", tree -> tree.left()[2] = 1);
    assertRefused(
        "node 1 hangs in the air",
        tree -> {
          tree.left()[0] = -1;
          tree.right()[0] = -1;
        });
    assertRefused("node 2 splits on column 2", tree -> tree.column()[2] = 2);
    assertRefused("node 0 splits on column -1", tree -> tree.column()[0] = -1);
    assertRefused("node 2 has the threshold NaN", tree -> tree.threshold()[2] = NAN);
    assertRefused("node 1 is a leaf of value NaN", tree -> tree.value()[1] = NAN);
    assertRefused("node 4 is a leaf of value Infinity", tree -> tree.value()[4] = INF);
    assertRefused("node 3 has cover -1.0", tree -> tree.cover()[3] = -1);
    assertRefused("node 3 has cover NaN", tree -> tree.cover()[3] = NAN);
  }

  @Test
  void arraysOfDifferentLengthsAreRefused() {
    FlatTree leaf = Trees.leaf(1, 1);
    FlatTree shortCover =
        new FlatTree(
            leaf.left(),
            leaf.right(),
            leaf.column(),
            leaf.threshold(),
            leaf.defaultLeft(),
            null,
            new double[0],
            leaf.value());
    assertThatThrownBy(() -> Trees.ensemble(CompareRule.LE_F64, 1, shortCover))
        .hasMessageContaining("tree 0 has arrays of different lengths")
        .hasMessageContaining("'cover' has 0");
    FlatTree empty =
        new FlatTree(
            new int[0],
            new int[0],
            new int[0],
            new double[0],
            new boolean[0],
            null,
            new double[0],
            new double[0]);
    assertThatThrownBy(() -> Trees.ensemble(CompareRule.LE_F64, 1, empty))
        .hasMessageContaining("tree 0 has no nodes");
    assertThatThrownBy(() -> new FlatTree(null, null, null, null, null, null, null, null))
        .hasMessageContaining("'left'");
  }

  @Test
  void anEnsembleThatDoesNotFitTogetherIsRefused() {
    List<FlatTree> none = List.of();
    assertThatThrownBy(() -> new Ensemble(NAN, 1, CompareRule.LE_F64, 1, new int[] {0}, 1, none))
        .hasMessageContaining("base is NaN");
    assertThatThrownBy(() -> new Ensemble(0, 0, CompareRule.LE_F64, 1, new int[] {0}, 1, none))
        .hasMessageContaining("linkScale is 0.0");
    assertThatThrownBy(() -> new Ensemble(0, 1, null, 1, new int[] {0}, 1, none))
        .hasMessageContaining("compareRule is null");
    assertThatThrownBy(() -> new Ensemble(0, 1, CompareRule.LE_F64, 2, new int[] {0}, 1, none))
        .hasMessageContaining("columnToFeature has 1 entries: there are 2 columns");
    assertThatThrownBy(() -> new Ensemble(0, 1, CompareRule.LE_F64, 1, new int[] {1}, 1, none))
        .hasMessageContaining("columnToFeature[0] is 1: there are features 0 to 0");
    assertThatThrownBy(() -> new Ensemble(0, 1, CompareRule.LE_F64, 1, new int[] {0}, 1, null))
        .hasMessageContaining("trees is null");
    assertThatThrownBy(
            () ->
                new Ensemble(
                    0,
                    1,
                    CompareRule.LE_F64,
                    1,
                    new int[] {0},
                    1,
                    Arrays.asList(Trees.leaf(1, 1), null)))
        .hasMessageContaining("tree 1 is null");
  }

  @Test
  void stagedMarginsAreThoseOfTheFirstTrees() {
    Ensemble e =
        Trees.ensemble(CompareRule.LE_F64, 1, stump(0, false, null), stump(2, false, null));
    double[] row = {1};
    // Right at 0 gives 1, left at 2 gives -1.
    double[] staged = e.stagedMargins(row);
    assertThat(staged).hasSize(3);
    assertThat(staged[1] - staged[0]).isEqualTo(e.linkScale());
    assertThat(staged[2]).isEqualTo(e.margin(row)).isEqualTo(staged[0]);
    for (int trees = 0; trees < staged.length; trees++) {
      assertThat(e.firstTrees(trees).margin(row)).isEqualTo(staged[trees]);
    }
  }
}
