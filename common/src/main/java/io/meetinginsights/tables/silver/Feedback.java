package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.feedback: A rating at the end of a call.
 *
 * <p>Key: account_id, meeting_uuid, rater, submitted_at.
 */
public final class Feedback {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("feedback")
          .comment("A rating at the end of a call.")
          .required("account_id", Types.STRING, "The Zoom account.")
          .required("meeting_uuid", Types.STRING, "The meeting instance.")
          .required(
              "rater", Types.STRING, "person_key of who rated; anonymous where Zoom names nobody.")
          .required("submitted_at", Types.TIMESTAMP, "When, UTC.")
          .required("zoom_quality", Types.STRING, "Zoom's word: GOOD or NOT GOOD.")
          .required("rating", Types.STRING, "good or poor.")
          .operational(
              "received_at", Types.TIMESTAMP, "When the newest answer behind this row arrived.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("account_id", "meeting_uuid", "rater", "submitted_at")
          .build();

  private Feedback() {}
}
