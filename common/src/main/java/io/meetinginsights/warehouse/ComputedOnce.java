package io.meetinginsights.warehouse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

  /**
   * Several, made and computed side by side: small ones leave cores idle, and the driver plans one
   * while another runs. Returns when all have ended, with each under the name of its part.
   */
  public static Map<String, Dataset<Row>> allOf(Map<String, Supplier<Dataset<Row>>> parts) {
    ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);
    try {
      Map<String, Dataset<Row>> computed = new TreeMap<>();
      List<Callable<Void>> tasks = new ArrayList<>();
      parts.forEach(
          (name, part) ->
              tasks.add(
                  () -> {
                    Dataset<Row> rows = of(part.get());
                    synchronized (computed) {
                      computed.put(name, rows);
                    }
                    return null;
                  }));
      for (Future<Void> ended : threads.invokeAll(tasks)) {
        ended.get();
      }
      return computed;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException("Rows could not be computed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while rows were computed", e);
    } finally {
      threads.shutdownNow();
    }
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
