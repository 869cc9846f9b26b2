package io.meetinginsights.jobs.ingest.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.tables.silver.RadioMinutes;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RadioWalkTest {

  private static final String AP = "0c8126000001";
  private static final String OTHER = "0c8126000002";

  private static final String[] PROBED = {
    "ap_mac", "band", "minute_at", "ap_gateway_rtt_ms", "ap_gateway_rtt_at"
  };

  private final Walked walked =
      new Walked(
          RadioMinutes.SCHEMA,
          out -> new RadioWalk(15, 10, Walked.days("2026-03-02", "2026-03-03"), "run-1", out));

  private static DeviceWalk.Seen accessPoint(Object[]... radios) {
    return Walked.seen("device_stats", "type", "ap", "radios", Arrays.asList(radios));
  }

  private static Object[] radio(String band) {
    return Walked.radio("name", "band_" + band, "band", band);
  }

  private static DeviceWalk.Seen probe(String target, double rttMs) {
    return Walked.seen("probes", "from_type", "ap", "target", target, "rtt_ms", rttMs);
  }

  @Test
  void aProbeBesideTheRadioRowsGoesToTheNearestWithinTheCarry() {
    walked
        .device(AP)
        .at("2026-03-02T10:00:00Z", accessPoint(radio("5"), radio("24")))
        // Two in the minute of a row: their mean. One three minutes on: two from 10:05.
        .at("2026-03-02T10:00:10Z", probe("gateway", 2))
        .at("2026-03-02T10:00:50Z", probe("gateway", 4))
        .at("2026-03-02T10:03:10Z", probe("gateway", 9))
        .at("2026-03-02T10:05:00Z", accessPoint(radio("5")))
        // Eleven minutes from any row, and one that is not about the gateway.
        .at("2026-03-02T10:40:00Z", accessPoint(radio("5")), probe("wan", 88))
        .at("2026-03-02T10:51:00Z", probe("gateway", 77))
        .device(OTHER)
        .at("2026-03-02T10:00:00Z", accessPoint(radio("5")));
    assertThat(walked.rows(PROBED))
        .containsExactlyInAnyOrder(
            AP + ", 5, 2026-03-02T10:00:00Z, 3.0, 2026-03-02T10:00:50Z",
            AP + ", 24, 2026-03-02T10:00:00Z, 3.0, 2026-03-02T10:00:50Z",
            AP + ", 5, 2026-03-02T10:05:00Z, 9.0, 2026-03-02T10:03:10Z",
            AP + ", 5, 2026-03-02T10:40:00Z, null, null",
            OTHER + ", 5, 2026-03-02T10:00:00Z, null, null");
  }

  @Test
  void ofTwoRowsAsNearTheEarlierHasTheProbeAndOfTwoProbesAsNearTheLater() {
    walked
        .device(AP)
        .at("2026-03-02T09:58:00Z", probe("gateway", 1))
        .at("2026-03-02T10:00:00Z", accessPoint(radio("5")))
        .at("2026-03-02T10:02:00Z", probe("gateway", 2))
        .at("2026-03-02T10:04:00Z", accessPoint(radio("5")));
    assertThat(walked.rows(PROBED))
        .containsExactly(
            AP + ", 5, 2026-03-02T10:00:00Z, 2.0, 2026-03-02T10:02:00Z",
            AP + ", 5, 2026-03-02T10:04:00Z, null, null");
  }

  @Test
  void aProbeStaysOnItsDay() {
    walked
        .device(AP)
        .at("2026-03-02T23:50:00Z", accessPoint(radio("5")))
        .at("2026-03-02T23:59:00Z", probe("gateway", 7))
        .at("2026-03-03T00:00:00Z", accessPoint(radio("5")));
    assertThat(walked.rows(PROBED))
        .containsExactly(
            AP + ", 5, 2026-03-02T23:50:00Z, 7.0, 2026-03-02T23:59:00Z",
            AP + ", 5, 2026-03-03T00:00:00Z, null, null");
  }

  @Test
  void ofTwoRadiosInABandTheBusierCountsAndLevelsAreMeansOfTheMinute() {
    Object[] idle = Walked.radio("name", "band_24", "band", "5", "num_clients", 1L, "channel", 36);
    Object[] busy = Walked.radio("name", "band_5", "band", "5", "num_clients", 9L, "channel", 149);
    busy[Kind.DEVICE.indexOf("radios", "util_all_pct")] = 20.0;
    Object[] later = Walked.radio("name", "band_5", "band", "5", "num_clients", 8L, "channel", 153);
    later[Kind.DEVICE.indexOf("radios", "util_all_pct")] = 25.0;
    walked
        .device(AP)
        .at("2026-03-02T10:00:10Z", accessPoint(idle, busy))
        .at("2026-03-02T10:00:40Z", accessPoint(later));
    assertThat(walked.rows("channel", "num_clients", "util_all_pct", "sampled_at"))
        .isEqualTo(List.of("153, 8, 22.5, 2026-03-02T10:00:40Z"));
  }

  @Test
  void aDayThatIsNotWantedIsComparedWithAndNotWritten() {
    Object[] before = Walked.radio("name", "band_5", "band", "5", "rx_failed", 100L);
    Object[] after = Walked.radio("name", "band_5", "band", "5", "rx_failed", 130L);
    walked
        .device(AP)
        .at("2026-03-01T23:59:00Z", accessPoint(before))
        .at("2026-03-02T00:00:00Z", accessPoint(after));
    assertThat(walked.rows("minute_at", "rx_failed")).containsExactly("2026-03-02T00:00:00Z, 30");
  }
}
