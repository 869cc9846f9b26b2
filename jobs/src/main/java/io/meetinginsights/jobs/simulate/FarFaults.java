package io.meetinginsights.jobs.simulate;

/** What goes wrong at the other end and in the service. */
final class FarFaults {
  private FarFaults() {}

  /** The one who speaks sits far from his access point: bursts of loss, and jitter. */
  static void wifi(LatentMinute state, Episode episode, double intensity, long minute) {
    state.accessLossUpPct += 40 * intensity;
    state.accessJitterUpMs += 210 * intensity;
    state.accessDelayMs += 12 * intensity;
  }

  /** His access line is full: what he sends waits, then is dropped. */
  static void isp(LatentMinute state, Episode episode, double intensity, long minute) {
    state.accessLossUpPct += 42 * intensity;
    state.accessJitterUpMs += 110 * intensity;
    state.accessDelayMs += 260 * intensity;
  }

  /** The service's own servers are slow for everybody, wherever one sits. */
  static void serviceTrouble(LatentMinute state, Episode episode, double intensity, long minute) {
    state.serviceDelayMs += 520 * intensity;
    state.serviceJitterMs += 10 * intensity;
  }

  /** One media server drops what it sends; no probe and no other call passes through it. */
  static void unseenServiceLoss(
      LatentMinute state, Episode episode, double intensity, long minute) {
    state.serverLossDownPct += 14 * intensity;
  }
}
