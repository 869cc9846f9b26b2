package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.correlate.SentAndReceived.InputIs;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Call minutes joined, step by step and always on equal keys, with what the network knew of the
 * same minute. Everything happens on a narrow row a minute; Zoom's measures, the wide part, join
 * last and are shuffled once.
 */
final class Experience {

  private Experience() {}

  /** Adds to matched minutes the radio, the port on the way to the switch, and roams. */
  static Dataset<Row> joinAccess(
      Dataset<Row> matches, Dataset<Row> radios, Dataset<Row> ports, Dataset<Row> roams) {
    return matches
        .withColumnRenamed("client_org_id", "org_id")
        .join(radios, ClientCandidates.joinColumns("org_id", "ap_mac", "band", "minute_at"), "left")
        .withColumn("switch_mac", coalesce(col("client_switch_mac"), col("uplink_switch_mac")))
        .withColumn("port_id", coalesce(col("client_port_id"), col("uplink_port_id")))
        .join(
            ports,
            ClientCandidates.joinColumns("org_id", "switch_mac", "port_id", "minute_at"),
            "left")
        .withColumns(portFeatures())
        .join(roams, ClientCandidates.joinColumns("org_id", "client_key", "minute_at"), "left")
        .withColumnRenamed("org_id", "client_org_id")
        .drop(
            "client_switch_mac",
            "client_port_id",
            "uplink_switch_mac",
            "uplink_port_id",
            "uplink_speed_mbps",
            "uplink_full_duplex",
            "uplink_rx_errors",
            "uplink_age_s");
  }

  /** Where no switch of ours tells of the uplink, the access point's own port does. */
  private static Map<String, Column> portFeatures() {
    Column isByAccessPoint = col("wired_age_s").isNull();
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put(
        "port_speed", when(isByAccessPoint, col("uplink_speed_mbps")).otherwise(col("port_speed")));
    columns.put(
        "port_half_duplex",
        when(isByAccessPoint, RadioReadings.uplinkHalfDuplex()).otherwise(col("port_half_duplex")));
    columns.put(
        "port_errors",
        when(isByAccessPoint, col("uplink_rx_errors").cast("double"))
            .otherwise(col("port_errors")));
    columns.put("wired_age_s", coalesce(col("wired_age_s"), col("uplink_age_s")));
    return columns;
  }

  /** Adds who and from where: the join as seen from the minute's day. */
  static Dataset<Row> joinParticipations(
      Dataset<Row> callMinutes, Dataset<Row> callsPerDay, Dataset<Row> participations) {
    return callMinutes
        .join(
            callsPerDay.select(
                "join_id", "day", "last_sampled_at", "clean_in_fps", "clean_out_fps"),
            ClientCandidates.joinColumns("join_id", "day"),
            "left")
        .join(
            CallMinutes.lastMissingPerDay(callMinutes),
            ClientCandidates.joinColumns("join_id", "day"),
            "left")
        .join(
            participations.drop("account_id", "meeting_uuid", "participant_id", "joined_at"),
            "join_id",
            "left");
  }

  /** Adds client, organisation, site and presence. */
  static Dataset<Row> joinMatches(Dataset<Row> minutes, Dataset<Row> matches) {
    Column isMatched = col("client_key").isNotNull();
    Column isAtEgress = org.apache.spark.sql.functions.size(col("egress_sites")).gt(0);
    return minutes
        .join(matches, ClientCandidates.joinColumns("join_id", "minute_at"), "left")
        .withColumns(
            Map.of(
                "match_method", coalesce(col("match_method"), lit("none")),
                "match_confidence", coalesce(col("match_confidence"), lit(0.0)),
                "site_id", coalesce(col("client_site_id"), col("egress_site_id")),
                "org_id",
                    coalesce(
                        col("client_org_id"),
                        col("egress_org_id"),
                        col("vpn.org_id"),
                        col("home_org_id"),
                        col("account_id")),
                "presence",
                    when(isMatched, lit("on-network"))
                        .when(coalesce(isAtEgress, lit(false)), lit("behind-egress"))
                        // A guest off the network keeps his address as a key alone.
                        .when(
                            col("public_ip").isNull().and(col("my_egress_key").isNull()),
                            lit("unknown"))
                        .when(col("vpn").isNotNull(), lit("at-home"))
                        .when(coalesce(col("is_guest"), lit(true)), lit("guest"))
                        .otherwise(lit("at-home"))));
  }

  /** Adds what holds for the site: WAN path, number of clients, distances. */
  static Dataset<Row> joinSites(
      Dataset<Row> minutes,
      Dataset<Row> wanPorts,
      Dataset<Row> clientCounts,
      Dataset<Row> roamReports,
      Dataset<Row> sites,
      Dataset<Row> geoAddresses) {
    Dataset<Row> siteMinutes =
        wanPorts.join(
            clientCounts,
            ClientCandidates.joinColumns("minute_at", "site_id", "org_id"),
            "full_outer");
    Dataset<Row> places =
        sites.select(
            col("org_id"),
            col("site_id"),
            col("latitude_deg"),
            col("longitude_deg"),
            expr("coalesce(size(egress_ips), 0) > 0").as("has_egress"));
    Dataset<Row> egressPlaces =
        sites.select(
            col("org_id").as("egress_org_id"),
            col("site_id").as("egress_site_id"),
            col("latitude_deg").as("egress_latitude_deg"),
            col("longitude_deg").as("egress_longitude_deg"));
    return WanPath.withPath(
            minutes.join(
                siteMinutes,
                ClientCandidates.joinColumns("minute_at", "site_id", "org_id"),
                "left"))
        .join(
            broadcast(roamReports),
            ClientCandidates.joinColumns("org_id", "site_id", "day"),
            "left")
        .join(broadcast(places), ClientCandidates.joinColumns("org_id", "site_id"), "left")
        .join(
            broadcast(egressPlaces),
            ClientCandidates.joinColumns("egress_org_id", "egress_site_id"),
            "left")
        .join(broadcast(geoAddresses), ClientCandidates.joinColumns("public_ip"), "left")
        .withColumns(siteFeatures());
  }

  private static Map<String, Column> siteFeatures() {
    Column isMatched = col("client_key").isNotNull();
    Column isAtOwnEgress =
        expr("exists(egress_sites, s -> s.org_id = org_id AND s.site_id = site_id)");
    Column isKnown = isMatched.and(col("public_ip").isNotNull()).and(col("has_egress"));
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put(
        "client_off_site_egress",
        when(isKnown, when(coalesce(isAtOwnEgress, lit(false)), 0.0).otherwise(1.0)));
    columns.put(
        "client_vpn_distance",
        when(
            isMatched,
            when(coalesce(isAtOwnEgress, lit(false)), lit(0.0))
                .when(
                    col("vpn").isNotNull(),
                    Egress.distanceKm(
                        col("latitude_deg"),
                        col("longitude_deg"),
                        col("vpn.latitude_deg"),
                        col("vpn.longitude_deg")))
                .otherwise(
                    Egress.distanceKm(
                        col("latitude_deg"),
                        col("longitude_deg"),
                        coalesce(col("egress_latitude_deg"), col("geo_latitude_deg")),
                        coalesce(col("egress_longitude_deg"), col("geo_longitude_deg"))))));
    columns.put("data_center_place", DataCenters.place());
    Column onAir = col("medium").equalTo("wireless");
    Column hasReports = coalesce(col("has_roam_reports"), lit(false));
    Column hasRoamed = col("roam_count").isNotNull();
    columns.put(
        "roam_latency_ms",
        when(onAir.and(hasRoamed), col("roam_latency_ms")).when(onAir.and(hasReports), 0.0));
    columns.put(
        "roam_count",
        when(onAir.and(hasRoamed), col("roam_count")).when(onAir.and(hasReports), 0.0));
    return columns;
  }

  /** Adds the far side and Zoom's service. */
  static Dataset<Row> joinFarSide(
      Dataset<Row> minutes, Dataset<Row> strongestSenders, Dataset<Row> serviceExcess) {
    return RemoteSenders.withDominant(
            minutes.join(
                strongestSenders,
                ClientCandidates.joinColumns("meeting_uuid", "minute_at", "account_id"),
                "left"))
        .withColumn(
            "place", coalesce(col("egress_site_id"), col("my_egress_key"), col("sender_key")))
        .join(
            serviceExcess,
            ClientCandidates.joinColumns("minute_at", "place", "data_center"),
            "left")
        .withColumn(
            "dc_distance_km",
            Egress.distanceKm(
                col("latitude_deg"),
                col("longitude_deg"),
                col("data_center_place.latitude_deg"),
                col("data_center_place.longitude_deg")));
  }

  /** Adds Zoom's measures of the minute; a missing minute has none. */
  static Dataset<Row> joinMeasures(
      Dataset<Row> minutes, Dataset<Row> participantMinutes, InputIs inputIs) {
    List<Column> measures = new ArrayList<>();
    CallMinutes.key().forEach(name -> measures.add(col(name)));
    measures.addAll(SentAndReceived.measures(inputIs));
    measures.add(col("system_cpu_max_pct").as("client_cpu"));
    measures.add(col("zoom_cpu_max_pct").as("client_zoom_cpu"));
    measures.add(col("wifi_rssi_avg_dbm"));
    return minutes
        .join(
            participantMinutes.select(measures.toArray(Column[]::new)),
            ClientCandidates.joinColumns(CallMinutes.key().toArray(String[]::new)),
            "left")
        .withColumns(
            Map.of(
                "client_rssi_down",
                    when(col("medium").equalTo("wireless"), col("wifi_rssi_avg_dbm")),
                "video_in_reference_fps", coalesce(col("sender_fps"), col("clean_in_fps")),
                "video_out_reference_fps", col("clean_out_fps"),
                "probe_age_s", coalesce(col("ap_probe_age_s"), col("wan_probe_age_s")),
                // No reader names the spatial streams yet.
                "client_n_streams", lit(null).cast("double")));
  }

  /**
   * The rows of the table, each key once: a join that multiplied rows is a bug and ends the run
   * before anything is written.
   */
  static Dataset<Row> conform(Dataset<Row> minutes) {
    Column[] key = CallMinutes.key().stream().map(name -> col(name)).toArray(Column[]::new);
    Column[] columns =
        ExperienceMinutes.SCHEMA.columns().stream()
            .map(column -> col(column.name()).cast(column.type()).as(column.name()))
            .toArray(Column[]::new);
    return minutes
        .withColumn("rows_of_key", count(lit(1)).over(Window.partitionBy(key)))
        .withColumn(
            "match_method",
            when(col("rows_of_key").equalTo(1), col("match_method"))
                .otherwise(
                    raise_error(
                        concat_ws(
                            " ",
                            lit("A join of correlate has multiplied the minute"),
                            col("account_id"),
                            col("meeting_uuid"),
                            col("participant_id"),
                            col("minute_at").cast("string")))))
        .select(columns);
  }
}
