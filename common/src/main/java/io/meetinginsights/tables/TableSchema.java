package io.meetinginsights.tables;

import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The contract of one table: columns with types, comments and nullability, key, partitions, CHECK
 * constraints. The table is created from it, and the last step of the job that writes it is {@link
 * #conform}, so a renamed or mistyped column fails there, all of them named in one message.
 *
 * <p>Operational columns (when and by which run a row came to be) are marked: they are left out of
 * a table's content hash, since two runs of the same day leave equal tables but for them.
 */
public final class TableSchema {

  /** One column. */
  public record ColumnSpec(
      String name, DataType type, boolean isRequired, boolean isOperational, String comment) {}

  private final String layer;
  private final String name;
  private final String comment;
  private final List<ColumnSpec> columns;
  private final List<String> key;
  private final List<String> partitions;
  private final Map<String, String> checks;
  private final boolean isJournal;
  private final List<String> monthOrder;
  private final boolean isKeptInOneFile;
  private final long maxRecordsPerFile;

  private TableSchema(Builder builder) {
    this.layer = builder.layer;
    this.name = builder.name;
    this.comment = builder.comment;
    this.columns = List.copyOf(builder.columns);
    this.key = List.copyOf(builder.key);
    this.partitions = List.copyOf(builder.partitions);
    this.checks = Map.copyOf(builder.checks);
    this.isJournal = builder.isJournal;
    this.monthOrder = List.copyOf(builder.monthOrder);
    this.isKeptInOneFile = builder.isKeptInOneFile;
    this.maxRecordsPerFile = builder.maxRecordsPerFile;
    Set<String> names = columns.stream().map(ColumnSpec::name).collect(Collectors.toSet());
    if (names.size() != columns.size()) {
      throw new IllegalStateException(qualifiedName() + " names a column twice: " + columns);
    }
    for (List<String> references : List.of(key, partitions)) {
      if (!names.containsAll(references)) {
        throw new IllegalStateException(
            qualifiedName() + ": key or partition columns " + references + " are not all columns");
      }
    }
  }

  public static Builder bronze(String name) {
    return new Builder("bronze", name);
  }

  public static Builder silver(String name) {
    return new Builder("silver", name);
  }

  public static Builder gold(String name) {
    return new Builder("gold", name);
  }

  /** bronze, silver or gold. */
  public String layer() {
    return layer;
  }

  public String name() {
    return name;
  }

  /** Layer and name, as people write it in SQL: {@code silver.participants}. */
  public String qualifiedName() {
    return layer + "." + name;
  }

  public String comment() {
    return comment;
  }

  public List<ColumnSpec> columns() {
    return columns;
  }

  public List<String> key() {
    return key;
  }

  public List<String> partitions() {
    return partitions;
  }

  /**
   * Columns for which Delta keeps the least and greatest value of each file, to skip files by: the
   * key and every time. For Delta's default, the first 32 columns, collecting them took half of a
   * load's task time.
   */
  public List<String> statisticsColumns() {
    return columns.stream()
        .filter(column -> !partitions.contains(column.name()))
        .filter(
            column ->
                key.contains(column.name())
                    || column.type().equals(Types.TIMESTAMP)
                    || column.type().equals(Types.DATE))
        .map(ColumnSpec::name)
        .toList();
  }

  /** Whether a month of rows stands in one file: for questions about many days. */
  public boolean isFiledByMonth() {
    return !monthOrder.isEmpty();
  }

  /** Whether each merge leaves one file (a partition): for names that every question needs. */
  public boolean isKeptInOneFile() {
    return isKeptInOneFile;
  }

  /** The most rows a file may have; 0 where a write makes as many files as it has tasks. */
  public long maxRecordsPerFile() {
    return maxRecordsPerFile;
  }

  /** The order of rows in the file of a month: SQL over its columns. */
  public List<String> monthOrder() {
    return monthOrder;
  }

  /** The month a day belongs to, as the column {@code month} of a table filed by month holds it. */
  public static String month(LocalDate day) {
    return YearMonth.from(day).toString();
  }

  /** As {@link #month(LocalDate)}, of a column of dates. */
  public static Column month(Column day) {
    return functions.date_format(day, "yyyy-MM");
  }

  /** CHECK constraints, SQL by name. */
  public Map<String, String> checks() {
    return checks;
  }

  /** Whether the table tells what was done rather than what is so: each run adds to it. */
  public boolean isJournal() {
    return isJournal;
  }

  /** Columns two runs of the same day must agree on. */
  public List<String> contentColumns() {
    return columns.stream().filter(c -> !c.isOperational()).map(ColumnSpec::name).toList();
  }

  public StructType structType() {
    StructType type = new StructType();
    for (ColumnSpec column : columns) {
      StructField field =
          new StructField(
                  column.name(),
                  column.type(),
                  !column.isRequired(),
                  org.apache.spark.sql.types.Metadata.empty())
              .withComment(column.comment());
      type = type.add(field);
    }
    return type;
  }

  /**
   * The last projection of a job: exactly this table's columns, in order. Fails with every missing,
   * surplus and mistyped column in one message.
   */
  public Dataset<Row> conform(Dataset<Row> rows) {
    Map<String, DataType> found = new LinkedHashMap<>();
    for (StructField field : rows.schema().fields()) {
      found.put(field.name(), field.dataType());
    }
    List<String> problems = new ArrayList<>();
    for (ColumnSpec column : columns) {
      DataType type = found.get(column.name());
      if (type == null) {
        problems.add("missing " + column.name());
      } else if (!DataType.equalsIgnoreNullability(type, column.type())) {
        problems.add(
            column.name()
                + " is "
                + type.simpleString()
                + " where "
                + column.type().simpleString()
                + " is declared");
      }
    }
    Set<String> surplus = new HashSet<>(found.keySet());
    columns.forEach(column -> surplus.remove(column.name()));
    surplus.stream().sorted().forEach(extra -> problems.add("surplus " + extra));
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "Rows for "
              + qualifiedName()
              + " do not fit its schema: "
              + String.join("; ", problems)
              + ". Change the job or the schema class, then docs/tables.md.");
    }
    return rows.select(columns.stream().map(c -> functions.col(c.name())).toArray(Column[]::new));
  }

  /**
   * As {@link #conform}, adding a null column for every optional one that {@code rows} lacks, and
   * casting to the declared types.
   */
  public Dataset<Row> conformSparse(Dataset<Row> rows) {
    Set<String> found = new HashSet<>(Arrays.asList(rows.columns()));
    List<Column> projection = new ArrayList<>();
    for (ColumnSpec column : columns) {
      if (found.contains(column.name())) {
        projection.add(functions.col(column.name()).cast(column.type()).as(column.name()));
      } else if (!column.isRequired()) {
        projection.add(functions.lit(null).cast(column.type()).as(column.name()));
      }
    }
    found.removeAll(columns.stream().map(ColumnSpec::name).toList());
    found.forEach(extra -> projection.add(functions.col(extra)));
    return conform(rows.select(projection.toArray(Column[]::new)));
  }

  @Override
  public String toString() {
    return qualifiedName();
  }

  /** Builds a schema, column by column, in the order people read it. */
  public static final class Builder {
    private final String layer;
    private final String name;
    private String comment = "";
    private final List<ColumnSpec> columns = new ArrayList<>();
    private List<String> key = List.of();
    private List<String> partitions = List.of();
    private final Map<String, String> checks = new LinkedHashMap<>();
    private boolean isJournal;
    private List<String> monthOrder = List.of();
    private boolean isKeptInOneFile;
    private long maxRecordsPerFile;

    private Builder(String layer, String name) {
      this.layer = layer;
      this.name = name;
    }

    public Builder comment(String text) {
      this.comment = text;
      return this;
    }

    /** A column that is NOT NULL. */
    public Builder required(String column, DataType type, String text) {
      columns.add(new ColumnSpec(column, type, true, false, text));
      return this;
    }

    /** A column that may be null. */
    public Builder optional(String column, DataType type, String text) {
      columns.add(new ColumnSpec(column, type, false, false, text));
      return this;
    }

    /** A column about the run, not about the world: left out of content hashes. */
    public Builder operational(String column, DataType type, String text) {
      columns.add(new ColumnSpec(column, type, false, true, text));
      return this;
    }

    /** A column for each feature of the catalogue. */
    public Builder features() {
      for (Feature feature : Features.all()) {
        columns.add(
            new ColumnSpec(
                feature.name(),
                Types.DOUBLE,
                false,
                false,
                feature.description()
                    + " ["
                    + feature.unit()
                    + ", "
                    + feature.category().key()
                    + "]"));
      }
      return this;
    }

    public Builder key(String... names) {
      this.key = List.of(names);
      return this;
    }

    public Builder partitionedBy(String... names) {
      this.partitions = List.of(names);
      return this;
    }

    /**
     * Rows of a month stand in one file, in the order of these columns or SQL over them: a question
     * about thirty days opens two. A day is replaced by writing its month anew. Adds the column
     * {@code month}.
     */
    public Builder filedByMonth(String... order) {
      required("month", Types.STRING, "Month of day, such as 2026-03.");
      this.monthOrder = List.of(order);
      return partitionedBy("month");
    }

    /** Merges leave one file a partition: every question reads the table whole. */
    public Builder keptInOneFile() {
      isKeptInOneFile = true;
      return this;
    }

    /**
     * A file ends after so many rows: for tables written in the order of meetings and their minutes
     * that have most of the warehouse's rows. One meeting, or one person's, is then in few files of
     * many, and what reads or erases it opens those alone.
     */
    public Builder maxRecordsPerFile(long rows) {
      maxRecordsPerFile = rows;
      return this;
    }

    /** A CHECK constraint that Delta enforces on every write. */
    public Builder check(String constraint, String sql) {
      checks.put(constraint, sql);
      return this;
    }

    /** Marks a table that each run adds to: left out when the tables of two runs are compared. */
    public Builder journal() {
      isJournal = true;
      return this;
    }

    public TableSchema build() {
      return new TableSchema(this);
    }
  }
}
