package io.meetinginsights.reader;

import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.TableSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What to read of a table: which days, which rows, which columns. All of each, unless said. */
public final class GoldQuery {

  private final GoldReader reader;
  private final TableSchema table;
  private final List<Where> conditions;
  private final Set<String> columns;

  GoldQuery(GoldReader reader, TableSchema table) {
    this(reader, table, List.of(), Set.of());
  }

  private GoldQuery(
      GoldReader reader, TableSchema table, List<Where> conditions, Set<String> columns) {
    this.reader = reader;
    this.table = table;
    this.conditions = conditions;
    this.columns = columns;
  }

  /** Only rows of these UTC days: files of other days are not opened. */
  public GoldQuery days(DayRange range) {
    GoldQuery query = where(Where.days(range.from(), range.to()));
    return table.isFiledByMonth()
        ? query.where(
            Where.between("month", TableSchema.month(range.from()), TableSchema.month(range.to())))
        : query;
  }

  /** Only rows that fulfil this as well. */
  public GoldQuery where(Where condition) {
    require(condition.column());
    List<Where> all = new ArrayList<>(conditions);
    all.add(condition);
    return new GoldQuery(reader, table, List.copyOf(all), columns);
  }

  /** Only these columns. */
  public GoldQuery select(String... names) {
    Set<String> all = new LinkedHashSet<>(columns);
    for (String name : names) {
      require(name);
      all.add(name);
    }
    return new GoldQuery(reader, table, conditions, all);
  }

  /** The rows, in the order of the files. */
  public List<GoldRow> list() {
    return reader.list(this);
  }

  /** Hands over row by row: for tables that are larger than what is kept of them. */
  public void forEach(Consumer<GoldRow> consumer) {
    reader.read(this, consumer);
  }

  TableSchema table() {
    return table;
  }

  List<Where> conditions() {
    return conditions;
  }

  /** Columns in the table's order, those of the conditions included. */
  List<TableSchema.ColumnSpec> columns() {
    Set<String> wanted = new LinkedHashSet<>(columns);
    conditions.forEach(condition -> wanted.add(condition.column()));
    return table.columns().stream()
        .filter(column -> columns.isEmpty() || wanted.contains(column.name()))
        .toList();
  }

  private void require(String column) {
    if (table.columns().stream().noneMatch(spec -> spec.name().equals(column))) {
      throw new IllegalStateException(table + " has no column " + column);
    }
  }
}
