package io.meetinginsights.testing;

import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Operation;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionBuilder;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.defaults.internal.data.DefaultRowBasedColumnarBatch;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.internal.data.GenericRow;
import io.delta.kernel.internal.types.DataTypeJsonSerDe;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.meetinginsights.tables.TableSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Real Delta tables from rows written in a test, without Spark: for what reads tables without Spark
 * too. A write is a commit; each of its partitions is a file. The month of a day is filled in.
 */
public final class GoldTables {

  private final Path warehouse;
  private final Engine engine = DefaultEngine.create(new org.apache.hadoop.conf.Configuration());

  private GoldTables(Path warehouse) {
    this.warehouse = warehouse;
  }

  /** Tables below a folder. */
  public static GoldTables at(Path warehouse) {
    return new GoldTables(warehouse);
  }

  /** A row: name, value, name, value. */
  public static Map<String, Object> row(Object... namesAndValues) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  /** A row with some values changed. */
  public static Map<String, Object> with(Map<String, Object> row, Object... namesAndValues) {
    Map<String, Object> changed = new LinkedHashMap<>(row);
    changed.putAll(row(namesAndValues));
    return changed;
  }

  /** Where the tables stand. */
  public String path() {
    return warehouse.toString();
  }

  /** Appends rows; columns that a row does not name are null. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public final GoldTables write(TableSchema table, Map<String, Object>... rows) {
    return write(table, List.of(rows));
  }

  /** As {@link #write(TableSchema, Map[])}. */
  public GoldTables write(TableSchema table, List<Map<String, Object>> rows) {
    Map<Map<String, Object>, List<Map<String, Object>>> byPartition = new LinkedHashMap<>();
    for (Map<String, Object> given : rows) {
      Map<String, Object> row =
          table.isFiledByMonth()
              ? with(given, "month", given.get("day").toString().substring(0, 7))
              : given;
      requireColumns(table, row);
      Map<String, Object> partition = new LinkedHashMap<>();
      table.partitions().forEach(column -> partition.put(column, row.get(column)));
      byPartition.computeIfAbsent(partition, p -> new ArrayList<>()).add(row);
    }
    try {
      commit(table, byPartition);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private void commit(
      TableSchema table, Map<Map<String, Object>, List<Map<String, Object>>> byPartition)
      throws IOException {
    Path path = warehouse.resolve(table.layer()).resolve(table.name());
    StructType schema = DataTypeJsonSerDe.deserializeStructType(table.structType().json());
    boolean isNew = !Files.exists(path.resolve("_delta_log"));
    TransactionBuilder builder =
        Table.forPath(engine, path.toString())
            .createTransactionBuilder(
                engine, "tests", isNew ? Operation.CREATE_TABLE : Operation.WRITE);
    if (isNew) {
      builder = builder.withSchema(engine, schema).withPartitionColumns(engine, table.partitions());
    }
    Transaction transaction = builder.build(engine);
    Row state = transaction.getTransactionState(engine);
    List<Row> actions = new ArrayList<>();
    for (var entry : byPartition.entrySet()) {
      Map<String, Literal> partition = new HashMap<>();
      entry.getKey().forEach((column, value) -> partition.put(column, literal(value)));
      List<Row> values = entry.getValue().stream().<Row>map(row -> struct(schema, row)).toList();
      CloseableIterator<FilteredColumnarBatch> physical =
          Transaction.transformLogicalData(
              engine,
              state,
              Utils.singletonCloseableIterator(
                  new FilteredColumnarBatch(
                      new DefaultRowBasedColumnarBatch(schema, values), Optional.empty())),
              partition);
      DataWriteContext context = Transaction.getWriteContext(engine, state, partition);
      Transaction.generateAppendActions(
              engine,
              state,
              engine
                  .getParquetHandler()
                  .writeParquetFiles(
                      context.getTargetDirectory(), physical, context.getStatisticsColumns()),
              context)
          .forEachRemaining(actions::add);
    }
    transaction.commit(
        engine, CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(actions.iterator())));
  }

  private static void requireColumns(TableSchema table, Map<String, Object> row) {
    List<String> names = table.columns().stream().map(TableSchema.ColumnSpec::name).toList();
    List<String> missing =
        table.columns().stream()
            .filter(column -> column.isRequired() && row.get(column.name()) == null)
            .map(TableSchema.ColumnSpec::name)
            .toList();
    if (!missing.isEmpty() || !names.containsAll(row.keySet())) {
      throw new IllegalArgumentException(
          table + " needs " + missing + " and has the columns " + names + "; the row is " + row);
    }
  }

  private static Literal literal(Object value) {
    if (value instanceof LocalDate day) {
      return Literal.ofDate((int) day.toEpochDay());
    }
    return Literal.ofString((String) value);
  }

  private static GenericRow struct(StructType schema, Map<String, Object> row) {
    Map<Integer, Object> values = new HashMap<>();
    for (int i = 0; i < schema.length(); i++) {
      Object value = row.get(schema.at(i).getName());
      if (value != null) {
        values.put(i, kernelValue(value, schema.at(i).getDataType()));
      }
    }
    return new StoredRow(schema, values);
  }

  /** Kernel's own row gives timestamps and dates as numbers to nobody, its writer asks for them. */
  private static final class StoredRow extends GenericRow {

    private final Map<Integer, Object> values;

    StoredRow(StructType schema, Map<Integer, Object> values) {
      super(schema, values);
      this.values = values;
    }

    @Override
    public int getInt(int position) {
      return (Integer) values.get(position);
    }

    @Override
    public long getLong(int position) {
      return (Long) values.get(position);
    }
  }

  private static Object kernelValue(Object value, DataType type) {
    if (value instanceof LocalDate day) {
      return (int) day.toEpochDay();
    } else if (value instanceof Instant instant) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    } else if (type instanceof FloatType && value instanceof Number number) {
      return number.floatValue();
    } else if (value instanceof Integer number && !(type instanceof IntegerType)) {
      return number.longValue();
    } else if (value instanceof List<?> list && type instanceof ArrayType array) {
      List<Object> elements =
          list.stream().map(element -> kernelValue(element, array.getElementType())).toList();
      return VectorUtils.buildArrayValue(elements, array.getElementType());
    } else if (value instanceof Map<?, ?> struct && type instanceof StructType fields) {
      Map<String, Object> named = new HashMap<>();
      struct.forEach((name, inner) -> named.put((String) name, inner));
      return struct(fields, named);
    }
    return value;
  }

  /** Instants of texts, for short tests. */
  public static Instant at(String instant) {
    return Instant.parse(instant);
  }

  /** Days of texts, for short tests. */
  public static List<LocalDate> days(String... days) {
    return Arrays.stream(days).map(LocalDate::parse).toList();
  }
}
