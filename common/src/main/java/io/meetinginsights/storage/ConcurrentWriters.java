package io.meetinginsights.storage;

import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.errors.ConfigurationError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Sees to it, before a command writes, that the object store can keep several writers apart: two
 * files of one name are created, and the second must be refused. A store that takes both would let
 * one run overwrite another's commit without a word.
 *
 * <p>File systems (local, HDFS) create a file in one step and are not asked.
 */
public final class ConcurrentWriters {

  private ConcurrentWriters() {}

  /** Sets the file systems made from these settings to what {@code storage.writers} says. */
  public static void apply(StorageConfig storage, Configuration hadoop) {
    if (storage.writers() == StorageConfig.Writers.ONE) {
      hadoop.setBoolean("fs.s3a.create.conditional.enabled", false);
    }
  }

  /** Fails with exit code 2 where several writers are allowed and the store cannot hold them. */
  public static void require(StorageConfig storage, Configuration hadoop, String runId) {
    if (storage.writers() == StorageConfig.Writers.ONE) {
      return;
    }
    Map<String, String> places = new LinkedHashMap<>();
    for (String place : new String[] {storage.ops(), storage.warehouse()}) {
      Path path = new Path(place);
      if ("s3a".equals(path.toUri().getScheme())) {
        // What a store can do is the same in all of a bucket.
        places.putIfAbsent(path.toUri().getAuthority(), place);
      }
    }
    places.values().forEach(place -> probe(hadoop, place, runId));
  }

  private static void probe(Configuration hadoop, String place, String runId) {
    Path path = new Path(place, ".two-writers-" + runId);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      if (!PutIfAbsent.isConditional(files, path)) {
        throw refused(place, "fs.s3a.create.conditional.enabled is false", null);
      }
      try {
        files.delete(path, false);
        PutIfAbsent.write(files, path, text("first"));
        if (PutIfAbsent.write(files, path, text("second"))) {
          throw refused(place, "it took two new files of one name, though asked not to", null);
        }
        if (PutIfAbsent.replace(files, path, "an-etag-of-no-file", text("third"))) {
          throw refused(place, "it replaced a file though another was named", null);
        }
      } finally {
        files.delete(path, false);
      }
    } catch (UnsupportedOperationException | IOException e) {
      if (isUnsupported(e)) {
        throw refused(place, "it does not know conditional requests: " + e.getMessage(), e);
      }
      throw new ConfigurationError(
          "The store of " + place + " cannot be written",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "check the bucket, fs.s3a.endpoint and the credentials",
          e);
    }
  }

  private static boolean isUnsupported(Exception e) {
    return e instanceof UnsupportedOperationException
        // S3A's name for status 501 and its like.
        || e.getClass().getSimpleName().equals("AWSUnsupportedFeatureException");
  }

  private static ConfigurationError refused(String place, String reason, Exception cause) {
    return new ConfigurationError(
        "The store of " + place + " cannot keep two writers apart",
        reason + "; two runs at once would lose rows",
        "take a store with conditional writes (If-None-Match, If-Match), or, if never more than one"
            + " command writes at a time, set storage.writers: one",
        cause);
  }

  private static byte[] text(String word) {
    return word.getBytes(StandardCharsets.UTF_8);
  }
}
