package io.meetinginsights.jobs.explain;

import io.meetinginsights.features.Category;
import io.meetinginsights.model.ModelManifest.StrengthCalibration;

/**
 * Names the cause of a bad minute from the categories' contributions to its log-odds.
 *
 * <p>A cause must lie in a category that may be blamed and makes the minute worse; the one that
 * makes it worse most is taken, if it gives at least a stated share of the rise of the log-odds
 * over base. The cause is unexplained where the model does not call the minute bad, or no category
 * gives that share.
 *
 * @param operatingThreshold the probability from which on the model calls a minute bad
 * @param causeShare the least share of the rise
 * @param strength turns share and probability into a strength
 */
record VerdictRule(double operatingThreshold, double causeShare, StrengthCalibration strength) {

  static final String UNEXPLAINED = "unexplained";
  static final String BELOW_THRESHOLD = "below-threshold";
  static final String NO_DOMINANT_CATEGORY = "no-dominant-category";
  static final String NOT_ON_NETWORK = "not-on-network";

  /**
   * The verdict.
   *
   * @param cause a category, or unexplained
   * @param reason why unexplained; null for a cause
   * @param strength the probability that the category is right, see {@link StrengthCalibration};
   *     null for unexplained
   * @param share what the category gives of the rise; null for unexplained
   */
  record Verdict(String cause, String reason, Double strength, Double share) {

    static Verdict unexplained(String reason) {
      return new Verdict(UNEXPLAINED, reason, null, null);
    }
  }

  /**
   * Decides.
   *
   * @param base log-odds with no feature known
   * @param margin log-odds of the minute
   * @param byCategory contributions, by the categories' order
   */
  Verdict verdict(double base, double margin, double[] byCategory) {
    double probability = 1 / (1 + Math.exp(-margin));
    if (probability < operatingThreshold) {
      return Verdict.unexplained(BELOW_THRESHOLD);
    }
    Category worst = null;
    for (Category category : Category.values()) {
      double harm = byCategory[category.ordinal()];
      if (category.isBlamable()
          && harm > 0
          && (worst == null || harm > byCategory[worst.ordinal()])) {
        worst = category;
      }
    }
    double rise = margin - base;
    if (worst == null || !(rise > 0) || byCategory[worst.ordinal()] < causeShare * rise) {
      return Verdict.unexplained(NO_DOMINANT_CATEGORY);
    }
    double share = byCategory[worst.ordinal()] / rise;
    return new Verdict(worst.key(), null, strength.strength(share, probability), share);
  }
}
