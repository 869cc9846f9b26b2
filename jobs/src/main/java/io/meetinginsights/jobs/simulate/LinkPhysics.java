package io.meetinginsights.jobs.simulate;

import static io.meetinginsights.jobs.simulate.Draws.clamp;
import static io.meetinginsights.jobs.simulate.Draws.logistic;

/**
 * From primitives to what follows. Wi-Fi: retries from utilisation and signal-to-noise, the rate
 * from the signal, delay from the queue for air time (fitted around the published median of 2.7 ms
 * a hop), loss where retries run out or where the rate leaves no room for a call. Up and down
 * differ by the signal: the access point's view and the client's. Gateway: late and lossy once its
 * CPU has no time. WAN: a queue that grows with the offered load, loss once it is full. Device:
 * frames not encoded in time.
 */
final class LinkPhysics {
  /** Of the PHY rate, what is left for data once headers, acknowledgements and waits are paid. */
  private static final double EFFICIENCY = 0.4;

  /** What a call with video, sent or received, asks of the air. */
  private static final double CALL_MBPS = 3.2;

  private LinkPhysics() {}

  static LatentMinute derive(LatentMinute s) {
    if (s.wireless) {
      deriveAir(s);
    }
    deriveLink(s);
    deriveDevice(s);
    double air = s.wireless ? s.airDelayMs : 0;
    s.roundTripMs =
        2 * air
            + 2 * s.wiredDelayMs
            + s.gatewayDelayMs
            + s.linkRttMs()
            + s.detourMs
            + s.accessDelayMs
            + s.serviceDelayMs;
    double commonJitter =
        0.4 * s.wiredDelayMs + 0.5 * s.gatewayDelayMs + s.serviceJitterMs + s.naturalJitterMs;
    s.sentJitterMs =
        s.airJitterMs
            + s.linkJitterUpMs
            + s.detourJitterMs
            + s.accessJitterUpMs
            + commonJitter
            + 92 * clamp((s.systemCpuPct - 87) / 12, 0, 1.05);
    s.receivedJitterMs = s.airJitterMs + s.linkJitterDownMs + s.detourJitterMs + commonJitter;
    double commonLoss = (s.roamGapMs + s.outageMs) / 600 + s.wiredLossPct + s.gatewayLossPct;
    s.sentLossPct =
        clamp(
            s.airLossUpPct + commonLoss + s.linkLossUpPct + s.accessLossUpPct + s.naturalLossUpPct,
            0,
            100);
    s.receivedLossPct =
        clamp(
            s.airLossDownPct
                + commonLoss
                + s.linkLossDownPct
                + s.naturalLossDownPct
                + s.serverLossDownPct,
            0,
            100);
    return s;
  }

  private static void deriveAir(LatentMinute s) {
    double busy = s.utilTx + s.utilRxInBss + s.utilOtherBss + s.utilNonWifi + s.utilUnknown;
    if (busy > 98) {
      // Air time is shared out: no reading adds up to more than there is.
      double share = 98 / busy;
      s.utilTx *= share;
      s.utilRxInBss *= share;
      s.utilOtherBss *= share;
      s.utilNonWifi *= share;
      s.utilUnknown *= share;
      busy = 98;
    }
    s.utilAll = busy;
    double u = busy / 100;
    s.snr = Math.max(1, s.rssi - s.noise);
    s.snrDown = Math.max(1, s.rssiDown - 3 - s.noise);
    s.retriesTxPct = clamp(retriesPct(s, u, s.snrDown), 0.5, 75);
    s.retriesRxPct = clamp(0.85 * retriesPct(s, u, s.snr), 0.4, 70);
    s.txRateMbps = rateMbps(s, s.snrDown);
    s.rxRateMbps = 0.85 * rateMbps(s, s.snr);
    double queue = StrictMath.pow(u / (1 - u), 1.15);
    s.airDelayMs = 2.7 * s.airNoise * (1 + 1.45 * queue) + 0.12 * s.retriesTxPct;
    s.airJitterMs = 0.5 * s.airDelayMs + 0.1 * s.retriesTxPct + (s.roamGapMs + s.outageMs) / 45;
    double busyLoss =
        9 * logistic((u - 0.945) / 0.016)
            + 13 * StrictMath.pow(Math.max(0, s.utilNonWifi - 8) / 40, 2)
            // A frame is given up when it collides each time it is sent.
            + 100 * StrictMath.pow(Math.min(1, s.collisionPct / 100), 3);
    s.airLossUpPct = busyLoss + signalLossPct(s.snr) + shortOfAirPct(s.rxRateMbps, u);
    s.airLossDownPct = busyLoss + signalLossPct(s.snrDown) + shortOfAirPct(s.txRateMbps, u);
  }

  private static double retriesPct(LatentMinute s, double u, double snr) {
    double retries =
        3 + 25 * u * u + 20 * logistic(-(snr - 22) / 3) + 0.35 * s.utilNonWifi + s.collisionPct;
    return retries * s.retryNoise;
  }

  private static double rateMbps(LatentMinute s, double snr) {
    double reach = clamp((snr - 4) / 32, 0.02, 1);
    return Math.max(6, s.maxRateMbps * StrictMath.pow(reach, 1.3));
  }

  private static double signalLossPct(double snr) {
    return 15 * logistic((12.5 - snr) / 1.8);
  }

  /** What does not fit into the air that others leave. */
  private static double shortOfAirPct(double rateMbps, double u) {
    return 100 * clamp(1 - rateMbps * (1 - u) * EFFICIENCY / CALL_MBPS, 0, 0.25);
  }

  private static void deriveLink(LatentMinute s) {
    s.utilDown = clamp(s.offeredDown, 0, 1);
    s.gatewayCpuPct = clamp(14 + 22 * s.utilDown + s.gatewayNoisePct + s.gatewayLoadPct, 0, 99);
    s.gatewayDelayMs = 55 * s.gatewayStarved;
    s.gatewayLossPct = 12.5 * s.gatewayStarved;
    s.utilUp = clamp(s.offeredUp, 0, 1);
    s.queueDownMs = 260 * s.bufferScale * clamp((s.offeredDown - 0.88) / 0.45, 0, 1.15);
    s.queueUpMs = 260 * s.bufferScale * clamp((s.offeredUp - 0.88) / 0.45, 0, 1.15);
    s.linkLossDownPct = s.wanLossDown + 8 * clamp((s.offeredDown - 1.0) / 0.35, 0, 1.2);
    s.linkLossUpPct = s.wanLossUp + 8 * clamp((s.offeredUp - 1.0) / 0.35, 0, 1.2);
    s.linkJitterDownMs =
        s.wanJitterMs * (1 + 4 * clamp((s.offeredDown - 0.85) / 0.2, 0, 1)) + 0.22 * s.queueDownMs;
    s.linkJitterUpMs =
        s.wanJitterMs * (1 + 4 * clamp((s.offeredUp - 0.85) / 0.2, 0, 1)) + 0.22 * s.queueUpMs;
  }

  private static void deriveDevice(LatentMinute s) {
    double starved = clamp((s.systemCpuPct - 86) / 12, 0, 1);
    s.frameShare = 1 - 0.75 * StrictMath.pow(starved, 0.8);
  }
}
