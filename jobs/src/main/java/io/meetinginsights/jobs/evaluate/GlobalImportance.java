package io.meetinginsights.jobs.evaluate;

import static org.apache.spark.sql.functions.lit;

import io.meetinginsights.features.Category;
import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.evaluate.Verdicts.Accusation;
import io.meetinginsights.model.FlatModel;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.FlatTree;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The third simpler way: what matters most to the model in general is to blame in every minute.
 * Features rank by the loss that their splits took away in training, summed over the trees (XGBoost
 * calls it total gain); the cause is the category whose features have most of it.
 *
 * <p>The gain of a split is computed from the trees alone: a leaf's value is {@code -G / (H +
 * lambda)} times the learning rate, with G and H the sums of gradient and hessian, and H is the
 * cover; sums of children are their parent's (T. Chen, C. Guestrin, XGBoost, KDD 2016, equations 5
 * and 7). Factors that all leaves share change no rank.
 */
final class GlobalImportance {

  /** XGBoost's default, which the trainer keeps. */
  private static final double LAMBDA = 1;

  private GlobalImportance() {}

  /** The same verdict for every minute. */
  static Dataset<Row> verdicts(Dataset<Row> experience, FlatModel model) {
    double[] gain = gainPerFeature(model.ensemble());
    double[] perCategory = new double[Category.values().length];
    for (int f = 0; f < gain.length; f++) {
      Category category = category(model, f);
      perCategory[category.ordinal()] += category.isBlamable() ? gain[f] : 0;
    }
    int worst = 0;
    for (int c = 1; c < perCategory.length; c++) {
      worst = perCategory[c] > perCategory[worst] ? c : worst;
    }
    String cause = Category.values()[worst].key();
    List<Accusation> accusations = new ArrayList<>();
    for (int f = 0; f < gain.length; f++) {
      if (category(model, f).isBlamable()) {
        accusations.add(new Accusation(model.featureNames().get(f), cause, lit(gain[f])));
      }
    }
    return Verdicts.strongest(experience, accusations, 0);
  }

  private static Category category(FlatModel model, int feature) {
    return Features.named(model.featureNames().get(feature)).orElseThrow().category();
  }

  /** By feature of the model. */
  static double[] gainPerFeature(Ensemble ensemble) {
    double[] gain = new double[ensemble.features()];
    for (FlatTree tree : ensemble.trees()) {
      double[] gradient = new double[tree.nodes()];
      addGradients(tree, 0, gradient);
      for (int node = 0; node < tree.nodes(); node++) {
        if (!tree.isLeaf(node)) {
          int left = tree.left()[node];
          int right = tree.right()[node];
          gain[ensemble.columnToFeature()[tree.column()[node]]] +=
              strength(gradient[left], tree.cover()[left])
                  + strength(gradient[right], tree.cover()[right])
                  - strength(gradient[node], tree.cover()[node]);
        }
      }
    }
    return gain;
  }

  private static double addGradients(FlatTree tree, int node, double[] gradient) {
    gradient[node] =
        tree.isLeaf(node)
            ? -tree.value()[node] * (tree.cover()[node] + LAMBDA)
            : addGradients(tree, tree.left()[node], gradient)
                + addGradients(tree, tree.right()[node], gradient);
    return gradient[node];
  }

  private static double strength(double gradient, double hessian) {
    return gradient * gradient / (hessian + LAMBDA);
  }
}
