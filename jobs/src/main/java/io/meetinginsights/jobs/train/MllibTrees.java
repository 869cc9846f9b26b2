package io.meetinginsights.jobs.train;

import io.meetinginsights.shapley.CompareRule;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.FlatTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.spark.ml.regression.DecisionTreeRegressionModel;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.Node;

/**
 * MLlib's trees as flat ones. A leaf's value is its prediction times the weight of its tree; a
 * node's cover is the weighted count of its impurity statistics. A value goes left if it is at most
 * the threshold, in double; NaN goes right.
 */
final class MllibTrees {

  /** P is 1/(1+exp(-2F)). */
  private static final double CLASSIFIER_LINK = 2;

  private MllibTrees() {}

  /** A classifier: its margin is log-odds. */
  static Ensemble classifier(
      List<DecisionTreeRegressionModel> trees,
      double[] weights,
      int[] columnToFeature,
      int features) {
    return ensemble(CLASSIFIER_LINK, trees, weights, columnToFeature, features);
  }

  /** A regression: its margin is the prediction. */
  static Ensemble regressor(
      List<DecisionTreeRegressionModel> trees,
      double[] weights,
      int[] columnToFeature,
      int features) {
    return ensemble(1, trees, weights, columnToFeature, features);
  }

  private static Ensemble ensemble(
      double link,
      List<DecisionTreeRegressionModel> trees,
      double[] weights,
      int[] columnToFeature,
      int features) {
    List<FlatTree> flat = new ArrayList<>();
    for (int i = 0; i < trees.size(); i++) {
      flat.add(tree(trees.get(i).rootNode(), weights[i]));
    }
    return new Ensemble(
        0, link, CompareRule.LE_F64, columnToFeature.length, columnToFeature, features, flat);
  }

  private static FlatTree tree(Node root, double weight) {
    List<Node> nodes = new ArrayList<>();
    List<int[]> children = new ArrayList<>();
    Deque<Node> open = new ArrayDeque<>();
    open.add(root);
    int discovered = 1;
    while (!open.isEmpty()) {
      Node node = open.remove();
      nodes.add(node);
      if (node instanceof InternalNode inner) {
        children.add(new int[] {discovered, discovered + 1});
        discovered += 2;
        open.add(inner.leftChild());
        open.add(inner.rightChild());
      } else {
        children.add(new int[] {-1, -1});
      }
    }
    int count = nodes.size();
    int[] column = new int[count];
    double[] threshold = new double[count];
    double[] cover = new double[count];
    double[] value = new double[count];
    for (int i = 0; i < count; i++) {
      Node node = nodes.get(i);
      cover[i] = node.impurityStats().count();
      if (node instanceof InternalNode inner) {
        column[i] = inner.split().featureIndex();
        if (!(inner.split() instanceof ContinuousSplit split)) {
          throw new IllegalStateException(
              "MLlib split on categories, but codes are one-hot columns: " + inner.split());
        }
        threshold[i] = split.threshold();
      } else {
        value[i] = weight * node.prediction();
      }
    }
    return new FlatTree(
        children.stream().mapToInt(pair -> pair[0]).toArray(),
        children.stream().mapToInt(pair -> pair[1]).toArray(),
        column,
        threshold,
        new boolean[count],
        null,
        cover,
        value);
  }
}
