package io.meetinginsights.jobs.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.features.Category;
import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import io.meetinginsights.model.FlatModel;
import io.meetinginsights.model.MatrixEncoding;
import io.meetinginsights.model.ModelManifest;
import io.meetinginsights.model.ModelManifest.AffineCalibration;
import io.meetinginsights.shapley.CompareRule;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.FlatTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * One tree that gives 8 where all of three features are 1, and 0 elsewhere; each is so half the
 * time.
 */
class GameTest {

  private static final double NEAR = 1e-5;
  private static final double[][] ALL_ONE = {{1}, {1}, {1}};

  /** Two of the wireless category, one of the WAN's. */
  private static final List<Feature> FEATURES =
      List.of("client_rssi", "client_snr", "wan_loss").stream()
          .map(name -> Features.named(name).orElseThrow())
          .toList();

  private static TargetExplainer.Explained explained(Game game) {
    FlatTree tree =
        new FlatTree(
            new int[] {1, -1, 3, -1, 5, -1, -1},
            new int[] {2, -1, 4, -1, 6, -1, -1},
            new int[] {0, -1, 1, -1, 2, -1, -1},
            new double[] {0.5, 0, 0.5, 0, 0.5, 0, 0},
            new boolean[7],
            null,
            new double[] {8, 4, 4, 2, 2, 1, 1},
            new double[] {0, 0, 0, 0, 0, 0, 8});
    MatrixEncoding encoding = MatrixEncoding.of(FEATURES, Map.of(), null);
    FlatModel model =
        new FlatModel(
            "bad_minute",
            encoding.columnNames(),
            encoding.featureNames(),
            new Ensemble(0, 1, CompareRule.LT_F32, 3, new int[] {0, 1, 2}, 3, List.of(tree)));
    ModelManifest.TargetEntry entry =
        new ModelManifest.TargetEntry(
            "bad_minute",
            "classifier",
            "log-odds",
            "bad_minute.json.gz",
            "",
            "",
            encoding,
            AffineCalibration.none("none"),
            8,
            8,
            Map.of());
    return new TargetExplainer(entry, model, game).explain(ALL_ONE, 1, i -> "the row");
  }

  private static void assertValues(
      TargetExplainer.Explained explained, double base, double wireless, double wan) {
    assertThat(explained.margins()[0]).isEqualTo(8);
    assertThat(explained.base()).isCloseTo(base, within(NEAR));
    assertThat(explained.byCategory()[Category.WIRELESS.ordinal()][0])
        .isCloseTo(wireless, within(NEAR));
    assertThat(explained.byCategory()[Category.WAN.ordinal()][0]).isCloseTo(wan, within(NEAR));
  }

  @Test
  void aCategoryIsTheSumOfItsFeaturesWhereFeaturesPlay() {
    // Each feature that is known doubles the expectation of 1: all three are alike.
    assertValues(explained(Game.pathDependent()), 1, 14.0 / 3, 7.0 / 3);
  }

  @Test
  void aCategoryIsAPlayerOfItsOwn() {
    // v() = 1, v(wireless) = 4, v(WAN) = 2, v(both) = 8.
    TargetExplainer.Explained explained = explained(Game.ofCategories());
    assertValues(explained, 1, ((4 - 1) + (8 - 2)) / 2.0, ((2 - 1) + (8 - 4)) / 2.0);
    assertThat(explained.byFeature()[0][0]).isCloseTo(7.0 / 3, within(NEAR));
  }

  @Test
  void unknownFeaturesTakeTheValuesOfTheBackground() {
    // Against 0 0 0 only all three together give 8, against 1 1 1 nothing is missing.
    Game game = Game.against(new double[][] {{0, 0, 0}, {1, 1, 1}});
    assertValues(explained(game), 4, 8.0 / 3, 4.0 / 3);
  }
}
