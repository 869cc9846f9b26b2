package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class IdentityRowsTest {

  private static Dataset<Row> observations(SparkSession spark, String more, String values) {
    return Rows.of(
        spark,
        "dataset STRING, org_id STRING, site_id STRING, mac STRING, event_at TIMESTAMP, ip STRING"
            + more,
        values);
  }

  @Test
  void aClientThatWasAwayHasTwoStretches(SparkSession spark) {
    Dataset<Row> wireless =
        observations(
            spark,
            "",
            "('client_stats', 'o', 's', 'm', '2026-03-02 08:00:00', '10.0.0.1'),"
                // Fifteen minutes later it is still there, an hour later it has been away.
                + "('client_stats', 'o', 's', 'm', '2026-03-02 08:15:00', '10.0.0.1'),"
                + "('client_stats', 'o', 's', 'm', '2026-03-02 09:15:00', '10.0.0.1'),"
                + "('client_stats', 'o', 's', 'm', '2026-03-02 09:16:00', '10.0.0.2')");
    Dataset<Row> none = wireless.limit(0);
    Dataset<Row> events =
        Rows.of(
            spark,
            "dataset STRING, org_id STRING, site_id STRING, client_mac STRING, device_mac STRING, event_at TIMESTAMP, ip STRING, user_name STRING, medium STRING",
            "('nac_events', 'o', 's', 'n', 'sw', '2026-03-02 08:00:00', null, 'uma', 'wired')");
    Rows.assertSame(
        IdentityRows.seen(wireless, none, events, 15)
            .selectExpr(
                "mac",
                "ip",
                "date_format(seen_from, 'HH:mm') AS a",
                "date_format(seen_to, 'HH:mm') AS b"),
        Rows.of(
            spark,
            "mac STRING, ip STRING, a STRING, b STRING",
            "('m', '10.0.0.1', '08:00', '08:15'), ('m', '10.0.0.1', '09:15', '09:15'),"
                + "('m', '10.0.0.2', '09:16', '09:16'), ('n', null, '08:00', '08:00')"));
  }
}
