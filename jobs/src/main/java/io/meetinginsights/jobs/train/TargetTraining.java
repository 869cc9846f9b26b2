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
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.meetinginsights.errors.InputLimitError;
import io.meetinginsights.features.Feature;
import io.meetinginsights.model.FlatModel;
import io.meetinginsights.model.MatrixEncoding;
import io.meetinginsights.model.ModelManifest.AffineCalibration;
import io.meetinginsights.model.ModelTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Trains and judges the model of one target. */
final class TargetTraining {

  /** Rows on which the flat trees are compared with the engine that grew them. */
  private static final int CHECKED_ROWS = 1000;

  private final TrainingRows rows;
  private final TrainConfig config;
  private final GradientBoosting engine;
  private final Map<String, List<Double>> codes;
  private final SingleFeatureBaseline baseline;

  /**
   * A model, ready for the registry.
   *
   * @param model calibrated
   * @param holdout held-out rows with cross-fitted margins: what figures are computed from
   * @param threshold the operating threshold; null for a regression
   */
  record Trained(
      ModelTarget target,
      MatrixEncoding encoding,
      FlatModel model,
      AffineCalibration calibration,
      long trainRows,
      ScoredRows holdout,
      OperatingThreshold threshold,
      Map<String, Double> metrics) {}

  private TargetTraining(
      TrainingRows rows,
      TrainConfig config,
      GradientBoosting engine,
      Map<String, List<Double>> codes,
      SingleFeatureBaseline baseline) {
    this.rows = rows;
    this.config = config;
    this.engine = engine;
    this.codes = codes;
    this.baseline = baseline;
  }

  /** What all targets share: the codes that training rows hold, and the baseline's samples. */
  static TargetTraining prepare(TrainingRows rows, TrainConfig config) {
    GradientBoosting engine = GradientBoosting.of(config.engine());
    List<Feature> features = ModelTarget.BAD_MINUTE.features(config.useContext());
    return new TargetTraining(
        rows,
        config,
        engine,
        codesSeen(rows.train(), features, engine),
        SingleFeatureBaseline.of(rows, features, config.modelTargets()));
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
    MatrixEncoding encoding =
        MatrixEncoding.of(target.features(config.useContext()), codes, engine.sentinel());
    Dataset<Row> labelled = ScoredRows.onlyLabelled(rows.train(), target);
    Row found = labelled.agg(count(lit(1)), avg(col(target.label()).cast("double"))).head();
    requireRows(target, found.getLong(0));
    GradientBoosting.Fitted fitted =
        engine.fit(matrix(labelled, target, encoding), target, encoding, config);
    FlatModel raw =
        new FlatModel(
            target.name(), encoding.columnNames(), encoding.featureNames(), fitted.ensemble());
    requireEqualPredictions(target, encoding, fitted);
    ScoredRows holdout = ScoredRows.of(rows.holdout(), target, encoding, raw);
    if (holdout.count() == 0) {
      throw tooFewRows(target, "none of the held-out minutes has a value of it");
    }
    double mean = found.getDouble(1);
    return target.isClassifier()
        ? calibrated(target, encoding, raw, found.getLong(0), holdout, mean)
        : new Trained(
            target,
            encoding,
            raw,
            AffineCalibration.none("none: a regression"),
            found.getLong(0),
            holdout,
            null,
            metrics(target, HoldoutFigures.regression(holdout, mean)));
  }

  private Trained calibrated(
      ModelTarget target,
      MatrixEncoding encoding,
      FlatModel raw,
      long trainRows,
      ScoredRows holdout,
      double trainBaseRate) {
    AffineCalibration map = PlattCalibration.fit(holdout);
    ScoredRows judged = PlattCalibration.crossFitted(map, holdout);
    return new Trained(
        target,
        encoding,
        PlattCalibration.fold(map, raw),
        map,
        trainRows,
        judged,
        OperatingThreshold.choose(PlattCalibration.apply(map, holdout), config),
        metrics(target, HoldoutFigures.classifier(judged.sorted(), trainBaseRate)));
  }

  private Map<String, Double> metrics(ModelTarget target, Map<String, Double> figures) {
    Map<String, Double> all = new TreeMap<>(figures);
    all.putAll(baseline.figures(target, target.features(config.useContext())));
    return all;
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
        ? when(col("is_bad"), lit(config.badWeight())).otherwise(lit(1.0))
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
      double flat = fitted.ensemble().margin(lines[i]);
      double allowed = engine.tolerance() * Math.max(1, Math.abs(engineMargins[i]));
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
