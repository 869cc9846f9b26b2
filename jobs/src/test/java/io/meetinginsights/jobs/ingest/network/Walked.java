package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.tables.TableSchema;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A walker past which observations made by hand are led, and the rows it makes of them. */
final class Walked {

  private final StructType schema;
  private final List<InternalRow> made = new ArrayList<>();
  private final DeviceWalk.Walker walker;
  private boolean isUnderWay;

  Walked(TableSchema table, DeviceWalk.Walkers walkers) {
    this.schema = table.structType();
    this.walker = walkers.make(made::add);
  }

  /** A dataset's observation: its attributes' names and values in turn. */
  static DeviceWalk.Seen seen(String dataset, Object... named) {
    Reader reader = Readers.of(dataset).orElseThrow();
    return new DeviceWalk.Seen(reader, null, values(reader.kind(), named));
  }

  private static Object[] values(Kind kind, Object... named) {
    Object[] values = new Object[kind.attributes().size()];
    for (int i = 0; i < named.length; i += 2) {
      values[kind.indexOf((String) named[i])] = named[i + 1];
    }
    return values;
  }

  /** An item of an access point's radios. */
  static Object[] radio(Object... named) {
    Object[] values =
        new Object[Kind.DEVICE.attributes().get(Kind.DEVICE.indexOf("radios")).of().size()];
    for (int i = 0; i < named.length; i += 2) {
      values[Kind.DEVICE.indexOf("radios", (String) named[i])] = named[i + 1];
    }
    return values;
  }

  static DeviceWalk.Days days(String... days) {
    return DeviceWalk.Days.of(
        Arrays.stream(days).map(LocalDate::parse).collect(Collectors.toCollection(TreeSet::new)));
  }

  static long micros(String instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant));
  }

  /** The observations that follow are those of a device of organisation o and site s. */
  Walked device(String mac) {
    end();
    walker.begin("o", "s", mac);
    isUnderWay = true;
    return this;
  }

  Walked at(String instant, DeviceWalk.Seen... seen) {
    walker.at(micros(instant), List.of(seen));
    return this;
  }

  private void end() {
    if (isUnderWay) {
      walker.end();
      isUnderWay = false;
    }
  }

  /** The rows, each as its columns with commas between. */
  List<String> rows(String... columns) {
    end();
    return made.stream()
        .map(
            row ->
                Arrays.stream(columns)
                    .map(column -> String.valueOf(value(row, schema.fieldIndex(column))))
                    .collect(Collectors.joining(", ")))
        .toList();
  }

  private Object value(InternalRow row, int place) {
    Object value = row.get(place, schema.apply(place).dataType());
    return value != null && schema.apply(place).dataType() == DataTypes.TimestampType
        ? Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS)
        : value;
  }
}
