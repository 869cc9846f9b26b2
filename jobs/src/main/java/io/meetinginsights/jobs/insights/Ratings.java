package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.tables.gold.FeedbackHistogram;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Feedback and the call it is about: the rater's last join of the meeting before the rating was
 * given, else the rater's last join. Anonymous ratings name no call and stay in silver.feedback.
 */
final class Ratings {

  private Ratings() {}

  /** Each rating with the call it is about. */
  static Dataset<Row> placedInCalls(Dataset<Row> feedback, Dataset<Row> participants) {
    Dataset<Row> joins =
        participants
            .where(col("person_key").isNotNull())
            .select(
                col("account_id"),
                col("meeting_uuid"),
                col("person_key").as("rater"),
                col("participant_id"),
                col("joined_at"));
    Column lastBefore =
        max(
            struct(
                col("joined_at").leq(col("submitted_at")).as("is_before"),
                col("joined_at"),
                col("participant_id")));
    return feedback
        .join(joins, new String[] {"account_id", "meeting_uuid", "rater"}, "inner")
        .groupBy("account_id", "meeting_uuid", "rater", "submitted_at", "rating")
        .agg(lastBefore.as("call"))
        .select("account_id", "meeting_uuid", "call.participant_id", "call.joined_at", "rating");
  }

  /** The lowest rating a call was given. */
  static Dataset<Row> lowestPerCall(Dataset<Row> placedRatings) {
    Column order =
        when(col("rating").equalTo("poor"), 0)
            .when(col("rating").equalTo("average"), 1)
            .otherwise(2);
    return placedRatings
        .groupBy(Keys.columns(Keys.CALL))
        .agg(min(struct(order.as("rating_order"), col("rating"))).as("lowest"))
        .select(Keys.columns(Keys.CALL, col("lowest.rating").as("rating")));
  }

  /** gold.feedback_histogram: every rating counts, at the site of its call. */
  static Dataset<Row> histogramPerSite(Dataset<Row> placedRatings, Dataset<Row> clientCalls) {
    Dataset<Row> places =
        clientCalls.select(Keys.columns(Keys.CALL, col("day"), col("org_id"), col("site_id")));
    return FeedbackHistogram.SCHEMA.conform(
        placedRatings
            .join(places, Keys.of(Keys.CALL), "inner")
            .groupBy("day", "org_id", "site_id")
            .agg(
                count_if(col("rating").equalTo("poor")).as("poor"),
                count_if(col("rating").equalTo("average")).as("average"),
                count_if(col("rating").equalTo("good")).as("good")));
  }
}
