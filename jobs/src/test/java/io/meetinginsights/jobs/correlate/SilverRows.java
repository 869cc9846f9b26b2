package io.meetinginsights.jobs.correlate;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.warehouse.Warehouse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Hand-written rows of silver tables: only the columns a case is about, the others as usual. */
final class SilverRows {

  private final SparkSession spark;

  SilverRows(SparkSession spark) {
    this.spark = spark;
  }

  /** Rows of a table; values are SQL literals in the order of the columns. */
  Dataset<Row> of(TableSchema table, String columns, List<String> values) {
    List<String> names = Arrays.stream(columns.split(",")).map(String::trim).toList();
    return table.conformSparse(spark.sql(select(names, table, values)));
  }

  private static String type(TableSchema table, String name) {
    return table.structType().apply(name).dataType().sql();
  }

  private static String select(List<String> names, TableSchema table, List<String> values) {
    String casts =
        names.stream()
            .map(name -> "CAST(" + name + " AS " + type(table, name) + ") AS " + name)
            .collect(Collectors.joining(", "));
    return "SELECT "
        + casts
        + " FROM VALUES "
        + values.stream().map(row -> "(" + row + ")").collect(Collectors.joining(", "))
        + " AS t("
        + String.join(", ", names)
        + ")";
  }

  /** Adds rows to a table. */
  void write(Warehouse warehouse, TableSchema table, String columns, List<String> values) {
    warehouse.append(table, of(table, columns, values));
  }

  /** {@code template} once a minute, with {@code $m} the timestamp and {@code $d} its day. */
  static List<String> everyMinute(String first, int minutes, String template) {
    List<String> rows = new ArrayList<>();
    java.time.LocalDateTime start = java.time.LocalDateTime.parse(first.replace(' ', 'T'));
    for (int i = 0; i < minutes; i++) {
      rows.add(at(start.plusMinutes(i), template));
    }
    return rows;
  }

  private static String at(java.time.LocalDateTime minute, String template) {
    LocalDate day = minute.toLocalDate();
    return template
        .replace("$m", "TIMESTAMP'" + minute.toString().replace('T', ' ') + ":00'")
        .replace("$d", "DATE'" + day + "'");
  }
}
