package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Ports of switches, and of gateways towards the inside, minute by minute. A flap is seen between
 * two snapshots: the port's own time of its last flap moved on, or it was up and is down. Over a
 * gap longer than the limit nothing is compared, as with counters: a day taken by itself sees no
 * further back.
 */
final class WiredRows {

  private static final List<String> PORT = List.of("org_id", "site_id", "switch_mac", "port_id");

  private WiredRows() {}

  /** Whether a port is a gateway's way out. */
  static Column isWan() {
    return coalesce(
        col("type").equalTo("gateway").and(col("port_usage").equalTo("wan")), lit(false));
  }

  /** Rows of silver.wired_minutes. */
  static Dataset<Row> perMinute(Dataset<Row> ports, int gapMinutes) {
    Dataset<Row> snapshots =
        CounterDeltas.onlyNewest(
            ports.where(isWan().equalTo(false)).withColumnRenamed("mac", "switch_mac"),
            "org_id",
            "site_id",
            "switch_mac",
            "port_id",
            "event_at");
    WindowSpec before =
        Window.partitionBy("org_id", "site_id", "switch_mac", "port_id").orderBy("event_at");
    Column isNear =
        unix_micros(col("event_at"))
            .minus(unix_micros(lag(col("event_at"), 1).over(before)))
            .leq(lit(gapMinutes * 60_000_000L));
    Column wasUp = when(isNear, lag(col("is_up"), 1).over(before));
    // Nothing is known of a port's first sight: true AND null would be false for one that is up.
    Column wentDown = when(wasUp.isNotNull(), wasUp.and(col("is_up").equalTo(false)));
    Column flappedSince =
        when(isNear, col("last_flapped_at").gt(lag(col("last_flapped_at"), 1).over(before)));
    Column flap =
        greatest(
            when(wentDown, lit(1)).when(wentDown.equalTo(false), lit(0)),
            when(flappedSince, lit(1)).when(flappedSince.equalTo(false), lit(0)));
    return CounterDeltas.withGrowth(
            snapshots.withColumn("flap", flap),
            PORT,
            lit(null).cast("double"),
            gapMinutes,
            "rx_bytes",
            "tx_bytes",
            "rx_errors",
            "tx_errors")
        .withColumn("minute_at", date_trunc("minute", col("event_at")))
        .groupBy("org_id", "site_id", "switch_mac", "port_id", "minute_at")
        .agg(
            max("event_at").as("sampled_at"),
            WirelessRows.newest("is_up"),
            WirelessRows.newest("speed_mbps"),
            WirelessRows.newest("is_full_duplex"),
            sum("rx_bytes").as("rx_bytes"),
            sum("tx_bytes").as("tx_bytes"),
            sum("rx_errors").as("rx_errors"),
            sum("tx_errors").as("tx_errors"),
            WirelessRows.newest("rx_bps"),
            WirelessRows.newest("tx_bps"),
            sum("delta_s").as("delta_s"),
            sum("flap").cast("int").as("flaps"),
            WirelessRows.newest("is_poe_on"),
            WirelessRows.newest("power_draw_w"),
            WirelessRows.newest("neighbor_mac"))
        .withColumn("day", to_date(col("minute_at")));
  }
}
