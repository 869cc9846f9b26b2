package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.col;

import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class CounterDeltasTest {

  @Test
  void countersBecomeGrowthAndSurviveResetsOverflowsAndGaps(SparkSession spark) {
    Dataset<Row> snapshots =
        Rows.of(
            spark,
            "mac STRING, event_at TIMESTAMP, uptime_s DOUBLE, tx BIGINT, rx BIGINT",
            "('a', '2026-03-02T10:00:00Z', 100, 1000, 50),"
                + "('a', '2026-03-02T10:01:00Z', 160, 1600, 50),"
                + "('a', '2026-03-02T10:02:30Z', 250, 1700, null),"
                // The client connected anew: the counter is lower, the uptime too.
                + "('a', '2026-03-02T10:03:30Z', 5, 40, 10),"
                // Lower without the uptime going back: a reset of the counter alone.
                + "('a', '2026-03-02T10:04:30Z', 65, 30, 20),"
                // A quarter of an hour and a second later.
                + "('a', '2026-03-02T10:19:31Z', 966, 90, 30),"
                // 32 bits ran over: 4294967296 - 4294967000 + 200 = 496.
                + "('b', '2026-03-02T10:00:00Z', 5000, 4294967000, 4294967000),"
                + "('b', '2026-03-02T10:01:00Z', 5060, 200, 4294967300),"
                // The same fall after a restart is no overflow.
                + "('c', '2026-03-02T10:00:00Z', 5000, 4294967000, 1),"
                + "('c', '2026-03-02T10:01:00Z', 10, 200, 1)");
    Rows.assertSame(
        CounterDeltas.withGrowth(snapshots, List.of("mac"), col("uptime_s"), 15, "tx", "rx")
            .select("mac", "event_at", "tx", "rx", "delta_s"),
        Rows.of(
            spark,
            "mac STRING, event_at TIMESTAMP, tx BIGINT, rx BIGINT, delta_s DOUBLE",
            "('a', '2026-03-02T10:00:00Z', null, null, null),"
                + "('a', '2026-03-02T10:01:00Z', 600, 0, 60),"
                + "('a', '2026-03-02T10:02:30Z', 100, null, 90),"
                + "('a', '2026-03-02T10:03:30Z', null, null, null),"
                + "('a', '2026-03-02T10:04:30Z', null, 10, 60),"
                + "('a', '2026-03-02T10:19:31Z', null, null, null),"
                + "('b', '2026-03-02T10:00:00Z', null, null, null),"
                + "('b', '2026-03-02T10:01:00Z', 496, 300, 60),"
                + "('c', '2026-03-02T10:00:00Z', null, null, null),"
                + "('c', '2026-03-02T10:01:00Z', null, null, null)"));
  }

  @Test
  void aProbeBesideTheRadioRowsGoesToTheNearestWithinTheCarry(SparkSession spark) {
    Dataset<Row> radios =
        Rows.of(
            spark,
            "org_id STRING, site_id STRING, ap_mac STRING, band STRING, minute_at TIMESTAMP",
            "('o', 's', 'ap', '5', '2026-03-02T10:00:00Z'),"
                + "('o', 's', 'ap', '24', '2026-03-02T10:00:00Z'),"
                + "('o', 's', 'ap', '5', '2026-03-02T10:05:00Z'),"
                + "('o', 's', 'ap', '5', '2026-03-02T10:40:00Z'),"
                + "('o', 's', 'other', '5', '2026-03-02T10:00:00Z')");
    Dataset<Row> probes =
        Rows.of(
            spark,
            "org_id STRING, site_id STRING, mac STRING, from_type STRING, target STRING,"
                + " event_at TIMESTAMP, rtt_ms DOUBLE, received_at TIMESTAMP, file STRING,"
                + " line INT, record INT",
            // Two in the minute of a row: their mean. One three minutes on: two from 10:05.
            "('o', 's', 'ap', 'ap', 'gateway', '2026-03-02T10:00:10Z', 2, null, 'f', 1, 0),"
                + "('o', 's', 'ap', 'ap', 'gateway', '2026-03-02T10:00:50Z', 4, null, 'f', 1, 1),"
                + "('o', 's', 'ap', 'ap', 'gateway', '2026-03-02T10:03:10Z', 9, null, 'f', 1, 2),"
                // Eleven minutes from any row, and one that is not about the gateway.
                + "('o', 's', 'ap', 'ap', 'gateway', '2026-03-02T10:51:00Z', 77, null, 'f', 1, 3),"
                + "('o', 's', 'ap', 'ap', 'wan', '2026-03-02T10:40:00Z', 88, null, 'f', 1, 4)");
    Rows.assertSame(
        RadioRows.joinGatewayProbes(radios, probes, 10)
            .select("ap_mac", "band", "minute_at", "ap_gateway_rtt_ms", "ap_gateway_rtt_at"),
        Rows.of(
            spark,
            "ap_mac STRING, band STRING, minute_at TIMESTAMP, ap_gateway_rtt_ms DOUBLE,"
                + " ap_gateway_rtt_at TIMESTAMP",
            "('ap', '5', '2026-03-02T10:00:00Z', 3, '2026-03-02T10:00:50Z'),"
                + "('ap', '24', '2026-03-02T10:00:00Z', 3, '2026-03-02T10:00:50Z'),"
                + "('ap', '5', '2026-03-02T10:05:00Z', 9, '2026-03-02T10:03:10Z'),"
                + "('ap', '5', '2026-03-02T10:40:00Z', null, null),"
                + "('other', '5', '2026-03-02T10:00:00Z', null, null)"));
  }

  @Test
  void anAddressHoldsUntilAnotherFollowsAndAtMostADay(SparkSession spark) {
    Dataset<Row> told =
        Rows.of(
            spark,
            "dataset STRING, org_id STRING, site_id STRING, mac STRING, event_at TIMESTAMP,"
                + " ip STRING, host_name STRING",
            "('client_info', 'o', 's', 'm', '2026-03-02T08:00:00Z', '10.0.0.5', 'pc'),"
                + "('client_info', 'o', 's', 'm', '2026-03-02T09:00:00Z', '10.0.0.5', 'pc'),"
                + "('client_info', 'o', 's', 'm', '2026-03-02T12:00:00Z', '10.0.0.6', 'pc'),"
                + "('client_info', 'o', 's', 'm', '2026-03-02T13:00:00Z', '10.0.0.5', 'pc'),"
                + "('client_info', 'o', 's', 'm', '2026-03-03T07:00:00Z', '10.0.0.5', 'pc')");
    Rows.assertSame(
        IdentityRows.assigned(told, 24).select("ip", "seen_from", "seen_to"),
        Rows.of(
            spark,
            "ip STRING, seen_from TIMESTAMP, seen_to TIMESTAMP",
            // Each telling is a row of its own: correlate asks when an address was last told.
            "('10.0.0.5', '2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z'),"
                + "('10.0.0.5', '2026-03-02T09:00:00Z', '2026-03-02T12:00:00Z'),"
                + "('10.0.0.6', '2026-03-02T12:00:00Z', '2026-03-02T13:00:00Z'),"
                + "('10.0.0.5', '2026-03-02T13:00:00Z', '2026-03-03T07:00:00Z'),"
                + "('10.0.0.5', '2026-03-03T07:00:00Z', '2026-03-04T07:00:00Z')"));
  }
}
