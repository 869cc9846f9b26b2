package io.meetinginsights.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meetinginsights.shapley.CompareRule;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.FlatTree;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Reads a model that XGBoost saved as JSON (not as UBJSON): boosters gbtree and dart, one output.
 *
 * <ul>
 *   <li>The base is the saved {@code base_score} on the margin scale: its logit for logistic
 *       objectives, its logarithm for those with a log link, itself for the others. It is a number,
 *       a string, or from XGBoost 3.1 on an array in a string, {@code "[4.96E-1]"}.
 *   <li>A dart tree counts {@code weight_drop} times; XGBoost 3.3 keeps the weights beside {@code
 *       model}, older versions one level up.
 *   <li>Covers are {@code sum_hessian}. Nodes that pruning deleted stay in the file and are left
 *       out.
 *   <li>A categorical node of XGBoost lists the categories that go right, and sends all others
 *       left. Here it becomes a node with the children exchanged, which is the same for every
 *       category, unseen ones included; only a negative value, which XGBoost sends left, follows
 *       the default direction here, as {@link FlatTree} says.
 *   <li>All trees count, {@code best_iteration} or not, as in XGBoost's own {@code
 *       Booster.predict}.
 * </ul>
 */
public final class XgboostJson {

  private static final JsonMapper MAPPER = new JsonMapper();

  private XgboostJson() {}

  /**
   * Reads a model whose columns are its features.
   *
   * @throws IllegalArgumentException if it is no such model, or one that cannot be explained
   */
  public static Ensemble read(byte[] json) {
    JsonNode learner = learner(json);
    int columns = columns(learner);
    return ensemble(learner, Ensemble.oneFeaturePerColumn(columns), columns);
  }

  /**
   * Reads a model whose columns encode features.
   *
   * @param json the file's bytes
   * @param columnToFeature the feature of each of the model's columns
   * @param features the number of features
   * @throws IllegalArgumentException if it is no such model, or one that cannot be explained, or
   *     the columns do not match
   */
  public static Ensemble read(byte[] json, int[] columnToFeature, int features) {
    JsonNode learner = learner(json);
    if (columnToFeature.length != columns(learner)) {
      throw unusable(
          "learner_model_param.num_feature",
          "it has %d columns, the matrix has %d"
              .formatted(columns(learner), columnToFeature.length));
    }
    return ensemble(learner, columnToFeature, features);
  }

  private static JsonNode learner(byte[] json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      return required(root == null ? MAPPER.missingNode() : root, "learner", "");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Cannot read the XGBoost model: it is no JSON (%s). Save it in the format json, not ubj."
              .formatted(e.getMessage()),
          e);
    }
  }

  private static int columns(JsonNode learner) {
    return integer(required(learner, "learner_model_param", ""), "num_feature");
  }

  private static Ensemble ensemble(JsonNode learner, int[] columnToFeature, int features) {
    requireOneOutput(learner);
    JsonNode booster = required(learner, "gradient_booster", "");
    JsonNode gbtree = booster.has("model") ? booster : booster.path("gbtree");
    JsonNode trees = requiredArray(required(gbtree, "model", "gradient_booster."), "trees");
    double[] weights = treeWeights(booster, gbtree, trees.size());
    List<FlatTree> flat = new ArrayList<>();
    for (int i = 0; i < trees.size(); i++) {
      flat.add(tree(trees.get(i), weights[i], "trees[" + i + "]"));
    }
    return new Ensemble(
        base(learner),
        1,
        CompareRule.LT_F32,
        columnToFeature.length,
        columnToFeature,
        features,
        flat);
  }

  private static void requireOneOutput(JsonNode learner) {
    JsonNode parameters = required(learner, "learner_model_param", "");
    for (String name : new String[] {"num_class", "num_target"}) {
      if (parameters.has(name) && integer(parameters, name) > 1) {
        throw unusable(
            "learner_model_param." + name,
            "the model has %d outputs, only models of one output are explained; train one model a class or target"
                .formatted(integer(parameters, name)));
      }
    }
  }

  private static double base(JsonNode learner) {
    JsonNode saved = required(required(learner, "learner_model_param", ""), "base_score", "");
    String text = saved.asText().replaceAll("[\\[\\]\\s]", "");
    float score;
    try {
      score = Float.parseFloat(text);
    } catch (NumberFormatException e) {
      throw unusable("learner_model_param.base_score", "it is " + saved + ", not one number");
    }
    String objective = required(required(learner, "objective", ""), "name", "objective.").asText();
    double base =
        switch (objective) {
          case "binary:logistic", "reg:logistic" -> Math.log(score / (1.0 - score));
          case "count:poisson", "reg:gamma", "reg:tweedie" -> Math.log(score);
          case "binary:logitraw",
              "reg:squarederror",
              "reg:linear",
              "reg:squaredlogerror",
              "reg:pseudohubererror",
              "reg:absoluteerror",
              "reg:quantileerror" ->
              score;
          default ->
              throw unusable(
                  "objective.name",
                  "it is '%s', whose link from base_score to margin is not known here"
                      .formatted(objective));
        };
    if (!Double.isFinite(base)) {
      throw unusable(
          "learner_model_param.base_score",
          "%s has no finite margin under %s: were all labels the same?".formatted(text, objective));
    }
    return base;
  }

  private static double[] treeWeights(JsonNode booster, JsonNode gbtree, int trees) {
    String name = booster.path("name").asText();
    double[] weights = new double[trees];
    if (name.equals("gbtree") && !booster.has("weight_drop")) {
      Arrays.fill(weights, 1);
      return weights;
    }
    if (!name.equals("gbtree") && !name.equals("dart")) {
      throw unusable("gradient_booster.name", "it is '" + name + "', not gbtree or dart");
    }
    JsonNode saved =
        booster.has("weight_drop") ? booster.get("weight_drop") : gbtree.path("weight_drop");
    if (!saved.isArray() || saved.size() != trees) {
      throw unusable(
          "gradient_booster.weight_drop",
          "it has %d entries for %d trees".formatted(saved.size(), trees));
    }
    for (int i = 0; i < trees; i++) {
      weights[i] = (float) number(saved.get(i), "gradient_booster.weight_drop");
    }
    return weights;
  }

  private static FlatTree tree(JsonNode json, double weight, String place) {
    if (json.path("tree_param").path("size_leaf_vector").asInt(1) > 1) {
      throw unusable(place, "its leaves are vectors: the model has several outputs");
    }
    int[] left = ints(json, "left_children", place);
    int[] order = reachable(left, ints(json, "right_children", place), place);
    return compact(json, left, order, categories(json, left.length, place), weight, place);
  }

  /** The nodes that a path from the root leads to, the root first. */
  private static int[] reachable(int[] left, int[] right, String place) {
    if (left.length == 0 || right.length != left.length) {
      throw unusable(place, "left_children and right_children are empty or differ in length");
    }
    boolean[] seen = new boolean[left.length];
    int[] order = new int[left.length];
    int count = 0;
    Deque<Integer> open = new ArrayDeque<>();
    open.push(0);
    while (!open.isEmpty()) {
      int node = open.pop();
      if (node < 0 || node >= left.length || seen[node]) {
        throw unusable(place, "node " + node + " is a child out of range, or of two parents");
      }
      seen[node] = true;
      order[count++] = node;
      if (left[node] != -1) {
        open.push(right[node]);
        open.push(left[node]);
      }
    }
    return Arrays.copyOf(order, count);
  }

  private static FlatTree compact(
      JsonNode json, int[] left, int[] order, long[][] rightSets, double weight, String place) {
    int[] right = ints(json, "right_children", place);
    int[] column = ints(json, "split_indices", place);
    double[] condition = floats(json, "split_conditions", place);
    boolean[] missingLeft = booleans(json, "default_left", place);
    double[] hessian = floats(json, "sum_hessian", place);
    for (int length :
        new int[] {column.length, condition.length, missingLeft.length, hessian.length}) {
      if (length != left.length) {
        throw unusable(place, "its arrays have different lengths");
      }
    }
    int[] placeOf = new int[left.length];
    for (int i = 0; i < order.length; i++) {
      placeOf[order[i]] = i;
    }
    int nodes = order.length;
    FlatTree flat =
        new FlatTree(
            new int[nodes],
            new int[nodes],
            new int[nodes],
            new double[nodes],
            new boolean[nodes],
            setsInOrder(rightSets, order),
            new double[nodes],
            new double[nodes]);
    for (int i = 0; i < nodes; i++) {
      int node = order[i];
      flat.cover()[i] = hessian[node];
      if (left[node] == -1) {
        flat.left()[i] = -1;
        flat.right()[i] = -1;
        flat.value()[i] = weight * condition[node];
      } else {
        boolean exchanged = rightSets[node] != null;
        flat.left()[i] = placeOf[exchanged ? right[node] : left[node]];
        flat.right()[i] = placeOf[exchanged ? left[node] : right[node]];
        flat.column()[i] = column[node];
        flat.threshold()[i] = exchanged ? 0 : condition[node];
        flat.defaultLeft()[i] = missingLeft[node] != exchanged;
      }
    }
    return flat;
  }

  private static long[][] setsInOrder(long[][] sets, int[] order) {
    long[][] ordered = new long[order.length][];
    for (int i = 0; i < order.length; i++) {
      ordered[i] = sets[order[i]];
    }
    return ordered;
  }

  /** For each categorical node the set that XGBoost stores: the categories that go right. */
  private static long[][] categories(JsonNode json, int nodes, String place) {
    long[][] sets = new long[nodes][];
    if (!json.has("categories_nodes")) {
      return sets;
    }
    int[] all = ints(json, "categories", place);
    int[] owners = ints(json, "categories_nodes", place);
    int[] starts = ints(json, "categories_segments", place);
    int[] sizes = ints(json, "categories_sizes", place);
    if (starts.length != owners.length || sizes.length != owners.length) {
      throw unusable(place + ".categories_nodes", "segments and sizes do not match it");
    }
    for (int i = 0; i < owners.length; i++) {
      int end = starts[i] + sizes[i];
      if (owners[i] < 0
          || owners[i] >= nodes
          || starts[i] < 0
          || sizes[i] < 0
          || end > all.length) {
        throw unusable(place + ".categories_segments", "entry " + i + " points outside the tree");
      }
      int[] ofNode = Arrays.copyOfRange(all, starts[i], end);
      for (int category : ofNode) {
        if (category < 0) {
          throw unusable(place + ".categories", "it holds the category " + category);
        }
      }
      sets[owners[i]] = CategorySets.bits(ofNode);
    }
    return sets;
  }

  private static int[] ints(JsonNode parent, String name, String place) {
    JsonNode array = requiredArray(parent, name, place);
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      // A deleted node's column is 2^32 - 1, which wraps to -1 and is left out with its node.
      values[i] = (int) array.get(i).asLong();
    }
    return values;
  }

  private static double[] floats(JsonNode parent, String name, String place) {
    JsonNode array = requiredArray(parent, name, place);
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) number(array.get(i), place + "." + name);
    }
    return values;
  }

  private static boolean[] booleans(JsonNode parent, String name, String place) {
    JsonNode array = requiredArray(parent, name, place);
    boolean[] values = new boolean[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asBoolean();
    }
    return values;
  }

  private static double number(JsonNode node, String place) {
    if (!node.isNumber()) {
      throw unusable(place, "it holds " + node + ", not a number");
    }
    return node.doubleValue();
  }

  private static int integer(JsonNode parent, String name) {
    JsonNode node = required(parent, name, "");
    try {
      return Integer.parseInt(node.asText());
    } catch (NumberFormatException e) {
      throw unusable(name, "it is " + node + ", not an integer");
    }
  }

  private static JsonNode requiredArray(JsonNode parent, String name) {
    return requiredArray(parent, name, "model");
  }

  private static JsonNode requiredArray(JsonNode parent, String name, String place) {
    JsonNode node = required(parent, name, place + ".");
    if (!node.isArray()) {
      throw unusable(place + "." + name, "it is no array");
    }
    return node;
  }

  private static JsonNode required(JsonNode parent, String name, String prefix) {
    JsonNode node = parent.get(name);
    if (node == null) {
      throw unusable(prefix + name, "the key is missing");
    }
    return node;
  }

  private static IllegalArgumentException unusable(String key, String problem) {
    return new IllegalArgumentException(
        "Cannot use the XGBoost model: %s: %s.".formatted(key, problem));
  }
}
