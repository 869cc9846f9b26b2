package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.levenshtein;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.correlate.CorrelateConfig.MatchConfidence;
import io.meetinginsights.runner.DayRange;
import java.time.Duration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Network clients that a participant may be sitting at: a row a join, client and method. Small:
 * joins and clients meet on equal addresses only, minutes come later ({@link ClientMatch}).
 *
 * <p>By MAC anywhere in the account's organisations. By internal address, host name or signed-in
 * user only inside the site whose egress holds the participant's public address, since private
 * addresses and host names repeat in every branch and at home; an address outside the site's
 * subnets is a tunnel's. A user behind a VPN concentrator may be at any site of its organisation,
 * or at home: there his address or host name must agree. A signed-in client whose address or host
 * name is another one than Zoom tells is another device of the same person. docs/identity.md has
 * every case.
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

  /** How long before and after it was seen a client's host name is taken. */
  private static final String NAMED = "12 HOUR";

  private ClientCandidates() {}

  /** Identities of source network that were true at some time of the participations. */
  static Dataset<Row> onlyNetwork(Dataset<Row> clientIdentities, DayRange days) {
    return clientIdentities
        .where(col("source").equalTo("network").and(col("client_key").isNotNull()))
        // What holds longest holds a day after it was seen; a name is taken half a day before.
        .where(
            col("seen_to")
                .geq(Participations.startOf(days.from().minusDays(2)))
                .and(col("seen_from").lt(Participations.startOf(days.to().plusDays(2)))))
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
                col("host_name"),
                col("user_names"))
            .select(
                col("join_id"),
                col("place.org_id").as("org_id"),
                col("place.site_id").as("site_id"),
                col("place.internal_ips").as("internal_ips"),
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

  /**
   * A lease holds from its first sight until another client has the address, a day at most. A wired
   * client may have had it for as long as between two polls before it was seen; what {@code
   * client_info} tells is the moment itself and holds as long as it says.
   */
  private static Dataset<Row> byAddress(
      Dataset<Row> atSite, Dataset<Row> network, MatchConfidence confidence) {
    Dataset<Row> leases =
        network
            .where(col("ip").isNotNull())
            .withColumn(
                "had_from",
                expr(
                    "seen_from - CASE medium WHEN 'wired' THEN INTERVAL %s WHEN 'wireless' THEN INTERVAL %s ELSE INTERVAL 0 SECOND END"
                        .formatted(DEVICE_AGE, CLIENT_AGE)))
            .withColumn(
                "told_to", when(col("medium").isNull(), col("seen_from")).otherwise(col("seen_to")))
            .withColumn(
                "holders",
                collect_set(struct("seen_from", "told_to", "had_from", "client_key"))
                    .over(Window.partitionBy("org_id", "site_id", "ip")))
            .withColumn("others", expr("filter(holders, h -> h.client_key <> client_key)"))
            .withColumn(
                "held_until", expr("array_max(filter(others, h -> h.told_to < seen_from).told_to)"))
            .withColumn(
                "held_from", expr("array_min(filter(others, h -> h.seen_from > told_to).had_from)"))
            .withColumn("valid_from", greatest(col("had_from"), col("held_until")))
            .withColumn(
                "valid_to",
                least(
                    when(col("medium").isNull(), col("seen_to"))
                        .otherwise(expr("seen_to + INTERVAL " + INFO_AGE)),
                    when(col("held_from").isNotNull(), greatest(col("told_to"), col("held_from")))))
            .select("org_id", "site_id", "ip", "client_key", "valid_from", "valid_to");
    return atSite
        .select(
            col("join_id"), col("org_id"), col("site_id"), explode(col("internal_ips")).as("ip"))
        .join(leases, joinColumns("org_id", "site_id", "ip"), "inner")
        .select(evidence(Method.IP, lit(confidence.ip()), col("valid_from"), col("valid_to")));
  }

  /**
   * All that were called so within half a day: while one of two namesakes is away, the participant
   * may be that one, by a wire that nobody polls.
   */
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
                expr("seen_from - INTERVAL " + NAMED),
                expr("seen_to + INTERVAL " + NAMED)));
  }

  private static Dataset<Row> byUser(
      Dataset<Row> atSite,
      Dataset<Row> participations,
      Dataset<Row> network,
      MatchConfidence confidence) {
    // A sign-in knows no address and no host name; what else was seen of the client that day does.
    WindowSpec clientThatDay =
        Window.partitionBy(col("org_id"), col("client_key"), to_date(col("seen_from")));
    Dataset<Row> signedIn =
        network
            // Directory names come with their domain in front.
            .withColumn(
                "user_name", expr("regexp_replace(lower(trim(user_name)), '^.*\\\\\\\\', '')"))
            .select(
                col("org_id"),
                col("site_id"),
                col("user_name"),
                col("client_key"),
                col("seen_from"),
                col("seen_to"),
                collect_set("ip").over(clientThatDay).as("client_ips"),
                collect_set("host_name").over(clientThatDay).as("client_host_names"))
            .where(col("user_name").isNotNull());
    Dataset<Row> there =
        atSite
            .select(
                col("join_id"),
                col("org_id"),
                col("site_id"),
                col("internal_ips"),
                col("host_name"),
                explode(col("user_names")).as("user_name"))
            .join(signedIn, joinColumns("org_id", "site_id", "user_name"), "inner")
            .where(not(coalesce(isOtherAddress().or(isOtherName()), lit(false))));
    Dataset<Row> throughVpn =
        participations
            .where(col("vpn").isNotNull())
            .select(
                col("join_id"),
                col("vpn.org_id").as("org_id"),
                col("internal_ips"),
                col("host_name"),
                explode(col("user_names")).as("user_name"))
            .join(signedIn, joinColumns("org_id", "user_name"), "inner")
            .where(
                coalesce(not(isOtherAddress()), not(isOtherName()), lit(false))
                    .and(not(coalesce(isOtherAddress().or(isOtherName()), lit(false)))));
    return there
        .unionByName(throughVpn)
        .select(
            evidence(
                Method.USER,
                lit(confidence.user()),
                expr("seen_from - INTERVAL " + CLIENT_AGE),
                expr("seen_to + INTERVAL " + INFO_AGE)));
  }

  /** Whether Zoom tells other addresses than the client's; null where one side tells none. */
  private static Column isOtherAddress() {
    return when(
        size(col("internal_ips")).gt(0).and(size(col("client_ips")).gt(0)),
        not(arrays_overlap(col("internal_ips"), col("client_ips"))));
  }

  /** Whether Zoom tells another name than the client's; null where one side tells none. */
  private static Column isOtherName() {
    return when(
        col("host_name").isNotNull().and(size(col("client_host_names")).gt(0)),
        not(exists(col("client_host_names"), ClientCandidates::isSameName)));
  }

  /**
   * Zoom tells the host name, or what the owner calls the device, as in "Ada's phone": that need
   * only be alike.
   */
  private static Column isSameName(Column clientHostName) {
    Column told = letters(col("host_name"));
    Column known = letters(clientHostName);
    return when(col("host_name").rlike("^[a-z0-9-]+$"), told.equalTo(known))
        .otherwise(levenshtein(told, known).multiply(2).leq(greatest(length(told), length(known))));
  }

  /** What both ways to write a name have in common; Windows cuts it to 15 letters. */
  private static Column letters(Column hostName) {
    return substring(regexp_replace(hostName, "[^a-z0-9]", ""), 1, 15);
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

  /**
   * Of all clients' readings those that a call minute of a candidate can be told by: from twice the
   * age before the call, so that the oldest reading that counts still knows the one before it. Most
   * clients are in no call, and the others only for a part of the day.
   */
  static Dataset<Row> onlyDuringCalls(
      Dataset<Row> readings, Dataset<Row> candidates, Dataset<Row> callMinutes) {
    Dataset<Row> calls =
        callMinutes
            .groupBy("join_id")
            .agg(min("minute_at").as("first_minute_at"), max("minute_at").as("last_minute_at"));
    Dataset<Row> needed =
        candidates
            .select("join_id", "org_id", "client_key")
            .distinct()
            .join(calls, "join_id")
            .select(
                col("org_id").as("needed_org_id"),
                col("client_key").as("needed_client_key"),
                col("first_minute_at")
                    .minus(expr("INTERVAL " + seconds(Features.CLIENT_STATS.multipliedBy(2))))
                    .as("needed_from"),
                col("last_minute_at").as("needed_to"));
    return readings.join(
        needed,
        // The client first: rows are sorted by it, and organisations are few.
        col("client_key")
            .equalTo(col("needed_client_key"))
            .and(col("org_id").equalTo(col("needed_org_id")))
            .and(col("minute_at").between(col("needed_from"), col("needed_to"))),
        "left_semi");
  }

  static scala.collection.immutable.Seq<String> joinColumns(String... names) {
    return scala.jdk.javaapi.CollectionConverters.asScala(java.util.List.of(names)).toSeq();
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + " SECOND";
  }
}
