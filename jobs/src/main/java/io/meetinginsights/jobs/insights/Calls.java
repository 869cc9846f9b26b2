package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_min;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_seconds;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.gold.SiteClients;
import io.meetinginsights.warehouse.OrderFree;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Calls: the joins behind the minutes, gold.client_calls and gold.site_clients.
 *
 * <p>A call belongs to the UTC day it ended: the participant's leave, else the meeting's end, else
 * its last minute. Of its minutes those of that day and the day before are read, whatever range of
 * days a run is for, so that a run for a range and runs for single days give equal rows.
 */
final class Calls {

  private static final List<String> CALL_AND_DAY =
      List.of("account_id", "meeting_uuid", "participant_id", "joined_at", "call_day");
  private static final List<String> PART =
      List.of(
          "account_id",
          "meeting_uuid",
          "participant_id",
          "joined_at",
          "call_day",
          "org_id",
          "site_id",
          "client_key");
  private static final List<String> CLIENT_DAY =
      List.of("call_day", "org_id", "site_id", "client_key");

  private Calls() {}

  /** What is read of participants: one join a row. */
  static Dataset<Row> joins(Dataset<Row> participants) {
    return participants.select(
        Keys.columns(
            Keys.CALL,
            col("person_key"),
            col("left_at"),
            col("left_day"),
            col("os"),
            col("leave_reason"),
            col("is_network_leave"),
            col("audio_quality"),
            col("video_quality"),
            col("share_quality")));
  }

  /** The calls behind minutes, with when they ended and what Zoom says about them. */
  static Dataset<Row> ofMinutes(
      Dataset<Row> minutes, Dataset<Row> participants, Dataset<Row> meetings) {
    Dataset<Row> meetingEnds =
        meetings.select("account_id", "meeting_uuid", "meeting_id", "topic", "ended_day");
    return minutes
        .groupBy(Keys.columns(Keys.CALL))
        .agg(max(col("day")).as("last_day"))
        .join(joins(participants).drop("person_key"), Keys.of(Keys.CALL), "left")
        .join(meetingEnds, new String[] {"account_id", "meeting_uuid"}, "left")
        .withColumn("call_day", coalesce(col("left_day"), col("ended_day"), col("last_day")));
  }

  /** Minutes of the calls that ended within the days, with {@code call_day}. */
  static Dataset<Row> joinCallDay(Dataset<Row> minutes, Dataset<Row> calls, DayRange days) {
    Dataset<Row> ended =
        calls
            .where(
                col("call_day")
                    .between(
                        lit(java.sql.Date.valueOf(days.from())),
                        lit(java.sql.Date.valueOf(days.to()))))
            .select(Keys.columns(Keys.CALL, col("call_day")));
    return minutes
        .join(ended, Keys.of(Keys.CALL), "inner")
        .where(col("day").between(date_sub(col("call_day"), 1), col("call_day")));
  }

  /** A call on one client: where a call changes its client or site, it has several parts. */
  static Dataset<Row> partPerClient(Dataset<Row> callMinutes) {
    List<Column> figures = new ArrayList<>();
    figures.add(max(col("person_key")).as("person_key"));
    figures.add(count_if(col("medium").equalTo("wireless")).as("minutes_on_wireless"));
    figures.add(count_if(col("medium").equalTo("wired")).as("minutes_on_wired"));
    figures.add(count_if(col("is_judged")).as("total_minutes"));
    figures.add(count_if(col("is_bad")).as("bad_minutes"));
    figures.add(min(col("minute_score")).as("worst_score"));
    for (String medium : CallMinutes.MEDIA) {
      Column worst = least(col(medium + "_in_score"), col(medium + "_out_score"));
      Column unused = col(medium + "_in_quality").equalTo(QualityWords.NOT_APPLICABLE);
      Column unusedOut = col(medium + "_out_quality").equalTo(QualityWords.NOT_APPLICABLE);
      figures.add(OrderFree.sumOf(worst).as(medium + "_score_sum"));
      figures.add(count(worst).as(medium + "_score_count"));
      figures.add(count_if(unused.or(unusedOut)).as(medium + "_unused_minutes"));
    }
    for (String cause : CallMinutes.CAUSES) {
      figures.add(count_if(col("cause").equalTo(cause)).as("caused_by_" + cause));
    }
    return callMinutes
        .groupBy(Keys.columns(PART))
        .agg(count(lit(1)).as("minutes"), figures.toArray(Column[]::new));
  }

  /**
   * Rows of gold.client_calls without their details. A call of several parts stands where it spent
   * most of its minutes.
   */
  static Dataset<Row> clientCalls(
      Dataset<Row> callParts, Dataset<Row> calls, Dataset<Row> ratings, Dataset<Row> rankings) {
    List<Column> figures = new ArrayList<>();
    figures.add(max(col("person_key")).as("person_key"));
    figures.add(sum(col("total_minutes")).as("total_minutes"));
    figures.add(sum(col("bad_minutes")).as("bad_minutes"));
    figures.add(min(col("worst_score")).as("worst_score"));
    for (String medium : CallMinutes.MEDIA) {
      figures.add(OrderFree.sumOf(col(medium + "_score_sum")).as(medium + "_score_sum"));
      for (String figure : List.of("_score_count", "_unused_minutes")) {
        figures.add(sum(col(medium + figure)).as(medium + figure));
      }
    }
    for (String cause : CallMinutes.CAUSES) {
      figures.add(sum(col("caused_by_" + cause)).as("caused_by_" + cause));
    }
    Dataset<Row> wholeCalls =
        callParts
            .groupBy(Keys.columns(CALL_AND_DAY))
            .agg(
                min(struct(
                        col("minutes").multiply(-1).as("fewest_last"),
                        col("org_id"),
                        col("site_id"),
                        col("client_key")))
                    .as("main"),
                figures.toArray(Column[]::new));
    Dataset<Row> said =
        calls.select(Keys.columns(Keys.CALL, col("left_at"), col("meeting_id"), col("topic")));
    Dataset<Row> ranked =
        rankings.groupBy(Keys.columns(Keys.CALL)).agg(count(lit(1)).gt(0).as("is_ranked"));
    return wholeCalls
        .join(said, Keys.of(Keys.CALL), "left")
        .join(ratings.select(Keys.columns(Keys.CALL, col("rating"))), Keys.of(Keys.CALL), "left")
        .join(ranked, Keys.of(Keys.CALL), "left")
        .select(
            col("call_day").as("day"),
            TableSchema.month(col("call_day")).as("month"),
            col("main.org_id"),
            col("main.site_id"),
            col("account_id"),
            col("meeting_uuid"),
            col("meeting_id"),
            lit("zoom").as("application"),
            col("topic"),
            col("participant_id"),
            col("main.client_key"),
            col("person_key"),
            col("joined_at"),
            col("left_at"),
            unix_seconds(col("left_at")).minus(unix_seconds(col("joined_at"))).as("duration_s"),
            qualityOf("audio").as("audio_quality"),
            qualityOf("video").as("video_quality"),
            qualityOf("share").as("share_quality"),
            col("rating"),
            col("total_minutes"),
            col("bad_minutes"),
            col("worst_score"),
            mainCause().as("main_cause"),
            coalesce(col("is_ranked"), lit(false)).as("has_ranking"));
  }

  private static Column qualityOf(String medium) {
    Column mean =
        when(
            col(medium + "_score_count").gt(0),
            col(medium + "_score_sum").divide(col(medium + "_score_count")));
    return QualityWords.ofMean(mean, col(medium + "_unused_minutes"));
  }

  /** The cause of most bad minutes; between equals the first in the order of categories. */
  private static Column mainCause() {
    List<Column> causes = new ArrayList<>();
    for (int i = 0; i < CallMinutes.CAUSES.size(); i++) {
      String cause = CallMinutes.CAUSES.get(i);
      causes.add(
          struct(
              col("caused_by_" + cause).multiply(-1).as("fewest_last"),
              lit(i).as("position"),
              lit(cause).as("cause")));
    }
    Column most = array_min(array(causes.toArray(Column[]::new))).getField("cause");
    return when(col("bad_minutes").gt(0), most);
  }

  /** gold.site_clients. */
  static Dataset<Row> siteClients(Dataset<Row> callParts, Dataset<Row> ratings) {
    Column ratingOrder =
        when(col("rating").equalTo("poor"), 0)
            .when(col("rating").equalTo("average"), 1)
            .when(col("rating").equalTo("good"), 2);
    Dataset<Row> perPerson =
        callParts
            .where(col("client_key").isNotNull())
            .join(
                ratings.select(Keys.columns(Keys.CALL, col("rating"))), Keys.of(Keys.CALL), "left")
            .groupBy(
                col("call_day"),
                col("org_id"),
                col("site_id"),
                col("client_key"),
                col("person_key"))
            .agg(
                count(lit(1)).as("calls"),
                sum(col("minutes")).as("minutes"),
                sum(col("minutes_on_wireless")).as("minutes_on_wireless"),
                sum(col("minutes_on_wired")).as("minutes_on_wired"),
                sum(col("total_minutes")).as("total_minutes"),
                sum(col("bad_minutes")).as("bad_minutes"),
                min(col("worst_score")).as("worst_score"),
                min(when(
                        ratingOrder.isNotNull(),
                        struct(ratingOrder.as("rating_order"), col("rating"))))
                    .as("lowest"));
    // A named person comes before nobody: null would win a tie.
    Column mostSeen =
        struct(
            col("person_key").isNull().as("is_nobody"),
            col("minutes").multiply(-1).as("fewest_last"),
            col("person_key"));
    return SiteClients.SCHEMA.conform(
        perPerson
            .groupBy(Keys.columns(CLIENT_DAY))
            .agg(
                min(mostSeen).as("most_seen"),
                sum(col("calls")).as("num_calls"),
                sum(col("minutes_on_wireless")).as("minutes_on_wireless"),
                sum(col("minutes_on_wired")).as("minutes_on_wired"),
                sum(col("total_minutes")).as("total_minutes"),
                sum(col("bad_minutes")).as("bad_minutes"),
                min(col("worst_score")).as("lowest_score"),
                min(col("lowest")).as("lowest"))
            .select(
                col("call_day").as("day"),
                TableSchema.month(col("call_day")).as("month"),
                col("org_id"),
                col("site_id"),
                col("client_key"),
                col("most_seen.person_key").as("person_key"),
                when(
                        col("minutes_on_wireless").plus(col("minutes_on_wired")).gt(0),
                        when(col("minutes_on_wireless").geq(col("minutes_on_wired")), "wireless")
                            .otherwise("wired"))
                    .as("medium"),
                col("num_calls"),
                col("total_minutes"),
                col("bad_minutes"),
                col("lowest.rating").as("lowest_rating"),
                col("lowest_score")));
  }
}
