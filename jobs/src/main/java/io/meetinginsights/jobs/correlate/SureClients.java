package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Who was certainly at which client, day by day: the MAC, else the internal address at the site of
 * the participant's egress, was that day one client's alone. Coarser than {@link ClientCandidates}
 * and far cheaper, and what is said of a day does not depend on the days beside it: evidence by
 * which clocks are compared, before anything is matched by the minute.
 */
final class SureClients {

  private SureClients() {}

  /**
   * Rows of {@code join_id, day, org_id, client_key}.
   *
   * @param joins join_id and day, distinct
   * @param participations see {@link Participations}
   * @param network see {@link ClientCandidates#onlyNetwork}
   */
  static Dataset<Row> perDay(
      Dataset<Row> joins, Dataset<Row> participations, Dataset<Row> network) {
    Dataset<Row> there =
        joins.join(
            participations.select("join_id", "mac", "account_orgs", "egress_sites"), "join_id");
    Dataset<Row> seen =
        network.select(
            explode(expr("sequence(to_date(seen_from), to_date(seen_to))")).as("day"),
            col("org_id"),
            col("site_id"),
            col("mac"),
            col("ip"),
            col("client_key"));
    Dataset<Row> byMac =
        there
            .where(col("mac").isNotNull())
            .select("join_id", "day", "mac", "account_orgs")
            .join(
                seen.select("day", "mac", "org_id", "client_key").distinct(),
                ClientCandidates.joinColumns("day", "mac"),
                "inner")
            .where(expr("account_orgs IS NULL OR array_contains(account_orgs, org_id)"))
            .select(found("client_by_mac", "client_by_address"));
    Dataset<Row> byAddress =
        there
            .select(col("join_id"), col("day"), explode(col("egress_sites")).as("place"))
            .select(
                col("join_id"),
                col("day"),
                col("place.org_id").as("org_id"),
                col("place.site_id").as("site_id"),
                explode(col("place.internal_ips")).as("ip"))
            .join(
                seen.select("day", "org_id", "site_id", "ip", "client_key").distinct(),
                ClientCandidates.joinColumns("day", "org_id", "site_id", "ip"),
                "inner")
            .select(found("client_by_address", "client_by_mac"));
    Column clients = when(size(col("by_mac")).gt(0), col("by_mac")).otherwise(col("by_address"));
    return byMac
        .unionByName(byAddress)
        .groupBy("join_id", "day")
        .agg(
            collect_set("client_by_mac").as("by_mac"),
            collect_set("client_by_address").as("by_address"))
        .where(size(clients).equalTo(1))
        .select(col("join_id"), col("day"), clients.getItem(0).as("client"))
        .select("join_id", "day", "client.org_id", "client.client_key");
  }

  private static Column[] found(String by, String notBy) {
    Column client = struct(col("org_id"), col("client_key"));
    return new Column[] {
      col("join_id"), col("day"), client.as(by), when(lit(false), client).as(notBy)
    };
  }
}
