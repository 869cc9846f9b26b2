package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.runner.DayRange;
import java.sql.Date;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How a Zoom data centre did in a minute for everybody but one place. */
final class ZoomService {

  /** Fewer other places could have troubles of their own. */
  private static final int LEAST_OTHERS = 3;

  static final int BASELINE_DAYS = 7;

  private ZoomService() {}

  /**
   * A row a data centre, minute and place: {@code service_excess_ms}, the median round trip of the
   * other places above the centre's median of seven days; missing with fewer than three.
   *
   * @param sendersWithPlace the days
   * @param baselinePerDay see {@link #medianPerDay}
   */
  static Dataset<Row> excessPerPlaceMinute(
      Dataset<Row> sendersWithPlace, Dataset<Row> baselinePerDay) {
    Dataset<Row> perPlace =
        sendersWithPlace
            .where(col("data_center").isNotNull().and(col("service_rtt_ms").isNotNull()))
            .groupBy("day", "data_center", "minute_at", "place")
            .agg(percentile(col("service_rtt_ms"), lit(0.5)).as("place_rtt_ms"));
    Dataset<Row> perCentre =
        perPlace
            .groupBy("data_center", "minute_at")
            .agg(sort_array(collect_list(col("place_rtt_ms"))).as("all_rtts"));
    Column others = size(col("all_rtts")).minus(1);
    return perPlace
        .join(perCentre, ClientCandidates.joinColumns("data_center", "minute_at"), "inner")
        .where(others.geq(LEAST_OTHERS))
        .withColumn("own_position", array_position(col("all_rtts"), col("place_rtt_ms")))
        .withColumn("others", others)
        // The median of a sorted list with one element left out: the middle moves, nothing is
        // copied.
        .withColumn("low", nth(expr("(others + 1) DIV 2")))
        .withColumn("high", nth(expr("others DIV 2 + 1")))
        .join(
            broadcast(baselinePerDay), ClientCandidates.joinColumns("data_center", "day"), "inner")
        .select(
            col("data_center"),
            col("minute_at"),
            col("place"),
            greatest(lit(0.0), col("low").plus(col("high")).divide(2.0).minus(col("baseline_ms")))
                .as("service_excess_ms"));
  }

  private static Column nth(Column position) {
    Column skipped = when(position.geq(col("own_position")), 0).otherwise(-1);
    return get(col("all_rtts"), position.plus(skipped).cast("int"));
  }

  /**
   * A row a data centre and day: the median round trip of the day and the six before. By counts of
   * whole milliseconds, which are few: exact, and the same in whatever order rows come.
   *
   * @param senderRtts day, data_center, service_rtt_ms of the days and six before
   */
  static Dataset<Row> medianPerDay(Dataset<Row> senderRtts, DayRange days) {
    return senderRtts
        .where(col("data_center").isNotNull().and(col("service_rtt_ms").isNotNull()))
        .groupBy(
            col("day").as("measured_day"),
            col("data_center"),
            round(col("service_rtt_ms")).as("rtt_ms"))
        .agg(count(lit(1)).as("minutes"))
        .withColumn(
            "day",
            explode(
                sequence(
                    col("measured_day"),
                    expr("date_add(measured_day, " + (BASELINE_DAYS - 1) + ")"))))
        .where(col("day").between(lit(Date.valueOf(days.from())), lit(Date.valueOf(days.to()))))
        .groupBy("day", "data_center")
        .agg(percentile(col("rtt_ms"), lit(0.5), col("minutes")).as("baseline_ms"));
  }
}
