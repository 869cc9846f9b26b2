package io.meetinginsights.score;

/**
 * The E-model of ITU-T, on numbers: G.107 (narrowband), the scale of G.107.1 (wideband) and G.107.2
 * (full band). Planning values for a path, used here as the score of a minute.
 *
 * <p>The exponent of the delay impairment is 6·sT as G.107 prints it; some implementations have 6 −
 * sT.
 */
public final class EModel {

  /** R of a perfect narrowband call, G.107 with default inputs. */
  public static final double NARROWBAND_R0 = 93.2;

  /** Equipment impairment of narrowband when all is lost, G.107 7-29. */
  public static final double NARROWBAND_IE_MAX = 95;

  /** R of a perfect wideband call, G.107.1. */
  public static final double WIDEBAND_R0 = 129;

  /** R of a perfect full-band call, G.107.2. */
  public static final double FULLBAND_R0 = 148;

  /** Equipment impairment of full band when all is lost, G.107.2. */
  public static final double FULLBAND_IE_MAX = 132;

  private EModel() {}

  /**
   * Idd: what mouth-to-ear delay costs, on the narrowband scale (G.107 7-27 and 7-28).
   *
   * @param delayMs one-way delay
   * @param sensitivity sT; 1 for default users
   * @param thresholdMs mT; 100 for default users
   */
  public static double delayImpairment(double delayMs, double sensitivity, double thresholdMs) {
    if (delayMs <= thresholdMs) {
      return 0;
    }
    double doublings = StrictMath.log(delayMs / thresholdMs) / StrictMath.log(2);
    double power = 6 * sensitivity;
    double rise = root(1 + StrictMath.pow(doublings, power), power);
    double relief = root(1 + StrictMath.pow(doublings / 3, power), power);
    return Math.max(0, 25 * (rise - 3 * relief + 2));
  }

  /**
   * Ie,eff: what the codec costs with packets lost (G.107 7-29).
   *
   * @param ie codec without loss
   * @param ieMax codec with nothing left
   * @param lossPct packets lost
   * @param bpl robustness of the codec, in the same %
   * @param burstRatio 1 for random loss
   */
  public static double lossImpairment(
      double ie, double ieMax, double lossPct, double bpl, double burstRatio) {
    return ie + (ieMax - ie) * lossPct / (lossPct / burstRatio + bpl);
  }

  /** Mean opinion score of R on the scale of 0 to 100 (G.107 annex B), never below 1. */
  public static double mos(double r) {
    if (r < 0) {
      return 1;
    }
    if (r > 100) {
      return 4.5;
    }
    return Math.max(1, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r));
  }

  /** MOS of a narrowband call: delay in ms one way, loss in %. */
  public static double narrowbandMos(
      double delayMs, double lossPct, double ie, double bpl, double burstRatio) {
    return mos(
        NARROWBAND_R0
            - delayImpairment(delayMs, 1, 100)
            - lossImpairment(ie, NARROWBAND_IE_MAX, lossPct, bpl, burstRatio));
  }

  /** MOS of a wideband codec without delay or loss. */
  public static double widebandMos(double ie) {
    return mos((WIDEBAND_R0 - ie) / (WIDEBAND_R0 / 100));
  }

  /** MOS of a full-band call: delay in ms one way, loss in %. */
  public static double fullbandMos(double delayMs, double lossPct, ScoresConfig.Audio audio) {
    double scale = audio.r0() / 100;
    double r =
        audio.r0()
            - scale * delayImpairment(delayMs, audio.delaySensitivity(), audio.delayThresholdMs())
            - lossImpairment(audio.ie(), audio.ieMax(), lossPct, audio.bpl(), audio.burstRatio());
    return mos(r / scale);
  }

  private static double root(double value, double degree) {
    return StrictMath.pow(value, 1 / degree);
  }
}
