package io.meetinginsights.jobs.train;

import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.meetinginsights.errors.InputLimitError;
import io.meetinginsights.features.Features;
import io.meetinginsights.model.ModelScope;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;

/**
 * The minutes a family is trained and judged on: on-network and scored, each meeting wholly in one
 * part.
 *
 * <p>Held out are the last days of the window, so that a model is judged on days after those it
 * learnt from; a meeting belongs to the day it has its first minute in. Where the window has fewer
 * than {@value #DAYS_TO_SPLIT_BY_TIME} days with data, or either part would be left with too few
 * bad minutes, meetings are held out by their hash instead, those with and those without bad
 * minutes in the same share.
 *
 * <p>The rows are kept in one fixed order and partitioning: engines that sample rows draw the same
 * ones at every run.
 */
final class TrainingRows {

  static final int DAYS_TO_SPLIT_BY_TIME = 4;

  static final String TRAIN = "train";
  static final String HOLDOUT = "holdout";

  private static final Column[] KEY = {
    col("account_id"),
    col("meeting_uuid"),
    col("participant_id"),
    col("joined_at"),
    col("minute_at")
  };

  /** Minutes of a part, and how many of them are bad. */
  record PartSize(long rows, long bad) {}

  private final Dataset<Row> rows;
  private final String splitRule;
  private final PartSize train;
  private final PartSize holdout;
  private final Counts counts;

  private TrainingRows(
      Dataset<Row> rows, String splitRule, PartSize train, PartSize holdout, Counts counts) {
    this.rows = rows;
    this.splitRule = splitRule;
    this.train = train;
    this.holdout = holdout;
    this.counts = counts;
  }

  /**
   * Selects and splits.
   *
   * @param minutes gold.experience_minutes of the window
   * @throws InputLimitError if there are too few bad minutes to learn from, saying how many are
   *     missing
   */
  static TrainingRows select(Dataset<Row> minutes, DayRange window, TrainConfig config) {
    Counts counts = counted(minutes);
    Dataset<Row> learnable =
        minutes
            .where(ModelScope.isOnNetwork().and(ModelScope.isScored()))
            .select(columns(config).toArray(Column[]::new));
    requireBadMinutes(learnable, window, config);
    Split split = Split.of(learnable, config);
    return of(split.apply(learnable), split.rule(), window.toString(), counts, config);
  }

  /**
   * Keeps rows that are split already.
   *
   * @param parts key, site_id, is_bad, labels, features and {@code split}
   * @param rule how they were split, in words
   * @param source where they are from, for errors
   * @throws InputLimitError if a part lacks minutes of either kind
   */
  static TrainingRows of(
      Dataset<Row> parts, String rule, String source, Counts counts, TrainConfig config) {
    Dataset<Row> rows =
        parts
            .repartition(config.workers(), col("account_id"), col("meeting_uuid"))
            .sortWithinPartitions(KEY)
            .persist(StorageLevel.MEMORY_AND_DISK());
    PartSize train = size(rows, TRAIN);
    PartSize holdout = size(rows, HOLDOUT);
    TrainingRows selected = new TrainingRows(rows, rule, train, holdout, counts);
    selected.requireBothKinds(source);
    return selected;
  }

  private static Counts counted(Dataset<Row> minutes) {
    Row row =
        minutes
            .agg(
                count(lit(1)),
                coalesce(sum(ModelScope.isOnNetwork().cast("long")), lit(0L)),
                coalesce(
                    sum(ModelScope.isOnNetwork().and(ModelScope.isScored()).cast("long")), lit(0L)))
            .head();
    return Counts.none()
        .with("read", row.getLong(0))
        .with("accepted", row.getLong(2))
        .with("rejected: not on network", row.getLong(0) - row.getLong(1))
        .with("rejected: without score", row.getLong(1) - row.getLong(2));
  }

  private static List<Column> columns(TrainConfig config) {
    Set<String> names =
        new LinkedHashSet<>(
            List.of(
                "day",
                "site_id",
                "account_id",
                "meeting_uuid",
                "participant_id",
                "joined_at",
                "minute_at",
                "is_bad"));
    config.modelTargets().stream().map(ModelTarget::label).forEach(names::add);
    Features.all().forEach(feature -> names.add(feature.name()));
    List<Column> columns = new ArrayList<>();
    names.forEach(name -> columns.add(col(name)));
    return columns;
  }

  private static void requireBadMinutes(
      Dataset<Row> learnable, DayRange window, TrainConfig config) {
    Row found =
        learnable.agg(count(lit(1)), coalesce(sum(col("is_bad").cast("long")), lit(0L))).head();
    if (found.getLong(1) < config.minBadMinutes()) {
      throw new InputLimitError(
          "There is too little to learn from in " + window,
          "it has %d bad minutes among %d on-network minutes with a score; train.min-bad-minutes is %d: %d are missing"
              .formatted(
                  found.getLong(1),
                  found.getLong(0),
                  config.minBadMinutes(),
                  config.minBadMinutes() - found.getLong(1)),
          "train a later day, widen train.window-days, or run correlate for the days that lack it");
    }
  }

  private static PartSize size(Dataset<Row> rows, String part) {
    Row row =
        rows.where(col("split").equalTo(part))
            .agg(count(lit(1)), coalesce(sum(col("is_bad").cast("long")), lit(0L)))
            .head();
    return new PartSize(row.getLong(0), row.getLong(1));
  }

  private void requireBothKinds(String source) {
    for (PartSize part : List.of(train, holdout)) {
      if (part.bad() == 0 || part.bad() == part.rows()) {
        release();
        throw new InputLimitError(
            "The minutes of " + source + " cannot be split into learning and judging",
            "the %s part has %d rows, %d of them bad (%s)"
                .formatted(part == train ? TRAIN : HOLDOUT, part.rows(), part.bad(), splitRule),
            "at least two meetings with bad minutes and two without are needed: widen train.window-days or train a later day");
      }
    }
  }

  /** Key, is_bad, labels, features and {@code split}, in the fixed order. */
  Dataset<Row> all() {
    return rows;
  }

  /** The rows that trees are grown on. */
  Dataset<Row> train() {
    return rows.where(col("split").equalTo(TRAIN));
  }

  /** The rows that models are judged on. */
  Dataset<Row> holdout() {
    return rows.where(col("split").equalTo(HOLDOUT));
  }

  PartSize trainSize() {
    return train;
  }

  PartSize holdoutSize() {
    return holdout;
  }

  /** How it was split, in words. */
  String splitRule() {
    return splitRule;
  }

  /** What was read, accepted and rejected. */
  Counts counts() {
    return counts
        .with("rows to learn from", train.rows())
        .with("bad minutes to learn from", train.bad())
        .with("rows held out", holdout.rows())
        .with("bad minutes held out", holdout.bad());
  }

  /** Lets go of the memory. */
  void release() {
    rows.unpersist();
  }

  /** The key, for orders that must be the same at every run. */
  static Column[] key() {
    return KEY.clone();
  }

  /** Which part a meeting belongs to. */
  private sealed interface Split {

    /** Adds the column {@code split}. */
    Dataset<Row> apply(Dataset<Row> learnable);

    String rule();

    static Split of(Dataset<Row> learnable, TrainConfig config) {
      List<Row> days =
          learnable
              .groupBy("day")
              .agg(sum(col("is_bad").cast("long")).as("bad"))
              .orderBy("day")
              .collectAsList(); // OK: a row a day
      int heldOut = Math.max(1, (int) Math.round(days.size() * config.holdoutShare()));
      if (days.size() >= DAYS_TO_SPLIT_BY_TIME) {
        int first = days.size() - heldOut;
        long badBefore = days.subList(0, first).stream().mapToLong(row -> row.getLong(1)).sum();
        long badAfter =
            days.subList(first, days.size()).stream().mapToLong(row -> row.getLong(1)).sum();
        long enough = Math.max(1, Math.round(config.minBadMinutes() * config.holdoutShare()));
        if (badBefore >= enough && badAfter >= enough) {
          return new ByTime(days.get(first).getDate(0).toLocalDate());
        }
      }
      return new ByMeeting(config.holdoutShare(), config.seed());
    }
  }

  /** Meetings from a day on are held out. */
  private record ByTime(LocalDate firstHeldOut) implements Split {

    @Override
    public Dataset<Row> apply(Dataset<Row> learnable) {
      Column firstDay = min(col("day")).over(Window.partitionBy("account_id", "meeting_uuid"));
      return learnable
          .withColumn("first_day", firstDay)
          .withColumn(
              "split",
              when(col("first_day").geq(lit(java.sql.Date.valueOf(firstHeldOut))), lit(HOLDOUT))
                  .otherwise(lit(TRAIN)))
          .drop("first_day");
    }

    @Override
    public String rule() {
      return "by time: meetings that begin on or after " + firstHeldOut + " are held out";
    }
  }

  /** A share of the meetings is held out, by hash, alike with and without bad minutes. */
  private record ByMeeting(double share, long seed) implements Split {

    @Override
    public Dataset<Row> apply(Dataset<Row> learnable) {
      Column rank =
          row_number()
              .over(
                  Window.partitionBy("has_bad")
                      .orderBy(col("hash"), col("account_id"), col("meeting_uuid")));
      Column meetings = count(lit(1)).over(Window.partitionBy("has_bad"));
      Column heldOut = greatest(lit(0), least(meetings.minus(1), ceil(meetings.multiply(share))));
      Dataset<Row> parts =
          learnable
              .groupBy("account_id", "meeting_uuid")
              .agg(max("is_bad").as("has_bad"))
              .withColumn("hash", xxhash64(col("account_id"), col("meeting_uuid"), lit(seed)))
              .withColumn("rank", rank)
              .withColumn("held_out", heldOut)
              .select(
                  col("account_id"),
                  col("meeting_uuid"),
                  when(col("rank").leq(col("held_out")), lit(HOLDOUT))
                      .otherwise(lit(TRAIN))
                      .as("split"));
      return learnable.join(
          parts,
          scala.jdk.javaapi.CollectionConverters.asScala(List.of("account_id", "meeting_uuid"))
              .toSeq(),
          "inner");
    }

    @Override
    public String rule() {
      return "by meeting: a share of "
          + share
          + " of the meetings is held out by hash, of those with bad minutes and of those without";
    }
  }
}
