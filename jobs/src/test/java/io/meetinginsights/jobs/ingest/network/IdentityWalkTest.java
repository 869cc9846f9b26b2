package io.meetinginsights.jobs.ingest.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.warehouse.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityWalkTest {

  private static final String MAC = "a483e7000001";
  private static final String OTHER = "a483e7000002";
  private static final String SWITCH = "5c5b35000001";
  private static final String DAY = "2026-03-02";

  @TempDir Path folder;
  private Walked walked;

  @BeforeEach
  void walker() throws IOException {
    Path key = Files.writeString(folder.resolve("key"), "secret of the tests\n");
    SecretKey.Surrogates keys = SecretKey.surrogates(new Configuration(), key.toString());
    DeviceWalk.Days days = Walked.days(DAY, "2026-03-03");
    walked =
        new Walked(
            ClientIdentities.SCHEMA,
            out -> new IdentityWalk(15, 24, days, days, keys, "run-1", out));
  }

  private static DeviceWalk.Seen wireless(String ip, String user) {
    return Walked.seen("client_stats", "ip", ip, "user_name", user);
  }

  /** Shows the client every minute from one time to another. */
  private void everyMinute(String from, String to, String ip, String user) {
    for (Instant at = Instant.parse(from);
        !at.isAfter(Instant.parse(to));
        at = at.plus(1, ChronoUnit.MINUTES)) {
      walked.at(at.toString(), wireless(ip, user));
    }
  }

  @Test
  void aClientThatWasAwayHasTwoStretches() {
    walked
        .device(MAC)
        .at("2026-03-02T08:00:00Z", wireless("10.0.0.1", null))
        // Fifteen minutes later it is still there, an hour later it has been away.
        .at("2026-03-02T08:15:00Z", wireless("10.0.0.1", null))
        .at("2026-03-02T09:15:00Z", wireless("10.0.0.1", null))
        .at("2026-03-02T09:16:00Z", wireless("10.0.0.2", null))
        .device(OTHER)
        .at(
            "2026-03-02T08:00:00Z",
            Walked.seen(
                "nac_events",
                "client_mac",
                OTHER,
                "device_mac",
                SWITCH,
                "user_name",
                "uma",
                "medium",
                "wired"));
    assertThat(walked.rows("mac", "ip", "seen_from", "seen_to"))
        .containsExactlyInAnyOrder(
            MAC + ", 10.0.0.1, 2026-03-02T08:00:00Z, 2026-03-02T08:15:00Z",
            MAC + ", 10.0.0.1, 2026-03-02T09:15:00Z, 2026-03-02T09:15:00Z",
            MAC + ", 10.0.0.2, 2026-03-02T09:16:00Z, 2026-03-02T09:16:00Z",
            OTHER + ", null, 2026-03-02T08:00:00Z, 2026-03-02T08:00:00Z");
    assertThat(walked.rows("user_name", "medium", "switch_mac"))
        .containsOnlyOnce("uma, wired, " + SWITCH);
    assertThat(walked.rows("identity_key")).doesNotHaveDuplicates();
  }

  @Test
  void anAddressHoldsUntilAnotherFollowsAndAtMostADay() {
    walked
        .device(MAC)
        .at("2026-03-02T08:00:00Z", address("10.0.0.5"))
        .at("2026-03-02T09:00:00Z", address("10.0.0.5"))
        .at("2026-03-02T12:00:00Z", address("10.0.0.6"))
        .at("2026-03-02T13:00:00Z", address("10.0.0.5"))
        .at("2026-03-03T07:00:00Z", address("10.0.0.5"));
    assertThat(walked.rows("ip", "seen_from", "seen_to"))
        .containsExactlyInAnyOrder(
            // Each telling is a row of its own: correlate asks when an address was last told.
            "10.0.0.5, 2026-03-02T08:00:00Z, 2026-03-02T09:00:00Z",
            "10.0.0.5, 2026-03-02T09:00:00Z, 2026-03-02T12:00:00Z",
            "10.0.0.6, 2026-03-02T12:00:00Z, 2026-03-02T13:00:00Z",
            "10.0.0.5, 2026-03-02T13:00:00Z, 2026-03-03T07:00:00Z",
            "10.0.0.5, 2026-03-03T07:00:00Z, 2026-03-04T07:00:00Z");
  }

  private static DeviceWalk.Seen address(String ip) {
    return Walked.seen("client_info", "ip", ip, "host_name", "pc");
  }

  @Test
  void aUserNamedEveryOtherTimeAllDayIsOneIdentityFromTheFirstSnapshotOn() {
    walked.device(MAC);
    for (int minute = 0; minute < 24 * 60; minute++) {
      walked.at(
          Instant.parse("2026-03-02T00:00:00Z").plus(minute, ChronoUnit.MINUTES).toString(),
          wireless("10.0.0.1", minute % 2 == 0 ? null : "ann"));
    }
    assertThat(walked.rows("user_name", "ip", "medium", "seen_from", "seen_to"))
        .containsExactly("ann, 10.0.0.1, wireless, 2026-03-02T00:00:00Z, 2026-03-02T23:59:00Z");
  }

  @Test
  void anAttributeNotToldForLongerThanTheGapEndsTheStretch() {
    walked.device(MAC).at("2026-03-02T10:00:00Z", wireless("10.0.0.1", "ann"));
    everyMinute("2026-03-02T10:01:00Z", "2026-03-02T11:00:00Z", "10.0.0.1", null);
    assertThat(walked.rows("user_name", "ip", "seen_from", "seen_to"))
        .containsExactly(
            "ann, 10.0.0.1, 2026-03-02T10:00:00Z, 2026-03-02T10:15:00Z",
            "null, 10.0.0.1, 2026-03-02T10:16:00Z, 2026-03-02T11:00:00Z");
  }

  @Test
  void anotherValueEndsTheStretchAtOnce() {
    walked.device(MAC);
    everyMinute("2026-03-02T10:00:00Z", "2026-03-02T10:04:00Z", "10.0.0.1", "ann");
    everyMinute("2026-03-02T10:05:00Z", "2026-03-02T10:09:00Z", "10.0.0.1", "bob");
    // What the snapshot leaves out holds on from the stretch's own tellings, not from before.
    walked.at("2026-03-02T10:10:00Z", wireless("10.0.0.2", null));
    assertThat(walked.rows("user_name", "ip", "seen_from", "seen_to"))
        .containsExactly(
            "ann, 10.0.0.1, 2026-03-02T10:00:00Z, 2026-03-02T10:04:00Z",
            "bob, 10.0.0.1, 2026-03-02T10:05:00Z, 2026-03-02T10:09:00Z",
            "null, 10.0.0.2, 2026-03-02T10:10:00Z, 2026-03-02T10:10:00Z");
    assertThat(walked.rows("identity_key")).doesNotHaveDuplicates();
  }

  @Test
  void aStretchEndsWithItsDay() {
    walked.device(MAC);
    everyMinute("2026-03-02T23:58:00Z", "2026-03-03T00:01:00Z", "10.0.0.1", "ann");
    assertThat(walked.rows("user_name", "seen_from", "seen_to"))
        .containsExactly(
            "ann, 2026-03-02T23:58:00Z, 2026-03-02T23:59:00Z",
            "ann, 2026-03-03T00:00:00Z, 2026-03-03T00:01:00Z");
  }

  @Test
  void whatTwoDatasetsSawAlikeFromTheSameInstantIsOneStretch() {
    DeviceWalk.Seen signIn =
        Walked.seen(
            "nac_events",
            "client_mac",
            MAC,
            "ip",
            "10.0.0.1",
            "user_name",
            "ann",
            "medium",
            "wireless");
    walked
        .device(MAC)
        .at("2026-03-02T10:00:00Z", wireless("10.0.0.1", "ann"), signIn)
        .at("2026-03-02T10:05:00Z", wireless("10.0.0.1", "ann"));
    assertThat(walked.rows("user_name", "medium", "seen_from", "seen_to"))
        .containsExactly("ann, wireless, 2026-03-02T10:00:00Z, 2026-03-02T10:05:00Z");
  }
}
