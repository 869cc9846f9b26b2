package io.meetinginsights.jobs.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.model.ModelManifest.StrengthCalibration;
import org.junit.jupiter.api.Test;

class VerdictRuleTest {

  private static final VerdictRule RULE =
      new VerdictRule(0.2, 0.3, StrengthCalibration.UNCALIBRATED);

  /** Contributions of wireless, wired, wan, client, remote, context over a base of -3. */
  private static VerdictRule.Verdict verdict(double... byCategory) {
    double margin = -3 + java.util.Arrays.stream(byCategory).sum();
    return RULE.verdict(-3, margin, byCategory);
  }

  @Test
  void theCategoryThatHarmsMostIsTheCause() {
    VerdictRule.Verdict verdict = verdict(1, 0, 3, 0, 0, 0);
    assertThat(verdict.cause()).isEqualTo("wan");
    assertThat(verdict.reason()).isNull();
    assertThat(verdict.share()).isEqualTo(0.75, within(1e-15));
    assertThat(verdict.strength()).isEqualTo(0.75, within(1e-15));
  }

  @Test
  void aMinuteTheModelDoesNotCallBadIsUnexplained() {
    // Margin -1.5 is a probability of 0.18.
    VerdictRule.Verdict verdict = verdict(1.5, 0, 0, 0, 0, 0);
    assertThat(verdict.cause()).isEqualTo("unexplained");
    assertThat(verdict.reason()).isEqualTo("below-threshold");
    assertThat(verdict.strength()).isNull();
  }

  @Test
  void withoutACategoryOfThreeTenthsOfTheRiseItIsUnexplained() {
    assertThat(verdict(0.8, 0.8, 0.8, 0.8, 0.8, 0).reason()).isEqualTo("no-dominant-category");
    // Exactly 3 of 10 is enough.
    assertThat(verdict(3, 2, 2, 2, 1, 0).cause()).isEqualTo("wireless");
  }

  @Test
  void contextIsNeverBlamed() {
    assertThat(verdict(0.5, 0, 0, 0, 0, 3.5).reason()).isEqualTo("no-dominant-category");
    assertThat(verdict(2, 0, 0, 0, 0, 3).cause()).isEqualTo("wireless");
  }

  @Test
  void helpfulCategoriesAreNoCauseHoweverLarge() {
    VerdictRule.Verdict verdict = verdict(-4, 0, 0, 6, 0, 0);
    assertThat(verdict.cause()).isEqualTo("client");
    // 6 of a rise of 2: the share may exceed 1, the strength not.
    assertThat(verdict.share()).isEqualTo(3, within(1e-12));
    assertThat(verdict.strength()).isEqualTo(1);
  }

  @Test
  void ofEqualCategoriesTheFirstIsTaken() {
    assertThat(verdict(0, 2, 2, 0, 0, 0).cause()).isEqualTo("wired");
  }

  @Test
  void aMinuteThatRisesNotAtAllIsUnexplainedEvenIfTheBaseIsHigh() {
    assertThat(RULE.verdict(1, 1, new double[6]).reason()).isEqualTo("no-dominant-category");
  }
}
