package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.correlate.CarryForward.Group;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** What an access point told of a radio and of its own uplink, as features, minute by minute. */
final class RadioReadings {

  private static final int JUST_STARTED_S = 600;

  private static final List<String> VALUES =
      List.of(
          "ap_num_clients",
          "radio_bandwidth",
          "radio_channel",
          "radio_tx_power",
          "radio_util",
          "radio_util_interference",
          "radio_util_other_bss",
          "radio_util_non_wifi",
          "radio_noise_floor",
          "radio_channel_changed",
          "ap_restarted",
          "radio_rx_failed");

  private static final List<String> UPLINK =
      List.of(
          "uplink_switch_mac",
          "uplink_port_id",
          "uplink_speed_mbps",
          "uplink_full_duplex",
          "uplink_rx_errors");

  private RadioReadings() {}

  /** A row a radio and minute: {@code org_id, ap_mac, band, minute_at}, ages, features, uplink. */
  static Dataset<Row> perRadioMinute(Dataset<Row> radioMinutes) {
    return CarryForward.perMinute(
        withFeatures(radioMinutes),
        List.of("org_id", "ap_mac", "band"),
        List.of("site_id"),
        new Group("radio_age_s", Features.DEVICE_STATS, VALUES),
        new Group("uplink_age_s", Features.DEVICE_STATS, UPLINK),
        new Group("ap_probe_age_s", Features.PROBES, List.of("ap_rtt")));
  }

  private static Dataset<Row> withFeatures(Dataset<Row> radioMinutes) {
    WindowSpec ofRadio =
        Window.partitionBy("org_id", "ap_mac", "band")
            .orderBy("minute_at", "sampled_at", "site_id");
    Column channelBefore = CarryForward.previous("channel", ofRadio, Features.DEVICE_STATS);
    Column widthBefore = CarryForward.previous("bandwidth_mhz", ofRadio, Features.DEVICE_STATS);
    Column isSameWidth = coalesce(col("bandwidth_mhz").equalTo(widthBefore), lit(true));
    Column otherBss = col("util_rx_other_bss_pct");
    Column nonWifi = col("util_non_wifi_pct");
    return radioMinutes
        .withColumn("ap_num_clients", col("ap_num_clients").cast("double"))
        .withColumn("radio_bandwidth", col("bandwidth_mhz").cast("double"))
        .withColumn("radio_channel", channelGroup())
        .withColumn("radio_tx_power", col("tx_power_dbm"))
        .withColumn("radio_util", col("util_all_pct"))
        .withColumn(
            "radio_util_interference",
            when(
                otherBss.isNotNull().or(nonWifi.isNotNull()),
                coalesce(otherBss, lit(0.0)).plus(coalesce(nonWifi, lit(0.0)))))
        .withColumn("radio_util_other_bss", otherBss)
        .withColumn("radio_util_non_wifi", nonWifi)
        .withColumn("radio_noise_floor", col("noise_floor_dbm"))
        .withColumn(
            "radio_channel_changed",
            when(
                channelBefore.isNotNull().and(col("channel").isNotNull()),
                when(col("channel").equalTo(channelBefore).and(isSameWidth), 0.0).otherwise(1.0)))
        .withColumn(
            "ap_restarted",
            when(col("ap_uptime_s").lt(JUST_STARTED_S), 1.0)
                .when(col("ap_uptime_s").isNotNull(), 0.0))
        .withColumn("radio_rx_failed", col("rx_failed").cast("double"))
        .withColumn("ap_rtt", col("ap_gateway_rtt_ms"));
  }

  /** Channels that behave alike: regulators treat them as one. */
  private static Column channelGroup() {
    Column channel = col("channel");
    return when(channel.isNull(), lit(null).cast("double"))
        .when(
            col("band").equalTo("24"),
            when(channel.equalTo(1), 1.0)
                .when(channel.equalTo(6), 2.0)
                .when(channel.equalTo(11), 3.0)
                .otherwise(4.0))
        .when(
            col("band").equalTo("5"),
            when(channel.leq(48), 51.0)
                .when(channel.leq(64), 52.0)
                .when(channel.leq(144), 53.0)
                .otherwise(54.0))
        .when(col("band").equalTo("6"), 60.0);
  }

  /** Half duplex of the access point's own port. */
  static Column uplinkHalfDuplex() {
    return when(not(col("uplink_full_duplex")), 1.0)
        .when(col("uplink_full_duplex").isNotNull(), 0.0);
  }
}
