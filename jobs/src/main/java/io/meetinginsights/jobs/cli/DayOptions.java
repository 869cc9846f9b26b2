package io.meetinginsights.jobs.cli;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.runner.DayRange;
import java.time.LocalDate;
import picocli.CommandLine.Option;

/**
 * The days a command is for: one UTC day, or a range with both ends. No command reads the clock to
 * decide it.
 */
final class DayOptions {

  @Option(names = "--date", paramLabel = "YYYY-MM-DD", description = "The UTC day.")
  LocalDate date;

  @Option(names = "--from", paramLabel = "YYYY-MM-DD", description = "First UTC day of a range.")
  LocalDate from;

  @Option(names = "--to", paramLabel = "YYYY-MM-DD", description = "Last UTC day of a range.")
  LocalDate to;

  DayRange days() {
    if (date != null && from == null && to == null) {
      return DayRange.of(date);
    }
    if (date == null && from != null && to != null) {
      return new DayRange(from, to);
    }
    throw new ConfigurationError(
        "The command does not say which days it is for",
        "it takes either --date, or --from and --to together",
        "add --date YYYY-MM-DD, a UTC day");
  }
}
