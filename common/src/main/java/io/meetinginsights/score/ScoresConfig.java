package io.meetinginsights.score;

import java.util.List;

/**
 * Section {@code scores}: every coefficient of the minute's score. Where each comes from stands
 * beside its default in conf/pipeline.yaml.
 */
public record ScoresConfig(
    Audio audio,
    Video video,
    Share share,
    Bands bands,
    Teams teams,
    ZoomRecommendation zoomRecommendation) {

  /** Highest score there is: MOS of a perfect conversation in the E-model. */
  public static final double BEST = 4.5;

  /** Lowest score there is. */
  public static final double WORST = 1;

  /**
   * The full-band E-model and two scores beside it.
   *
   * @param r0 R of a perfect full-band call
   * @param ieMax impairment when all is lost
   * @param ie impairment of the codec itself
   * @param bpl robustness of the codec to loss, %
   * @param burstRatio mean burst of lost packets against that of random loss; 1 = random
   * @param latencyShare part of the reported latency that is one way
   * @param jitterFactor milliseconds of buffer for a millisecond of jitter
   * @param fixedDelayMs codec, packets and devices
   * @param delaySensitivity sT of the delay impairment
   * @param delayThresholdMs mT of the delay impairment: below it delay costs nothing
   * @param delayScore latency, as reported, against score
   * @param jitterScore jitter against score
   */
  public record Audio(
      double r0,
      double ieMax,
      double ie,
      double bpl,
      double burstRatio,
      double latencyShare,
      double jitterFactor,
      double fixedDelayMs,
      double delaySensitivity,
      double delayThresholdMs,
      List<Knot> delayScore,
      List<Knot> jitterScore) {
    public Audio {
      within("r0", r0, 1, 1000);
      within("ie-max", ieMax, 1, 1000);
      within("ie", ie, 0, ieMax);
      within("bpl", bpl, 0.1, 1000);
      within("burst-ratio", burstRatio, 1, 1000);
      within("latency-share", latencyShare, 0, 1);
      within("jitter-factor", jitterFactor, 0, 100);
      within("fixed-delay-ms", fixedDelayMs, 0, 10_000);
      within("delay-sensitivity", delaySensitivity, 0.01, 1);
      within("delay-threshold-ms", delayThresholdMs, 1, 10_000);
      delayScore = knots("delay-score", delayScore);
      jitterScore = knots("jitter-score", jitterScore);
    }
  }

  /** A point of a piecewise linear score: at so many milliseconds, that score. */
  public record Knot(double ms, double score) {
    public Knot {
      within("ms", ms, 0, 1_000_000);
      within("score", score, WORST, BEST);
    }
  }

  /** What loss costs a picture after the client has recovered what it can. */
  public record Loss(
      double recoveredShare, double recoveredUpToPct, double recoveredShareAbove, double decayPct) {
    public Loss {
      within("recovered-share", recoveredShare, 0, 1);
      within("recovered-up-to-pct", recoveredUpToPct, 0, 100);
      within("recovered-share-above", recoveredShareAbove, 0, recoveredShare);
      within("decay-pct", decayPct, 0.1, 1000);
    }
  }

  /** Video: starts at {@code start}, loses for loss and for frames that are missing. */
  public record Video(double start, Loss loss, double frameRateFactor) {
    public Video {
      within("start", start, WORST, BEST);
      required("loss", loss);
      within("frame-rate-factor", frameRateFactor, 0, 100);
    }
  }

  /** Shared screen: loss and round trip; a still slide has no frame rate. */
  public record Share(double start, Loss loss, List<Knot> delayScore) {
    public Share {
      within("start", start, WORST, BEST);
      required("loss", loss);
      delayScore = knots("delay-score", delayScore);
    }
  }

  /** Lowest score of each word; below {@code fair} a minute is bad. */
  public record Bands(double good, double fair, double poor) {
    public Bands {
      within("good", good, WORST, BEST);
      if (!(good > fair && fair > poor && poor > WORST)) {
        throw new IllegalArgumentException(
            "good, fair, poor are "
                + good
                + ", "
                + fair
                + ", "
                + poor
                + ": each needs to be below the one before and above "
                + WORST);
      }
    }
  }

  /** Published thresholds of another product, as a column beside the score. */
  public record Teams(
      double latencyMs, double jitterMs, double lossPct, double videoFps, double shareFps) {
    public Teams {
      within("latency-ms", latencyMs, 0, 1_000_000);
      within("jitter-ms", jitterMs, 0, 1_000_000);
      within("loss-pct", lossPct, 0, 100);
      within("video-fps", videoFps, 0, 1000);
      within("share-fps", shareFps, 0, 1000);
    }
  }

  /** What Zoom asks of a network, as a column beside the score. */
  public record ZoomRecommendation(double latencyMs, double jitterMs, double lossPct) {
    public ZoomRecommendation {
      within("latency-ms", latencyMs, 0, 1_000_000);
      within("jitter-ms", jitterMs, 0, 1_000_000);
      within("loss-pct", lossPct, 0, 100);
    }
  }

  public ScoresConfig {
    required("audio", audio);
    required("video", video);
    required("share", share);
    required("bands", bands);
    required("teams", teams);
    required("zoom-recommendation", zoomRecommendation);
  }

  private static void required(String key, Object value) {
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
  }

  private static void within(String key, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          key + " is " + value + ", allowed are " + least + " to " + most);
    }
  }

  private static List<Knot> knots(String key, List<Knot> knots) {
    if (knots == null || knots.size() < 2) {
      throw new IllegalArgumentException(
          key + " needs at least two points {ms, score}, found " + knots);
    }
    for (int i = 1; i < knots.size(); i++) {
      Knot before = knots.get(i - 1);
      Knot here = knots.get(i);
      if (here.ms() <= before.ms() || here.score() > before.score()) {
        throw new IllegalArgumentException(
            key + " must rise in ms and not rise in score, found " + before + " then " + here);
      }
    }
    return List.copyOf(knots);
  }
}
