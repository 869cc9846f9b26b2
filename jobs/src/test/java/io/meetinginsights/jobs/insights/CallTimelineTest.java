package io.meetinginsights.jobs.insights;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.silver.Meetings;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class CallTimelineTest {

  private static final InsightsConfig CONFIG =
      Configuration.defaults().section("insights", InsightsConfig.class);
  private static final DayRange SECOND = DayRange.of(LocalDate.parse("2026-03-02"));
  private static final String EVENT =
      "event_at TIMESTAMP, type STRING, display STRING, classification STRING, source STRING, meeting_uuid STRING, details STRING";

  private static Dataset<Row> events(
      SparkSession spark,
      Dataset<Row> experience,
      Dataset<Row> participants,
      Dataset<Row> networkEvents,
      DayRange days) {
    Dataset<Row> minutes =
        CallMinutes.withVerdicts(
            experience,
            Given.causes(
                spark, "minute_at TIMESTAMP, cause STRING", "('2000-01-01 00:00:00', 'wan')"));
    Dataset<Row> meetings =
        Given.sparse(
            Meetings.SCHEMA,
            Rows.of(
                spark,
                "account_id STRING, meeting_uuid STRING, meeting_id BIGINT",
                "('a', 'm', 86711524129)"),
            Given.withRun(new LinkedHashMap<>()));
    return CallTimeline.eventsPerClient(
        minutes,
        Calls.ofMinutes(minutes, participants, meetings),
        networkEvents,
        EventClasses.rows(spark),
        CONFIG,
        days);
  }

  @Test
  void networkEventsStandBetweenTheCallsOwnAndEachHasItsClass(SparkSession spark) {
    Dataset<Row> experience =
        Given.experience(
            spark,
            "minute_at TIMESTAMP, client_cpu DOUBLE",
            """
            ('2026-03-02 08:00:00', 50), ('2026-03-02 08:01:00', 90), ('2026-03-02 08:02:00', 97),
            ('2026-03-02 08:03:00', 89.9), ('2026-03-02 08:04:00', 95), ('2026-03-02 08:06:00', 95)
            """);
    Dataset<Row> participants =
        Given.participants(
            spark,
            "left_at TIMESTAMP, leave_reason STRING, is_network_leave BOOLEAN, audio_quality STRING",
            "('2026-03-02 08:07:10', 'Network connection error.', true, 'good')");
    Dataset<Row> network =
        Given.networkEvents(
            spark,
            "event_id STRING, client_key STRING, event_at TIMESTAMP, type STRING, ssid STRING, rssi_dbm DOUBLE, latency_ms DOUBLE",
            """
            ('e1', 'c', '2026-03-02 07:49:59', 'CLIENT_DNS_OK', null, null, null),
            ('e2', 'c', '2026-03-02 07:50:00', 'CLIENT_DNS_OK', null, null, null),
            ('e3', 'c', '2026-03-02 08:05:30', 'MARVIS_DNS_FAILURE', 'corp', -71.4, 1250),
            ('e4', 'c', '2026-03-02 08:17:10', 'SOMETHING_NEW', null, null, null),
            ('e5', 'c', '2026-03-02 08:17:11', 'CLIENT_DNS_OK', null, null, null),
            ('e6', 'other', '2026-03-02 08:05:30', 'MARVIS_DNS_FAILURE', null, null, null),
            ('e7', null, '2026-03-02 08:05:30', 'AP_RESTARTED', null, null, null)
            """);
    Dataset<Row> events = events(spark, experience, participants, network, SECOND);
    // 08:05 is missing: 08:06 begins a run of its own.
    Rows.assertSame(
        events.select(
            "event_at", "type", "display", "classification", "source", "meeting_uuid", "details"),
        Rows.of(
            spark,
            EVENT,
            """
            ('2026-03-02 07:50:00', 'CLIENT_DNS_OK', 'DNS Success', 'good', 'network', null, ''),
            ('2026-03-02 08:00:00', 'CLIENT_JOINED_CALL', 'Client joined the call', 'neutral', 'call', 'm', 'Zoom meeting 86711524129'),
            ('2026-03-02 08:01:00', 'HIGH_CPU_OBSERVED', 'High CPU Observed', 'bad', 'call', 'm', 'system CPU 90 %'),
            ('2026-03-02 08:04:00', 'HIGH_CPU_OBSERVED', 'High CPU Observed', 'bad', 'call', 'm', 'system CPU 95 %'),
            ('2026-03-02 08:05:30', 'MARVIS_DNS_FAILURE', 'DNS Failure', 'bad', 'network', null, 'SSID corp; signal -71 dBm; took 1,250 ms'),
            ('2026-03-02 08:06:00', 'HIGH_CPU_OBSERVED', 'High CPU Observed', 'bad', 'call', 'm', 'system CPU 95 %'),
            ('2026-03-02 08:07:10', 'CLIENT_DISCONNECTED_FROM_CALL', 'Client disconnected abruptly from the call', 'bad', 'call', 'm', 'Zoom meeting 86711524129; reason Network connection error.; audio good'),
            ('2026-03-02 08:17:10', 'SOMETHING_NEW', 'SOMETHING_NEW', 'neutral', 'network', null, '')
            """));
    assertThat(events.select("event_id").distinct().count()) // OK: eight rows
        .isEqualTo(8);
  }

  @Test
  void aCallOverMidnightJoinsOnOneDayAndLeavesOnTheNext(SparkSession spark) {
    Dataset<Row> experience =
        Given.experience(
            spark,
            "joined_at TIMESTAMP, minute_at TIMESTAMP, client_cpu DOUBLE",
            """
            ('2026-03-01 23:58:10', '2026-03-01 23:58:00', 10),
            ('2026-03-01 23:58:10', '2026-03-01 23:59:00', 95),
            ('2026-03-01 23:58:10', '2026-03-02 00:00:00', 95)
            """);
    Dataset<Row> participants =
        Given.participants(
            spark,
            "joined_at TIMESTAMP, left_at TIMESTAMP, leave_reason STRING",
            "('2026-03-01 23:58:10', '2026-03-02 00:00:50', 'Left the meeting.')");
    Dataset<Row> network =
        Given.networkEvents(
            spark,
            "event_id STRING, event_at TIMESTAMP, type STRING",
            "('e1', '2026-03-02 00:05:00', 'CLIENT_GW_ARP_FAILURE')");
    DayRange first = DayRange.of(LocalDate.parse("2026-03-01"));
    Dataset<Row> onSecond = events(spark, experience, participants, network, SECOND);
    Rows.assertSame(
        onSecond.select("day", "type", "details"),
        Rows.of(
            spark,
            "day DATE, type STRING, details STRING",
            """
            ('2026-03-02', 'CLIENT_LEFT_CALL', 'Zoom meeting 86711524129; reason Left the meeting.'),
            ('2026-03-02', 'CLIENT_GW_ARP_FAILURE', '')
            """));
    Dataset<Row> onFirst = events(spark, experience, participants, network, first);
    Rows.assertSame(
        onFirst.select("day", "type"),
        Rows.of(
            spark,
            "day DATE, type STRING",
            "('2026-03-01', 'CLIENT_JOINED_CALL'), ('2026-03-01', 'HIGH_CPU_OBSERVED')"));
    Rows.assertSame(
        events(spark, experience, participants, network, new DayRange(first.from(), SECOND.to())),
        onFirst.unionByName(onSecond));
  }
}
