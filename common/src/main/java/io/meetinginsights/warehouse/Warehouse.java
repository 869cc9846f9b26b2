package io.meetinginsights.warehouse;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.delta.tables.DeltaTable;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.parallel.SideBySide;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Tables;
import java.io.IOException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The Delta tables: the one class that knows where they stand and how they are written. Every write
 * is idempotent: a day is replaced, or rows are merged on the table's key; written twice, a table
 * holds the same rows.
 *
 * <p>Every table is created from its schema class, with NOT NULL, comments and CHECK constraints,
 * before the first write: a table made by a first write would lose them.
 *
 * <p>Threads of a job may write days of different tables at once, or append to them; merges are one
 * thread's, since they change settings of the session.
 */
public final class Warehouse {

  /** Files that a task of a merge writes at once; with more partitions than that it sorts. */
  private static final int FILES_A_TASK = 16;

  private static final int ROW_GROUP_BYTES = 1 << 20;

  private static final int TABLES_AT_ONCE = 4;

  private final SparkSession spark;
  private final String root;
  private final String runId;
  private final Map<String, Boolean> hasCommitted = new ConcurrentHashMap<>();
  private final Map<String, Long> knownRows = new ConcurrentHashMap<>();
  private final Set<String> isUpToDate = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> versionsBefore = new ConcurrentHashMap<>();

  /** The warehouse at a path; {@code runId} goes into each commit's metadata. */
  public Warehouse(SparkSession spark, String root, String runId) {
    this.spark = spark;
    this.root = qualified(spark, root);
    this.runId = runId;
  }

  public SparkSession spark() {
    return spark;
  }

  public String runId() {
    return runId;
  }

  /** Where a table stands. */
  public String path(TableSchema table) {
    return root + "/" + table.layer() + "/" + table.name();
  }

  /** Whether the table has been created. */
  public boolean exists(TableSchema table) {
    return log(table).version() >= 0;
  }

  private TableLog log(TableSchema table) {
    return new TableLog(spark, path(table));
  }

  /** Creates the tables that are not there yet; each is looked at once, several at a time. */
  public void create(List<TableSchema> tables) {
    Map<String, Runnable> parts = new LinkedHashMap<>();
    tables.forEach(table -> parts.put(table.qualifiedName(), () -> create(table)));
    SideBySide.runAll(TABLES_AT_ONCE, parts);
  }

  private void create(TableSchema table) {
    if (isUpToDate.contains(table.qualifiedName())) {
      return;
    }
    try {
      TableLog log = log(table);
      if (log.version() < 0) {
        log.create(table);
      } else {
        addNewColumns(table, log.schema());
      }
      // Exception: Scala code throws IOExceptions that no signature announces.
    } catch (Exception e) {
      if (unwritable(e)) {
        throw new ConfigurationError(
            "The warehouse " + root + " cannot be written",
            rootCause(e).getMessage(),
            "give storage.warehouse a place this user may write to",
            e);
      }
      throw e;
    }
    isUpToDate.add(table.qualifiedName());
  }

  /** Columns that came with a later release than the one which created the table. */
  private void addNewColumns(TableSchema table, StructType found) {
    List<String> columns = new ArrayList<>();
    for (StructField field : table.structType().fields()) {
      if (found.getFieldIndex(field.name()).isEmpty()) {
        if (!field.nullable()) {
          throw new ConfigurationError(
              "Table " + table.qualifiedName() + " at " + path(table) + " is of an older release",
              "it has no column " + field.name() + ", which may not be empty in any row",
              "move the table away and run the jobs that write it again for its days");
        }
        columns.add(field.toDDL());
      }
    }
    if (!columns.isEmpty()) {
      spark.sql(
          "ALTER TABLE delta.`"
              + path(table)
              + "` ADD COLUMNS ("
              + String.join(", ", columns)
              + ")");
    }
  }

  /** Whether a table has no rows, as far as its log tells without a look into its files. */
  public boolean isEmpty(TableSchema table) {
    create(table);
    return log(table).isEmpty();
  }

  /** Reads a table; one that nothing has been written to yet is empty. */
  public Dataset<Row> read(TableSchema table) {
    create(table);
    return spark.read().format("delta").load(path(table));
  }

  /** Reads the days of a table partitioned by day or filed by month. */
  public Dataset<Row> read(TableSchema table, LocalDate from, LocalDate to) {
    Dataset<Row> rows = read(table);
    return (table.isFiledByMonth()
            ? rows.where(
                col("month").between(lit(TableSchema.month(from)), lit(TableSchema.month(to))))
            : rows)
        .where(days(from, to));
  }

  /** Replaces whole days: rows outside them are refused by Delta, days without rows are emptied. */
  public void replaceDays(TableSchema table, Dataset<Row> rows, LocalDate from, LocalDate to) {
    if (table.isFiledByMonth()) {
      replaceDaysInMonths(table, rows, from, to);
      return;
    }
    replaceWhere(table, rows, "day >= DATE'" + from + "' AND day <= DATE'" + to + "'");
  }

  /**
   * Writes the months anew that the days are in: a reader of thirty days opens a file or two, where
   * a file for each day would cost it the time to open thirty. One commit, as for days.
   */
  private void replaceDaysInMonths(
      TableSchema table, Dataset<Row> rows, LocalDate from, LocalDate to) {
    create(table);
    String first = TableSchema.month(from);
    String last = TableSchema.month(to);
    Column isOfDays = days(from, to);
    Dataset<Row> others =
        read(table)
            .where(col("month").between(lit(first), lit(last)))
            .where(org.apache.spark.sql.functions.not(isOfDays));
    // Rows of other days would stand beside those that are already there, in silence.
    Column insideDays =
        org.apache
            .spark
            .sql
            .functions
            .when(isOfDays, col("day"))
            .otherwise(
                org.apache.spark.sql.functions.raise_error(
                    org.apache.spark.sql.functions.concat(
                        lit(table + " is written for " + from + " to " + to + " and got a row of "),
                        coalesce(col("day").cast("string"), lit("no day")))));
    List<Column> order = new ArrayList<>(List.of(col("month")));
    table.monthOrder().forEach(sql -> order.add(org.apache.spark.sql.functions.expr(sql)));
    int months = (int) ChronoUnit.MONTHS.between(YearMonth.from(from), YearMonth.from(to)) + 1;
    Dataset<Row> whole =
        table
            .conform(rows)
            .withColumn("day", insideDays)
            .unionByName(others)
            .repartition(months, col("month"))
            .sortWithinPartitions(order.toArray(Column[]::new));
    // Row groups of a megabyte: a question about one client of a thousand reads a few of them.
    withSettings(
        Map.of("parquet.block.size", Integer.toString(ROW_GROUP_BYTES)),
        () -> replaceWhere(table, whole, "month >= '" + first + "' AND month <= '" + last + "'"));
    // The commit's own count is of the whole month.
    knownRows.put(table.qualifiedName(), read(table, from, to).count());
  }

  /** Replaces what a predicate over partition columns selects. */
  public void replaceWhere(TableSchema table, Dataset<Row> rows, String predicate) {
    create(table);
    Dataset<Row> conformed = table.conform(rows);
    commit(
        table,
        () ->
            writer(table, conformed)
                .mode("overwrite")
                .option("replaceWhere", predicate)
                .save(path(table)));
  }

  /** Appends rows that are known to be new. */
  public void append(TableSchema table, Dataset<Row> rows) {
    create(table);
    Dataset<Row> conformed = table.conform(rows);
    commit(table, () -> writer(table, conformed).mode("append").save(path(table)));
  }

  private DataFrameWriter<Row> writer(TableSchema table, Dataset<Row> rows) {
    return rows.write()
        .format("delta")
        .option("maxRecordsPerFile", table.maxRecordsPerFile())
        .option("userMetadata", runId);
  }

  /**
   * Updates rows of equal key whose content differs and inserts the others. Rows that are equal but
   * for operational columns stay as they are. The key must be unique in {@code rows}: Delta fails
   * otherwise.
   */
  public void merge(TableSchema table, Dataset<Row> rows) {
    merge(table, rows, null);
  }

  /**
   * As {@link #merge(TableSchema, Dataset)}, looking only at target rows that {@code within}
   * selects (SQL over {@code target}).
   */
  public void merge(TableSchema table, Dataset<Row> rows, String within) {
    merge(table, rows, within, null);
  }

  /**
   * As above; target rows that {@code owned} selects (SQL over {@code target}) and that {@code
   * rows} no longer holds are deleted.
   */
  public void merge(TableSchema table, Dataset<Row> rows, String within, String owned) {
    create(table);
    Dataset<Row> conformed = table.conform(rows);
    if (!hasFilesIn(table, within, owned)) {
      // A merge would find nothing to compare with and insert every row: so does this, without
      // joins.
      Dataset<Row> inserted =
          table.isKeptInOneFile() ? conformed.repartition(1) : conformed; // OK: a directory
      commit(table, () -> writer(table, inserted).mode("append").save(path(table)));
      return;
    }
    String onKey =
        table.key().stream()
            .map(key -> "target.`" + key + "` <=> source.`" + key + "`")
            .collect(Collectors.joining(" AND "));
    String condition = within == null ? onKey : "(" + within + ") AND " + onKey;
    String differs =
        table.contentColumns().stream()
            .filter(column -> !table.key().contains(column))
            .filter(column -> !isMap(table, column))
            .map(column -> "NOT (target.`" + column + "` <=> source.`" + column + "`)")
            .collect(Collectors.joining(" OR "));
    commit(
        table,
        () -> {
          var merge =
              DeltaTable.forPath(spark, path(table))
                  .as("target")
                  .merge(conformed.as("source"), condition);
          var matched = differs.isEmpty() ? merge : merge.whenMatched(differs).updateAll();
          var inserting = matched.whenNotMatched().insertAll();
          (owned == null ? inserting : inserting.whenNotMatchedBySource(owned).delete()).execute();
        });
    if (table.isKeptInOneFile()) {
      // The newest commit may be the compaction's: what the merge wrote is looked up before it.
      knownRows.put(table.qualifiedName(), rowsOfLastCommit(table));
      compact(table);
    }
  }

  /**
   * Whether a data file may hold a row that a merge would compare or delete, by its partition and
   * by the least and greatest values of its columns.
   */
  private boolean hasFilesIn(TableSchema table, String within, String owned) {
    if (log(table).isEmpty()) {
      return false;
    }
    if (within == null) {
      return true;
    }
    String selected = owned == null ? within : "(" + within + ") OR (" + owned + ")";
    return read(table).as("target").where(selected).inputFiles().length > 0;
  }

  /** Each merge adds a file and leaves the old ones: many small files make every read slow. */
  private void compact(TableSchema table) {
    Row files =
        DeltaLog.forTable(spark, path(table))
            .update(false, scala.Option.empty(), scala.Option.empty())
            .allFiles()
            .toDF()
            .agg(
                org.apache.spark.sql.functions.count(lit(1)),
                org.apache.spark.sql.functions.countDistinct(
                    org.apache.spark.sql.functions.to_json(col("partitionValues"))))
            .head();
    if (files.getLong(0) > files.getLong(1)) {
      DeltaTable.forPath(spark, path(table)).optimize().executeCompaction();
    }
  }

  /**
   * Deletes the rows whose {@code on} columns stand in {@code keys}. The keys reach Delta as rows,
   * never as a predicate: what stands in a predicate is written into the commit log.
   *
   * @return how many
   */
  public long deleteMatching(TableSchema table, Dataset<Row> keys, List<String> on) {
    return matching(table, keys, on, merge -> merge.whenMatched().delete());
  }

  /**
   * Empties columns of the rows whose {@code on} columns stand in {@code keys}, see {@link
   * #deleteMatching}.
   *
   * @return how many rows
   */
  public long blankMatching(
      TableSchema table, Dataset<Row> keys, List<String> on, List<String> columns) {
    Map<String, Column> nulls = new HashMap<>();
    columns.forEach(column -> nulls.put(column, lit(null)));
    Column isFilled =
        columns.stream()
            .map(column -> col("target." + column).isNotNull())
            .reduce(Column::or)
            .orElseThrow();
    return matching(table, keys, on, merge -> merge.whenMatched(isFilled).update(nulls));
  }

  /**
   * Sets columns of the rows whose {@code on} columns stand in {@code rows} to what {@code rows}
   * holds.
   *
   * @return how many rows
   */
  public long replaceMatching(
      TableSchema table, Dataset<Row> rows, List<String> on, List<String> columns) {
    Map<String, Column> values = new HashMap<>();
    columns.forEach(column -> values.put(column, col("source." + column)));
    return matching(table, rows, on, merge -> merge.whenMatched().update(values));
  }

  private long matching(
      TableSchema table,
      Dataset<Row> keys,
      List<String> on,
      java.util.function.UnaryOperator<io.delta.tables.DeltaMergeBuilder> clause) {
    if (!exists(table)) {
      return 0;
    }
    String condition =
        on.stream()
            .map(key -> "target.`" + key + "` = source.`" + key + "`")
            .collect(Collectors.joining(" AND "));
    commit(
        table,
        () ->
            inPlace(
                () ->
                    clause
                        .apply(
                            DeltaTable.forPath(spark, path(table))
                                .as("target")
                                .merge(keys.as("source"), condition))
                        .execute()));
    if (!hasCommitted.getOrDefault(table.qualifiedName(), false)) {
      return 0;
    }
    return sum(metricsOfLastCommit(table), "numTargetRowsDeleted", "numTargetRowsUpdated");
  }

  /**
   * Few rows change and many are copied: they stay in the task and the order in which they are
   * read, where a merge would shuffle and sort all of them by partition.
   */
  private void inPlace(Runnable merge) {
    Map<String, String> settings =
        Map.of(
            "spark.databricks.delta.merge.repartitionBeforeWrite.enabled", "false",
            "spark.sql.maxConcurrentOutputFileWriters", Integer.toString(FILES_A_TASK),
            // A file read is a task is a file written: packed together, they would be one again.
            "spark.sql.files.openCostInBytes", "128MB");
    withSettings(settings, merge);
  }

  private void withSettings(Map<String, String> settings, Runnable body) {
    Sessions.with(
        spark,
        settings,
        () -> {
          body.run();
          return null;
        });
  }

  /** Deletes the rows that a condition selects; it may name days and other things of nobody. */
  public long deleteWhere(TableSchema table, Column condition) {
    if (!exists(table)) {
      return 0;
    }
    commit(table, () -> DeltaTable.forPath(spark, path(table)).delete(condition));
    if (!hasCommitted.getOrDefault(table.qualifiedName(), false)) {
      return 0;
    }
    return sum(metricsOfLastCommit(table), "numDeletedRows");
  }

  /** The history of a table: what it was before, and what of it still stands on disk. */
  public TableHistory history(TableSchema table) {
    return new TableHistory(spark, table.qualifiedName(), path(table));
  }

  private static boolean isMap(TableSchema table, String column) {
    return table.structType().apply(column).dataType()
        instanceof org.apache.spark.sql.types.MapType;
  }

  private void commit(TableSchema table, Runnable write) {
    CrashPoints.at("before:" + table.qualifiedName());
    knownRows.remove(table.qualifiedName());
    long before = log(table).version();
    versionsBefore.putIfAbsent(table.qualifiedName(), before);
    // A merge has no option for it: by this Delta's history names the run of every commit.
    spark.conf().set("spark.databricks.delta.commitInfo.userMetadata", runId);
    try {
      write.run();
      // A write that changes nothing commits nothing: the newest commit is then another one's.
      hasCommitted.put(table.qualifiedName(), log(table).version() > before);
    } catch (Exception e) {
      if (unwritable(e)) {
        throw new ConfigurationError(
            "Table " + table.qualifiedName() + " at " + path(table) + " cannot be written",
            rootCause(e).getMessage(),
            "give storage.warehouse a place this user may write to",
            e);
      }
      throw e;
    }
    CrashPoints.at("after:" + table.qualifiedName());
  }

  /** Rows that the last write of a table by this warehouse wrote, from Delta's own history. */
  public long rowsWritten(TableSchema table) {
    Long known = knownRows.get(table.qualifiedName());
    return known == null ? rowsOfLastCommit(table) : known;
  }

  private long rowsOfLastCommit(TableSchema table) {
    if (!hasCommitted.getOrDefault(table.qualifiedName(), false)) {
      return 0;
    }
    return rowsWritten(metricsOfLastCommit(table));
  }

  private Map<String, String> metricsOfLastCommit(TableSchema table) {
    TableLog log = log(table);
    return log.metrics(log.version());
  }

  /**
   * What this warehouse committed to each table so far, from Delta's own history, in the order of
   * the catalogue. The warehouse lease sees to it that no other run's commit is among them.
   */
  public List<TableWrite> writes() {
    List<TableWrite> writes = new ArrayList<>();
    for (TableSchema table : Tables.all()) {
      Long before = versionsBefore.get(table.qualifiedName());
      if (before == null) {
        continue;
      }
      TableLog log = log(table);
      long version = log.version();
      long rowsWritten = 0;
      long rowsDeleted = 0;
      long filesAdded = 0;
      long bytesAdded = 0;
      for (Map<String, String> metrics : log.metricsAfter(before, version).values()) {
        rowsWritten += rowsWritten(metrics);
        rowsDeleted += sum(metrics, "numDeletedRows", "numTargetRowsDeleted");
        filesAdded += sum(metrics, "numFiles", "numTargetFilesAdded");
        bytesAdded += sum(metrics, "numOutputBytes", "numTargetBytesAdded");
      }
      writes.add(
          new TableWrite(
              table.qualifiedName(),
              version,
              version - before,
              rowsWritten,
              rowsDeleted,
              filesAdded,
              bytesAdded));
    }
    return writes;
  }

  private static long sum(Map<String, String> metrics, String... names) {
    long sum = 0;
    for (String name : names) {
      sum += Long.parseLong(metrics.getOrDefault(name, "0"));
    }
    return sum;
  }

  private static long rowsWritten(Map<String, String> metrics) {
    long rows = 0;
    for (String metric :
        List.of("numOutputRows", "numTargetRowsInserted", "numTargetRowsUpdated")) {
      // A MERGE's numOutputRows counts copied rows as well.
      if (!metric.equals("numOutputRows") || !metrics.containsKey("numTargetRowsInserted")) {
        rows += Long.parseLong(metrics.getOrDefault(metric, "0"));
      }
    }
    return rows;
  }

  /**
   * A hash of a table's content that does not depend on the order of rows, files or on operational
   * columns: count and sum of the rows' 64-bit hashes. Equal tables have equal hashes.
   */
  public String contentHash(TableSchema table) {
    List<Column> values = new ArrayList<>();
    for (String column : table.contentColumns()) {
      Column value = col(column);
      if (isMap(table, column)) {
        value = org.apache.spark.sql.functions.to_json(value);
      }
      // xxhash64 skips nulls: without a mark (null, 1) and (1, null) would hash alike.
      values.add(col(column).isNull());
      values.add(value);
    }
    Row hash =
        read(table)
            .select(org.apache.spark.sql.functions.xxhash64(values.toArray(Column[]::new)).as("h"))
            .agg(
                org.apache.spark.sql.functions.count(lit(1)),
                // As decimals: a sum of 64-bit hashes overflows 64 bits, and ANSI mode makes that
                // an error.
                coalesce(
                    org.apache.spark.sql.functions.sum(col("h").cast("decimal(20,0)")),
                    lit(0).cast("decimal(20,0)")),
                org.apache.spark.sql.functions.expr("coalesce(bit_xor(h), 0L)"))
            .head();
    return hash.getLong(0)
        + "-"
        + hash.getDecimal(1).toBigInteger().toString(16)
        + "-"
        + Long.toHexString(hash.getLong(2));
  }

  /**
   * Content hashes of all tables that exist, by qualified name; journals, which every run adds to,
   * are left out.
   */
  public Map<String, String> contentHashes() {
    Map<String, String> hashes = new java.util.TreeMap<>();
    for (TableSchema table : Tables.all()) {
      if (!table.isJournal() && exists(table)) {
        hashes.put(table.qualifiedName(), contentHash(table));
      }
    }
    return hashes;
  }

  /** Makes every existing table known to SQL by its name, such as {@code silver.participants}. */
  public void registerTables() {
    for (String layer : List.of("bronze", "silver", "gold")) {
      spark.sql("CREATE DATABASE IF NOT EXISTS " + layer);
    }
    for (TableSchema table : Tables.all()) {
      if (exists(table)) {
        spark.sql(
            "CREATE TABLE IF NOT EXISTS "
                + table.qualifiedName()
                + " USING delta LOCATION '"
                + path(table).replace("'", "\\'")
                + "'");
      }
    }
  }

  /** With scheme and from the root: Delta takes a relative path for a table's name. */
  private static String qualified(SparkSession spark, String path) {
    try {
      Path hadoop = new Path(path);
      FileSystem files = hadoop.getFileSystem(spark.sparkContext().hadoopConfiguration());
      return files.makeQualified(hadoop).toString();
    } catch (IOException e) {
      throw new ConfigurationError(
          "The warehouse " + path + " cannot be reached",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "check storage.warehouse, its scheme and its credentials",
          e);
    }
  }

  /** The days of a table partitioned by day, as a predicate that prunes partitions. */
  public static Column days(LocalDate from, LocalDate to) {
    return col("day").between(lit(java.sql.Date.valueOf(from)), lit(java.sql.Date.valueOf(to)));
  }

  private static boolean unwritable(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof org.apache.hadoop.security.AccessControlException
          || cause instanceof java.nio.file.AccessDeniedException
          || cause instanceof org.apache.hadoop.fs.ParentNotDirectoryException
          || message.contains("Permission denied")
          || message.contains("Read-only file system")
          || message.contains("Mkdirs failed")
          || message.contains("DELTA_CANNOT_CREATE_LOG_PATH")
          || message.contains("Parent path is not a directory")
          || message.contains("Not a directory")) {
        return true;
      }
    }
    return false;
  }

  private static Throwable rootCause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
