package io.meetinginsights.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.meetinginsights.jobs.models.Champions;
import io.meetinginsights.jobs.models.Champions.Champion;
import io.meetinginsights.jobs.models.ModelPromotion;
import io.meetinginsights.jobs.train.TargetTraining.Trained;
import io.meetinginsights.model.FeatureDistribution;
import io.meetinginsights.model.ModelFamily;
import io.meetinginsights.model.ModelManifest;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.parallel.SideBySide;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.gold.ModelFeatures;
import io.meetinginsights.tables.gold.ModelMetrics;
import io.meetinginsights.tables.gold.TrainingSets;
import io.meetinginsights.tables.silver.Feedback;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains one model a target on the minutes of a window that ends with the run's last day, writes
 * the family into the registry, and promotes it if it tells bad minutes better than the champion.
 *
 * <p>Reads: gold.experience_minutes of the window, gold.model_versions, the registry.
 *
 * <p>Writes: {@code models/<version>/}, then gold.training_sets, gold.model_features,
 * gold.model_metrics (job {@code train}) of that version, and last gold.model_versions if it is
 * promoted. A family is promoted if there is no champion, or if its log loss of {@code bad_minute}
 * on its held-out rows is below that of the champion on the same rows. Where the champion's window
 * overlaps those rows, it may have learnt from some of them: that favours the champion. The first
 * champion is valid from the first day of its window, later ones from the day after theirs.
 *
 * <p>Re-run: the same minutes, configuration and program give the same version, and nothing is
 * added; a run that was cut off is completed. A version that was promoted once is not promoted
 * again by training, so that a rollback stays.
 *
 * <p>Example: {@code meeting-insights train --date 2026-03-01}
 */
public final class TrainJob {

  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);
  private static final int MOST_AT_ONCE = 4;

  private static final String JOB = "train";

  /** Below it ratings and scores have hardly to do with each other; chance is 0.5. */
  private static final double AGREES_FROM = 0.55;

  private TrainJob() {}

  /** When a family that is better becomes the champion. */
  public enum Promotion {
    /** At the end of the run. */
    AT_ONCE,
    /** By {@code models promote --best}, a step of its own. */
    LATER
  }

  /** Trains, registers, records and perhaps promotes. */
  public static Counts run(JobContext context) {
    return run(context, Promotion.AT_ONCE);
  }

  /** As {@link #run(JobContext)}; {@link Promotion#LATER} leaves the champion as it is. */
  public static Counts run(JobContext context, Promotion promotion) {
    TrainConfig config = context.configuration().section("train", TrainConfig.class);
    LocalDate last = context.days().to();
    DayRange window = new DayRange(last.minusDays(config.windowDays() - 1L), last);
    Dataset<Row> minutes =
        context.warehouse().read(ExperienceMinutes.SCHEMA, window.from(), window.to());
    TrainingRows rows =
        context.stage("select rows", () -> TrainingRows.select(minutes, window, config));
    try {
      TargetTraining training = context.stage("prepare", () -> prepare(context, rows, config));
      List<Trained> family = trainFamily(context, training, config);
      ModelManifest manifest =
          context.stage(
              "register", () -> register(context, window, rows, training, family, config));
      Optional<Rival> rival =
          context.stage("compare with champion", () -> rival(context, manifest, rows, window));
      List<Figure> ratings = context.stage("ratings", () -> ratings(context, minutes));
      context.stage(
          "record", () -> record(context, manifest, rows, family, rival, ratings, config));
      boolean promoted =
          promotion == Promotion.AT_ONCE
              && context.stage("promote", () -> promote(context, manifest, rival, window));
      return rows.counts()
          .with("features without a value", without(training).size())
          .with("features that never vary", constant(training).size())
          .with("small model", training.growth().equals(config.growth()) ? 0 : 1)
          .with("models", family.size())
          .with("promoted", promoted ? 1 : 0);
    } finally {
      rows.release();
    }
  }

  /** Says also what a reader of the figures should know of the rows. */
  private static TargetTraining prepare(JobContext context, TrainingRows rows, TrainConfig config) {
    TargetTraining training =
        TargetTraining.prepare(
            rows, config.modelTargets(), target -> target.features(config.useContext()), config);
    if (!training.growth().equals(config.growth())) {
      LOG.warn(
          "Only {} bad minutes to learn from: the small model is trained, {} trees of depth {} at most. From {} on (train.small-below-bad-minutes) it is the full one.",
          rows.trainSize().bad(),
          training.growth().trees(),
          training.growth().depth(),
          config.smallBelowBadMinutes());
    }
    if (!without(training).isEmpty()) {
      LOG.warn("No value to learn from, so nothing is ever put down to: {}", without(training));
    }
    if (!constant(training).isEmpty()) {
      LOG.warn("Never varies, so nothing is ever put down to: {}", constant(training));
    }
    return training;
  }

  private static List<String> without(TargetTraining training) {
    return training.distributions().stream()
        .filter(distribution -> distribution.missingShare() == 1)
        .map(FeatureDistribution::feature)
        .toList();
  }

  /** Where it is missing at times, the model may still use that. */
  private static List<String> constant(TargetTraining training) {
    return training.distributions().stream()
        .filter(distribution -> distribution.isConstant() && distribution.missingShare() == 0)
        .map(FeatureDistribution::feature)
        .toList();
  }

  /** Whether people agree with the scores; nothing is learnt from it. */
  private static List<Figure> ratings(JobContext context, Dataset<Row> minutes) {
    if (!context.warehouse().exists(Feedback.SCHEMA)) {
      return List.of();
    }
    List<Figure> figures = RatingAgreement.of(minutes, context.warehouse().read(Feedback.SCHEMA));
    for (Figure figure : figures) {
      if (figure.metric().equals(RatingAgreement.AUC) && figure.value() < AGREES_FROM) {
        LOG.warn(
            "People's ratings hardly agree with the scores that bad minutes are told by: of a call rated poor and one rated good, the poor one has more of them in {} % of cases ({} ratings). See whether the scores fit, or what else is rated.",
            Math.round(100 * figure.value()), figure.rows());
      }
    }
    return figures;
  }

  /** A learner takes one core of its own: as many targets at once as there are cores for. */
  private static List<Trained> trainFamily(
      JobContext context, TargetTraining training, TrainConfig config) {
    Map<String, Callable<Trained>> targets = new LinkedHashMap<>();
    for (ModelTarget target : config.modelTargets()) {
      targets.put(
          target.name(),
          () -> context.stage("train " + target.name(), () -> training.train(target)));
    }
    int cores = context.spark().sparkContext().defaultParallelism();
    return List.copyOf(
        SideBySide.run(Math.min(MOST_AT_ONCE, cores / config.workers()), targets).values());
  }

  private static ModelManifest register(
      JobContext context,
      DayRange window,
      TrainingRows rows,
      TargetTraining training,
      List<Trained> family,
      TrainConfig config) {
    OperatingThreshold threshold = verdictModel(family).threshold();
    ModelManifest draft =
        new ModelManifest(
            ModelManifest.FORMAT,
            "",
            config.engine().key(),
            config.seed(),
            context.codeVersion(),
            window.from().toString(),
            window.to().toString(),
            rows.splitRule(),
            config.parameters(training.growth()),
            threshold.probability(),
            threshold.rule(),
            ModelManifest.StrengthCalibration.UNCALIBRATED,
            family.stream().map(TrainJob::entry).toList(),
            training.distributions());
    return ModelPromotion.registry(context)
        .write(draft, family.stream().map(Trained::model).toList());
  }

  private static Trained verdictModel(List<Trained> family) {
    return family.stream()
        .filter(trained -> trained.target().equals(ModelTarget.BAD_MINUTE))
        .findFirst()
        .orElseThrow();
  }

  private static ModelManifest.TargetEntry entry(Trained trained) {
    return new ModelManifest.TargetEntry(
        trained.target().name(),
        trained.target().isClassifier() ? "classifier" : "regression",
        trained.target().contributionUnit(),
        trained.target().name() + ".json.gz",
        "",
        "",
        trained.encoding(),
        trained.calibration(),
        trained.trainRows(),
        trained.holdout().count(),
        trained.metrics());
  }

  /** The champion's figure on the new family's held-out rows. */
  private record Rival(String version, double logLoss, long rows) {}

  /**
   * The champion to beat; empty if there is none, if it cannot be applied to today's features, or
   * if the version was promoted before.
   */
  private static Optional<Rival> rival(
      JobContext context, ModelManifest manifest, TrainingRows rows, DayRange window) {
    Optional<Champion> champion = Champions.read(context.warehouse()).of(window.to().plusDays(1));
    if (champion.isEmpty() || ModelPromotion.wasPromoted(context, manifest.version())) {
      return Optional.empty();
    }
    ModelFamily family = ModelPromotion.registry(context).read(champion.get().version());
    ModelManifest.TargetEntry entry = family.manifest().entry(ModelTarget.BAD_MINUTE.name());
    if (!ModelPromotion.isApplicable(family.manifest())) {
      return Optional.empty();
    }
    ScoredRows scored =
        ScoredRows.of(
            rows.holdout(),
            ModelTarget.BAD_MINUTE,
            entry.encoding(),
            family.models().get(ModelTarget.BAD_MINUTE.name()));
    return Optional.of(new Rival(family.version(), HoldoutFigures.logLoss(scored), scored.count()));
  }

  private static void record(
      JobContext context,
      ModelManifest manifest,
      TrainingRows rows,
      List<Trained> family,
      Optional<Rival> rival,
      List<Figure> ratings,
      TrainConfig config) {
    String version = manifest.version();
    context
        .warehouse()
        .replaceWhere(
            TrainingSets.SCHEMA,
            rows.all()
                .select(
                    lit(version).as("version"),
                    col("split"),
                    col("day"),
                    col("account_id"),
                    col("meeting_uuid"),
                    col("participant_id"),
                    col("joined_at"),
                    col("minute_at"),
                    col("is_bad"),
                    TargetTraining.weight(ModelTarget.BAD_MINUTE, config).as("weight"),
                    lit(context.runId()).as("run_id")),
            "version = '" + version + "'");
    context.warehouse().merge(ModelFeatures.SCHEMA, features(context, manifest));
    context
        .warehouse()
        .merge(ModelMetrics.SCHEMA, metrics(context, manifest, family, rival, ratings));
  }

  private static Dataset<Row> features(JobContext context, ModelManifest manifest) {
    List<Row> features = new ArrayList<>();
    for (ModelManifest.TargetEntry entry : manifest.targets()) {
      for (int i = 0; i < entry.encoding().features().size(); i++) {
        var feature = entry.encoding().features().get(i);
        features.add(
            RowFactory.create(
                manifest.version(),
                entry.target(),
                i,
                feature.name(),
                feature.category(),
                feature.unit(),
                entry.contributionUnit(),
                context.runId()));
      }
    }
    return context.spark().createDataFrame(features, ModelFeatures.SCHEMA.structType());
  }

  private static Dataset<Row> metrics(
      JobContext context,
      ModelManifest manifest,
      List<Trained> family,
      Optional<Rival> rival,
      List<Figure> ratings) {
    List<Row> metrics = new ArrayList<>();
    for (Trained trained : family) {
      Map<String, Double> figures = new TreeMap<>(trained.metrics());
      figures.put("train_rows", (double) trained.trainRows());
      if (trained.threshold() != null) {
        figures.put("operating_threshold", trained.threshold().probability());
      }
      figures.forEach(
          (name, value) ->
              metrics.add(
                  metric(
                      context,
                      manifest,
                      trained.target().name(),
                      "all",
                      name,
                      value,
                      trained.holdout().count())));
      for (Figure figure : trained.slices()) {
        metrics.add(metric(context, manifest, trained.target(), figure));
      }
    }
    for (Figure figure : ratings) {
      metrics.add(metric(context, manifest, ModelTarget.BAD_MINUTE, figure));
    }
    rival.ifPresent(
        champion ->
            metrics.add(
                metric(
                    context,
                    manifest,
                    ModelTarget.BAD_MINUTE.name(),
                    "champion=" + champion.version(),
                    "log_loss",
                    champion.logLoss(),
                    champion.rows())));
    return context.spark().createDataFrame(metrics, ModelMetrics.SCHEMA.structType());
  }

  private static Row metric(
      JobContext context, ModelManifest manifest, ModelTarget target, Figure figure) {
    return metric(
        context,
        manifest,
        target.name(),
        figure.slice(),
        figure.metric(),
        figure.value(),
        figure.rows());
  }

  private static Row metric(
      JobContext context,
      ModelManifest manifest,
      String target,
      String slice,
      String name,
      double value,
      long rows) {
    return RowFactory.create(
        JOB,
        Date.valueOf(manifest.trainToDay()),
        manifest.version(),
        target,
        slice,
        name,
        value,
        rows,
        context.runId());
  }

  private static boolean promote(
      JobContext context, ModelManifest manifest, Optional<Rival> rival, DayRange window) {
    if (ModelPromotion.wasPromoted(context, manifest.version())) {
      return false;
    }
    double logLoss = manifest.entry(ModelTarget.BAD_MINUTE.name()).metrics().get("log_loss");
    if (rival.isPresent() && !(logLoss < rival.get().logLoss())) {
      return false;
    }
    boolean first = Champions.read(context.warehouse()).isEmpty();
    ModelPromotion.promote(
        context, manifest.version(), first ? window.from() : window.to().plusDays(1));
    return true;
  }
}
