package io.meetinginsights.jobs.train;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.meetinginsights.errors.InputLimitError;
import io.meetinginsights.features.Feature;
import io.meetinginsights.model.FeatureDistribution;
import io.meetinginsights.model.FlatModel;
import io.meetinginsights.model.MatrixEncoding;
import io.meetinginsights.model.ModelManifest.AffineCalibration;
import io.meetinginsights.model.ModelTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Trains and judges the model of one target. */
final class TargetTraining {

  /** Rows on which the flat trees are compared with the engine that grew them. */
  private static final int CHECKED_ROWS = 1000;

  /** With fewer bad or good validation minutes the best number of trees is chance. */
  private static final int ENOUGH_OF_EACH = 10;

  /**
   * So many minutes tell when trees are enough; where trees are grown once, more are not left out.
   */
  private static final double ENOUGH_TO_STOP_BY = 100_000;

  private static final int HASH_BUCKETS = 10_000;

  private final TrainingRows rows;
  private final TrainConfig config;
  private final TreeGrowth growth;
  private final GradientBoosting engine;
  private final Function<ModelTarget, List<Feature>> featuresOf;
  private final Map<String, List<Double>> codes;
  private final Baselines baselines;

  /**
   * A model, ready for the registry.
   *
   * @param model calibrated
   * @param holdout held-out rows with cross-fitted margins: what figures are computed from
   * @param threshold the operating threshold; null for a regression
   * @param metrics figures of all held-out rows
   * @param slices figures of parts of them
   */
  record Trained(
      ModelTarget target,
      MatrixEncoding encoding,
      FlatModel model,
      AffineCalibration calibration,
      long trainRows,
      ScoredRows holdout,
      OperatingThreshold threshold,
      Map<String, Double> metrics,
      List<Figure> slices) {}

  /**
   * What was learnt.
   *
   * @param model not calibrated yet
   * @param rows how many minutes it learnt from
   */
  private record Grown(FlatModel model, long rows) {

    int trees() {
      return model.ensemble().trees().size();
    }
  }

  private TargetTraining(
      TrainingRows rows,
      TrainConfig config,
      GradientBoosting engine,
      Function<ModelTarget, List<Feature>> featuresOf,
      Map<String, List<Double>> codes,
      Baselines baselines) {
    this.rows = rows;
    this.config = config;
    this.growth =
        rows.trainSize().bad() < config.smallBelowBadMinutes()
            ? config.growth().small()
            : config.growth();
    this.engine = engine;
    this.featuresOf = featuresOf;
    this.codes = codes;
    this.baselines = baselines;
  }

  /**
   * What all targets share: the codes that training rows hold, and the baselines' samples.
   *
   * @param featuresOf the features that a target may see
   */
  static TargetTraining prepare(
      TrainingRows rows,
      List<ModelTarget> targets,
      Function<ModelTarget, List<Feature>> featuresOf,
      TrainConfig config) {
    GradientBoosting engine = GradientBoosting.of(config.engine());
    List<Feature> features =
        targets.stream().flatMap(target -> featuresOf.apply(target).stream()).distinct().toList();
    return new TargetTraining(
        rows,
        config,
        engine,
        featuresOf,
        codesSeen(rows.train(), features, engine),
        Baselines.of(rows, features, targets));
  }

  /** How trees are grown, by how much there is to learn from. */
  TreeGrowth growth() {
    return growth;
  }

  /** How features are spread in the rows to learn from. */
  List<FeatureDistribution> distributions() {
    return baselines.distributions();
  }

  private static Map<String, List<Double>> codesSeen(
      Dataset<Row> train, List<Feature> features, GradientBoosting engine) {
    List<Feature> coded =
        features.stream().filter(f -> f.encoding() == Feature.Encoding.CATEGORICAL).toList();
    List<Column> figures = new ArrayList<>();
    coded.forEach(feature -> figures.add(collect_set(finite(feature))));
    List<Column> quantities = new ArrayList<>(List.of(lit(0.0), lit(0.0)));
    features.stream()
        .filter(f -> f.encoding() == Feature.Encoding.NUMERIC)
        .forEach(feature -> quantities.add(finite(feature)));
    figures.add(min(coalesce(least(quantities.toArray(Column[]::new)), lit(0.0))));
    Row found =
        train.agg(figures.get(0), figures.subList(1, figures.size()).toArray(Column[]::new)).head();
    Map<String, List<Double>> codes = new LinkedHashMap<>();
    for (int i = 0; i < coded.size(); i++) {
      List<Double> seen = found.<Double>getList(i).stream().sorted().toList();
      if (seen.size() > MatrixEncoding.MAX_CODES) {
        throw new InputLimitError(
            "Feature " + coded.get(i).name() + " cannot be a code",
            "it has %d different values in the training rows, at most %d are allowed"
                .formatted(seen.size(), MatrixEncoding.MAX_CODES),
            "see what wrote it: " + coded.get(i).source());
      }
      codes.put(coded.get(i).name(), seen);
    }
    double least = found.getDouble(coded.size());
    if (engine.sentinel() != null && least <= engine.sentinel()) {
      throw new InputLimitError(
          "A feature holds " + least,
          "values must lie above " + engine.sentinel() + ", which stands for missing in the matrix",
          "see which feature holds it in gold.experience_minutes, or use train.engine: xgboost");
    }
    return codes;
  }

  private static Column finite(Feature feature) {
    Column value = col(feature.name()).cast("double");
    return when(
        value
            .isNotNull()
            .and(isnan(value).unary_$bang())
            .and(abs(value).lt(Double.POSITIVE_INFINITY)),
        value);
  }

  /** Trains one target. */
  Trained train(ModelTarget target) {
    List<Feature> features = featuresOf.apply(target);
    MatrixEncoding encoding = MatrixEncoding.of(features, codes, engine.sentinel());
    Dataset<Row> labelled = ScoredRows.onlyLabelled(rows.train(), target);
    Row found = labelled.agg(count(lit(1)), avg(col(target.label()).cast("double"))).head();
    requireRows(target, found.getLong(0));
    baselines.requireNoLeak(target, features, config.leakLimit());
    Grown grown = grow(labelled, found.getLong(0), target, encoding);
    ScoredRows holdout = ScoredRows.of(rows.holdout(), target, encoding, grown.model());
    if (holdout.count() == 0) {
      throw tooFewRows(target, "none of the held-out minutes has a value of it");
    }
    AffineCalibration map =
        target.isClassifier()
            ? PlattCalibration.fit(holdout)
            : AffineCalibration.none("none: a regression");
    ScoredRows judged =
        target.isClassifier() ? PlattCalibration.crossFitted(map, holdout).sorted() : holdout;
    Map<String, Double> metrics =
        new TreeMap<>(
            target.isClassifier()
                ? HoldoutFigures.classifier(judged, found.getDouble(1))
                : HoldoutFigures.regression(judged, found.getDouble(1)));
    metrics.put("trees", (double) grown.trees());
    Baselines.Judged baseline = baselines.judge(target, features);
    metrics.putAll(baseline.figures());
    return new Trained(
        target,
        encoding,
        PlattCalibration.fold(map, grown.model()),
        map,
        grown.rows(),
        judged,
        target.isClassifier()
            ? OperatingThreshold.choose(PlattCalibration.apply(map, holdout), config)
            : null,
        metrics,
        slices(target, judged, baseline));
  }

  /**
   * Grows trees on a part of the meetings and finds on the others how many of them are enough; then
   * grows so many on all. With very many minutes the first ones are kept instead: the others would
   * add little, and growing is what training takes its time for.
   */
  private Grown grow(
      Dataset<Row> labelled, long count, ModelTarget target, MatrixEncoding encoding) {
    boolean isOnce = count >= config.growOnceFromRows();
    double share =
        isOnce
            ? Math.min(config.stoppingShare(), ENOUGH_TO_STOP_BY / count)
            : config.stoppingShare();
    Column isLeftOut =
        pmod(
                xxhash64(col("account_id"), col("meeting_uuid"), lit(growth.seed()), lit("stop")),
                lit(HASH_BUCKETS))
            .lt(lit(share * HASH_BUCKETS));
    Dataset<Row> leftOut = labelled.where(isLeftOut);
    Dataset<Row> kept = labelled.where(isLeftOut.unary_$bang());
    if (share == 0
        || growth.trees() == 1
        || !hasEnough(leftOut, target)
        || !hasEnough(kept, target)) {
      return onAll(labelled, count, target, encoding, growth);
    }
    GradientBoosting.Fitted first =
        engine.fit(matrix(kept, target, encoding), target, encoding, growth);
    int enough =
        EarlyStopping.trees(
            matrix(leftOut, target, encoding),
            flat(target, encoding, first),
            target.isClassifier());
    return isOnce
        ? new Grown(checked(target, encoding, first).firstTrees(enough), kept.count())
        : onAll(labelled, count, target, encoding, growth.withTrees(enough));
  }

  private Grown onAll(
      Dataset<Row> labelled,
      long count,
      ModelTarget target,
      MatrixEncoding encoding,
      TreeGrowth size) {
    GradientBoosting.Fitted fitted =
        engine.fit(matrix(labelled, target, encoding), target, encoding, size);
    return new Grown(checked(target, encoding, fitted), count);
  }

  /** The model, once it is shown to predict what its engine predicts. */
  private FlatModel checked(
      ModelTarget target, MatrixEncoding encoding, GradientBoosting.Fitted fitted) {
    requireEqualPredictions(target, encoding, fitted);
    return flat(target, encoding, fitted);
  }

  private static FlatModel flat(
      ModelTarget target, MatrixEncoding encoding, GradientBoosting.Fitted fitted) {
    return new FlatModel(
        target.name(), encoding.columnNames(), encoding.featureNames(), fitted.ensemble());
  }

  private static boolean hasEnough(Dataset<Row> part, ModelTarget target) {
    Column label = col(target.label()).cast("double");
    Row found = part.agg(count(lit(1)), coalesce(sum(label), lit(0.0))).head();
    double ofOneKind =
        target.isClassifier()
            ? Math.min(found.getDouble(1), found.getLong(0) - found.getDouble(1))
            : found.getLong(0);
    return ofOneKind >= ENOUGH_OF_EACH;
  }

  private static List<Figure> slices(
      ModelTarget target, ScoredRows judged, Baselines.Judged baseline) {
    List<Figure> slices = new ArrayList<>(HoldoutFigures.bySite(judged, target.isClassifier()));
    if (target.isClassifier()) {
      slices.addAll(HoldoutFigures.reliability(judged));
    }
    baseline
        .figures()
        .forEach(
            (name, value) -> {
              if (name.startsWith(Baselines.FEATURE)) {
                String slice = "feature=" + baseline.bestFeature();
                slices.add(new Figure(slice, name, value, judged.count()));
              }
            });
    return slices;
  }

  private void requireRows(ModelTarget target, long count) {
    if (count < config.minBadMinutes()) {
      throw tooFewRows(
          target,
          "%d minutes have a value of it, at least %d are needed (train.min-bad-minutes)"
              .formatted(count, config.minBadMinutes()));
    }
  }

  private static InputLimitError tooFewRows(ModelTarget target, String reason) {
    return new InputLimitError(
        "Target " + target.name() + " cannot be trained",
        reason,
        "take it out of train.targets, or widen train.window-days");
  }

  private Dataset<Row> matrix(Dataset<Row> labelled, ModelTarget target, MatrixEncoding encoding) {
    return labelled.select(
        features(encoding).as("features"),
        col(target.label()).cast("double").as("label"),
        weight(target, config).as("weight"));
  }

  private static Column features(MatrixEncoding encoding) {
    return functions.array_to_vector(array(encoding.expressions()));
  }

  /** The weight of a row. */
  static Column weight(ModelTarget target, TrainConfig config) {
    return target.isClassifier()
        ? when(col(target.label()), lit(config.badWeight())).otherwise(lit(1.0))
        : lit(1.0);
  }

  private void requireEqualPredictions(
      ModelTarget target, MatrixEncoding encoding, GradientBoosting.Fitted fitted) {
    List<Row> sample =
        rows.all()
            .orderBy(xxhash64(TrainingRows.key()), col("minute_at"), col("participant_id"))
            .limit(CHECKED_ROWS)
            .select(features(encoding))
            .collectAsList(); // OK: at most CHECKED_ROWS
    double[][] lines =
        sample.stream().map(row -> row.<Vector>getAs(0).toArray()).toArray(double[][]::new);
    double[] engineMargins = fitted.margins().of(lines);
    for (int i = 0; i < lines.length; i++) {
      double flat = engine.margin(fitted.ensemble(), lines[i]);
      double allowed = GradientBoosting.TOLERANCE * Math.max(1, Math.abs(engineMargins[i]));
      if (!(Math.abs(flat - engineMargins[i]) <= allowed)) {
        throw new IllegalStateException(
            "The flat trees of %s predict %s where %s predicts %s (row %d of %d by hash; %s is allowed): the conversion is wrong, and no model is written."
                .formatted(
                    target.name(),
                    flat,
                    config.engine().key(),
                    engineMargins[i],
                    i,
                    lines.length,
                    allowed));
      }
    }
  }
}
