package io.meetinginsights.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rule of the largest gain, reckoned a second time from the gains that a row lists. */
class TruthTableTest {
  private static final LocalDate DAY = LocalDate.parse("2026-03-11");
  private static final List<Row> ROWS = new ArrayList<>();

  @BeforeAll
  static void aDayWithManyOverlappingFaults() {
    SimulateConfig config =
        SimulateConfig.of(DAY, DAY, 11, "nowhere").withSize(2, 36).withRates(4, 4);
    for (int site = 0; site < 2; site++) {
      TruthTable.rows(config.world(), site, DAY, ROWS::add);
    }
  }

  @Test
  void theCauseIsTheLargestGainAndTheRunnerUpAnotherFault() {
    int overlapping = 0;
    int ties = 0;
    for (Row row : ROWS) {
      Object[] gains = (Object[]) column(row, "gains");
      String cause = (String) column(row, "cause_id");
      if (cause.equals("none")) {
        assertThat(column(row, "episode_id")).isNull();
        assertThat(column(row, "is_tie")).isEqualTo(false);
        continue;
      }
      double best = -9;
      double other = 0;
      for (Object entry : gains) {
        Row gain = (Row) entry;
        best = Math.max(best, gain.getDouble(3));
        if (!gain.getString(0).equals(cause)) {
          other = Math.max(other, gain.getDouble(3));
        }
      }
      double score = number(row, "score_latent");
      if (best > 0.1) {
        assertThat(number(row, "score_without_cause") - score).isCloseTo(best, within(1e-9));
        assertThat(column(row, "is_tie")).isEqualTo(other > 0 && best - other < 0.05);
        assertThat(Math.max(0, number(row, "runner_up_gain"))).isCloseTo(other, within(1e-9));
      } else {
        // Each hides the other: without either alone nothing is gained, without both much is.
        assertThat(column(row, "is_tie")).isEqualTo(true);
        assertThat(gains.length).isGreaterThan(1);
        assertThat(number(row, "score_without") - score).isGreaterThan(0.1);
      }
      overlapping += gains.length > 1 ? 1 : 0;
      ties += (Boolean) column(row, "is_tie") ? 1 : 0;
    }
    assertThat(overlapping).isGreaterThan(500);
    assertThat(ties).isBetween(10, overlapping / 2);
  }

  @Test
  void aNegativeControlIsNeverAmongTheFaultsAndNeverToBlame() {
    int controls = 0;
    for (Row row : ROWS) {
      Object[] active = (Object[]) column(row, "active_controls");
      for (Object id : active) {
        assertThat(FaultCatalogue.entry((String) id).category()).isEqualTo(Fault.Category.NONE);
        controls++;
      }
      for (Object id : (Object[]) column(row, "active_faults")) {
        assertThat(FaultCatalogue.entry((String) id).category()).isNotEqualTo(Fault.Category.NONE);
      }
      String cause = (String) column(row, "cause_id");
      String category = (String) column(row, "cause_category");
      String expected = cause.equals("none") ? "none" : FaultCatalogue.entry(cause).category().id();
      assertThat(category).isEqualTo(expected);
    }
    assertThat(controls).isGreaterThan(200);
  }

  private static Double number(Row row, String name) {
    return (Double) column(row, name);
  }

  private static Object column(Row row, String name) {
    return row.get(TruthTable.DRAWN.fieldIndex(name));
  }
}
