package io.meetinginsights.jobs.simulate;

import java.util.List;
import java.util.Locale;

/**
 * What can go wrong. Each entry moves primitives of the latent state and nothing else: telemetry
 * and media quality both follow from it in {@link LinkPhysics}. {@code strength} 1 crosses the
 * bad-minute line; the controls at 0.15 to 0.45 mostly do not.
 */
public enum Fault {
  /** The client sits where the access point is barely heard. */
  WEAK_SIGNAL(
      Category.WIRELESS, Scope.CLIENT, 0.13, "client_rssi", "client_rssi_down", "client_snr") {
    @Override
    void apply(LatentMinute state, Episode episode, double intensity, long minute) {
      if (state.wireless) {
        state.rssi = Math.max(-94, state.rssi - 21 * intensity);
        state.rssiDown = Math.max(-92, state.rssiDown - 20 * intensity);
      }
    }
  },
  /** Neighbouring networks on the same channel fill the air. */
  CO_CHANNEL_CONGESTION(
      Category.WIRELESS,
      Scope.RADIO,
      0.45,
      "radio_util",
      "radio_util_interference",
      "radio_util_other_bss") {
    @Override
    void apply(LatentMinute state, Episode episode, double intensity, long minute) {
      state.utilOtherBss += 76 * intensity;
      state.noise += 1.5 * intensity;
    }
  },
  /** A microwave oven, a camera or a jammer: energy that is no frame. */
  NON_WIFI_INTERFERENCE(
      Category.WIRELESS,
      Scope.RADIO,
      0.32,
      "radio_util_non_wifi",
      "radio_noise_floor",
      "radio_util_interference") {
    @Override
    void apply(LatentMinute state, Episode episode, double intensity, long minute) {
      state.utilNonWifi += 44 * intensity;
      state.noise += 11 * intensity;
    }
  },
  /** The client swings between two access points, each time slowly. */
  BAD_ROAM(
      Category.WIRELESS, Scope.CLIENT, 0.13, "roam_count", "roam_latency_ms", "radio_ap_change") {
    @Override
    void apply(LatentMinute state, Episode episode, double intensity, long minute) {
      if (state.wireless && episode.roamsIn(minute)) {
        state.roamGapMs =
            Math.max(
                state.roamGapMs,
                intensity * Draws.uniform(episode.minuteKey(minute), 1, 2800, 6500));
      }
    }
  },
  /** Too many clients on one radio. */
  AP_OVERLOAD(Category.WIRELESS, Scope.RADIO, 0.4, "ap_num_clients", "radio_util") {
    @Override
    void apply(LatentMinute state, Episode episode, double intensity, long minute) {
      state.radioClients += (int) Math.round(44 * intensity);
      state.utilTx += 64 * intensity;
      state.utilRxInBss += 22 * intensity;
    }
  },
  /** More traffic than the WAN link carries: queues, then drops. */
  WAN_CONGESTION(
      Category.WAN,
      Scope.SITE,
      0.65,
      "wan_rtt",
      "wan_jitter",
      "wan_loss",
      "wan_util_down",
      "wan_util_up") {
    @Override
    void apply(LatentMinute state, Episode episode, double intensity, long minute) {
      int direction = Draws.below(episode.key(), 11, 3);
      if (direction != 1) {
        state.offeredDown += 1.05 * intensity;
      }
      if (direction != 0) {
        state.offeredUp += 1.05 * intensity;
      }
    }
  },
  /** A WAN link that drops packets without being full. */
  WAN_LOSS(Category.WAN, Scope.SITE, 0.6, "wan_loss") {
    @Override
    void apply(LatentMinute state, Episode episode, double intensity, long minute) {
      state.wanLossUp += 12 * intensity;
      state.wanLossDown += 12 * intensity;
    }
  },
  /** All traffic of one client goes round by a concentrator on another continent. */
  VPN_DETOUR(
      Category.CLIENT, Scope.CLIENT, 0.045, "client_vpn_distance", "client_off_site_egress") {
    @Override
    void apply(LatentMinute state, Episode episode, double intensity, long minute) {
      state.viaConcentrator = true;
      // A tunnel is up or not: its length does not ramp with the onset.
      state.detourMs += 150 + 345 * Math.max(0, episode.strength() - 0.1);
      state.detourJitterMs += 9 * intensity;
    }
  },
  /** A bad cable or a duplex mismatch, at the client's port or at its access point's uplink. */
  PORT_ERRORS(Category.WIRED, Scope.PORT, 0.13, "port_errors", "port_half_duplex", "ap_rtt") {
    @Override
    void apply(LatentMinute state, Episode episode, double intensity, long minute) {
      state.portErrorsPerMinute += 2600 * intensity;
      state.halfDuplex |= episode.strength() > 0.6 && Draws.chance(episode.key(), 12, 0.5);
      state.wiredLossPct += 12.5 * intensity;
      state.wiredDelayMs += 6 * intensity;
    }
  },
  /** The computer has no time left for the call. */
  CLIENT_CPU(Category.CLIENT, Scope.CLIENT, 0.08, "client_cpu", "client_zoom_cpu") {
    @Override
    void apply(LatentMinute state, Episode episode, double intensity, long minute) {
      state.systemCpuPct = Math.max(state.systemCpuPct, Math.min(100, 76 + 23 * intensity));
      state.zoomCpuPct = Math.min(60, state.zoomCpuPct + 16 * intensity);
    }
  },
  /** The one who speaks sends through a bad line; everybody else hears it. */
  FAR_PARTICIPANT(
      Category.REMOTE,
      Scope.MEETING,
      0.05,
      "remote_loss_pct",
      "remote_jitter_ms",
      "remote_rtt_ms") {
    @Override
    void apply(LatentMinute state, Episode episode, double intensity, long minute) {
      state.accessLossUpPct += 34 * intensity;
      state.accessJitterUpMs += 150 * intensity;
      state.accessDelayMs += 60 * intensity;
    }
  };

  /** The part of the path a fault belongs to. */
  public enum Category {
    WIRELESS,
    WIRED,
    WAN,
    CLIENT,
    REMOTE;

    /** As it stands in the truth table. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What an episode of the fault is attached to. */
  enum Scope {
    CLIENT,
    RADIO,
    PORT,
    SITE,
    MEETING
  }

  private final Category category;
  private final Scope scope;
  private final double rate;
  private final List<String> features;

  Fault(Category category, Scope scope, double rate, String... features) {
    this.category = category;
    this.scope = scope;
    this.rate = rate;
    this.features = List.of(features);
  }

  /** Moves the latent state; {@code intensity} is the episode's strength in this minute. */
  abstract void apply(LatentMinute state, Episode episode, double intensity, long minute);

  /** As it stands in the truth table. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The part of the path to blame. */
  public Category category() {
    return category;
  }

  /** The names of the features that show it. */
  public List<String> features() {
    return features;
  }

  Scope scope() {
    return scope;
  }

  /** Episodes per working day of one target: client, access point, site, or meeting. */
  double rate() {
    return rate;
  }
}
