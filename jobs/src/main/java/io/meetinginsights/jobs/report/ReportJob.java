package io.meetinginsights.jobs.report;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A site and its calls as one HTML file: where it is bad, who suffers, why.
 *
 * <p>Reads: the tables for reading, see {@link ReportReader}.
 *
 * <p>Writes: the file, at once: an older one stays whole until the new one is.
 *
 * <p>Re-run: equal tables give an equal file.
 *
 * <p>Example: {@code meeting-insights report --site Berlin --date 2026-03-02 --out berlin.html}
 */
public final class ReportJob {

  private ReportJob() {}

  /** Writes the report and returns what it holds. */
  public static Counts run(GoldReader tables, String site, DayRange days, Path out, String madeBy) {
    Report.Pages pages = ReportReader.read(tables, site, days, madeBy);
    byte[] page = ReportPage.of(pages, ReportPage.MAX_BYTES).getBytes(StandardCharsets.UTF_8);
    write(out, page);
    return Counts.none()
        .with("clients", pages.report().clients().size())
        .with("calls", pages.report().days().stream().mapToLong(Report.Day::numCalls).sum())
        .with("bad minutes", pages.report().days().stream().mapToLong(Report.Day::badMinutes).sum())
        .with("files read", tables.filesRead())
        .with("bytes written", page.length);
  }

  private static void write(Path out, byte[] page) {
    Path target = out.toAbsolutePath();
    Path unfinished = target.resolveSibling(target.getFileName() + ".part");
    try {
      Files.write(unfinished, page);
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ConfigurationError(
          "The report cannot be written to " + out,
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "give --out a file in a folder that is there and may be written to",
          e);
    }
  }
}
