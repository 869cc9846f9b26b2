package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.correlate.CarryForward.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The WAN port a participant's traffic took in a minute, as features: the port whose public address
 * is his; else the site's first port that is up.
 */
final class WanPath {

  static final List<String> FEATURES =
      List.of(
          "wan_rtt",
          "wan_jitter",
          "wan_loss",
          "wan_avg_download_mbps",
          "wan_avg_upload_mbps",
          "wan_max_download_mbps",
          "wan_max_upload_mbps",
          "wan_util_down",
          "wan_util_up",
          "gateway_cpu");

  private WanPath() {}

  /**
   * A row a site and minute with {@code wan_ports}, its ports in the order of gateway and port.
   *
   * @param wanMinutes the days and as much before as readings are carried
   * @param speedTests WAN minutes with a speed test of the seven days before and the days
   */
  static Dataset<Row> portsPerSiteMinute(
      Dataset<Row> wanMinutes, Dataset<Row> speedTests, Dataset<Row> sites) {
    List<String> port = List.of("org_id", "site_id", "gateway_mac", "wan_port");
    Dataset<Row> perPort =
        CarryForward.perMinute(
            wanMinutes,
            port,
            List.of(),
            // Which port has which address stays true until it is told otherwise.
            new Group("path_age_s", Features.CLIENT_INFO, List.of("external_ip", "is_up")),
            new Group(
                "rtt_age_s",
                Features.DEVICE_STATS,
                List.of("latency_ms", "jitter_ms", "loss_pct", "rtt_source")),
            new Group("rate_age_s", Features.DEVICE_STATS, List.of("download_bps", "upload_bps")),
            new Group("cpu_age_s", Features.DEVICE_STATS, List.of("gateway_cpu_pct")));
    return perPort
        .join(
            broadcast(provisioned(sites)),
            ClientCandidates.joinColumns("org_id", "site_id", "wan_port"),
            "left")
        // Rates for this very gateway before rates for any gateway with such a port.
        .withColumn(
            "rates",
            coalesce(
                expr("get(filter(provisioned, p -> p.gateway_mac = gateway_mac), 0)"),
                expr("get(filter(provisioned, p -> p.gateway_mac IS NULL), 0)")))
        .join(
            broadcast(testsPerPort(speedTests)),
            ClientCandidates.joinColumns("org_id", "site_id", "gateway_mac", "wan_port"),
            "left")
        .withColumns(features())
        .groupBy("org_id", "site_id", "minute_at")
        .agg(sort_array(collect_list(portStruct())).as("wan_ports"));
  }

  /** Readings that a probe made grow old sooner than what devices tell of themselves. */
  private static Map<String, Column> features() {
    Column isStaleProbe =
        coalesce(
            col("rtt_source")
                .equalTo("probes")
                .and(col("rtt_age_s").gt(Features.PROBES.toSeconds())),
            lit(false));
    String recent =
        "filter(tests, t -> t.minute_at <= minute_at AND t.minute_at > minute_at - INTERVAL "
            + Features.SPEED_TESTS.toSeconds()
            + " SECOND)";
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("wan_rtt", when(isStaleProbe, null).otherwise(col("latency_ms")));
    columns.put("wan_jitter", when(isStaleProbe, null).otherwise(col("jitter_ms")));
    columns.put("wan_loss", when(isStaleProbe, null).otherwise(col("loss_pct")));
    for (String direction : List.of("download", "upload")) {
      String values =
          "filter(transform(" + recent + ", t -> t." + direction + "_mbps), v -> v IS NOT NULL)";
      columns.put(
          "wan_avg_" + direction + "_mbps",
          expr(
              "IF(size("
                  + values
                  + ") > 0, aggregate("
                  + values
                  + ", 0D, (total, v) -> total + v) / size("
                  + values
                  + "), NULL)"));
      columns.put("wan_max_" + direction + "_mbps", expr("array_max(" + values + ")"));
    }
    columns.put("wan_util_down", utilisation("download"));
    columns.put("wan_util_up", utilisation("upload"));
    columns.put("gateway_cpu", col("gateway_cpu_pct"));
    columns.put("wan_age_s", coalesce(col("rtt_age_s"), col("rate_age_s"), col("cpu_age_s")));
    columns.put(
        "wan_probe_age_s",
        when(
            col("rtt_source").equalTo("probes").and(isStaleProbe.equalTo(false)),
            col("rtt_age_s")));
    return columns;
  }

  private static Column utilisation(String direction) {
    Column provisionedMbps = col("rates." + direction + "_mbps");
    return when(
        provisionedMbps.gt(0),
        col(direction + "_bps").divide(provisionedMbps.multiply(1e6)).multiply(100.0));
  }

  private static Column portStruct() {
    List<Column> fields = new ArrayList<>();
    fields.add(col("gateway_mac"));
    fields.add(col("wan_port"));
    fields.add(col("external_ip"));
    fields.add(col("is_up"));
    fields.add(col("wan_age_s"));
    fields.add(col("wan_probe_age_s"));
    FEATURES.forEach(name -> fields.add(col(name)));
    return struct(fields.toArray(Column[]::new));
  }

  private static Dataset<Row> provisioned(Dataset<Row> sites) {
    return sites
        .select(col("org_id"), col("site_id"), explode(col("wan_ports")).as("port"))
        .groupBy(col("org_id"), col("site_id"), col("port.port_id").as("wan_port"))
        .agg(sort_array(collect_list(col("port"))).as("provisioned"));
  }

  private static Dataset<Row> testsPerPort(Dataset<Row> speedTests) {
    return speedTests
        .where(
            col("speedtest_download_mbps").isNotNull().or(col("speedtest_upload_mbps").isNotNull()))
        .groupBy("org_id", "site_id", "gateway_mac", "wan_port")
        .agg(
            sort_array(
                    collect_list(
                        struct(
                            col("minute_at"),
                            col("speedtest_download_mbps").as("download_mbps"),
                            col("speedtest_upload_mbps").as("upload_mbps"))))
                .as("tests"));
  }

  /** Adds the path of {@code public_ip} out of {@code wan_ports}, as columns. */
  static Dataset<Row> withPath(Dataset<Row> siteMinutes) {
    Map<String, Column> fields = new LinkedHashMap<>();
    List.of("gateway_mac", "wan_port", "wan_age_s", "wan_probe_age_s")
        .forEach(name -> fields.put(name, col("wan." + name)));
    FEATURES.forEach(name -> fields.put(name, col("wan." + name)));
    return siteMinutes
        .withColumn(
            "wan",
            coalesce(
                expr("get(filter(wan_ports, p -> p.external_ip = public_ip), 0)"),
                expr("get(filter(wan_ports, p -> coalesce(p.is_up, true)), 0)")))
        .withColumns(fields)
        .drop("wan", "wan_ports");
  }
}
