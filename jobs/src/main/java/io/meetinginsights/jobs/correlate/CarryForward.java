package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Telemetry made joinable minute by minute: each reading speaks for its own minute and the ones
 * after it, until the next reading of the same device or until it is too old. The result has one
 * row an entity and minute, so that call minutes join it on equal keys; no range join anywhere.
 *
 * <p>The grain is a minute; {@link #perSlot} takes any other. Readings and what they are joined to
 * fall into the slots of one grid, {@link #slotOf}, whatever second each clock ticks at.
 *
 * <p>A reading is exploded only into the minutes up to its successor: where telemetry comes each
 * minute, nothing grows. The two windows and the explode share one shuffle by entity.
 */
final class CarryForward {

  /**
   * Columns that come from one source and grow old together. In a minute where another source alone
   * has spoken, a group keeps its older value.
   *
   * @param ageColumn receives the age in seconds of the reading used
   */
  record Group(String ageColumn, Duration maxAge, List<String> columns) {}

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private CarryForward() {}

  /** The start of the slot that an instant lies in; slots are counted from 1970. */
  static Column slotOf(Column instant, Duration slot) {
    long slotMicros = TimeUnit.NANOSECONDS.toMicros(slot.toNanos());
    Column micros = unix_micros(instant);
    return timestamp_micros(micros.minus(pmod(micros, lit(slotMicros))));
  }

  /**
   * Readings of entities (columns {@code minute_at}, {@code sampled_at} and the groups') to a row
   * for every minute they are valid in. Of two readings of one entity in one minute (a device that
   * moved between sites) the newer counts, then the one that {@code tieBreak} puts last.
   */
  static Dataset<Row> perMinute(
      Dataset<Row> readings, List<String> entity, List<String> tieBreak, Group... groups) {
    return perSlot(readings, MINUTE, entity, tieBreak, groups);
  }

  /** As {@link #perMinute}, with {@code minute_at} the start of a slot of that length. */
  static Dataset<Row> perSlot(
      Dataset<Row> readings,
      Duration slot,
      List<String> entity,
      List<String> tieBreak,
      Group... groups) {
    String step = "INTERVAL " + slot.toSeconds() + " SECOND";
    Column[] keys = entity.stream().map(name -> col(name)).toArray(Column[]::new);
    List<Column> order = new ArrayList<>(List.of(col("minute_at"), col("sampled_at")));
    tieBreak.forEach(name -> order.add(col(name)));
    WindowSpec inTime = Window.partitionBy(keys).orderBy(order.toArray(Column[]::new));
    Duration span =
        Arrays.stream(groups).map(Group::maxAge).max(Duration::compareTo).orElse(Duration.ZERO);
    Dataset<Row> minutes =
        readings
            .withColumn("next_minute_at", lead(col("minute_at"), 1).over(inTime))
            .where(col("next_minute_at").isNull().or(col("next_minute_at").gt(col("minute_at"))))
            .withColumn(
                "explained_at",
                explode(
                    sequence(
                        col("minute_at"),
                        least(
                            expr("next_minute_at - " + step),
                            expr("minute_at + INTERVAL " + span.toSeconds() + " SECOND")),
                        expr(step))));

    WindowSpec soFar =
        Window.partitionBy(keys)
            .orderBy(col("explained_at"))
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    List<Column> columns = new ArrayList<>(Arrays.asList(keys));
    columns.add(col("explained_at"));
    Map<String, Column> carried = new LinkedHashMap<>();
    for (int i = 0; i < groups.length; i++) {
      carried.put("carried_" + i, carried(groups[i]).over(soFar));
    }
    for (int i = 0; i < groups.length; i++) {
      Column age = age(col("carried_" + i + ".sampled_at"));
      Column isFresh = age.leq(groups[i].maxAge().toSeconds());
      columns.add(when(isFresh, age).as(groups[i].ageColumn()));
      for (String name : groups[i].columns()) {
        columns.add(when(isFresh, col("carried_" + i + "." + name)).as(name));
      }
    }
    return minutes
        .withColumns(carried)
        .select(columns.toArray(Column[]::new))
        .withColumnRenamed("explained_at", "minute_at");
  }

  /** The newest reading in which the group's source has said anything. */
  private static Column carried(Group group) {
    List<Column> values = new ArrayList<>(List.of(col("sampled_at")));
    Column hasSpoken = lit(false);
    for (String name : group.columns()) {
      values.add(col(name));
      hasSpoken = hasSpoken.or(col(name).isNotNull());
    }
    return last(
        when(
            col("explained_at").equalTo(col("minute_at")).and(hasSpoken),
            struct(values.toArray(Column[]::new))),
        true);
  }

  /** Seconds from the reading to the start of the explained minute; 0 within the minute. */
  private static Column age(Column sampledAt) {
    return when(
        sampledAt.isNotNull(),
        greatest(
            lit(0.0),
            unix_micros(col("explained_at")).minus(unix_micros(sampledAt)).divide(lit(1e6))));
  }

  /** The value before, if it is at most {@code maxAge} older; else null: no telling. */
  static Column previous(String column, WindowSpec inTime, Duration maxAge) {
    Column since =
        unix_micros(col("minute_at"))
            .minus(unix_micros(lagged("minute_at", inTime)))
            .divide(lit(1e6));
    return when(coalesce(since.leq(maxAge.toSeconds()), lit(false)), lagged(column, inTime));
  }

  private static Column lagged(String column, WindowSpec inTime) {
    return org.apache.spark.sql.functions.lag(col(column), 1).over(inTime);
  }
}
