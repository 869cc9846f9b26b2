package io.meetinginsights.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.model.FlatModel;
import io.meetinginsights.model.ModelManifest.AffineCalibration;
import io.meetinginsights.shapley.BruteForceShapley;
import io.meetinginsights.shapley.CompareRule;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.FlatTree;
import io.meetinginsights.shapley.Players;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlattCalibrationTest {

  /** Margins -1 and 1; of each kind {@code n} rows, of which 1 in 10 and 9 in 10 are bad. */
  private static ScoredRows twoLevels(int n) {
    double[] labels = new double[2 * n];
    double[] margins = new double[2 * n];
    boolean[] folds = new boolean[2 * n];
    for (int i = 0; i < n; i++) {
      margins[i] = -1;
      labels[i] = i % 10 == 0 ? 1 : 0;
      margins[n + i] = 1;
      labels[n + i] = i % 10 == 0 ? 0 : 1;
      folds[i] = i % 20 < 10;
      folds[n + i] = i % 20 < 10;
    }
    return new ScoredRows(labels, margins, folds, new String[labels.length]);
  }

  @Test
  void theMapReproducesTheRatesThatWereSeen() {
    double[] line = PlattCalibration.logistic(twoLevels(1000), 1, 0);
    // logit(0.9) = ln 9 at margin 1, and its negative at -1.
    assertThat(line[0]).isEqualTo(Math.log(9), within(1e-8));
    assertThat(line[1]).isEqualTo(0, within(1e-8));
    AffineCalibration map = PlattCalibration.fit(twoLevels(1000));
    assertThat(map.slope()).isEqualTo(Math.log(9), within(0.02));
    ScoredRows crossFitted = PlattCalibration.crossFitted(map, twoLevels(1000));
    assertThat(crossFitted.margins()[0]).isEqualTo(-Math.log(9), within(0.03));
  }

  @Test
  void fewBadMinutesOrAModelThatIsTheWrongWayRoundAreLeftAsTheyAre() {
    assertThat(PlattCalibration.fit(twoLevels(5)).note()).contains("10 of each are needed");
    ScoredRows reversed =
        twoLevels(100).withMargins(Arrays.stream(twoLevels(100).margins()).map(m -> -m).toArray());
    AffineCalibration map = PlattCalibration.fit(reversed);
    assertThat(map.slope()).isEqualTo(1);
    assertThat(map.note()).contains("turn the order round");
  }

  @Test
  void separableRowsGiveAFiniteMap() {
    double[] labels = new double[40];
    double[] margins = new double[40];
    for (int i = 0; i < 40; i++) {
      labels[i] = i < 20 ? 0 : 1;
      margins[i] = i < 20 ? -3 : 3;
    }
    AffineCalibration map =
        PlattCalibration.fit(new ScoredRows(labels, margins, new boolean[40], new String[40]));
    // Platt's labels 21/22 and 1/22: slope = logit(21/22) / 3.
    assertThat(map.slope()).isEqualTo(Math.log(21) / 3, within(1e-6));
  }

  @Test
  void foldedIntoTheTreesTheMapScalesContributionsAndStaysAdditive() {
    FlatTree tree =
        new FlatTree(
            new int[] {1, -1, 3, -1, -1},
            new int[] {2, -1, 4, -1, -1},
            new int[] {0, 0, 1, 0, 0},
            new double[] {0.5, 0, 2, 0, 0},
            new boolean[5],
            null,
            new double[] {10, 4, 6, 1, 5},
            new double[] {0, -0.3, 0, 0.2, 0.9});
    Ensemble raw = new Ensemble(-1.5, 2, CompareRule.LE_F64, 2, new int[] {0, 1}, 2, List.of(tree));
    FlatModel model = new FlatModel("bad_minute", List.of("a", "b"), List.of("a", "b"), raw);
    AffineCalibration map = new AffineCalibration(1.7, -0.4, "test");
    Ensemble folded = PlattCalibration.fold(map, model).ensemble();
    for (double[] row : new double[][] {{0, 0}, {1, 1}, {1, 3}}) {
      assertThat(folded.margin(row)).isEqualTo(1.7 * raw.margin(row) - 0.4, within(1e-14));
      var before = BruteForceShapley.pathDependent(raw, Players.features(raw), row);
      var after = BruteForceShapley.pathDependent(folded, Players.features(folded), row);
      for (int f = 0; f < 2; f++) {
        assertThat(after.contributions()[f])
            .isEqualTo(1.7 * before.contributions()[f], within(1e-14));
      }
      assertThat(after.baseValue() + Arrays.stream(after.contributions()).sum())
          .isEqualTo(folded.margin(row), within(1e-14));
    }
  }
}
