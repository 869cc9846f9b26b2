package io.meetinginsights.jobs.insights;

import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.gold.ClientCalls;
import io.meetinginsights.tables.silver.Meetings;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

/** A join for each reason, on 2 March; what each expects stands beside it. */
@WithSpark
class JoinReasonsTest {

  private static final LocalDate DAY = LocalDate.parse("2026-03-02");

  @Test
  void everyJoinHasOneReasonAndTheClientsItMayBe(SparkSession spark) {
    Dataset<Row> participants =
        Given.participants(
            spark,
            "participant_id STRING, person_key STRING, identity_key STRING, left_at TIMESTAMP, is_guest BOOLEAN",
            """
            ('call', 'h1', 'z1', '2026-03-02 09:00:00', false),
            ('call-by-address', null, 'z2', '2026-03-02 09:00:00', false),
            ('unfetched', 'h1', 'z1', '2026-03-02 09:00:00', false),
            ('behind', null, 'z3', '2026-03-02 09:00:00', true),
            ('guest', null, 'z4', '2026-03-02 09:00:00', true),
            ('ours', null, 'z3', '2026-03-02 09:00:00', false),
            ('outside', 'h2', 'z4', '2026-03-02 09:00:00', false),
            ('still-on', 'h2', null, null, false),
            ('day-before', 'h2', null, '2026-03-01 09:00:00', false),
            ('day-after', 'h2', null, '2026-03-03 00:00:00', false)
            """);
    Dataset<Row> meetings =
        Given.sparse(
            Meetings.SCHEMA,
            Rows.of(
                spark,
                "account_id STRING, meeting_uuid STRING, ended_day DATE",
                "('a', 'other', '2026-03-09')"),
            Given.withRun(new LinkedHashMap<>()));
    // Minutes over midnight count; those of two days before do not.
    Dataset<Row> minutes =
        Given.experience(
            spark,
            "participant_id STRING, minute_at TIMESTAMP, presence STRING",
            """
            ('call', '2026-03-02 08:00:00', 'on-network'),
            ('call-by-address', '2026-03-02 08:00:00', 'on-network'),
            ('unfetched', '2026-02-28 08:00:00', 'on-network'),
            ('behind', '2026-03-01 23:59:00', 'behind-egress'),
            ('behind', '2026-03-02 00:00:00', 'guest'),
            ('guest', '2026-03-02 08:00:00', 'guest'),
            ('ours', '2026-03-02 08:00:00', 'at-home'),
            ('outside', '2026-03-02 08:00:00', 'at-home')
            """);
    Map<String, Column> plain = new LinkedHashMap<>();
    plain.put("day", functions.lit("2026-03-02").cast("date"));
    plain.put("month", functions.lit("2026-03"));
    plain.put("org_id", functions.lit("o"));
    plain.put("account_id", functions.lit("a"));
    plain.put("meeting_uuid", functions.lit("m"));
    plain.put("joined_at", functions.lit(Given.JOINED).cast("timestamp"));
    plain.put("application", functions.lit("zoom"));
    for (String medium : CallMinutes.MEDIA) {
      plain.put(medium + "_quality", functions.lit("Unknown"));
    }
    plain.put("total_minutes", functions.lit(1L));
    plain.put("bad_minutes", functions.lit(0L));
    plain.put("has_ranking", functions.lit(false));
    Dataset<Row> calls =
        Given.sparse(
            ClientCalls.SCHEMA,
            Rows.of(
                spark,
                "participant_id STRING, site_id STRING, client_key STRING",
                "('call', 's', 'c1'), ('call-by-address', 's', 'c2')"),
            plain);
    Dataset<Row> identities =
        Given.identities(
            spark,
            "source STRING, identity_key STRING, client_key STRING, mac STRING, host_name STRING, public_ip STRING",
            """
            ('zoom', 'z1', null, 'm1', 'lt1', null),
            ('zoom', 'z2', null, null, null, null),
            ('zoom', 'z3', null, null, 'lt3', '203.0.113.1'),
            ('zoom', 'z4', null, null, 'LT3', '198.51.100.1'),
            ('network', 'n1', 'c1', 'm1', 'lt1', null),
            ('network', 'n2', 'c2', 'm2', null, null),
            ('network', 'n3', 'c3', 'm3', 'lt3', null),
            ('network', 'n4', 'c4', 'm4', 'lt3', null),
            ('network', 'n5', 'c4', 'm4', 'lt3', null)
            """);
    Dataset<Row> sites =
        Given.sites(
            spark, "site_id STRING, egress_ips ARRAY<STRING>", "('s', array('203.0.113.1'))");
    Rows.assertSame(
        JoinReasons.ofDays(
                participants, meetings, minutes, calls, identities, sites, DayRange.of(DAY))
            .select("participant_id", "day", "month", "site_id", "client_key", "reason"),
        Rows.of(
            spark,
            "participant_id STRING, day DATE, month STRING, site_id STRING, client_key STRING, reason STRING",
            """
            ('call', '2026-03-02', '2026-03', 's', 'c1', 'has-call'),
            ('call-by-address', '2026-03-02', '2026-03', 's', 'c2', 'has-call'),
            ('unfetched', '2026-03-02', '2026-03', null, 'c1', 'qos-not-fetched'),
            ('behind', '2026-03-02', '2026-03', null, 'c3', 'not-on-our-network'),
            ('behind', '2026-03-02', '2026-03', null, 'c4', 'not-on-our-network'),
            ('guest', '2026-03-02', '2026-03', null, null, 'not-signed-in'),
            ('ours', '2026-03-02', '2026-03', null, 'c3', 'not-on-our-network'),
            ('ours', '2026-03-02', '2026-03', null, 'c4', 'not-on-our-network'),
            ('outside', '2026-03-02', '2026-03', null, null, 'public-ip-not-ours'),
            ('still-on', '2026-03-02', '2026-03', null, null, 'qos-not-fetched')
            """));
  }
}
