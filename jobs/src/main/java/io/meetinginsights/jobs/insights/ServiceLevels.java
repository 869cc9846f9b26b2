package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.explode_outer;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.tables.gold.ClientHealth;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * gold.client_health: minutes of a client in calls that failed a service level, by the hour and its
 * classifier.
 *
 * <ul>
 *   <li>coverage, judged where a signal is known, on wireless: fails where either end hears the
 *       other below the limit; asymmetry-downlink or asymmetry-uplink where the two differ by the
 *       stated margin (downlink: the client hears worse), else weak-signal.
 *   <li>capacity, judged where the radio's utilisation is known: fails from the limit on, blamed on
 *       the largest part: non-wifi-interference, wifi-interference, or our own traffic, which is
 *       client-count on a crowded access point, else client-usage.
 *   <li>roaming, judged on wireless: fails in the minute of a roam longer than its limit
 *       (latency-slow-11r-roam, latency-slow-okc-roam, latency-slow-standard-roam) or of a failed
 *       fast roam. A client that stays on a weak access point is not called sticky: nothing here
 *       says that a better one was in reach; its minutes fail coverage.
 *   <li>connection, judged in every minute: fails in the minute of a failed association,
 *       authorization, DHCP, ARP or DNS exchange.
 * </ul>
 *
 * <p>A minute in which a client is in two calls counts once; a minute that fails a level has one
 * classifier, that of its first failing event. Each level judged in an hour has a row with the
 * classifier empty: all its failed minutes, 0 included; the rows of classifiers add up to it.
 */
final class ServiceLevels {

  private static final List<String> CLIENT_MINUTE =
      List.of("org_id", "site_id", "client_key", "day", "minute_at");
  private static final List<String> CLIENT_LEVEL =
      List.of("org_id", "site_id", "client_key", "day", "hour_at", "service_level");

  private ServiceLevels() {}

  static Dataset<Row> failedMinutes(
      Dataset<Row> minutes,
      Dataset<Row> networkEvents,
      Dataset<Row> eventClasses,
      InsightsConfig config) {
    Dataset<Row> verdicts =
        minutePerClient(minutes)
            .join(
                failuresPerMinute(networkEvents, eventClasses, config),
                new String[] {"org_id", "client_key", "day", "minute_at"},
                "left")
            .select(Keys.columns(CLIENT_MINUTE, explode(levels(config)).as("level")))
            .select(
                Keys.columns(
                    CLIENT_MINUTE,
                    date_trunc("hour", col("minute_at")).as("hour_at"),
                    col("level.service_level"),
                    col("level.is_judged"),
                    col("level.classifier")))
            .where(col("is_judged"));
    Dataset<Row> perClassifier =
        verdicts
            .groupBy(Keys.columns(CLIENT_LEVEL, col("classifier")))
            .agg(count(lit(1)).as("minutes"));
    return ClientHealth.SCHEMA.conform(withLevelTotals(perClassifier));
  }

  /** Minutes by classifier, null for those that passed, to rows of the table. */
  private static Dataset<Row> withLevelTotals(Dataset<Row> perClassifier) {
    Column failed = when(col("classifier").isNotNull(), col("minutes"));
    Column failures =
        org.apache.spark.sql.functions.collect_list(
            when(
                col("classifier").isNotNull(),
                struct(col("classifier"), col("minutes").as("failed_minutes"))));
    Column total =
        struct(lit("").as("classifier"), coalesce(col("all_failed"), lit(0L)).as("failed_minutes"));
    return perClassifier
        .groupBy(Keys.columns(CLIENT_LEVEL))
        .agg(
            sum(col("minutes")).as("total_minutes"),
            sum(failed).as("all_failed"),
            failures.as("failures"))
        .withColumn(
            "row",
            explode_outer(org.apache.spark.sql.functions.concat(array(total), col("failures"))))
        .select(
            Keys.columns(
                CLIENT_LEVEL,
                col("row.classifier"),
                col("row.failed_minutes"),
                col("total_minutes")));
  }

  private static Dataset<Row> minutePerClient(Dataset<Row> minutes) {
    return minutes
        .where(col("client_key").isNotNull().and(col("is_judged")))
        .groupBy(Keys.columns(CLIENT_MINUTE))
        .agg(
            count_if(col("medium").equalTo("wireless")).gt(0).as("is_wireless"),
            min(col("client_rssi")).as("client_rssi"),
            min(col("client_rssi_down")).as("client_rssi_down"),
            max(col("radio_util")).as("radio_util"),
            max(col("radio_util_non_wifi")).as("radio_util_non_wifi"),
            max(col("radio_util_other_bss")).as("radio_util_other_bss"),
            max(col("ap_num_clients")).as("ap_num_clients"));
  }

  /** The first failing event of roaming and of connection in a client's minute. */
  private static Dataset<Row> failuresPerMinute(
      Dataset<Row> networkEvents, Dataset<Row> eventClasses, InsightsConfig config) {
    Column isRoam = col("dataset").equalTo("fast_roams");
    Column slowRoam =
        when(
                isRoam.and(col("type").contains("11R")),
                when(col("latency_ms").gt(config.fastRoamLimitMs()), "latency-slow-11r-roam"))
            .when(
                isRoam.and(col("type").contains("OKC")),
                when(col("latency_ms").gt(config.roamLimitMs()), "latency-slow-okc-roam"))
            .when(
                isRoam,
                when(col("latency_ms").gt(config.roamLimitMs()), "latency-slow-standard-roam"));
    Dataset<Row> failing =
        eventClasses
            .where(col("service_level").notEqual(""))
            .select("type", "service_level", "classifier");
    Column roamFailure =
        coalesce(slowRoam, when(col("service_level").equalTo("roaming"), col("classifier")));
    Column connectionFailure = when(col("service_level").equalTo("connection"), col("classifier"));
    return networkEvents
        .where(col("client_key").isNotNull())
        .join(broadcast(failing), new String[] {"type"}, "left")
        .select(
            col("org_id"),
            col("client_key"),
            col("day"),
            date_trunc("minute", col("event_at")).as("minute_at"),
            first(roamFailure).as("roam"),
            first(connectionFailure).as("connection"))
        .where(col("roam").isNotNull().or(col("connection").isNotNull()))
        .groupBy("org_id", "client_key", "day", "minute_at")
        .agg(
            min(col("roam")).getField("classifier").as("roaming_failure"),
            min(col("connection")).getField("classifier").as("connection_failure"));
  }

  private static Column first(Column classifier) {
    return when(
        classifier.isNotNull(),
        struct(col("event_at"), col("event_id"), classifier.as("classifier")));
  }

  private static Column levels(InsightsConfig config) {
    return array(
        level(
            "coverage",
            col("is_wireless").and(weakerEnd().isNotNull()),
            coverageClassifier(config)),
        level(
            "capacity",
            col("is_wireless").and(col("radio_util").isNotNull()),
            capacityClassifier(config)),
        level("roaming", col("is_wireless"), col("roaming_failure")),
        level("connection", lit(true), col("connection_failure")));
  }

  private static Column level(String name, Column isJudged, Column classifier) {
    return struct(
        lit(name).as("service_level"), isJudged.as("is_judged"), classifier.as("classifier"));
  }

  private static Column weakerEnd() {
    return least(col("client_rssi"), col("client_rssi_down"));
  }

  private static Column coverageClassifier(InsightsConfig config) {
    Column downIsWorseBy = col("client_rssi").minus(col("client_rssi_down"));
    return when(
        weakerEnd().lt(config.coverageRssiDbm()),
        when(downIsWorseBy.geq(config.asymmetryDb()), "asymmetry-downlink")
            .when(downIsWorseBy.leq(-config.asymmetryDb()), "asymmetry-uplink")
            .otherwise("weak-signal"));
  }

  private static Column capacityClassifier(InsightsConfig config) {
    Column nonWifi = coalesce(col("radio_util_non_wifi"), lit(0.0));
    Column otherWifi = coalesce(col("radio_util_other_bss"), lit(0.0));
    Column own = col("radio_util").minus(nonWifi).minus(otherWifi);
    Column largest = greatest(nonWifi, otherWifi, own);
    return when(
        col("radio_util").geq(config.capacityUtilPct()),
        when(nonWifi.equalTo(largest), "non-wifi-interference")
            .when(otherWifi.equalTo(largest), "wifi-interference")
            .when(col("ap_num_clients").geq(config.capacityClients()), "client-count")
            .otherwise("client-usage"));
  }
}
