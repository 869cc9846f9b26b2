package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.tables.Types;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** Shapes of JSON records: the scalars as text, nested objects as they are. */
final class RecordShape {

  private RecordShape() {}

  static StructType of(String... names) {
    StructType shape = new StructType();
    for (String name : names) {
      shape = shape.add(name, Types.STRING);
    }
    return shape;
  }

  /** Objects by name, such as the radios or ports of a device. */
  static MapType byName(StructType value) {
    return new MapType(Types.STRING, value, true);
  }

  /** Bodies that hold their records in a list: a page of results, a webhook's events. */
  static final StructType LISTS =
      new StructType()
          .add("results", new ArrayType(Types.STRING, true))
          .add("events", new ArrayType(Types.STRING, true));
}
