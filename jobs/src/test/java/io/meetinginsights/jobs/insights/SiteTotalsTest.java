package io.meetinginsights.jobs.insights;

import io.meetinginsights.runner.DayRange;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class SiteTotalsTest {

  private static final DayRange DAY = DayRange.of(LocalDate.parse("2026-03-02"));

  @Test
  void badMinutesByCauseAddUpAndAMinuteWithoutVerdictIsUnexplained(SparkSession spark) {
    Dataset<Row> minutes =
        CallMinutes.withVerdicts(
            Given.experience(
                spark,
                "participant_id STRING, person_key STRING, client_key STRING, ap_mac STRING, presence STRING, minute_at TIMESTAMP, minute_score DOUBLE, is_dropped BOOLEAN",
                """
                ('p1', 'h1', 'c1', 'ap1', 'on-network', '2026-03-02 09:00:00', 4.4, false),
                ('p1', 'h1', 'c1', 'ap1', 'on-network', '2026-03-02 09:01:00', 2.0, false),
                ('p1', 'h1', 'c1', 'ap2', 'on-network', '2026-03-02 09:02:00', 2.5, false),
                ('p1', 'h1', 'c1', 'ap2', 'on-network', '2026-03-02 09:03:00', null, true),
                ('p2', 'h2', 'c2', 'ap2', 'on-network', '2026-03-02 09:01:00', 1.5, false),
                ('p2', 'h2', 'c2', null,  'on-network', '2026-03-02 09:02:00', null, false),
                ('p3', 'h3', null, null,  'behind-egress', '2026-03-02 09:01:00', 1.5, false),
                ('p4', 'h4', null, null,  'at-home', '2026-03-02 09:01:00', 1.0, false)
                """),
            Given.causes(
                spark,
                "participant_id STRING, minute_at TIMESTAMP, cause STRING",
                """
                ('p1', '2026-03-02 09:01:00', 'wireless'),
                ('p1', '2026-03-02 09:02:00', 'wan'),
                ('p2', '2026-03-02 09:01:00', 'unexplained'),
                ('p4', '2026-03-02 09:01:00', 'client')
                """));
    Dataset<Row> sites =
        Given.sites(spark, "site_id STRING, name STRING", "('s', 'Porto'), ('s2', 'Lisbon')");

    // Judged: three scores of p1 and the dropped minute, one score of p2; the minute without a
    // score that was not dropped is no minute. p3 and p4 are not on the network.
    Rows.assertSame(
        SiteTotals.summaryPerDay(minutes, sites, DAY),
        Rows.of(
            spark,
            "day DATE, month STRING, org_id STRING, site_id STRING, site_name STRING, total_minutes BIGINT, bad_minutes BIGINT, bad_minutes_wireless BIGINT, bad_minutes_wired BIGINT, bad_minutes_wan BIGINT, bad_minutes_client BIGINT, bad_minutes_remote BIGINT, bad_minutes_unexplained BIGINT, num_calls BIGINT, num_users BIGINT, num_clients BIGINT, num_aps BIGINT",
            """
            ('2026-03-02', '2026-03', 'o', 's', 'Porto', 5, 4, 1, 0, 1, 0, 0, 2, 2, 2, 2, 2),
            ('2026-03-02', '2026-03', 'o', 's2', 'Lisbon', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            """));
  }
}
