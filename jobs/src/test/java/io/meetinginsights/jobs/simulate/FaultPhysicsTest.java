package io.meetinginsights.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.jobs.simulate.SimulateConfig.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each fault alone in a world that is otherwise the same to the last draw: whatever differs is the
 * fault's doing. The expectations are the physics of faults.yaml's stories, written by hand.
 */
@Tag("proof")
class FaultPhysicsTest {
  private static final LocalDate DAY = LocalDate.parse("2026-03-11");

  /** What a call always shows when it suffers, and what the gear derives from that. */
  private static final String CALL = "qos.(audio|video|as)_.*";

  private static final String AIR =
      "client_stats.(rssi|snr|[tr]x_rate|[tr]x_retries)|client_sessions.*|marvis_client.wifi_rssi"
          + "|qos.wifi_rssi.*";
  private static final String ROAMING =
      "(client_stats|client_sessions|client_events|fast_roams|marvis_client).*"
          + "|device_stats.(num_clients|radio_stat.num_clients|radio_stat.util.*)";

  private static final Map<Fault, Expected> EXPECTED = new EnumMap<>(Fault.class);

  /**
   * @param moves fields and the least mean change, with its sign; words that change have 0
   * @param may fields beside these and {@link #CALL} that may change
   */
  private record Expected(Map<String, Double> moves, String may) {}

  static {
    air(Fault.WEAK_SIGNAL, Map.of("client_stats.rssi", -14.0, "client_stats.snr", -12.0));
    expect(
        Fault.STICKY_CLIENT,
        Map.of("client_stats.rssi", -12.0, "client_stats.snr", -12.0),
        AIR + "|" + ROAMING + "|ports.*|device_stats.*");
    radio(Fault.CO_CHANNEL_INTERFERENCE, Map.of("util_rx_other_bss", 25.0, "util_all", 25.0));
    radio(
        Fault.ADJACENT_CHANNEL_INTERFERENCE, Map.of("util_unknown_wifi", 8.0, "noise_floor", 4.0));
    radio(Fault.NON_WIFI_INTERFERENCE, Map.of("util_non_wifi", 20.0, "noise_floor", 5.0));
    radio(Fault.DFS_CHANNEL_CHANGE, Map.of("channel", 0.0));
    radio(Fault.AP_OVERLOAD, Map.of("num_clients", 25.0, "util_tx", 20.0));
    radio(Fault.BULK_DOWNLOAD, Map.of("util_tx", 25.0));
    radio(Fault.CROWDED_24_GHZ, Map.of("util_rx_other_bss", 20.0, "util_non_wifi", 5.0));
    expect(
        Fault.LOW_TX_POWER,
        Map.of("device_stats.radio_stat.power", -7.0, "qos.wifi_rssi.avg_rssi", -15.0),
        "client_stats.tx_(rate|retries)|marvis_client.wifi_rssi|qos.wifi_rssi.*");
    radio(Fault.NARROW_CHANNEL, Map.of("bandwidth", -20.0, "util_tx", 20.0));
    expect(Fault.SLOW_ROAM, Map.of("fast_roams.slow", 4.0), AIR + "|" + ROAMING + "|fast_roams.*");
    expect(
        Fault.PING_PONG_ROAM,
        Map.of("fast_roams.success", 40.0),
        AIR + "|" + ROAMING + "|fast_roams.*");
    expect(
        Fault.AP_UPLINK_HALF_DUPLEX,
        Map.of(
            "ports.speed", -900.0,
            "ports.full_duplex", -1.0,
            "ports.rx_errors", 1000.0,
            "probes.rtt_ms", 8.0),
        "ports.tx_errors|probes.*|device_stats.port_stat.*");
    expect(
        Fault.PORT_ERRORS,
        Map.of("ports.rx_errors", 5000.0, "device_events.SW_PORT_DOWN", 1.0),
        "ports.tx_errors|ports.last_flapped|probes.*|device_stats.port_stat.*|device_events.*");
    expect(
        Fault.POE_FLAP,
        Map.of(
            "device_events.SW_PORT_DOWN", 3.0,
            "device_stats.uptime", -600.0,
            "ports.last_flapped", 60.0),
        AIR + "|" + ROAMING + "|ports.*|device_stats.*|device_events.*|participants.*");
    site(
        Fault.WAN_CONGESTION,
        Map.of("ports.latency", 25.0, "ports.jitter", 5.0, "ports.loss", 1.0),
        "device_stats.cpu_stat.*|device_stats.if_stat.*|ports.[rt]x_.*");
    site(Fault.ISP_LOSS, Map.of("ports.loss", 6.0), "");
    site(Fault.ISP_PATH_CHANGE, Map.of("ports.latency", 300.0, "ports.jitter", 3.0), "");
    site(
        Fault.BUFFERBLOAT,
        Map.of("ports.latency", 100.0, "ports.jitter", 20.0, "ports.tx_bps", 1e6),
        "device_stats.cpu_stat.*|device_stats.if_stat.*|ports.[rt]x_.*");
    expect(
        Fault.GATEWAY_CPU,
        Map.of("device_stats.cpu_stat.idle", -40.0, "probes.rtt_ms", 30.0, "probes.loss_pct", 5.0),
        "device_stats.cpu_stat.*|probes.jitter_ms");
    expect(
        Fault.VPN_DETOUR,
        Map.of("participants.ip_address", 0.0),
        "participants.internal_ip_addresses");
    expect(
        Fault.CLIENT_CPU,
        Map.of("qos.cpu_usage.system_max_cpu_usage", 40.0, "qos.cpu_usage.zoom_avg_cpu_usage", 8.0),
        "qos.cpu.*|marvis_client.cpu.*");
    air(Fault.OLD_CLIENT_RADIO, Map.of("client_stats.proto", 0.0, "client_stats.tx_rate", -100.0));
    expect(Fault.FAR_WIFI, Map.of("qos.audio_input.jitter", 60.0), "");
    expect(Fault.FAR_ISP, Map.of("qos.audio_input.jitter", 30.0), "");
    expect(Fault.SERVICE_TROUBLE, Map.of("qos.audio_input.latency", 300.0), "");
    radio(Fault.BUSY_CHANNEL_FINE_CALL, Map.of("util_rx_other_bss", 25.0, "util_all", 25.0));
    air(Fault.LOW_RSSI_FINE_CALL, Map.of("client_stats.rssi", -10.0, "client_stats.snr", -10.0));
    expect(
        Fault.PORT_COUNTERS_FINE_CALL,
        Map.of("ports.rx_errors", 5000.0),
        "ports.tx_errors|device_stats.port_stat.*");
    site(
        Fault.BACKUP_TRAFFIC_FINE_CALL,
        Map.of("ports.tx_bps", 1e6, "ports.rx_bps", 1e6),
        "device_stats.cpu_stat.*|device_stats.if_stat.*|ports.[rt]x_.*");
    expect(
        Fault.CONTROL_PLANE_CPU_FINE_CALL,
        Map.of("device_stats.cpu_stat.idle", -40.0),
        "device_stats.cpu_stat.*");
    expect(
        Fault.OTHER_PROGRAM_FINE_CALL,
        Map.of("qos.cpu_usage.system_max_cpu_usage", 25.0),
        "qos.cpu.*|marvis_client.cpu.*");
    expect(Fault.UNSEEN_SERVICE_LOSS, Map.of("qos.audio_output.avg_loss", 8.0), "");
  }

  @TempDir static Path folder;

  private static Telemetry healthy;
  private static Map<String, Row> healthyTruth;

  private static void air(Fault fault, Map<String, Double> moves) {
    expect(fault, moves, AIR);
  }

  private static void radio(Fault fault, Map<String, Double> moves) {
    Map<String, Double> named = new HashMap<>();
    moves.forEach((field, least) -> named.put("device_stats.radio_stat." + field, least));
    String may =
        AIR
            + "|device_stats.radio_stat.(util_.*|noise_floor|channel|num_clients)|device_stats.num_clients"
            + "|client_stats.(channel|tx_bytes|tx_pkts)|rrm_events.*";
    expect(fault, named, may);
  }

  private static void site(Fault fault, Map<String, Double> moves, String may) {
    String wan =
        "ports.(latency|jitter|loss)|vpn_peers.(latency|jitter|loss|mos)"
            + "|probes.(rtt_ms|jitter_ms|loss_pct)";
    expect(fault, moves, may.isEmpty() ? wan : wan + "|" + may);
  }

  private static void expect(Fault fault, Map<String, Double> moves, String may) {
    EXPECTED.put(fault, new Expected(moves, may.isEmpty() ? CALL : CALL + "|" + may));
  }

  @BeforeAll
  static void aDayWithoutFaults() throws IOException {
    SimulateConfig config = world().withRates(4, 0);
    healthy = Telemetry.of(config, 0, folder.resolve("healthy"));
    healthyTruth = truth(config.withSize(2, 60));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void movesWhatItsStorySaysAndNothingElse(Fault fault) throws IOException {
    SimulateConfig config = world().withFaults(alone(fault, 0));
    Telemetry faulty = Telemetry.of(config, 0, folder.resolve(fault.id()));
    Map<String, Double> changed = faulty.changedFrom(healthy);
    Expected expected = EXPECTED.get(fault);
    expected
        .moves()
        .forEach(
            (field, least) -> {
              assertThat(changed).as(fault.id()).containsKey(field);
              if (least > 0) {
                assertThat(changed.get(field)).as(fault + " " + field).isGreaterThan(least);
              } else if (least < 0) {
                assertThat(changed.get(field)).as(fault + " " + field).isLessThanOrEqualTo(least);
              }
            });
    assertThat(changed.keySet())
        .as(fault.id())
        .allMatch(field -> expected.moves().containsKey(field) || field.matches(expected.may()));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void strongEpisodesMakeMinutesBadWeakOnesMostlyNotAndRemovalRestoresTheScore(Fault fault) {
    Map<String, Row> rows = truth(world().withSize(2, 60).withFaults(alone(fault, 0.4)));
    int[] minutes = new int[2];
    int[] bad = new int[2];
    int underControl = 0;
    int spoilt = 0;
    for (Map.Entry<String, Row> entry : rows.entrySet()) {
      Row row = entry.getValue();
      Double score = number(row, "score_latent");
      Double without = number(row, "score_without");
      if (score == null) {
        continue;
      }
      if (!movesPeople(fault)) {
        Double before = number(healthyTruth.get(entry.getKey()), "score_latent");
        assertThat(without).as(fault.id()).isCloseTo(before, within(1e-12));
      }
      assertThat(without).as(fault.id()).isGreaterThanOrEqualTo(score - 0.05);
      if (((Object[]) column(row, "active_controls")).length > 0) {
        underControl++;
        spoilt += score < ScoreModel.BAD_BELOW && without >= ScoreModel.BAD_BELOW ? 1 : 0;
      }
      if (fault.id().equals(column(row, "cause_id"))) {
        int weak = number(row, "strength") < 0.5 ? 1 : 0;
        minutes[weak]++;
        bad[weak] += score < ScoreModel.BAD_BELOW ? 1 : 0;
      }
    }
    if (fault.isControl() && fault != Fault.UNSEEN_SERVICE_LOSS) {
      assertThat(underControl).as(fault + " minutes").isGreaterThan(100);
      // A minute that was nearly bad by itself may still tip over.
      assertThat(spoilt).as(fault + " makes minutes bad").isLessThan(underControl / 100);
      return;
    }
    assertThat(minutes[0]).as(fault + " strong minutes").isGreaterThan(30);
    double least = fault.scope() == Fault.Scope.FAR_PRESENTER ? 0.4 : 0.6;
    assertThat((double) bad[0] / minutes[0]).as(fault + " strong").isGreaterThan(least);
    if (minutes[1] > 20) {
      assertThat((double) bad[1] / minutes[1]).as(fault + " weak").isLessThan(0.35);
    }
  }

  /** Clients stand at other access points while it lasts: the air they would have had differs. */
  private static boolean movesPeople(Fault fault) {
    return fault == Fault.STICKY_CLIENT
        || fault == Fault.SLOW_ROAM
        || fault == Fault.PING_PONG_ROAM
        || fault == Fault.POE_FLAP;
  }

  private static SimulateConfig world() {
    return SimulateConfig.of(DAY, DAY, 11, "nowhere").withSize(1, 36).withRates(4, 1);
  }

  /** One fault alone, about one episode a client, access point or meeting, three a site. */
  private static Faults alone(Fault fault, double weakShare) {
    double episodes =
        switch (fault.scope()) {
          case SITE, SITE_RUSH_HOUR, ORGANISATION -> 3;
          case FAR_PRESENTER, CONFERENCE -> 0.9;
          case CLIENT, WIRELESS_CLIENT, CALL, WIRELESS_CALL, PORT -> 0.7;
          case RADIO, RADIO_24, DFS_RADIO, UPLINK -> 2;
        };
    Faults only = Faults.only(fault, episodes / fault.rate());
    return new Faults(1, weakShare, only.rates());
  }

  private static Map<String, Row> truth(SimulateConfig config) {
    Map<String, Row> rows = new HashMap<>();
    for (int site = 0; site < config.world().sites(); site++) {
      TruthTable.rows(
          config.world(),
          site,
          DAY,
          row ->
              rows.put(
                  column(row, "meeting_uuid")
                      + " "
                      + column(row, "participant_id")
                      + " "
                      + column(row, "minute_at"),
                  row));
    }
    return rows;
  }

  private static Double number(Row row, String name) {
    return (Double) column(row, name);
  }

  private static Object column(Row row, String name) {
    return row.get(TruthTable.DRAWN.fieldIndex(name));
  }
}
