package io.meetinginsights.warehouse;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/**
 * Sums and means of doubles that do not depend on the order in which Spark meets the rows. A sum of
 * doubles does, in its last digits, and so a table made twice would not be equal to itself.
 *
 * <p>Values are added up as whole millionths of their unit, to which they are rounded. What lies
 * beyond a million units (no latency, loss or level does, though a broken answer may) is left to
 * Spark's own sum.
 *
 * <p>Example: {@code minutes.groupBy("site_id").agg(OrderFree.mean(col("loss_pct")))}
 */
public final class OrderFree {

  private static final double UNITS_IN_ONE = 1e6;
  private static final double LARGEST = 1e6;

  private OrderFree() {}

  /** The mean of the values that are there; null where none is. */
  public static Column mean(Column value) {
    return when(isSmall(value), units(value).divide(count(value).multiply(UNITS_IN_ONE)))
        .otherwise(avg(value));
  }

  /** The sum of the values that are there; null where none is. */
  public static Column sumOf(Column value) {
    return when(isSmall(value), units(value).divide(UNITS_IN_ONE)).otherwise(sum(value));
  }

  private static Column isSmall(Column value) {
    return coalesce(max(abs(value)).leq(LARGEST), lit(false));
  }

  private static Column units(Column value) {
    Column whole = round(value.multiply(UNITS_IN_ONE)).cast("bigint");
    return sum(when(abs(value).leq(LARGEST), whole)).cast("double");
  }
}
