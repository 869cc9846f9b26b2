package io.meetinginsights.reader;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.delta.kernel.Scan;
import io.delta.kernel.ScanBuilder;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.exceptions.KernelEngineException;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.expressions.And;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.TableSchema.ColumnSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads tables of the warehouse without Spark, on Delta Kernel. A table is read at one version,
 * that of the first query on it, however often it is asked.
 *
 * <p>Reads: any table, by day, by key and by column. Files of other days are left out by their
 * partition or their statistics; files, and groups of rows in them, that cannot hold a key by
 * theirs.
 *
 * <p>Writes: nothing.
 *
 * <p>Example: {@code GoldReader.open("data/warehouse", hadoop).from(ClientCalls.SCHEMA)
 * .days(days).where(Where.equal("client_key", key)).select("joined_at", "bad_minutes").list()}
 */
public final class GoldReader {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String root;
  private final Engine engine;
  private final Map<String, Snapshot> snapshots = new LinkedHashMap<>();
  private final Set<String> filesRead = new HashSet<>();

  private GoldReader(String root, Engine engine) {
    this.root = root;
    this.engine = engine;
  }

  /** A reader of the warehouse at a path. */
  public static GoldReader open(String warehouse, Configuration hadoop) {
    try {
      Path path = new Path(warehouse);
      String root = path.getFileSystem(hadoop).makeQualified(path).toString();
      return new GoldReader(root, DefaultEngine.create(hadoop));
    } catch (IOException e) {
      throw new ConfigurationError(
          "The warehouse " + warehouse + " cannot be reached",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "check storage.warehouse, its scheme and its credentials",
          e);
    }
  }

  /** A query on a table. */
  public GoldQuery from(TableSchema table) {
    return new GoldQuery(this, table);
  }

  /** Whether the table has been written. */
  public boolean exists(TableSchema table) {
    return find(table).isPresent();
  }

  /**
   * The greatest of an instant column over all rows, to the millisecond: from the statistics in the
   * table's log, so no file is opened. Empty for a table without rows or without a value.
   */
  public Optional<Instant> greatest(TableSchema table, String column) {
    return fromStatistics(table, column)
        .map(text -> OffsetDateTime.parse(text).toInstant())
        .max(Comparator.naturalOrder());
  }

  /** As {@link #greatest}, the last day that has rows. */
  public Optional<LocalDate> lastDay(TableSchema table) {
    return table.partitions().contains("day")
        ? files(table, snapshot(table).getScanBuilder().build()).stream()
            .map(file -> LocalDate.parse(InternalScanFileUtils.getPartitionValues(file).get("day")))
            .max(Comparator.naturalOrder())
        : fromStatistics(table, "day").map(LocalDate::parse).max(Comparator.naturalOrder());
  }

  /** The greatest values of a column, one a file; read from the files where one says nothing. */
  private Stream<String> fromStatistics(TableSchema table, String column) {
    Snapshot snapshot = snapshot(table);
    List<String> greatest = new ArrayList<>();
    boolean[] isKnown = {true};
    forEachFile(
        table,
        () -> ((ScanImpl) snapshot.getScanBuilder().build()).getScanFiles(engine, true),
        file -> {
          JsonNode statistics = statistics(file);
          JsonNode value = statistics.path("maxValues").path(column);
          boolean isAllNull =
              statistics.has("numRecords")
                  && statistics.path("numRecords").equals(statistics.at("/nullCount/" + column));
          if (value.isTextual()) {
            greatest.add(value.asText());
          } else if (!isAllNull) {
            isKnown[0] = false;
          }
        });
    return isKnown[0]
        ? greatest.stream()
        : from(table).select(column).list().stream()
            .map(row -> row.asText(column))
            .filter(Objects::nonNull);
  }

  private static JsonNode statistics(Row file) {
    Row added = file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL);
    int position = added.getSchema().indexOf("stats");
    try {
      return position < 0 || added.isNullAt(position)
          ? MissingNode.getInstance()
          : JSON.readTree(added.getString(position));
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance(); // statistics are a help; without them the rows are read
    }
  }

  /** Qualified names of the tables asked so far. */
  public Set<String> tablesRead() {
    return Set.copyOf(snapshots.keySet());
  }

  /** Data files opened so far; one that was opened twice counts once. */
  public int filesRead() {
    return filesRead.size();
  }

  /** Row by row, one file after the other. */
  void read(GoldQuery query, Consumer<GoldRow> consumer) {
    FilesToRead plan = plan(query);
    plan.files().forEach(file -> readFile(plan, file, consumer));
  }

  /** All rows in the order of the files, which are read beside each other. */
  List<GoldRow> list(GoldQuery query) {
    FilesToRead plan = plan(query);
    return plan.files().parallelStream()
        .map(
            file -> {
              List<GoldRow> rows = new ArrayList<>();
              readFile(plan, file, rows::add);
              return rows;
            })
        .flatMap(List::stream)
        .toList();
  }

  /** What a query opens, and what it looks for there. */
  private record FilesToRead(
      TableSchema table,
      List<Row> files,
      Row state,
      Optional<Predicate> inFiles,
      List<String> columns,
      List<Where> conditions) {}

  private FilesToRead plan(GoldQuery query) {
    TableSchema table = query.table();
    Snapshot snapshot = snapshot(table);
    StructType readSchema = readSchema(query, snapshot.getSchema());
    List<String> columns = query.columns().stream().map(ColumnSpec::name).toList();
    List<Where> conditions = query.conditions();
    if (conditions.stream().anyMatch(condition -> readSchema.indexOf(condition.column()) < 0)) {
      // A column that the table does not have yet is null in all rows.
      return new FilesToRead(table, List.of(), null, Optional.empty(), columns, conditions);
    }
    Optional<Predicate> filter = conditions.stream().map(Where::predicate).reduce(And::new);
    // Row groups that cannot hold what is sought are left out, as files are.
    Optional<Predicate> inFiles =
        conditions.stream()
            .filter(condition -> !table.partitions().contains(condition.column()))
            .map(Where::predicate)
            .reduce(And::new);
    ScanBuilder builder = snapshot.getScanBuilder().withReadSchema(readSchema);
    Scan scan = filter.map(builder::withFilter).orElse(builder).build();
    List<Row> files = files(table, scan);
    files.forEach(file -> filesRead.add(InternalScanFileUtils.getAddFileStatus(file).getPath()));
    return new FilesToRead(table, files, scan.getScanState(engine), inFiles, columns, conditions);
  }

  private void readFile(FilesToRead plan, Row file, Consumer<GoldRow> consumer) {
    StructType physical = ScanStateRow.getPhysicalDataReadSchema(plan.state());
    try (CloseableIterator<ColumnarBatch> batches =
            engine
                .getParquetHandler()
                .readParquetFiles(
                    Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                    physical,
                    plan.inFiles())
                .map(FileReadResult::getData);
        CloseableIterator<FilteredColumnarBatch> logical =
            Scan.transformPhysicalData(engine, plan.state(), file, batches)) {
      while (logical.hasNext()) {
        handOver(logical.next(), plan.columns(), plan.conditions(), consumer);
      }
    } catch (IOException | UncheckedIOException | KernelException | KernelEngineException e) {
      throw unreadable(plan.table(), e);
    }
  }

  /** The rows of a batch that fulfil the conditions, column by column where they stand. */
  private static void handOver(
      FilteredColumnarBatch batch,
      List<String> columns,
      List<Where> conditions,
      Consumer<GoldRow> consumer) {
    ColumnarBatch data = batch.getData();
    Map<String, Integer> found = KernelValues.positions(data.getSchema());
    ColumnVector[] vectors = new ColumnVector[columns.size()];
    KernelValues[] readers = new KernelValues[vectors.length];
    Map<String, Integer> positions = new LinkedHashMap<>();
    for (int i = 0; i < vectors.length; i++) {
      Integer position = found.get(columns.get(i));
      vectors[i] = position == null ? null : data.getColumnVector(position);
      readers[i] = position == null ? null : KernelValues.of(vectors[i].getDataType());
      positions.put(columns.get(i), i);
    }
    int[] tested = conditions.stream().mapToInt(c -> positions.get(c.column())).toArray();
    ColumnVector selection = batch.getSelectionVector().orElse(null);
    for (int row = 0; row < data.getSize(); row++) {
      boolean isSelected =
          selection == null || !selection.isNullAt(row) && selection.getBoolean(row);
      for (int i = 0; isSelected && i < tested.length; i++) {
        int column = tested[i];
        isSelected = conditions.get(i).passes(readers[column].at(vectors[column], row));
      }
      if (isSelected) {
        Object[] values = new Object[vectors.length];
        for (int i = 0; i < vectors.length; i++) {
          values[i] = vectors[i] == null ? null : readers[i].at(vectors[i], row);
        }
        consumer.accept(new GoldRow(positions, values));
      }
    }
  }

  private List<Row> files(TableSchema table, Scan scan) {
    List<Row> files = new ArrayList<>();
    forEachFile(table, () -> scan.getScanFiles(engine), files::add);
    return files;
  }

  private void forEachFile(
      TableSchema table,
      Supplier<CloseableIterator<FilteredColumnarBatch>> scanned,
      Consumer<Row> consumer) {
    try (CloseableIterator<FilteredColumnarBatch> batches = scanned.get()) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> files = batches.next().getRows()) {
          while (files.hasNext()) {
            consumer.accept(files.next());
          }
        }
      }
    } catch (IOException | UncheckedIOException | KernelException | KernelEngineException e) {
      throw unreadable(table, e);
    }
  }

  /** The columns of the query that the table has: one added to the schema later reads as null. */
  private StructType readSchema(GoldQuery query, StructType found) {
    StructType schema = new StructType();
    List<String> missing = new ArrayList<>();
    for (ColumnSpec column : query.columns()) {
      int index = found.indexOf(column.name());
      if (index >= 0) {
        StructField field = found.at(index);
        schema = schema.add(field);
      } else if (column.isRequired()) {
        missing.add(column.name());
      }
    }
    if (!missing.isEmpty()) {
      throw new ConfigurationError(
          "Table " + query.table() + " at " + path(query.table()) + " lacks columns " + missing,
          "another version of the program wrote it",
          remedy(query.table()) + " again with this version");
    }
    return schema;
  }

  private Snapshot snapshot(TableSchema table) {
    return find(table)
        .orElseThrow(
            () ->
                new ConfigurationError(
                    "Table " + table + " is not there",
                    "nothing has been written to " + path(table),
                    remedy(table)
                        + " first, or give storage.warehouse the place where the tables stand"));
  }

  private Optional<Snapshot> find(TableSchema table) {
    Snapshot known = snapshots.get(table.qualifiedName());
    if (known != null) {
      return Optional.of(known);
    }
    try {
      Snapshot snapshot = Table.forPath(engine, path(table)).getLatestSnapshot(engine);
      snapshots.put(table.qualifiedName(), snapshot);
      return Optional.of(snapshot);
    } catch (TableNotFoundException e) {
      return Optional.empty();
    } catch (UncheckedIOException | KernelException | KernelEngineException e) {
      throw unreadable(table, e);
    }
  }

  private UpstreamError unreadable(TableSchema table, Exception e) {
    return new UpstreamError(
        "Table " + table + " at " + path(table) + " cannot be read",
        e.getClass().getSimpleName() + ": " + e.getMessage(),
        "check that the storage answers and that no file of the table was removed by hand, then try again",
        e);
  }

  private String path(TableSchema table) {
    return root + "/" + table.layer() + "/" + table.name();
  }

  private static String remedy(TableSchema table) {
    String command =
        switch (table.qualifiedName()) {
          case "gold.experience_minutes", "gold.coverage" -> "correlate";
          case "gold.model_versions",
              "gold.model_features",
              "gold.model_metrics",
              "gold.training_sets" ->
              "train";
          case "gold.contributions", "gold.minute_causes" -> "explain";
          default -> table.layer().equals("gold") ? "insights" : "ingest";
        };
    return "run `meeting-insights " + command + " --date YYYY-MM-DD`";
  }
}
