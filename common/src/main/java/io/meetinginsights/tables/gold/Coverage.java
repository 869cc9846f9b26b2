package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.coverage: How much of a site's call minutes could be explained from its telemetry.
 *
 * <p>Key: day, org_id, site_id, measure, reason.
 */
public final class Coverage {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("coverage")
          .comment("How much of a site's call minutes could be explained from its telemetry.")
          .required("day", Types.DATE, "UTC day.")
          .required("org_id", Types.STRING, "The organisation.")
          .required("site_id", Types.STRING, "The site; unknown where no egress matched.")
          .required(
              "measure",
              Types.STRING,
              "presence, match_method, missing_feature, unjoined_telemetry or clock.")
          .required(
              "reason",
              Types.STRING,
              "The value of the measure, such as mac, at-home, or a feature's name; of clock:"
                  + " agrees, corrected or no-evidence, and stamp-start or stamp-end of Zoom's"
                  + " minutes.")
          .required(
              "minutes",
              Types.LONG,
              "Participant minutes (telemetry minutes for unjoined_telemetry, minutes compared for"
                  + " clock).")
          .optional("share", Types.DOUBLE, "Share of the site's participant minutes.")
          .optional(
              "offset_s",
              Types.DOUBLE,
              "Of clock: by how much the site's telemetry is ahead of Zoom's stamps, as estimated;"
                  + " whole minutes are corrected.")
          .key("day", "org_id", "site_id", "measure", "reason")
          .partitionedBy("day")
          .build();

  private Coverage() {}
}
