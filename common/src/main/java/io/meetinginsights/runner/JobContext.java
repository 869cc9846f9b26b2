package io.meetinginsights.runner;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.Sites;
import io.meetinginsights.config.SparkConfig;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.parallel.SideBySide;
import io.meetinginsights.warehouse.SmallData;
import io.meetinginsights.warehouse.Warehouse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What a job is given: session, tables, configuration, the days, and a name for each of its stages.
 */
public record JobContext(
    String job,
    SparkSession spark,
    Warehouse warehouse,
    Configuration configuration,
    StorageConfig storage,
    Sites sites,
    DayRange days,
    String runId,
    String codeVersion) {

  private static final Logger LOG = LoggerFactory.getLogger(JobContext.class);

  /**
   * Runs a stage under its name: it shows in Spark's UI, in the log with its time, and on a
   * terminal as progress.
   */
  public <T> T stage(String name, Callable<T> body) {
    String before = MDC.get("stage");
    MDC.put("stage", name);
    spark.sparkContext().setJobGroup(runId, job + ": " + name, false);
    long start = System.nanoTime();
    try {
      T result = body.call();
      LOG.info(
          "{} {}: {} in {} s",
          job,
          days,
          name,
          String.format("%.1f", (System.nanoTime() - start) / 1e9));
      return result;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("Stage " + name + " of " + job + " failed", e);
    } finally {
      spark.sparkContext().clearJobGroup();
      if (before == null) {
        MDC.remove("stage");
      } else {
        MDC.put("stage", before);
      }
    }
  }

  /** Runs what reads so much; plans for little data are made otherwise, see {@link SmallData}. */
  public <T> T plannedFor(long bytes, Supplier<T> body) {
    long limitBytes = (long) configuration.section("spark", SparkConfig.class).smallBelowMb() << 20;
    return SmallData.run(limitBytes, bytes, spark, body);
  }

  /** Stages that need nothing of each other, by name, so many at once, begun in this order. */
  public void stagesSideBySide(int atOnce, Map<String, Runnable> stages) {
    Map<String, Runnable> named = new LinkedHashMap<>();
    stages.forEach((name, body) -> named.put(name, () -> stage(name, body)));
    SideBySide.runAll(atOnce, named);
  }

  /** As {@link #stage(String, Callable)} for a body without a result. */
  public void stage(String name, Runnable body) {
    stage(
        name,
        () -> {
          body.run();
          return null;
        });
  }
}
