package io.meetinginsights.jobs.explain;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What rows of one table take over from rows of another, as Spark keeps it. */
final class RowParts {

  /** Columns of a table by their names, in the order in which a row's values stand. */
  static StructType columns(StructType table, List<String> taken, List<String> made) {
    return new StructType(
        Stream.concat(taken.stream(), made.stream()).map(table::apply).toArray(StructField[]::new));
  }

  private final int[] positions;
  private final DataType[] types;

  RowParts(StructType schema, List<String> columns) {
    this.positions = columns.stream().mapToInt(schema::fieldIndex).toArray();
    this.types =
        columns.stream().map(name -> schema.apply(name).dataType()).toArray(DataType[]::new);
  }

  /** Their values, and room for {@code more} behind them. */
  Object[] read(InternalRow row, int more) {
    Object[] values = new Object[positions.length + more];
    for (int i = 0; i < positions.length; i++) {
      values[i] = row.get(positions[i], types[i]);
    }
    return values;
  }
}
