package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.client_health: Minutes of an hour in which a client failed a service level, by its
 * classifier.
 *
 * <p>Key: org_id, site_id, client_key, hour_at, service_level, classifier.
 */
public final class ClientHealth {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("client_health")
          .comment(
              "Minutes of an hour in which a client failed a service level, by its classifier.")
          .required("day", Types.DATE, "UTC day.")
          .required("hour_at", Types.TIMESTAMP, "Start of the hour, UTC.")
          .required("org_id", Types.STRING, "The organisation.")
          .required("site_id", Types.STRING, "The site.")
          .required("client_key", Types.STRING, "The client.")
          .required("service_level", Types.STRING, "coverage, capacity, roaming or connection.")
          .required(
              "classifier",
              Types.STRING,
              "Why, by the published names, such as weak-signal or wifi-interference; empty for the level's own row, the sum of its classifiers.")
          .required("failed_minutes", Types.LONG, "Minutes that failed.")
          .required("total_minutes", Types.LONG, "Minutes judged.")
          .key("org_id", "site_id", "client_key", "hour_at", "service_level", "classifier")
          .partitionedBy("day")
          .build();

  private ClientHealth() {}
}
