package io.meetinginsights.jobs.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.meetinginsights.jobs.ingest.network.NetworkLoad;
import io.meetinginsights.jobs.ingest.zoom.GuestOptOut;
import io.meetinginsights.jobs.ingest.zoom.ZoomLoad;
import io.meetinginsights.jobs.privacy.PrivacyConfig;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;
import io.meetinginsights.tables.bronze.NetworkRecords;
import io.meetinginsights.tables.bronze.ZoomResponses;
import io.meetinginsights.tables.silver.IngestProgress;
import io.meetinginsights.tables.silver.RejectedRecords;
import io.meetinginsights.warehouse.SecretKey;
import io.meetinginsights.warehouse.Sessions;
import io.meetinginsights.warehouse.Warehouse;
import java.sql.Date;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * {@code ingest --only load}: landing files to bronze and silver.
 *
 * <p>Reads: the landing zone of the days, conf/sites.yaml. Writes: bronze.zoom_responses and
 * network_records; the silver tables that {@link ZoomLoad} and {@link NetworkLoad} name;
 * silver.rejected_records of this job and these landing days; silver.ingest_progress, last.
 *
 * <p>Every landed line is a row of bronze, once: files that stand there already are not read again.
 * From bronze, silver is worked out anew for what the landed days touch, each table replaced by day
 * or merged by key. A line that cannot be opened, a record without its key, a field in a wrong
 * unit: each is a row of rejected_records with its place, so that accepted and rejected records add
 * up to those read.
 *
 * <p>What {@code erase} has taken out does not come back: records of whoever has a tombstone leave
 * the landing files before bronze sees them. With {@code privacy.opt-out-guests} so do those of
 * everybody who is off the network.
 *
 * <p>Re-run: leaves equal tables. A load that died is repeated by running it again: it goes on
 * behind the bronze files that were written, and does silver from the beginning.
 *
 * <p>Example: {@code meeting-insights ingest --only load --date 2026-03-02}
 */
public final class LoadJob {

  private static final StructType LISTING =
      new StructType()
          .add("system", Types.STRING)
          .add("dataset", Types.STRING)
          .add("account_id", Types.STRING)
          .add("day", Types.DATE)
          .add("file", Types.STRING);

  private static final List<TableSchema> TABLES =
      Stream.of(
              List.of(ZoomResponses.SCHEMA, NetworkRecords.SCHEMA),
              NetworkLoad.TABLES,
              ZoomLoad.TABLES,
              List.of(RejectedRecords.SCHEMA, IngestProgress.SCHEMA))
          .flatMap(List::stream)
          .distinct()
          .toList();

  private static final Map<String, String> SETTINGS =
      Map.of(
          // Rows the Parquet reader holds at once: an answer of ten people's hour is a megabyte,
          // and the reader's own 4,096 of them are more than a driver has.
          "spark.sql.parquet.columnarReaderBatchSize", "128",
          // Rows of few days come to a task: they are written as they come, not sorted by day.
          "spark.sql.maxConcurrentOutputFileWriters", "16");

  private LoadJob() {}

  /** Loads the days. */
  public static Counts run(JobContext context) {
    LandingZone zone =
        new LandingZone(
            context.spark().sparkContext().hadoopConfiguration(), context.storage().landing());
    List<LandingFile> files = context.stage("landing files", () -> zone.files(context.days()));
    long bytes = files.stream().mapToLong(LandingFile::bytes).sum();
    return Sessions.with(
        context.spark(),
        SETTINGS,
        () -> context.plannedFor(bytes, () -> load(context, zone, files)));
  }

  private static Counts load(JobContext context, LandingZone zone, List<LandingFile> files) {
    IngestConfig config = context.configuration().section("ingest", IngestConfig.class);
    PrivacyConfig privacy = context.configuration().section("privacy", PrivacyConfig.class);
    context.stage("tables", () -> context.warehouse().create(TABLES));
    Map<LandingFile.System, List<LandingFile>> fresh =
        context.stage("files not loaded yet", () -> fresh(context, files));
    List<LandingFile> freshZoom = fresh.get(LandingFile.System.ZOOM);
    List<LandingFile> freshNetwork = fresh.get(LandingFile.System.NETWORK);
    Counts kept =
        context.stage(
            "erased people",
            () ->
                ErasedPeople.keepOut(
                    context,
                    privacy,
                    zone,
                    Stream.concat(freshZoom.stream(), freshNetwork.stream()).toList()));
    SecretKey secret = SecretKey.at(context.spark(), context.storage().key());
    writeBronze(context, zone, LandingFile.System.NETWORK, freshNetwork);
    // The network first: who is on it decides about guests, before a line of Zoom's is kept.
    LoadResult network = NetworkLoad.run(context, config, secret);
    Counts guests =
        privacy.optOutGuests()
            ? context.stage("guests", () -> GuestOptOut.run(context, secret, zone, freshZoom))
            : Counts.none();
    writeBronze(context, zone, LandingFile.System.ZOOM, freshZoom);
    LoadResult zoom = ZoomLoad.run(context, config, secret);
    context.stage("rejected records", () -> writeRejected(context, zoom, network));
    Counts records = context.stage("counts", () -> recordCounts(zoom, network));
    Counts lines = context.stage("progress", () -> writeProgress(context, files));
    return lines
        .and(records)
        .and(rejectedCounts(context))
        .and(zoom.counts())
        .and(network.counts())
        .and(kept)
        .and(guests)
        .and(arrivalCounts(context.days(), files))
        .and(changedDays(zoom, network));
  }

  private static TableSchema bronzeOf(LandingFile.System system) {
    return system == LandingFile.System.ZOOM ? ZoomResponses.SCHEMA : NetworkRecords.SCHEMA;
  }

  /** Files of which no line stands in bronze, by whose they are. */
  private static Map<LandingFile.System, List<LandingFile>> fresh(
      JobContext context, List<LandingFile> files) {
    Map<LandingFile.System, List<LandingFile>> fresh = new EnumMap<>(LandingFile.System.class);
    for (LandingFile.System system : LandingFile.System.values()) {
      Set<String> known = loadedFiles(context, bronzeOf(system));
      fresh.put(
          system,
          files.stream()
              .filter(file -> file.system() == system && !known.contains(file.path()))
              .toList());
    }
    return fresh;
  }

  private static Set<String> loadedFiles(JobContext context, TableSchema bronze) {
    return context.warehouse().isEmpty(bronze)
        ? Set.of()
        : new HashSet<>(
            context
                .warehouse()
                .read(bronze, context.days().from(), context.days().to())
                .select("file")
                .distinct()
                .as(Encoders.STRING())
                .collectAsList()); // OK: file names of the days
  }

  private static void writeBronze(
      JobContext context, LandingZone zone, LandingFile.System system, List<LandingFile> fresh) {
    if (fresh.isEmpty()) {
      return;
    }
    context.stage(
        system == LandingFile.System.ZOOM ? "Zoom's bronze" : "network's bronze",
        () -> {
          context
              .warehouse()
              .append(
                  bronzeOf(system),
                  system == LandingFile.System.ZOOM
                      ? BronzeLines.zoomResponses(
                          context.spark(), zone.qualifiedRoot(), fresh, context.runId())
                      : BronzeLines.networkRecords(
                          context.spark(), zone.qualifiedRoot(), fresh, context.runId()));
        });
  }

  private static void writeRejected(JobContext context, LoadResult zoom, LoadResult network) {
    Dataset<Row> flaws =
        Stream.concat(zoom.rejects().stream(), network.rejects().stream())
            .reduce(Dataset::unionByName)
            .orElseThrow();
    context
        .warehouse()
        .replaceWhere(
            RejectedRecords.SCHEMA,
            RejectedRows.conform(flaws, context.runId()),
            "job = '"
                + RejectedRows.JOB
                + "' AND day >= DATE'"
                + context.days().from()
                + "' AND day <= DATE'"
                + context.days().to()
                + "'");
  }

  private static Counts recordCounts(LoadResult zoom, LoadResult network) {
    Dataset<Row> records =
        Stream.concat(zoom.records().stream(), network.records().stream())
            .reduce(Dataset::unionByName)
            .orElseThrow();
    List<Row> byDataset =
        records
            .groupBy("dataset")
            .agg(
                count(lit(1)),
                sum(org.apache.spark.sql.functions.when(col("is_rejected"), 0L).otherwise(1L)))
            .orderBy("dataset")
            .collectAsList(); // OK: a row a dataset
    Counts counts = Counts.none();
    for (Row dataset : byDataset) {
      counts =
          counts
              .with(dataset.getString(0) + " records read", dataset.getLong(1))
              .with(dataset.getString(0) + " records accepted", dataset.getLong(2))
              .with(
                  dataset.getString(0) + " records rejected",
                  dataset.getLong(1) - dataset.getLong(2));
    }
    return counts;
  }

  private static Counts rejectedCounts(JobContext context) {
    List<Row> byReason =
        context
            .warehouse()
            .read(RejectedRecords.SCHEMA, context.days().from(), context.days().to())
            .where(col("job").equalTo(RejectedRows.JOB))
            .groupBy("severity", "reason")
            .agg(count(lit(1)))
            .orderBy("severity", "reason")
            .collectAsList(); // OK: a row a reason
    Counts counts = Counts.none();
    for (Row reason : byReason) {
      counts = counts.with(reason.getString(0) + ": " + reason.getString(1), reason.getLong(2));
    }
    return counts;
  }

  /** Writes that the files are through, and counts their lines. */
  private static Counts writeProgress(JobContext context, List<LandingFile> files) {
    Warehouse warehouse = context.warehouse();
    LocalDate from = context.days().from();
    LocalDate to = context.days().to();
    Dataset<Row> lines =
        lineCounts(warehouse.read(ZoomResponses.SCHEMA, from, to), LandingFile.System.ZOOM)
            .unionByName(
                lineCounts(
                    warehouse.read(NetworkRecords.SCHEMA, from, to), LandingFile.System.NETWORK))
            .persist();
    Dataset<Row> listing =
        context
            .spark()
            .createDataFrame(
                files.stream()
                    .map(
                        file ->
                            RowFactory.create(
                                file.system().key(),
                                file.dataset(),
                                file.accountId(),
                                Date.valueOf(file.day()),
                                file.path()))
                    .toList(),
                LISTING);
    warehouse.merge(
        IngestProgress.SCHEMA,
        IngestProgress.SCHEMA.conform(
            listing
                .join(
                    lines,
                    scala.jdk.javaapi.CollectionConverters.asScala(List.of("system", "file"))
                        .toSeq(),
                    "left")
                .withColumn("lines", coalesce(col("lines"), lit(0L)))
                .withColumn("readable_lines", coalesce(col("readable_lines"), lit(0L)))
                .withColumn("run_id", lit(context.runId()))));
    List<Row> bySystem =
        lines
            .groupBy("system")
            .agg(sum("lines"), sum("readable_lines"))
            .orderBy(col("system").desc())
            .collectAsList(); // OK: two rows
    lines.unpersist();
    Counts counts = Counts.none();
    for (Row system : bySystem) {
      counts =
          counts
              .with(system.getString(0) + " lines read", system.getLong(1))
              .with(
                  system.getString(0) + " lines unreadable", system.getLong(1) - system.getLong(2));
    }
    return counts;
  }

  private static Dataset<Row> lineCounts(Dataset<Row> bronze, LandingFile.System system) {
    return bronze
        .groupBy("file")
        .agg(count(lit(1)).as("lines"), sum(col("is_readable").cast("bigint")).as("readable_lines"))
        .withColumn("system", lit(system.key()));
  }

  private static Counts arrivalCounts(DayRange days, List<LandingFile> files) {
    Counts counts = Counts.none();
    for (LandingFile.System system : LandingFile.System.values()) {
      Set<LocalDate> missing = new HashSet<>(days.days());
      files.stream()
          .filter(file -> file.system() == system)
          .forEach(file -> missing.remove(file.day()));
      if (!missing.isEmpty()) {
        counts = counts.with("days without " + system.key() + " files", missing.size());
      }
    }
    return counts;
  }

  private static Counts changedDays(LoadResult zoom, LoadResult network) {
    SortedSet<LocalDate> days = new TreeSet<>(zoom.changedDays());
    days.addAll(network.changedDays());
    Counts counts = Counts.none();
    for (LocalDate day : days) {
      counts = counts.with("silver day changed " + day, 1);
    }
    return counts;
  }
}
