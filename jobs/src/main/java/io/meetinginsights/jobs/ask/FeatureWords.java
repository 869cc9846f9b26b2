package io.meetinginsights.jobs.ask;

import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import java.util.Locale;

/** Features in plain words with their numbers, and what to look at next because of them. */
final class FeatureWords {

  private FeatureWords() {}

  static String name(String feature) {
    return Features.named(feature)
        .map(Feature::description)
        .map(text -> text.split(";")[0].replace(", all", "").replace(", from Zoom", ""))
        .map(FeatureWords::lowerFirst)
        .orElse(feature);
  }

  private static String lowerFirst(String text) {
    boolean isAbbreviation = text.length() > 1 && Character.isUpperCase(text.charAt(1));
    return isAbbreviation
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  static String unit(String feature) {
    return Features.named(feature).map(Feature::unit).orElse("");
  }

  /** "channel utilisation 83 % while your median is 31 %". */
  static String evidence(String feature, Double value, Double usual) {
    if (value == null) {
      return name(feature) + " is missing";
    }
    String unit = unit(feature);
    if (unit.equals("0 or 1")) {
      String said = name(feature).replaceFirst("^whether ", "");
      return value >= 0.5 ? said : "not so: " + said;
    }
    return name(feature)
        + " "
        + number(value)
        + " "
        + unit
        + (usual == null ? "" : " while your median is " + number(usual) + " " + unit);
  }

  static String number(double value) {
    return Math.abs(value) >= 10 || value == Math.rint(value)
        ? Long.toString(Math.round(value))
        : String.format(Locale.ROOT, "%.1f", value);
  }

  /** What to look at next: by the feature that weighs most, else by the cause. */
  static String nextCheck(String cause, String feature) {
    String byFeature =
        switch (feature == null ? "" : feature) {
          case "radio_util", "radio_util_interference", "radio_util_other_bss" ->
              "which networks share the channel, and whether another channel or a narrower one is freer";
          case "radio_util_non_wifi", "radio_noise_floor" ->
              "what near the access point radiates on its channel and is not Wi-Fi";
          case "client_rssi", "client_rssi_down", "client_snr" ->
              "how far the client was from its access point, and whether a nearer one was in reach";
          case "client_tx_retries", "client_rx_retries", "client_tx_rates", "client_rx_rates" ->
              "the client's signal and the channel's load at that time, then the client's Wi-Fi driver";
          case "roam_count", "roam_latency_ms", "radio_ap_change" ->
              "why the client roamed, and whether fast roaming is on for its network";
          case "ap_restarted", "radio_channel_changed" ->
              "why the access point restarted or changed its channel at that time";
          case "port_errors", "port_half_duplex", "port_speed", "port_flaps" ->
              "the cable, duplex and speed of the switch port";
          case "wan_util_down", "wan_util_up" -> "what fills the WAN link at that time";
          case "wan_rtt", "wan_jitter", "wan_loss" ->
              "the provider's path: loss and latency of the WAN link at that time";
          case "client_cpu", "client_zoom_cpu" -> "what keeps the client's processor busy";
          case "client_vpn_distance", "client_off_site_egress" ->
              "whether Zoom's traffic has to take the VPN";
          default -> null;
        };
    if (byFeature != null) {
      return byFeature;
    }
    return switch (cause) {
      case "wireless" -> "the radio of the client's access point at that time";
      case "wired" -> "the switch port behind the client or its access point";
      case "wan" -> "the site's WAN link at that time";
      case "client" -> "the client itself: processor, adapter, VPN";
      case "remote" -> "nothing here: the far end or the service was at fault; ask the other side";
      default -> "whether others at the site had bad minutes at the same time";
    };
  }
}
