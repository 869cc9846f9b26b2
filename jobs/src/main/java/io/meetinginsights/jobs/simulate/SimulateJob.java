package io.meetinginsights.jobs.simulate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Writes days of landing files of a simulated organisation, and the truth beside them.
 *
 * <p>Reads: nothing.
 *
 * <p>Writes: {@code <landing>/zoom/<dataset>/date=D/account=A/part-*.jsonl.gz}, {@code
 * <landing>/network/<dataset>/date=D/part-*.jsonl.gz}, and the Parquet table {@code
 * <landing>/_truth/minutes/date=D}.
 *
 * <p>Re-run: replaces the days it writes and leaves equal files; a part of an earlier run that this
 * one has no use for is removed. A day is the same alone or within a range, and whatever the number
 * of tasks: one task's work is a site-day, and each draw is a hash of what it is about.
 *
 * <p>Example: {@code SimulateJob.run(spark, SimulateConfig.of(from, to, 7, "file:/tmp/landing"))}
 */
public final class SimulateJob {
  /** The listing of the account's meetings needs the schedules of all sites: an item of its own. */
  private static final int LISTING = -1;

  private static final StructType WRITTEN =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add("dataset", DataTypes.StringType, false)
          .add("lines", DataTypes.LongType, false);

  private SimulateJob() {}

  /** Writes the days and says what is in them. */
  public static SimulateResult run(SparkSession spark, SimulateConfig config) {
    List<LandingFiles.Written> files = writeLanding(spark, config);
    removeStaleFiles(spark, config, files);
    writeTruth(spark, config);
    Map<String, Long> lines = new TreeMap<>();
    files.forEach(file -> lines.merge(file.dataset(), file.lines(), Long::sum));
    return summary(onlyDays(truth(spark, config), config), lines, files.size());
  }

  /** The truth table under a landing root. */
  public static Dataset<Row> truth(SparkSession spark, SimulateConfig config) {
    return spark.read().parquet(truthPath(config));
  }

  private static List<LandingFiles.Written> writeLanding(
      SparkSession spark, SimulateConfig config) {
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    int perDay = config.world().sites() + 1;
    MapPartitionsFunction<Long, Row> write =
        items -> {
          List<Row> rows = new ArrayList<>();
          while (items.hasNext()) {
            long item = items.next();
            LocalDate day = config.from().plusDays(item / perDay);
            rows.addAll(writeItem(config, hadoop.value(), (int) (item % perDay) - 1, day));
          }
          return rows.iterator();
        };
    List<LandingFiles.Written> written = new ArrayList<>();
    spark.sparkContext().setJobDescription("simulate: landing files");
    List<Row> rows =
        items(spark, config, perDay)
            .mapPartitions(write, Encoders.row(WRITTEN))
            .collectAsList(); // OK: one row per file
    for (Row row : rows) {
      written.add(new LandingFiles.Written(row.getString(0), row.getString(1), row.getLong(2)));
    }
    return written;
  }

  private static List<Row> writeItem(
      SimulateConfig config, Configuration hadoop, int site, LocalDate day) throws IOException {
    LatentNetwork network = new LatentNetwork(config.world());
    String attempt = Long.toString(TaskContext.get().taskAttemptId());
    List<Row> rows = new ArrayList<>();
    try (LandingFiles files = new LandingFiles(config.landing(), hadoop, site + 1, attempt)) {
      ZoomBodies zoom = new ZoomBodies(config.world(), network, files);
      if (site == LISTING) {
        zoom.writeListings(day);
      } else {
        zoom.writeHosted(site, day);
        new NetworkBodies(config.world(), network, files, site, day).write();
      }
      for (LandingFiles.Written file : files.commit()) {
        rows.add(RowFactory.create(file.path(), file.dataset(), file.lines()));
      }
    }
    return rows;
  }

  /** A day at a time, so that writing a day again replaces that day and no other. */
  private static void writeTruth(SparkSession spark, SimulateConfig config) {
    spark.sparkContext().setJobDescription("simulate: truth");
    for (LocalDate day = config.from(); !day.isAfter(config.to()); day = day.plusDays(1)) {
      SimulateConfig one = config.withDays(day, day);
      MapPartitionsFunction<Long, Row> rows = sites -> new TruthRows(one, sites);
      items(spark, one, one.world().sites())
          .mapPartitions(rows, Encoders.row(TruthTable.DRAWN))
          .select(truthColumns())
          .drop("date")
          .write()
          .mode(SaveMode.Overwrite)
          .parquet(truthPath(config) + "/date=" + day);
    }
  }

  /** The truth of one site after the other: a site-day in memory at most. */
  private static final class TruthRows implements Iterator<Row> {
    private final SimulateConfig config;
    private final Iterator<Long> sites;
    private final Deque<Row> minutes = new ArrayDeque<>();

    private TruthRows(SimulateConfig config, Iterator<Long> sites) {
      this.config = config;
      this.sites = sites;
    }

    @Override
    public boolean hasNext() {
      while (minutes.isEmpty() && sites.hasNext()) {
        TruthTable.rows(config.world(), sites.next().intValue(), config.from(), minutes::add);
      }
      return !minutes.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no more truth");
      }
      return minutes.remove();
    }
  }

  private static Column[] truthColumns() {
    List<Column> columns = new ArrayList<>();
    for (StructField field : TruthTable.SCHEMA.fields()) {
      Column column = col(field.name());
      if (field.dataType().equals(DataTypes.TimestampType)) {
        column = timestamp_seconds(column);
      }
      columns.add(column.cast(field.dataType()).as(field.name()));
    }
    return columns.toArray(new Column[0]);
  }

  private static Dataset<Long> items(SparkSession spark, SimulateConfig config, int perDay) {
    long days = config.to().toEpochDay() - config.from().toEpochDay() + 1;
    int tasks = (int) Math.min(days * perDay, config.world().partitions());
    // Neighbouring items are the listing and the sites of one day: dealt out they even out.
    return spark.range(0, days * perDay, 1, tasks).as(Encoders.LONG());
  }

  private static String truthPath(SimulateConfig config) {
    return config.landing() + "/_truth/minutes";
  }

  private static Dataset<Row> onlyDays(Dataset<Row> truth, SimulateConfig config) {
    return truth.where(
        col("date")
            .between(
                lit(config.from().toString()).cast("date"),
                lit(config.to().toString()).cast("date")));
  }

  private static SimulateResult summary(Dataset<Row> truth, Map<String, Long> lines, long files) {
    Column bad = col("score_latent").lt(ScoreModel.BAD_BELOW);
    Column onNetwork = col("client_mac").isNotNull();
    List<Row> causes =
        truth
            .groupBy("cause_id")
            .agg(
                count(lit(1)),
                count(when(bad, 1)),
                count(when(onNetwork, 1)),
                count(when(onNetwork.and(bad), 1)),
                countDistinct("episode_id"))
            .collectAsList(); // OK: one row per cause
    long[] sums = new long[4];
    Map<String, Long> episodes = new TreeMap<>();
    Map<String, Long> badByCause = new TreeMap<>();
    for (Row cause : causes) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += cause.getLong(1 + i);
      }
      badByCause.put(cause.getString(0), cause.getLong(2));
      if (!cause.getString(0).equals("none")) {
        episodes.put(cause.getString(0), cause.getLong(5));
      }
    }
    return new SimulateResult(
        lines, files, sums[0], sums[1], sums[2], sums[3], episodes, badByCause);
  }

  /** An earlier run of the same days may have had more sites or other sizes. */
  private static void removeStaleFiles(
      SparkSession spark, SimulateConfig config, List<LandingFiles.Written> files) {
    Path root = new Path(config.landing());
    Set<String> kept = new HashSet<>();
    files.forEach(file -> kept.add(file.path()));
    try {
      FileSystem fileSystem = root.getFileSystem(spark.sessionState().newHadoopConf());
      for (LocalDate day = config.from(); !day.isAfter(config.to()); day = day.plusDays(1)) {
        removeStale(fileSystem, root, "zoom/*/date=" + day + "/account=*/*.jsonl.gz", kept);
        removeStale(fileSystem, root, "network/*/date=" + day + "/*.jsonl.gz", kept);
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot clear old landing files under " + root, e);
    }
  }

  private static void removeStale(
      FileSystem fileSystem, Path root, String pattern, Set<String> kept) throws IOException {
    FileStatus[] found = fileSystem.globStatus(new Path(root, pattern));
    for (FileStatus file : found == null ? new FileStatus[0] : found) {
      String path = file.getPath().toUri().getPath();
      boolean current = kept.stream().anyMatch(path::endsWith);
      if (!current) {
        fileSystem.delete(file.getPath(), false);
      }
    }
  }
}
