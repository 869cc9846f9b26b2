package io.meetinginsights.jobs.train;

import java.util.List;
import java.util.Map;

/**
 * What an experienced eye would do without a model: count the features beyond a usual limit. It is
 * a baseline, and decides nothing.
 *
 * <p>Sources: signal -72 dBm and channel utilisation 80 % are Mist's published coverage and
 * capacity limits; retries of 15 % and more are called too high by Wi-Fi practitioners; round trip
 * 320 ms, loss 1.2 % and jitter 12 ms are the poor calls' thresholds of Via (SIGCOMM 2016); a roam
 * of more than 2 s is Mist's slow roam; CPU from 90 % on hurts by Zoom's advice. Errors, flaps,
 * half duplex, restarts and the fallback from UDP count where they occur at all.
 */
final class FixedThresholds {

  private static final Map<String, Double> AT_MOST =
      Map.ofEntries(
          Map.entry("client_tx_retries", 15.0),
          Map.entry("client_rx_retries", 15.0),
          Map.entry("radio_util", 80.0),
          Map.entry("roam_latency_ms", 2000.0),
          Map.entry("ap_restarted", 0.0),
          Map.entry("port_half_duplex", 0.0),
          Map.entry("port_errors", 0.0),
          Map.entry("port_flaps", 0.0),
          Map.entry("wan_rtt", 320.0),
          Map.entry("wan_loss", 1.2),
          Map.entry("wan_jitter", 12.0),
          Map.entry("wan_util_down", 90.0),
          Map.entry("wan_util_up", 90.0),
          Map.entry("gateway_cpu", 90.0),
          Map.entry("transport_fallback", 0.0),
          Map.entry("client_cpu", 90.0),
          Map.entry("remote_loss_pct", 1.2),
          Map.entry("remote_jitter_ms", 12.0),
          Map.entry("remote_rtt_ms", 320.0),
          Map.entry("remote_cpu_pct", 90.0));

  private static final Map<String, Double> AT_LEAST =
      Map.of("client_rssi", -72.0, "client_rssi_down", -72.0);

  /** Beyond so many it makes no difference. */
  static final int MOST = 5;

  private FixedThresholds() {}

  /** For each row how many features are beyond their limit, {@value #MOST} at most. */
  static int[] exceeded(FeatureSample sample, List<String> features) {
    int[] counts = new int[sample.rows()];
    for (String feature : features) {
      double most = AT_MOST.getOrDefault(feature, Double.POSITIVE_INFINITY);
      double least = AT_LEAST.getOrDefault(feature, Double.NEGATIVE_INFINITY);
      double[] values = sample.values(feature);
      for (int row = 0; row < counts.length; row++) {
        if (values[row] > most || values[row] < least) {
          counts[row] = Math.min(MOST, counts[row] + 1);
        }
      }
    }
    return counts;
  }
}
