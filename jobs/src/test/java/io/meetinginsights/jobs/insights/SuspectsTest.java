package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.meetinginsights.tables.silver.RadioMinutes;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class SuspectsTest {

  private static final String EXPERIENCE =
      "participant_id STRING, client_key STRING, ap_mac STRING, band STRING, ssid STRING, gateway_mac STRING, wan_port STRING, minute_at TIMESTAMP, minute_score DOUBLE";
  private static final String CAUSE = "participant_id STRING, minute_at TIMESTAMP, cause STRING";
  private static final String ITEM =
      "kind STRING, item STRING, name STRING, category STRING, rank INT, bad_minutes BIGINT, clients BIGINT, mean_contribution DOUBLE, previous_week_bad_minutes BIGINT";

  private static Dataset<Row> ranked(
      SparkSession spark, Dataset<Row> weekBefore, Dataset<Row> causesBefore, int items) {
    Dataset<Row> minutes =
        CallMinutes.withVerdicts(
            Given.experience(
                spark,
                EXPERIENCE,
                """
                ('p1', 'c1', 'ap1', '5', 'corp', 'gw', 'wan0', '2026-03-09 09:00:00', 2.0),
                ('p1', 'c1', 'ap1', '24', 'corp', 'gw', 'wan0', '2026-03-09 09:01:00', 2.0),
                ('p2', 'c2', 'ap2', '5', 'corp', 'gw', 'wan0', '2026-03-09 09:00:00', 2.0),
                ('p2', 'c2', 'ap2', '5', 'corp', 'gw', 'wan0', '2026-03-09 09:01:00', 2.0),
                ('p2', 'c2', 'ap2', null, 'corp', 'gw', 'wan0', '2026-03-09 09:02:00', 2.0),
                ('p2', 'c2', 'ap2', '5', 'corp', 'gw', 'wan0', '2026-03-09 09:03:00', 4.0)
                """),
            Given.causes(
                spark,
                CAUSE,
                """
                ('p1', '2026-03-09 09:00:00', 'wireless'), ('p1', '2026-03-09 09:01:00', 'wireless'),
                ('p2', '2026-03-09 09:00:00', 'wan'), ('p2', '2026-03-09 09:01:00', 'client'),
                ('p2', '2026-03-09 09:02:00', 'wireless')
                """));
    Dataset<Row> contributions =
        Given.contributions(
            spark,
            "participant_id STRING, minute_at TIMESTAMP, target STRING, wireless FLOAT, wan FLOAT",
            """
            ('p1', '2026-03-09 09:00:00', 'bad_minute', 2.0, 8),
            ('p1', '2026-03-09 09:01:00', 'bad_minute', 3.0, 8),
            ('p1', '2026-03-09 09:01:00', 'audio_in_latency_ms', 99, 99),
            ('p2', '2026-03-09 09:00:00', 'bad_minute', 8, 1.5),
            ('p2', '2026-03-09 09:02:00', 'bad_minute', 4.0, 8)
            """);
    Dataset<Row> bad =
        Suspects.joinContributions(
            minutes.where(col("is_bad")).withColumn("os", lit("Windows 11")), contributions);
    Dataset<Row> before =
        CallMinutes.withVerdicts(weekBefore, causesBefore).withColumn("os", lit("Windows 11"));
    // The later name of ap1 counts; nobody ever named ap2; of the day before says nothing.
    Dataset<Row> radios =
        Given.sparse(
            RadioMinutes.SCHEMA,
            Rows.of(
                spark,
                "day DATE, ap_mac STRING, minute_at TIMESTAMP, ap_name STRING",
                """
                ('2026-03-09', 'ap1', '2026-03-09 08:00:00', 'AP old'),
                ('2026-03-09', 'ap1', '2026-03-09 09:00:00', 'AP one'),
                ('2026-03-09', 'ap1', '2026-03-09 10:00:00', null),
                ('2026-03-08', 'ap2', '2026-03-08 10:00:00', 'AP two')
                """),
            Given.radio());
    return Suspects.rankPerSite(bad, before, Suspects.namesOfAccessPoints(radios), items)
        .select(
            "kind",
            "item",
            "name",
            "category",
            "rank",
            "bad_minutes",
            "clients",
            "mean_contribution",
            "previous_week_bad_minutes");
  }

  @Test
  void thingsAreRankedByBadMinutesThenClientsThenContribution(SparkSession spark) {
    Dataset<Row> before =
        Given.experience(
            spark,
            EXPERIENCE,
            """
            ('p9', 'c9', 'ap1', '5', 'guest', 'gw', 'wan0', '2026-03-02 09:00:00', 2.0),
            ('p9', 'c9', 'ap1', '5', 'guest', 'gw', 'wan0', '2026-03-02 09:01:00', 4.0)
            """);
    Dataset<Row> causesBefore =
        Given.causes(spark, CAUSE, "('p9', '2026-03-02 09:00:00', 'wireless')");
    // corp: 3 minutes of 2 clients. ap1: 2 minutes. Then single minutes: ap2 (4.0, access point
    // before radio; its radio has no band), ap1/24 (3.0), ap1/5 (2.0), the link (1.5), the system
    // (no contribution). No port is known.
    Rows.assertSame(
        ranked(spark, before, causesBefore, 50),
        Rows.of(
            spark,
            ITEM,
            """
            ('ssid', 'corp', null, 'wireless', 1, 3, 2, 3.0, 0),
            ('access_point', 'ap1', 'AP one', 'wireless', 2, 2, 1, 2.5, 1),
            ('access_point', 'ap2', null, 'wireless', 3, 1, 1, 4.0, 0),
            ('radio', 'ap1/24', 'AP one', 'wireless', 4, 1, 1, 3.0, 0),
            ('radio', 'ap1/5', 'AP one', 'wireless', 5, 1, 1, 2.0, 1),
            ('wan_link', 'gw/wan0', null, 'wan', 6, 1, 1, 1.5, 0),
            ('client_os', 'Windows 11', null, 'client', 7, 1, 1, null, 0)
            """));
  }

  @Test
  void theWeekBeforeIsUnknownWhereItWasNeverJudged(SparkSession spark) {
    Dataset<Row> before =
        Given.experience(
            spark,
            EXPERIENCE,
            "('p9', 'c9', 'ap1', '5', 'guest', 'gw', 'wan0', '2026-03-02 09:00:00', 2.0)");
    Dataset<Row> noCauses = Given.causes(spark, CAUSE, "('p9', '2000-01-01 09:00:00', 'wireless')");
    Rows.assertSame(
        ranked(spark, before, noCauses, 1),
        Rows.of(spark, ITEM, "('ssid', 'corp', null, 'wireless', 1, 3, 2, 3.0, null)"));
    Rows.assertSame(
        ranked(spark, before.limit(0), noCauses, 1),
        Rows.of(spark, ITEM, "('ssid', 'corp', null, 'wireless', 1, 3, 2, 3.0, null)"));
  }
}
