package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.training_sets: The rows a model was trained and judged on, kept as long as the model.
 *
 * <p>Key: version, account_id, meeting_uuid, participant_id, joined_at, minute_at.
 */
public final class TrainingSets {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("training_sets")
          .comment("The rows a model was trained and judged on, kept as long as the model.")
          .required("version", Types.STRING, "Model version.")
          .required("split", Types.STRING, "train or holdout.")
          .required("day", Types.DATE, "UTC day of minute_at.")
          .required("account_id", Types.STRING, "The Zoom account.")
          .required("meeting_uuid", Types.STRING, "The meeting instance.")
          .required("participant_id", Types.STRING, "See participants.")
          .required("joined_at", Types.TIMESTAMP, "Join, UTC.")
          .required("minute_at", Types.TIMESTAMP, "Minute, UTC.")
          .required("is_bad", Types.BOOLEAN, "Label of bad_minute.")
          .required("weight", Types.DOUBLE, "Row weight.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("version", "account_id", "meeting_uuid", "participant_id", "joined_at", "minute_at")
          .partitionedBy("version")
          .build();

  private TrainingSets() {}
}
