package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.correlate.SentAndReceived.InputIs;
import io.meetinginsights.runner.DayRange;
import java.sql.Date;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The minutes of each join: those Zoom measured, and those it should have measured. A minute that
 * lies whole between join and leave, in which at least two others of the meeting were measured and
 * the participant was not, is a minute he was cut off.
 */
final class CallMinutes {

  private static final int LEAST_OTHERS = 2;

  private CallMinutes() {}

  /**
   * Measured minutes with {@code join_id}, narrow: the days, and of the days beside them those of
   * calls that cross midnight, so that a call looks the same from both its days.
   *
   * @param participantMinutes the days and one on either side
   */
  static Dataset<Row> measured(
      Dataset<Row> participantMinutes,
      Dataset<Row> participations,
      DayRange days,
      InputIs inputIs) {
    return participantMinutes
        .where(
            col("day")
                .leq(lit(Date.valueOf(days.to())))
                .or(col("joined_at").lt(Participations.startOf(days.to().plusDays(1)))))
        .select(
            col("day"),
            col("account_id"),
            col("meeting_uuid"),
            col("participant_id"),
            col("joined_at"),
            col("minute_at"),
            col("video_" + inputIs.receivedWord() + "_frame_rate_fps").as("in_fps"),
            col("video_" + inputIs.receivedWord() + "_loss_avg_pct").as("in_loss_pct"),
            col("video_" + inputIs.sentWord() + "_frame_rate_fps").as("out_fps"),
            col("video_" + inputIs.sentWord() + "_loss_avg_pct").as("out_loss_pct"))
        .join(
            participations.select(
                "account_id",
                "meeting_uuid",
                "participant_id",
                "joined_at",
                "left_at",
                "sender_key"),
            ClientCandidates.joinColumns(Participations.KEY.toArray(String[]::new)),
            "left")
        .withColumn("join_id", Participations.joinId())
        .where(
            col("day")
                .geq(lit(Date.valueOf(days.from())))
                .or(col("left_at").geq(Participations.startOf(days.from()))))
        .drop("sender_key");
  }

  /** Join_id, minute_at and kbps: all that was sent and received, of all media. */
  static Dataset<Row> bitRates(Dataset<Row> participantMinutes, Dataset<Row> participations) {
    Column kbps =
        Stream.of("audio", "video", "share")
            .flatMap(medium -> Stream.of(medium + "_input", medium + "_output"))
            .map(stream -> coalesce(col(stream + "_bitrate_kbps"), lit(0.0)))
            .reduce(Column::plus)
            .orElseThrow();
    return participantMinutes
        .select(
            col("account_id"),
            col("meeting_uuid"),
            col("participant_id"),
            col("joined_at"),
            col("minute_at"),
            kbps.as("kbps"))
        .join(
            participations.select(
                "account_id", "meeting_uuid", "participant_id", "joined_at", "join_id"),
            ClientCandidates.joinColumns(Participations.KEY.toArray(String[]::new)))
        .select("join_id", "minute_at", "kbps");
  }

  /**
   * What holds for a join seen from a day: {@code last_sampled_at}, the frame rates it has while
   * nothing is lost, and how many whole minutes were measured and expected that day.
   */
  static Dataset<Row> callsPerDay(Dataset<Row> measured, DayRange days, double cleanLossPct) {
    Column endOfDay = expr("CAST(seen_from_day AS TIMESTAMP) + INTERVAL 1439 MINUTE");
    Column isWhole =
        col("day")
            .equalTo(col("seen_from_day"))
            .and(col("minute_at").geq(col("first_whole_at")))
            .and(coalesce(col("minute_at").leq(col("last_whole_at")), lit(true)));
    return measured
        .withColumn(
            "seen_from_day",
            explode(
                expr(
                    """
                    filter(array(
                      day,
                      CASE WHEN left_at >= CAST(date_add(day, 1) AS TIMESTAMP) THEN date_add(day, 1) END,
                      CASE WHEN joined_at < CAST(day AS TIMESTAMP) THEN date_sub(day, 1) END),
                      d -> d BETWEEN DATE'%s' AND DATE'%s')
                    """
                        .formatted(days.from(), days.to()))))
        .withColumn(
            "first_whole_at",
            expr(
                "greatest(date_trunc('MINUTE', joined_at + INTERVAL '59.999999' SECOND), CAST(seen_from_day AS TIMESTAMP))"))
        .withColumn(
            "last_whole_at",
            when(
                col("left_at").isNotNull(),
                org.apache.spark.sql.functions.least(
                    expr("date_trunc('MINUTE', left_at) - INTERVAL 1 MINUTE"), endOfDay)))
        .groupBy("join_id", "seen_from_day")
        .agg(
            first("account_id").as("account_id"),
            first("meeting_uuid").as("meeting_uuid"),
            first("participant_id").as("participant_id"),
            first("joined_at").as("joined_at"),
            first("first_whole_at").as("first_whole_at"),
            max("last_whole_at").as("last_whole_at"),
            max("minute_at").as("last_sampled_at"),
            count(when(isWhole, 1)).as("measured_whole_minutes"),
            cleanMedian("in", cleanLossPct).as("clean_in_fps"),
            cleanMedian("out", cleanLossPct).as("clean_out_fps"))
        .withColumnRenamed("seen_from_day", "day")
        .withColumn(
            "last_whole_at",
            coalesce(
                col("last_whole_at"),
                org.apache.spark.sql.functions.least(
                    col("last_sampled_at"),
                    expr("CAST(day AS TIMESTAMP) + INTERVAL 1439 MINUTE"))));
  }

  private static Column cleanMedian(String direction, double cleanLossPct) {
    Column isClean =
        col(direction + "_fps").gt(0).and(col(direction + "_loss_pct").lt(cleanLossPct));
    return percentile(when(isClean, col(direction + "_fps")), lit(0.5));
  }

  /** Whole minutes of a join without a measurement while at least two others have theirs. */
  static Dataset<Row> missing(
      Dataset<Row> callsPerDay, Dataset<Row> measured, Dataset<Row> senderMinutes) {
    Dataset<Row> measuredOthers =
        senderMinutes
            .groupBy("account_id", "meeting_uuid", "minute_at")
            .agg(count(lit(1)).as("others"))
            .where(col("others").geq(LEAST_OTHERS))
            .select("account_id", "meeting_uuid", "minute_at");
    return callsPerDay
        .where(
            expr(
                "first_whole_at <= last_whole_at AND measured_whole_minutes < (unix_seconds(last_whole_at) - unix_seconds(first_whole_at)) DIV 60 + 1"))
        .withColumn(
            "minute_at",
            explode(expr("sequence(first_whole_at, last_whole_at, INTERVAL 1 MINUTE)")))
        .join(
            measured.select("join_id", "minute_at"),
            ClientCandidates.joinColumns("join_id", "minute_at"),
            "left_anti")
        .join(
            measuredOthers,
            ClientCandidates.joinColumns("account_id", "meeting_uuid", "minute_at"),
            "left_semi")
        .select(minuteColumns(lit(true)));
  }

  /** Measured and missing minutes of the days: key, {@code join_id}, {@code is_missing}. */
  static Dataset<Row> of(Dataset<Row> measured, Dataset<Row> missing, DayRange days) {
    return measured
        .where(col("day").between(lit(Date.valueOf(days.from())), lit(Date.valueOf(days.to()))))
        .select(minuteColumns(lit(false)))
        .unionByName(missing);
  }

  private static Column[] minuteColumns(Column isMissing) {
    return new Column[] {
      col("day"),
      col("join_id"),
      col("account_id"),
      col("meeting_uuid"),
      col("participant_id"),
      col("joined_at"),
      col("minute_at"),
      isMissing.as("is_missing")
    };
  }

  /**
   * Adds {@code is_dropped}: cut off in this minute, or the last one of a join that was lost
   * ({@link Participations#withLosses}).
   */
  static Dataset<Row> withDropped(Dataset<Row> minutes) {
    Column isLastOfLost =
        coalesce(col("is_lost"), lit(false))
            .and(col("minute_at").equalTo(col("last_sampled_at")))
            .and(not(coalesce(col("last_missing_at").gt(col("last_sampled_at")), lit(false))));
    return minutes.withColumn("is_dropped", col("is_missing").or(isLastOfLost));
  }

  /** Per join and day the last missing minute, so that it and not the one before counts as last. */
  static Dataset<Row> lastMissingPerDay(Dataset<Row> minutes) {
    return minutes
        .where(col("is_missing"))
        .groupBy("join_id", "day")
        .agg(max("minute_at").as("last_missing_at"));
  }

  /** The key of a minute; what tells most rows apart comes first, since rows are sorted by it. */
  static List<String> key() {
    return List.of("meeting_uuid", "minute_at", "participant_id", "joined_at", "account_id");
  }
}
