package io.meetinginsights.jobs.simulate;

/**
 * The score of a minute from latent media metrics, written a second time and apart from the
 * product's, so that tests have an independent source. Formulas: full-band E-model (ITU-T G.107.2
 * with EVS 24.4k equipment values 7.2 and 11.4, random loss), delay and jitter scores piecewise
 * linear, video from residual loss and frame rate.
 */
final class ScoreModel {
  static final double BAD_BELOW = 3.0;

  private static final double EQUIPMENT_IMPAIRMENT = 7.2;
  private static final double LOSS_ROBUSTNESS = 11.4;
  private static final double RECOVERABLE_LOSS_PCT = 5.0;

  private ScoreModel() {}

  static double audio(double latencyMs, double jitterMs, double lossPct) {
    double mouthToEarMs = latencyMs / 2 + 2 * jitterMs + 40;
    return Math.min(fullBand(mouthToEarMs, lossPct), Math.min(delay(latencyMs), jitter(jitterMs)));
  }

  static double video(double lossPct, double frameRate, double expectedFrameRate) {
    double frames = expectedFrameRate <= 0 ? 1 : Math.min(1, frameRate / expectedFrameRate);
    double framePenalty = 3.2 * Math.max(0, 0.9 - frames) / 0.9;
    return Draws.clamp(4.5 - 0.6 * residualLossPct(lossPct) - framePenalty, 1, 5);
  }

  /** Loss left after retransmission and forward error correction. */
  static double residualLossPct(double lossPct) {
    double recovered = Math.min(lossPct, RECOVERABLE_LOSS_PCT) * 0.2;
    return recovered + Math.max(0, lossPct - RECOVERABLE_LOSS_PCT) * 0.6;
  }

  static double fullBand(double mouthToEarMs, double lossPct) {
    double delayImpairment = 1.48 * delayImpairment(mouthToEarMs);
    double lossImpairment =
        EQUIPMENT_IMPAIRMENT + (132 - EQUIPMENT_IMPAIRMENT) * lossPct / (lossPct + LOSS_ROBUSTNESS);
    return meanOpinion((148 - delayImpairment - lossImpairment) / 1.48);
  }

  static double delayImpairment(double delayMs) {
    if (delayMs <= 100) {
      return 0;
    }
    double x = StrictMath.log(delayMs / 100) / StrictMath.log(2);
    return 25
        * (StrictMath.pow(1 + StrictMath.pow(x, 6), 1.0 / 6)
            - 3 * StrictMath.pow(1 + StrictMath.pow(x / 3, 6), 1.0 / 6)
            + 2);
  }

  private static double meanOpinion(double rating) {
    if (rating <= 0) {
      return 1;
    }
    if (rating >= 100) {
      return 4.5;
    }
    return Math.max(1, 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating));
  }

  /** RTT 200 ms is 4.4, 320 is 3.5, 500 is 2.9; beyond, on along the last slope. */
  static double delay(double roundTripMs) {
    if (roundTripMs <= 200) {
      return 4.5 - 0.1 * Math.max(0, roundTripMs) / 200;
    }
    if (roundTripMs <= 320) {
      return 4.4 - 0.9 * (roundTripMs - 200) / 120;
    }
    return Math.max(1, 3.5 - 0.6 * (roundTripMs - 320) / 180);
  }

  /** 40 ms is 4, 80 ms is 2.9; beyond, on along the last slope. */
  static double jitter(double jitterMs) {
    if (jitterMs <= 40) {
      return 4.5 - 0.5 * Math.max(0, jitterMs) / 40;
    }
    return Math.max(1, 4.0 - 1.1 * (jitterMs - 40) / 40);
  }
}
