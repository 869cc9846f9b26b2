package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;

import io.meetinginsights.warehouse.OrderFree;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Wireless clients, minute by minute. Several snapshots in a minute merge: levels and rates are
 * means, counters add up, the rest is the newest.
 */
final class WirelessRows {

  private static final List<String> CLIENT = List.of("org_id", "site_id", "mac");

  private WirelessRows() {}

  /** Rows of silver.wireless_minutes, with mac in place of client_key. */
  static Dataset<Row> perMinute(Dataset<Row> clients, int gapMinutes) {
    Dataset<Row> snapshots =
        CounterDeltas.withGrowth(
            CounterDeltas.onlyNewest(clients, "org_id", "site_id", "mac", "event_at"),
            CLIENT,
            col("uptime_s"),
            gapMinutes,
            "tx_bytes",
            "rx_bytes",
            "tx_packets",
            "rx_packets",
            "tx_retries",
            "rx_retries");
    return snapshots
        .withColumn("minute_at", date_trunc("minute", col("event_at")))
        .groupBy("org_id", "site_id", "mac", "minute_at")
        .agg(
            max("event_at").as("sampled_at"),
            count(lit(1)).cast("int").as("sample_count"),
            newest("ap_mac"),
            newest("bssid"),
            newest("ssid"),
            newest("band"),
            newest("channel"),
            newest("proto"),
            OrderFree.mean(col("rssi_dbm")).as("rssi_dbm"),
            OrderFree.mean(col("snr_db")).as("snr_db"),
            OrderFree.mean(col("tx_rate_mbps")).as("tx_rate_mbps"),
            OrderFree.mean(col("rx_rate_mbps")).as("rx_rate_mbps"),
            sum("tx_bytes").as("tx_bytes"),
            sum("rx_bytes").as("rx_bytes"),
            sum("tx_packets").as("tx_packets"),
            sum("rx_packets").as("rx_packets"),
            sum("tx_retries").as("tx_retries"),
            sum("rx_retries").as("rx_retries"),
            sum("delta_s").as("delta_s"),
            newest("uptime_s"),
            newest("os"))
        .withColumn("day", to_date(col("minute_at")));
  }

  static Column newest(String column) {
    return max_by(col(column), col("event_at")).as(column);
  }
}
