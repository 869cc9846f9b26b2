package io.meetinginsights.jobs.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.jobs.explain.FeatureDrift.Drift;
import io.meetinginsights.model.FeatureDistribution;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.SparkRows;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class FeatureDriftTest {

  private static final LocalDate DAY = LocalDate.parse("2026-03-02");

  @Test
  void aFeatureBeyondTheLimitCallsForAction() {
    assertThat(new Drift(DAY, "client_rssi", 0.26, 1000).callsForAction(0.25)).isTrue();
    assertThat(new Drift(DAY, "client_rssi", 0.25, 1000).callsForAction(0.25)).isFalse();
  }

  @Test
  void eachDayIsSetBesideTheRowsThatWereLearntFrom(SparkSession spark) {
    FeatureDistribution rssi =
        new FeatureDistribution("client_rssi", List.of(-70.0), List.of(), List.of(0.5, 0.25, 0.25));
    FeatureDistribution width =
        new FeatureDistribution(
            "radio_bandwidth", List.of(), List.of(20.0, 80.0), List.of(0.5, 0.5, 0.0, 0.0));
    // The first day as it was learnt; on the second a quarter and a half changed places.
    Dataset<Row> minutes =
        Rows.of(
                spark,
                "day DATE, client_rssi DOUBLE, radio_bandwidth DOUBLE",
                "('2026-03-02', '-80', '20'), ('2026-03-02', '-70', '80'),"
                    + " ('2026-03-02', '-60', '20'), ('2026-03-02', NULL, '80'),"
                    + " ('2026-03-03', '-80', '20'), ('2026-03-03', '-60', '20'),"
                    + " ('2026-03-03', '-50', '80'), ('2026-03-03', 'NaN', '80')")
            .repartition(3);
    List<Drift> drifts = FeatureDrift.of(SparkRows.of(minutes), List.of(rssi, width));
    assertThat(drifts)
        .extracting(drift -> drift.day() + " " + drift.feature())
        .containsExactly(
            "2026-03-02 client_rssi",
            "2026-03-02 radio_bandwidth",
            "2026-03-03 client_rssi",
            "2026-03-03 radio_bandwidth");
    assertThat(drifts).extracting(Drift::rows).containsOnly(4L);
    assertThat(drifts.get(0).stabilityIndex()).isEqualTo(0, within(1e-12));
    assertThat(drifts.get(1).stabilityIndex()).isEqualTo(0, within(1e-12));
    // (1/4 - 1/2) ln(1/2) + (1/2 - 1/4) ln 2
    assertThat(drifts.get(2).stabilityIndex()).isEqualTo(0.5 * Math.log(2), within(1e-12));
    assertThat(drifts.get(3).stabilityIndex()).isEqualTo(0, within(1e-12));
    assertThat(FeatureDrift.of(SparkRows.of(minutes), List.of())).isEmpty();
  }

  @Test
  void aSpeedTestADayIsNoSampleOfTheDay() {
    assertThat(new Drift(DAY, "wan_avg_download_mbps", 5.5, 1000).callsForAction(0.25)).isFalse();
  }
}
