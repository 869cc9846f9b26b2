package io.meetinginsights.jobs.simulate;

/** What goes wrong in the air. The stories stand in faults.yaml. */
final class WirelessFaults {
  private WirelessFaults() {}

  static void weakSignal(LatentMinute state, Episode episode, double intensity, long minute) {
    state.rssi = Math.max(-94, state.rssi - 23 * intensity);
    state.rssiDown = Math.max(-92, state.rssiDown - 22 * intensity);
  }

  /** Which access point serves it is settled in {@link SiteDay}: the far one. */
  static void stickyClient(LatentMinute state, Episode episode, double intensity, long minute) {
    state.rssi = Math.max(-93, state.rssi - 25 * intensity);
    state.rssiDown = Math.max(-90, state.rssiDown - 21 * intensity);
  }

  static void coChannelInterference(
      LatentMinute state, Episode episode, double intensity, long minute) {
    state.utilOtherBss += 92 * intensity;
    state.noise += 1.5 * intensity;
  }

  /** Half a channel away no frame can be read: energy, noise and collisions without a sender. */
  static void adjacentChannelInterference(
      LatentMinute state, Episode episode, double intensity, long minute) {
    state.utilUnknown += 24 * intensity;
    state.noise += 6 * intensity;
    state.collisionPct += 50 * intensity;
  }

  static void nonWifiInterference(
      LatentMinute state, Episode episode, double intensity, long minute) {
    state.utilNonWifi += 44 * intensity;
    state.noise += 11 * intensity;
  }

  /** After each radar pulse the radio falls silent and comes back on another channel. */
  static void dfsChannelChange(LatentMinute state, Episode episode, double intensity, long minute) {
    for (long m = episode.startMinute(); m <= minute; m++) {
      state.channelHops += episode.hopsChannelIn(m) ? 1 : 0;
    }
    if (episode.hopsChannelIn(minute)) {
      state.outageMs += intensity * Draws.uniform(episode.minuteKey(minute), 1, 4400, 7400);
    }
  }

  static void apOverload(LatentMinute state, Episode episode, double intensity, long minute) {
    state.radioClients += (int) Math.round(44 * intensity);
    state.utilTx += 64 * intensity;
    state.utilRxInBss += 22 * intensity;
  }

  /** Who downloads is settled in {@link SiteDay}: one client of the radio, and no more of them. */
  static void bulkDownload(LatentMinute state, Episode episode, double intensity, long minute) {
    state.utilTx += 92 * intensity;
    state.utilRxInBss += 4 * intensity;
    state.bulkMbps += 190 * intensity;
  }

  static void crowded24Ghz(LatentMinute state, Episode episode, double intensity, long minute) {
    state.utilOtherBss += 46 * intensity;
    state.utilNonWifi += 12 * intensity;
    state.noise += 3 * intensity;
    state.collisionPct += 44 * intensity;
    state.radioClients += (int) Math.round(5 * intensity);
  }

  /** The access point hears as well as ever; only the way down is weak. */
  static void lowTxPower(LatentMinute state, Episode episode, double intensity, long minute) {
    state.txPowerDbm = Math.max(1, state.txPowerDbm - 11 * intensity);
    // A few decibels less nobody notices.
    state.rssiDown = Math.max(-93, state.rssiDown - Math.max(0, 40 * intensity - 8));
  }

  /** Half the width: every frame takes twice the air time. */
  static void narrowChannel(LatentMinute state, Episode episode, double intensity, long minute) {
    state.channelWidthMhz = 20;
    state.maxRateMbps *= 0.48;
    state.utilTx += 58 * intensity;
    state.utilRxInBss += 30 * intensity;
  }

  static void slowRoam(LatentMinute state, Episode episode, double intensity, long minute) {
    roam(state, episode, intensity, minute);
  }

  static void pingPongRoam(LatentMinute state, Episode episode, double intensity, long minute) {
    roam(state, episode, intensity, minute);
  }

  /** The gap of all roams of the minute; one or many is settled in {@link Episode#roamsIn}. */
  private static void roam(LatentMinute state, Episode episode, double intensity, long minute) {
    if (episode.roamsIn(minute) > 0) {
      double gap = intensity * Draws.uniform(episode.minuteKey(minute), 1, 4400, 7400);
      state.roamGapMs = Math.max(state.roamGapMs, gap);
    }
  }

  /** Air that is full of others, but not so full that anybody waits. */
  static void busyChannel(LatentMinute state, Episode episode, double intensity, long minute) {
    double busy =
        state.utilTx
            + state.utilRxInBss
            + state.utilOtherBss
            + state.utilNonWifi
            + state.utilUnknown;
    state.utilOtherBss += Draws.clamp(78 - busy, 0, 55 * intensity);
  }

  /** Below the usual limit of -72 dBm, above what the radio needs on quiet air. */
  static void lowRssi(LatentMinute state, Episode episode, double intensity, long minute) {
    state.rssi = Math.min(state.rssi, -73.5 + Math.abs(1 - intensity));
    state.rssiDown = Math.min(state.rssiDown, -71.5 + Math.abs(1 - intensity));
  }
}
