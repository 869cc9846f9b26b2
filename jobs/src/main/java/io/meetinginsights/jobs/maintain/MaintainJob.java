package io.meetinginsights.jobs.maintain;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.trim;

import io.delta.tables.DeltaTable;
import io.meetinginsights.errors.InputLimitError;
import io.meetinginsights.jobs.ingest.LandingZone;
import io.meetinginsights.jobs.privacy.Erasures;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Tables;
import io.meetinginsights.tables.Types;
import io.meetinginsights.tables.bronze.ZoomResponses;
import io.meetinginsights.tables.gold.ModelVersions;
import io.meetinginsights.tables.gold.TrainingSets;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.Feedback;
import io.meetinginsights.tables.silver.Meetings;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.warehouse.CrashPoints;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;

/**
 * {@code maintain}: what is older than its time goes, small files are merged, old versions of
 * tables are removed.
 *
 * <p>Times are days back from the given day, by layer or table ({@code maintain} in the
 * configuration): of landing files, bronze, silver, gold, and of what is kept under {@code ops}. A
 * person or a training set goes when nothing refers to it any more. What goes is worked out and
 * shown before anything does; with {@code --dry-run} that is all. A day far ahead of the data, by
 * which all of bronze would go, is refused.
 *
 * <p>A table that loses rows loses its earlier versions too, at once: they would hold the rows for
 * {@code history-days} more. The others keep theirs so long.
 *
 * <p>Re-run: nothing is left to do. Killed, the next run goes on.
 *
 * <p>Example: {@code meeting-insights maintain --date 2026-03-02}
 */
public final class MaintainJob {

  /** What says how old a row is, for tables that are not partitioned by day. */
  private static final Map<String, Column> AGES =
      Map.of(
          Meetings.SCHEMA.qualifiedName(),
          to_date(coalesce(col("ended_at"), col("started_at"))),
          Participants.SCHEMA.qualifiedName(),
          to_date(coalesce(col("left_at"), col("joined_at"))),
          Feedback.SCHEMA.qualifiedName(),
          to_date(col("submitted_at")),
          ClientIdentities.SCHEMA.qualifiedName(),
          to_date(col("seen_to")));

  private static final String LANDING = "landing";
  private static final String OPS = "ops";

  private MaintainJob() {}

  /** What would go. */
  public static RetentionPlan plan(JobContext context) {
    MaintainConfig config = config(context);
    LocalDate day = context.days().to();
    List<RetentionPlan.Item> items = new ArrayList<>();
    LocalDate landing = day.minusDays(config.landingDays());
    items.add(
        new RetentionPlan.Item(
            LANDING, "days", landing, oldFolders(landingFolders(context), landing).size()));
    LocalDate ops = day.minusDays(config.opsDays());
    items.add(
        new RetentionPlan.Item(OPS, "days", ops, oldFolders(opsFolders(context), ops).size()));
    for (TableSchema table : Tables.all()) {
      Optional<Column> age = age(table);
      if (age.isPresent() && context.warehouse().exists(table)) {
        LocalDate before = day.minusDays(config.daysOf(table));
        requireSomeStays(context, table, before);
        items.add(
            new RetentionPlan.Item(
                table.qualifiedName(),
                "rows",
                before,
                context.warehouse().read(table).where(isBefore(age.get(), before)).count()));
      }
    }
    return new RetentionPlan(items);
  }

  /** Takes away what the plan says, then merges files and removes old versions. */
  public static Counts run(JobContext context, RetentionPlan plan) {
    MaintainConfig config = config(context);
    LocalDate day = context.days().to();
    Counts counts =
        context.stage(
            "landing files",
            () ->
                folders(
                    context,
                    LANDING,
                    landingFolders(context),
                    day.minusDays(config.landingDays())));
    Losses losses = new Losses(hadoop(context), context.storage().ops());
    Set<TableSchema> losing = losses.left();
    for (TableSchema table : Tables.all()) {
      if (plan.of(table.qualifiedName()) > 0) {
        losing.add(table);
        losses.note(losing);
        LocalDate before = day.minusDays(config.daysOf(table));
        long rows =
            context.stage(
                table.qualifiedName(),
                () ->
                    context
                        .warehouse()
                        .deleteWhere(table, isBefore(age(table).orElseThrow(), before)));
        counts = counts.with(table.qualifiedName() + " rows", rows);
      }
    }
    counts = counts.and(context.stage("people", () -> people(context, losses, losing)));
    LocalDate gold = day.minusDays(config.goldDays());
    counts =
        counts.and(
            context.stage("training sets", () -> trainingSets(context, gold, losses, losing)));
    counts =
        counts.and(
            context.stage(
                "operations",
                () -> folders(context, OPS, opsFolders(context), day.minusDays(config.opsDays()))));
    counts = counts.and(context.stage("files", () -> compact(context, config)));
    counts = counts.and(context.stage("histories", () -> histories(context, config, losing)));
    losses.over();
    long unfinished = new Erasures(hadoop(context), context.storage().ops()).unfinishedCount();
    return unfinished == 0
        ? counts
        : counts.with("erasures begun and not finished: run erase", unfinished);
  }

  private static MaintainConfig config(JobContext context) {
    return context.configuration().section("maintain", MaintainConfig.class);
  }

  private static Configuration hadoop(JobContext context) {
    return context.spark().sparkContext().hadoopConfiguration();
  }

  private static Optional<Column> age(TableSchema table) {
    if (AGES.containsKey(table.qualifiedName())) {
      return Optional.of(AGES.get(table.qualifiedName()));
    }
    boolean hasDay =
        !table.equals(TrainingSets.SCHEMA)
            && table.columns().stream().anyMatch(column -> column.name().equals("day"));
    return hasDay ? Optional.of(col("day")) : Optional.empty();
  }

  private static Column isBefore(Column age, LocalDate day) {
    return age.lt(lit(Date.valueOf(day)));
  }

  private static void requireSomeStays(JobContext context, TableSchema table, LocalDate before) {
    if (!table.layer().equals("bronze")) {
      return;
    }
    Row newest = context.warehouse().read(table).agg(max("day")).head();
    if (!newest.isNullAt(0) && newest.getDate(0).toLocalDate().isBefore(before)) {
      throw new InputLimitError(
          "All of " + table.qualifiedName() + " would go",
          "its newest day is "
              + newest.getDate(0)
              + ", and of "
              + context.days().to()
              + " everything before "
              + before
              + " is too old",
          "check --date; a warehouse that is to go altogether is removed by hand");
    }
  }

  private static List<Path> landingFolders(JobContext context) {
    return new LandingZone(hadoop(context), context.storage().landing()).dayFolders();
  }

  /** Days of status files and of what fetches have settled. */
  private static List<Path> opsFolders(JobContext context) {
    Path ops = new Path(context.storage().ops());
    try {
      FileSystem files = ops.getFileSystem(hadoop(context));
      List<Path> folders = new ArrayList<>();
      for (String pattern : List.of("status/*/*", "fetch/*/progress/date=*")) {
        FileStatus[] found = files.globStatus(new Path(ops, pattern));
        for (FileStatus status : found == null ? new FileStatus[0] : found) {
          folders.add(status.getPath());
        }
      }
      return folders;
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + ops + " cannot be listed", e);
    }
  }

  private static List<Path> oldFolders(List<Path> folders, LocalDate before) {
    return folders.stream()
        .filter(folder -> dayOf(folder).filter(day -> day.isBefore(before)).isPresent())
        .toList();
  }

  private static Optional<LocalDate> dayOf(Path folder) {
    String name = folder.getName();
    return LandingZone.dayOf(new Path(name.startsWith("date=") ? name : "date=" + name));
  }

  private static Counts folders(
      JobContext context, String place, List<Path> folders, LocalDate before) {
    CrashPoints.at("before:retention of " + place);
    long removed = 0;
    for (Path folder : oldFolders(folders, before)) {
      try {
        folder.getFileSystem(hadoop(context)).delete(folder, true);
        removed++;
      } catch (IOException e) {
        throw new UncheckedIOException("The folder " + folder + " cannot be removed", e);
      }
    }
    CrashPoints.at("after:retention of " + place);
    return removed == 0 ? Counts.none() : Counts.none().with(place + " days", removed);
  }

  /** People nothing refers to any more and whom no listing of users names. */
  private static Counts people(JobContext context, Losses losses, Set<TableSchema> losing) {
    Warehouse warehouse = context.warehouse();
    if (!warehouse.exists(People.SCHEMA)) {
      return Counts.none();
    }
    Dataset<Row> referred =
        warehouse
            .read(Participants.SCHEMA)
            .select("person_key")
            .unionByName(
                warehouse.read(Meetings.SCHEMA).select(col("host_person_key").as("person_key")))
            .unionByName(warehouse.read(Feedback.SCHEMA).select(col("rater").as("person_key")))
            .unionByName(warehouse.read(ClientIdentities.SCHEMA).select("person_key"))
            .where(col("person_key").isNotNull())
            .distinct();
    StructType user = new StructType().add("id", Types.STRING).add("email", Types.STRING);
    Dataset<Row> listed =
        warehouse
            .read(ZoomResponses.SCHEMA)
            .where(col("dataset").equalTo("users").and(col("is_readable")))
            .select(
                col("account_id"),
                explode(
                        from_json(
                                col("body"),
                                new StructType().add("users", new ArrayType(user, true)))
                            .getField("users"))
                    .as("user"));
    Dataset<Row> ids =
        listed
            .select(col("account_id"), col("user.id").as("zoom_user_id"))
            .where(col("zoom_user_id").isNotNull())
            .distinct();
    Dataset<Row> addresses =
        listed
            .select(col("account_id"), lower(trim(col("user.email"))).as("email"))
            .where(col("email").isNotNull())
            .distinct();
    Dataset<Row> unknown =
        warehouse
            .read(People.SCHEMA)
            .select("person_key", "account_id", "zoom_user_id", "email")
            .join(referred, columns("person_key"), "left_anti")
            .join(ids, columns("account_id", "zoom_user_id"), "left_anti")
            .join(addresses, columns("account_id", "email"), "left_anti")
            .select("person_key")
            .localCheckpoint();
    if (unknown.isEmpty()) {
      return Counts.none();
    }
    losing.add(People.SCHEMA);
    losses.note(losing);
    return Counts.none()
        .with(
            People.SCHEMA.qualifiedName() + " rows",
            warehouse.deleteMatching(People.SCHEMA, unknown, List.of("person_key")));
  }

  /** Rows of models that were superseded before the day. */
  private static Counts trainingSets(
      JobContext context, LocalDate before, Losses losses, Set<TableSchema> losing) {
    Warehouse warehouse = context.warehouse();
    if (!warehouse.exists(TrainingSets.SCHEMA) || !warehouse.exists(ModelVersions.SCHEMA)) {
      return Counts.none();
    }
    Dataset<Row> superseded =
        warehouse
            .read(ModelVersions.SCHEMA)
            .withColumn(
                "until",
                org.apache
                    .spark
                    .sql
                    .functions
                    .lead(col("valid_from_day"), 1)
                    .over(
                        org.apache.spark.sql.expressions.Window.orderBy(
                            col("valid_from_day"), col("promoted_at"))))
            .groupBy("version")
            .agg(max(coalesce(col("until"), lit(Date.valueOf("9999-12-31")))).as("until"))
            .where(col("until").lt(lit(Date.valueOf(before))))
            .select("version")
            .localCheckpoint();
    if (superseded.isEmpty()) {
      return Counts.none();
    }
    losing.add(TrainingSets.SCHEMA);
    losses.note(losing);
    long rows = warehouse.deleteMatching(TrainingSets.SCHEMA, superseded, List.of("version"));
    return rows == 0
        ? Counts.none()
        : Counts.none().with(TrainingSets.SCHEMA.qualifiedName() + " rows", rows);
  }

  private static Counts compact(JobContext context, MaintainConfig config) {
    if (config.compactDays() == 0) {
      return Counts.none();
    }
    LocalDate to = context.days().to();
    LocalDate from = to.minusDays(config.compactDays() - 1L);
    long added = 0;
    long removed = 0;
    for (TableSchema table : Tables.all()) {
      // Some tables have files of a size: merged, a meeting's rows would be in a large one.
      if (!context.warehouse().exists(table) || table.maxRecordsPerFile() > 0) {
        continue;
      }
      var optimize =
          DeltaTable.forPath(context.spark(), context.warehouse().path(table)).optimize();
      Dataset<Row> done =
          table.partitions().contains("day")
              ? optimize
                  .where("day >= DATE'" + from + "' AND day <= DATE'" + to + "'")
                  .executeCompaction()
              : optimize.executeCompaction();
      Row metrics = done.select("metrics.numFilesAdded", "metrics.numFilesRemoved").head();
      added += metrics.getLong(0);
      removed += metrics.getLong(1);
      CrashPoints.at("after:compaction of " + table.qualifiedName());
    }
    return removed == 0
        ? Counts.none()
        : Counts.none().with("files merged", removed).with("files made of them", added);
  }

  private static Counts histories(
      JobContext context, MaintainConfig config, Set<TableSchema> losing) {
    for (TableSchema table : Tables.all()) {
      if (!context.warehouse().exists(table)) {
        continue;
      }
      var history = context.warehouse().history(table);
      history.keepDays(config.historyDays());
      if (losing.contains(table)) {
        history.purge(context.runId());
      } else {
        history.vacuum(config.historyDays() * 24);
      }
    }
    return losing.isEmpty()
        ? Counts.none()
        : Counts.none().with("tables whose earlier versions went at once", losing.size());
  }

  private static scala.collection.immutable.Seq<String> columns(String... names) {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.of(names)).toSeq();
  }
}
