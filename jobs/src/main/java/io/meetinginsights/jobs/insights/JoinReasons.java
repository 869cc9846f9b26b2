package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.gold.ZoomJoins;
import java.sql.Date;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * gold.zoom_joins: each join that Zoom lists, once for each client it may be of, and the one reason
 * why it is no client's call. In this order:
 *
 * <ul>
 *   <li>{@code has-call}: it is a row of client_calls.
 *   <li>{@code qos-not-fetched}: none of its minutes is here yet.
 *   <li>{@code not-on-our-network}: a minute of it came from a public address of ours, but from no
 *       client of our access points and switches.
 *   <li>{@code not-signed-in}: a guest to Zoom, who cannot be told from other guests.
 *   <li>{@code not-on-our-network} again, where the address it joined from is ours.
 *   <li>{@code public-ip-not-ours}: else.
 * </ul>
 */
final class JoinReasons {

  private JoinReasons() {}

  /** Joins that ended within the days. */
  static Dataset<Row> ofDays(
      Dataset<Row> participants,
      Dataset<Row> meetings,
      Dataset<Row> experienceMinutes,
      Dataset<Row> clientCalls,
      Dataset<Row> identities,
      Dataset<Row> sites,
      DayRange days) {
    Dataset<Row> joins =
        participants
            .select(
                Keys.columns(
                    Keys.CALL,
                    col("left_at"),
                    col("left_day"),
                    col("person_key"),
                    col("identity_key"),
                    col("is_guest")))
            .join(
                meetings.select("account_id", "meeting_uuid", "ended_day"),
                new String[] {"account_id", "meeting_uuid"},
                "left")
            .withColumn(
                "day", coalesce(col("left_day"), col("ended_day"), to_date(col("joined_at"))))
            .where(
                col("day").between(lit(Date.valueOf(days.from())), lit(Date.valueOf(days.to()))));
    Dataset<Row> calls =
        clientCalls.select(
            Keys.columns(Keys.CALL, col("site_id"), col("client_key").as("call_client")));
    // Whose call it is is known; whose another join was may be one of several.
    Dataset<Row> owners =
        clientsPerIdentity(identities)
            .withColumnRenamed("identity_key", "owned_identity")
            .withColumnRenamed("client_key", "owner");
    return ZoomJoins.SCHEMA.conform(
        joins
            .join(calls, Keys.of(Keys.CALL), "left")
            .join(presencePerJoin(joins, experienceMinutes), Keys.of(Keys.CALL), "left")
            .join(ourAddresses(identities, sites), new String[] {"identity_key"}, "left")
            .withColumn("owned_identity", when(col("site_id").isNull(), col("identity_key")))
            .join(owners, new String[] {"owned_identity"}, "left")
            .select(
                Keys.columns(
                    Keys.CALL,
                    col("day"),
                    TableSchema.month(col("day")).as("month"),
                    col("left_at"),
                    col("person_key"),
                    col("identity_key"),
                    coalesce(col("call_client"), col("owner")).as("client_key"),
                    col("site_id"),
                    reason().as("reason"))));
  }

  private static Column reason() {
    return when(col("site_id").isNotNull(), "has-call")
        .when(col("minutes").isNull(), "qos-not-fetched")
        .when(col("minutes_behind_egress").gt(0), "not-on-our-network")
        .when(col("is_guest"), "not-signed-in")
        .when(col("is_ours"), "not-on-our-network")
        .otherwise("public-ip-not-ours");
  }

  /** Minutes of the day a join ended on and the day before, as for calls. */
  private static Dataset<Row> presencePerJoin(Dataset<Row> joins, Dataset<Row> experienceMinutes) {
    Column isBehindEgress = col("presence").isin("on-network", "behind-egress");
    return experienceMinutes
        .select(Keys.columns(Keys.CALL, col("day").as("minute_day"), col("presence")))
        .join(joins.select(Keys.columns(Keys.CALL, col("day"))), Keys.of(Keys.CALL), "inner")
        .where(col("minute_day").between(date_sub(col("day"), 1), col("day")))
        .groupBy(Keys.columns(Keys.CALL))
        .agg(count(lit(1)).as("minutes"), count_if(isBehindEgress).as("minutes_behind_egress"));
  }

  /** Clients that have the MAC address or the host name under which Zoom saw somebody. */
  private static Dataset<Row> clientsPerIdentity(Dataset<Row> identities) {
    Dataset<Row> clients =
        identities.where(col("source").equalTo("network").and(col("client_key").isNotNull()));
    Dataset<Row> seen = identities.where(col("source").equalTo("zoom"));
    return seen.select("identity_key", "mac")
        .join(clients.select("client_key", "mac").distinct(), new String[] {"mac"}, "inner")
        .select("identity_key", "client_key")
        .unionByName(
            seen.select("identity_key", "host_name")
                .join(
                    clients.select("client_key", "host_name").distinct(),
                    new String[] {"host_name"},
                    "inner")
                .select("identity_key", "client_key"))
        .distinct();
  }

  private static Dataset<Row> ourAddresses(Dataset<Row> identities, Dataset<Row> sites) {
    Dataset<Row> egress = sites.select(explode(col("egress_ips")).as("public_ip")).distinct();
    return identities
        .where(col("source").equalTo("zoom"))
        .select("identity_key", "public_ip")
        .join(egress, new String[] {"public_ip"}, "left_semi")
        .select(col("identity_key"), lit(true).as("is_ours"));
  }
}
