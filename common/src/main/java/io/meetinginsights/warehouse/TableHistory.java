package io.meetinginsights.warehouse;

import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;

/**
 * What a Delta table remembers of its past: data files of earlier versions and of writes that never
 * became one, and the log, whose commits, checkpoints and checksums keep the least and the greatest
 * value of the columns of every file there ever was.
 *
 * <p>Deleting a row leaves all of that. {@link #purge} leaves nothing but the newest version. It is
 * for a caller that holds the warehouse lease: nobody may write meanwhile, and who reads an older
 * version fails.
 */
public final class TableHistory {

  /** Set by each purge, so that the newest commit is one that names nothing but this. */
  private static final String PROPERTY = "meetinginsights.history-purged-by";

  private static final String CHECK = "spark.databricks.delta.retentionDurationCheck.enabled";

  /** Of {@code 00000000000000000012.json}, {@code ….checkpoint.parquet}, {@code ….crc}, … */
  private static final Pattern VERSION = Pattern.compile("^\\.?(\\d{20})\\..*");

  private final SparkSession spark;
  private final String table;
  private final String path;

  TableHistory(SparkSession spark, String table, String path) {
    this.spark = spark;
    this.table = table;
    this.path = path;
  }

  /**
   * Removes everything but the newest version: files no row of it stands in, and the log up to a
   * checkpoint made of it. Run again, it does the same again.
   *
   * @return how many files of the log went
   */
  public int purge(String runId) {
    CrashPoints.at("before:history of " + table);
    vacuum(0);
    CrashPoints.at("vacuumed:history of " + table);
    spark.sql(
        "ALTER TABLE delta.`"
            + path
            + "` SET TBLPROPERTIES ('"
            + PROPERTY
            + "' = '"
            + runId.replace("'", "")
            + "')");
    DeltaLog log = DeltaLog.forTable(spark, path);
    Snapshot newest = log.update(false, scala.Option.empty(), scala.Option.empty());
    log.checkpoint(newest, scala.Option.empty());
    CrashPoints.at("checkpointed:history of " + table);
    int removed = removeLogBefore(newest.version());
    // What Delta knows in memory leads to files that are gone.
    DeltaLog.invalidateCache(spark, new Path(path));
    CrashPoints.at("after:history of " + table);
    return removed;
  }

  /**
   * Removes files that no version of the last {@code hours} needs. Delta takes any number but 0 for
   * a wish and the table's delta.deletedFileRetentionDuration for the rule, see {@link #keepDays}.
   */
  public void vacuum(int hours) {
    // Of its own: tables are vacuumed side by side, and the check is off for nothing else.
    SparkSession session = spark.newSession();
    session.conf().set(CHECK, "false");
    // Its many plans are each used once, for the few rows of a log.
    session.conf().set("spark.sql.codegen.wholeStage", "false");
    session.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    DeltaTable files = DeltaTable.forPath(session, path);
    if (hours == 0) {
      files.vacuum(0);
    } else {
      files.vacuum();
    }
  }

  /** Sets how long earlier versions may be read, of files and of the log, where it is not so. */
  public void keepDays(int days) {
    String wanted = "interval " + days + " days";
    Snapshot newest =
        DeltaLog.forTable(spark, path).update(false, scala.Option.empty(), scala.Option.empty());
    scala.collection.immutable.Map<String, String> properties = newest.metadata().configuration();
    if (wanted.equals(properties.getOrElse("delta.deletedFileRetentionDuration", () -> ""))
        && wanted.equals(properties.getOrElse("delta.logRetentionDuration", () -> ""))) {
      return;
    }
    // Together: Delta refuses files that outlive their log.
    spark.sql(
        "ALTER TABLE delta.`"
            + path
            + "` SET TBLPROPERTIES ('delta.logRetentionDuration' = '"
            + wanted
            + "', 'delta.deletedFileRetentionDuration' = '"
            + wanted
            + "')");
  }

  private int removeLogBefore(long version) {
    Path folder = new Path(path, "_delta_log");
    try {
      FileSystem files = folder.getFileSystem(spark.sparkContext().hadoopConfiguration());
      if (!hasCheckpoint(files, folder, version)) {
        throw new IllegalStateException(
            "Table " + table + " has no checkpoint of version " + version + ": its log is kept");
      }
      List<Path> old = new ArrayList<>();
      for (FileStatus file : files.listStatus(folder)) {
        String name = file.getPath().getName();
        Matcher matcher = VERSION.matcher(name);
        boolean isOlder = matcher.matches() && Long.parseLong(matcher.group(1)) < version;
        if (file.isFile() && (isOlder || name.endsWith(".tmp"))) {
          old.add(file.getPath());
        }
      }
      // Oldest first: a log that begins later is one, a log with a gap is none.
      old.sort(java.util.Comparator.comparing(Path::getName));
      for (Path one : old) {
        files.delete(one, false);
      }
      return old.size();
    } catch (IOException e) {
      throw new UncheckedIOException("The log of " + table + " cannot be cut", e);
    }
  }

  private static boolean hasCheckpoint(FileSystem files, Path folder, long version)
      throws IOException {
    FileStatus[] found =
        files.globStatus(new Path(folder, String.format("%020d.checkpoint*", version)));
    return found != null && found.length > 0;
  }
}
