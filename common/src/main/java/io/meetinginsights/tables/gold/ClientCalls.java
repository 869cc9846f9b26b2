package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.client_calls: A call of a client: one join.
 *
 * <p>Key: account_id, meeting_uuid, participant_id, joined_at.
 */
public final class ClientCalls {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("client_calls")
          .comment("A call of a client: one join.")
          .required("day", Types.DATE, "UTC day the call ended.")
          .filedByMonth(
              // The newest calls and those of one client each stand in few row groups.
              "weekofyear(day)", "site_id", "client_key", "joined_at", "account_id", "meeting_uuid")
          .required("org_id", Types.STRING, "The organisation.")
          .required("site_id", Types.STRING, "The site.")
          .required("account_id", Types.STRING, "The Zoom account.")
          .required("meeting_uuid", Types.STRING, "The meeting instance.")
          .optional("meeting_id", Types.LONG, "The meeting number.")
          .required("application", Types.STRING, "zoom.")
          .optional("topic", Types.STRING, "The meeting's topic.")
          .required("participant_id", Types.STRING, "See participants.")
          .optional("client_key", Types.STRING, "The client.")
          .optional("person_key", Types.STRING, "The person.")
          .required("joined_at", Types.TIMESTAMP, "Join, UTC.")
          .optional("left_at", Types.TIMESTAMP, "Leave, UTC.")
          .optional("duration_s", Types.LONG, "Length in seconds.")
          .required("audio_quality", Types.STRING, "Such as Good (Mos:4-5), or Not applicable.")
          .required("video_quality", Types.STRING, "Such as Good (Mos:4-5), or Not applicable.")
          .required("share_quality", Types.STRING, "Such as Good (Mos:4-5), or Not applicable.")
          .optional("rating", Types.STRING, "Feedback: good, average or poor.")
          .required("total_minutes", Types.LONG, "Minutes with a score.")
          .required("bad_minutes", Types.LONG, "Bad ones.")
          .optional("worst_score", Types.DOUBLE, "Lowest minute score.")
          .optional("main_cause", Types.STRING, "Cause of most of its bad minutes.")
          .required("has_ranking", Types.BOOLEAN, "Whether feature_ranking has rows for it.")
          .optional(
              "bad_minute_details",
              Types.BAD_MINUTES,
              "Its bad minutes in their order, each with reason, verdict and the features that weighed most; null without any.")
          .optional(
              "usual_values",
              Types.FEATURE_VALUES,
              "Medians over the client's good minutes of the day, of the features that weighed most in its bad minutes; null without any.")
          .optional(
              "health_hours",
              Types.HEALTH_HOURS,
              "Rows of client_health of the client in the hours that the call touches.")
          .key("account_id", "meeting_uuid", "participant_id", "joined_at")
          .build();

  private ClientCalls() {}
}
