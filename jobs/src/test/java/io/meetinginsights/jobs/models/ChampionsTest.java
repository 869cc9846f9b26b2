package io.meetinginsights.jobs.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.jobs.models.Champions.Champion;
import io.meetinginsights.jobs.models.Champions.Reign;
import io.meetinginsights.runner.DayRange;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChampionsTest {

  private static LocalDate march(int day) {
    return LocalDate.of(2026, 3, day);
  }

  private static final Champions CHAMPIONS =
      new Champions(List.of(new Champion("second", march(20)), new Champion("first", march(10))));

  @Test
  void aDayIsExplainedByTheLastOneValidByThenAndBeforeTheFirstByTheFirst() {
    assertThat(CHAMPIONS.of(march(1)).orElseThrow().version()).isEqualTo("first");
    assertThat(CHAMPIONS.of(march(19)).orElseThrow().version()).isEqualTo("first");
    assertThat(CHAMPIONS.of(march(20)).orElseThrow().version()).isEqualTo("second");
    assertThat(CHAMPIONS.newest().orElseThrow().version()).isEqualTo("second");
  }

  @Test
  void aRangeOfDaysIsCutWhereTheChampionChanges() {
    assertThat(CHAMPIONS.during(new DayRange(march(18), march(21))))
        .containsExactly(
            new Reign("first", new DayRange(march(18), march(19))),
            new Reign("second", new DayRange(march(20), march(21))));
  }

  @Test
  void withoutPromotionsNobodyReigns() {
    assertThat(new Champions(List.of()).during(DayRange.of(march(1)))).isEmpty();
    assertThat(new Champions(List.of()).of(march(1))).isEmpty();
  }
}
