package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.contributions: How much each category and each feature moved the model's output for a
 * minute.
 *
 * <p>Key: account_id, meeting_uuid, participant_id, joined_at, minute_at, target, version.
 */
public final class Contributions {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("contributions")
          .comment("How much each category and each feature moved the model's output for a minute.")
          .required("day", Types.DATE, "UTC day of minute_at.")
          .required("org_id", Types.STRING, "The organisation.")
          .optional("site_id", Types.STRING, "The site.")
          .required("account_id", Types.STRING, "The Zoom account.")
          .required("meeting_uuid", Types.STRING, "The meeting instance.")
          .required("participant_id", Types.STRING, "See participants.")
          .required("joined_at", Types.TIMESTAMP, "Join, UTC.")
          .required("minute_at", Types.TIMESTAMP, "Minute, UTC.")
          .required("target", Types.STRING, "Target, such as bad_minute or audio_in_latency_ms.")
          .required("version", Types.STRING, "Model version.")
          .required(
              "base_value",
              Types.FLOAT,
              "The model's output with no feature known: log-odds or ms.")
          .required("prediction", Types.FLOAT, "The model's output for the minute: log-odds or ms.")
          .required(
              "by_category", Types.BY_CATEGORY, "Sum of the features' contributions per category.")
          .optional(
              "by_feature",
              Types.FLOATS,
              "Contributions in the order of model_features.position; for bad minutes only, unless explain.keep is all.")
          .key(
              "account_id",
              "meeting_uuid",
              "participant_id",
              "joined_at",
              "minute_at",
              "target",
              "version")
          .partitionedBy("day")
          .maxRecordsPerFile(50_000)
          .build();

  private Contributions() {}
}
