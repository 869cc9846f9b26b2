package io.meetinginsights.jobs.privacy;

import io.meetinginsights.tables.Types;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Rewrites landing files in which a line is to change, the others not at all. A file is replaced in
 * one step: a run that is killed leaves each file as it was or as it is to be. The number of lines
 * stays.
 */
public final class LandingRewrite {

  /** A file of the landing zone, relative to its root. */
  public record Place(String dataset, String account, String path) {}

  /** What becomes of a line. */
  public interface LineEdit extends Serializable {

    /** Whether the line has to be looked at; cheap, by its bytes. */
    boolean isCandidate(Place file, int line, byte[] bytes);

    /** The line afterwards. */
    LineRedaction.Edited edit(Place file, int line, String text);
  }

  /** What was done. */
  public record Result(long files, long records, long fields) {}

  private static final StructType FILE =
      new StructType()
          .add("dataset", Types.STRING)
          .add("account", Types.STRING)
          .add("path", Types.STRING);

  private static final StructType DONE =
      new StructType()
          .add("files", Types.LONG)
          .add("records", Types.LONG)
          .add("fields", Types.LONG);

  private LandingRewrite() {}

  /** Takes the files through, several at once. */
  public static Result run(SparkSession spark, String root, List<Place> places, LineEdit edit) {
    if (places.isEmpty()) {
      return new Result(0, 0, 0);
    }
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    List<Row> rows =
        places.stream()
            .map(place -> RowFactory.create(place.dataset(), place.account(), place.path()))
            .toList();
    int tasks = Math.min(places.size(), 16 * spark.sparkContext().defaultParallelism());
    Dataset<Row> done =
        spark
            .createDataFrame(rows, FILE)
            .repartition(tasks)
            .map(
                (MapFunction<Row, Row>)
                    row ->
                        rewrite(
                            hadoop.value(),
                            root,
                            new Place(row.getString(0), row.getString(1), row.getString(2)),
                            edit),
                Encoders.row(DONE));
    Row sums =
        done.agg(functions.sum("files"), functions.sum("records"), functions.sum("fields")).head();
    return new Result(sums.getLong(0), sums.getLong(1), sums.getLong(2));
  }

  static Row rewrite(Configuration hadoop, String root, Place place, LineEdit edit) {
    Path path = new Path(root, place.path());
    try {
      FileSystem files = path.getFileSystem(hadoop);
      if (!files.exists(path)) {
        return RowFactory.create(0L, 0L, 0L);
      }
      long[] counts = new long[2];
      boolean isToChange = false;
      try (Lines lines = new Lines(files, path)) {
        for (byte[] line = lines.next(); line != null && !isToChange; line = lines.next()) {
          isToChange = edited(place, lines.number(), line, edit).isChanged();
        }
      }
      if (!isToChange) {
        return RowFactory.create(0L, 0L, 0L);
      }
      Path temporary = new Path(path.getParent(), "." + path.getName() + ".redacting");
      try (Lines lines = new Lines(files, path);
          OutputStream out = opened(files, temporary, path.getName().endsWith(".gz"))) {
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
          LineRedaction.Edited after = edited(place, lines.number(), line, edit);
          counts[0] += after.records();
          counts[1] += after.fields();
          out.write(after.isChanged() ? after.text().getBytes(StandardCharsets.UTF_8) : line);
          out.write('\n');
        }
      }
      replace(files, temporary, path);
      return RowFactory.create(1L, counts[0], counts[1]);
    } catch (IOException e) {
      throw new UncheckedIOException("Landing file " + path + " cannot be rewritten", e);
    }
  }

  private static LineRedaction.Edited edited(Place place, int number, byte[] line, LineEdit edit) {
    if (line.length == 0 || !edit.isCandidate(place, number, line)) {
      return new LineRedaction.Edited("", 0, 0);
    }
    return edit.edit(place, number, new String(line, StandardCharsets.UTF_8));
  }

  private static OutputStream opened(FileSystem files, Path path, boolean isGzip)
      throws IOException {
    OutputStream stored;
    if (files instanceof LocalFileSystem local) {
      // Past Hadoop's checksums, which stand in a second file: the two cannot be replaced in one.
      java.nio.file.Path file = local.pathToFile(path).toPath();
      stored = Files.newOutputStream(file);
    } else {
      stored = files.create(path, true);
    }
    return isGzip ? new GZIPOutputStream(stored, 1 << 16) : stored;
  }

  private static void replace(FileSystem files, Path temporary, Path path) throws IOException {
    if (files instanceof LocalFileSystem local) {
      java.nio.file.Path target = local.pathToFile(path).toPath();
      Files.deleteIfExists(target.resolveSibling("." + target.getFileName() + ".crc"));
      Files.move(
          local.pathToFile(temporary).toPath(),
          target,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } else if (files.getUri().getScheme().equals("hdfs")) {
      FileContext.getFileContext(files.getUri(), files.getConf())
          .rename(
              files.makeQualified(temporary), files.makeQualified(path), Options.Rename.OVERWRITE);
    } else {
      // Object stores: an object appears in the place of the other when it is closed.
      try (InputStream in = files.open(temporary);
          OutputStream out = files.createFile(path).overwrite(true).build()) {
        in.transferTo(out);
      }
      files.delete(temporary, false);
    }
  }

  /** The lines of a file as bytes; one that broke off ends with what there is of its last line. */
  static final class Lines implements AutoCloseable {
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int limit;
    private int number;
    private boolean isOver;

    Lines(FileSystem files, Path path) throws IOException {
      InputStream stored = files.open(path);
      InputStream opened = stored;
      if (path.getName().contains(".gz")) {
        try {
          opened = new GZIPInputStream(stored, 1 << 16);
        } catch (EOFException | ZipException noGzip) {
          isOver = true;
        }
      }
      in = opened;
    }

    int number() {
      return number;
    }

    byte[] next() throws IOException {
      if (isOver) {
        return null;
      }
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      boolean isBegun = false;
      while (true) {
        if (at == limit) {
          try {
            limit = Math.max(0, in.read(buffer));
          } catch (EOFException | ZipException brokeOff) {
            limit = 0;
          }
          at = 0;
          if (limit == 0) {
            isOver = true;
            if (!isBegun) {
              return null;
            }
            break;
          }
        }
        if (!isBegun) {
          isBegun = true;
          number++;
        }
        int end = at;
        while (end < limit && buffer[end] != '\n') {
          end++;
        }
        line.write(buffer, at, end - at);
        at = Math.min(end + 1, limit);
        if (end < limit) {
          break;
        }
      }
      return line.toByteArray();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
