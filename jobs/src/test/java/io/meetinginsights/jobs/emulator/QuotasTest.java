package io.meetinginsights.jobs.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.jobs.emulator.Quotas.Outcome;
import io.meetinginsights.jobs.emulator.ZoomEmulatorConfig.QuotaConfig;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotasTest {

  private static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");

  @ParameterizedTest(name = "{0} allows {2} {1} requests in {3} s")
  @CsvSource({
    "FREE, LIGHT, 4, 1",
    "FREE, MEDIUM, 2, 1",
    "FREE, HEAVY, 1, 1",
    "FREE, RESOURCE_INTENSIVE, 10, 60",
    "PRO, LIGHT, 30, 1",
    "PRO, MEDIUM, 20, 1",
    "PRO, HEAVY, 10, 1",
    "PRO, RESOURCE_INTENSIVE, 10, 60",
    "BUSINESS, LIGHT, 80, 1",
    "BUSINESS, MEDIUM, 60, 1",
    "BUSINESS, HEAVY, 40, 1",
    "BUSINESS, RESOURCE_INTENSIVE, 20, 60"
  })
  void eachPlanHasZoomsPublishedLimitPerWindow(
      Plan plan, RateLabel label, int limit, int windowSeconds) {
    Quotas quotas = new Quotas(new QuotaConfig(plan, 1, 0, 0));
    for (int i = 0; i < limit; i++) {
      Quotas.Verdict verdict = quotas.admit(label, NOON);
      assertThat(verdict.outcome()).isEqualTo(Outcome.ADMITTED);
      assertThat(verdict.limit()).isEqualTo(limit);
      assertThat(verdict.remaining()).isEqualTo(limit - 1 - i);
    }
    assertThat(quotas.admit(label, NOON).outcome()).isEqualTo(Outcome.OVER_WINDOW);
    Instant justBefore = NOON.plusSeconds(windowSeconds).minusMillis(1);
    assertThat(quotas.admit(label, justBefore).outcome()).isEqualTo(Outcome.OVER_WINDOW);
    assertThat(quotas.admit(label, NOON.plusSeconds(windowSeconds)).outcome())
        .isEqualTo(Outcome.ADMITTED);
  }

  @ParameterizedTest(name = "{0} allows {2} {1} requests in a day")
  @CsvSource({
    "FREE, LIGHT, 6000",
    "FREE, MEDIUM, 2000",
    "FREE, HEAVY, 1000",
    "FREE, RESOURCE_INTENSIVE, 30000",
    "PRO, HEAVY, 30000",
    "BUSINESS, HEAVY, 60000"
  })
  void eachPlanHasZoomsPublishedLimitPerDay(Plan plan, RateLabel label, int limit) {
    // The windows are widened so that the day's limit is what is met.
    Quotas quotas = new Quotas(new QuotaConfig(plan, 100_000, 0, 0));
    for (int i = 0; i < limit; i++) {
      assertThat(quotas.admit(label, NOON).outcome()).isEqualTo(Outcome.ADMITTED);
    }
    Quotas.Verdict refused = quotas.admit(label, NOON.plusSeconds(3600));
    assertThat(refused.outcome()).isEqualTo(Outcome.OVER_DAY);
    assertThat(refused.limit()).isEqualTo(limit);
    assertThat(refused.resetAt()).isEqualTo("2026-03-04T00:00:00Z");
  }

  @Test
  void aSecondStraddlingTwoClockSecondsHoldsNoMoreThanTheLimit() {
    Quotas quotas = new Quotas(new QuotaConfig(Plan.PRO, 1, 0, 0));
    admit(quotas, RateLabel.HEAVY, NOON.plusMillis(900), 10);
    assertThat(quotas.admit(RateLabel.HEAVY, NOON.plusMillis(1100)).outcome())
        .isEqualTo(Outcome.OVER_WINDOW);
    assertThat(quotas.admit(RateLabel.HEAVY, NOON.plusMillis(1900)).outcome())
        .isEqualTo(Outcome.ADMITTED);
  }

  @Test
  void heavyAndResourceIntensiveShareOneDailyQuotaOnBusiness() {
    Quotas quotas = new Quotas(new QuotaConfig(Plan.BUSINESS, 100_000, 0, 0));
    admit(quotas, RateLabel.HEAVY, NOON, 59_990);
    admit(quotas, RateLabel.RESOURCE_INTENSIVE, NOON, 10);
    assertThat(quotas.admit(RateLabel.HEAVY, NOON).outcome()).isEqualTo(Outcome.OVER_DAY);
    assertThat(quotas.admit(RateLabel.RESOURCE_INTENSIVE, NOON).outcome())
        .isEqualTo(Outcome.OVER_DAY);
    assertThat(quotas.admit(RateLabel.MEDIUM, NOON).outcome()).isEqualTo(Outcome.ADMITTED);
    assertThat(quotas.usedToday())
        .containsEntry(RateLabel.HEAVY, 60_000L)
        .containsEntry(RateLabel.MEDIUM, 1L);
  }

  @Test
  void onFreeEachCategoryHasADayOfItsOwn() {
    Quotas quotas = new Quotas(new QuotaConfig(Plan.FREE, 100_000, 0, 0));
    admit(quotas, RateLabel.HEAVY, NOON, 1000);
    assertThat(quotas.admit(RateLabel.HEAVY, NOON).outcome()).isEqualTo(Outcome.OVER_DAY);
    assertThat(quotas.admit(RateLabel.RESOURCE_INTENSIVE, NOON).outcome())
        .isEqualTo(Outcome.ADMITTED);
  }

  @Test
  void theDayBeginsAnewAtMidnightUtc() {
    Quotas quotas = new Quotas(new QuotaConfig(Plan.BUSINESS, 1000, 3, 0));
    Instant evening = Instant.parse("2026-03-03T23:59:58Z");
    admit(quotas, RateLabel.HEAVY, evening, 3);
    assertThat(quotas.admit(RateLabel.HEAVY, evening.plusSeconds(1)).outcome())
        .isEqualTo(Outcome.OVER_DAY);
    assertThat(quotas.admit(RateLabel.HEAVY, evening.plusSeconds(2)).outcome())
        .isEqualTo(Outcome.ADMITTED);
  }

  @Test
  void aRefusedRequestCountsAgainstNothing() {
    Quotas quotas = new Quotas(new QuotaConfig(Plan.FREE, 1, 2, 0));
    admit(quotas, RateLabel.HEAVY, NOON, 1);
    for (int i = 1; i < 10; i++) {
      assertThat(quotas.admit(RateLabel.HEAVY, NOON.plusMillis(i)).outcome())
          .isEqualTo(Outcome.OVER_WINDOW);
    }
    admit(quotas, RateLabel.HEAVY, NOON.plusSeconds(1), 1);
  }

  @Test
  void otherAppsTakeTheirShareOfWindowAndDay() {
    Quotas quotas = new Quotas(new QuotaConfig(Plan.BUSINESS, 1, 30, 0.5));
    // Half of 40 a second, half of 30 a day: the day's 15 are met first.
    Quotas.Verdict first = quotas.admit(RateLabel.HEAVY, NOON);
    assertThat(first.limit()).isEqualTo(40);
    assertThat(first.remaining()).isEqualTo(19);
    admit(quotas, RateLabel.HEAVY, NOON, 14);
    assertThat(quotas.admit(RateLabel.HEAVY, NOON).outcome()).isEqualTo(Outcome.OVER_DAY);
  }

  @Test
  void ratesMultiplyTheWindowsAndLeaveTheDayAlone() {
    Quotas quotas = new Quotas(new QuotaConfig(Plan.BUSINESS, 2.5, 0, 0));
    assertThat(quotas.admit(RateLabel.HEAVY, NOON).limit()).isEqualTo(100);
    assertThat(quotas.admit(RateLabel.RESOURCE_INTENSIVE, NOON).limit()).isEqualTo(50);
  }

  private static void admit(Quotas quotas, RateLabel label, Instant at, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(quotas.admit(label, at).outcome()).isEqualTo(Outcome.ADMITTED);
    }
  }
}
