package io.meetinginsights.jobs.simulate;

import static io.meetinginsights.jobs.simulate.Draws.clamp;
import static io.meetinginsights.jobs.simulate.Draws.logistic;

/**
 * From primitives to what follows. Wi-Fi: retries from utilisation and signal-to-noise, the rate
 * from the signal, delay from the queue for air time (fitted around the published median of 2.7 ms
 * a hop), loss where retries run out. WAN: a queue that grows with the offered load, loss once it
 * is full. Device: frames not encoded in time.
 */
final class LinkPhysics {
  private LinkPhysics() {}

  static LatentMinute derive(LatentMinute s) {
    if (s.wireless) {
      deriveAir(s);
    }
    deriveLink(s);
    deriveDevice(s);
    double air = s.wireless ? s.airDelayMs : 0;
    s.roundTripMs = 2 * air + 2 * s.wiredDelayMs + s.linkRttMs() + s.detourMs + s.accessDelayMs;
    double wiredJitter = 0.4 * s.wiredDelayMs;
    s.sentJitterMs =
        s.airJitterMs
            + s.linkJitterUpMs
            + s.detourJitterMs
            + s.accessJitterUpMs
            + wiredJitter
            + s.naturalJitterMs
            + 92 * clamp((s.systemCpuPct - 87) / 12, 0, 1.05);
    s.receivedJitterMs =
        s.airJitterMs + s.linkJitterDownMs + s.detourJitterMs + wiredJitter + s.naturalJitterMs;
    double roamLoss = s.roamGapMs / 600;
    s.sentLossPct =
        clamp(
            s.airLossPct
                + roamLoss
                + s.wiredLossPct
                + s.linkLossUpPct
                + s.accessLossUpPct
                + s.naturalLossUpPct,
            0,
            100);
    s.receivedLossPct =
        clamp(
            s.airLossPct + roamLoss + s.wiredLossPct + s.linkLossDownPct + s.naturalLossDownPct,
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
    double retries =
        (3 + 25 * u * u + 20 * logistic(-(s.snr - 22) / 3) + 0.35 * s.utilNonWifi) * s.retryNoise;
    s.retriesTxPct = clamp(retries, 0.5, 75);
    s.retriesRxPct = clamp(retries * 0.85, 0.4, 70);
    double reach = clamp((s.snr - 4) / 32, 0.02, 1);
    double rate = s.maxRateMbps * StrictMath.pow(reach, 1.3);
    s.txRateMbps = Math.max(6, rate);
    s.rxRateMbps = Math.max(6, rate * 0.85);
    double queue = StrictMath.pow(u / (1 - u), 1.15);
    s.airDelayMs = 2.7 * s.airNoise * (1 + 1.45 * queue) + 0.12 * s.retriesTxPct;
    s.airJitterMs = 0.5 * s.airDelayMs + 0.1 * s.retriesTxPct + s.roamGapMs / 45;
    s.airLossPct =
        15 * logistic((12.5 - s.snr) / 1.8)
            + 9 * logistic((u - 0.945) / 0.016)
            + 13 * StrictMath.pow(Math.max(0, s.utilNonWifi - 8) / 40, 2);
  }

  private static void deriveLink(LatentMinute s) {
    s.utilDown = clamp(s.offeredDown, 0, 1);
    s.utilUp = clamp(s.offeredUp, 0, 1);
    s.queueDownMs = 260 * clamp((s.offeredDown - 0.88) / 0.45, 0, 1.15);
    s.queueUpMs = 260 * clamp((s.offeredUp - 0.88) / 0.45, 0, 1.15);
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
