package io.meetinginsights.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.RemoteFileChangedException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Writes whole files of which several writers may want to be the first.
 *
 * <p>On S3 the store decides, in one step, as the upload ends: the request carries {@code
 * If-None-Match} or {@code If-Match}. {@code create(path, false)} would only look before the
 * upload, and two writers who looked at once would both be let through. So it is on local disks,
 * where a hard link to a whole file is the one step instead. On HDFS {@code create(path, false)}
 * is.
 *
 * <p>A request may have succeeded although its answer was lost; sent again, it then meets its own
 * file. So that this is not taken for another's, each write puts a mark of its own into the
 * object's metadata and looks for it when the upload fails.
 */
public final class PutIfAbsent {

  private static final String IF_ABSENT =
      CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
  private static final String IF_UNCHANGED =
      CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE_ETAG;

  private static final String MARK = "meeting-insights-write";

  /** The names S3A gives metadata: at creation, and when read. */
  private static final String MARK_AT_CREATION = "fs.s3a.create.header." + MARK;

  private static final String MARK_AS_READ = "header." + MARK;

  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;

  private static final int ATTEMPTS = 5;
  private static final long PAUSE_MS = 200;

  private PutIfAbsent() {}

  /** Whether an object store decides at the end of an upload who was first. */
  public static boolean isConditional(FileSystem files, Path path) throws IOException {
    return files.hasPathCapability(path, IF_ABSENT);
  }

  /** Writes a file unless one is there; whether this call wrote it. */
  public static boolean write(FileSystem files, Path path, byte[] content) throws IOException {
    if (isConditional(files, path)) {
      return upload(files, path, content, IF_ABSENT, "true");
    }
    if (files instanceof LocalFileSystem local) {
      return link(local.pathToFile(path).toPath(), content);
    }
    try (OutputStream out = files.create(path, false)) {
      out.write(content);
      return true;
    } catch (FileAlreadyExistsException other) {
      return false;
    }
  }

  private static boolean link(java.nio.file.Path path, byte[] content) throws IOException {
    Files.createDirectories(path.getParent());
    String unique = UUID.randomUUID().toString(); // OK: names a file, not data
    java.nio.file.Path whole = path.resolveSibling("." + path.getFileName() + "." + unique);
    try {
      Files.write(whole, content, StandardOpenOption.CREATE_NEW);
      Files.createLink(path, whole);
      // Hadoop's checksum of a file that was there before would find this one damaged.
      Files.deleteIfExists(path.resolveSibling("." + path.getFileName() + ".crc"));
      return true;
    } catch (java.nio.file.FileAlreadyExistsException other) {
      return false;
    } catch (UnsupportedOperationException noLinks) {
      return createNew(path, content);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  private static boolean createNew(java.nio.file.Path path, byte[] content) throws IOException {
    try {
      Files.write(path, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return true;
    } catch (java.nio.file.FileAlreadyExistsException other) {
      return false;
    }
  }

  /**
   * Writes a file in the place of the very one that was looked at; whether this call wrote it. Only
   * where {@link #isConditional} holds.
   */
  public static boolean replace(FileSystem files, FileStatus seen, byte[] content)
      throws IOException {
    return replace(files, seen.getPath(), ((EtagSource) seen).getEtag(), content);
  }

  static boolean replace(FileSystem files, Path path, String etag, byte[] content)
      throws IOException {
    return upload(files, path, content, IF_UNCHANGED, etag);
  }

  private static boolean upload(
      FileSystem files, Path path, byte[] content, String condition, String value)
      throws IOException {
    String mark = UUID.randomUUID().toString(); // OK: names a request, not data
    for (int attempt = 1; ; attempt++) {
      try {
        put(files, path, content, condition, value, mark);
        return true;
      } catch (FileAlreadyExistsException other) {
        return false;
      } catch (IOException failed) {
        byte[] found = mark(files, path, failed);
        if (Arrays.equals(found, mark.getBytes(StandardCharsets.UTF_8))) {
          return true;
        }
        if (isChanged(failed)) {
          return false;
        }
        // Another request on the same name was under way: neither won yet.
        if (!isConflict(failed) || attempt == ATTEMPTS) {
          throw failed;
        }
        pause(attempt);
      }
    }
  }

  private static void put(
      FileSystem files, Path path, byte[] content, String condition, String value, String mark)
      throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(path);
    builder.recursive();
    builder.overwrite(true);
    builder.must(condition, value);
    builder.opt(MARK_AT_CREATION, mark);
    FSDataOutputStream out = builder.build();
    try {
      out.write(content);
    } catch (IOException | RuntimeException e) {
      // Closing would upload the part that was written.
      out.abort();
      throw e;
    }
    out.close();
  }

  /** The mark of the file that is there; null where there is none. */
  private static byte[] mark(FileSystem files, Path path, IOException failed) throws IOException {
    try {
      return files.getXAttr(path, MARK_AS_READ);
    } catch (FileNotFoundException none) {
      return null;
    } catch (IOException unknown) {
      failed.addSuppressed(unknown);
      throw failed;
    }
  }

  /** Whether a file was read, or was to be replaced, that another writer has replaced since. */
  public static boolean isChanged(IOException failed) {
    // Asked by type, not caught by it: without an object store the class need not be there.
    return failed instanceof RemoteFileChangedException || status(failed) == PRECONDITION_FAILED;
  }

  private static boolean isConflict(IOException failed) {
    return status(failed) == CONFLICT;
  }

  /** The HTTP status behind a failure, 0 where there is none. */
  private static int status(IOException failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof AwsServiceException service) {
        return service.statusCode();
      }
    }
    return 0;
  }

  private static void pause(int attempt) throws IOException {
    try {
      Thread.sleep(PAUSE_MS * attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another writer ends its upload");
    }
  }
}
