package io.meetinginsights.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.jobs.evaluate.PooledFigures.Pooled;
import io.meetinginsights.jobs.simulate.SimulateConfig.World;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Verdicts made by hand, with their figures worked out by hand. Minutes are told by participant.
 */
@WithSpark
class BlameFiguresTest {

  private static final String METHOD = "m";

  @TempDir static Path folder;
  private static Dataset<Row> truth;
  private static Dataset<Row> verdicts;
  private static Dataset<Row> alarms;

  @BeforeAll
  static void minutes(SparkSession spark) throws Exception {
    // Weak signal occurs four times as often as it naturally does.
    World world =
        Configuration.defaults()
            .with("simulate.faults.rates.weak-signal=4")
            .section("simulate", World.class);
    String weak = "'weak_signal', 'wireless', array('client_rssi', 'client_snr')";
    String far = "'far_wifi', 'remote', array('remote_loss_pct', 'remote_jitter_ms')";
    String none = "'none', 'none', array()";
    truth =
        TruthMinutes.of(
            Rows.of(
                    spark,
                    "participant_id STRING, network STRING, score_latent DOUBLE, score_without DOUBLE, score_without_cause DOUBLE,"
                        + " is_tie BOOLEAN, cause_id STRING, cause_category STRING, fault_features ARRAY<STRING>, episode_id STRING,"
                        + " active_controls ARRAY<STRING>, active_faults ARRAY<STRING>",
                    String.join(
                        ", ",
                        "(1, 'wireless', 2.0, 4.0, 3.5, false, "
                            + weak
                            + ", 'e1', array(), array('weak_signal'))",
                        "(2, 'wireless', 2.0, 4.0, 3.5, false, "
                            + weak
                            + ", 'e1', array(), array('weak_signal'))",
                        "(3, 'wireless', 2.5, 3.0, 3.0, false, "
                            + weak
                            + ", 'e2', array(), array('weak_signal'))",
                        "(4, 'wireless', 2.0, 4.0, 3.5, false, "
                            + weak
                            + ", 'e2', array(), array('weak_signal'))",
                        "(5, 'wireless', 2.0, 4.0, 3.5, false, "
                            + weak
                            + ", 'e5', array(), array('weak_signal'))",
                        "(6, 'wired', 1.0, 4.0, 4.0, false, 'isp_loss', 'wan', array('wan_loss'), 'e3', array(), array('isp_loss'))",
                        "(7, 'wireless', 2.0, 4.0, 4.0, false, "
                            + far
                            + ", 'e4', array(), array())",
                        "(8, 'wired', 2.0, 4.0, 4.0, false, " + far + ", 'e4', array(), array())",
                        "(9, 'wireless', 2.0, 4.0, 3.5, true, "
                            + weak
                            + ", 'e1', array(), array('weak_signal'))",
                        "(10, 'wireless', 2.5, 4.0, 2.9, false, "
                            + weak
                            + ", 'e1', array(), array('weak_signal'))",
                        "(11, 'wireless', 2.8, 2.8, NULL, false, "
                            + none
                            + ", NULL, array(), array())",
                        "(12, 'wired', 2.0, 4.0, 4.0, false, 'unseen_service_loss', 'none', array(), 'e6', array('unseen_service_loss'), array())",
                        "(13, 'wireless', 4.0, 4.0, NULL, false, "
                            + none
                            + ", NULL, array('busy_channel_fine_call'), array())",
                        "(14, 'wireless', 4.0, 4.0, NULL, false, "
                            + none
                            + ", NULL, array('busy_channel_fine_call'), array())",
                        "(15, 'wireless', 4.0, 4.0, NULL, false, "
                            + none
                            + ", NULL, array(), array())",
                        "(16, 'wireless', 4.0, 4.2, 4.2, false, "
                            + weak
                            + ", 'e7', array('busy_channel_fine_call'), array('weak_signal'))"))
                .selectExpr(
                    "*",
                    "'a' AS account_id",
                    "'u' AS meeting_uuid",
                    "TIMESTAMP '2026-03-02 09:00:00' AS join_time",
                    "TIMESTAMP '2026-03-02 09:10:00' AS minute_at",
                    "CAST(array() AS ARRAY<STRING>) AS far_faults"),
            world);
    Path file = folder.resolve("verdicts.jsonl");
    Files.writeString(
        file,
        String.join(
            "\n",
            verdict(1, "wireless", "'client_rssi', 'radio_util'", 0.9),
            verdict(2, "wireless", "'radio_util', 'wan_rtt', 'client_snr'", 0.6),
            verdict(3, "wan", "'wan_rtt', 'wan_loss', 'port_errors', 'client_rssi'", 0.8),
            verdict(4, "unexplained", "", null),
            verdict(6, "wan", "'wan_loss'", 0.7),
            verdict(7, "wireless", "'client_rssi'", 0.55),
            verdict(8, "remote", "'remote_jitter_ms', 'remote_loss_pct'", 0.65),
            verdict(9, "wan", "'wan_rtt'", 0.9),
            verdict(10, "wan", "'wan_rtt'", 0.9),
            verdict(11, "wan", "'wan_rtt'", 0.5),
            verdict(12, "client", "'client_cpu'", 0.4)));
    verdicts = Verdicts.ofFile(spark, file.toString());
    alarms =
        Rows.of(
                spark,
                "participant_id STRING, is_alarm BOOLEAN",
                "(13, true), (14, false), (15, false), (16, true), (1, true)")
            .selectExpr(
                "'a' AS account_id",
                "'u' AS meeting_uuid",
                "participant_id",
                "TIMESTAMP '2026-03-02 09:00:00' AS joined_at",
                "TIMESTAMP '2026-03-02 09:10:00' AS minute_at",
                "is_alarm");
  }

  private static String verdict(int participant, String cause, String features, Double strength) {
    return ("{'account_id': 'a', 'meeting_uuid': 'u', 'participant_id': '%d', 'joined_at': '2026-03-02T09:00:00Z',"
            + " 'minute_at': '2026-03-02T09:10:00Z', 'cause': '%s', 'features': [%s], 'strength': %s}")
        .formatted(participant, cause, features, strength)
        .replace('\'', '"');
  }

  private static Pooled figure(Dataset<Row> judged, String slice, String metric) {
    return new PooledFigures(List.of(BlameFigures.of(METHOD, truth, judged, alarms)))
        .of(METHOD, slice, metric);
  }

  private static void assertFigure(PooledFigures all, String slice, String metric, double value) {
    assertThat(all.of(METHOD, slice, metric).value())
        .as("%s %s", slice, metric)
        .isCloseTo(value, within(1e-9));
  }

  @Test
  void badMinutesAreKeptOrLeftOutByTheRule() {
    PooledFigures kept = new PooledFigures(List.of(BlameFigures.kept(truth)));
    // Twelve bad minutes: 1 to 8, a tie, one of two faults together, two without a cause.
    for (String[] expected :
        new String[][] {
          {"bad_fault", "8"}, {"bad_tie", "1"}, {"bad_shared", "1"}, {"bad_no_cause", "2"}
        }) {
      Pooled figure = kept.of("truth", "all", expected[0]);
      assertThat(figure.minutes()).isEqualTo(12);
      assertThat(figure.value() * 12)
          .as(expected[0])
          .isCloseTo(Integer.parseInt(expected[1]), within(1e-9));
    }
  }

  @Test
  void figuresAreThoseWorkedOutByHand() {
    PooledFigures all =
        new PooledFigures(List.of(BlameFigures.of(METHOD, truth, verdicts, alarms)));
    String weak = "fault=weak_signal";
    assertThat(all.of(METHOD, weak, "judged").minutes()).isEqualTo(5);
    assertFigure(all, weak, "judged", 0.8);
    assertFigure(all, weak, "episodes", 3);
    assertFigure(all, weak, "category_top1", 2 / 4.0);
    assertFigure(all, weak, "feature_top1", 1 / 4.0);
    assertFigure(all, weak, "feature_top3", 2 / 4.0);
    assertFigure(all, weak, "feature_mrr", (1 + 1 / 3.0 + 1 / 4.0) / 4);
    assertFigure(all, weak, "unexplained", 1 / 4.0);
    assertFigure(all, "fault=far_wifi", "category_top1", 0.5);
    assertFigure(all, "fault=far_wifi", "local_blamed", 0.5);

    assertFigure(all, "all", "category_top1", (0.5 + 1 + 0.5) / 3);
    assertFigure(all, "all", "feature_top1", (0.25 + 1 + 0.5) / 3);
    assertFigure(all, "all", "feature_top3", (0.5 + 1 + 0.5) / 3);
    assertFigure(all, "all", "feature_mrr", ((1 + 1 / 3.0 + 1 / 4.0) / 4 + 1 + 0.5) / 3);
    assertFigure(all, "all", "unexplained_on_local", 0.25 / 2);
    assertFigure(all, "all", "local_blamed_for_far_end", 0.5);
    assertFigure(all, "all", "local_blamed_for_nothing", 1);
  }

  @Test
  void precisionIsAtNaturalPrevalence() {
    PooledFigures all =
        new PooledFigures(List.of(BlameFigures.of(METHOD, truth, verdicts, alarms)));
    // A minute of weak signal weighs a quarter; ties and shared minutes are left out.
    assertFigure(all, "category=wireless", "precision", 0.5 / 1.5);
    assertFigure(all, "category=wan", "precision", 1 / 2.25);
    assertFigure(all, "category=remote", "precision", 1);
    assertFigure(all, "category=client", "precision", 0);
    assertFigure(all, "all", "precision", (0.5 / 1.5 + 1 / 2.25 + 1) / 4);
  }

  @Test
  void strengthIsComparedWithHowOftenItIsRight() {
    PooledFigures all =
        new PooledFigures(List.of(BlameFigures.of(METHOD, truth, verdicts, alarms)));
    assertFigure(all, "strength=0.5", "mean_strength", 0.525);
    assertFigure(all, "strength=0.5", "right", 0);
    assertFigure(all, "strength=0.6", "right", 1);
    assertFigure(
        all, "all", "strength_calibration_error", (0.4 + 1.05 + 0.75 + 0.3 + 0.8 + 0.1) / 8);
    assertFigure(
        all,
        "all",
        "strength_brier",
        (0.01 + 0.16 + 0.64 + 0.09 + 0.3025 + 0.1225 + 0.25 + 0.16) / 8);
  }

  @Test
  void alarmsCountOnFineMinutesThatNoFaultReaches() {
    PooledFigures all =
        new PooledFigures(List.of(BlameFigures.of(METHOD, truth, verdicts, alarms)));
    assertFigure(all, "control=busy_channel_fine_call", "alarms", 0.5);
    assertFigure(all, "all", "alarms_on_controls", 0.5);
    assertFigure(all, "all", "alarms_healthy", 0);
  }

  @Test
  void categoriesThatAreRotatedAreNeverRight() {
    Column rotated =
        element_at(
            map(
                lit("wireless"), lit("wired"),
                lit("wired"), lit("wan"),
                lit("wan"), lit("client"),
                lit("client"), lit("remote"),
                lit("remote"), lit("wireless"),
                lit("unexplained"), lit("unexplained")),
            col("cause"));
    Dataset<Row> wrong = verdicts.withColumn("cause", rotated);
    assertThat(figure(wrong, "all", "category_top1").value()).isZero();
    assertThat(figure(wrong, "all", "precision").value()).isZero();
  }

  @Test
  void worldsArePooled() {
    PooledFigures two =
        new PooledFigures(
            List.of(
                List.of(
                    new Figure(METHOD, "all", "category_top1", 0.5, 100),
                    new Figure(METHOD, "fault=x", "category_top1", 0.5, 10)),
                List.of(
                    new Figure(METHOD, "all", "category_top1", 0.7, 300),
                    new Figure(METHOD, "fault=x", "category_top1", 0.9, 30))));
    assertFigure(two, "all", "category_top1", 0.6);
    assertFigure(two, "fault=x", "category_top1", 0.8);
    // Student's t for one degree of freedom, 0.975: 12.706; deviation 0.1414 over the root of 2.
    assertThat(two.of(METHOD, "all", "category_top1").halfWidth())
        .isCloseTo(12.7062 * 0.1, within(1e-4));
  }
}
