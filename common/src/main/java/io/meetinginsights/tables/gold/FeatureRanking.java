package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.feature_ranking: The ranking graph of a bad call minute: categories that open into features.
 *
 * <p>Key: account_id, meeting_uuid, participant_id, joined_at, minute_at, target, category,
 * feature.
 */
public final class FeatureRanking {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("feature_ranking")
          .comment("The ranking graph of a bad call minute: categories that open into features.")
          .required("day", Types.DATE, "UTC day the call ended.")
          .required("org_id", Types.STRING, "The organisation.")
          .required("site_id", Types.STRING, "The site.")
          .required("account_id", Types.STRING, "The Zoom account.")
          .required("meeting_uuid", Types.STRING, "The meeting instance.")
          .required("participant_id", Types.STRING, "See participants.")
          .required("joined_at", Types.TIMESTAMP, "Join, UTC.")
          .optional("client_key", Types.STRING, "The client.")
          .required("minute_at", Types.TIMESTAMP, "Minute, UTC.")
          .required("target", Types.STRING, "Target the contribution is to.")
          .required("category", Types.STRING, "wireless, wired, wan, client, remote or context.")
          .required("feature", Types.STRING, "Feature; empty for the category's own row.")
          .required("rank", Types.INTEGER, "Rank within its level by harmful contribution, from 1.")
          .required("contribution", Types.DOUBLE, "Contribution, in contribution_unit.")
          .required("contribution_unit", Types.STRING, "log-odds or ms.")
          .required("base_value", Types.DOUBLE, "The model's output with no feature known.")
          .optional("feature_value", Types.DOUBLE, "Value of the feature in that minute.")
          .optional("unit", Types.STRING, "Unit of the feature.")
          .key(
              "account_id",
              "meeting_uuid",
              "participant_id",
              "joined_at",
              "minute_at",
              "target",
              "category",
              "feature")
          .partitionedBy("day")
          .maxRecordsPerFile(200_000)
          .build();

  private FeatureRanking() {}
}
