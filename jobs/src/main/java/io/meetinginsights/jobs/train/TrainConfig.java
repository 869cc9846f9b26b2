package io.meetinginsights.jobs.train;

import io.meetinginsights.model.ModelTarget;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Section {@code train}; conf/pipeline.yaml says what each key does. */
public record TrainConfig(
    Engine engine,
    List<String> targets,
    int windowDays,
    double holdoutShare,
    double stoppingShare,
    int growOnceFromRows,
    int smallBelowBadMinutes,
    double leakLimit,
    int trees,
    int depth,
    boolean allowDeep,
    double learningRate,
    double minChildWeight,
    double rowSample,
    double columnSample,
    int maxBins,
    boolean useContext,
    boolean monotone,
    double badWeight,
    int minBadMinutes,
    ThresholdRule thresholdRule,
    double minPrecision,
    int workers,
    long seed) {

  /** The deepest trees whose tables stay small: 200 of them take 39 MB. */
  private static final int USUAL_DEPTH = 6;

  private static final int MAX_DEPTH = 12;

  /** What grows the trees. */
  public enum Engine {
    XGBOOST,
    MLLIB;

    /** The word in tables: xgboost or mllib. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How the operating threshold is chosen on the held-out rows. */
  public enum ThresholdRule {
    MAX_F1,
    PRECISION
  }

  public TrainConfig {
    targets = List.copyOf(targets);
    for (String target : targets) {
      if (ModelTarget.named(target).isEmpty()) {
        throw new IllegalArgumentException(
            "targets names "
                + target
                + ", allowed are "
                + String.join(", ", ModelTarget.all().stream().map(ModelTarget::name).toList()));
      }
    }
    if (!targets.contains(ModelTarget.BAD_MINUTE.name())) {
      throw new IllegalArgumentException(
          "targets is " + targets + " without bad_minute, which verdicts and promotion need");
    }
    if (new HashSet<>(targets).size() != targets.size()) {
      throw new IllegalArgumentException("targets names one twice: " + targets);
    }
    between("window-days", windowDays, 1, 366);
    between("holdout-share", holdoutShare, 0.05, 0.5);
    between("stopping-share", stoppingShare, 0, 0.5);
    between("grow-once-from-rows", growOnceFromRows, 0, Integer.MAX_VALUE);
    between("small-below-bad-minutes", smallBelowBadMinutes, 0, Integer.MAX_VALUE);
    between("leak-limit", leakLimit, 0.5, 1);
    between("trees", trees, 1, 2000);
    between("depth", depth, 1, MAX_DEPTH);
    if (depth > USUAL_DEPTH && !allowDeep) {
      throw new IllegalArgumentException(
          "depth is "
              + depth
              + ": above "
              + USUAL_DEPTH
              + " explanations slow down sixfold a level or two; set allow-deep: true to have it all the same");
    }
    between("learning-rate", learningRate, 0.001, 1);
    between("min-child-weight", minChildWeight, 0, 1e6);
    between("row-sample", rowSample, 0.1, 1);
    between("column-sample", columnSample, 0.1, 1);
    between("max-bins", maxBins, 4, 1024);
    between("bad-weight", badWeight, 0.01, 1000);
    between("min-bad-minutes", minBadMinutes, 1, Integer.MAX_VALUE);
    between("min-precision", minPrecision, 0.01, 1);
    between("workers", workers, 1, 1024);
    if (monotone && engine == Engine.MLLIB) {
      throw new IllegalArgumentException(
          "monotone is true with engine mllib, which has no such constraint; use xgboost");
    }
  }

  private static void between(String key, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          key + " is " + number(value) + ", allowed is " + number(least) + " to " + number(most));
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** The targets. */
  public List<ModelTarget> modelTargets() {
    return targets.stream().map(name -> ModelTarget.named(name).orElseThrow()).toList();
  }

  /** How trees are grown where there is data enough. */
  public TreeGrowth growth() {
    return new TreeGrowth(
        trees,
        depth,
        learningRate,
        minChildWeight,
        rowSample,
        columnSample,
        maxBins,
        monotone,
        workers,
        seed);
  }

  /** What the model's content depends on, for its manifest. */
  public Map<String, String> parameters(TreeGrowth used) {
    Map<String, String> parameters = new TreeMap<>(used.parameters());
    parameters.put("use-context", Boolean.toString(useContext));
    parameters.put("bad-weight", Double.toString(badWeight));
    parameters.put("holdout-share", Double.toString(holdoutShare));
    parameters.put("stopping-share", Double.toString(stoppingShare));
    parameters.put("grow-once-from-rows", Integer.toString(growOnceFromRows));
    return parameters;
  }
}
