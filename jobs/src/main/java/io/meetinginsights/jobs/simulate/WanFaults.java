package io.meetinginsights.jobs.simulate;

/** What goes wrong at the gateway and beyond. */
final class WanFaults {
  private WanFaults() {}

  /** More traffic than the link carries: queues, then drops. */
  static void congestion(LatentMinute state, Episode episode, double intensity, long minute) {
    int direction = Draws.below(episode.key(), 11, 3);
    if (direction != 1) {
      state.offeredDown += 1.05 * intensity;
    }
    if (direction != 0) {
      state.offeredUp += 1.05 * intensity;
    }
  }

  static void ispLoss(LatentMinute state, Episode episode, double intensity, long minute) {
    state.wanLossUp += 12 * intensity;
    state.wanLossDown += 12 * intensity;
  }

  /** A route round by another continent: no loss to speak of, nothing is full. */
  static void ispPathChange(LatentMinute state, Episode episode, double intensity, long minute) {
    state.wanRttMs += 500 * intensity;
    state.wanJitterMs += 7 * intensity;
  }

  /** An upload that fills a modem's deep buffer: everybody waits, hardly anything is dropped. */
  static void bufferbloat(LatentMinute state, Episode episode, double intensity, long minute) {
    state.offeredUp = Math.max(state.offeredUp, Math.min(1.02, 0.86 + 0.15 * intensity));
    state.bufferScale += 5.5 * intensity;
  }

  /** The gateway forwards in software and has no time left. */
  static void gatewayCpu(LatentMinute state, Episode episode, double intensity, long minute) {
    state.gatewayLoadPct += 72 * intensity;
    state.gatewayStarved += intensity;
  }

  /** A backup that fills four fifths of the link and no more: nothing queues. */
  static void backupTraffic(LatentMinute state, Episode episode, double intensity, long minute) {
    state.offeredUp = Math.max(state.offeredUp, Math.min(0.84, 0.8 * intensity));
    state.offeredDown = Math.max(state.offeredDown, Math.min(0.84, 0.75 * intensity));
  }

  /** Routing and logging are busy; packets are forwarded elsewhere. */
  static void controlPlaneCpu(LatentMinute state, Episode episode, double intensity, long minute) {
    state.gatewayLoadPct += 72 * intensity;
  }
}
