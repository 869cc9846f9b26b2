package io.meetinginsights.reader;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of Kernel's column vectors as Java's own: they outlive the batch they stand in. */
final class KernelValues {

  private KernelValues() {}

  /** Positions of a struct's fields by name, in their order. */
  static Map<String, Integer> positions(StructType type) {
    Map<String, Integer> positions = new LinkedHashMap<>();
    for (int i = 0; i < type.length(); i++) {
      positions.put(type.at(i).getName(), i);
    }
    return positions;
  }

  static Object at(ColumnVector vector, int row) {
    return vector.isNullAt(row) ? null : present(vector, vector.getDataType(), row);
  }

  private static Object present(ColumnVector vector, DataType type, int row) {
    if (type instanceof StringType) {
      return vector.getString(row);
    } else if (type instanceof LongType) {
      return vector.getLong(row);
    } else if (type instanceof IntegerType) {
      return (long) vector.getInt(row);
    } else if (type instanceof DoubleType) {
      return vector.getDouble(row);
    } else if (type instanceof FloatType) {
      return (double) vector.getFloat(row);
    } else if (type instanceof BooleanType) {
      return vector.getBoolean(row);
    } else if (type instanceof TimestampType) {
      return Instant.EPOCH.plus(vector.getLong(row), ChronoUnit.MICROS);
    } else if (type instanceof DateType) {
      return LocalDate.ofEpochDay(vector.getInt(row));
    } else if (type instanceof StructType struct) {
      return struct(vector, struct, row);
    } else if (type instanceof ArrayType) {
      return list(vector.getArray(row));
    } else if (type instanceof MapType) {
      return map(vector.getMap(row));
    }
    throw new IllegalStateException("No table has columns of type " + type + " yet");
  }

  private static GoldRow struct(ColumnVector vector, StructType type, int row) {
    Object[] values = new Object[type.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = at(vector.getChild(i), row);
    }
    return new GoldRow(positions(type), values);
  }

  private static List<Object> list(ArrayValue array) {
    ColumnVector elements = array.getElements();
    List<Object> list = new ArrayList<>(array.getSize());
    for (int i = 0; i < array.getSize(); i++) {
      list.add(at(elements, i));
    }
    return list;
  }

  private static Map<Object, Object> map(MapValue value) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < value.getSize(); i++) {
      map.put(at(value.getKeys(), i), at(value.getValues(), i));
    }
    return map;
  }
}
