package io.meetinginsights.jobs.train;

import io.meetinginsights.errors.InputLimitError;
import io.meetinginsights.features.Feature;
import io.meetinginsights.model.FeatureDistribution;
import io.meetinginsights.model.ModelTarget;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a model has to beat: the best single feature and fixed thresholds. Both are learnt on a
 * sample of training rows and judged on one of held-out rows, see {@link FeatureSample}. A feature
 * predicts by the mean label of the value's bin, so that it need not be monotone, and missing
 * counts as a value.
 *
 * <p>The same figures tell a leak: a feature that alone gives the label almost perfectly, on both
 * samples, has most likely been computed from it.
 */
final class Baselines {

  /** What figures of the best single feature begin with. */
  static final String FEATURE = "baseline_feature_";

  private static final String THRESHOLDS = "baseline_thresholds_";

  /** With fewer rows of either kind a figure near 1 is chance. */
  private static final int ENOUGH_OF_EACH = 10;

  private final List<Feature> features;
  private final FeatureSample train;
  private final FeatureSample holdout;
  private final Map<String, FeatureDistribution> distributions = new TreeMap<>();

  /**
   * The baselines' figures for a target.
   *
   * @param figures on the held-out sample
   * @param bestFeature the feature that is the single best one on the training sample; empty if no
   *     feature tells anything
   */
  record Judged(Map<String, Double> figures, String bestFeature) {}

  private Baselines(List<Feature> features, FeatureSample train, FeatureSample holdout) {
    this.features = features;
    this.train = train;
    this.holdout = holdout;
    for (Feature feature : features) {
      double[] values = train.values(feature.name());
      distributions.put(
          feature.name(),
          feature.encoding() == Feature.Encoding.NUMERIC
              ? FeatureDistribution.ofQuantity(feature.name(), values)
              : FeatureDistribution.ofCode(feature.name(), values));
    }
  }

  /** Draws the samples. */
  static Baselines of(TrainingRows rows, List<Feature> features, List<ModelTarget> targets) {
    return of(
        features,
        FeatureSample.of(rows.train(), features, targets),
        FeatureSample.of(rows.holdout(), features, targets));
  }

  static Baselines of(List<Feature> features, FeatureSample train, FeatureSample holdout) {
    return new Baselines(features, train, holdout);
  }

  /** How features are spread in the training rows, in the features' order. */
  List<FeatureDistribution> distributions() {
    return features.stream().map(feature -> distributions.get(feature.name())).toList();
  }

  /** The figures for a target, of the features the target may see. */
  Judged judge(ModelTarget target, List<Feature> allowed) {
    FeatureSample seen = train.labelled(target);
    FeatureSample judged = holdout.labelled(target);
    double[] labels = seen.labels(target);
    String best = "";
    double least = loss(target, labels, constant(labels));
    for (Feature feature : allowed) {
      double loss = loss(target, labels, predictions(feature, seen, seen, target));
      if (loss < least) {
        least = loss;
        best = feature.name();
      }
    }
    Map<String, Double> figures = new TreeMap<>();
    String chosen = best;
    allowed.stream()
        .filter(feature -> feature.name().equals(chosen))
        .findFirst()
        .ifPresent(
            feature ->
                put(figures, FEATURE, target, judged, predictions(feature, seen, judged, target)));
    List<String> names = allowed.stream().map(Feature::name).toList();
    GroupMeans counted =
        GroupMeans.fit(FixedThresholds.exceeded(seen, names), labels, FixedThresholds.MOST + 1);
    put(figures, THRESHOLDS, target, judged, counted.of(FixedThresholds.exceeded(judged, names)));
    return new Judged(figures, best);
  }

  /**
   * Refuses features that give the label away.
   *
   * @param limit the AUC, or squared correlation, that no feature may reach alone; 1 allows any
   * @throws InputLimitError naming the feature
   */
  void requireNoLeak(ModelTarget target, List<Feature> allowed, double limit) {
    FeatureSample seen = train.labelled(target);
    FeatureSample judged = holdout.labelled(target);
    if (limit >= 1 || !hasEnough(target, seen) || !hasEnough(target, judged)) {
      return;
    }
    for (Feature feature : allowed) {
      double learnt = skill(target, seen, predictions(feature, seen, seen, target));
      if (!(learnt >= limit)) {
        continue;
      }
      double heldOut = skill(target, judged, predictions(feature, seen, judged, target));
      if (heldOut >= limit) {
        throw new InputLimitError(
            "Feature " + feature.name() + " gives " + target.name() + " away",
            "its value alone tells it with %s %.4f on rows to learn from and %.4f on held-out ones; train.leak-limit is %s"
                .formatted(
                    target.isClassifier() ? "AUC" : "squared correlation", learnt, heldOut, limit),
            "see whether what it is made of ("
                + feature.source()
                + ") knows the label; if the feature is sound, raise train.leak-limit: 1 allows any");
      }
    }
  }

  private static boolean hasEnough(ModelTarget target, FeatureSample sample) {
    double[] labels = sample.labels(target);
    if (!target.isClassifier()) {
      return labels.length >= 2 * ENOUGH_OF_EACH;
    }
    double bad = Arrays.stream(labels).sum();
    return bad >= ENOUGH_OF_EACH && labels.length - bad >= ENOUGH_OF_EACH;
  }

  private static double skill(ModelTarget target, FeatureSample sample, double[] predictions) {
    return target.isClassifier()
        ? HoldoutFigures.auc(sample.labels(target), predictions)
        : HoldoutFigures.squaredCorrelation(sample.labels(target), predictions);
  }

  private double[] predictions(
      Feature feature, FeatureSample learnt, FeatureSample predicted, ModelTarget target) {
    FeatureDistribution bins = distributions.get(feature.name());
    return GroupMeans.fit(groups(bins, learnt), learnt.labels(target), bins.bins())
        .of(groups(bins, predicted));
  }

  private static int[] groups(FeatureDistribution bins, FeatureSample sample) {
    return Arrays.stream(sample.values(bins.feature())).mapToInt(bins::bin).toArray();
  }

  private static double[] constant(double[] labels) {
    double[] constant = new double[labels.length];
    Arrays.fill(constant, Arrays.stream(labels).average().orElse(0));
    return constant;
  }

  private static double loss(ModelTarget target, double[] labels, double[] predictions) {
    return target.isClassifier()
        ? HoldoutFigures.logLossOfProbabilities(labels, predictions)
        : HoldoutFigures.meanSquare(labels, predictions);
  }

  private static void put(
      Map<String, Double> figures,
      String prefix,
      ModelTarget target,
      FeatureSample judged,
      double[] predictions) {
    Map<String, Double> found =
        target.isClassifier()
            ? HoldoutFigures.ofProbabilities(judged.labels(target), predictions)
            : HoldoutFigures.ofPredictions(judged.labels(target), predictions);
    found.forEach((metric, value) -> figures.put(prefix + metric, value));
  }
}
