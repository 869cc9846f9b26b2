package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.jobs.correlate.ClockOffsets.Finding;
import io.meetinginsights.jobs.correlate.ClockOffsets.SiteClock;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/**
 * Sites with five clients each, in calls at minutes 130 to 159 and 200 to 219 of 400. What the
 * clock of each is off by is put in by hand: 0, an hour, two minutes slow; one is in no call, and
 * one has the same traffic all day. At the last two, whose clocks are right and an hour fast, one
 * client of the five starts its traffic three minutes early, and that is no clock.
 */
@WithSpark
class ClockOffsetsTest {

  private static final String CLIENTS =
      """
      (SELECT *, IF(client = 3, early, 0) AS ahead
       FROM VALUES ('a', 0, true, 1, 0), ('b', 60, true, 1, 0), ('c', -2, true, 1, 0), ('d', 0, false, 0, 0),
         ('e', 0, true, 0, 0), ('f', 0, true, 1, 3), ('g', 60, true, 1, 3) AS t(site, lag, calls, loud, early)
       CROSS JOIN (SELECT explode(sequence(1, 5)) AS client))
      """;

  private static final String IN_CALL = "(n BETWEEN 130 AND 159 OR n BETWEEN 200 AND 219)";

  /** {@code stampedLate}: 1 where Zoom stamps a minute with its end. */
  private static ClockOffsets estimate(SparkSession spark, int stampedLate, double leastAgreement) {
    Dataset<Row> bits =
        spark.sql(
            """
            SELECT 'j-' || site || client AS join_id, TIMESTAMP'2026-03-02 06:00:00' + make_interval(0, 0, 0, 0, 0, n + %d) AS minute_at,
              900D + n %% 5 AS kbps
            FROM (%s) CROSS JOIN (SELECT explode(sequence(0, 399)) AS n) WHERE calls AND %s
            """
                .formatted(stampedLate, "SELECT * FROM " + CLIENTS, IN_CALL));
    Dataset<Row> sureClients =
        spark.sql(
            "SELECT 'j-' || site || client AS join_id, DATE'2026-03-02' AS day, 'o' AS org_id, 'c-' || site || client AS client_key FROM "
                + CLIENTS);
    // A snapshot at second 50 counts from second 50 of the minute before: mostly this minute.
    Dataset<Row> wireless =
        spark.sql(
            """
            SELECT 'o' AS org_id, 's-' || site AS site_id, 'c-' || site || client AS client_key,
              TIMESTAMP'2026-03-02 06:00:50' + make_interval(0, 0, 0, 0, 0, n + lag) AS sampled_at,
              60D AS delta_s, IF(%s OR (n + ahead BETWEEN 130 AND 159 OR n + ahead BETWEEN 200 AND 219), 6000000 * loud, 0) + 100000 + (n * 7919) %% 1000 AS tx_bytes, 20000L AS rx_bytes
            FROM (%s) CROSS JOIN (SELECT explode(sequence(0, 399)) AS n)
            """
                .formatted(IN_CALL, "SELECT * FROM " + CLIENTS));
    SortedMap<LocalDate, ClockOffsets> offsets =
        ClockOffsets.perDay(
            bits,
            sureClients,
            wireless.withColumn("minute_at", date_trunc("MINUTE", col("sampled_at"))),
            new CorrelateConfig.Clocks(20, 40, leastAgreement));
    assertThat(offsets).containsOnlyKeys(LocalDate.of(2026, 3, 2));
    return offsets.get(LocalDate.of(2026, 3, 2));
  }

  private static List<String> words(ClockOffsets offsets) {
    return offsets.sites().stream()
        .map(
            site ->
                site.siteId()
                    + " "
                    + site.finding().word()
                    + " "
                    + site.lagMinutes()
                    + " "
                    + offsets.clockMinutes(site))
        .toList();
  }

  @Test
  void aSitesClockIsTheLagAtWhichBytesAgreeWithZoomsBits(SparkSession spark) {
    ClockOffsets offsets = estimate(spark, 0, 0.3);
    assertThat(words(offsets))
        .containsExactly(
            "s-a agrees 0 0",
            "s-b corrected 60 60",
            "s-c corrected -2 -2",
            "s-e no-evidence 0 0",
            "s-f agrees 0 0",
            "s-g corrected 60 60");
    assertThat(offsets.stampMinutes()).isZero();
    assertThat(offsets.sites().stream().map(SiteClock::evidenceMinutes).limit(3))
        .containsOnly(250L);
    Dataset<Row> telemetry =
        Rows.of(
            spark,
            "org_id STRING, site_id STRING, minute_at TIMESTAMP",
            "('o', 's-a', '2026-03-02 23:30:00'), ('o', 's-b', '2026-03-03 00:30:00'), ('o', 's-x', '2026-03-02 10:00:00')");
    Rows.assertSame(
        offsets.corrected(telemetry, "minute_at"),
        Rows.of(
            spark,
            "org_id STRING, site_id STRING, minute_at TIMESTAMP",
            "('o', 's-a', '2026-03-02 23:30:00'), ('o', 's-b', '2026-03-02 23:30:00'), ('o', 's-x', '2026-03-02 10:00:00')"));
  }

  @Test
  void whatAllSitesHaveInCommonIsWhatZoomsStampMeans(SparkSession spark) {
    ClockOffsets offsets = estimate(spark, 1, 0.3);
    assertThat(offsets.stampMinutes()).isEqualTo(-1);
    assertThat(words(offsets))
        .containsExactly(
            "s-a agrees -1 0",
            "s-b corrected 59 60",
            "s-c corrected -3 -2",
            "s-e no-evidence -1 0",
            "s-f agrees -1 0",
            "s-g corrected 59 60");
    assertThat(offsets.correctsAs(estimate(spark, 1, 0.3))).isTrue();
    assertThat(offsets.correctsAs(estimate(spark, 0, 0.3))).isFalse();
  }

  @Test
  void nothingIsCorrectedOnWeakEvidence(SparkSession spark) {
    ClockOffsets offsets = estimate(spark, 0, 1.0);
    assertThat(offsets.isNone()).isTrue();
    assertThat(offsets.sites()).allMatch(site -> site.finding() == Finding.NO_EVIDENCE);
  }
}
