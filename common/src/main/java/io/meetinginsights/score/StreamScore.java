package io.meetinginsights.score;

import java.util.List;

/**
 * The score of one stream (a medium in a direction) of one minute, on numbers; null is missing, and
 * so is what no meter can have said: negative, infinite or not a number. {@link MinuteScores} holds
 * the same on columns.
 *
 * <p>A stream is scored on what is there; without anything its score is null.
 */
public final class StreamScore {

  /** Below this a frame rate counts as this, so that a frozen picture has a logarithm. */
  static final double FROZEN_FPS = 0.1;

  private StreamScore() {}

  /**
   * Audio: the least of E-model, delay score and jitter score. The E-model alone tolerates a round
   * trip of a second.
   */
  public static Double audio(
      Double latencyMs, Double jitterMs, Double lossPct, ScoresConfig.Audio config) {
    Double latency = measured(latencyMs);
    Double jitter = measured(jitterMs);
    Double loss = measured(lossPct);
    if (latency == null && jitter == null && loss == null) {
      return null;
    }
    double delayMs =
        (latency == null ? 0 : latency * config.latencyShare())
            + (jitter == null ? 0 : jitter * config.jitterFactor())
            + config.fixedDelayMs();
    double score = EModel.fullbandMos(delayMs, loss == null ? 0 : Math.min(loss, 100), config);
    if (latency != null) {
      score = Math.min(score, piecewise(latency, config.delayScore()));
    }
    if (jitter != null) {
      score = Math.min(score, piecewise(jitter, config.jitterScore()));
    }
    return score;
  }

  /** Video: loss that is left after recovery, and frames that do not arrive. */
  public static Double video(
      Double lossPct, Double frameRateFps, Double referenceFps, ScoresConfig.Video config) {
    Double loss = measured(lossPct);
    Double frames = measured(frameRateFps);
    Double reference = measured(referenceFps);
    if (loss == null && frames == null) {
      return null;
    }
    double score = afterLoss(config.start(), loss, config.loss());
    if (frames != null && reference != null && reference > 0) {
      double ratio = reference / Math.max(frames, FROZEN_FPS);
      score -= config.frameRateFactor() * Math.max(0, StrictMath.log(ratio));
    }
    return clamp(score);
  }

  /** Shared screen: loss and round trip. */
  public static Double share(Double latencyMs, Double lossPct, ScoresConfig.Share config) {
    Double latency = measured(latencyMs);
    Double loss = measured(lossPct);
    if (latency == null && loss == null) {
      return null;
    }
    double score = afterLoss(config.start(), loss, config.loss());
    return latency == null ? score : Math.min(score, piecewise(latency, config.delayScore()));
  }

  /**
   * Piecewise linear between the points; beyond them the nearest segment goes on, and the result
   * stays within 1 and 4.5. So a curve has no step at its first and last point.
   */
  static double piecewise(double x, List<ScoresConfig.Knot> knots) {
    int segment = 0;
    while (segment < knots.size() - 2 && x >= knots.get(segment + 1).ms()) {
      segment++;
    }
    ScoresConfig.Knot from = knots.get(segment);
    return clamp(from.score() + slope(knots, segment) * (x - from.ms()));
  }

  static double slope(List<ScoresConfig.Knot> knots, int segment) {
    ScoresConfig.Knot from = knots.get(segment);
    ScoresConfig.Knot to = knots.get(segment + 1);
    return (to.score() - from.score()) / (to.ms() - from.ms());
  }

  private static double afterLoss(double start, Double lossPct, ScoresConfig.Loss config) {
    if (lossPct == null) {
      return start;
    }
    double loss = Math.min(lossPct, 100);
    double below = Math.min(loss, config.recoveredUpToPct());
    double left =
        below * (1 - config.recoveredShare()) + (loss - below) * (1 - config.recoveredShareAbove());
    return 1 + (start - 1) * StrictMath.exp(-left / config.decayPct());
  }

  private static Double measured(Double value) {
    return value != null && value >= 0 && value < Double.POSITIVE_INFINITY ? value : null;
  }

  private static double clamp(double score) {
    return Math.min(ScoresConfig.BEST, Math.max(ScoresConfig.WORST, score));
  }
}
