package io.meetinginsights.jobs.correlate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.InputLimitError;
import io.meetinginsights.jobs.correlate.CarryForward.Group;
import io.meetinginsights.jobs.correlate.SentAndReceived.InputIs;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class CorrelatePartsTest {

  @Test
  void sourcesOfOneDeviceGrowOldApartAndTheNewerOfTwoReadingsCounts(SparkSession spark) {
    Dataset<Row> readings =
        Rows.of(
            spark,
            "device STRING, place STRING, minute_at TIMESTAMP, sampled_at TIMESTAMP, a DOUBLE, b DOUBLE",
            "('d', 'x', '2026-03-01 10:00:00', '2026-03-01 10:00:30', 1, null),"
                + "('d', 'x', '2026-03-01 10:01:00', '2026-03-01 10:01:00', null, 7),"
                // The device moved within the minute.
                + "('d', 'z', '2026-03-01 10:03:00', '2026-03-01 10:03:10', 5, null),"
                + "('d', 'y', '2026-03-01 10:03:00', '2026-03-01 10:03:40', 6, null),"
                + "('e', 'x', '2026-03-01 10:00:00', '2026-03-01 10:00:00', 9, 9)");
    Rows.assertSame(
        CarryForward.perMinute(
                readings,
                List.of("device"),
                List.of("place"),
                new Group("a_age_s", Duration.ofMinutes(2), List.of("a", "place")),
                new Group("b_age_s", Duration.ofMinutes(1), List.of("b")))
            .where("device = 'd'")
            .selectExpr(
                "date_format(minute_at, 'HH:mm') AS t", "place", "a", "a_age_s", "b", "b_age_s"),
        Rows.of(
            spark,
            "t STRING, place STRING, a DOUBLE, a_age_s DOUBLE, b DOUBLE, b_age_s DOUBLE",
            // At 10:01 only b's source speaks, and its row still names the place.
            "('10:00', 'x', 1, 0, null, null), ('10:01', 'x', null, 0, 7, 0),"
                + "('10:02', 'x', null, 60, 7, 60), ('10:03', 'y', 6, 0, null, null),"
                + "('10:04', 'y', 6, 20, null, null), ('10:05', 'y', 6, 80, null, null)"));
  }

  @Test
  void aClientCountsAtItsSiteUntilHeardAgainAndThreeMinutesAtMost(SparkSession spark) {
    Dataset<Row> heard =
        Rows.of(
            spark,
            "org_id STRING, site_id STRING, client_key STRING, minute_at TIMESTAMP, sampled_at TIMESTAMP",
            "('o', 's', 'a', '2026-03-01 10:00:00', '2026-03-01 10:00:30'),"
                + "('o', 's', 'a', '2026-03-01 10:01:00', '2026-03-01 10:01:30'),"
                + "('o', 's', 'b', '2026-03-01 10:01:00', '2026-03-01 10:01:05'),"
                // Within the minute b goes to t.
                + "('o', 't', 'b', '2026-03-01 10:02:00', '2026-03-01 10:02:40'),"
                + "('o', 's', 'b', '2026-03-01 10:02:00', '2026-03-01 10:02:10')");
    Rows.assertSame(
        WirelessReadings.clientsPerSiteMinute(heard)
            .selectExpr("site_id", "date_format(minute_at, 'HH:mm') AS t", "site_num_clients"),
        Rows.of(
            spark,
            "site_id STRING, t STRING, site_num_clients DOUBLE",
            "('s', '10:00', 1), ('s', '10:01', 2), ('s', '10:02', 1), ('s', '10:03', 1), ('s', '10:04', 1),"
                + "('t', '10:02', 1), ('t', '10:03', 1), ('t', '10:04', 1), ('t', '10:05', 1)"));
  }

  @Test
  void readingsAreKeptFromSixMinutesBeforeACallOfTheirClientToItsEnd(SparkSession spark) {
    Dataset<Row> readings =
        spark.sql(
            """
            SELECT org_id, 'a' AS client_key, TIMESTAMP'2026-03-01 10:00:00' + make_interval(0, 0, 0, 0, 0, n) AS minute_at
            FROM (SELECT explode(sequence(0, 30)) AS n) CROSS JOIN (SELECT explode(array('o', 'other')) AS org_id)
            """);
    Dataset<Row> candidates =
        // Two methods lead to the client: its readings are kept once.
        Rows.of(
            spark,
            "join_id STRING, org_id STRING, client_key STRING, rank INT",
            "('j', 'o', 'a', 1), ('j', 'o', 'a', 2), ('k', 'o', 'b', 1)");
    Dataset<Row> callMinutes =
        Rows.of(
            spark,
            "join_id STRING, minute_at TIMESTAMP",
            "('j', '2026-03-01 10:10:00'), ('j', '2026-03-01 10:12:00'), ('k', '2026-03-01 10:25:00')");
    Rows.assertSame(
        ClientCandidates.onlyDuringCalls(readings, candidates, callMinutes)
            .groupBy("org_id")
            .agg(
                org.apache.spark.sql.functions.count("minute_at").as("readings"),
                org.apache.spark.sql.functions.expr(
                    "date_format(min(minute_at), 'HH:mm') || ' ' || date_format(max(minute_at), 'HH:mm') AS span")),
        Rows.of(spark, "org_id STRING, readings BIGINT, span STRING", "('o', 9, '10:04 10:12')"));
  }

  @Test
  void sharingMinutesThatContradictTheDirectionEndTheRun(SparkSession spark) {
    // One sends 500, two get 400: 3 such minutes; in a fourth only one watches, which says nothing.
    Dataset<Row> minutes =
        spark.sql(
            """
            SELECT DATE'2026-03-02' AS day, 'acc' AS account_id, 'm' AS meeting_uuid, who,
              TIMESTAMP'2026-03-02 10:00:00' + make_interval(0, 0, 0, 0, 0, n) AS minute_at,
              IF(who = 0, 500D, 0D) AS share_input_bitrate_kbps,
              IF(who = 0 OR (n = 3 AND who = 2), null, 400D) AS share_output_bitrate_kbps
            FROM (SELECT explode(sequence(0, 3)) AS n) CROSS JOIN (SELECT explode(sequence(0, 2)) AS who)
            """);
    Rows.assertSame(
        SentAndReceived.sharingEvidencePerDay(minutes, InputIs.RECEIVED),
        Rows.of(spark, "day DATE, agreeing BIGINT, contradicting BIGINT", "('2026-03-02', 0, 3)"));
    Dataset<Row> agreeing = SentAndReceived.sharingEvidencePerDay(minutes, InputIs.SENT);
    assertThatCode(() -> SentAndReceived.refuseContradiction(agreeing, InputIs.SENT, 3))
        .doesNotThrowAnyException();
    Dataset<Row> contradicting = SentAndReceived.sharingEvidencePerDay(minutes, InputIs.RECEIVED);
    assertThatCode(() -> SentAndReceived.refuseContradiction(contradicting, InputIs.RECEIVED, 4))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> SentAndReceived.refuseContradiction(contradicting, InputIs.RECEIVED, 3))
        .isInstanceOf(InputLimitError.class)
        .hasMessageContaining("3 minutes in which one participant shares")
        .hasMessageContaining("set zoom.input-is: sent");
    assertThatThrownBy(() -> InputIs.of("both"))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("zoom.input-is is both");
  }

  @Test
  void theServiceIsJudgedByThreeOtherPlacesAgainstSevenDays(SparkSession spark) {
    Dataset<Row> senders =
        Rows.of(
            spark,
            "day DATE, data_center STRING, minute_at TIMESTAMP, place STRING, service_rtt_ms DOUBLE",
            // Two at s1 have the median 35; with s2 50, s3 90, s4 100.
            "('2026-03-07', 'fr', '2026-03-07 10:00:00', 's1', 30), ('2026-03-07', 'fr', '2026-03-07 10:00:00', 's1', 40),"
                + "('2026-03-07', 'fr', '2026-03-07 10:00:00', 's2', 50),"
                + "('2026-03-07', 'fr', '2026-03-07 10:00:00', 's3', 90),"
                + "('2026-03-07', 'fr', '2026-03-07 10:00:00', 's4', 100),"
                + "('2026-03-07', 'ny', '2026-03-07 10:00:00', 's1', 1), ('2026-03-07', 'ny', '2026-03-07 10:00:00', 's2', 2),"
                + "('2026-03-07', 'ny', '2026-03-07 10:00:00', 's3', 3)");
    DayRange day = DayRange.of(LocalDate.parse("2026-03-07"));
    Dataset<Row> week =
        Rows.of(
            spark,
            "day DATE, data_center STRING, service_rtt_ms DOUBLE",
            // The first is of the eighth day back. Of the rest the median is 40.
            "('2026-02-28', 'fr', 1000), ('2026-03-01', 'fr', 20), ('2026-03-05', 'fr', 40.2), ('2026-03-07', 'fr', 70),"
                + "('2026-03-07', 'ny', 1)");
    Dataset<Row> baseline = ZoomService.medianPerDay(week, day);
    Rows.assertSame(
        baseline,
        Rows.of(
            spark,
            "day DATE, data_center STRING, baseline_ms DOUBLE",
            "('2026-03-07', 'fr', 40), ('2026-03-07', 'ny', 1)"));
    Rows.assertSame(
        ZoomService.excessPerPlaceMinute(senders, baseline)
            .select("data_center", "place", "service_excess_ms"),
        Rows.of(
            spark,
            "data_center STRING, place STRING, service_excess_ms DOUBLE",
            // Without s1: 50, 90, 100. Without s2: 35, 90, 100. Without s3: 35, 50, 100.
            "('fr', 's1', 50), ('fr', 's2', 50), ('fr', 's3', 10), ('fr', 's4', 10)"));
  }

  @Test
  void aLeaseHoldsUntilAnotherClientHasTheAddressAndADayAtMost(SparkSession spark) {
    Dataset<Row> network =
        Rows.of(
            spark,
            "org_id STRING, site_id STRING, client_key STRING, mac STRING, is_random_mac BOOLEAN, ip STRING, host_name STRING, user_name STRING, medium STRING, switch_mac STRING, port_id STRING, seen_from TIMESTAMP, seen_to TIMESTAMP",
            "('o', 's', 'first', 'm1', false, '10.0.0.1', null, null, 'wireless', null, null, '2026-03-01 08:00:00', '2026-03-01 09:00:00'),"
                + "('o', 's', 'second', 'm2', true, '10.0.0.1', null, null, 'wireless', null, null, '2026-03-01 12:00:00', '2026-03-01 13:00:00'),"
                // Only told of when they got it, each time for a day.
                + "('o', 's', 'third', 'm3', false, '10.0.0.2', null, null, null, null, null, '2026-03-01 08:00:00', '2026-03-02 08:00:00'),"
                + "('o', 's', 'fourth', 'm4', false, '10.0.0.2', null, null, null, null, null, '2026-03-01 12:00:00', '2026-03-02 12:00:00')");
    Dataset<Row> joins =
        spark.sql(
            """
            SELECT 'j' AS join_id, CAST(NULL AS STRING) AS mac, array('10.0.0.1') AS internal_ips,
              CAST(NULL AS STRING) AS host_name, CAST(NULL AS ARRAY<STRING>) AS user_names, 'Wifi' AS network_type,
              CAST(NULL AS ARRAY<STRING>) AS account_orgs, array(struct('o' AS org_id, 's' AS site_id, array('10.0.0.1') AS internal_ips)) AS egress_sites,
              CAST(NULL AS STRUCT<org_id: STRING>) AS vpn
            UNION ALL SELECT 'k', 'm2', array(), NULL, NULL, 'Wifi', NULL, array(), NULL
            UNION ALL SELECT 'l', NULL, array('10.0.0.2'), NULL, NULL, 'Wifi', NULL, array(struct('o' AS org_id, 's' AS site_id, array('10.0.0.2') AS internal_ips)), NULL
            """);
    Dataset<Row> candidates =
        ClientCandidates.of(
            joins, network, new CorrelateConfig.MatchConfidence(1, 0.98, 0.95, 0.9, 0.8));
    Rows.assertSame(
        candidates.selectExpr(
            "join_id",
            "client_key",
            "match_method",
            "match_confidence",
            "get(validity, 0).valid_to AS valid_to"),
        Rows.of(
            spark,
            "join_id STRING, client_key STRING, match_method STRING, match_confidence DOUBLE, valid_to TIMESTAMP",
            "('j', 'first', 'ip', 0.95, '2026-03-01 11:57:00'),"
                + "('j', 'second', 'ip', 0.95, '2026-03-02 13:00:00'),"
                + "('l', 'third', 'ip', 0.95, '2026-03-01 12:00:00'),"
                + "('l', 'fourth', 'ip', 0.95, '2026-03-02 12:00:00'),"
                + "('k', 'second', 'mac', 0.98, null)"));
    Dataset<Row> silence =
        Rows.of(
            spark,
            "org_id STRING, client_key STRING, minute_at TIMESTAMP, site_id STRING, client_age_s DOUBLE",
            "('o', 'none', '2026-03-01 09:30:00', 's', 0)");
    Dataset<Row> minutes =
        Rows.of(
            spark,
            "join_id STRING, minute_at TIMESTAMP",
            "('j', '2026-03-01 11:56:00'), ('j', '2026-03-01 11:57:00'), ('j', '2026-03-02 13:00:00'), ('k', '2026-03-01 12:30:00')");
    Rows.assertSame(
        ClientMatch.clientPerMinute(minutes, candidates, silence)
            .select("join_id", "minute_at", "client_key"),
        Rows.of(
            spark,
            "join_id STRING, minute_at TIMESTAMP, client_key STRING",
            // The second may have had it for as long as a reading holds before it was seen.
            // A MAC alone, without the client on the air, is somewhere else.
            "('j', '2026-03-01 11:56:00', 'first'), ('j', '2026-03-01 11:57:00', 'second')"));
  }
}
