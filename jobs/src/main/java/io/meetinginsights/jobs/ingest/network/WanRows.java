package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.rank;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.warehouse.OrderFree;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * WAN ports of gateways, minute by minute. Latency, jitter and loss come together from the first
 * source of the configured order that measured in that minute; {@code rtt_source} names it.
 *
 * <p>CPU and probes belong to the gateway, not to a port: they stand in every port's row of their
 * minute. A gateway whose ports nobody names that day gets a port called {@link #UNNAMED}.
 */
final class WanRows {

  /** Port of a gateway of which only measurements are known. */
  static final String UNNAMED = "wan";

  private static final String[] PORT_MINUTE = {
    "org_id", "site_id", "gateway_mac", "wan_port", "minute_at"
  };
  private static final String[] GATEWAY_MINUTE = {"org_id", "site_id", "gateway_mac", "minute_at"};

  private WanRows() {}

  /** Rows of silver.wan_minutes. */
  static Dataset<Row> perMinute(
      Dataset<Row> ports,
      Dataset<Row> devices,
      Dataset<Row> tunnels,
      Dataset<Row> speedTests,
      Dataset<Row> probes,
      List<String> rttSources) {
    Dataset<Row> portMinutes = portMinutes(ports);
    Dataset<Row> gateways =
        devices.where(col("type").equalTo("gateway")).withColumnRenamed("mac", "gateway_mac");
    Dataset<Row> linkMinutes = linkMinutes(gateways);
    Dataset<Row> gatewayMinutes = gatewayMinutes(gateways);
    Dataset<Row> tunnelMinutes = tunnelMinutes(tunnels);
    Dataset<Row> testMinutes = testMinutes(speedTests);
    Dataset<Row> probeMinutes = probeMinutes(probes);

    Dataset<Row> known =
        portMinutes
            .select(names(PORT_MINUTE))
            .unionByName(linkMinutes.select(names(PORT_MINUTE)))
            .unionByName(tunnelMinutes.select(names(PORT_MINUTE)))
            .unionByName(testMinutes.select(names(PORT_MINUTE)));
    Dataset<Row> portsOfDay =
        known
            .select(
                col("org_id"),
                col("site_id"),
                col("gateway_mac"),
                col("wan_port"),
                to_date(col("minute_at")).as("known_on"))
            .distinct();
    Dataset<Row> ofGateway =
        gatewayMinutes
            .select(names(GATEWAY_MINUTE))
            .unionByName(probeMinutes.select(names(GATEWAY_MINUTE)))
            .distinct()
            .withColumn("known_on", to_date(col("minute_at")))
            .join(portsOfDay, shared("org_id", "site_id", "gateway_mac", "known_on"), "left")
            .withColumn("wan_port", coalesce(col("wan_port"), lit(UNNAMED)));
    Dataset<Row> minutes = known.unionByName(ofGateway.select(names(PORT_MINUTE))).distinct();
    Dataset<Row> joined =
        minutes
            .join(portMinutes, shared(PORT_MINUTE), "left")
            .join(linkMinutes, shared(PORT_MINUTE), "left")
            .join(tunnelMinutes, shared(PORT_MINUTE), "left")
            .join(testMinutes, shared(PORT_MINUTE), "left")
            .join(gatewayMinutes, shared(GATEWAY_MINUTE), "left")
            .join(probeMinutes, shared(GATEWAY_MINUTE), "left");
    return withPreferredRtt(joined, rttSources)
        .select(
            to_date(col("minute_at")).as("day"),
            col("org_id"),
            col("site_id"),
            col("gateway_mac"),
            col("wan_port"),
            col("minute_at"),
            org.apache
                .spark
                .sql
                .functions
                .greatest(
                    col("ports_at"),
                    col("links_at"),
                    col("vpn_peers_at"),
                    col("speedtest_at"),
                    col("gateway_at"),
                    col("probes_at"))
                .as("sampled_at"),
            coalesce(col("ports_is_up"), col("links_is_up")).as("is_up"),
            col("rtt.latency_ms").as("latency_ms"),
            col("rtt.jitter_ms").as("jitter_ms"),
            col("rtt.loss_pct").as("loss_pct"),
            col("rtt.source").as("rtt_source"),
            col("download_bps"),
            col("upload_bps"),
            col("speed_mbps"),
            col("gateway_cpu_pct"),
            col("gateway_uptime_s"),
            col("isp"),
            coalesce(col("link_ip"), col("gateway_ip")).as("external_ip"),
            col("speedtest_download_mbps"),
            col("speedtest_upload_mbps"));
  }

  private static Dataset<Row> portMinutes(Dataset<Row> ports) {
    return CounterDeltas.onlyNewest(
            ports.where(WiredRows.isWan()), "org_id", "site_id", "mac", "port_id", "event_at")
        .groupBy(minuteOf("mac", "port_id"))
        .agg(
            max("event_at").as("ports_at"),
            max_by(col("is_up"), col("event_at")).as("ports_is_up"),
            OrderFree.mean(measured("latency_ms")).as("ports_latency_ms"),
            OrderFree.mean(measured("jitter_ms")).as("ports_jitter_ms"),
            OrderFree.mean(measured("loss_pct")).as("ports_loss_pct"),
            OrderFree.mean(col("rx_bps")).as("download_bps"),
            OrderFree.mean(col("tx_bps")).as("upload_bps"),
            max_by(col("speed_mbps"), col("event_at")).as("speed_mbps"));
  }

  private static Dataset<Row> tunnelMinutes(Dataset<Row> tunnels) {
    Dataset<Row> newest =
        CounterDeltas.onlyNewest(
                tunnels,
                "org_id",
                "site_id",
                "mac",
                "port_id",
                "peer_mac",
                "peer_port_id",
                "event_at")
            .withColumn("minute_at", date_trunc("minute", col("event_at")));
    // Standby paths say nothing about what users get while an active one measures.
    Column isUsed = coalesce(col("is_active"), lit(true)).and(measured("latency_ms").isNotNull());
    return newest
        .withColumn(
            "use_rank",
            rank()
                .over(
                    Window.partitionBy("org_id", "site_id", "mac", "port_id", "minute_at")
                        .orderBy(isUsed.desc())))
        .where(col("use_rank").equalTo(1))
        .groupBy(minuteOf("mac", "port_id"))
        .agg(
            max("event_at").as("vpn_peers_at"),
            OrderFree.mean(measured("latency_ms")).as("vpn_peers_latency_ms"),
            OrderFree.mean(measured("jitter_ms")).as("vpn_peers_jitter_ms"),
            OrderFree.mean(measured("loss_pct")).as("vpn_peers_loss_pct"));
  }

  private static Dataset<Row> testMinutes(Dataset<Row> tests) {
    return CounterDeltas.onlyNewest(tests, "org_id", "site_id", "mac", "port_id", "event_at")
        .groupBy(minuteOf("mac", "port_id"))
        .agg(
            max("event_at").as("speedtest_at"),
            max_by(col("download_mbps"), col("event_at")).as("speedtest_download_mbps"),
            max_by(col("upload_mbps"), col("event_at")).as("speedtest_upload_mbps"));
  }

  private static Dataset<Row> linkMinutes(Dataset<Row> gateways) {
    return gateways
        .select(
            col("org_id"),
            col("site_id"),
            col("gateway_mac"),
            col("event_at"),
            explode(col("links")).as(new String[] {"link_name", "link"}))
        .where(lower(col("link.port_usage")).equalTo("wan"))
        .withColumn(
            "wan_port",
            coalesce(Parse.text(col("link.port_id")), element_at(parts("link_name"), lit(1))))
        .groupBy(
            col("org_id"),
            col("site_id"),
            col("gateway_mac"),
            col("wan_port"),
            date_trunc("minute", col("event_at")).as("minute_at"))
        .agg(
            max("event_at").as("links_at"),
            max_by(Parse.truth(col("link.up")), col("event_at")).as("links_is_up"),
            max_by(Parse.text(col("link.servp_info.org")), col("event_at")).as("isp"),
            max_by(
                    Parse.text(
                        try_element_at(
                            filter(col("link.nat_addresses"), Column::isNotNull), lit(1))),
                    col("event_at"))
                .as("link_ip"));
  }

  private static Column parts(String column) {
    return org.apache.spark.sql.functions.split(col(column), "\\.");
  }

  private static Dataset<Row> gatewayMinutes(Dataset<Row> gateways) {
    return gateways
        .groupBy(
            col("org_id"),
            col("site_id"),
            col("gateway_mac"),
            date_trunc("minute", col("event_at")).as("minute_at"))
        .agg(
            max("event_at").as("gateway_at"),
            max("cpu_pct").as("gateway_cpu_pct"),
            max_by(col("uptime_s"), col("event_at")).as("gateway_uptime_s"),
            max_by(col("external_ip"), col("event_at")).as("gateway_ip"));
  }

  private static Dataset<Row> probeMinutes(Dataset<Row> probes) {
    Dataset<Row> ofGateways =
        CounterDeltas.onlyNewest(
                probes.where(
                    col("from_type").equalTo("gateway").and(col("target").isin("wan", "zoom"))),
                "org_id",
                "site_id",
                "mac",
                "target",
                "event_at")
            .withColumn("minute_at", date_trunc("minute", col("event_at")));
    // "wan" sorts before "zoom": where both are measured, the WAN itself counts.
    return ofGateways
        .withColumn(
            "target_rank",
            rank()
                .over(
                    Window.partitionBy("org_id", "site_id", "mac", "minute_at")
                        .orderBy(col("target").asc())))
        .where(col("target_rank").equalTo(1))
        .groupBy(col("org_id"), col("site_id"), col("mac").as("gateway_mac"), col("minute_at"))
        .agg(
            max("event_at").as("probes_at"),
            OrderFree.mean(col("rtt_ms")).as("probes_latency_ms"),
            OrderFree.mean(col("jitter_ms")).as("probes_jitter_ms"),
            OrderFree.mean(col("loss_pct")).as("probes_loss_pct"));
  }

  private static Dataset<Row> withPreferredRtt(Dataset<Row> minutes, List<String> sources) {
    List<Column> candidates = new ArrayList<>();
    for (String source : sources) {
      Column measured =
          col(source + "_latency_ms").isNotNull().or(col(source + "_loss_pct").isNotNull());
      candidates.add(
          when(
              measured,
              org.apache.spark.sql.functions.struct(
                  col(source + "_latency_ms").as("latency_ms"),
                  col(source + "_jitter_ms").as("jitter_ms"),
                  col(source + "_loss_pct").as("loss_pct"),
                  lit(source).as("source"))));
    }
    return minutes.withColumn("rtt", coalesce(candidates.toArray(Column[]::new)));
  }

  /** A path that reports neither a round trip nor a loss has not measured: its zeros are none. */
  private static Column measured(String column) {
    Column value = col(column);
    Column isMeasured = col("latency_ms").gt(0).or(col("loss_pct").gt(0));
    if (column.equals("latency_ms")) {
      return when(value.gt(0), value);
    }
    return when(isMeasured.and(value.geq(0)), value);
  }

  private static Column[] minuteOf(String gateway, String port) {
    return new Column[] {
      col("org_id"),
      col("site_id"),
      col(gateway).as("gateway_mac"),
      col(port).as("wan_port"),
      date_trunc("minute", col("event_at")).as("minute_at")
    };
  }

  private static Column[] names(String... columns) {
    return java.util.Arrays.stream(columns).map(name -> col(name)).toArray(Column[]::new);
  }

  private static scala.collection.immutable.Seq<String> shared(String... columns) {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.of(columns)).toSeq();
  }
}
