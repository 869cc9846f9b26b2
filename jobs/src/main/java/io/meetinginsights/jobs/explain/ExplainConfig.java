package io.meetinginsights.jobs.explain;

/** Section {@code explain}; conf/pipeline.yaml says what each key does. */
public record ExplainConfig(Keep keep, double causeShare, int topFeatures, double driftLimit) {

  /** Which minutes keep a contribution for each feature. */
  public enum Keep {
    BAD,
    ALL
  }

  public ExplainConfig {
    if (!(causeShare > 0 && causeShare <= 1)) {
      throw new IllegalArgumentException(
          "cause-share is " + causeShare + ", allowed is above 0 to 1");
    }
    if (topFeatures < 1 || topFeatures > 20) {
      throw new IllegalArgumentException("top-features is " + topFeatures + ", allowed is 1 to 20");
    }
    if (!(driftLimit > 0)) {
      throw new IllegalArgumentException("drift-limit is " + driftLimit + ", allowed is above 0");
    }
  }
}
