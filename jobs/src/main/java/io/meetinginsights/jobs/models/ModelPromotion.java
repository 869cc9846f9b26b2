package io.meetinginsights.jobs.models;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc_nulls_last;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.model.ModelManifest;
import io.meetinginsights.model.ModelRegistry;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.gold.ModelVersions;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
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
