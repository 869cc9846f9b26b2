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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads values of Kernel's column vectors as Java's own, which outlive the batch they stand in.
 * Made once for a type: what a value of it is made of is not asked again for each row.
 */
abstract class KernelValues {

  /** The value of a row; null for null. */
  final Object at(ColumnVector vector, int row) {
    return vector.isNullAt(row) ? null : present(vector, row);
  }

  abstract Object present(ColumnVector vector, int row);

  private interface Getter {
    Object get(ColumnVector vector, int row);
  }

  private static KernelValues by(Getter getter) {
    return new KernelValues() {
      @Override
      Object present(ColumnVector vector, int row) {
        return getter.get(vector, row);
      }
    };
  }

  /** Positions of a struct's fields by name, in their order. */
  static Map<String, Integer> positions(StructType type) {
    Map<String, Integer> positions = new LinkedHashMap<>();
    for (int i = 0; i < type.length(); i++) {
      positions.put(type.at(i).getName(), i);
    }
    return positions;
  }

  /** Reads values of a type. */
  static KernelValues of(DataType type) {
    if (type instanceof StringType) {
      return by(ColumnVector::getString);
    } else if (type instanceof LongType) {
      return by(ColumnVector::getLong);
    } else if (type instanceof IntegerType) {
      return by((vector, row) -> (long) vector.getInt(row));
    } else if (type instanceof DoubleType) {
      return by(ColumnVector::getDouble);
    } else if (type instanceof FloatType) {
      return by((vector, row) -> (double) vector.getFloat(row));
    } else if (type instanceof BooleanType) {
      return by(ColumnVector::getBoolean);
    } else if (type instanceof TimestampType) {
      return by((vector, row) -> instant(vector.getLong(row)));
    } else if (type instanceof DateType) {
      return by((vector, row) -> LocalDate.ofEpochDay(vector.getInt(row)));
    } else if (type instanceof StructType struct) {
      return struct(struct);
    } else if (type instanceof ArrayType array) {
      KernelValues elements = of(array.getElementType());
      return by((vector, row) -> list(elements, vector.getArray(row)));
    } else if (type instanceof MapType map) {
      KernelValues keys = of(map.getKeyType());
      KernelValues values = of(map.getValueType());
      return by((vector, row) -> map(keys, values, vector.getMap(row)));
    }
    throw new IllegalStateException("No table has columns of type " + type + " yet");
  }

  private static Instant instant(long microseconds) {
    return Instant.ofEpochSecond(
        Math.floorDiv(microseconds, 1_000_000L), Math.floorMod(microseconds, 1_000_000L) * 1_000);
  }

  private static KernelValues struct(StructType type) {
    Map<String, Integer> positions = positions(type);
    KernelValues[] fields = new KernelValues[type.length()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = of(type.at(i).getDataType());
    }
    return by(
        (vector, row) -> {
          Object[] values = new Object[fields.length];
          for (int i = 0; i < values.length; i++) {
            values[i] = fields[i].at(vector.getChild(i), row);
          }
          return new GoldRow(positions, values);
        });
  }

  private static List<Object> list(KernelValues values, ArrayValue array) {
    ColumnVector elements = array.getElements();
    List<Object> list = new ArrayList<>(array.getSize());
    for (int i = 0; i < array.getSize(); i++) {
      list.add(values.at(elements, i));
    }
    return list;
  }

  private static Map<Object, Object> map(KernelValues keys, KernelValues values, MapValue value) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < value.getSize(); i++) {
      map.put(keys.at(value.getKeys(), i), values.at(value.getValues(), i));
    }
    return map;
  }
}
