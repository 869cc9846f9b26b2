package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.site_clients: A client that was in calls at a site on a day.
 *
 * <p>Key: org_id, site_id, client_key, day.
 */
public final class SiteClients {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("site_clients")
          .comment("A client that was in calls at a site on a day.")
          .required("day", Types.DATE, "UTC day the calls ended.")
          .filedByMonth("site_id", "client_key", "day")
          .required("org_id", Types.STRING, "The organisation.")
          .required("site_id", Types.STRING, "The site.")
          .required(
              "client_key",
              Types.STRING,
              "The client; MAC, host name and IP by join with client_identities.")
          .optional(
              "person_key", Types.STRING, "The person seen most on it; name by join with people.")
          .optional("medium", Types.STRING, "wireless or wired.")
          .required("num_calls", Types.LONG, "Calls.")
          .required("total_minutes", Types.LONG, "Minutes with a score.")
          .required("bad_minutes", Types.LONG, "Bad ones.")
          .optional(
              "lowest_rating", Types.STRING, "Lowest feedback of the day: poor, average or good.")
          .optional("lowest_score", Types.DOUBLE, "Lowest minute score.")
          .key("org_id", "site_id", "client_key", "day")
          .build();

  private SiteClients() {}
}
