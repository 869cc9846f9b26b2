package io.meetinginsights.warehouse;

import io.meetinginsights.parallel.SideBySide;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows that several branches of a plan begin with, computed at once and kept until nobody refers to
 * them.
 *
 * <p>A checkpoint rather than {@code persist}: what is persisted keeps the plan behind it, and
 * every later plan is made with it and every task sent with it, up to 20 MB a task for correlate.
 * On one machine the rows stay in memory and on its disk. On a cluster, where an executor may be
 * lost with all it held, they are files below {@code <storage.ops>/checkpoints}, which go when the
 * rows do, at the latest when the job ends; those of a run that was killed go when the next begins.
 *
 * <p>Example: {@code Dataset<Row> calls = ComputedOnce.of(rows)}
 */
public final class ComputedOnce {

  private static final Logger LOG = LoggerFactory.getLogger(ComputedOnce.class);
  private static final String FOLDER = "checkpoints";
  private static final int SIDE_BY_SIDE = 4;

  private ComputedOnce() {}

  /** The rows, computed. */
  public static Dataset<Row> of(Dataset<Row> rows) {
    return rows.sparkSession().sparkContext().isLocal()
        ? rows.localCheckpoint(true, StorageLevel.MEMORY_AND_DISK())
        : rows.checkpoint();
  }

  /** Several, made and computed side by side, each under the name of its part. */
  public static Map<String, Dataset<Row>> allOf(Map<String, Supplier<Dataset<Row>>> parts) {
    Map<String, Callable<Dataset<Row>>> computed = new TreeMap<>();
    parts.forEach((name, part) -> computed.put(name, () -> of(part.get())));
    return SideBySide.run(SIDE_BY_SIDE, computed);
  }

  /** Says where files of a cluster go; below it each application has a folder of its own. */
  public static void placeBelow(SparkContext spark, String ops) {
    if (!spark.isLocal() && spark.getCheckpointDir().isEmpty()) {
      spark.setCheckpointDir(ops + "/" + FOLDER);
    }
  }

  /** Removes what is there; for whoever has the warehouse's lease, and so is alone. */
  public static void clear(SparkContext spark, String ops) {
    if (spark.isLocal()) {
      return;
    }
    Path folder = new Path(ops, FOLDER);
    try {
      folder.getFileSystem(spark.hadoopConfiguration()).delete(folder, true);
    } catch (IOException e) {
      // They cost room, and the next run tries again.
      LOG.warn("Files below {} could not be removed: {}", folder, e.toString());
    }
  }
}
