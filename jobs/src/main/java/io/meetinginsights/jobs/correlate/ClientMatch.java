package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.correlate.ClientCandidates.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The one client of a participant in a minute, or none. The most trusted method that has a
 * candidate on the network in that minute decides: by MAC, host name and user the client must be
 * there, by internal address its lease must hold. Zoom's network_type picks wired or wireless where
 * one person has both, also against the MAC, which may be that of the idle adapter of a docked
 * laptop; a host name or user alone never leads to a client of the other kind. What is still a tie
 * stays unresolved, and no weaker method breaks it.
 */
final class ClientMatch {

  /** A port's clients are polled as seldom as the port itself. */
  private static final String WIRED_AGE = Features.DEVICE_STATS.toSeconds() + " SECOND";

  private ClientMatch() {}

  /**
   * Matched minutes only: {@code join_id, minute_at}, the client, and its wireless columns where it
   * is on the air.
   *
   * @param participantMinutes join_id, minute_at
   * @param wireless a row a client and minute, see {@link WirelessReadings}
   */
  static Dataset<Row> clientPerMinute(
      Dataset<Row> participantMinutes, Dataset<Row> candidates, Dataset<Row> wireless) {
    List<String> wirelessColumns =
        Arrays.stream(wireless.columns())
            .filter(name -> !List.of("org_id", "client_key", "minute_at").contains(name))
            .toList();
    Dataset<Row> onAir =
        wireless.select(
            col("org_id"),
            col("client_key"),
            col("minute_at"),
            struct(wirelessColumns.stream().map(name -> col(name)).toArray(Column[]::new))
                .as("wireless"));
    Dataset<Row> present =
        participantMinutes
            .select("join_id", "minute_at")
            .join(candidates, "join_id")
            .where(
                expr(
                    "size(validity) = 0 OR exists(validity, v -> v.valid_from < minute_at + INTERVAL 1 MINUTE AND minute_at < v.valid_to)"))
            .join(onAir, ClientCandidates.joinColumns("client_key", "minute_at", "org_id"), "left")
            .withColumn(
                "wired",
                expr(
                    "get(filter(sightings, s -> s.medium = 'wired' AND s.seen_from - INTERVAL "
                        + WIRED_AGE
                        + " <= minute_at AND minute_at <= s.seen_to + INTERVAL "
                        + WIRED_AGE
                        + "), 0)"))
            .withColumn("is_present", col("wireless").isNotNull().or(col("wired").isNotNull()))
            .withColumn(
                "medium",
                coalesce(
                    when(col("wireless").isNotNull(), lit("wireless")),
                    expr("get(sightings, 0).medium")));
    Dataset<Row> perMinute =
        present
            .groupBy("join_id", "minute_at")
            .agg(
                first(
                        when(lower(col("network_type")).equalTo("wifi"), lit("wireless"))
                            .when(lower(col("network_type")).equalTo("wired"), lit("wired"))
                            .when(lower(col("network_type")).equalTo("cellular"), lit("cellular")))
                    .as("reported_medium"),
                collect_list(
                        struct(
                            col("rank"),
                            col("org_id"),
                            col("client_key"),
                            col("is_present"),
                            col("medium"),
                            col("match_method"),
                            col("match_confidence"),
                            expr("get(sightings, 0).site_id").as("last_site_id"),
                            col("wired"),
                            col("wireless")))
                    .as("all_candidates"));
    return withWinner(perMinute)
        .where(col("client").isNotNull())
        .select(matchColumns(wirelessColumns, wireless).toArray(Column[]::new));
  }

  private static Dataset<Row> withWinner(Dataset<Row> perMinute) {
    return perMinute
        .withColumn(
            "eligible",
            expr(
                """
                filter(all_candidates, c -> c.rank = %2$d
                  OR c.is_present AND (c.rank = %1$d OR coalesce(c.medium = reported_medium, true)))
                """
                    .formatted(Method.MAC.rank(), Method.IP.rank())))
        .withColumn("level", expr("filter(eligible, c -> c.rank = array_min(eligible.rank))"))
        // Adapters of one device: its addresses or its host name lead to that of the MAC, and to
        // one of
        // the kind in use.
        .withColumn(
            "twins",
            expr(
                """
                filter(eligible, c -> c.rank IN (%2$d, %3$d) AND c.is_present AND c.medium = reported_medium
                  AND get(level, 0).rank = %1$d AND get(level, 0).medium <> reported_medium
                  AND exists(all_candidates, a -> a.rank = c.rank
                    AND a.org_id = get(level, 0).org_id AND a.client_key = get(level, 0).client_key))
                """
                    .formatted(Method.MAC.rank(), Method.IP.rank(), Method.HOST_NAME.rank())))
        .withColumn(
            "level",
            expr("IF(size(twins) > 0, filter(twins, c -> c.rank = array_min(twins.rank)), level)"))
        // A lease may hold for a client that has gone: one that is there comes first.
        .withColumn(
            "level",
            expr("IF(exists(level, c -> c.is_present), filter(level, c -> c.is_present), level)"))
        .withColumn(
            "level",
            expr(
                "IF(exists(level, c -> c.medium = reported_medium), filter(level, c -> c.medium = reported_medium), level)"))
        // A host name of two clients names neither, even while one of them is away.
        .withColumn(
            "namesakes",
            expr(
                "filter(all_candidates, c -> c.rank = "
                    + Method.HOST_NAME.rank()
                    + " AND get(level, 0).rank = "
                    + Method.HOST_NAME.rank()
                    + " AND c.medium <=> get(level, 0).medium)"))
        .withColumn(
            "clients",
            expr(
                "array_distinct(transform(concat(level, namesakes), c -> struct(c.org_id, c.client_key)))"))
        .withColumn("client", expr("IF(size(clients) = 1, get(level, 0), NULL)"));
  }

  private static List<Column> matchColumns(List<String> wirelessColumns, Dataset<Row> wireless) {
    List<Column> columns = new ArrayList<>();
    columns.add(col("join_id"));
    columns.add(col("minute_at"));
    columns.add(col("client.org_id").as("client_org_id"));
    columns.add(
        coalesce(
                wirelessColumns.contains("site_id") ? col("client.wireless.site_id") : lit(null),
                col("client.wired.site_id"),
                col("client.last_site_id"))
            .as("client_site_id"));
    columns.add(col("client.client_key").as("client_key"));
    columns.add(col("client.match_method").as("match_method"));
    columns.add(col("client.match_confidence").as("match_confidence"));
    columns.add(col("client.medium").as("medium"));
    columns.add(col("client.wired.switch_mac").as("client_switch_mac"));
    columns.add(col("client.wired.port_id").as("client_port_id"));
    for (String name : wirelessColumns) {
      if (!name.equals("site_id")) {
        columns.add(col("client.wireless." + name).as(name));
      }
    }
    return columns;
  }
}
