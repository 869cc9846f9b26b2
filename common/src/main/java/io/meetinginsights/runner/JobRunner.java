package io.meetinginsights.runner;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.Sites;
import io.meetinginsights.config.SparkConfig;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.errors.UserError;
import io.meetinginsights.storage.ConcurrentWriters;
import io.meetinginsights.tables.gold.RunLog;
import io.meetinginsights.warehouse.ComputedOnce;
import io.meetinginsights.warehouse.CrashPoints;
import io.meetinginsights.warehouse.Sessions;
import io.meetinginsights.warehouse.TableWrite;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs a job: opens the session, takes the warehouse lease, hands the job its context, and whatever
 * happens leaves a status file and, if the warehouse can be written, a row of {@code gold.run_log}.
 * It decides nothing about exit codes: what a job throws goes on to the command line, which maps
 * it.
 */
public final class JobRunner {

  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

  private final Configuration configuration;
  private final String runId;
  private final String codeVersion;

  /** A runner for one process; {@code runId} names every run in it. */
  public JobRunner(Configuration configuration, String runId, String codeVersion) {
    this.configuration = configuration;
    this.runId = runId;
    this.codeVersion = codeVersion;
  }

  /** Runs a job that writes the warehouse, alone. */
  public Counts write(String job, DayRange days, Function<JobContext, Counts> body) {
    SparkSession spark = session(job);
    StorageConfig storage = storage();
    Instant start = Instant.now(); // OK: stamps the run, not the data
    MDC.put("run_id", runId);
    MDC.put("job", job);
    MDC.put("day", days.toString());
    try {
      org.apache.hadoop.conf.Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      ConcurrentWriters.require(storage, hadoop, runId);
      Lease lease = lease(job, days, storage, hadoop, start);
      Warehouse warehouse = new Warehouse(spark, storage.warehouse(), runId);
      try {
        ComputedOnce.clear(spark.sparkContext(), storage.ops());
        JobContext context = context(job, days, spark, storage, warehouse, sites());
        Counts counts = body.apply(context);
        ComputedOnce.clear(spark.sparkContext(), storage.ops());
        record(context, start, 0, counts, null);
        lease.close();
        return counts;
      } catch (CrashPoints.SimulatedCrash crash) {
        // A killed process cleans nothing up: its lease stays until somebody takes it over.
        lease.abandon();
        throw crash;
        // Exception: Scala code throws checked ones that no signature announces.
      } catch (Exception e) {
        int exitCode = e instanceof UserError user ? user.exitCode() : 1;
        ComputedOnce.clear(spark.sparkContext(), storage.ops());
        record(
            context(job, days, spark, storage, warehouse, Sites.none()),
            start,
            exitCode,
            Counts.none(),
            String.valueOf(e.getMessage()));
        lease.close();
        throw e;
      }
    } finally {
      MDC.clear();
    }
  }

  /** Runs something that only reads tables: no lease, no status, no sites file. */
  public <T> T read(String job, DayRange days, Function<JobContext, T> body) {
    SparkSession spark = session(job);
    StorageConfig storage = storage();
    return body.apply(
        context(
            job,
            days,
            spark,
            storage,
            new Warehouse(spark, storage.warehouse(), runId),
            Sites.none()));
  }

  private SparkSession session(String job) {
    SparkSession spark = Sessions.open(job, configuration.section("spark", SparkConfig.class));
    ComputedOnce.placeBelow(spark.sparkContext(), storage().ops());
    ConcurrentWriters.apply(storage(), spark.sparkContext().hadoopConfiguration());
    return spark;
  }

  private StorageConfig storage() {
    return configuration.section("storage", StorageConfig.class);
  }

  private Sites sites() {
    String file = configuration.text("sites-file");
    return file.isBlank() ? Sites.none() : Sites.read(Path.of(file));
  }

  private JobContext context(
      String job,
      DayRange days,
      SparkSession spark,
      StorageConfig storage,
      Warehouse warehouse,
      Sites sites) {
    return new JobContext(
        job, spark, warehouse, configuration, storage, sites, days, runId, codeVersion);
  }

  /** A run that does not get the lease leaves a status file, and no row: it may not write. */
  private Lease lease(
      String job,
      DayRange days,
      StorageConfig storage,
      org.apache.hadoop.conf.Configuration hadoop,
      Instant start) {
    try {
      return Lease.take(hadoop, storage.ops(), "warehouse", runId);
    } catch (UserError e) {
      Instant end = Instant.now(); // OK: stamps the run, not the data
      try {
        new RunStatus(job, days, runId, start, end, e.exitCode(), Counts.none(), e.getMessage())
            .write(hadoop, storage.ops());
      } catch (IOException unwritable) {
        LOG.warn("Run {} could not be recorded: {}", runId, unwritable.toString());
      }
      throw e;
    }
  }

  private void record(
      JobContext context, Instant start, int exitCode, Counts counts, String message) {
    Instant end = Instant.now(); // OK: stamps the run, not the data
    try {
      List<TableWrite> tables = tables(context, exitCode);
      tables.forEach(table -> log(context, table));
      LOG.info(
          "{} {} ended with exit code {} after {} s",
          context.job(),
          context.days(),
          exitCode,
          String.format("%.1f", Duration.between(start, end).toMillis() / 1e3));
      new RunStatus(
              context.job(), context.days(), runId, start, end, exitCode, counts, message, tables)
          .write(context.spark().sparkContext().hadoopConfiguration(), context.storage().ops());
      context
          .warehouse()
          .append(
              RunLog.SCHEMA,
              context
                  .spark()
                  .createDataFrame(
                      List.of(
                          RowFactory.create(
                              context.job(),
                              Date.valueOf(context.days().from()),
                              Date.valueOf(context.days().to()),
                              runId,
                              Timestamp.from(start),
                              Timestamp.from(end),
                              exitCode,
                              scala.jdk.javaapi.CollectionConverters.asScala(counts.asMap()),
                              message,
                              codeVersion)),
                      RunLog.SCHEMA.structType()));
      // Exception: Scala code throws checked ones that no signature announces.
    } catch (Exception e) {
      if (exitCode == 0) {
        throw e instanceof RuntimeException runtime
            ? runtime
            : new IllegalStateException("Run " + runId + " could not be recorded", e);
      }
      // The run has failed already, and its own error is the one to show.
      LOG.warn("Run {} could not be recorded: {}", runId, e.toString());
    }
  }

  private static List<TableWrite> tables(JobContext context, int exitCode) {
    try {
      return context.warehouse().writes();
    } catch (Exception e) {
      if (exitCode == 0) {
        throw e;
      }
      // What broke the run may break this too; its exit code must not be lost for it.
      LOG.warn("What the run wrote is not known: {}", e.toString());
      return List.of();
    }
  }

  private static void log(JobContext context, TableWrite table) {
    LOG.info(
        "{} {}: {} is at version {}: {} rows written, {} deleted, {} files, {} bytes",
        context.job(),
        context.days(),
        table.table(),
        table.version(),
        table.rowsWritten(),
        table.rowsDeleted(),
        table.filesAdded(),
        table.bytesAdded());
  }
}
