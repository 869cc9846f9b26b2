package io.meetinginsights.features;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The catalogue of features. To add one: a line here, and its column in {@code correlate}; the
 * table schema, the models and docs/features.md follow by themselves. Names without a mark in the
 * docs are Mist's.
 */
public final class Features {

  /** From the explained minute itself: never carried forward. */
  public static final Duration THIS_MINUTE = Duration.ZERO;

  public static final Duration CLIENT_STATS = Duration.ofMinutes(3);
  public static final Duration DEVICE_STATS = Duration.ofMinutes(10);
  public static final Duration PROBES = Duration.ofMinutes(5);
  public static final Duration SPEED_TESTS = Duration.ofDays(7);
  public static final Duration CLIENT_INFO = Duration.ofHours(24);

  private static final List<Feature> ALL =
      List.of(
          numeric(
              "client_rssi",
              Category.WIRELESS,
              "dBm",
              "wireless_minutes",
              CLIENT_STATS,
              "Signal, as the access point hears the client"),
          numeric(
              "client_rssi_down",
              Category.WIRELESS,
              "dBm",
              "participant_minutes",
              THIS_MINUTE,
              "Signal, as the client hears the access point, from Zoom"),
          numeric(
              "client_snr",
              Category.WIRELESS,
              "dB",
              "wireless_minutes",
              CLIENT_STATS,
              "Signal to noise at the access point"),
          categorical(
              "client_radio_band",
              Category.WIRELESS,
              "band code 2, 5, 6",
              "wireless_minutes",
              CLIENT_STATS,
              "Band the client is on"),
          numeric(
              "client_tx_rates",
              Category.WIRELESS,
              "Mbps",
              "wireless_minutes",
              CLIENT_STATS,
              "PHY rate from access point to client"),
          numeric(
              "client_rx_rates",
              Category.WIRELESS,
              "Mbps",
              "wireless_minutes",
              CLIENT_STATS,
              "PHY rate from client to access point"),
          numeric(
              "client_tx_retries",
              Category.WIRELESS,
              "% of packets",
              "wireless_minutes",
              CLIENT_STATS,
              "Retries from access point to client; missing below 50 packets"),
          numeric(
              "client_rx_retries",
              Category.WIRELESS,
              "% of packets",
              "wireless_minutes",
              CLIENT_STATS,
              "Retries from client to access point; missing below 50 packets"),
          numeric(
              "ap_num_clients",
              Category.WIRELESS,
              "clients",
              "radio_minutes",
              DEVICE_STATS,
              "Clients on the access point"),
          categorical(
              "radio_bandwidth",
              Category.WIRELESS,
              "MHz",
              "radio_minutes",
              DEVICE_STATS,
              "Channel width"),
          categorical(
              "radio_channel",
              Category.WIRELESS,
              "group code",
              "radio_minutes",
              DEVICE_STATS,
              "Channel group: 1 to 3 for 2.4 GHz channels 1, 6, 11 and 4 for others; 51 to 54 for 5 GHz UNII-1, UNII-2 (DFS), UNII-2e (DFS), UNII-3; 60 for 6 GHz"),
          numeric(
              "radio_tx_power",
              Category.WIRELESS,
              "dBm",
              "radio_minutes",
              DEVICE_STATS,
              "Transmit power of the radio"),
          numeric(
              "radio_util",
              Category.WIRELESS,
              "%",
              "radio_minutes",
              DEVICE_STATS,
              "Channel utilisation, all"),
          numeric(
              "radio_util_interference",
              Category.WIRELESS,
              "%",
              "radio_minutes",
              DEVICE_STATS,
              "Channel utilisation by other networks and by what is not Wi-Fi"),
          numeric(
              "radio_util_other_bss",
              Category.WIRELESS,
              "%",
              "radio_minutes",
              DEVICE_STATS,
              "Channel utilisation by other networks"),
          numeric(
              "radio_util_non_wifi",
              Category.WIRELESS,
              "%",
              "radio_minutes",
              DEVICE_STATS,
              "Channel utilisation by what is not Wi-Fi"),
          numeric(
              "radio_noise_floor",
              Category.WIRELESS,
              "dBm",
              "radio_minutes",
              DEVICE_STATS,
              "Noise floor"),
          numeric(
              "radio_ap_change",
              Category.WIRELESS,
              "0 or 1",
              "wireless_minutes",
              CLIENT_STATS,
              "Whether the client changed access point since the minute before"),
          numeric(
              "roam_count",
              Category.WIRELESS,
              "roams",
              "network_events",
              THIS_MINUTE,
              "Roams of the client in the minute"),
          numeric(
              "roam_latency_ms",
              Category.WIRELESS,
              "ms",
              "network_events",
              THIS_MINUTE,
              "Longest roam of the client in the minute; 0 without a roam"),
          numeric(
              "radio_channel_changed",
              Category.WIRELESS,
              "0 or 1",
              "radio_minutes",
              DEVICE_STATS,
              "Whether the radio's channel or width changed since its previous sample"),
          numeric(
              "ap_restarted",
              Category.WIRELESS,
              "0 or 1",
              "radio_minutes",
              DEVICE_STATS,
              "Whether the access point started within the last 10 minutes"),
          numeric(
              "radio_rx_failed",
              Category.WIRELESS,
              "frames a minute",
              "radio_minutes",
              DEVICE_STATS,
              "Failed receptions of the radio"),
          numeric(
              "ap_rtt",
              Category.WIRED,
              "ms",
              "network probes",
              PROBES,
              "Round trip from access point to gateway"),
          numeric(
              "port_speed",
              Category.WIRED,
              "Mbps",
              "wired_minutes, radio_minutes",
              DEVICE_STATS,
              "Speed of the client's port, or of its access point's uplink"),
          numeric(
              "port_half_duplex",
              Category.WIRED,
              "0 or 1",
              "wired_minutes, radio_minutes",
              DEVICE_STATS,
              "Whether that port runs half duplex"),
          numeric(
              "port_errors",
              Category.WIRED,
              "errors a minute",
              "wired_minutes, radio_minutes",
              DEVICE_STATS,
              "Errors on that port"),
          numeric(
              "port_util",
              Category.WIRED,
              "%",
              "wired_minutes",
              DEVICE_STATS,
              "Utilisation of that port, the busier direction"),
          numeric(
              "port_flaps",
              Category.WIRED,
              "flaps",
              "wired_minutes",
              DEVICE_STATS,
              "Times that port went down in the minute"),
          numeric(
              "wan_rtt",
              Category.WAN,
              "ms",
              "wan_minutes",
              DEVICE_STATS,
              "Round trip over the WAN port"),
          numeric(
              "wan_jitter",
              Category.WAN,
              "ms",
              "wan_minutes",
              DEVICE_STATS,
              "Jitter over the WAN port"),
          numeric(
              "wan_loss", Category.WAN, "%", "wan_minutes", DEVICE_STATS, "Loss over the WAN port"),
          numeric(
              "wan_avg_download_mbps",
              Category.WAN,
              "Mbps",
              "wan_minutes",
              SPEED_TESTS,
              "Mean of the speed tests of seven days, download"),
          numeric(
              "wan_avg_upload_mbps",
              Category.WAN,
              "Mbps",
              "wan_minutes",
              SPEED_TESTS,
              "Mean of the speed tests of seven days, upload"),
          numeric(
              "wan_max_download_mbps",
              Category.WAN,
              "Mbps",
              "wan_minutes",
              SPEED_TESTS,
              "Best speed test of seven days, download"),
          numeric(
              "wan_max_upload_mbps",
              Category.WAN,
              "Mbps",
              "wan_minutes",
              SPEED_TESTS,
              "Best speed test of seven days, upload"),
          numeric(
              "wan_util_down",
              Category.WAN,
              "% of provisioned",
              "wan_minutes, sites",
              DEVICE_STATS,
              "Download rate of the WAN port against what is provisioned"),
          numeric(
              "wan_util_up",
              Category.WAN,
              "% of provisioned",
              "wan_minutes, sites",
              DEVICE_STATS,
              "Upload rate of the WAN port against what is provisioned"),
          numeric(
              "gateway_cpu", Category.WAN, "%", "wan_minutes", DEVICE_STATS, "CPU of the gateway"),
          numeric(
              "transport_fallback",
              Category.WAN,
              "0 or 1",
              "participants",
              THIS_MINUTE,
              "Whether Zoom fell back from UDP to TCP, SSL or HTTP"),
          numeric(
              "client_cpu",
              Category.CLIENT,
              "%",
              "participant_minutes",
              THIS_MINUTE,
              "System CPU of the client, most in the minute"),
          numeric(
              "client_zoom_cpu",
              Category.CLIENT,
              "%",
              "participant_minutes",
              THIS_MINUTE,
              "CPU of the Zoom client, most in the minute"),
          categorical(
              "client_wifi_version",
              Category.CLIENT,
              "generation",
              "wireless_minutes",
              CLIENT_STATS,
              "Wi-Fi generation of the client: 3 for a and g, 4 for n, 5, 6, 7"),
          numeric(
              "client_n_streams",
              Category.CLIENT,
              "streams",
              "wireless_minutes",
              CLIENT_INFO,
              "Spatial streams of the client, where a source names them"),
          numeric(
              "client_vpn_distance",
              Category.CLIENT,
              "km",
              "sites, participants",
              THIS_MINUTE,
              "Distance from the site to the VPN egress the client comes from; 0 without VPN"),
          numeric(
              "client_off_site_egress",
              Category.CLIENT,
              "0 or 1",
              "sites, participants",
              THIS_MINUTE,
              "Whether the client is on our network but its public address is not its site's"),
          numeric(
              "remote_loss_pct",
              Category.REMOTE,
              "%",
              "sender_minutes",
              THIS_MINUTE,
              "Loss that the dominant other sender suffered on the way up"),
          numeric(
              "remote_jitter_ms",
              Category.REMOTE,
              "ms",
              "sender_minutes",
              THIS_MINUTE,
              "Jitter that the dominant other sender suffered on the way up"),
          numeric(
              "remote_rtt_ms",
              Category.REMOTE,
              "ms",
              "sender_minutes",
              THIS_MINUTE,
              "Round trip of the dominant other sender"),
          numeric(
              "remote_cpu_pct",
              Category.REMOTE,
              "%",
              "sender_minutes",
              THIS_MINUTE,
              "System CPU of the dominant other sender"),
          numeric(
              "service_excess_ms",
              Category.REMOTE,
              "ms",
              "sender_minutes",
              THIS_MINUTE,
              "Median round trip of other sites to the same Zoom data centre above its median of seven days; at least 3 other sites"),
          numeric(
              "dc_distance_km",
              Category.REMOTE,
              "km",
              "participants, sites",
              THIS_MINUTE,
              "Distance from the site to the Zoom data centre"),
          numeric(
              "site_num_clients",
              Category.CONTEXT,
              "clients",
              "wireless_minutes",
              CLIENT_STATS,
              "Clients at the site"),
          numeric(
              "client_tx_bytes",
              Category.CONTEXT,
              "bytes a minute",
              "wireless_minutes",
              CLIENT_STATS,
              "Bytes from access point to client: they contain the call itself"),
          numeric(
              "client_rx_bytes",
              Category.CONTEXT,
              "bytes a minute",
              "wireless_minutes",
              CLIENT_STATS,
              "Bytes from client to access point: they contain the call itself"));

  private static final Map<String, Feature> BY_NAME = byName();

  private Features() {}

  /** All features, in the order of the model's columns. */
  public static List<Feature> all() {
    return ALL;
  }

  /** The feature of a name. */
  public static Optional<Feature> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Features that a verdict model uses: all but context. */
  public static List<Feature> blamable() {
    return ALL.stream().filter(feature -> feature.category().isBlamable()).toList();
  }

  private static Feature numeric(
      String name,
      Category category,
      String unit,
      String source,
      Duration maxAge,
      String description) {
    return new Feature(name, category, unit, Feature.Encoding.NUMERIC, source, maxAge, description);
  }

  private static Feature categorical(
      String name,
      Category category,
      String unit,
      String source,
      Duration maxAge,
      String description) {
    return new Feature(
        name, category, unit, Feature.Encoding.CATEGORICAL, source, maxAge, description);
  }

  private static Map<String, Feature> byName() {
    Map<String, Feature> features = new LinkedHashMap<>();
    for (Feature feature : ALL) {
      if (features.put(feature.name(), feature) != null) {
        throw new IllegalStateException("Feature " + feature.name() + " is defined twice");
      }
    }
    return Map.copyOf(features);
  }
}
