package io.meetinginsights.jobs.report;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.ask.Directory;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A site and its calls as one HTML file: where it is bad, who suffers, why.
 *
 * <p>Reads: the tables for reading, see {@link ReportReader}.
 *
 * <p>Writes: the file, at once: an older one stays whole until the new one is.
 *
 * <p>Re-run: equal tables give an equal file.
 *
 * <p>Without a site, a file for each goes into a folder: {@code meeting-insights report --date
 * 2026-03-02 --out reports}
 *
 * <p>Example: {@code meeting-insights report --site Berlin --date 2026-03-02 --out berlin.html}
 */
public final class ReportJob {

  private ReportJob() {}

  /** Writes the report and returns what it holds. */
  public static Counts run(GoldReader tables, String site, DayRange days, Path out, String madeBy) {
    long before = tables.filesRead();
    Report.Pages pages = ReportReader.read(tables, site, days, madeBy);
    byte[] page = ReportPage.of(pages, ReportPage.MAX_BYTES).getBytes(StandardCharsets.UTF_8);
    write(out, page);
    return Counts.none()
        .with("clients", pages.report().clients().size())
        .with("calls", pages.report().days().stream().mapToLong(Report.Day::numCalls).sum())
        .with("bad minutes", pages.report().days().stream().mapToLong(Report.Day::badMinutes).sum())
        .with("files read", tables.filesRead() - before)
        .with("bytes written", page.length);
  }

  /** Writes a report of every site into a folder, which is made if it is not there. */
  public static Counts runAll(GoldReader tables, DayRange days, Path folder, String madeBy) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw unwritable(folder, "a folder", e);
    }
    Counts counts = Counts.none();
    for (Directory.Site site : sites(tables)) {
      counts =
          counts
              .with("sites", 1)
              .and(run(tables, site.siteId(), days, folder.resolve(fileName(site)), madeBy));
    }
    return counts;
  }

  private static List<Directory.Site> sites(GoldReader tables) {
    return new Directory(tables)
        .sites().stream()
            .sorted(
                Comparator.comparing(Directory.Site::name).thenComparing(Directory.Site::siteId))
            .toList();
  }

  /** The site's name, as far as every file system takes it, and how its id begins. */
  private static String fileName(Directory.Site site) {
    String plain = site.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return plain + "-" + site.siteId().substring(0, Math.min(8, site.siteId().length())) + ".html";
  }

  private static ConfigurationError unwritable(Path out, String wanted, IOException e) {
    return new ConfigurationError(
        "The report cannot be written to " + out,
        e.getClass().getSimpleName() + ": " + e.getMessage(),
        "give --out " + wanted + " that is there and may be written to",
        e);
  }

  private static void write(Path out, byte[] page) {
    Path target = out.toAbsolutePath();
    Path unfinished = target.resolveSibling(target.getFileName() + ".part");
    try {
      Files.write(unfinished, page);
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(out, "a file in a folder", e);
    }
  }
}
