package io.meetinginsights.warehouse;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * How Spark runs plans over little data. By default it writes Java for each plan, compiles it,
 * looks for parts in common and plans anew between stages: that pays over millions of rows, and
 * over a few thousand takes most of the time. Rows and tables are the same either way.
 *
 * <p>What {@code spark.conf} or spark-submit set stays as they set it.
 *
 * <p>Example: {@code SmallData.run(limitBytes, bytes, spark, () -> load(files))}
 */
public final class SmallData {

  /** By key. */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.subexpressionElimination.enabled", "false",
          "spark.sql.constraintPropagation.enabled", "false",
          "spark.sql.adaptive.enabled", "false");

  private SmallData() {}

  /** Runs a body that reads so much, with plans for little data if that is below the limit. */
  public static <T> T run(long limitBytes, long bytes, SparkSession spark, Supplier<T> body) {
    if (bytes >= limitBytes) {
      return body.get();
    }
    SparkConf given = spark.sparkContext().conf();
    Map<String, String> ours = new HashMap<>(SETTINGS);
    ours.keySet().removeIf(given::contains);
    return Sessions.with(spark, ours, body);
  }
}
