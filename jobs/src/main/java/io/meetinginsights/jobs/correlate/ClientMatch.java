package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
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
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

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
    return winners(present).select(matchColumns(wirelessColumns).toArray(Column[]::new));
  }

  /**
   * Of the candidates of a minute the one that wins, if it is one. Windows over one and the same
   * order, not arrays: a function over an array is interpreted, and a filter on it takes all steps
   * before it into itself, each as often as it is named.
   */
  private static Dataset<Row> winners(Dataset<Row> present) {
    WindowSpec minute = Window.partitionBy("join_id", "minute_at");
    Column isIp = col("rank").equalTo(Method.IP.rank());
    Column isHostName = col("rank").equalTo(Method.HOST_NAME.rank());
    Column isMac = col("rank").equalTo(Method.MAC.rank());
    Column client = struct(col("org_id"), col("client_key"));
    Column isReported = coalesce(col("medium").equalTo(col("reported_medium")), lit(false));
    return present
        .withColumn("reported_medium", reportedMedium())
        .withColumn(
            "is_eligible",
            isIp.or(
                col("is_present")
                    .and(
                        isMac.or(
                            coalesce(col("medium").equalTo(col("reported_medium")), lit(true))))))
        // The most trusted method decides.
        .withColumn(
            "first",
            min(when(
                    col("is_eligible"),
                    struct(col("rank"), col("org_id"), col("client_key"), col("medium"))))
                .over(minute))
        .withColumn(
            "is_first", client.equalTo(struct(col("first.org_id"), col("first.client_key"))))
        .withColumn("is_first_by_ip", max(col("is_first").and(isIp)).over(minute))
        .withColumn("is_first_by_host_name", max(col("is_first").and(isHostName)).over(minute))
        // Adapters of one device: its address or its host name leads to that of the MAC, and to one
        // of the kind in use.
        .withColumn(
            "is_twin",
            coalesce(
                col("is_eligible")
                    .and(col("is_present"))
                    .and(isReported)
                    .and(col("first.rank").equalTo(Method.MAC.rank()))
                    .and(col("first.medium").notEqual(col("reported_medium")))
                    .and(
                        isIp.and(col("is_first_by_ip"))
                            .or(isHostName.and(col("is_first_by_host_name")))),
                lit(false)))
        .withColumn("twin_rank", min(when(col("is_twin"), col("rank"))).over(minute))
        .withColumn(
            "is_of_method",
            when(
                    col("twin_rank").isNotNull(),
                    col("is_twin").and(col("rank").equalTo(col("twin_rank"))))
                .otherwise(col("is_eligible").and(col("rank").equalTo(col("first.rank")))))
        // A lease may hold for a client that has gone: one that is there comes first, then one of
        // the kind that Zoom tells.
        .withColumn(
            "standing", struct(col("is_present").as("is_present"), isReported.as("is_reported")))
        .withColumn("best_standing", max(when(col("is_of_method"), col("standing"))).over(minute))
        .withColumn(
            "is_winner", col("is_of_method").and(col("standing").equalTo(col("best_standing"))))
        .withColumn(
            "won", min(when(col("is_winner"), struct(col("rank"), col("medium")))).over(minute))
        // A host name of two clients names neither, even while one of them is away.
        .withColumn(
            "is_named",
            col("is_winner")
                .or(
                    isHostName
                        .and(col("won.rank").equalTo(Method.HOST_NAME.rank()))
                        .and(col("medium").eqNullSafe(col("won.medium")))))
        .withColumn("lowest", min(when(col("is_named"), client)).over(minute))
        .withColumn("highest", max(when(col("is_named"), client)).over(minute))
        .where(col("is_winner").and(col("lowest").equalTo(col("highest"))));
  }

  private static Column reportedMedium() {
    Column type = lower(col("network_type"));
    return when(type.equalTo("wifi"), lit("wireless")).when(type.isin("wired", "cellular"), type);
  }

  private static List<Column> matchColumns(List<String> wirelessColumns) {
    List<Column> columns = new ArrayList<>();
    columns.add(col("join_id"));
    columns.add(col("minute_at"));
    columns.add(col("org_id").as("client_org_id"));
    columns.add(
        coalesce(
                wirelessColumns.contains("site_id") ? col("wireless.site_id") : lit(null),
                col("wired.site_id"),
                expr("get(sightings, 0).site_id"))
            .as("client_site_id"));
    columns.add(col("client_key"));
    columns.add(col("match_method"));
    columns.add(col("match_confidence"));
    columns.add(col("medium"));
    columns.add(col("wired.switch_mac").as("client_switch_mac"));
    columns.add(col("wired.port_id").as("client_port_id"));
    for (String name : wirelessColumns) {
      if (!name.equals("site_id")) {
        columns.add(col("wireless." + name).as(name));
      }
    }
    return columns;
  }
}
