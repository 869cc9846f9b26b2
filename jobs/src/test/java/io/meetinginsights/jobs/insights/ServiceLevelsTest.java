package io.meetinginsights.jobs.insights;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class ServiceLevelsTest {

  private static final InsightsConfig CONFIG =
      Configuration.defaults().section("insights", InsightsConfig.class);

  private static Dataset<Row> health(
      SparkSession spark, Dataset<Row> experience, Dataset<Row> networkEvents) {
    Dataset<Row> minutes =
        CallMinutes.withVerdicts(
            experience,
            Given.causes(
                spark, "minute_at TIMESTAMP, cause STRING", "('2000-01-01 00:00:00', 'wan')"));
    return ServiceLevels.failedMinutes(minutes, networkEvents, EventClasses.rows(spark), CONFIG)
        .select("service_level", "classifier", "failed_minutes", "total_minutes");
  }

  private static Dataset<Row> expected(SparkSession spark, String values) {
    return Rows.of(
        spark,
        "service_level STRING, classifier STRING, failed_minutes BIGINT, total_minutes BIGINT",
        values);
  }

  private static Dataset<Row> noEvents(SparkSession spark) {
    return Given.networkEvents(
        spark,
        "event_id STRING, event_at TIMESTAMP, type STRING",
        "('e', '2000-01-01 00:00:00', 'CLIENT_DNS_OK')");
  }

  @Test
  void aWeakEndFailsCoverageAndTheDifferenceOfTheEndsNamesIt(SparkSession spark) {
    // In order: at the limit, passes; weak; weak at both; weak down by 10; weak up by 10; a
    // difference of 20 between strong ends, passes; unknown, not judged.
    Dataset<Row> experience =
        Given.experience(
            spark,
            "medium STRING, minute_at TIMESTAMP, client_rssi DOUBLE, client_rssi_down DOUBLE",
            """
            ('wireless', '2026-03-02 09:00:00', -72, null),
            ('wireless', '2026-03-02 09:01:00', -73, null),
            ('wireless', '2026-03-02 09:02:00', -75, -80),
            ('wireless', '2026-03-02 09:03:00', -68, -78),
            ('wireless', '2026-03-02 09:04:00', -76, -66),
            ('wireless', '2026-03-02 09:05:00', -40, -60),
            ('wireless', '2026-03-02 09:06:00', null, null)
            """);
    Rows.assertSame(
        health(spark, experience, noEvents(spark)),
        expected(
            spark,
            """
            ('coverage', '', 4, 6), ('coverage', 'weak-signal', 2, 6),
            ('coverage', 'asymmetry-downlink', 1, 6), ('coverage', 'asymmetry-uplink', 1, 6),
            ('roaming', '', 0, 7), ('connection', '', 0, 7)
            """));
  }

  @Test
  void aFullRadioFailsCapacityByItsLargestPart(SparkSession spark) {
    Dataset<Row> experience =
        Given.experience(
            spark,
            "medium STRING, minute_at TIMESTAMP, radio_util DOUBLE, radio_util_non_wifi DOUBLE, radio_util_other_bss DOUBLE, ap_num_clients DOUBLE",
            """
            ('wireless', '2026-03-02 09:00:00', 79, 79, 0, 5),
            ('wireless', '2026-03-02 09:01:00', 80, 50, 10, 5),
            ('wireless', '2026-03-02 09:02:00', 90, 10, 60, 5),
            ('wireless', '2026-03-02 09:03:00', 90, 10, 10, 29),
            ('wireless', '2026-03-02 09:04:00', 90, 10, 10, 30),
            ('wired', '2026-03-02 09:05:00', null, null, null, null)
            """);
    Rows.assertSame(
        health(spark, experience, noEvents(spark)),
        expected(
            spark,
            """
            ('capacity', '', 4, 5), ('capacity', 'non-wifi-interference', 1, 5),
            ('capacity', 'wifi-interference', 1, 5), ('capacity', 'client-usage', 1, 5),
            ('capacity', 'client-count', 1, 5), ('roaming', '', 0, 5), ('connection', '', 0, 6)
            """));
  }

  @Test
  void slowRoamsAndFailedExchangesFailTheirMinuteOnce(SparkSession spark) {
    Dataset<Row> experience =
        Given.experience(
            spark,
            "participant_id STRING, medium STRING, minute_at TIMESTAMP",
            """
            ('p', 'wireless', '2026-03-02 09:00:00'), ('twin', 'wireless', '2026-03-02 09:00:00'),
            ('p', 'wireless', '2026-03-02 09:01:00'), ('p', 'wireless', '2026-03-02 09:02:00'),
            ('p', 'wireless', '2026-03-02 09:03:00'), ('p', 'wireless', '2026-03-02 09:04:00')
            """);
    Dataset<Row> network =
        Given.networkEvents(
            spark,
            "event_id STRING, dataset STRING, event_at TIMESTAMP, type STRING, latency_ms DOUBLE",
            """
            ('e1', 'fast_roams', '2026-03-02 09:00:10', 'CLIENT_AUTHENTICATED_11R', 400.1),
            ('e2', 'fast_roams', '2026-03-02 09:00:40', 'CLIENT_AUTH_REASSOCIATION', 2500),
            ('e3', 'fast_roams', '2026-03-02 09:01:10', 'CLIENT_AUTHENTICATED_11R', 400),
            ('e4', 'fast_roams', '2026-03-02 09:01:20', 'CLIENT_AUTH_REASSOCIATION', 2000.5),
            ('e5', 'fast_roams', '2026-03-02 09:02:10', 'CLIENT_AUTH_REASSOCIATION_OKC', 2000.5),
            ('e6', 'client_events', '2026-03-02 09:03:10', 'MARVIS_EVENT_CLIENT_FBT_FAILURE', null),
            ('e7', 'client_events', '2026-03-02 09:03:20', 'MARVIS_DNS_FAILURE', null),
            ('e8', 'client_events', '2026-03-02 09:03:10', 'MARVIS_EVENT_CLIENT_DHCP_NAK', null),
            ('e9', 'client_events', '2026-03-02 09:04:10', 'MARVIS_EVENT_CLIENT_AUTH_FAILURE', null),
            ('e10', 'client_events', '2026-03-02 09:30:00', 'MARVIS_EVENT_CLIENT_AUTH_FAILURE', null)
            """);
    Rows.assertSame(
        health(spark, experience, network),
        expected(
            spark,
            """
            ('roaming', '', 4, 5), ('roaming', 'latency-slow-11r-roam', 1, 5),
            ('roaming', 'latency-slow-standard-roam', 1, 5), ('roaming', 'latency-slow-okc-roam', 1, 5),
            ('roaming', 'stability-failed-to-fast-roam', 1, 5),
            ('connection', '', 2, 5), ('connection', 'dhcp-nack', 1, 5), ('connection', 'authorization', 1, 5)
            """));
  }

  @Test
  void anHourIsJudgedByItself(SparkSession spark) {
    Dataset<Row> minutes =
        CallMinutes.withVerdicts(
            Given.experience(
                spark,
                "medium STRING, minute_at TIMESTAMP, client_rssi DOUBLE",
                """
                ('wireless', '2026-03-02 09:58:00', -60), ('wireless', '2026-03-02 09:59:00', -80),
                ('wireless', '2026-03-02 10:00:00', -60)
                """),
            Given.causes(
                spark, "minute_at TIMESTAMP, cause STRING", "('2000-01-01 00:00:00', 'wan')"));
    Rows.assertSame(
        ServiceLevels.failedMinutes(minutes, noEvents(spark), EventClasses.rows(spark), CONFIG)
            .where("service_level = 'coverage'")
            .select("hour_at", "classifier", "failed_minutes", "total_minutes"),
        Rows.of(
            spark,
            "hour_at TIMESTAMP, classifier STRING, failed_minutes BIGINT, total_minutes BIGINT",
            """
            ('2026-03-02 09:00:00', '', 1, 2), ('2026-03-02 09:00:00', 'weak-signal', 1, 2),
            ('2026-03-02 10:00:00', '', 0, 1)
            """));
  }
}
