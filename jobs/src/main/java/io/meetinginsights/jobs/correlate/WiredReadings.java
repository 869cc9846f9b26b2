package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.correlate.CarryForward.Group;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a switch told of a port, as features, minute by minute. */
final class WiredReadings {

  private static final List<String> VALUES =
      List.of("port_speed", "port_half_duplex", "port_errors", "port_util", "port_flaps");

  private WiredReadings() {}

  /** A row a port and minute: {@code org_id, switch_mac, port_id, minute_at, wired_age_s}. */
  static Dataset<Row> perPortMinute(Dataset<Row> wiredMinutes) {
    return CarryForward.perMinute(
        withFeatures(wiredMinutes),
        List.of("org_id", "switch_mac", "port_id"),
        List.of("site_id"),
        new Group("wired_age_s", Features.DEVICE_STATS, VALUES));
  }

  private static Dataset<Row> withFeatures(Dataset<Row> wiredMinutes) {
    Column errors =
        when(
            col("rx_errors").isNotNull().or(col("tx_errors").isNotNull()),
            coalesce(col("rx_errors"), lit(0L)).plus(coalesce(col("tx_errors"), lit(0L))));
    Column busier = greatest(bitsPerSecond("rx"), bitsPerSecond("tx"));
    return wiredMinutes
        .withColumn("port_speed", col("speed_mbps"))
        .withColumn(
            "port_half_duplex",
            when(not(col("is_full_duplex")), 1.0).when(col("is_full_duplex").isNotNull(), 0.0))
        .withColumn("port_errors", WirelessReadings.perMinute(errors))
        .withColumn(
            "port_util",
            when(
                col("speed_mbps").gt(0),
                busier.divide(col("speed_mbps").multiply(1e6)).multiply(100.0)))
        .withColumn("port_flaps", col("flaps").cast("double"));
  }

  /** From the counters, which see all of the minute; else the rate the switch last knew. */
  private static Column bitsPerSecond(String direction) {
    return coalesce(
        when(col("delta_s").gt(0), col(direction + "_bytes").multiply(8.0).divide(col("delta_s"))),
        col(direction + "_bps"));
  }
}
