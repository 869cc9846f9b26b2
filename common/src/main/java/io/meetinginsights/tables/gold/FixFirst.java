package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.fix_first: Where repair helps most: things ranked by the bad minutes they caused.
 *
 * <p>Key: org_id, site_id, day, kind, item.
 */
public final class FixFirst {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("fix_first")
          .comment("Where repair helps most: things ranked by the bad minutes they caused.")
          .required("day", Types.DATE, "UTC day.")
          .filedByMonth("site_id", "kind", "item", "day")
          .required("org_id", Types.STRING, "The organisation.")
          .required("site_id", Types.STRING, "The site.")
          .required(
              "kind",
              Types.STRING,
              "access_point, radio, ssid, switch_port, wan_link or client_os.")
          .required("item", Types.STRING, "The thing.")
          .required("category", Types.STRING, "The category that blames it.")
          .required("rank", Types.INTEGER, "Rank within site and day, from 1.")
          .required("bad_minutes", Types.LONG, "Bad minutes whose cause is its category.")
          .required("clients", Types.LONG, "Clients behind them.")
          .optional(
              "mean_contribution",
              Types.DOUBLE,
              "Mean contribution of its category to those minutes, log-odds.")
          .optional(
              "previous_week_bad_minutes",
              Types.LONG,
              "The same seven days before, where that day has been computed.")
          .optional(
              "name",
              Types.STRING,
              "Of an access point or a radio: what people call the access point, as the network last told it that day.")
          .key("org_id", "site_id", "day", "kind", "item")
          .build();

  private FixFirst() {}
}
