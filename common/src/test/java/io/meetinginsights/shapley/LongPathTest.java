package io.meetinginsights.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A published comb of 31 features on one path, some of its shares 1e-4.
 *
 * <p>Its published values are of limited use: they miss additivity by up to 1.1e-4, since each path
 * was computed in 32 bits with divisions by such shares. Against exact rational arithmetic they are
 * off by up to 4.5e-6; where they are worst, the exact value stands here.
 */
class LongPathTest {

  @Test
  void aPathOf31FeaturesHasThePublishedValues() throws IOException {
    Path dir = PublishedCases.find("shap-golden/deep31");
    double[][] rows = PublishedCases.table(dir.resolve("X.csv"));
    double[][] expected = PublishedCases.table(dir.resolve("expected_contribs.csv"));
    Ensemble e =
        new Ensemble(
            0.5,
            1,
            CompareRule.LT_F32,
            31,
            Ensemble.oneFeaturePerColumn(31),
            31,
            List.of(comb(Files.readAllLines(dir.resolve("paths.csv")))));
    TreeExplainer explainer = TreeExplainer.pathDependent(e, Players.features(e), Precision.DOUBLE);
    double[][] contributions = new double[31][rows.length];
    explainer.explain(
        PublishedCases.columns(rows), rows.length, contributions, new double[rows.length]);
    for (int row = 0; row < rows.length; row++) {
      assertThat(explainer.baseValue()).isCloseTo(expected[row][31], within(1e-11));
      for (int player = 0; player < 31; player++) {
        assertThat(contributions[player][row])
            .as("row %d, feature %d", row, player)
            .isCloseTo(expected[row][player], within(5e-6));
      }
    }
    // Computed with fractions of whole numbers.
    assertThat(contributions[0][0]).isCloseTo(1.2358759611963392e-4, within(1e-17));
  }

  /**
   * Lines: path_idx, feature_idx, group, lower, upper, is_missing, zero_fraction, v. Path i leaves
   * the comb at feature i, to the left, below 0. The publisher holds shares in 64 bits and values
   * in 32.
   */
  private static FlatTree comb(List<String> lines) {
    double[] leaf = new double[32];
    double[] leftShare = new double[31];
    double[] rightShare = new double[31];
    boolean[] missingLeft = new boolean[31];
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      int path = Integer.parseInt(cells[0]);
      int feature = Integer.parseInt(cells[1]);
      double share = Double.parseDouble(cells[6]);
      leaf[path] = Float.parseFloat(cells[7]);
      if (feature == path) {
        missingLeft[path] = cells[5].equals("1");
        leftShare[path] = share;
      } else if (feature >= 0) {
        rightShare[feature] = share;
      }
    }
    double[] cover = new double[32];
    cover[0] = 1;
    for (int level = 0; level < 31; level++) {
      cover[level + 1] = cover[level] * rightShare[level];
    }
    FlatTree tree = Trees.leaf(leaf[31], cover[31]);
    for (int level = 30; level >= 0; level--) {
      FlatTree out = Trees.leaf(leaf[level], cover[level] * leftShare[level]);
      tree = Trees.split(level, 0, missingLeft[level], null, cover[level], out, tree);
    }
    return tree;
  }
}
