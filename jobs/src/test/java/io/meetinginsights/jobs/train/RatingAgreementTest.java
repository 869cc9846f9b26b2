package io.meetinginsights.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.testing.WithSpark;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class RatingAgreementTest {

  /** Calls 0 to 99 are good throughout, 100 to 109 are bad half the time and score 2 on average. */
  private static Dataset<Row> minutes(SparkSession spark) {
    return spark.sql(
        "SELECT 'a' AS account_id, 'm' AS meeting_uuid, concat('p', call) AS person_key,"
            + " call >= 100 AND minute = 0 AS is_bad,"
            + " CASE WHEN call < 100 THEN 4.3 WHEN minute = 0 THEN 1.0 ELSE 3.0 END AS minute_score"
            + " FROM (SELECT id AS call FROM range(110)) CROSS JOIN (SELECT id AS minute FROM range(2))");
  }

  /** Of the good calls 20 are rated, 5 of them poor; all bad ones are, 8 poor. */
  private static Dataset<Row> feedback(SparkSession spark) {
    return spark.sql(
        "SELECT 'a' AS account_id, 'm' AS meeting_uuid, concat('p', call) AS rater,"
            + " CASE WHEN call < 5 OR call >= 102 THEN 'poor' ELSE 'good' END AS rating"
            + " FROM (SELECT id AS call FROM range(20) UNION ALL SELECT id FROM range(100, 110))");
  }

  private static Map<String, Double> figures(Dataset<Row> minutes, Dataset<Row> feedback) {
    return RatingAgreement.of(minutes, feedback).stream()
        .collect(Collectors.toMap(Figure::metric, Figure::value));
  }

  @Test
  void anAnswerStandsForTheCallsOfItsBand(SparkSession spark) {
    Map<String, Double> figures = figures(minutes(spark), feedback(spark));
    assertThat(figures.get("rating_poor_share")).isCloseTo(13.0 / 30, within(1e-12));
    // A good call's answer stands for 5 calls, a bad one's for itself: 5 * 5 + 8 of 110.
    assertThat(figures.get("rating_poor_share_weighted")).isCloseTo(33.0 / 110, within(1e-12));
    // Poor: 25 with no bad minute, 8 with half; good: 75 and 2. Ties count half.
    assertThat(figures.get("rating_auc"))
        .isCloseTo((25 * 75 / 2.0 + 8 * (75 + 2 / 2.0)) / (33 * 77), within(1e-12));
  }

  @Test
  void theWorstOfSeveralRatingsCountsAndRatingsOfOtherMeetingsDoNot(SparkSession spark) {
    Dataset<Row> twice =
        spark.sql(
            "SELECT 'a' AS account_id, meeting_uuid, 'p1' AS rater, rating FROM VALUES"
                + " ('m', 'good'), ('m', 'poor'), ('other', 'good') AS t(meeting_uuid, rating)");
    assertThat(figures(minutes(spark), twice))
        .isEqualTo(Map.of("rating_poor_share", 1.0, "rating_poor_share_weighted", 1.0));
  }

  @Test
  void withoutAnAnswerThereIsNoFigure(SparkSession spark) {
    assertThat(figures(minutes(spark), feedback(spark).limit(0))).isEmpty();
  }
}
