package io.meetinginsights.jobs.doctor;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.Sites;
import io.meetinginsights.config.SparkConfig;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.errors.UserError;
import io.meetinginsights.storage.ConcurrentWriters;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;
import io.meetinginsights.warehouse.Sessions;
import io.meetinginsights.warehouse.Warehouse;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import ml.dmlc.xgboost4j.java.DMatrix;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * Tries, one by one, what the daily commands need: the JVM, the configuration, every place, Spark,
 * a Delta table written and read back, XGBoost's native library. Leaves nothing behind.
 */
public final class Checkup {

  /** One thing tried. */
  public record Finding(String what, boolean isGood, String says) {}

  private static final TableSchema PROBE =
      TableSchema.gold("doctor_probe")
          .comment("Written and removed by doctor.")
          .required("value", Types.INTEGER, "A number")
          .key("value")
          .build();

  private Checkup() {}

  /** Everything, in order; later checks run whatever earlier ones found. */
  public static List<Finding> run(Configuration configuration, String runId) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(memory());
    StorageConfig storage = configuration.section("storage", StorageConfig.class);
    findings.add(
        check(
            "sites-file",
            () -> {
              String file = configuration.text("sites-file");
              if (file.isBlank()) {
                return "none: sites come from telemetry, WAN utilisation and VPN distance stay missing";
              }
              return Sites.read(Path.of(file)).organisations().size() + " organisations in " + file;
            }));
    findings.add(
        check(
            "spark",
            () -> {
              SparkSession spark =
                  Sessions.open("doctor", configuration.section("spark", SparkConfig.class));
              return "Spark " + spark.version() + " on " + spark.sparkContext().master();
            }));
    SparkSession spark = Sessions.open("doctor", configuration.section("spark", SparkConfig.class));
    ConcurrentWriters.apply(storage, spark.sparkContext().hadoopConfiguration());
    findings.add(check("storage.landing", () -> readable(spark, storage.landing())));
    findings.add(check("storage.models", () -> writable(spark, storage.models(), runId)));
    findings.add(check("storage.ops", () -> writable(spark, storage.ops(), runId)));
    findings.add(
        check(
            "storage.writers",
            () -> {
              ConcurrentWriters.require(
                  storage, spark.sparkContext().hadoopConfiguration(), "doctor-" + runId);
              return storage.writers() == StorageConfig.Writers.ONE
                  ? "one: never two commands may write at once"
                  : "several: the storage keeps them apart";
            }));
    findings.add(check("storage.warehouse", () -> delta(spark, storage.warehouse(), runId)));
    findings.add(check("xgboost", Checkup::xgboost));
    return findings;
  }

  private static Finding java() {
    int feature = Runtime.version().feature();
    boolean isGood = feature >= 17 && feature <= 21;
    return new Finding(
        "java",
        isGood,
        "Java " + Runtime.version() + (isGood ? "" : ": 17 or 21 is needed, set JAVA_HOME"));
  }

  private static Finding memory() {
    long heapMb = Runtime.getRuntime().maxMemory() >> 20;
    int cores = Runtime.getRuntime().availableProcessors();
    boolean isGood = heapMb >= 1500;
    return new Finding(
        "memory",
        isGood,
        heapMb
            + " MB heap, "
            + cores
            + " cores"
            + (isGood ? "" : ": at least 1500 MB is needed, set MEETING_INSIGHTS_HEAP=4g"));
  }

  private static String readable(SparkSession spark, String place) throws Exception {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(place);
    FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    if (!files.exists(path)) {
      return files.makeQualified(path) + " is not there yet: nothing has been landed";
    }
    return files.makeQualified(path) + " holds " + files.listStatus(path).length + " entries";
  }

  private static String writable(SparkSession spark, String place, String runId) throws Exception {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(place, ".doctor-" + runId);
    FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    try (OutputStream out = files.create(path, false)) {
      out.write('x');
    }
    files.delete(path, false);
    return files.makeQualified(new org.apache.hadoop.fs.Path(place)) + " can be written";
  }

  private static String delta(SparkSession spark, String place, String runId) throws Exception {
    String root = place + "/.doctor-" + runId;
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(root);
    FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    try {
      Warehouse warehouse = new Warehouse(spark, root, runId);
      warehouse.append(
          PROBE, spark.createDataFrame(List.of(RowFactory.create(1)), PROBE.structType()));
      if (warehouse.read(PROBE).count() != 1) {
        throw new IllegalStateException("a row written to a Delta table was not read back");
      }
    } finally {
      files.delete(path, true);
    }
    return files.makeQualified(new org.apache.hadoop.fs.Path(place))
        + ": a Delta table was written, read and removed";
  }

  private static String xgboost() throws Exception {
    DMatrix matrix = new DMatrix(new float[] {1f, 2f}, 2, 1, Float.NaN);
    try {
      return "native library works, " + matrix.rowNum() + " rows taken";
    } finally {
      matrix.dispose();
    }
  }

  private static Finding check(String what, Callable<String> attempt) {
    try {
      return new Finding(what, true, attempt.call());
    } catch (UserError e) {
      return new Finding(what, false, e.getMessage());
    } catch (Exception | LinkageError e) {
      return new Finding(what, false, e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }
}
