package io.meetinginsights.jobs.ingest.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GrowthTest {

  private final Growth growth = new Growth(15, 2);

  /** Takes a snapshot; growth of tx and of rx, and the seconds it spans. */
  private String grown(String time, double uptimeS, Long tx, Long rx) {
    growth.next(Walked.micros("2026-03-02T" + time + "Z"), uptimeS, tx, rx);
    return growth.of(0) + ", " + growth.of(1) + ", " + growth.spanS();
  }

  @Test
  void countersBecomeGrowthAndSurviveResetsAndGaps() {
    assertThat(grown("10:00:00", 100, 1000L, 50L)).isEqualTo("null, null, null");
    assertThat(grown("10:01:00", 160, 1600L, 50L)).isEqualTo("600, 0, 60.0");
    assertThat(grown("10:02:30", 250, 1700L, null)).isEqualTo("100, null, 90.0");
    // The client connected anew: the counter is lower, the uptime too.
    assertThat(grown("10:03:30", 5, 40L, 10L)).isEqualTo("null, null, null");
    // Lower without the uptime going back: a reset of the counter alone.
    assertThat(grown("10:04:30", 65, 30L, 20L)).isEqualTo("null, 10, 60.0");
    // A quarter of an hour and a second later.
    assertThat(grown("10:19:31", 966, 90L, 30L)).isEqualTo("null, null, null");
  }

  @Test
  void aCounterOf32BitsThatRanOverGrewByWhatLiesBeyond() {
    assertThat(grown("10:00:00", 5000, 4294967000L, 4294967000L)).isEqualTo("null, null, null");
    // 4294967296 - 4294967000 + 200 = 496.
    assertThat(grown("10:01:00", 5060, 200L, 4294967300L)).isEqualTo("496, 300, 60.0");
  }

  @Test
  void theSameFallAfterARestartIsNoOverflow() {
    assertThat(grown("10:00:00", 5000, 4294967000L, 1L)).isEqualTo("null, null, null");
    assertThat(grown("10:01:00", 10, 200L, 1L)).isEqualTo("null, null, null");
  }

  @Test
  void withoutUptimeACounterGrowsAndWhatFellIsAReset() {
    Growth port = new Growth(15, 1);
    port.next(Walked.micros("2026-03-02T10:00:00Z"), null, 4294967000L);
    port.next(Walked.micros("2026-03-02T10:01:00Z"), null, 4294967100L);
    assertThat(port.of(0)).isEqualTo(100);
    // Nothing says that the port was not restarted.
    port.next(Walked.micros("2026-03-02T10:02:00Z"), null, 50L);
    assertThat(port.of(0)).isNull();
    assertThat(port.spanS()).isNull();
    // Fifteen minutes are not longer than fifteen minutes.
    port.next(Walked.micros("2026-03-02T10:17:00Z"), null, 60L);
    assertThat(port.of(0)).isEqualTo(10);
    assertThat(port.spanS()).isEqualTo(900);
  }
}
