package io.meetinginsights.jobs.maintain;

import io.meetinginsights.jobs.zoom.SmallFiles;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Tables;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The tables that have lost rows and still have their earlier versions, by name in {@code
 * ops/maintain-unfinished}: a run that was killed in between is found and finished by the next.
 */
final class Losses {

  private final FileSystem files;
  private final Path path;

  Losses(Configuration hadoop, String ops) {
    path = new Path(ops, "maintain-unfinished");
    try {
      files = path.getFileSystem(hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + ops + " cannot be reached", e);
    }
  }

  /** What a run before left. */
  Set<TableSchema> left() {
    try {
      if (!files.exists(path)) {
        return new LinkedHashSet<>();
      }
      try (InputStream in = files.open(path)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .map(Tables::named)
            .flatMap(Optional::stream)
            .collect(Collectors.toCollection(LinkedHashSet::new));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + path + " cannot be read", e);
    }
  }

  /** Before rows go. */
  void note(Collection<TableSchema> tables) {
    String names =
        tables.stream().map(TableSchema::qualifiedName).collect(Collectors.joining("\n", "", "\n"));
    try {
      SmallFiles.replace(files, path, names.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + path + " cannot be written", e);
    }
  }

  /** All their earlier versions are gone. */
  void over() {
    try {
      files.delete(path, false);
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + path + " cannot be removed", e);
    }
  }
}
