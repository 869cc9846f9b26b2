package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.config.Sites;
import io.meetinginsights.tables.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Sites: what telemetry says, and conf/sites.yaml over it value by value. Egress addresses nobody
 * configured are those the site's gateways and access points came from.
 */
final class SiteRows {

  private static final StructType CONFIGURED =
      new StructType()
          .add("org_id", Types.STRING)
          .add("site_id", Types.STRING)
          .add("set_name", Types.STRING)
          .add("set_time_zone", Types.STRING)
          .add("set_country_code", Types.STRING)
          .add("set_latitude_deg", Types.DOUBLE)
          .add("set_longitude_deg", Types.DOUBLE)
          .add("set_egress_ips", Types.STRINGS)
          .add("subnets", Types.STRINGS)
          .add("wan_ports", Types.WAN_PORTS);

  private static final StructType ORGANISATION =
      new StructType()
          .add("org_id", Types.STRING)
          .add("accounts", Types.STRINGS)
          .add("vpn_concentrators", Types.VPN_CONCENTRATORS);

  private SiteRows() {}

  /** Addresses that devices of each site came from, of rows with external_ip. */
  static Dataset<Row> inferredEgress(Dataset<Row> devices) {
    return devices
        .groupBy("org_id", "site_id")
        .agg(sort_array(collect_set("external_ip")).as("seen_egress_ips"));
  }

  /** Rows of silver.sites. */
  static Dataset<Row> merged(
      SparkSession spark, Dataset<Row> described, Dataset<Row> egress, Sites configuration) {
    Dataset<Row> telemetry =
        described
            .join(egress, shared("org_id", "site_id"), "full")
            .withColumn("in_telemetry", lit(true));
    Dataset<Row> configured =
        spark
            .createDataFrame(configuredRows(configuration), CONFIGURED)
            .withColumn("in_configuration", lit(true));
    return telemetry
        .join(configured, shared("org_id", "site_id"), "full")
        .join(
            spark.createDataFrame(organisationRows(configuration), ORGANISATION),
            shared("org_id"),
            "left")
        .select(
            col("org_id"),
            col("site_id"),
            set("name"),
            set("time_zone"),
            set("country_code"),
            set("latitude_deg"),
            set("longitude_deg"),
            coalesce(filled("set_egress_ips"), filled("seen_egress_ips")).as("egress_ips"),
            filled("subnets").as("subnets"),
            filled("accounts").as("accounts"),
            filled("wan_ports").as("wan_ports"),
            filled("vpn_concentrators").as("vpn_concentrators"),
            when(col("in_telemetry").isNull(), lit("configuration"))
                .when(col("in_configuration").isNull(), lit("telemetry"))
                .otherwise(lit("both"))
                .as("source"));
  }

  private static Column set(String name) {
    return coalesce(col("set_" + name), col(name)).as(name);
  }

  private static Column filled(String list) {
    return when(size(col(list)).gt(0), col(list));
  }

  private static List<Row> configuredRows(Sites configuration) {
    List<Row> rows = new ArrayList<>();
    for (Sites.Organisation organisation : configuration.organisations()) {
      for (Sites.Site site : organisation.sites()) {
        List<Row> ports =
            site.wanPorts().stream()
                .map(
                    port ->
                        RowFactory.create(
                            mac(port.gatewayMac()),
                            port.portId(),
                            port.downloadMbps(),
                            port.uploadMbps()))
                .toList();
        rows.add(
            RowFactory.create(
                organisation.orgId(),
                site.siteId(),
                site.name(),
                site.timeZone(),
                site.countryCode(),
                site.latitude(),
                site.longitude(),
                site.egressIps().toArray(String[]::new),
                site.subnets().toArray(String[]::new),
                ports.toArray(Row[]::new)));
      }
    }
    return rows;
  }

  private static List<Row> organisationRows(Sites configuration) {
    return configuration.organisations().stream()
        .map(
            organisation ->
                RowFactory.create(
                    organisation.orgId(),
                    organisation.accounts().toArray(String[]::new),
                    organisation.vpnConcentrators().stream()
                        .map(
                            vpn ->
                                RowFactory.create(
                                    vpn.egressIp(), vpn.name(), vpn.latitude(), vpn.longitude()))
                        .toArray(Row[]::new)))
        .toList();
  }

  private static String mac(String written) {
    return written == null ? null : written.replaceAll("[^0-9A-Fa-f]", "").toLowerCase(Locale.ROOT);
  }

  private static scala.collection.immutable.Seq<String> shared(String... columns) {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.of(columns)).toSeq();
  }
}
