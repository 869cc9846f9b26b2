package io.meetinginsights.jobs.ask;

import io.meetinginsights.runner.DayRange;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A stretch of time, the end excluded. */
record Window(Instant from, Instant to) {

  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  boolean holds(Instant instant) {
    return !instant.isBefore(from) && instant.isBefore(to);
  }

  /** Whether something that lasted has a part in it; an end that is not known is the start. */
  boolean overlaps(Instant start, Instant end) {
    return start.isBefore(to) && !(end == null ? start : end).isBefore(from);
  }

  Window around(Window other) {
    return new Window(
        from.isBefore(other.from) ? from : other.from, to.isAfter(other.to) ? to : other.to);
  }

  /** UTC days it touches. */
  DayRange days() {
    return new DayRange(
        from.atZone(ZoneOffset.UTC).toLocalDate(),
        to.minusNanos(1).atZone(ZoneOffset.UTC).toLocalDate());
  }

  String text(ZoneId zone) {
    return text(from, zone)
        + " to "
        + text(to, zone)
        + " ("
        + (zone.equals(ZoneOffset.UTC) ? "UTC" : zone)
        + ")";
  }

  static String text(Instant instant, ZoneId zone) {
    return instant == null ? "-" : SHOWN.format(instant.atZone(zone));
  }
}
