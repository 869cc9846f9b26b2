package io.meetinginsights.shapley;

/**
 * How a numeric node compares a row's value with its threshold. Libraries differ, and a value next
 * to a threshold goes the wrong way under another library's rule.
 *
 * <p>A missing value (NaN) is never compared: it follows the node's default direction. Infinities
 * are ordinary values.
 */
public enum CompareRule {
  /**
   * Left if {@code (float) x < (float) threshold}: XGBoost, which holds both in 32 bits. A finite
   * value too large for a float becomes an infinity, as it does there.
   */
  LT_F32 {
    @Override
    double rounded(double value) {
      return (float) value;
    }

    @Override
    boolean isLeft(double rounded, double roundedThreshold) {
      return rounded < roundedThreshold;
    }

    @Override
    double lastLeft(double roundedThreshold) {
      return Math.nextDown((float) roundedThreshold);
    }
  },

  /** Left if {@code x <= threshold} in 64 bits: Spark MLlib and LightGBM. */
  LE_F64 {
    @Override
    double rounded(double value) {
      return value;
    }

    @Override
    boolean isLeft(double rounded, double roundedThreshold) {
      return rounded <= roundedThreshold;
    }

    @Override
    double lastLeft(double roundedThreshold) {
      return roundedThreshold;
    }
  };

  /** The value at the precision the rule compares in, widened back to double. */
  abstract double rounded(double value);

  /** The comparison of two rounded, non-missing values. */
  abstract boolean isLeft(double rounded, double roundedThreshold);

  /** The largest rounded value that is left of a threshold. */
  abstract double lastLeft(double roundedThreshold);
}
