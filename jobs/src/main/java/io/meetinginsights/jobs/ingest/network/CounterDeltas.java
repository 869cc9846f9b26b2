package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc_nulls_last;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Counters that only grow, as the growth since the snapshot before.
 *
 * <p>The growth is null, never negative and never a guess, where the counter began anew: the uptime
 * went back, or the counter did. A counter of 32 bits that ran over is told from a reset by three
 * signs together: it stood in the last tenth of 32 bits, the uptime went on, and the value fell.
 * After a gap longer than the limit there is no growth either, so that the first snapshot after
 * midnight and one at noon are treated alike.
 *
 * <p>{@code delta_s} says how many seconds a growth spans. It is not scaled to a minute: who needs
 * a rate divides.
 */
final class CounterDeltas {

  private static final double WRAP = 4294967296.0;

  private CounterDeltas() {}

  /** The newest of several records of one thing at one instant: the one that arrived last. */
  static Dataset<Row> onlyNewest(Dataset<Row> records, String... key) {
    WindowSpec newest =
        Window.partitionBy(columns(key))
            .orderBy(
                desc_nulls_last("received_at"),
                col("file").desc(),
                col("line").desc(),
                col("record").desc());
    return records
        .withColumn("arrival_rank", row_number().over(newest))
        .where(col("arrival_rank").equalTo(1))
        .drop("arrival_rank");
  }

  /**
   * Replaces counters by their growth and adds delta_s. The series' snapshots have different
   * event_at.
   */
  static Dataset<Row> withGrowth(
      Dataset<Row> snapshots,
      List<String> series,
      Column uptime,
      int gapMinutes,
      String... counters) {
    WindowSpec before =
        Window.partitionBy(columns(series.toArray(String[]::new))).orderBy("event_at");
    Column elapsed =
        unix_micros(col("event_at"))
            .minus(unix_micros(lag(col("event_at"), 1).over(before)))
            .divide(1e6);
    Column earlier = lag(uptime, 1).over(before);
    // Unknown uptime says nothing of a reset; a value that fell still does.
    Column isContinued =
        elapsed
            .leq(lit(gapMinutes * 60.0))
            .and(uptime.isNull().or(earlier.isNull()).or(uptime.geq(earlier)));
    Dataset<Row> grown =
        snapshots
            .withColumn("elapsed_s", elapsed)
            .withColumn("is_continued", isContinued)
            .withColumn("is_uptime_on", uptime.gt(earlier));
    for (String counter : counters) {
      grown = grown.withColumn(counter + "_before", lag(col(counter), 1).over(before));
    }
    for (String counter : counters) {
      grown = grown.withColumn(counter, growth(col(counter), col(counter + "_before")));
    }
    Column isGrown =
        Arrays.stream(counters)
            .map(counter -> col(counter).isNotNull())
            .reduce(Column::or)
            .orElse(lit(false));
    return grown
        .withColumn("delta_s", when(isGrown, col("elapsed_s")))
        .drop(
            Stream.concat(
                    Stream.of("elapsed_s", "is_continued", "is_uptime_on"),
                    Arrays.stream(counters).map(counter -> counter + "_before"))
                .toArray(String[]::new));
  }

  private static Column growth(Column value, Column before) {
    Column ranOver =
        col("is_uptime_on")
            .and(before.lt(lit(WRAP)))
            .and(before.gt(lit(0.9 * WRAP)))
            .and(value.lt(before));
    return when(
        col("is_continued"),
        when(value.geq(before), value.minus(before))
            .when(ranOver, value.minus(before).plus(lit((long) WRAP))));
  }

  private static Column[] columns(String... names) {
    return Arrays.stream(names).map(name -> col(name)).toArray(Column[]::new);
  }
}
