package io.meetinginsights.jobs.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.jobs.explain.FeatureDrift.Drift;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class FeatureDriftTest {

  private static final LocalDate DAY = LocalDate.parse("2026-03-02");

  @Test
  void aFeatureBeyondTheLimitCallsForAction() {
    assertThat(new Drift(DAY, "client_rssi", 0.26, 1000).callsForAction(0.25)).isTrue();
    assertThat(new Drift(DAY, "client_rssi", 0.25, 1000).callsForAction(0.25)).isFalse();
  }

  @Test
  void aSpeedTestADayIsNoSampleOfTheDay() {
    assertThat(new Drift(DAY, "wan_avg_download_mbps", 5.5, 1000).callsForAction(0.25)).isFalse();
  }
}
