package io.meetinginsights.runner;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.Sites;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.warehouse.Warehouse;
import java.util.concurrent.Callable;
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
