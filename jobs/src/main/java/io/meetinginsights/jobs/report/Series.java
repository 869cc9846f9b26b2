package io.meetinginsights.jobs.report;

import com.fasterxml.jackson.annotation.JsonValue;
import io.meetinginsights.reader.GoldRow;
import io.meetinginsights.tables.TableSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Rows of a series table by column: the instants under {@code at}, each figure under its column's
 * name. Columns without a single figure are left out.
 */
final class Series {

  private static final Set<String> NOT_FIGURES =
      Set.of("day", "org_id", "site_id", "client_key", "bucket", "bucket_at", "bucket_local_at");

  private final List<String> columns;
  private final List<GoldRow> rows = new ArrayList<>();

  Series(TableSchema table) {
    this.columns = figures(table);
  }

  /** The columns of a series table that hold figures. */
  static List<String> figures(TableSchema table) {
    return table.columns().stream()
        .filter(column -> !column.isOperational())
        .map(TableSchema.ColumnSpec::name)
        .filter(name -> !NOT_FIGURES.contains(name))
        .toList();
  }

  void add(GoldRow row) {
    rows.add(row);
  }

  /** Starts of the buckets, in their order. */
  List<Instant> buckets() {
    return rows.stream().map(row -> row.instant("bucket_at")).sorted().toList();
  }

  /** By column. */
  @JsonValue
  Map<String, List<Number>> byColumn() {
    List<GoldRow> inOrder =
        rows.stream().sorted(Comparator.comparing(row -> row.instant("bucket_at"))).toList();
    Map<String, List<Number>> series = new LinkedHashMap<>();
    series.put(
        "at",
        inOrder.stream().<Number>map(row -> row.instant("bucket_at").getEpochSecond()).toList());
    for (String column : columns) {
      List<Number> figures = new ArrayList<>();
      inOrder.forEach(row -> figures.add(figure(row, column)));
      if (figures.stream().anyMatch(Objects::nonNull)) {
        series.put(column, figures);
      }
    }
    return series;
  }

  private static Number figure(GoldRow row, String column) {
    // Not a conditional expression: it would make a number of a null.
    if (column.endsWith("_minutes") || column.startsWith("num_") || column.equals("cpu_clients")) {
      return row.whole(column);
    }
    return Rounded.to(2, row.number(column));
  }
}
