package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.unix_seconds;

import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.warehouse.OrderFree;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Radios of access points, minute by minute, the access point's uplink and its round trip to the
 * gateway beside them.
 *
 * <p>Probes come at their own pace: one in a minute without a radio row is put to the nearest row
 * of its access point within the carry and of its day, so that a day can be taken by itself; {@code
 * ap_gateway_rtt_at} says when it was measured.
 */
final class RadioRows {

  private static final List<String> ACCESS_POINT = List.of("org_id", "site_id", "ap_mac");

  private RadioRows() {}

  /** Rows of silver.radio_minutes but for the probes. */
  static Dataset<Row> perMinute(Dataset<Row> devices, int gapMinutes) {
    Dataset<Row> accessPoints =
        CounterDeltas.withGrowth(
            CounterDeltas.onlyNewest(
                devices.where(col("type").equalTo("ap")).withColumnRenamed("mac", "ap_mac"),
                "org_id",
                "site_id",
                "ap_mac",
                "event_at"),
            ACCESS_POINT,
            col("uptime_s"),
            gapMinutes,
            "uplink_rx_errors");
    Dataset<Row> radios =
        accessPoints
            .drop("delta_s")
            .select(col("*"), explode(col("radios")).as(new String[] {"radio_name", "radio"}))
            .withColumn("band", band())
            .where(col("band").isNotNull())
            .withColumn("rx_failed", whole("rx_failed"));
    Dataset<Row> failing =
        CounterDeltas.withGrowth(
            onlyFirstPerBand(radios),
            List.of("org_id", "site_id", "ap_mac", "band"),
            col("uptime_s"),
            gapMinutes,
            "rx_failed");
    return failing
        .withColumn("minute_at", date_trunc("minute", col("event_at")))
        .groupBy("org_id", "site_id", "ap_mac", "band", "minute_at")
        .agg(
            max("event_at").as("sampled_at"),
            max_by(col("name"), col("event_at")).as("ap_name"),
            newest(integer("channel"), "channel"),
            newest(integer("bandwidth"), "bandwidth_mhz"),
            newest(number("power"), "tx_power_dbm"),
            mean("noise_floor", "noise_floor_dbm"),
            newest(integer("num_clients"), "num_clients"),
            newest(col("num_clients"), "ap_num_clients"),
            mean("util_all", "util_all_pct"),
            mean("util_tx", "util_tx_pct"),
            mean("util_rx_in_bss", "util_rx_in_bss_pct"),
            mean("util_rx_other_bss", "util_rx_other_bss_pct"),
            mean("util_non_wifi", "util_non_wifi_pct"),
            mean("util_unknown_wifi", "util_unknown_wifi_pct"),
            mean("util_undecodable_wifi", "util_undecodable_wifi_pct"),
            sum("rx_failed").as("rx_failed"),
            newest(col("uptime_s"), "ap_uptime_s"),
            newest(col("uplink_switch_mac"), "uplink_switch_mac"),
            newest(col("uplink_port_id"), "uplink_port_id"),
            newest(col("uplink_speed_mbps"), "uplink_speed_mbps"),
            newest(col("uplink_full_duplex"), "uplink_full_duplex"),
            sum("uplink_rx_errors").as("uplink_rx_errors"),
            newest(col("external_ip"), "external_ip"))
        .withColumn("day", to_date(col("minute_at")));
  }

  /** Adds ap_gateway_rtt_ms and ap_gateway_rtt_at to every band row of the access point. */
  static Dataset<Row> joinGatewayProbes(
      Dataset<Row> radioMinutes, Dataset<Row> probes, int carryMinutes) {
    Dataset<Row> measured =
        CounterDeltas.onlyNewest(
                probes
                    .where(
                        col("from_type")
                            .equalTo("ap")
                            .and(col("target").equalTo("gateway"))
                            .and(col("rtt_ms").geq(0)))
                    .withColumnRenamed("mac", "ap_mac"),
                "org_id",
                "site_id",
                "ap_mac",
                "event_at")
            .groupBy(
                col("org_id"),
                col("site_id"),
                col("ap_mac"),
                date_trunc("minute", col("event_at")).as("probed_minute"))
            .agg(
                OrderFree.mean(col("rtt_ms")).as("ap_gateway_rtt_ms"),
                max("event_at").as("ap_gateway_rtt_at"));
    Dataset<Row> minutes =
        radioMinutes.select("org_id", "site_id", "ap_mac", "minute_at").distinct();
    Dataset<Row> onMinute =
        measured
            .withColumn("minute_at", col("probed_minute"))
            .join(minutes, names("org_id", "site_id", "ap_mac", "minute_at"), "left_semi")
            .withColumn("distance_s", lit(0L));
    Column candidates =
        sequence(
            col("probed_minute").minus(expr("INTERVAL '" + carryMinutes + "' MINUTE")),
            col("probed_minute").plus(expr("INTERVAL '" + carryMinutes + "' MINUTE")),
            expr("INTERVAL '1' MINUTE"));
    Dataset<Row> beside =
        measured
            .join(
                minutes.withColumnRenamed("minute_at", "probed_minute"),
                names("org_id", "site_id", "ap_mac", "probed_minute"),
                "left_anti")
            .withColumn("minute_at", explode(candidates))
            .where(to_date(col("minute_at")).equalTo(to_date(col("probed_minute"))))
            .join(minutes, names("org_id", "site_id", "ap_mac", "minute_at"), "left_semi")
            .withColumn(
                "distance_s",
                abs(unix_seconds(col("minute_at")).minus(unix_seconds(col("probed_minute")))));
    Dataset<Row> nearest =
        onlyFirst(
            beside,
            Window.partitionBy("org_id", "site_id", "ap_mac", "probed_minute")
                .orderBy(col("distance_s"), col("minute_at")));
    Dataset<Row> carried =
        onlyFirst(
            onMinute.unionByName(nearest),
            Window.partitionBy("org_id", "site_id", "ap_mac", "minute_at")
                .orderBy(col("distance_s"), col("probed_minute").desc()));
    return radioMinutes.join(
        carried.drop("probed_minute", "distance_s"),
        names("org_id", "site_id", "ap_mac", "minute_at"),
        "left");
  }

  private static Dataset<Row> onlyFirst(Dataset<Row> rows, WindowSpec order) {
    return rows.withColumn("place", row_number().over(order))
        .where(col("place").equalTo(1))
        .drop("place");
  }

  private static Seq<String> names(String... columns) {
    return CollectionConverters.asScala(List.of(columns)).toSeq();
  }

  private static Dataset<Row> onlyFirstPerBand(Dataset<Row> radios) {
    // A dual radio may run both of its halves in one band: the one with more clients counts.
    return onlyFirst(
        radios,
        Window.partitionBy("org_id", "site_id", "ap_mac", "event_at", "band")
            .orderBy(whole("num_clients").desc_nulls_last(), col("radio_name")));
  }

  private static Column band() {
    return coalesce(Parse.band(col("radio").getField("usage")), Parse.band(col("radio_name")));
  }

  private static Column number(String field) {
    return Parse.number(col("radio").getField(field));
  }

  private static Column whole(String field) {
    return Parse.whole(col("radio").getField(field));
  }

  private static Column integer(String field) {
    return Parse.integer(col("radio").getField(field));
  }

  private static Column mean(String field, String name) {
    return OrderFree.mean(number(field)).as(name);
  }

  private static Column newest(Column value, String name) {
    return max_by(value, col("event_at")).as(name);
  }
}
