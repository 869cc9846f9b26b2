package io.meetinginsights.jobs.simulate;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The landing files of one work item. A file is written under a hidden name and renamed when it is
 * whole, so a reader never sees half of one and a task run twice leaves one copy. Names depend on
 * the work item alone.
 */
final class LandingFiles implements AutoCloseable {
  static final long ROLL_BYTES = 64L << 20;

  /** A file that was written: its path below the landing root and its number of lines. */
  record Written(String path, String dataset, long lines) {}

  private final FileSystem fileSystem;
  private final Path root;
  private final int item;
  private final String attempt;
  private final Map<String, Open> open = new LinkedHashMap<>();
  private final List<Written> written = new ArrayList<>();

  LandingFiles(String landing, Configuration configuration, int item, String attempt)
      throws IOException {
    this.root = new Path(landing);
    this.fileSystem = FileSystem.newInstance(root.toUri(), configuration);
    this.fileSystem.setWriteChecksum(false);
    this.item = item;
    this.attempt = attempt;
  }

  /** Appends a line to {@code zoom|network/dataset}; {@code directory} is below the root. */
  void append(String dataset, String directory, byte[] line) throws IOException {
    Open file = open.get(directory);
    if (file != null && file.bytes + line.length > ROLL_BYTES) {
      finish(directory, file);
      file = begin(dataset, directory, file.roll + 1);
    } else if (file == null) {
      file = begin(dataset, directory, 0);
    }
    file.stream.write(line);
    file.bytes += line.length;
    file.lines++;
  }

  /** Completes all files and says what they are. */
  List<Written> commit() throws IOException {
    for (Map.Entry<String, Open> entry : open.entrySet()) {
      finish(entry.getKey(), entry.getValue());
    }
    open.clear();
    return written;
  }

  /** Removes what was begun and not committed. */
  @Override
  public void close() throws IOException {
    for (Open file : open.values()) {
      file.stream.close();
      fileSystem.delete(file.hidden, false);
    }
    fileSystem.close();
  }

  private Open begin(String dataset, String directory, int roll) throws IOException {
    String name = String.format(Locale.ROOT, "part-%05d-%03d.jsonl.gz", item, roll);
    Path hidden = new Path(root, directory + "/." + name + "." + attempt);
    OutputStream stream = new FastGzip(fileSystem.create(hidden, true));
    Open file = new Open(dataset, directory + "/" + name, hidden, roll, stream);
    open.put(directory, file);
    return file;
  }

  private void finish(String directory, Open file) throws IOException {
    file.stream.close();
    Path target = new Path(root, file.path);
    fileSystem.delete(target, false);
    if (!fileSystem.rename(file.hidden, target)) {
      throw new IOException("cannot rename " + file.hidden + " to " + target + " in " + directory);
    }
    written.add(new Written(file.path, file.dataset, file.lines));
  }

  /** At the fastest level: compressing harder costs more than all of the physics. */
  private static final class FastGzip extends GZIPOutputStream {
    private FastGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private static final class Open {
    private final String dataset;
    private final String path;
    private final Path hidden;
    private final int roll;
    private final OutputStream stream;
    private long bytes;
    private long lines;

    private Open(String dataset, String path, Path hidden, int roll, OutputStream stream) {
      this.dataset = dataset;
      this.path = path;
      this.hidden = hidden;
      this.roll = roll;
      this.stream = stream;
    }
  }
}
