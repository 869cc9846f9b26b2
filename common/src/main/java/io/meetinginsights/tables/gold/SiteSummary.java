package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.site_summary: A site's day: totals as people read them.
 *
 * <p>Key: org_id, site_id, day.
 */
public final class SiteSummary {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("site_summary")
          .comment("A site's day: totals as people read them.")
          .required("day", Types.DATE, "UTC day.")
          .filedByMonth("site_id", "day")
          .required("org_id", Types.STRING, "The organisation.")
          .required("site_id", Types.STRING, "The site.")
          .optional("site_name", Types.STRING, "What people call it.")
          .required("total_minutes", Types.LONG, "On-network participant minutes with a score.")
          .required(
              "bad_minutes",
              Types.LONG,
              "Of those, the bad ones: the sum of the bad_minutes_ columns.")
          .required("bad_minutes_wireless", Types.LONG, "Caused by wireless.")
          .required("bad_minutes_wired", Types.LONG, "Caused by wired.")
          .required("bad_minutes_wan", Types.LONG, "Caused by the WAN.")
          .required("bad_minutes_client", Types.LONG, "Caused by the client.")
          .required("bad_minutes_remote", Types.LONG, "Caused by the far end or the service.")
          .required("bad_minutes_unexplained", Types.LONG, "No local cause found.")
          .required("num_calls", Types.LONG, "Calls (joins).")
          .required("num_users", Types.LONG, "People.")
          .required("num_clients", Types.LONG, "Network clients.")
          .required("num_aps", Types.LONG, "Access points.")
          .check(
              "bad_minutes_add_up",
              "bad_minutes = bad_minutes_wireless + bad_minutes_wired + bad_minutes_wan"
                  + " + bad_minutes_client + bad_minutes_remote + bad_minutes_unexplained")
          .check("bad_minutes_are_minutes", "bad_minutes <= total_minutes")
          .key("org_id", "site_id", "day")
          .build();

  private SiteSummary() {}
}
