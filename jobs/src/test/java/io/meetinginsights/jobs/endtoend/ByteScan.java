package io.meetinginsights.jobs.endtoend;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/**
 * Looks through every byte below some folders for words, in either case: files as they are, gzip
 * opened, in pages too, and every value of every Parquet file, checkpoints of Delta's log among
 * them. Hidden files count. It shares no code with what it is to judge.
 */
final class ByteScan {

  private ByteScan() {}

  /** The files in which each word stands. */
  static Map<String, Set<String>> find(Path root, Collection<String> words) throws IOException {
    Map<String, Set<String>> found = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      byte[] stored = Files.readAllBytes(file);
      String name = root.relativize(file).toString();
      look(name, stored, words, found);
      look(name, name.getBytes(StandardCharsets.UTF_8), words, found);
      if (stored.length > 2 && stored[0] == 0x1f && stored[1] == (byte) 0x8b) {
        look(name, opened(stored), words, found);
      }
      if (name.endsWith(".html")) {
        Matcher packed =
            Pattern.compile("H4sI[A-Za-z0-9+/]+=*")
                .matcher(new String(stored, StandardCharsets.ISO_8859_1));
        while (packed.find()) {
          look(name, opened(Base64.getDecoder().decode(packed.group())), words, found);
        }
      }
      if (name.endsWith(".parquet")) {
        StringBuilder text = new StringBuilder();
        try (ParquetReader<Group> rows =
            ParquetReader.builder(
                    new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
                .withConf(new Configuration())
                .build()) {
          for (Group row = rows.read(); row != null; row = rows.read()) {
            text.append(row);
            if (text.length() > 1 << 22) {
              look(name, text.toString().getBytes(StandardCharsets.UTF_8), words, found);
              text.setLength(0);
            }
          }
        }
        look(name, text.toString().getBytes(StandardCharsets.UTF_8), words, found);
      }
    }
    return found;
  }

  private static byte[] opened(byte[] stored) {
    java.io.ByteArrayOutputStream text = new java.io.ByteArrayOutputStream();
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(stored))) {
      in.transferTo(text);
    } catch (IOException brokeOff) {
      // What there is of a file that broke off is looked through as well.
      return text.toByteArray();
    }
    return text.toByteArray();
  }

  private static void look(
      String file, byte[] bytes, Collection<String> words, Map<String, Set<String>> found) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    for (String word : words) {
      String sought =
          new String(
                  word.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8),
                  StandardCharsets.ISO_8859_1)
              .toLowerCase(Locale.ROOT);
      if (text.contains(sought)) {
        found.computeIfAbsent(word, none -> new TreeSet<>()).add(file);
      }
    }
  }
}
