package io.meetinginsights.jobs.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Landing files of one part of {@link LoadBenchData}, rolled at 64 MB of text as collected ones.
 */
final class LoadBenchFiles implements AutoCloseable {

  private static final long ROLL_BYTES = 64L << 20;

  /**
   * Text with holes: JSON with apostrophes for quotation marks, and a question mark where a value
   * goes.
   */
  record Shape(String... parts) {

    static Shape of(String text) {
      return new Shape(text.strip().replace("\n", "").replace('\'', '"').split("\\?", -1));
    }

    void write(StringBuilder out, Object... values) {
      if (values.length != parts.length - 1) {
        throw new IllegalArgumentException(
            values.length + " values for the " + (parts.length - 1) + " places of " + parts[0]);
      }
      out.append(parts[0]);
      for (int i = 0; i < values.length; i++) {
        out.append(values[i]).append(parts[i + 1]);
      }
    }
  }

  /** A file that is being written. */
  private static final class Open {
    private final OutputStream stream;
    private final int roll;
    private long bytes;

    Open(OutputStream stream, int roll) {
      this.stream = stream;
      this.roll = roll;
    }
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private final Path landing;
  private final int part;
  private final Map<String, Open> open = new LinkedHashMap<>();
  private long textBytes;

  LoadBenchFiles(Path landing, int part) {
    this.landing = landing;
    this.part = part;
  }

  /** Appends a line to a file in the folder, which is below the landing zone. */
  void append(String folder, StringBuilder line) throws IOException {
    byte[] bytes = line.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
    Open file = open.get(folder);
    if (file == null) {
      file = begin(folder, 0);
    } else if (file.bytes + bytes.length > ROLL_BYTES) {
      file.stream.close();
      file = begin(folder, file.roll + 1);
    }
    file.stream.write(bytes);
    file.bytes += bytes.length;
    textBytes += bytes.length;
  }

  /** Bytes of all lines so far, before compression. */
  long textBytes() {
    return textBytes;
  }

  @Override
  public void close() throws IOException {
    for (Open file : open.values()) {
      file.stream.close();
    }
  }

  private Open begin(String folder, int roll) throws IOException {
    Path file = landing.resolve(folder).resolve("part-%05d-%03d.jsonl.gz".formatted(part, roll));
    Files.createDirectories(file.getParent());
    Open begun =
        new Open(
            new BufferedOutputStream(new FastGzip(Files.newOutputStream(file)), 1 << 16), roll);
    open.put(folder, begun);
    return begun;
  }
}
