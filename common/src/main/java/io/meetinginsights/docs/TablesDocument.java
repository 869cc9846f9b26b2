package io.meetinginsights.docs;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.TableSchema.ColumnSpec;
import io.meetinginsights.tables.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** docs/tables.md: the data dictionary, from the schema classes. */
public final class TablesDocument {

  private TablesDocument() {}

  /** The document. */
  public static String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Tables

        Generated from the schema classes in `io.meetinginsights.tables`; `make docs` writes it anew.

        Delta tables at `warehouse/<layer>/<table>`. Times are UTC, a `day` is a UTC day, names carry their unit. Marks of a column: `key` part of the
        primary key, `partition` the files are laid out by it, `operational` about the run and not about the world: two runs of the same day agree on all
        columns but these. A column that is not marked nullable never holds null. A journal is a table that each run adds to.

        """);
    MarkdownTable contents = new MarkdownTable("table", "holds");
    for (TableSchema table : Tables.all()) {
      contents.row("[" + table.qualifiedName() + "](#" + anchor(table) + ")", table.comment());
    }
    text.append(contents);
    for (TableSchema table : Tables.all()) {
      appendTable(text, table);
    }
    return text.toString();
  }

  private static void appendTable(StringBuilder text, TableSchema table) {
    text.append("\n## ").append(table.qualifiedName()).append("\n\n");
    text.append(table.comment()).append("\n\n");
    text.append("- Key: ").append(names(table.key())).append('\n');
    text.append("- Partitioned by: ").append(names(table.partitions())).append('\n');
    if (table.isFiledByMonth()) {
      text.append("- Filed by month: one file each, ordered by ")
          .append(names(table.monthOrder()))
          .append('\n');
    }
    if (table.isKeptInOneFile()) {
      text.append("- Kept in one file a partition.\n");
    }
    if (table.maxRecordsPerFile() > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "- Files of at most %,d rows, in the order of meetings and their minutes.\n",
              table.maxRecordsPerFile()));
    }
    // Sorted: the schema keeps constraints without an order.
    new TreeMap<>(table.checks())
        .forEach(
            (name, sql) ->
                text.append("- Constraint ")
                    .append(code(name))
                    .append(": ")
                    .append(code(sql))
                    .append('\n'));
    if (table.isJournal()) {
      text.append("- Journal: each run adds to it.\n");
    }
    MarkdownTable columns = new MarkdownTable("column", "type", "nullable", "marks", "meaning");
    for (ColumnSpec column : table.columns()) {
      columns.row(
          code(column.name()),
          code(column.type().sql().toLowerCase(Locale.ROOT)),
          column.isRequired() ? "" : "nullable",
          marks(table, column),
          column.comment());
    }
    text.append('\n').append(columns);
  }

  private static String marks(TableSchema table, ColumnSpec column) {
    List<String> marks = new ArrayList<>();
    if (table.key().contains(column.name())) {
      marks.add("key");
    }
    if (table.partitions().contains(column.name())) {
      marks.add("partition");
    }
    if (column.isOperational()) {
      marks.add("operational");
    }
    return String.join(", ", marks);
  }

  private static String names(List<String> columns) {
    return columns.isEmpty()
        ? "none"
        : columns.stream().map(TablesDocument::code).collect(Collectors.joining(", "));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  /** As GitHub makes it of the heading. */
  private static String anchor(TableSchema table) {
    return table.qualifiedName().replace(".", "");
  }
}
