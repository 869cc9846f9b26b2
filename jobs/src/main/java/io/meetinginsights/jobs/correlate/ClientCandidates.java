package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.correlate.CorrelateConfig.MatchConfidence;
import java.time.Duration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Network clients that a participant may be sitting at: a row a join, client and method. Small:
 * joins and clients meet on equal addresses only, minutes come later ({@link ClientMatch}).
 *
 * <p>By MAC anywhere in the account's organisations. By internal address, host name or signed-in
 * user only inside the site whose egress holds the participant's public address, since private
 * addresses and host names repeat in every branch and at home; a user behind a VPN concentrator may
 * be at any site of its organisation.
 */
final class ClientCandidates {

  /** Methods in the order they are trusted. */
  enum Method {
    MAC("mac", 1),
    IP("ip", 2),
    HOST_NAME("host_name", 3),
    USER("user", 4);

    private final String word;
    private final int rank;

    Method(String word, int rank) {
      this.word = word;
      this.rank = rank;
    }

    String word() {
      return word;
    }

    int rank() {
      return rank;
    }
  }

  private static final String CLIENT_AGE = seconds(Features.CLIENT_STATS);
  private static final String DEVICE_AGE = seconds(Features.DEVICE_STATS);
  private static final String INFO_AGE = seconds(Features.CLIENT_INFO);

  private ClientCandidates() {}

  /** Identities of source network that were true at some time of the participations. */
  static Dataset<Row> onlyNetwork(Dataset<Row> clientIdentities) {
    return clientIdentities
        .where(col("source").equalTo("network").and(col("client_key").isNotNull()))
        .select(
            "org_id",
            "site_id",
            "client_key",
            "mac",
            "is_random_mac",
            "ip",
            "host_name",
            "user_name",
            "medium",
            "switch_mac",
            "port_id",
            "seen_from",
            "seen_to");
  }

  /**
   * The candidates: {@code join_id, org_id, client_key, rank, match_method, match_confidence,
   * validity} (when the evidence holds; empty: always), {@code sightings} (when, where and how the
   * client was on the network) and Zoom's {@code network_type}.
   */
  static Dataset<Row> of(
      Dataset<Row> participations, Dataset<Row> network, MatchConfidence confidence) {
    Dataset<Row> atSite =
        participations
            .select(
                col("join_id"),
                explode(col("egress_sites")).as("place"),
                col("internal_ips"),
                col("host_name"),
                col("user_names"))
            .select(
                col("join_id"),
                col("place.org_id").as("org_id"),
                col("place.site_id").as("site_id"),
                col("internal_ips"),
                col("host_name"),
                col("user_names"));
    Dataset<Row> evidence =
        byMac(participations, network, confidence)
            .unionByName(byAddress(atSite, network, confidence))
            .unionByName(byHostName(atSite, network, confidence))
            .unionByName(byUser(atSite, participations, network, confidence));
    return evidence
        .groupBy("join_id", "org_id", "client_key", "rank", "match_method")
        .agg(
            max("match_confidence").as("match_confidence"),
            collect_set(when(col("valid_from").isNotNull(), struct("valid_from", "valid_to")))
                .as("validity"))
        .join(sightings(network), joinColumns("org_id", "client_key"), "left")
        .join(participations.select("join_id", "network_type"), "join_id");
  }

  private static Dataset<Row> byMac(
      Dataset<Row> participations, Dataset<Row> network, MatchConfidence confidence) {
    return participations
        .where(col("mac").isNotNull())
        .select("join_id", "mac", "account_orgs")
        .join(
            network
                .select("org_id", "client_key", "mac", "is_random_mac")
                .where(col("mac").isNotNull()),
            "mac")
        .where(expr("account_orgs IS NULL OR array_contains(account_orgs, org_id)"))
        .select(
            evidence(
                Method.MAC,
                when(coalesce(col("is_random_mac"), lit(false)), confidence.randomMac())
                    .otherwise(confidence.mac()),
                lit(null).cast("timestamp"),
                lit(null).cast("timestamp")));
  }

  /** A lease holds from its first sight until another client has the address, a day at most. */
  private static Dataset<Row> byAddress(
      Dataset<Row> atSite, Dataset<Row> network, MatchConfidence confidence) {
    Dataset<Row> leases =
        network
            .where(col("ip").isNotNull())
            .withColumn(
                "holders",
                collect_set(struct("seen_from", "seen_to", "client_key"))
                    .over(Window.partitionBy("org_id", "site_id", "ip")))
            .withColumn("others", expr("filter(holders, h -> h.client_key <> client_key)"))
            .withColumn(
                "held_until", expr("array_max(filter(others, h -> h.seen_to < seen_from).seen_to)"))
            .withColumn(
                "held_from",
                expr("array_min(filter(others, h -> h.seen_from > seen_to).seen_from)"))
            .withColumn(
                "valid_from",
                greatest(expr("seen_from - INTERVAL " + CLIENT_AGE), col("held_until")))
            .withColumn(
                "valid_to",
                least(
                    expr("seen_to + INTERVAL " + INFO_AGE),
                    when(
                        col("held_from").isNotNull(),
                        greatest(col("seen_to"), expr("held_from - INTERVAL " + CLIENT_AGE)))))
            .select("org_id", "site_id", "ip", "client_key", "valid_from", "valid_to");
    return atSite
        .select(
            col("join_id"), col("org_id"), col("site_id"), explode(col("internal_ips")).as("ip"))
        .join(leases, joinColumns("org_id", "site_id", "ip"), "inner")
        .select(evidence(Method.IP, lit(confidence.ip()), col("valid_from"), col("valid_to")));
  }

  private static Dataset<Row> byHostName(
      Dataset<Row> atSite, Dataset<Row> network, MatchConfidence confidence) {
    return atSite
        .where(col("host_name").isNotNull())
        .select("join_id", "org_id", "site_id", "host_name")
        .join(
            network
                .where(col("host_name").isNotNull())
                .select("org_id", "site_id", "host_name", "client_key", "seen_from", "seen_to"),
            joinColumns("org_id", "site_id", "host_name"),
            "inner")
        .select(
            evidence(
                Method.HOST_NAME,
                lit(confidence.hostName()),
                expr("seen_from - INTERVAL " + DEVICE_AGE),
                expr("seen_to + INTERVAL " + DEVICE_AGE)));
  }

  private static Dataset<Row> byUser(
      Dataset<Row> atSite,
      Dataset<Row> participations,
      Dataset<Row> network,
      MatchConfidence confidence) {
    Dataset<Row> signedIn =
        network
            .where(col("user_name").isNotNull())
            // Directory names come with their domain in front.
            .withColumn(
                "user_name", expr("regexp_replace(lower(trim(user_name)), '^.*\\\\\\\\', '')"))
            .select("org_id", "site_id", "user_name", "client_key", "seen_from", "seen_to");
    Dataset<Row> there =
        atSite
            .select(
                col("join_id"),
                col("org_id"),
                col("site_id"),
                explode(col("user_names")).as("user_name"))
            .join(signedIn, joinColumns("org_id", "site_id", "user_name"), "inner");
    Dataset<Row> throughVpn =
        participations
            .where(col("vpn").isNotNull())
            .select(
                col("join_id"),
                col("vpn.org_id").as("org_id"),
                explode(col("user_names")).as("user_name"))
            .join(signedIn, joinColumns("org_id", "user_name"), "inner");
    return there
        .unionByName(throughVpn)
        .select(
            evidence(
                Method.USER,
                lit(confidence.user()),
                expr("seen_from - INTERVAL " + CLIENT_AGE),
                expr("seen_to + INTERVAL " + INFO_AGE)));
  }

  private static Column[] evidence(
      Method method, Column confidence, Column validFrom, Column validTo) {
    return new Column[] {
      col("join_id"),
      col("org_id"),
      col("client_key"),
      lit(method.rank()).as("rank"),
      lit(method.word()).as("match_method"),
      confidence.as("match_confidence"),
      validFrom.as("valid_from"),
      validTo.as("valid_to")
    };
  }

  private static Dataset<Row> sightings(Dataset<Row> network) {
    return network
        .where(col("medium").isNotNull())
        .groupBy("org_id", "client_key")
        .agg(
            sort_array(
                    collect_set(
                        struct(
                            "seen_to", "seen_from", "site_id", "medium", "switch_mac", "port_id")),
                    false)
                .as("sightings"));
  }

  /** Of all clients' readings those that a candidate needs: most clients are in no call. */
  static Dataset<Row> onlyCandidates(Dataset<Row> readings, Dataset<Row> candidates) {
    return readings.join(
        candidates.select("org_id", "client_key"),
        joinColumns("org_id", "client_key"),
        "left_semi");
  }

  static scala.collection.immutable.Seq<String> joinColumns(String... names) {
    return scala.jdk.javaapi.CollectionConverters.asScala(java.util.List.of(names)).toSeq();
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + " SECOND";
  }
}
