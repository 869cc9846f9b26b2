package io.meetinginsights.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.evaluate.Verdicts.Accusation;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The first simpler way: the reading that is furthest beyond a fixed limit, as dashboards have
 * them. How far is counted from the limit (0) to a value that everybody would call severe (1), so
 * that readings of different units compare.
 *
 * <p>Limits with a published source: signal below -72 dBm and less than 20 % of the channel free
 * (Mist's coverage and capacity SLE), roams above 400 ms (its slow roam), latency, jitter and loss
 * of 150 ms, 40 ms and 2 % (Zoom's recommendation). The others are what a network engineer would
 * set: no error, no flap and no half duplex on a port, 80 % of a link, a gateway or a CPU in use.
 */
final class FixedThresholds {

  private record Limit(String feature, double limit, double severe) {}

  private static final List<Limit> LIMITS =
      List.of(
          new Limit("client_rssi", -72, -85),
          new Limit("client_rssi_down", -72, -85),
          new Limit("client_snr", 20, 8),
          new Limit("client_tx_retries", 20, 50),
          new Limit("client_rx_retries", 20, 50),
          new Limit("radio_util", 80, 100),
          new Limit("radio_util_interference", 40, 80),
          new Limit("radio_util_non_wifi", 20, 60),
          new Limit("radio_noise_floor", -85, -70),
          new Limit("radio_channel_changed", 0.5, 1),
          new Limit("roam_latency_ms", 400, 2000),
          new Limit("roam_count", 1.5, 4),
          new Limit("ap_restarted", 0.5, 1),
          new Limit("ap_rtt", 20, 100),
          new Limit("port_half_duplex", 0.5, 1),
          new Limit("port_errors", 10, 1000),
          new Limit("port_flaps", 0.5, 2),
          new Limit("port_util", 80, 100),
          new Limit("wan_rtt", 150, 400),
          new Limit("wan_jitter", 40, 100),
          new Limit("wan_loss", 2, 10),
          new Limit("wan_util_down", 80, 100),
          new Limit("wan_util_up", 80, 100),
          new Limit("gateway_cpu", 80, 100),
          new Limit("client_cpu", 80, 100),
          new Limit("client_vpn_distance", 2000, 8000),
          new Limit("client_wifi_version", 3.5, 2.5),
          new Limit("remote_loss_pct", 2, 10),
          new Limit("remote_jitter_ms", 40, 100),
          new Limit("remote_rtt_ms", 300, 600),
          new Limit("remote_cpu_pct", 80, 100),
          new Limit("service_excess_ms", 50, 300));

  private FixedThresholds() {}

  /** Verdicts of minutes of {@code gold.experience_minutes}. */
  static Dataset<Row> verdicts(Dataset<Row> experience) {
    return Verdicts.strongest(
        experience,
        LIMITS.stream()
            .map(
                limit ->
                    new Accusation(
                        limit.feature(),
                        Features.named(limit.feature()).orElseThrow().category().key(),
                        col(limit.feature())
                            .minus(lit(limit.limit()))
                            .divide(lit(limit.severe() - limit.limit()))))
            .toList(),
        0);
  }
}
