package io.meetinginsights.jobs.zoom;

import io.meetinginsights.storage.PutIfAbsent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * State that is small files. A reader sees the file before or the file after, never half of one: on
 * file systems by a rename over it, on object stores because an object appears when it is closed.
 *
 * <p>Local files are written past Hadoop's checksums: it keeps them in a second file, and a process
 * killed between the renames of the two leaves a file that can never be read again.
 */
public final class SmallFiles {

  private SmallFiles() {}

  /** Writes a file in the place of the one that is there. */
  public static void replace(FileSystem files, Path path, byte[] content) throws IOException {
    replace(files, path, content, "rw-r--r--");
  }

  /** As {@link #replace}, readable by its owner alone from its first byte on. */
  public static void replaceForOwner(FileSystem files, Path path, byte[] content)
      throws IOException {
    replace(files, path, content, "rw-------");
  }

  /**
   * As {@link #replaceForOwner} for a file that must be new; whether it was. The caller holds a
   * lease; an object store decides by itself all the same.
   */
  public static boolean addForOwner(FileSystem files, Path path, byte[] content)
      throws IOException {
    if (PutIfAbsent.isConditional(files, path)) {
      return PutIfAbsent.write(files, path, content);
    }
    if (files.exists(path)) {
      return false;
    }
    replaceForOwner(files, path, content);
    return true;
  }

  private static void replace(FileSystem files, Path path, byte[] content, String mode)
      throws IOException {
    if (files instanceof LocalFileSystem local) {
      replaceLocal(local.pathToFile(path).toPath(), content, mode);
      return;
    }
    if (!files.getUri().getScheme().equals("hdfs")) {
      write(files, path, content);
      return;
    }
    Path temporary = new Path(path.getParent(), "." + path.getName() + ".tmp");
    write(files, temporary, content);
    FileContext.getFileContext(files.getUri(), files.getConf())
        .rename(
            files.makeQualified(temporary), files.makeQualified(path), Options.Rename.OVERWRITE);
  }

  private static void replaceLocal(java.nio.file.Path path, byte[] content, String mode)
      throws IOException {
    Files.createDirectories(path.getParent());
    java.nio.file.Path temporary = path.resolveSibling("." + path.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    boolean isPosix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        isPosix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
            }
            : new FileAttribute<?>[0];
    try (FileChannel out =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            attributes)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(
        temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Onto the disk, where there is one: an object store keeps an object from its close on. */
  public static void makeDurable(FSDataOutputStream out) throws IOException {
    if (!out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
      out.hsync();
    }
  }

  private static void write(FileSystem files, Path path, byte[] content) throws IOException {
    try (FSDataOutputStream out = files.create(path, true)) {
      out.write(content);
      makeDurable(out);
    }
  }
}
