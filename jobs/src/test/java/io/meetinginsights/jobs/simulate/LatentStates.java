package io.meetinginsights.jobs.simulate;

import io.meetinginsights.jobs.simulate.CallSimulation.Minute;
import io.meetinginsights.jobs.simulate.SimulateConfig.World;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What no telemetry shows: the state of the network under each participant minute, as the simulator
 * drew and moved it, without the rounding, averaging and noise of what is measured. For an oracle
 * that says how well a minute can be told at all.
 */
public final class LatentStates {

  /** Numbers of {@link LatentMinute}: of the participant, and of the one who sends to him. */
  private static final List<Field> STATE =
      Arrays.stream(LatentMinute.class.getDeclaredFields())
          .filter(field -> !Modifier.isStatic(field.getModifiers()))
          .toList();

  private LatentStates() {}

  /** The columns of a state: {@code self_rssi}, {@code far_rssi} and so on. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (String side : List.of("self_", "far_")) {
      STATE.forEach(field -> names.add(side + field.getName()));
    }
    return names;
  }

  /**
   * A row a minute of the days: account_id, meeting_uuid, participant_id, joined_at, minute_at and
   * {@link #names()} in double.
   */
  public static Dataset<Row> of(SparkSession spark, World world, LocalDate from, LocalDate to) {
    StructType drawn =
        new StructType()
            .add("account_id", DataTypes.StringType)
            .add("meeting_uuid", DataTypes.StringType)
            .add("participant_id", DataTypes.StringType)
            .add("joined_at", DataTypes.LongType)
            .add("minute_at", DataTypes.LongType);
    for (String name : names()) {
      drawn = drawn.add(name, DataTypes.DoubleType);
    }
    long days = to.toEpochDay() - from.toEpochDay() + 1;
    FlatMapFunction<Long, Row> states =
        item ->
            rows(world, (int) (item % world.sites()), from.plusDays(item / world.sites()))
                .iterator();
    return spark
        .range(0, days * world.sites(), 1, 4)
        .as(Encoders.LONG())
        .flatMap(states, Encoders.row(drawn))
        .withColumn("joined_at", functions.timestamp_seconds(functions.col("joined_at")))
        .withColumn("minute_at", functions.timestamp_seconds(functions.col("minute_at")));
  }

  private static List<Row> rows(World world, int site, LocalDate day) {
    List<Row> rows = new ArrayList<>();
    CallSimulation.eachMinute(
        world, site, day, (calls, minute) -> rows.add(row(calls.accountId(), minute)));
    return rows;
  }

  private static Row row(String account, Minute minute) {
    List<Object> values =
        new ArrayList<>(
            List.of(
                account,
                minute.meeting().uuid(),
                minute.row().userId(),
                minute.row().join(),
                minute.minute() * 60));
    STATE.forEach(field -> values.add(number(field, minute.state())));
    STATE.forEach(field -> values.add(number(field, minute.sender())));
    return RowFactory.create(values.toArray());
  }

  private static Double number(Field field, LatentMinute state) {
    if (state == null) {
      return null;
    }
    try {
      Object value = field.get(state);
      return value instanceof Boolean is ? (is ? 1.0 : 0.0) : ((Number) value).doubleValue();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("LatentMinute has changed", e);
    }
  }
}
