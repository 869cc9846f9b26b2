package io.meetinginsights.jobs.ingest;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The lines of landing files with their numbers. A file is streamed by one task: a gzip file cannot
 * be split anyway, and Spark's text source numbers no lines. It holds one line at a time.
 *
 * <p>A gzip file that ends too early yields the whole lines before the break, then one line marked
 * as truncated that holds what there was of the next. Blank lines count but are not lines of data.
 */
final class LandedLines implements Iterator<LandedLines.Line>, Closeable {

  /** A line; {@code number} counts from 1. */
  record Line(LandingFile file, int number, String text, boolean isTruncated) {}

  private final String root;
  private final Configuration hadoop;
  private final Iterator<LandingFile> files;
  private LandingFile file;
  // Bytes, not characters: a decoder that looks ahead loses what it has when the stream breaks.
  private InputStream bytes;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int limit;
  private int number;
  private Line next;

  LandedLines(String root, Configuration hadoop, Iterator<LandingFile> files) {
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
  public Line next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Line line = next;
    next = null;
    return line;
  }

  private void open(LandingFile landed) {
    file = landed;
    number = 0;
    Path path = new Path(root, landed.path());
    try {
      InputStream stored = path.getFileSystem(hadoop).open(path);
      bytes = stored;
      if (path.getName().endsWith(".gz")) {
        try {
          bytes = new GZIPInputStream(stored, 1 << 16);
        } catch (EOFException | ZipException e) {
          close();
          number = 1;
          next = new Line(file, number, "", true);
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
          number++;
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
        number++;
      }
      at = limit;
      next = new Line(file, number, text.toString(StandardCharsets.UTF_8), true);
      close();
      return;
    } catch (IOException e) {
      throw new UncheckedIOException("Landing file " + file.path() + " broke off", e);
    }
    String whole = text.toString(StandardCharsets.UTF_8);
    if (!whole.isBlank()) {
      next = new Line(file, number, whole, false);
    }
  }

  @Override
  public void close() {
    if (bytes != null) {
      try {
        bytes.close();
      } catch (IOException e) {
        // Nothing was written: a failed close of an input loses nothing.
        number = 0;
      }
      bytes = null;
    }
  }
}
