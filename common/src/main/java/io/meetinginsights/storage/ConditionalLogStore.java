package io.meetinginsights.storage;

import io.delta.storage.HadoopFileSystemLogStore;
import io.delta.storage.S3SingleDriverLogStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Delta's log on S3 for any number of drivers: a commit is one object that the store itself creates
 * only if no other has its name, see {@link PutIfAbsent}. Delta's own store for S3 keeps writers of
 * one process apart, and two processes overwrite each other's commits.
 *
 * <p>Where the store cannot do it ({@code fs.s3a.create.conditional.enabled} is false, as {@code
 * storage.writers: one} sets it) it is Delta's own store.
 *
 * <p>Example: {@code spark.delta.logStore.s3a.impl=io.meetinginsights.storage.ConditionalLogStore}
 */
public final class ConditionalLogStore extends HadoopFileSystemLogStore {

  private final S3SingleDriverLogStore single;

  /** As Delta makes it. */
  public ConditionalLogStore(Configuration hadoop) {
    super(hadoop);
    this.single = new S3SingleDriverLogStore(hadoop);
  }

  @Override
  public void write(
      Path path, Iterator<String> actions, Boolean isOverwriting, Configuration hadoop)
      throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    if (!PutIfAbsent.isConditional(files, path)) {
      single.write(path, actions, isOverwriting, hadoop);
      return;
    }
    byte[] content = lines(actions);
    if (isOverwriting) {
      try (OutputStream out = files.create(path, true)) {
        out.write(content);
      }
    } else if (!PutIfAbsent.write(files, path, content)) {
      // Delta reads what the other committed and tries the next version.
      throw new FileAlreadyExistsException(path.toString());
    }
  }

  private static byte[] lines(Iterator<String> actions) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    while (actions.hasNext()) {
      lines.write(actions.next().getBytes(StandardCharsets.UTF_8));
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  @Override
  public Boolean isPartialWriteVisible(Path path, Configuration hadoop) {
    return false;
  }
}
