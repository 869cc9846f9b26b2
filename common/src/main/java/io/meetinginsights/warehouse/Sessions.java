package io.meetinginsights.warehouse;

import io.meetinginsights.config.SparkConfig;
import io.meetinginsights.storage.ConditionalLogStore;
import io.meetinginsights.storage.LocalFiles;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Opens the Spark session every command uses: UTC, Delta, and what small machines need. */
public final class Sessions {

  private Sessions() {}

  /** A session; under spark-submit its master and settings win over ours. */
  public static SparkSession open(String application, SparkConfig config) {
    Option<SparkSession> open = SparkSession.getActiveSession();
    if (open.isDefined() && !open.get().sparkContext().isStopped()) {
      // One session a process: a later command of the same process runs in it.
      return open.get();
    }
    SparkConf submitted = new SparkConf();
    SparkConf conf = new SparkConf(false);
    conf.set("spark.app.name", "meeting-insights " + application);
    conf.set("spark.master", config.master());
    conf.set("spark.sql.shuffle.partitions", Integer.toString(config.shufflePartitions()));
    conf.set("spark.ui.enabled", "false");
    conf.set("spark.ui.showConsoleProgress", "false");
    conf.set("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
    conf.set("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    conf.set("spark.sql.sources.default", "delta");
    conf.set("spark.delta.logStore.s3a.impl", ConditionalLogStore.class.getName());
    // Delta keeps its own log's state in 50 partitions by default: on one machine that costs 20 s
    // at the first write.
    conf.set("spark.databricks.delta.snapshotPartitions", "1");
    conf.set("spark.sql.sources.parallelPartitionDiscovery.parallelism", "4");
    conf.set("spark.sql.legacy.charVarcharAsString", "true");
    // Wide tables make plans whose text takes longer than the work: nobody reads it at that length.
    conf.set("spark.sql.maxPlanStringLength", "4000");
    conf.set("spark.sql.debug.maxToStringFields", "8");
    conf.set("spark.cleaner.referenceTracking.cleanCheckpoints", "true");
    // A load alone has more stages than the 100 whose code Spark keeps: several commands in one
    // process would compile each again and again.
    conf.set("spark.sql.codegen.cache.maxEntries", "5000");
    config.conf().forEach(conf::set);
    for (scala.Tuple2<String, String> setting : submitted.getAll()) {
      conf.set(setting._1(), setting._2());
    }
    // Not negotiable: every timestamp of the system is UTC.
    conf.set("spark.sql.session.timeZone", "UTC");
    SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
    if (spark.sparkContext().isLocal()) {
      // Executors elsewhere have local disks of their own, and no class of ours when they start.
      LocalFiles.use(spark.sparkContext().hadoopConfiguration());
    }
    return spark;
  }

  /** Runs a body under settings of the session, which then are what they were before. */
  public static <T> T with(SparkSession spark, Map<String, String> settings, Supplier<T> body) {
    Map<String, Option<String>> before = new HashMap<>();
    settings.forEach(
        (name, value) -> {
          before.put(name, spark.conf().getOption(name));
          spark.conf().set(name, value);
        });
    try {
      return body.get();
    } finally {
      before.forEach(
          (name, value) -> {
            if (value.isDefined()) {
              spark.conf().set(name, value.get());
            } else {
              spark.conf().unset(name);
            }
          });
    }
  }
}
