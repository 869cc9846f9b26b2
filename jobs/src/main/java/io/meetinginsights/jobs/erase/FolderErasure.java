package io.meetinginsights.jobs.erase;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.privacy.IdentifierScan;
import io.meetinginsights.jobs.privacy.Subject;
import io.meetinginsights.jobs.privacy.Subject.By;
import io.meetinginsights.jobs.zoom.SmallFiles;
import io.meetinginsights.runner.Counts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Files beside the tables: status files and progress under {@code ops}, models, and the folders of
 * {@code privacy.also-erase}, where reports, exports and logs are kept. Logs and status files lose
 * the words that name the subject; of anything else a file that names it goes whole, since it is
 * made of the subject's data, and can be made again.
 *
 * <p>A model cannot be cut: its version is the hash of its content. No model holds a name; one that
 * does is an error.
 */
final class FolderErasure {

  private static final String ERASED = "erased";

  /** Base64 that begins as every gzip does. */
  private static final Pattern PACKED = Pattern.compile("H4sI[A-Za-z0-9+/]{16,}={0,2}");

  private static final List<String> CUT =
      List.of(".log", ".txt", ".out", ".err", ".json", ".jsonl", ".yaml", ".yml");

  private final Configuration hadoop;
  private final Subject subject;
  private final IdentifierScan scan;
  private final Pattern words;

  FolderErasure(Configuration hadoop, Subject subject) {
    this.hadoop = hadoop;
    this.subject = subject;
    this.scan = subject.scanWithKeys();
    List<String> all = new ArrayList<>(subject.names());
    all.addAll(subject.by(By.PERSON_KEY));
    all.addAll(subject.by(By.CLIENT_KEY));
    // The longest first: an address holds a name.
    all.sort(java.util.Comparator.comparing(String::length).reversed());
    this.words =
        Pattern.compile(
            "(?<![\\p{L}\\p{N}])("
                + String.join("|", all.stream().map(Pattern::quote).toList())
                + ")(?![\\p{L}\\p{N}])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /** Our own operations files: words are cut out. */
  Counts operations(String folder, Path except) {
    return through(folder, except, true);
  }

  /** Reports, exports, logs. */
  Counts others(List<String> folders) {
    Counts counts = Counts.none();
    for (String folder : folders) {
      counts = counts.and(through(folder, null, false));
    }
    return counts;
  }

  /** Models: none may name anybody. */
  Counts models(String folder) {
    long looked = 0;
    for (Path path : files(folder, null)) {
      if (scan.finds(content(path))) {
        throw new ConfigurationError(
            "The model file " + path + " names who is to be erased",
            "a model's version is the hash of its content, so nothing can be cut out of it",
            "promote another model, remove this one's folder, and run erase again");
      }
      looked++;
    }
    return Counts.none().with("model files looked through", looked);
  }

  private Counts through(String folder, Path except, boolean isOurs) {
    Counts counts = Counts.none();
    for (Path path : files(folder, except)) {
      byte[] content = content(path);
      boolean isNaming = scan.finds(content) || packed(content).stream().anyMatch(scan::finds);
      if (subject.names().isEmpty() && subject.by(By.PERSON_KEY).isEmpty() || !isNaming) {
        continue;
      }
      try {
        FileSystem files = path.getFileSystem(hadoop);
        if (isOurs || isCut(path.getName(), folder)) {
          String text = new String(content, StandardCharsets.UTF_8);
          byte[] cut = words.matcher(text).replaceAll(ERASED).getBytes(StandardCharsets.UTF_8);
          deleteChecksum(files, path);
          SmallFiles.replace(files, path, path.getName().endsWith(".gz") ? gzip(cut) : cut);
          counts = counts.with("files cut", 1);
        } else {
          files.delete(path, false);
          counts = counts.with("files deleted", 1);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("File " + path + " cannot be erased from", e);
      }
    }
    return counts;
  }

  /** In folders of others only logs are cut: exports are JSON too, and go. */
  private static boolean isCut(String name, String folder) {
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    return CUT.subList(0, 4).stream().anyMatch(plain::endsWith)
        || plain.contains(".log.")
        || folder.endsWith("logs");
  }

  private static void deleteChecksum(FileSystem files, Path path) throws IOException {
    if (files instanceof LocalFileSystem local) {
      java.nio.file.Path file = local.pathToFile(path).toPath();
      java.nio.file.Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    }
  }

  private List<Path> files(String folder, Path except) {
    List<Path> paths = new ArrayList<>();
    Path root = new Path(folder);
    try {
      FileSystem files = root.getFileSystem(hadoop);
      if (!files.exists(root)) {
        return List.of();
      }
      String left = except == null ? null : files.makeQualified(except).toString();
      for (RemoteIterator<LocatedFileStatus> all = files.listFiles(root, true); all.hasNext(); ) {
        Path path = all.next().getPath();
        if (left == null || !path.toString().startsWith(left + "/")) {
          paths.add(path);
        }
      }
      return paths;
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + root + " cannot be listed", e);
    }
  }

  private byte[] content(Path path) {
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      byte[] stored = in.readAllBytes();
      if (!path.getName().endsWith(".gz")) {
        return stored;
      }
      try (InputStream text = new GZIPInputStream(new ByteArrayInputStream(stored))) {
        return text.readAllBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("File " + path + " cannot be read", e);
    }
  }

  /** What a page holds packed: our reports carry their data as gzip in base64. */
  private static List<byte[]> packed(byte[] content) {
    List<byte[]> blocks = new ArrayList<>();
    Matcher block = PACKED.matcher(new String(content, StandardCharsets.ISO_8859_1));
    while (block.find()) {
      try (InputStream text =
          new GZIPInputStream(
              new ByteArrayInputStream(Base64.getDecoder().decode(block.group())))) {
        blocks.add(text.readAllBytes());
      } catch (IOException | IllegalArgumentException somethingElse) {
        // Looks like a block and is none: the file itself has been looked through.
        continue;
      }
    }
    return blocks;
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(stored)) {
      out.write(content);
    }
    return stored.toByteArray();
  }
}
