package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.fields.RecordShape;
import io.meetinginsights.jobs.ingest.fields.RecordValues;
import io.meetinginsights.tables.Types;
import io.meetinginsights.warehouse.RowBuilder;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.StructType;

/**
 * Ratings, from {@code …/participants/satisfaction}. Here user_id is the account's id of a user; a
 * number is the id of a seat in the call, which says nothing of a person, and is not used.
 */
final class FeedbackRecords extends ZoomReader {

  private static final long serialVersionUID = 1L;

  private static final RecordShape SHAPE =
      new RecordShape("date_time", "email", "quality", "user_id");

  private static final StructType COLUMNS =
      new StructType()
          .add("submitted_at", Types.TIMESTAMP)
          .add("zoom_quality", Types.STRING)
          .add("rating", Types.STRING)
          .add("zoom_user_id", Types.STRING)
          .add("email", Types.STRING)
          .add("user_name", Types.STRING);

  private static final Pattern SEAT = Pattern.compile("^\\d+$");

  FeedbackRecords() {
    super("participants", "quality");
  }

  @Override
  RecordShape shape() {
    return SHAPE;
  }

  @Override
  StructType columns() {
    return COLUMNS;
  }

  @Override
  void read(RecordValues record, String meetingUuid, String listing, RowBuilder row, Flaws flaws) {
    Long submitted = Parse.instant(record.raw("date_time"));
    String word = record.text("quality");
    String quality = word == null ? null : word.toUpperCase(Locale.ROOT);
    String user = record.text("user_id");
    flaws.requirePresent(meetingUuid, "params.meetingId", "the meeting's uuid");
    flaws.requirePresent(submitted, "date_time", "an instant");
    flaws.requirePresent(quality, "quality", "GOOD or NOT GOOD");
    String rating = "GOOD".equals(quality) ? "good" : "NOT GOOD".equals(quality) ? "poor" : null;
    if (quality != null && rating == null) {
      flaws.reject("quality", "unknown_enum", "GOOD or NOT GOOD");
    }
    row.set("submitted_at", submitted)
        .set("zoom_quality", quality)
        .set("rating", rating)
        .set("zoom_user_id", user != null && SEAT.matcher(user).find() ? null : user)
        .set("email", Parse.userName(record.raw("email")));
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
