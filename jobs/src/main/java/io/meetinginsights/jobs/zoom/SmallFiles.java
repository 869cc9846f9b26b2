package io.meetinginsights.jobs.zoom;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * State that is small files. A reader sees the file before or the file after, never half of one: on
 * file systems by a rename over it, on object stores because an object appears when it is closed.
 */
public final class SmallFiles {

  private SmallFiles() {}

  /** Writes a file in the place of the one that is there. */
  public static void replace(FileSystem files, Path path, byte[] content) throws IOException {
    if (!(files instanceof LocalFileSystem) && !files.getUri().getScheme().equals("hdfs")) {
      write(files, path, content);
      return;
    }
    Path temporary = new Path(path.getParent(), "." + path.getName() + ".tmp");
    write(files, temporary, content);
    FileContext.getFileContext(files.getUri(), files.getConf())
        .rename(
            files.makeQualified(temporary), files.makeQualified(path), Options.Rename.OVERWRITE);
  }

  private static void write(FileSystem files, Path path, byte[] content) throws IOException {
    try (FSDataOutputStream out = files.create(path, true)) {
      out.write(content);
      out.hsync();
    }
  }
}
