package io.meetinginsights.jobs.explain;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.meetinginsights.jobs.explain.FeatureDrift.Drift;
import io.meetinginsights.jobs.models.Champions;
import io.meetinginsights.jobs.models.Champions.Reign;
import io.meetinginsights.jobs.models.ModelPromotion;
import io.meetinginsights.model.FeatureDistribution;
import io.meetinginsights.model.FeatureValues;
import io.meetinginsights.model.ModelFamily;
import io.meetinginsights.model.ModelScope;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.parallel.SideBySide;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.gold.Contributions;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.gold.MinuteCauses;
import io.meetinginsights.tables.gold.ModelMetrics;
import io.meetinginsights.warehouse.SparkRows;
import java.sql.Date;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says for every minute how much each feature and category moved the models' outputs, and for every
 * bad minute what its cause was.
 *
 * <p>Reads: gold.experience_minutes of the days, gold.model_versions, the registry. Each day is
 * explained by the champion valid for it, before the first champion by the first; or all days by
 * the version that {@code --model} names.
 *
 * <p>Writes, side by side: gold.contributions, a row for each on-network minute with a score and
 * each target; gold.minute_causes, a row for each bad minute of somebody on our network or behind
 * our egress (bad minutes at home or of guests are not ours to explain). Values are path-dependent
 * Shapley values with features as players, in log-odds for {@code bad_minute} and in the target's
 * unit for the others; a category's value is the sum of its features'. They say what the model made
 * of the minute: attribution is not proof of cause. And gold.model_metrics (job {@code explain}):
 * for each day and feature the population stability index of its values against those the model
 * learnt from, metric {@code psi}, slice {@code feature=…}; none for a model that was registered
 * without them.
 *
 * <p>Re-run: days are replaced whole. Without any champion nothing is written, and the run is a
 * success with the count {@code no champion}.
 *
 * <p>Example: {@code meeting-insights explain --date 2026-03-01}
 */
public final class ExplainJob {

  private static final String JOB = "explain";

  private static final Logger LOG = LoggerFactory.getLogger(ExplainJob.class);

  /** Contributions of one target: some 25 MB of files. */
  private static final long ROWS_A_TASK = 500_000;

  private static final List<String> ORDER =
      List.of("day", "account_id", "meeting_uuid", "participant_id", "joined_at", "minute_at");
  private static final String MINUTE = "minute";
  private static final String IS_EXPLAINED = "is_explained";
  private static final String IS_JUDGED = "is_judged";

  private ExplainJob() {}

  /**
   * Explains the run's days.
   *
   * @param modelVersion the version to explain by; empty for the champions
   */
  public static Counts run(JobContext context, Optional<String> modelVersion) {
    ExplainConfig config = context.configuration().section("explain", ExplainConfig.class);
    List<Reign> reigns =
        modelVersion
            .map(version -> List.of(new Reign(version, context.days())))
            .orElseGet(() -> Champions.read(context.warehouse()).during(context.days()));
    if (reigns.isEmpty()) {
      LOG.warn(
          "No model has been promoted yet: {} stay unexplained. Run train first.", context.days());
      return Counts.none().with("no champion", 1);
    }
    Counts counts = Counts.none();
    for (Reign reign : reigns) {
      counts = counts.and(explain(context, reign, config));
    }
    return counts;
  }

  private static Counts explain(JobContext context, Reign reign, ExplainConfig config) {
    ModelFamily family = ModelPromotion.registry(context).read(reign.version());
    Dataset<Row> minutes =
        context.warehouse().read(ExperienceMinutes.SCHEMA, reign.days().from(), reign.days().to());
    requireFeatures(family, minutes);
    SparkRows byMeeting = prepared(context, family, minutes);
    Broadcast<ModelFamily.Packed> broadcast = broadcast(context.spark(), family.packed());
    Map<String, Callable<Counts>> parts = new LinkedHashMap<>();
    parts.put(
        "contributions", () -> contributions(context, reign, family, byMeeting, broadcast, config));
    parts.put("verdicts", () -> verdicts(context, reign, family, byMeeting, broadcast, config));
    parts.put("drift", () -> drift(context, reign, family, byMeeting, config));
    parts.replaceAll((name, part) -> () -> context.stage(name, part));
    Counts counts = Counts.none();
    for (Counts more : SideBySide.run(parts.size(), parts).values()) {
      counts = counts.and(more);
    }
    return counts;
  }

  /** Tables are made, or looked at whether they are, while minutes are read. */
  private static SparkRows prepared(JobContext context, ModelFamily family, Dataset<Row> minutes) {
    Map<String, Callable<Optional<SparkRows>>> parts = new LinkedHashMap<>();
    parts.put("order", () -> Optional.of(byMeeting(minutes, family, tasks(minutes, family))));
    parts.put(
        "tables",
        () -> {
          context
              .warehouse()
              .create(List.of(Contributions.SCHEMA, MinuteCauses.SCHEMA, ModelMetrics.SCHEMA));
          return Optional.empty();
        });
    parts.replaceAll((name, part) -> () -> context.stage(name, part));
    return SideBySide.run(parts.size(), parts).get("order").orElseThrow();
  }

  private static Column isExplained() {
    return ModelScope.isOnNetwork().and(ModelScope.isScored());
  }

  private static Column isJudged() {
    return col("is_bad").and(ModelScope.isOnNetwork().or(ModelScope.isBehindEgress()));
  }

  private static int tasks(Dataset<Row> minutes, ModelFamily family) {
    return (int)
        Math.max(
            minutes.sparkSession().sparkContext().defaultParallelism(),
            minutes.count() * family.models().size() / ROWS_A_TASK + 1);
  }

  /**
   * What all parts begin with: minutes, those of a meeting together, each as {@link #MINUTE} beside
   * what orders and chooses them. Sixty columns in one are carried and sorted by little code.
   */
  private static SparkRows byMeeting(Dataset<Row> minutes, ModelFamily family, int tasks) {
    Set<String> names = new LinkedHashSet<>(MinuteVerdicts.IDENTITY);
    names.addAll(MinuteContributions.IDENTITY);
    names.addAll(List.of("is_bad", "presence"));
    names.addAll(features(family));
    List<Column> columns = new ArrayList<>(columns(ORDER));
    columns.add(coalesce(isExplained(), lit(false)).as(IS_EXPLAINED));
    columns.add(coalesce(isJudged(), lit(false)).as(IS_JUDGED));
    columns.add(struct(columns(names).toArray(Column[]::new)).as(MINUTE));
    return SparkRows.of(
        minutes
            .select(columns.toArray(Column[]::new))
            .where(col(IS_EXPLAINED).or(col(IS_JUDGED)))
            .repartitionByRange(tasks, col("day"), col("account_id"), col("meeting_uuid")));
  }

  private static List<Column> columns(Collection<String> names) {
    return names.stream().map(name -> col(name)).toList();
  }

  /** So that a meeting's rows lie together in few files. */
  private static Dataset<Row> inOrder(SparkRows byMeeting) {
    return byMeeting.dataset().sortWithinPartitions(columns(ORDER).toArray(Column[]::new));
  }

  /** On the driver, so that it is refused before anything is written. */
  private static void requireFeatures(ModelFamily family, Dataset<Row> minutes) {
    new FeatureValues(minutes.schema(), features(family));
  }

  /** What models read, and what drift is measured of. */
  private static List<String> features(ModelFamily family) {
    return Stream.concat(
            family.features().stream(),
            family.manifest().reference().stream().map(FeatureDistribution::feature))
        .distinct()
        .toList();
  }

  static Broadcast<ModelFamily.Packed> broadcast(SparkSession spark, ModelFamily.Packed family) {
    return spark
        .sparkContext()
        .broadcast(family, scala.reflect.ClassTag$.MODULE$.apply(ModelFamily.Packed.class));
  }

  private static Counts contributions(
      JobContext context,
      Reign reign,
      ModelFamily family,
      SparkRows byMeeting,
      Broadcast<ModelFamily.Packed> broadcast,
      ExplainConfig config) {
    context
        .warehouse()
        .replaceDays(
            Contributions.SCHEMA,
            MinuteContributions.of(
                    SparkRows.of(inOrder(byMeeting.where(IS_EXPLAINED))).inside(MINUTE),
                    broadcast,
                    config)
                .dataset(),
            reign.days().from(),
            reign.days().to());
    long written = context.warehouse().rowsWritten(Contributions.SCHEMA);
    return Counts.none()
        .with("minutes explained", written / family.models().size())
        .with("contributions", written);
  }

  private static Counts verdicts(
      JobContext context,
      Reign reign,
      ModelFamily family,
      SparkRows byMeeting,
      Broadcast<ModelFamily.Packed> broadcast,
      ExplainConfig config) {
    context
        .warehouse()
        .replaceDays(
            MinuteCauses.SCHEMA,
            inOrder(
                MinuteVerdicts.of(byMeeting.where(IS_JUDGED).inside(MINUTE), broadcast, config)),
            reign.days().from(),
            reign.days().to());
    Counts counts = Counts.none();
    List<Row> byCause =
        context
            .warehouse()
            .read(MinuteCauses.SCHEMA, reign.days().from(), reign.days().to())
            .groupBy("cause")
            .count()
            .orderBy("cause")
            .collectAsList(); // OK: a row a cause
    for (Row cause : byCause) {
      counts = counts.with("cause " + cause.getString(0), cause.getLong(1));
    }
    return counts;
  }

  private static Counts drift(
      JobContext context,
      Reign reign,
      ModelFamily family,
      SparkRows byMeeting,
      ExplainConfig config) {
    List<Drift> drifts =
        FeatureDrift.of(
            byMeeting.where(IS_EXPLAINED).inside(MINUTE), family.manifest().reference());
    context
        .warehouse()
        .replaceWhere(
            ModelMetrics.SCHEMA,
            context
                .spark()
                .createDataFrame(
                    drifts.stream().map(drift -> metric(context, reign, drift)).toList(),
                    ModelMetrics.SCHEMA.structType()),
            "job = '%s' AND day >= DATE'%s' AND day <= DATE'%s'"
                .formatted(JOB, reign.days().from(), reign.days().to()));
    List<Drift> drifted =
        drifts.stream().filter(drift -> drift.callsForAction(config.driftLimit())).toList();
    for (Drift drift : drifted) {
      LOG.warn(
          "{}: {} is spread unlike in the rows that model {} learnt from: stability index {}, over {} minutes. explain.drift-limit is {}; if it stays, see what reports it, or train anew.",
          drift.day(),
          drift.feature(),
          reign.version(),
          String.format(Locale.ROOT, "%.2f", drift.stabilityIndex()),
          drift.rows(),
          config.driftLimit());
    }
    return Counts.none().with("features drifted", drifted.size());
  }

  private static Row metric(JobContext context, Reign reign, Drift drift) {
    return RowFactory.create(
        JOB,
        Date.valueOf(drift.day()),
        reign.version(),
        ModelTarget.BAD_MINUTE.name(),
        "feature=" + drift.feature(),
        "psi",
        drift.stabilityIndex(),
        drift.rows(),
        context.runId());
  }
}
