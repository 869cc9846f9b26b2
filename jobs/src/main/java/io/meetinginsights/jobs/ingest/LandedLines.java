package io.meetinginsights.jobs.ingest;

import io.meetinginsights.tables.Types;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The lines of landing files with their numbers. A file is streamed by one task: a gzip file cannot
 * be split anyway, and Spark's text source numbers no lines.
 *
 * <p>A gzip file that ends too early yields the whole lines before the break, then one line marked
 * {@code is_truncated} that holds what there was of the next. Blank lines count but are not lines
 * of data.
 */
public final class LandedLines {

  private static final StructType FILE =
      new StructType()
          .add("dataset", Types.STRING)
          .add("account_id", Types.STRING)
          .add("day", Types.DATE)
          .add("file", Types.STRING);

  private static final StructType LINE =
      FILE.add("line", Types.INTEGER).add("text", Types.STRING).add("is_truncated", Types.BOOLEAN);

  private LandedLines() {}

  /** One row a line: dataset, account_id, day, file, line, text, is_truncated. */
  public static Dataset<Row> read(SparkSession spark, String root, List<LandingFile> files) {
    List<Row> places =
        files.stream()
            .map(
                file ->
                    RowFactory.create(
                        file.dataset(), file.accountId(), Date.valueOf(file.day()), file.path()))
            .toList();
    int tasks = Math.max(1, Math.min(files.size(), 4 * spark.sparkContext().defaultParallelism()));
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    return spark
        .createDataFrame(places, FILE)
        .repartition(tasks)
        .mapPartitions(new Reading(root, hadoop), Encoders.row(LINE));
  }

  private record Reading(String root, SerializableConfiguration hadoop)
      implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<Row> files) {
      return new Lines(root, hadoop.value(), files);
    }
  }

  /** Streams file after file; holds one line at a time. */
  private static final class Lines implements Iterator<Row>, Closeable {
    private final String root;
    private final Configuration hadoop;
    private final Iterator<Row> files;
    private Row file;
    // Bytes, not characters: a decoder that looks ahead loses what it has when the stream breaks.
    private InputStream bytes;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int limit;
    private int line;
    private Row next;

    Lines(String root, Configuration hadoop, Iterator<Row> files) {
      this.root = root;
      this.hadoop = hadoop;
      this.files = files;
      TaskContext task = TaskContext.get();
      if (task != null) {
        TaskCompletionListener closing = done -> close();
        task.addTaskCompletionListener(closing);
      }
    }

    @Override
    public boolean hasNext() {
      while (next == null && (bytes != null || files.hasNext())) {
        if (bytes == null) {
          open(files.next());
        } else {
          advance();
        }
      }
      return next != null;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = next;
      next = null;
      return row;
    }

    private void open(Row landed) {
      file = landed;
      line = 0;
      Path path = new Path(root, landed.getString(3));
      try {
        InputStream stored = path.getFileSystem(hadoop).open(path);
        bytes = stored;
        if (path.getName().endsWith(".gz")) {
          try {
            bytes = new GZIPInputStream(stored, 1 << 16);
          } catch (EOFException | ZipException e) {
            close();
            line = 1;
            next = row("", true);
            return;
          }
        }
        at = 0;
        limit = 0;
      } catch (IOException e) {
        throw new UncheckedIOException("Landing file " + path + " cannot be read", e);
      }
    }

    private void advance() {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      boolean isBegun = false;
      try {
        while (true) {
          if (at == limit) {
            limit = Math.max(0, bytes.read(buffer));
            at = 0;
            if (limit == 0) {
              close();
              break;
            }
          }
          if (!isBegun) {
            isBegun = true;
            line++;
          }
          int end = at;
          while (end < limit && buffer[end] != '\n') {
            end++;
          }
          text.write(buffer, at, end - at);
          at = Math.min(end + 1, limit);
          if (end < limit) {
            break;
          }
        }
      } catch (EOFException | ZipException e) {
        if (!isBegun) {
          line++;
        }
        at = limit;
        next = row(text.toString(StandardCharsets.UTF_8), true);
        close();
        return;
      } catch (IOException e) {
        throw new UncheckedIOException("Landing file " + file.getString(3) + " broke off", e);
      }
      String whole = text.toString(StandardCharsets.UTF_8);
      if (!whole.isBlank()) {
        next = row(whole, false);
      }
    }

    private Row row(String text, boolean isTruncated) {
      return RowFactory.create(
          file.get(0), file.get(1), file.get(2), file.get(3), line, text, isTruncated);
    }

    @Override
    public void close() {
      if (bytes != null) {
        try {
          bytes.close();
        } catch (IOException e) {
          // Nothing was written: a failed close of an input loses nothing.
          line = 0;
        }
        bytes = null;
      }
    }
  }
}
