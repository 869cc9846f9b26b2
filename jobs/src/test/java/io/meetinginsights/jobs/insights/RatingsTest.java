package io.meetinginsights.jobs.insights;

import io.meetinginsights.tables.silver.Feedback;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.util.LinkedHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class RatingsTest {

  @Test
  void aRatingCountsOnceAtTheSiteOfTheRatersLastJoinBeforeIt(SparkSession spark) {
    Dataset<Row> feedback =
        Given.sparse(
            Feedback.SCHEMA,
            Rows.of(
                spark,
                "account_id STRING, meeting_uuid STRING, rater STRING, submitted_at TIMESTAMP, zoom_quality STRING, rating STRING",
                """
                ('a', 'm', 'h1', '2026-03-02 09:31:00', 'NOT GOOD', 'poor'),
                ('a', 'm', 'h1', '2026-03-02 10:31:00', 'GOOD', 'good'),
                ('a', 'm', 'h2', '2026-03-02 10:31:00', 'GOOD', 'good'),
                ('a', 'm', 'anonymous', '2026-03-02 10:31:00', 'NOT GOOD', 'poor')
                """),
            Given.withRun(new LinkedHashMap<>()));
    Dataset<Row> participants =
        Given.participants(
            spark,
            "participant_id STRING, person_key STRING, joined_at TIMESTAMP, left_at TIMESTAMP",
            """
            ('p1', 'h1', '2026-03-02 09:00:00', '2026-03-02 09:30:00'),
            ('p2', 'h1', '2026-03-02 10:00:00', '2026-03-02 10:30:00'),
            ('p3', 'h2', '2026-03-02 10:00:00', '2026-03-02 10:30:00')
            """);
    Dataset<Row> placed = Ratings.placedInCalls(feedback, participants);
    Rows.assertSame(
        placed.select("participant_id", "rating"),
        Rows.of(
            spark,
            "participant_id STRING, rating STRING",
            "('p1', 'poor'), ('p2', 'good'), ('p3', 'good')"));

    // p3 sat at home: no call of a site, no bar.
    Dataset<Row> calls =
        Rows.of(
            spark,
            "day DATE, org_id STRING, site_id STRING, account_id STRING, meeting_uuid STRING, participant_id STRING, joined_at TIMESTAMP",
            """
            ('2026-03-02', 'o', 's1', 'a', 'm', 'p1', '2026-03-02 09:00:00'),
            ('2026-03-02', 'o', 's2', 'a', 'm', 'p2', '2026-03-02 10:00:00')
            """);
    Rows.assertSame(
        Ratings.histogramPerSite(placed, calls),
        Rows.of(
            spark,
            "day DATE, org_id STRING, site_id STRING, poor BIGINT, average BIGINT, good BIGINT",
            "('2026-03-02', 'o', 's1', 1, 0, 0), ('2026-03-02', 'o', 's2', 0, 0, 1)"));
  }
}
