package io.meetinginsights.jobs.models;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc_nulls_last;
import static org.apache.spark.sql.functions.lit;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.features.Features;
import io.meetinginsights.model.ModelManifest;
import io.meetinginsights.model.ModelRegistry;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.gold.ModelMetrics;
import io.meetinginsights.tables.gold.ModelVersions;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Makes a version of the registry the champion from a day on, or takes the newest promotion back.
 *
 * <p>Reads: the registry, gold.model_versions.
 *
 * <p>Writes: gold.model_versions, one commit each. A promotion is a row; rows are never deleted. Of
 * two versions promoted for the same day the later one counts and the other becomes {@code
 * superseded}; a promotion taken back becomes {@code rolled-back}, and what it superseded counts
 * again.
 *
 * <p>Re-run: promoting what is promoted changes nothing. Rolling back twice takes back two.
 *
 * <p>Example: {@code meeting-insights models promote 0123456789abcdef --date 2026-03-01}
 */
public final class ModelPromotion {

  private static final Logger LOG = LoggerFactory.getLogger(ModelPromotion.class);

  private ModelPromotion() {}

  /** The registry of a run. */
  public static ModelRegistry registry(JobContext context) {
    return new ModelRegistry(
        context.spark().sparkContext().hadoopConfiguration(), context.storage().models());
  }

  /**
   * Makes a version the champion from a day on, after checking its files.
   *
   * @throws ConfigurationError if there is no such version
   */
  public static Counts promote(JobContext context, String version, LocalDate validFromDay) {
    ModelManifest manifest = registry(context).read(version).manifest();
    List<Row> rows = new ArrayList<>();
    rows.add(row(context, manifest, validFromDay));
    for (Row other : promotions(context)) {
      if (other.getDate(other.fieldIndex("valid_from_day")).toLocalDate().equals(validFromDay)
          && !version.equals(other.getString(other.fieldIndex("version")))
          && Champions.PROMOTED.equals(other.getString(other.fieldIndex("action")))) {
        rows.add(withAction(other, Champions.SUPERSEDED));
      }
    }
    merge(context, rows);
    return Counts.none().with("promoted", 1);
  }

  /**
   * Promotes the best version of those whose window ends with a day, if it beats the champion: the
   * rule and the figures are those of training ({@code gold.model_metrics}), which left the
   * champion as it was. A version that was promoted once is not promoted again.
   *
   * @throws ConfigurationError if none was trained to that day, or if the champion has changed
   *     since
   */
  public static Counts promoteBest(JobContext context, LocalDate day) {
    Dataset<Row> figures =
        context
            .warehouse()
            .read(ModelMetrics.SCHEMA)
            .where(
                col("job")
                    .equalTo("train")
                    .and(col("day").equalTo(lit(Date.valueOf(day))))
                    .and(col("target").equalTo(ModelTarget.BAD_MINUTE.name()))
                    .and(col("metric").equalTo("log_loss")));
    List<Row> trained =
        figures
            .where(col("slice").equalTo("all"))
            .orderBy(col("value"), col("version"))
            .select("version", "value")
            .collectAsList(); // OK: a row a version trained to the day
    if (trained.isEmpty()) {
      throw new ConfigurationError(
          "No model was trained to " + day,
          "gold.model_metrics has no figure of train for that day",
          "run train --date " + day + " first");
    }
    String version = trained.get(0).getString(0);
    double logLoss = trained.get(0).getDouble(1);
    if (wasPromoted(context, version)) {
      return considered(version, "was promoted before");
    }
    Champions champions = Champions.read(context.warehouse());
    Optional<Champions.Champion> champion = champions.of(day.plusDays(1));
    ModelManifest manifest = registry(context).read(version).manifest();
    if (champion.isEmpty()) {
      return promoted(context, version, LocalDate.parse(manifest.trainFromDay()));
    }
    List<Row> rival =
        figures
            .where(
                col("version")
                    .equalTo(version)
                    .and(col("slice").equalTo("champion=" + champion.get().version())))
            .select("value")
            .collectAsList(); // OK: one row
    if (rival.isEmpty()
        && isApplicable(registry(context).read(champion.get().version()).manifest())) {
      throw new ConfigurationError(
          "Version " + version + " cannot be compared with the champion",
          "it was trained before " + champion.get().version() + " became the champion of " + day,
          "run train --date " + day + " again: it measures both on the same held-out minutes");
    }
    if (!rival.isEmpty() && !(logLoss < rival.get(0).getDouble(0))) {
      return considered(
          version,
          "does not beat champion "
              + champion.get().version()
              + ": log loss "
              + logLoss
              + " against "
              + rival.get(0).getDouble(0));
    }
    return promoted(context, version, day.plusDays(1));
  }

  private static Counts promoted(JobContext context, String version, LocalDate validFromDay) {
    promote(context, version, validFromDay);
    // By this count a scheduler knows which days are to be explained again.
    return considered(version, "is the champion from " + validFromDay)
        .with("promoted", 1)
        .with("valid from " + validFromDay, 1);
  }

  private static Counts considered(String version, String outcome) {
    LOG.info("Version {} {}", version, outcome);
    return Counts.none().with("considered", 1);
  }

  /** Whether a family can be applied to the features there are today. */
  public static boolean isApplicable(ModelManifest manifest) {
    Set<String> known = Set.copyOf(Features.all().stream().map(f -> f.name()).toList());
    return known.containsAll(
        manifest.entry(ModelTarget.BAD_MINUTE.name()).encoding().featureNames());
  }

  /**
   * Takes the newest promotion back; the one before counts again.
   *
   * @return the version that was taken back
   * @throws ConfigurationError if nothing is promoted
   */
  public static String rollback(JobContext context) {
    List<Row> promotions = promotions(context);
    Row newest =
        promotions.stream()
            .filter(row -> Champions.PROMOTED.equals(row.getString(row.fieldIndex("action"))))
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigurationError(
                        "There is no promotion to take back",
                        "gold.model_versions holds none that counts",
                        "see: models list"));
    List<Row> rows = new ArrayList<>();
    rows.add(withAction(newest, Champions.ROLLED_BACK));
    promotions.stream()
        .filter(row -> Champions.SUPERSEDED.equals(row.getString(row.fieldIndex("action"))))
        .filter(
            row ->
                row.getDate(row.fieldIndex("valid_from_day"))
                    .equals(newest.getDate(newest.fieldIndex("valid_from_day"))))
        .findFirst()
        .ifPresent(row -> rows.add(withAction(row, Champions.PROMOTED)));
    merge(context, rows);
    return newest.getString(newest.fieldIndex("version"));
  }

  /** Whether a version was ever promoted, whatever came of it. */
  public static boolean wasPromoted(JobContext context, String version) {
    return !context
        .warehouse()
        .read(ModelVersions.SCHEMA)
        .where(col("version").equalTo(version))
        .isEmpty();
  }

  /**
   * Every complete version with what it is to which day, by last training day.
   *
   * @param manifest the version
   * @param championFrom the day it explains from; empty if it explains none
   */
  public record Listed(ModelManifest manifest, Optional<LocalDate> championFrom) {}

  /** What {@code models list} shows. */
  public static List<Listed> list(JobContext context) {
    List<Row> promotions = promotions(context);
    return registry(context).list().stream()
        .map(
            manifest ->
                new Listed(
                    manifest,
                    promotions.stream()
                        .filter(
                            row ->
                                manifest.version().equals(row.getString(row.fieldIndex("version")))
                                    && Champions.PROMOTED.equals(
                                        row.getString(row.fieldIndex("action"))))
                        .map(row -> row.getDate(row.fieldIndex("valid_from_day")).toLocalDate())
                        .min(LocalDate::compareTo)))
        .toList();
  }

  /** Newest first: by the day they hold from, then by when they were made. */
  private static List<Row> promotions(JobContext context) {
    return context
        .warehouse()
        .read(ModelVersions.SCHEMA)
        .orderBy(col("valid_from_day").desc(), desc_nulls_last("promoted_at"), col("version"))
        .collectAsList(); // OK: a row a promotion
  }

  private static Row row(JobContext context, ModelManifest manifest, LocalDate validFromDay) {
    return RowFactory.create(
        manifest.version(),
        Date.valueOf(validFromDay),
        manifest.engine(),
        CollectionConverters.asScala(
                manifest.targets().stream().map(ModelManifest.TargetEntry::target).toList())
            .toSeq(),
        Champions.PROMOTED,
        Date.valueOf(manifest.trainFromDay()),
        Date.valueOf(manifest.trainToDay()),
        manifest.seed(),
        manifest.codeVersion(),
        Timestamp.from(Instant.now()), // OK: stamps an operational column
        context.runId());
  }

  private static Row withAction(Row row, String action) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i == row.fieldIndex("action") ? action : row.get(i);
    }
    return RowFactory.create(values);
  }

  private static void merge(JobContext context, List<Row> rows) {
    Dataset<Row> promotions =
        context.spark().createDataFrame(rows, ModelVersions.SCHEMA.structType());
    context.warehouse().merge(ModelVersions.SCHEMA, promotions);
  }
}
