package io.meetinginsights.jobs.ask;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/**
 * The period of a sentence before anybody knows whose clock it is on.
 *
 * <ul>
 *   <li>"last 7 days" is counted back from now to the minute.
 *   <li>A day without a year is the latest such day that is not in the future; so is a weekday.
 *   <li>Clock times without a day are on the latest day on which they have begun.
 *   <li>The minute that ends a span is in it; a span that ends before it begins ends the next day.
 *   <li>A single clock time stands for a quarter of an hour on either side.
 *   <li>Nothing at all stands for the last seven days.
 * </ul>
 *
 * An hour that a change of clocks repeats is in the window twice over.
 */
public record TimePhrase(Last last, Day day, Moment from, Moment to, LocalTime around) {

  private static final Last DEFAULT = new Last(7, ChronoUnit.DAYS);
  private static final Duration EITHER_SIDE = Duration.ofMinutes(15);

  /** Counted back from now. */
  public record Last(long amount, ChronoUnit unit) {}

  /** A day by its name, given today's date. */
  @FunctionalInterface
  public interface Day {
    LocalDate on(LocalDate today);
  }

  /** A day, a time of day, or both; or an instant that needs no zone. */
  public record Moment(Day day, LocalTime clock, Instant instant) {}

  static TimePhrase none() {
    return new TimePhrase(null, null, null, null, null);
  }

  static Day weekday(DayOfWeek weekday, boolean isBeforeToday) {
    return today ->
        today.with(
            isBeforeToday
                ? TemporalAdjusters.previous(weekday)
                : TemporalAdjusters.previousOrSame(weekday));
  }

  static Day date(MonthDay monthDay, Integer year) {
    if (year != null) {
      return today -> monthDay.atYear(year);
    }
    return today -> {
      int latest = today.getYear();
      while (!monthDay.isValidYear(latest) || monthDay.atYear(latest).isAfter(today)) {
        latest--;
      }
      return monthDay.atYear(latest);
    };
  }

  /** Whether it is counted from now. */
  boolean isRelative() {
    return last != null || equals(none());
  }

  Window resolve(ZoneId zone, Instant now) {
    ZonedDateTime here = now.atZone(zone);
    LocalDate today = here.toLocalDate();
    if (from != null) {
      return span(zone, here, today);
    }
    if (around != null) {
      LocalDate on = day != null ? day.on(today) : latest(around, here);
      Instant middle = on.atTime(around).atZone(zone).toInstant();
      return new Window(middle.minus(EITHER_SIDE), middle.plus(EITHER_SIDE));
    }
    if (day != null) {
      LocalDate on = day.on(today);
      return new Window(startOf(on, zone), startOf(on.plusDays(1), zone));
    }
    Last back = last == null ? DEFAULT : last;
    return new Window(here.minus(back.amount(), back.unit()).toInstant(), now);
  }

  private Window span(ZoneId zone, ZonedDateTime here, LocalDate today) {
    LocalDate firstDay =
        from.day() != null
            ? from.day().on(today)
            : day != null ? day.on(today) : latest(orMidnight(from.clock()), here);
    Instant start =
        from.instant() != null
            ? from.instant()
            : firstDay.atTime(orMidnight(from.clock())).atZone(zone).toInstant();
    if (to == null) {
      return new Window(start, here.toInstant().isAfter(start) ? here.toInstant() : start);
    }
    if (to.instant() != null) {
      return new Window(start, to.instant());
    }
    LocalDate lastDay = to.day() != null ? to.day().on(today) : firstDay;
    if (to.clock() == null) {
      return new Window(start, startOf(lastDay.plusDays(1), zone));
    }
    Instant end = endOfMinute(lastDay.atTime(to.clock()), zone);
    if (to.day() == null && !end.isAfter(start)) {
      end = endOfMinute(lastDay.plusDays(1).atTime(to.clock()), zone);
    }
    return new Window(start, end);
  }

  private static LocalDate latest(LocalTime clock, ZonedDateTime here) {
    return clock.isAfter(here.toLocalTime()) ? here.toLocalDate().minusDays(1) : here.toLocalDate();
  }

  private static LocalTime orMidnight(LocalTime clock) {
    return clock == null ? LocalTime.MIDNIGHT : clock;
  }

  private static Instant endOfMinute(LocalDateTime minute, ZoneId zone) {
    return minute.atZone(zone).withLaterOffsetAtOverlap().plusMinutes(1).toInstant();
  }

  private static Instant startOf(LocalDate day, ZoneId zone) {
    return day.atStartOfDay(zone).toInstant();
  }
}
