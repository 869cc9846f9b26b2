package io.meetinginsights.jobs.simulate;

/** What goes wrong between the client or its access point and the switch. */
final class WiredFaults {
  private WiredFaults() {}

  /** Negotiation failed: whoever sends collides with what comes. */
  static void apUplinkHalfDuplex(
      LatentMinute state, Episode episode, double intensity, long minute) {
    state.portSpeedMbps = 100;
    state.halfDuplex = true;
    state.portErrorsPerMinute += 900 * intensity;
    state.wiredLossPct += 11 * intensity;
    state.wiredDelayMs += 14 * intensity;
  }

  static void portErrors(LatentMinute state, Episode episode, double intensity, long minute) {
    state.portErrorsPerMinute += 2600 * intensity;
    state.wiredLossPct += 13 * intensity;
    state.wiredDelayMs += 4 * intensity;
  }

  static void poeFlap(LatentMinute state, Episode episode, double intensity, long minute) {
    if (episode.flapsPortIn(minute)) {
      state.outageMs += intensity * Draws.uniform(episode.minuteKey(minute), 1, 4400, 7400);
    }
  }

  /** Frames that were cut short when a cable was moved, counted and sent again. */
  static void harmlessCounters(LatentMinute state, Episode episode, double intensity, long minute) {
    state.portErrorsPerMinute += 1400 * intensity;
  }
}
