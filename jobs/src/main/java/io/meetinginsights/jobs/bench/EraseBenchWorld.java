package io.meetinginsights.jobs.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.make_dt_interval;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.TableSchema.ColumnSpec;
import io.meetinginsights.tables.Tables;
import io.meetinginsights.tables.Types;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A month out of a day: the rows and files of one simulated day repeated on the days after it,
 * under keys and times of their own, with the same people and devices. Everybody is thus there on
 * every day, which is the most that erasing one of them can be.
 */
final class EraseBenchWorld {

  /** Keys of a join, which are another one's on another day. */
  private static final Set<String> JOIN_KEYS =
      Set.of("identity_key", "sender_key", "egress_key", "remote_sender_key", "event_id");

  private EraseBenchWorld() {}

  /** Repeats a day of a warehouse on the days after it. */
  static void repeatRows(Warehouse warehouse, LocalDate first, int days) {
    for (TableSchema table : Tables.all()) {
      boolean isOfDays =
          table.columns().stream().anyMatch(c -> c.type().equals(Types.TIMESTAMP))
              || table.partitions().contains("day");
      if (!isOfDays
          || table.isJournal()
          || table.name().startsWith("model_")
          || !warehouse.exists(table)) {
        continue;
      }
      Dataset<Row> shifted =
          warehouse
              .read(table)
              .crossJoin(
                  warehouse.spark().range(1, days).select(col("id").cast("int").as("shift_days")));
      List<Column> columns = new ArrayList<>(List.of(col("shift_days")));
      table.columns().forEach(c -> columns.add(shifted(c, first).as(c.name())));
      shifted = shifted.select(columns.toArray(Column[]::new));
      // A file a day, as a load writes them.
      warehouse.append(table, shifted.repartition(days - 1, col("shift_days")).drop("shift_days"));
    }
  }

  private static Column shifted(ColumnSpec column, LocalDate first) {
    Column value = col(column.name());
    if (column.type().equals(Types.DATE)) {
      return date_add(value, col("shift_days"));
    }
    if (column.type().equals(Types.TIMESTAMP)) {
      return value.plus(make_dt_interval(col("shift_days")));
    }
    if (column.name().equals("file")) {
      return regexp_replace(
          value,
          lit("date=" + first),
          concat(
              lit("date="),
              date_add(lit(java.sql.Date.valueOf(first)), col("shift_days")).cast("string")));
    }
    // The key of the same thing on another day; null stays null.
    return JOIN_KEYS.contains(column.name())
        ? substring(sha2(concat(value, col("shift_days").cast("string")), 256), 1, 32)
        : value;
  }

  /** Copies the landing folders of a day to the days after it. */
  static void repeatFiles(Path landing, LocalDate first, int days) throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.walk(landing, 4)) {
      folders = all.filter(f -> f.getFileName().toString().equals("date=" + first)).toList();
    }
    for (Path folder : folders) {
      for (int shift = 1; shift < days; shift++) {
        Path target = folder.resolveSibling("date=" + first.plusDays(shift));
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.toList()) {
            Path to = target.resolve(folder.relativize(file).toString());
            if (Files.isDirectory(file)) {
              Files.createDirectories(to);
            } else {
              Files.copy(file, to);
            }
          }
        }
      }
    }
  }

  /** Bytes below a folder. */
  static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
