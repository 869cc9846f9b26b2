package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.minute_causes: The verdict of a bad minute: exactly one cause.
 *
 * <p>Key: account_id, meeting_uuid, participant_id, joined_at, minute_at.
 */
public final class MinuteCauses {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("minute_causes")
          .comment("The verdict of a bad minute: exactly one cause.")
          .required("day", Types.DATE, "UTC day of minute_at.")
          .required("org_id", Types.STRING, "The organisation.")
          .optional("site_id", Types.STRING, "The site.")
          .required("account_id", Types.STRING, "The Zoom account.")
          .required("meeting_uuid", Types.STRING, "The meeting instance.")
          .required("participant_id", Types.STRING, "See participants.")
          .required("joined_at", Types.TIMESTAMP, "Join, UTC.")
          .required("minute_at", Types.TIMESTAMP, "Minute, UTC.")
          .optional("person_key", Types.STRING, "The person.")
          .optional("client_key", Types.STRING, "The network client.")
          .required("version", Types.STRING, "Model version.")
          .required("cause", Types.STRING, "wireless, wired, wan, client, remote or unexplained.")
          .optional(
              "unexplained_reason",
              Types.STRING,
              "Why unexplained: below-threshold, no-dominant-category or not-on-network.")
          .optional(
              "strength",
              Types.DOUBLE,
              "How sure the verdict is, 0 to 1; null for unexplained. With a model whose manifest has a calibration on simulated faults: the probability that the category is right; else the share.")
          .required(
              "probability_bad", Types.DOUBLE, "The model's probability that the minute is bad.")
          .optional(
              "share", Types.DOUBLE, "Share of the rise over base that the cause's category gives.")
          .required(
              "top_features",
              Types.TOP_FEATURES,
              "Features with the largest harmful contributions, largest first.")
          .key("account_id", "meeting_uuid", "participant_id", "joined_at", "minute_at")
          .partitionedBy("day")
          .build();

  private MinuteCauses() {}
}
