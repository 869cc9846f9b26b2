package io.meetinginsights.jobs.train;

import io.meetinginsights.model.MatrixEncoding;
import java.util.Map;

/**
 * The direction in which a feature can only harm, where physics gives one: a weaker signal, more
 * retries, more loss on the way. All targets are worse when larger, so one sign serves them all.
 * Features without an entry are free: transmit power and rates are also chosen by the devices in
 * answer to trouble.
 */
final class HarmfulDirection {

  private static final int FALLING = -1;
  private static final int RISING = 1;

  private static final Map<String, Integer> SIGNS =
      Map.ofEntries(
          Map.entry("client_rssi", FALLING),
          Map.entry("client_rssi_down", FALLING),
          Map.entry("client_snr", FALLING),
          Map.entry("client_tx_retries", RISING),
          Map.entry("client_rx_retries", RISING),
          Map.entry("radio_util", RISING),
          Map.entry("radio_util_interference", RISING),
          Map.entry("radio_util_non_wifi", RISING),
          Map.entry("roam_latency_ms", RISING),
          Map.entry("ap_restarted", RISING),
          Map.entry("ap_rtt", RISING),
          Map.entry("port_half_duplex", RISING),
          Map.entry("port_errors", RISING),
          Map.entry("port_util", RISING),
          Map.entry("port_flaps", RISING),
          Map.entry("wan_rtt", RISING),
          Map.entry("wan_jitter", RISING),
          Map.entry("wan_loss", RISING),
          Map.entry("wan_util_down", RISING),
          Map.entry("wan_util_up", RISING),
          Map.entry("gateway_cpu", RISING),
          Map.entry("transport_fallback", RISING),
          Map.entry("client_cpu", RISING),
          Map.entry("client_vpn_distance", RISING),
          Map.entry("remote_loss_pct", RISING),
          Map.entry("remote_jitter_ms", RISING),
          Map.entry("remote_rtt_ms", RISING),
          Map.entry("remote_cpu_pct", RISING),
          Map.entry("service_excess_ms", RISING));

  private HarmfulDirection() {}

  /** 1 if more is worse, -1 if less is, 0 if it is open. */
  static int of(MatrixEncoding.MatrixColumn column, MatrixEncoding encoding) {
    return column.kind() == MatrixEncoding.ColumnKind.QUANTITY
        ? SIGNS.getOrDefault(encoding.features().get(column.feature()).name(), 0)
        : 0;
  }
}
