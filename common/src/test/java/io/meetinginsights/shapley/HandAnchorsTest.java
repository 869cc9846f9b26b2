package io.meetinginsights.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Four trees whose values others have published or worked out by hand. */
class HandAnchorsTest {

  /** They are printed with seven digits, the largest about 30. */
  private static final double PRINTED = 1e-6;

  @Test
  void theValuesAreThePublishedOnes() throws IOException {
    JsonNode anchors =
        new ObjectMapper().readTree(PublishedCases.find("shap-hand-anchors/anchors.json").toFile());
    int rows = 0;
    for (JsonNode anchor : anchors) {
      for (JsonNode row : anchor.get("rows")) {
        assertRow(anchor, row);
        rows++;
      }
    }
    assertThat(rows).isEqualTo(5);
  }

  private static void assertRow(JsonNode anchor, JsonNode row) {
    double[] x = doubles(row.get("x"));
    double[] phi = doubles(row.get("phi"));
    Ensemble e = Trees.ensemble(CompareRule.LT_F32, x.length, tree(anchor.get("tree")));
    Players players = Players.features(e);
    TreeExplainer explainer = TreeExplainer.pathDependent(e, players, Precision.DOUBLE);
    double[][] contributions = new double[x.length][1];
    explainer.explain(PublishedCases.columns(new double[][] {x}), 1, contributions, new double[1]);
    BruteForceShapley.Values bruteForce = BruteForceShapley.pathDependent(e, players, x);
    String name = anchor.get("name").asText();
    for (int player = 0; player < x.length; player++) {
      assertThat(contributions[player][0])
          .as("%s, feature %d", name, player)
          .isCloseTo(phi[player], within(PRINTED));
      assertThat(bruteForce.contributions()[player])
          .as("%s, feature %d, brute force", name, player)
          .isCloseTo(phi[player], within(PRINTED));
    }
    double bias = row.get("bias").asDouble();
    assertThat(explainer.baseValue()).as(name).isCloseTo(bias, within(PRINTED));
    assertThat(bruteForce.baseValue()).as(name).isCloseTo(bias, within(PRINTED));
    assertSingle(e, players, x, phi, name);
  }

  private static void assertSingle(
      Ensemble e, Players players, double[] x, double[] phi, String name) {
    double[][] contributions = new double[x.length][1];
    TreeExplainer.pathDependent(e, players)
        .explain(PublishedCases.columns(new double[][] {x}), 1, contributions, new double[1]);
    for (int player = 0; player < x.length; player++) {
      assertThat(contributions[player][0])
          .as("%s, feature %d, in single precision", name, player)
          .isCloseTo(phi[player], within(PRINTED * Math.max(1, e.range())));
    }
  }

  private static FlatTree tree(JsonNode node) {
    double cover = node.get("cover").asDouble();
    if (node.has("leaf")) {
      return Trees.leaf(node.get("leaf").asDouble(), cover);
    }
    return Trees.split(
        node.get("f").asInt(),
        node.get("lt").asDouble(),
        cover,
        tree(node.get("yes")),
        tree(node.get("no")));
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }
}
