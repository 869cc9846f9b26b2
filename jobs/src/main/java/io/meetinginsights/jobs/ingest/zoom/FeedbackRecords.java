package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.tables.Types;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.StructType;

/**
 * Ratings, from {@code …/participants/satisfaction}. Here user_id is the account's id of a user; a
 * number is the id of a seat in the call, which says nothing of a person, and is not used.
 */
final class FeedbackRecords {

  private FeedbackRecords() {}

  /** One row a rating, with its flaws. */
  static Dataset<Row> read(Dataset<Row> lines) {
    StructType shape = new StructType();
    for (String field : new String[] {"date_time", "email", "quality", "user_id"}) {
      shape = shape.add(field, Types.STRING);
    }
    Column submitted = Parse.instant(col("r.date_time"));
    Column quality = upper(Parse.text(col("r.quality")));
    Column user = Parse.text(col("r.user_id"));
    return ZoomLines.explodeRecords(lines, "participants", "quality")
        .withColumn("r", from_json(col("json"), shape))
        .select(
            col("day"),
            col("dataset"),
            col("account_id"),
            col("meeting_uuid"),
            col("file"),
            col("line"),
            col("record"),
            col("received_at"),
            submitted.as("submitted_at"),
            quality.as("zoom_quality"),
            when(quality.equalTo("GOOD"), lit("good"))
                .when(quality.equalTo("NOT GOOD"), lit("poor"))
                .as("rating"),
            when(user.rlike("^\\d+$").equalTo(false), user).as("zoom_user_id"),
            Parse.userName(col("r.email")).as("email"),
            lit(null).cast(Types.STRING).as("user_name"),
            Flaws.of(
                    List.of(
                        Flaws.missing(
                            col("meeting_uuid"), "params.meetingId", "the meeting's uuid"),
                        Flaws.missing(submitted, "date_time", "an instant"),
                        Flaws.missing(quality, "quality", "GOOD or NOT GOOD"),
                        Flaws.rejected(
                            quality.isin("GOOD", "NOT GOOD").equalTo(false),
                            "quality",
                            "unknown_enum",
                            "GOOD or NOT GOOD")))
                .as(Flaws.COLUMN));
  }

  /** Rows of silver.feedback, from ratings with person_key. */
  static Dataset<Row> unique(Dataset<Row> ratings) {
    return ratings
        .withColumn("rater", coalesce(col("person_key"), lit("anonymous")))
        .withColumn(
            "place",
            row_number()
                .over(
                    Window.partitionBy("account_id", "meeting_uuid", "rater", "submitted_at")
                        .orderBy(
                            col("received_at").desc_nulls_last(),
                            col("file").desc(),
                            col("line").desc(),
                            col("record").desc())))
        .where(col("place").equalTo(1))
        .select(
            "account_id",
            "meeting_uuid",
            "rater",
            "submitted_at",
            "zoom_quality",
            "rating",
            "received_at");
  }
}
