package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/** A score on the MOS scale in the words people know from the product. */
final class QualityWords {

  static final String NOT_APPLICABLE = "Not applicable";
  static final String UNKNOWN = "Unknown";

  private QualityWords() {}

  /**
   * The word for a call's medium: the band its mean score falls in; without a score, Not applicable
   * where some minute says that the medium was unused, else Unknown.
   */
  static Column ofMean(Column meanScore, Column unusedMinutes) {
    return when(meanScore.geq(4), "Good (Mos:4-5)")
        .when(meanScore.geq(3), "Fair (Mos:3-4)")
        .when(meanScore.geq(2), "Poor (Mos:2-3)")
        .when(meanScore.isNotNull(), "Bad (Mos:1-2)")
        .when(unusedMinutes.gt(0), NOT_APPLICABLE)
        .otherwise(UNKNOWN);
  }
}
