package io.meetinginsights.warehouse;

import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that several branches of a plan begin with, computed at once and kept until nobody refers to
 * them.
 *
 * <p>A checkpoint rather than {@code persist}: what is persisted keeps the plan behind it, and
 * every later plan is made with it and every task sent with it, up to 20 MB a task for correlate.
 * On one machine the rows stay in memory and on its disk. On a cluster, where an executor may be
 * lost with all it held, they are files below {@code <storage.ops>/checkpoints}, which go when the
 * rows do.
 *
 * <p>Example: {@code Dataset<Row> calls = ComputedOnce.of(rows)}
 */
public final class ComputedOnce {

  private ComputedOnce() {}

  /** The rows, computed. */
  public static Dataset<Row> of(Dataset<Row> rows) {
    return rows.sparkSession().sparkContext().isLocal()
        ? rows.localCheckpoint(true, StorageLevel.MEMORY_AND_DISK())
        : rows.checkpoint();
  }

  /** Says where files of a cluster go; below it each application has a folder of its own. */
  public static void placeBelow(SparkContext spark, String ops) {
    if (!spark.isLocal() && spark.getCheckpointDir().isEmpty()) {
      spark.setCheckpointDir(ops + "/checkpoints");
    }
  }
}
