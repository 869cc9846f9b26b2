package io.meetinginsights.jobs.ingest;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.Lease;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where fetched and collected files arrive: {@code zoom/<dataset>/date=D/account=A/*.jsonl[.gz]}
 * and {@code network/<dataset>/date=D/*.jsonl[.gz]}. Files whose name begins with a dot or an
 * underscore are still being written and are not seen.
 */
public final class LandingZone {

  private static final Logger LOG = LoggerFactory.getLogger(LandingZone.class);

  private final Configuration hadoop;
  private final Path root;

  /** The zone below a root. */
  public LandingZone(Configuration hadoop, String root) {
    this.hadoop = hadoop;
    this.root = new Path(root);
  }

  /** The root with its file system named, as tasks on other machines need it. */
  public String qualifiedRoot() {
    try {
      return root.getFileSystem(hadoop).makeQualified(root).toString();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * The files of the days, in order of their path. A day for which nothing at all has arrived is an
   * error of the upstream: even a day without a single meeting leaves a listing that says so.
   */
  public List<LandingFile> files(DayRange days) {
    List<LandingFile> files = new ArrayList<>();
    for (LocalDate day : days.days()) {
      List<LandingFile> ofDay = new ArrayList<>();
      ofDay.addAll(list(LandingFile.System.ZOOM, day, "zoom/*/date=" + day + "/account=*/*"));
      ofDay.addAll(list(LandingFile.System.NETWORK, day, "network/*/date=" + day + "/*"));
      if (ofDay.isEmpty()) {
        throw new UpstreamError(
            "Nothing has landed for " + day,
            "neither "
                + new Path(root, "zoom/*/date=" + day + "/account=*")
                + " nor "
                + new Path(root, "network/*/date=" + day)
                + " holds a .jsonl or .jsonl.gz file",
            "run ingest --only fetch --date " + day + " and collect for that day, then try again");
      }
      files.addAll(ofDay);
    }
    files.sort(Comparator.comparing(LandingFile::path));
    return files;
  }

  /** All files of all days. */
  public List<LandingFile> allFiles() {
    List<LandingFile> files = new ArrayList<>();
    for (LocalDate day : days()) {
      files.addAll(list(LandingFile.System.ZOOM, day, "zoom/*/date=" + day + "/account=*/*"));
      files.addAll(list(LandingFile.System.NETWORK, day, "network/*/date=" + day + "/*"));
    }
    return files;
  }

  /** The days for which something has landed, first to last. */
  public List<LocalDate> days() {
    return dayFolders().stream()
        .map(LandingZone::dayOf)
        .flatMap(Optional::stream)
        .distinct()
        .sorted()
        .toList();
  }

  /** The folders of days, of every dataset. */
  public List<Path> dayFolders() {
    try {
      FileSystem storage = root.getFileSystem(hadoop);
      List<Path> folders = new ArrayList<>();
      for (String system : List.of("zoom", "network", "_truth")) {
        FileStatus[] found =
            storage.globStatus(new Path(storage.makeQualified(root), system + "/*/date=*"));
        for (FileStatus status : found == null ? new FileStatus[0] : found) {
          folders.add(status.getPath());
        }
      }
      return folders;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The day of a folder such as {@code date=2026-03-02}. */
  public static Optional<LocalDate> dayOf(Path folder) {
    try {
      return Optional.of(LocalDate.parse(folder.getName().substring("date=".length())));
    } catch (java.time.DateTimeException noDay) {
      return Optional.empty();
    }
  }

  /**
   * Removes what killed runs left half written: of redactions, and of fetches, except of an account
   * that a fetch is writing to now.
   *
   * @return how many files
   */
  public long removeLeftovers(String ops, String runId) {
    long removed = 0;
    try {
      FileSystem storage = root.getFileSystem(hadoop);
      for (String pattern :
          List.of(
              "zoom/*/date=*/account=*/.*.redacting",
              "network/*/date=*/.*.redacting",
              "zoom/*/date=*/account=*/.*.part")) {
        FileStatus[] found = storage.globStatus(new Path(root, pattern));
        for (FileStatus status : found == null ? new FileStatus[0] : found) {
          Path path = status.getPath();
          if (path.getName().endsWith(".part")) {
            String account = path.getParent().getName().substring("account=".length());
            try (Lease lease = Lease.take(hadoop, ops, "account-" + account, runId)) {
              removed += storage.delete(path, false) ? 1 : 0;
            } catch (UpstreamError held) {
              LOG.info("Half a file is left to the fetch that writes it: {}", held.getMessage());
            }
          } else {
            removed += storage.delete(path, false) ? 1 : 0;
          }
        }
      }
      return removed;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private List<LandingFile> list(LandingFile.System system, LocalDate day, String pattern) {
    try {
      FileSystem storage = root.getFileSystem(hadoop);
      Path qualified = storage.makeQualified(root);
      FileStatus[] found = storage.globStatus(new Path(qualified, pattern));
      List<LandingFile> files = new ArrayList<>();
      for (FileStatus status : found == null ? new FileStatus[0] : found) {
        String name = status.getPath().getName();
        if (status.isFile() && isLanded(name)) {
          files.add(landed(system, day, qualified, status));
        }
      }
      return files;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static boolean isLanded(String name) {
    return !name.startsWith(".")
        && !name.startsWith("_")
        && (name.endsWith(".jsonl") || name.endsWith(".jsonl.gz"));
  }

  private static LandingFile landed(
      LandingFile.System system, LocalDate day, Path root, FileStatus status) {
    Path file = status.getPath();
    Path folder = file.getParent();
    String account = null;
    if (system == LandingFile.System.ZOOM) {
      // A plus sign is a plus sign in a path, not a blank.
      account =
          URLDecoder.decode(
              folder.getName().substring("account=".length()).replace("+", "%2B"),
              StandardCharsets.UTF_8);
      folder = folder.getParent();
    }
    String dataset = folder.getParent().getName();
    String path = root.toUri().relativize(file.toUri()).getPath();
    return new LandingFile(system, dataset, account, day, path, status.getLen());
  }

  private ConfigurationError unreadable(IOException e) {
    return new ConfigurationError(
        "The landing zone " + root + " cannot be listed",
        e.getClass().getSimpleName() + ": " + e.getMessage(),
        "set storage.landing to a place this user may read",
        e);
  }
}
