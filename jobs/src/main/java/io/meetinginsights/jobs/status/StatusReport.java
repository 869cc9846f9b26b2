package io.meetinginsights.jobs.status;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.jobs.ingest.fetch.FetchJob;
import io.meetinginsights.jobs.ingest.network.Readers;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.runner.RunStatus;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.bronze.NetworkRecords;
import io.meetinginsights.tables.bronze.ZoomResponses;
import io.meetinginsights.tables.gold.RunLog;
import io.meetinginsights.tables.silver.IngestProgress;
import io.meetinginsights.warehouse.Warehouse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Row;

/**
 * What has arrived for a day, what is expected, and which days are to be computed again.
 *
 * <p>Reads: the landing zone's file listing, {@code silver.ingest_progress}, {@code bronze.*}
 * (newest arrival), {@code gold.run_log}, how the fetch ended ({@code ops/status/fetch}). A dataset
 * of Zoom's call quality that has not arrived is missing: daily jobs would end with exit code 4. A
 * network dataset that has not arrived is absent: its features are missing in the tables.
 */
public final class StatusReport {

  /** What a day of Zoom cannot do without. */
  public static final List<String> ZOOM_REQUIRED =
      List.of("meetings", "participants", "participants_qos");

  private static final List<String> ZOOM_OPTIONAL = List.of("satisfaction", "users");
  private static final List<String> NETWORK = Readers.datasets();

  /** How ingest names a count of a silver day it changed. */
  private static final String CHANGED = "silver day changed ";

  private StatusReport() {}

  /**
   * One row a dataset, in the order people think of them.
   *
   * @param required names of the datasets that must have arrived
   * @throws ConfigurationError if there is no such dataset
   */
  public static List<DatasetStatus> datasets(JobContext context, List<String> required) {
    List<String> known = new ArrayList<>(ZOOM_REQUIRED);
    known.addAll(ZOOM_OPTIONAL);
    known.addAll(NETWORK);
    for (String dataset : required) {
      if (!known.contains(dataset)) {
        throw new ConfigurationError(
            "There is no dataset " + dataset + " to wait for",
            "known are " + String.join(", ", known),
            "give --require some of these, separated by commas");
      }
    }
    LocalDate day = context.days().to();
    Map<String, Row> loaded = loaded(context, day);
    Map<String, String> received =
        new HashMap<>(received(context, ZoomResponses.SCHEMA, day, "zoom"));
    received.putAll(received(context, NetworkRecords.SCHEMA, day, "network"));
    List<DatasetStatus> rows = new ArrayList<>();
    ZOOM_REQUIRED.forEach(
        dataset -> rows.add(status(context, day, "zoom", dataset, required, loaded, received)));
    ZOOM_OPTIONAL.forEach(
        dataset -> rows.add(status(context, day, "zoom", dataset, required, loaded, received)));
    NETWORK.forEach(
        dataset -> rows.add(status(context, day, "network", dataset, required, loaded, received)));
    return rows;
  }

  /** Fails with exit code 4 when a required dataset has not arrived: what a scheduler waits on. */
  public static void requireArrived(List<DatasetStatus> datasets) {
    List<String> missing =
        datasets.stream()
            .filter(dataset -> dataset.isRequired() && dataset.files() == 0)
            .map(dataset -> dataset.system() + "/" + dataset.dataset())
            .toList();
    if (!missing.isEmpty()) {
      throw new UpstreamError(
          "Not everything has arrived for " + datasets.get(0).day(),
          "no landing files of " + String.join(", ", missing),
          "run the fetch for that day, or look at what should deliver it, then run this command again");
    }
  }

  /**
   * How the day's fetch ended last, in a line; none where it never ran. A later day's fetch takes
   * what this one left.
   */
  public static Optional<String> fetch(JobContext context) {
    LocalDate day = context.days().to();
    try {
      return RunStatus.newest(
              context.spark().sparkContext().hadoopConfiguration(),
              context.storage().ops(),
              FetchJob.JOB,
              day)
          .map(
              run ->
                  "fetch of "
                      + day
                      + " ended "
                      + run.endedAt().truncatedTo(ChronoUnit.SECONDS)
                      + " with exit code "
                      + run.exitCode()
                      + ", "
                      + run.counts().of("left")
                      + " lists left (run "
                      + run.runId()
                      + ")");
    } catch (IOException e) {
      throw new UpstreamError(
          "The runs of the fetch cannot be listed",
          context.storage().ops() + ": " + e.getMessage(),
          "check storage.ops and its credentials, then try again",
          e);
    }
  }

  /** Days that ingest changed after a later job last computed them, by job. */
  public static Map<String, TreeSet<LocalDate>> daysToRedo(JobContext context) {
    Warehouse warehouse = context.warehouse();
    Map<String, TreeSet<LocalDate>> redo = new java.util.LinkedHashMap<>();
    if (!warehouse.exists(RunLog.SCHEMA)) {
      return redo;
    }
    Map<LocalDate, java.time.Instant> changed = new HashMap<>();
    Map<String, Map<LocalDate, java.time.Instant>> computed = new HashMap<>();
    for (Row run :
        warehouse
            .read(RunLog.SCHEMA)
            .where("exit_code = 0 AND job IN ('ingest', 'correlate', 'explain', 'insights')")
            .orderBy("ended_at")
            .collectAsList()) { // OK: a row a run, not data
      Map<String, Long> counts = run.getJavaMap(run.fieldIndex("counts"));
      java.time.Instant ended = run.getTimestamp(run.fieldIndex("ended_at")).toInstant();
      String job = run.getString(run.fieldIndex("job"));
      if (job.equals("ingest")) {
        counts.keySet().stream()
            .filter(name -> name.startsWith(CHANGED))
            .forEach(name -> changed.put(LocalDate.parse(name.substring(CHANGED.length())), ended));
      } else {
        LocalDate from = run.getDate(run.fieldIndex("from_day")).toLocalDate();
        LocalDate to = run.getDate(run.fieldIndex("day")).toLocalDate();
        from.datesUntil(to.plusDays(1))
            .forEach(
                day -> computed.computeIfAbsent(job, unused -> new HashMap<>()).put(day, ended));
      }
    }
    for (String job : List.of("correlate", "explain", "insights")) {
      TreeSet<LocalDate> days = new TreeSet<>();
      changed.forEach(
          (day, at) -> {
            java.time.Instant done = computed.getOrDefault(job, Map.of()).get(day);
            if (done == null || done.isBefore(at)) {
              days.add(day);
            }
          });
      redo.put(job, days);
    }
    return redo;
  }

  private static DatasetStatus status(
      JobContext context,
      LocalDate day,
      String system,
      String dataset,
      List<String> required,
      Map<String, Row> loaded,
      Map<String, String> received) {
    long files = 0;
    long bytes = 0;
    Path folder = new Path(context.storage().landing(), system + "/" + dataset + "/date=" + day);
    try {
      FileSystem storage =
          folder.getFileSystem(context.spark().sparkContext().hadoopConfiguration());
      RemoteIterator<LocatedFileStatus> listing = storage.listFiles(folder, true);
      while (listing.hasNext()) {
        LocatedFileStatus file = listing.next();
        if (file.getPath().getName().matches(".*\\.jsonl(\\.gz)?")) {
          files++;
          bytes += file.getLen();
        }
      }
    } catch (FileNotFoundException absent) {
      files = 0;
    } catch (IOException e) {
      throw new UpstreamError(
          "The landing zone cannot be listed",
          folder + ": " + e.getMessage(),
          "check storage.landing and its credentials, then try again",
          e);
    }
    Row progress = loaded.get(system + "/" + dataset);
    return new DatasetStatus(
        system,
        dataset,
        day,
        required.contains(dataset),
        files,
        bytes,
        progress == null ? 0 : progress.getLong(2),
        progress == null ? 0 : progress.getLong(3),
        received.get(system + "/" + dataset));
  }

  private static Map<String, Row> loaded(JobContext context, LocalDate day) {
    Map<String, Row> byDataset = new HashMap<>();
    if (context.warehouse().exists(IngestProgress.SCHEMA)) {
      context
          .warehouse()
          .read(IngestProgress.SCHEMA, day, day)
          .groupBy("system", "dataset")
          .agg(count(lit(1)), sum("lines"))
          .collectAsList() // OK: a row a dataset
          .forEach(row -> byDataset.put(row.getString(0) + "/" + row.getString(1), row));
    }
    return byDataset;
  }

  private static Map<String, String> received(
      JobContext context, TableSchema bronze, LocalDate day, String system) {
    Map<String, String> byDataset = new HashMap<>();
    if (context.warehouse().exists(bronze)) {
      context
          .warehouse()
          .read(bronze, day, day)
          .groupBy("dataset")
          .agg(date_format(max(col("received_at")), "yyyy-MM-dd'T'HH:mm:ss'Z'"))
          .collectAsList() // OK: a row a dataset
          .forEach(row -> byDataset.put(system + "/" + row.getString(0), row.getString(1)));
    }
    return byDataset;
  }
}
