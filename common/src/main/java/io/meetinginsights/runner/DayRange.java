package io.meetinginsights.runner;

import io.meetinginsights.errors.ConfigurationError;
import java.time.LocalDate;
import java.util.List;

/** UTC days a run is for, both ends included. */
public record DayRange(LocalDate from, LocalDate to) {

  public DayRange {
    if (to.isBefore(from)) {
      throw new ConfigurationError(
          "The range of days " + from + " to " + to + " is empty",
          "--to is before --from",
          "swap them, or give one --date");
    }
  }

  /** One day. */
  public static DayRange of(LocalDate day) {
    return new DayRange(day, day);
  }

  /** The days, first to last. */
  public List<LocalDate> days() {
    return from.datesUntil(to.plusDays(1)).toList();
  }

  /** The range with days added before and after. */
  public DayRange widened(int daysBefore, int daysAfter) {
    return new DayRange(from.minusDays(daysBefore), to.plusDays(daysAfter));
  }

  @Override
  public String toString() {
    return from.equals(to) ? from.toString() : from + ".." + to;
  }
}
