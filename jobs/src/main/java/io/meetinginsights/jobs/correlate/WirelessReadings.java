package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.correlate.CarryForward.Group;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** What the access point saw of a client, as features, minute by minute. */
final class WirelessReadings {

  /** Below, a share of packets says nothing. */
  private static final int LEAST_PACKETS = 50;

  private static final List<String> VALUES =
      List.of(
          "site_id",
          "ap_mac",
          "band",
          "ssid",
          "client_rssi",
          "client_snr",
          "client_radio_band",
          "client_tx_rates",
          "client_rx_rates",
          "client_tx_retries",
          "client_rx_retries",
          "radio_ap_change",
          "client_wifi_version",
          "client_tx_bytes",
          "client_rx_bytes");

  private WirelessReadings() {}

  /** A row a client and minute: {@code org_id, client_key, minute_at, client_age_s}, features. */
  static Dataset<Row> perClientMinute(Dataset<Row> wirelessMinutes) {
    Dataset<Row> minutes =
        CarryForward.perMinute(
            withFeatures(wirelessMinutes),
            List.of("client_key", "org_id"),
            List.of("site_id"),
            new Group("client_age_s", Features.CLIENT_STATS, VALUES));
    // An older reading that is carried on says that the client stayed where it was.
    return minutes.withColumn(
        "radio_ap_change",
        when(col("client_age_s").gt(0).and(col("radio_ap_change").isNotNull()), 0.0)
            .otherwise(col("radio_ap_change")));
  }

  /**
   * Clients at a site in a minute, each until it is heard again, or too long was not. This reads
   * all clients, so nothing is carried a row a client and minute: those that fall silent together
   * are counted first, and the counts carried.
   */
  static Dataset<Row> clientsPerSiteMinute(Dataset<Row> wirelessMinutes) {
    return wirelessMinutes
        .select(
            col("org_id"),
            col("site_id"),
            col("minute_at"),
            lead(col("minute_at"), 1).over(ofClient()).as("next_minute_at"))
        // Of two sites in one minute the newer counts.
        .where(col("next_minute_at").isNull().or(col("next_minute_at").gt(col("minute_at"))))
        .withColumn(
            "silent_at",
            least(
                col("next_minute_at"),
                expr(
                    "minute_at + INTERVAL "
                        + Features.CLIENT_STATS.plusMinutes(1).toSeconds()
                        + " SECOND")))
        .groupBy("org_id", "site_id", "minute_at", "silent_at")
        .agg(count(lit(1)).as("clients"))
        .withColumn(
            "minute_at",
            explode(expr("sequence(minute_at, silent_at - INTERVAL 1 MINUTE, INTERVAL 1 MINUTE)")))
        .groupBy("org_id", "site_id", "minute_at")
        .agg(sum("clients").cast("double").as("site_num_clients"));
  }

  /** The client first: rows are sorted by what tells most of them apart. */
  private static WindowSpec ofClient() {
    return Window.partitionBy("client_key", "org_id").orderBy("minute_at", "sampled_at", "site_id");
  }

  private static Dataset<Row> withFeatures(Dataset<Row> wirelessMinutes) {
    Column apBefore = CarryForward.previous("ap_mac", ofClient(), Features.CLIENT_STATS);
    return wirelessMinutes
        .withColumn("client_rssi", col("rssi_dbm"))
        .withColumn("client_snr", col("snr_db"))
        .withColumn(
            "client_radio_band",
            when(col("band").equalTo("24"), 2.0)
                .when(col("band").equalTo("5"), 5.0)
                .when(col("band").equalTo("6"), 6.0))
        .withColumn("client_tx_rates", col("tx_rate_mbps"))
        .withColumn("client_rx_rates", col("rx_rate_mbps"))
        .withColumn("client_tx_retries", retriesPct("tx"))
        .withColumn("client_rx_retries", retriesPct("rx"))
        .withColumn(
            "radio_ap_change",
            when(col("ap_mac").notEqual(apBefore), 1.0).when(col("ap_mac").equalTo(apBefore), 0.0))
        .withColumn("client_wifi_version", wifiVersion(lower(col("proto"))))
        .withColumn("client_tx_bytes", perMinute(col("tx_bytes")))
        .withColumn("client_rx_bytes", perMinute(col("rx_bytes")));
  }

  private static Column retriesPct(String direction) {
    return when(
        col(direction + "_packets").geq(LEAST_PACKETS),
        lit(100.0).multiply(col(direction + "_retries")).divide(col(direction + "_packets")));
  }

  /** Generation by letter; the ones before 802.11n count as one. */
  private static Column wifiVersion(Column proto) {
    return when(proto.isin("a", "b", "g"), 3.0)
        .when(proto.equalTo("n"), 4.0)
        .when(proto.equalTo("ac"), 5.0)
        .when(proto.equalTo("ax"), 6.0)
        .when(proto.equalTo("be"), 7.0);
  }

  /** A counter's growth brought from the seconds it spans to one minute. */
  static Column perMinute(Column delta) {
    return when(col("delta_s").gt(0), delta.multiply(60.0).divide(col("delta_s")))
        .otherwise(delta.cast("double"));
  }
}
