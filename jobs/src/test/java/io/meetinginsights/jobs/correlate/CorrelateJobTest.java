package io.meetinginsights.jobs.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.Sites;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.errors.InputLimitError;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.gold.Coverage;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.CrashPoints;
import io.meetinginsights.warehouse.Warehouse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@WithSpark
class CorrelateJobTest {

  private static final LocalDate DAY = LocalDate.parse("2026-03-02");

  @TempDir static Path folder;

  private static Warehouse warehouse;
  private static Counts counts;
  private static final Map<String, Row> MINUTES = new HashMap<>();

  @BeforeAll
  static void correlateTheDay(SparkSession spark) {
    warehouse = new Warehouse(spark, folder.toString(), "run-1");
    new OfficeDay(spark, warehouse).write();
    counts = CorrelateJob.run(context(spark, DayRange.of(DAY), Configuration.defaults()));
    for (Row row : warehouse.read(ExperienceMinutes.SCHEMA).collectAsList()) {
      String minute = row.getAs("minute_at").toString().substring(11, 16);
      MINUTES.put(row.getAs("participant_id") + " " + minute, row);
    }
  }

  private static JobContext context(
      SparkSession spark, DayRange days, Configuration configuration) {
    return new JobContext(
        "correlate",
        spark,
        warehouse,
        configuration,
        configuration.section("storage", StorageConfig.class),
        Sites.none(),
        days,
        "run-1",
        "test");
  }

  private static Row minute(String who, String minute) {
    assertThat(MINUTES).containsKey(who + " " + minute);
    return MINUTES.get(who + " " + minute);
  }

  private static <T> T at(String who, String minute, String column) {
    return minute(who, minute).getAs(column);
  }

  private static void assertMatch(
      String who, String minute, String client, String method, double confidence, String presence) {
    assertThat(
            (String) at(who, minute, "client_key")
                + "|"
                + at(who, minute, "match_method")
                + "|"
                + at(who, minute, "match_confidence")
                + "|"
                + at(who, minute, "presence"))
        .as(who + " at " + minute)
        .isEqualTo(client + "|" + method + "|" + confidence + "|" + presence);
  }

  @Test
  void everyKindOfParticipantFindsItsClientOrNone() {
    assertMatch("ann", "10:00", "c-ann", "mac", 1.0, "on-network");
    assertMatch("bob", "10:00", "c-bob", "ip", 0.95, "on-network");
    assertMatch("carl", "10:00", "c-carl", "ip", 0.95, "on-network");
    assertMatch("dora", "10:00", null, "none", 0.0, "at-home");
    assertMatch("gus", "10:00", null, "none", 0.0, "guest");
    assertMatch("nobody", "10:00", null, "none", 0.0, "unknown");
    assertMatch("eve", "10:00", null, "none", 0.0, "behind-egress");
    assertMatch("fred", "10:00", "c-fred-wired", "host_name", 0.9, "on-network");
    assertMatch("vera", "10:00", "c-vera", "mac", 1.0, "on-network");
    assertMatch("uma", "10:00", "c-uma", "user", 0.8, "on-network");
    assertMatch("sue", "10:00", null, "none", 0.0, "behind-egress");
    assertThat((String) at("bob", "10:00", "site_id")).isEqualTo("s1");
    assertThat((String) at("carl", "10:00", "site_id")).isEqualTo("s2");
    assertThat((String) at("dora", "10:00", "org_id")).isEqualTo("o1");
    assertThat((String) at("dora", "10:00", "site_id")).isNull();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("io.meetinginsights.jobs.correlate.IdentityCases#answers")
  void hardCasesOfIdentityHaveADefinedAnswer(
      String who, String why, String client, String method, double confidence, String presence) {
    assertMatch(who, "14:01", client, method, confidence, presence);
  }

  @Test
  void aReadingIsCarriedThreeMinutesAndNotFour() {
    assertThat((Double) at("ann", "10:02", "client_age_s")).isEqualTo(0.0);
    assertThat((Double) at("ann", "10:05", "client_age_s")).isEqualTo(180.0);
    assertThat((Double) at("ann", "10:05", "client_rssi")).isEqualTo(-58.0);
    assertMatch("ann", "10:06", null, "none", 0.0, "behind-egress");
    assertThat((Double) at("ann", "10:06", "client_rssi")).isNull();
    assertMatch("ann", "10:09", "c-ann", "mac", 1.0, "on-network");
  }

  @Test
  void midnightHidesNothing() {
    assertThat((Double) at("nat", "00:00", "client_age_s")).isEqualTo(60.0);
    assertThat((Double) at("nat", "00:02", "client_age_s")).isEqualTo(180.0);
    assertMatch("nat", "00:03", null, "none", 0.0, "behind-egress");
    assertThat((Double) at("nat", "00:00", "transport_fallback")).isEqualTo(1.0);
    assertThat(MINUTES).doesNotContainKey("nat 23:59");
  }

  @Test
  void wirelessFeaturesComeFromTheClientsOwnAccessPoint() {
    Map<String, Double> expected = new HashMap<>();
    expected.put("client_rssi", -58.0);
    expected.put("client_rssi_down", -66.0);
    expected.put("client_snr", 35.0);
    expected.put("client_radio_band", 5.0);
    expected.put("client_tx_rates", 400.0);
    expected.put("client_tx_retries", 5.0);
    expected.put("client_rx_retries", null);
    expected.put("client_wifi_version", 6.0);
    expected.put("client_tx_bytes", 12000.0);
    expected.put("radio_ap_change", 1.0);
    expected.put("roam_count", 1.0);
    expected.put("roam_latency_ms", 120.0);
    expected.put("radio_channel", 53.0);
    expected.put("radio_bandwidth", 40.0);
    expected.put("ap_num_clients", 11.0);
    expected.put("radio_util_interference", 10.0);
    expected.put("ap_restarted", 1.0);
    expected.put("ap_rtt", 2.5);
    expected.put("radio_age_s", 120.0);
    expected.put("client_n_streams", null);
    expected.forEach(
        (name, value) -> assertThat((Double) at("ann", "10:02", name)).as(name).isEqualTo(value));
    assertThat((String) at("ann", "10:02", "ap_mac")).isEqualTo("ap2");
    assertThat((Double) at("ann", "10:01", "radio_channel")).isEqualTo(51.0);
    assertThat((Double) at("ann", "10:01", "roam_count")).isEqualTo(0.0);
    assertThat((Double) at("ann", "10:03", "radio_ap_change")).isEqualTo(0.0);
    // Ann, Bob, two phones, Fred's laptop and Uma.
    assertThat((Double) at("ann", "10:02", "site_num_clients")).isEqualTo(6.0);
    // Of Munich no roams are reported at all.
    assertThat((Double) at("carl", "10:02", "roam_count")).isNull();
  }

  @Test
  void thePortIsTheSwitchsByLldpElseTheAccessPointsOwnElseTheClients() {
    assertThat((String) at("ann", "10:02", "port_id")).isEqualTo("ge-0/0/7");
    assertThat((Double) at("ann", "10:02", "port_errors")).isEqualTo(3.0);
    assertThat((Double) at("ann", "10:02", "port_speed")).isEqualTo(100.0);
    assertThat((Double) at("ann", "10:02", "port_util")).isEqualTo(10.0);
    assertThat((Double) at("ann", "10:02", "port_flaps")).isEqualTo(1.0);
    assertThat((Double) at("ann", "10:01", "port_errors")).isEqualTo(5.0);
    assertThat((Double) at("ann", "10:01", "port_speed")).isEqualTo(1000.0);
    assertThat((Double) at("ann", "10:01", "port_half_duplex")).isEqualTo(0.0);
    assertThat((String) at("fred", "10:01", "medium")).isEqualTo("wired");
    assertThat((String) at("fred", "10:01", "port_id")).isEqualTo("ge-0/0/9");
    assertThat((Double) at("fred", "10:01", "port_half_duplex")).isEqualTo(1.0);
    assertThat((Double) at("fred", "10:01", "client_rssi")).isNull();
    assertThat((Double) at("fred", "10:01", "client_rssi_down")).isNull();
    assertThat((Double) at("fred", "10:01", "radio_util")).isNull();
  }

  @Test
  void theWanPortIsTheOneWithThePublicAddress() {
    assertThat((String) at("ann", "10:06", "wan_port")).isEqualTo("ge-0/0/0");
    assertThat((Double) at("ann", "10:04", "wan_rtt")).isEqualTo(12.0);
    assertThat((Double) at("ann", "10:04", "wan_util_down")).isEqualTo(50.0);
    assertThat((Double) at("ann", "10:04", "wan_util_up")).isEqualTo(25.0);
    assertThat((Double) at("ann", "10:04", "gateway_cpu")).isEqualTo(40.0);
    assertThat((Double) at("ann", "10:04", "wan_age_s")).isEqualTo(240.0);
    // The test at 10:05 is of the future before it, the one of 22 February of the past too far.
    assertThat((Double) at("ann", "10:04", "wan_avg_download_mbps")).isEqualTo(90.0);
    assertThat((Double) at("ann", "10:05", "wan_avg_download_mbps")).isEqualTo(80.0);
    assertThat((Double) at("ann", "10:05", "wan_max_upload_mbps")).isEqualTo(18.0);
    assertThat((Double) at("carl", "10:04", "wan_rtt")).isNull();
    assertThat((Double) at("dora", "10:04", "wan_rtt")).isNull();
  }

  @Test
  void vpnUsersAreOnOurNetworkWithAnEgressFarAway() {
    assertThat((String) at("vera", "10:00", "site_id")).isEqualTo("s2");
    assertThat((Double) at("vera", "10:00", "client_off_site_egress")).isEqualTo(1.0);
    // Munich to Frankfurt by the haversine formula, worked outside.
    assertThat((Double) at("vera", "10:00", "client_vpn_distance")).isCloseTo(304.11, within(0.01));
    assertThat((Double) at("ann", "10:00", "client_off_site_egress")).isEqualTo(0.0);
    assertThat((Double) at("ann", "10:00", "client_vpn_distance")).isEqualTo(0.0);
    assertThat((Double) at("dora", "10:00", "client_off_site_egress")).isNull();
    // Berlin to Frankfurt.
    assertThat((Double) at("ann", "10:00", "dc_distance_km")).isCloseTo(423.71, within(0.01));
  }

  @Test
  void theDominantOtherSenderIsNobodyBehindTheSameEgress() {
    assertThat((String) at("ann", "10:03", "remote_sender_key")).isEqualTo("k-far");
    assertThat((Double) at("ann", "10:03", "remote_loss_pct")).isEqualTo(7.5);
    assertThat((Double) at("ann", "10:03", "remote_rtt_ms")).isEqualTo(90.0);
    assertThat((String) at("carl", "10:03", "remote_sender_key")).isEqualTo("k-bob");
    assertThat((Double) at("carl", "10:03", "remote_loss_pct")).isEqualTo(0.4);
    // Bob and Ann are one place: three places are too few for "three others".
    assertThat((Double) at("ann", "10:03", "service_excess_ms")).isNull();
  }

  @Test
  void minutesAreDroppedByNetworkErrorByComingBackAndByMissingMeasurements() {
    assertThat(
            MINUTES.entrySet().stream()
                .filter(entry -> entry.getValue().<Boolean>getAs("is_dropped"))
                .map(Map.Entry::getKey))
        .containsExactlyInAnyOrder("hal 12:05", "ivy1 12:03", "jon 12:06", "jon 12:07");
    assertThat((String) at("jon", "12:06", "bad_reason")).isEqualTo("dropped");
    assertThat((Double) at("jon", "12:06", "minute_score")).isNull();
    assertThat((Double) at("jon", "12:06", "audio_in_bitrate_kbps")).isNull();
    assertThat((Boolean) at("jon", "12:08", "is_bad")).isFalse();
    assertThat((Double) at("jon", "12:08", "audio_in_score")).isGreaterThan(4.0);
  }

  @Test
  void countsAndCoverageAddUp(SparkSession spark) {
    // 11 people x 10, 4 of Nat's six, 10 + 10 + 6 + 4 + 6 + 8, 21 hard cases x 2, Zoe's 70.
    assertThat(counts.of("participant minutes read")).isEqualTo(270);
    assertThat(counts.of("missing minutes added")).isEqualTo(2);
    assertThat(counts.of("experience minutes written")).isEqualTo(272);
    assertThat(counts.of("dropped minutes")).isEqualTo(4);
    assertThat(counts.of("no telemetry at site s3")).isEqualTo(10);
    assertThat(counts.of("no calls at site with telemetry s9")).isEqualTo(7);
    Dataset<Row> coverage = warehouse.read(Coverage.SCHEMA);
    Rows.assertSame(
        coverage
            .where(
                "org_id = 'o1' AND site_id IN ('s1', 's9') AND measure NOT IN ('missing_feature', 'clock')")
            .select("site_id", "measure", "reason", "minutes"),
        Rows.of(
            spark,
            "site_id STRING, measure STRING, reason STRING, minutes BIGINT",
            // Ann 7 of 10 and Nat 3 of 4 by MAC; Bob; Fred; Uma; Eve's 10, Ann's 3 and Nat's 1.
            "('s1', 'presence', 'on-network', 40), ('s1', 'presence', 'behind-egress', 14),"
                + "('s1', 'match_method', 'mac', 10), ('s1', 'match_method', 'ip', 10),"
                + "('s1', 'match_method', 'host_name', 10), ('s1', 'match_method', 'user', 10),"
                + "('s1', 'match_method', 'none', 14),"
                + "('s1', 'unjoined_telemetry', 'behind-egress-without-client', 14),"
                + "('s9', 'unjoined_telemetry', 'site-unknown-to-zoom', 7)"));
    assertThat(
            coverage
                .where("site_id = 's1' AND measure = 'missing_feature' AND reason = 'client_rssi'")
                .head()
                .<Long>getAs("minutes"))
        .isEqualTo(10);
  }

  @Test
  void aSecondRunACrashedRunAndARunOverSeveralDaysLeaveEqualTables(SparkSession spark) {
    Configuration defaults = Configuration.defaults();
    String experience = warehouse.contentHash(ExperienceMinutes.SCHEMA);
    String coverage = warehouse.contentHash(Coverage.SCHEMA);
    System.setProperty("meetinginsights.crash-at", "throw:after:gold.experience_minutes");
    try {
      assertThatThrownBy(() -> CorrelateJob.run(context(spark, DayRange.of(DAY), defaults)))
          .isInstanceOf(CrashPoints.SimulatedCrash.class);
    } finally {
      System.clearProperty("meetinginsights.crash-at");
    }
    CorrelateJob.run(context(spark, new DayRange(DAY.minusDays(1), DAY), defaults));
    assertThat(hashOfDay(spark, "again")).isEqualTo(experience);
    Dataset<Row> dayBefore =
        warehouse.read(ExperienceMinutes.SCHEMA, DAY.minusDays(1), DAY.minusDays(1));
    assertThat(dayBefore.count()).isEqualTo(2);
    warehouse.replaceDays(
        Coverage.SCHEMA,
        warehouse.read(Coverage.SCHEMA).limit(0),
        DAY.minusDays(1),
        DAY.minusDays(1));
    warehouse.replaceDays(
        ExperienceMinutes.SCHEMA, dayBefore.limit(0), DAY.minusDays(1), DAY.minusDays(1));
    assertThat(warehouse.contentHash(ExperienceMinutes.SCHEMA)).isEqualTo(experience);
    assertThat(warehouse.contentHash(Coverage.SCHEMA)).isEqualTo(coverage);
  }

  /** The content hash of the day alone. */
  private static String hashOfDay(SparkSession spark, String place) {
    Warehouse copy = new Warehouse(spark, folder.resolve(place).toString(), "copy");
    copy.append(ExperienceMinutes.SCHEMA, warehouse.read(ExperienceMinutes.SCHEMA, DAY, DAY));
    return copy.contentHash(ExperienceMinutes.SCHEMA);
  }

  @Test
  void tooFewMatchesAreRefusedWithTheNumbers() {
    // On our network 152 minutes, behind our egress without a client 40 more: 79.17 %.
    DayRange day = DayRange.of(DAY);
    CorrelateJob.refuseLowMatchRate(counts, day, 79.1, List::of);
    assertThatThrownBy(
            () ->
                CorrelateJob.refuseLowMatchRate(
                    counts, day, 79.2, () -> CorrelateJob.matchesPerSite(warehouse, day)))
        .isInstanceOf(InputLimitError.class)
        .hasMessageContaining("Of 192 participant minutes")
        .hasMessageContaining("min-match-rate-pct is 79.2")
        .hasMessageContaining("match_method mac: 94")
        .hasMessageContaining("site s1: 40 of 54 matched")
        .hasMessageContaining("site s3: 0 of 10 matched");
  }

  @Test
  void aClockOneHourFastIsNamedAndCorrected() {
    assertMatch("zoe", "16:00", "c-zoe", "mac", 1.0, "on-network");
    // What the access point saw at 17:03 by its own clock.
    assertThat((Double) at("zoe", "16:03", "client_rssi")).isEqualTo(-53.0);
    assertThat((Double) at("zoe", "16:03", "client_age_s")).isEqualTo(0.0);
    assertThat(counts.of("minutes the clock of site s7 is fast 2026-03-02, corrected"))
        .isEqualTo(60);
    Row clock =
        warehouse
            .read(Coverage.SCHEMA)
            .where("measure = 'clock' AND site_id = 's7'")
            .select("reason", "minutes", "offset_s")
            .head();
    assertThat(clock.getString(0)).isEqualTo("corrected");
    assertThat(clock.getLong(1)).isEqualTo(70);
    assertThat(clock.getDouble(2)).isCloseTo(3600, within(30.0));
  }

  @Test
  void everyJoinIsOnEqualKeys(SparkSession spark) {
    Configuration defaults = Configuration.defaults();
    CorrelateConfig config = defaults.section("correlate", CorrelateConfig.class);
    String plan =
        CorrelateJob.experienceMinutes(
                warehouse,
                DayRange.of(DAY),
                CorrelateJob.participations(warehouse, DayRange.of(DAY), config),
                config,
                SentAndReceived.InputIs.SENT,
                defaults.section("scores", io.meetinginsights.score.ScoresConfig.class),
                ClockOffsets.none())
            .queryExecution()
            .executedPlan()
            .toString();
    assertThat(plan)
        .contains("HashJoin")
        .doesNotContain("CartesianProduct")
        .doesNotContain("NestedLoopJoin");
  }
}
