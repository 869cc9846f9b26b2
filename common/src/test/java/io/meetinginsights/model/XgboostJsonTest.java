package io.meetinginsights.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.shapley.CompareRule;
import io.meetinginsights.shapley.Ensemble;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XgboostJsonTest {

  private static final String LEAF = tree("[-1]", "[-1]", "[0]", "[2.5E-1]", "[0]", "[1E0]", "");

  /** x0 < 1.5 with missing left: 10, else 20; node 2 was pruned away, the leaves are 3 and 1. */
  private static final String STUMP =
      tree(
          "[3,-1,-1,-1]",
          "[1,-1,-1,-1]",
          "[0,0,4294967295,0]",
          "[1.5E0,2E1,7E0,1E1]",
          "[1,0,0,0]",
          "[8E0,5E0,0E0,3E0]",
          "");

  /** The categories 1, 3 and 40 of x1 go right, to 20; missing goes left, to 10. */
  private static final String CATEGORICAL =
      tree(
          "[1,-1,-1]",
          "[2,-1,-1]",
          "[1,0,0]",
          "[3E0,1E1,2E1]",
          "[1,0,0]",
          "[8E0,5E0,3E0]",
          "\"categories\":[1,3,40],\"categories_nodes\":[0],\"categories_segments\":[0],"
              + "\"categories_sizes\":[3],\"split_type\":[1,0,0],");

  private static String tree(
      String left,
      String right,
      String column,
      String condition,
      String missingLeft,
      String hessian,
      String categories) {
    return ("{%s\"left_children\":%s,\"right_children\":%s,\"split_indices\":%s,"
            + "\"split_conditions\":%s,\"default_left\":%s,\"sum_hessian\":%s,"
            + "\"tree_param\":{\"size_leaf_vector\":\"1\"}}")
        .formatted(categories, left, right, column, condition, missingLeft, hessian);
  }

  private static byte[] model(String booster, String baseScore, String numClass, String objective) {
    return ("{\"learner\":{\"gradient_booster\":%s,\"learner_model_param\":{\"base_score\":%s,"
            + "\"num_class\":\"%s\",\"num_feature\":\"2\",\"num_target\":\"1\"},"
            + "\"objective\":{\"name\":\"%s\"}},\"version\":[3,1,1]}")
        .formatted(booster, baseScore, numClass, objective)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String gbtree(String... trees) {
    return "{\"model\":{\"trees\":[" + String.join(",", trees) + "]},\"name\":\"gbtree\"}";
  }

  private static Ensemble regression(String booster) {
    return XgboostJson.read(model(booster, "0", "0", "reg:squarederror"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.25", "\"0.25\"", "\"2.5E-1\"", "\"[2.5E-1]\""})
  void theBaseScoreIsANumberAStringOrAnArrayInAString(String baseScore) {
    byte[] classifier = model(gbtree(LEAF), baseScore, "0", "binary:logistic");
    assertThat(XgboostJson.read(classifier).base()).isCloseTo(-Math.log(3), within(1e-15));
    byte[] regressor = model(gbtree(LEAF), baseScore, "0", "reg:squarederror");
    assertThat(XgboostJson.read(regressor).base()).isEqualTo(0.25);
  }

  @ParameterizedTest
  @CsvSource({
    "binary:logitraw, 0.25",
    "reg:absoluteerror, 0.25",
    "reg:logistic, -1.0986122886681098",
    "reg:gamma, -1.3862943611198906",
    "count:poisson, -1.3862943611198906"
  })
  void theBaseIsOnTheMarginScaleOfTheObjective(String objective, double base) {
    byte[] json = model(gbtree(LEAF), "0.25", "0", objective);
    assertThat(XgboostJson.read(json).base()).isCloseTo(base, within(1e-15));
  }

  @Test
  void nodesThatPruningDeletedAreLeftOut() {
    Ensemble e = regression(gbtree(STUMP));
    assertThat(e.compareRule()).isEqualTo(CompareRule.LT_F32);
    assertThat(e.columns()).isEqualTo(2);
    assertThat(e.trees().get(0).nodes()).isEqualTo(3);
    assertThat(e.trees().get(0).cover()).containsExactly(8, 3, 5);
    assertThat(e.margin(new double[] {1, 0})).isEqualTo(10);
    assertThat(e.margin(new double[] {1.5, 0})).isEqualTo(20);
    assertThat(e.margin(new double[] {Double.NaN, 0})).isEqualTo(10);
  }

  @Test
  void theCategoriesThatXgboostStoresGoRightAndAllOthersLeft() {
    Ensemble e = regression(gbtree(CATEGORICAL));
    for (double category : new double[] {1, 3, 40}) {
      assertThat(e.margin(new double[] {0, category})).isEqualTo(20);
    }
    for (double category : new double[] {0, 2, 39, 41, 64, 100_000, Double.NaN}) {
      assertThat(e.margin(new double[] {0, category})).isEqualTo(10);
    }
    assertThat(e.trees().get(0).cover()).containsExactlyInAnyOrder(8, 5, 3);
  }

  @Test
  void columnsMayEncodeOneFeature() {
    byte[] json = model(gbtree(STUMP), "0", "0", "reg:squarederror");
    assertThat(XgboostJson.read(json, new int[] {0, 0}, 1).features()).isEqualTo(1);
    assertThatThrownBy(() -> XgboostJson.read(json, new int[] {0}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it has 2 columns, the matrix has 1");
  }

  @Test
  void dartTreesCountByTheirWeightWhereverItStands() {
    String model = "\"model\":{\"trees\":[" + STUMP + "," + LEAF + "]}";
    String now = "{" + model + ",\"name\":\"gbtree\",\"weight_drop\":[0.5,2]}";
    String before =
        "{\"gbtree\":{"
            + model
            + ",\"name\":\"gbtree\"},\"name\":\"dart\",\"weight_drop\":[0.5,2]}";
    for (String booster : new String[] {now, before}) {
      assertThat(regression(booster).margin(new double[] {1, 0})).isEqualTo(5.5);
    }
    String lacking = "{\"gbtree\":{" + model + "},\"name\":\"dart\",\"weight_drop\":[1]}";
    assertThatThrownBy(() -> regression(lacking))
        .hasMessageContaining("weight_drop")
        .hasMessageContaining("1 entries for 2 trees");
  }

  @Test
  void modelsOfSeveralOutputsAreRefused() {
    byte[] json = model(gbtree(LEAF), "0.5", "3", "multi:softprob");
    assertThatThrownBy(() -> XgboostJson.read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("num_class")
        .hasMessageContaining("3 outputs");
    String vector = LEAF.replace("\"size_leaf_vector\":\"1\"", "\"size_leaf_vector\":\"2\"");
    assertThatThrownBy(() -> regression(gbtree(vector))).hasMessageContaining("several outputs");
  }

  @Test
  void whatCannotBeReadIsRefusedWithItsKey() {
    byte[] linear =
        model("{\"model\":{\"trees\":[]},\"name\":\"gblinear\"}", "0", "0", "reg:linear");
    assertThatThrownBy(() -> XgboostJson.read(linear)).hasMessageContaining("gblinear");
    byte[] hinge = model(gbtree(LEAF), "0.5", "0", "survival:cox");
    assertThatThrownBy(() -> XgboostJson.read(hinge)).hasMessageContaining("survival:cox");
    byte[] certain = model(gbtree(LEAF), "1", "0", "binary:logistic");
    assertThatThrownBy(() -> XgboostJson.read(certain)).hasMessageContaining("no finite margin");
    byte[] many = model(gbtree(LEAF), "\"[1,2]\"", "0", "reg:linear");
    assertThatThrownBy(() -> XgboostJson.read(many)).hasMessageContaining("base_score");
    byte[] binary = {'{', 'L', 0, 0};
    assertThatThrownBy(() -> XgboostJson.read(binary))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not ubj");
    assertThatThrownBy(() -> XgboostJson.read("{}".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("learner: the key is missing");
    assertThatThrownBy(() -> regression(gbtree(STUMP.replace("sum_hessian", "gone"))))
        .hasMessageContaining("trees[0].sum_hessian");
    assertThatThrownBy(() -> regression(gbtree(STUMP.replace("[3,-1", "[9,-1"))))
        .hasMessageContaining("trees[0]: node 9");
    assertThatThrownBy(
            () ->
                regression(
                    gbtree(
                        CATEGORICAL.replace(
                            "\"categories_sizes\":[3]", "\"categories_sizes\":[4]"))))
        .hasMessageContaining("trees[0].categories_segments");
  }
}
