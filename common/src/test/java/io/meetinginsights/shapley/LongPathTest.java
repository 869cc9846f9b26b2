package io.meetinginsights.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A published comb of 31 features on one path, some of its covers 1e-4, computed in 64 bits. */
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
    TreeExplainer explainer = TreeExplainer.pathDependent(e, Players.features(e));
    double[][] contributions = new double[31][rows.length];
    explainer.explain(
        PublishedCases.columns(rows), rows.length, contributions, new double[rows.length]);
    for (int row = 0; row < rows.length; row++) {
      assertThat(explainer.baseValue()).isCloseTo(expected[row][31], within(1e-11));
      for (int player = 0; player < 31; player++) {
        // Printed with twelve digits.
        assertThat(contributions[player][row])
            .as("row %d, feature %d", row, player)
            .isCloseTo(expected[row][player], within(1e-11));
      }
    }
  }

  /**
   * Lines: path_idx, feature_idx, group, lower, upper, is_missing, zero_fraction, v. Path i leaves
   * the comb at feature i, to the left, below 0.
   */
  private static FlatTree comb(List<String> lines) {
    double[] leaf = new double[32];
    double[] leftShare = new double[31];
    boolean[] missingLeft = new boolean[31];
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      int path = Integer.parseInt(cells[0]);
      int feature = Integer.parseInt(cells[1]);
      leaf[path] = Double.parseDouble(cells[7]);
      if (feature == path) {
        missingLeft[path] = cells[5].equals("1");
        leftShare[path] = Double.parseDouble(cells[6]);
      }
    }
    double[] cover = new double[32];
    cover[0] = 1;
    for (int level = 0; level < 31; level++) {
      cover[level + 1] = cover[level] * (1 - leftShare[level]);
    }
    FlatTree tree = Trees.leaf(leaf[31], cover[31]);
    for (int level = 30; level >= 0; level--) {
      FlatTree out = Trees.leaf(leaf[level], cover[level] * leftShare[level]);
      tree = Trees.split(level, 0, missingLeft[level], null, cover[level], out, tree);
    }
    return tree;
  }
}
