package io.meetinginsights.warehouse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Fills rows as Spark keeps them (see {@link SparkRows}), column by column under its name: a column
 * that is renamed or has another type fails here. Columns that are not set are null.
 *
 * <p>Values are String, Double, Long, Integer and Boolean; a day is an Integer, days since 1970; an
 * instant a Long, microseconds since 1970; bytes a byte[]; texts a List or a Map of String.
 *
 * <p>Example: {@code rows.set("day", day).set("rssi_dbm", -61.0).build()}
 */
public final class RowBuilder {

  private static final Map<DataType, Class<?>> CLASSES =
      Map.of(
          DataTypes.DoubleType, Double.class,
          DataTypes.LongType, Long.class,
          DataTypes.IntegerType, Integer.class,
          DataTypes.BooleanType, Boolean.class,
          DataTypes.DateType, Integer.class,
          DataTypes.TimestampType, Long.class,
          DataTypes.BinaryType, byte[].class);

  private final StructType schema;
  private final Map<String, Integer> places = new HashMap<>();
  private final DataType[] types;
  private final boolean[] isNullable;
  private Object[] values;

  public RowBuilder(StructType schema) {
    this.schema = schema;
    StructField[] fields = schema.fields();
    this.types = new DataType[fields.length];
    this.isNullable = new boolean[fields.length];
    for (int i = 0; i < fields.length; i++) {
      places.put(fields[i].name(), i);
      types[i] = fields[i].dataType();
      isNullable[i] = fields[i].nullable();
    }
    this.values = new Object[fields.length];
  }

  /** Sets a column of the row that is being filled. */
  public RowBuilder set(String column, Object value) {
    Integer place = places.get(column);
    if (place == null) {
      throw new IllegalStateException(
          "There is no column " + column + " among " + List.of(schema.fieldNames()));
    }
    values[place] = value == null ? null : kept(column, types[place], value);
    return this;
  }

  /**
   * The row; the next one begins with nulls.
   *
   * @throws IllegalStateException if a column that may not be null was not set
   */
  public InternalRow build() {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null && !isNullable[i]) {
        throw new IllegalStateException("Column " + schema.fieldNames()[i] + " was not set");
      }
    }
    InternalRow row = new GenericInternalRow(values);
    values = new Object[types.length];
    return row;
  }

  private static Object kept(String column, DataType type, Object value) {
    Class<?> expected = CLASSES.get(type);
    if (expected != null && expected.isInstance(value)) {
      return value;
    }
    if (type == DataTypes.StringType && value instanceof String text) {
      return UTF8String.fromString(text);
    }
    if (type == DataTypes.StringType && value instanceof UTF8String) {
      return value;
    }
    if (type instanceof ArrayType && value instanceof ArrayData) {
      return value;
    }
    if (type instanceof ArrayType && value instanceof List<?> texts) {
      return texts(texts);
    }
    if (type instanceof org.apache.spark.sql.types.MapType && value instanceof Map<?, ?> map) {
      return new ArrayBasedMapData(
          texts(List.copyOf(map.keySet())), texts(new java.util.ArrayList<>(map.values())));
    }
    throw new IllegalStateException(
        "Column "
            + column
            + " is "
            + type.simpleString()
            + " and was given a "
            + value.getClass().getSimpleName());
  }

  private static ArrayData texts(List<?> texts) {
    return new GenericArrayData(
        texts.stream()
            .map(text -> text == null ? null : UTF8String.fromString((String) text))
            .toArray());
  }
}
