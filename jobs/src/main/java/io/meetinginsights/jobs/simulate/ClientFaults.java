package io.meetinginsights.jobs.simulate;

/** What is the matter with the participant's own device. */
final class ClientFaults {
  private ClientFaults() {}

  /** All traffic goes round by a concentrator on another continent. */
  static void vpnDetour(LatentMinute state, Episode episode, double intensity, long minute) {
    state.viaConcentrator = true;
    // A tunnel is up or not: its length does not ramp with the onset.
    state.detourMs += 150 + 345 * Math.max(0, episode.strength() - 0.1);
    state.detourJitterMs += 9 * intensity;
  }

  static void clientCpu(LatentMinute state, Episode episode, double intensity, long minute) {
    state.systemCpuPct = Math.max(state.systemCpuPct, Math.min(100, 76 + 23 * intensity));
    state.zoomCpuPct = Math.min(60, state.zoomCpuPct + 16 * intensity);
  }

  /** A radio of another age: its rates leave no room for a call once the air is shared. */
  static void oldClientRadio(LatentMinute state, Episode episode, double intensity, long minute) {
    state.oldRadio = true;
    // What a radio can do is settled by its make: no ramp.
    state.maxRateMbps = Math.max(7, 54 - 47 * episode.strength());
  }

  /** Something else keeps the processor busy and leaves the call what it needs. */
  static void otherProgram(LatentMinute state, Episode episode, double intensity, long minute) {
    state.systemCpuPct = Math.max(state.systemCpuPct, Math.min(84.5, 80 * intensity));
  }
}
