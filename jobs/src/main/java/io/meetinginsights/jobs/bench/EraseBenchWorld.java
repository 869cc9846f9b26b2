package io.meetinginsights.jobs.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.make_dt_interval;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A month out of a day: what one simulated day left is repeated on the days after it, with the same
 * people and devices. Everybody is thus there on every day, which is the most that erasing one of
 * them can be.
 *
 * <p>Of tables partitioned by day the files are copied, and named in a commit of their own: what
 * stands in them is of the first day, their partition is not. The rows of the other tables are
 * written anew, under times and keys of their own.
 */
final class EraseBenchWorld {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Keys of a join, which are another one's on another day. */
  private static final Set<String> JOIN_KEYS = Set.of("identity_key", "sender_key");

  private EraseBenchWorld() {}

  /** Repeats a day of a warehouse on the days after it. */
  static void repeatTables(Warehouse warehouse, LocalDate first, int days) throws IOException {
    for (TableSchema table : Tables.all()) {
      if (table.isJournal() || !warehouse.exists(table)) {
        continue;
      }
      if (table.partitions().contains("day")) {
        Path folder = Path.of(java.net.URI.create(warehouse.path(table)).getPath());
        repeatPartitions(folder, first, days);
      } else if (table.isFiledByMonth()
          || Set.of("participants", "client_identities", "feedback").contains(table.name())) {
        repeatRows(warehouse, table, days);
      }
    }
    org.apache.spark.sql.delta.DeltaLog.clearCache();
  }

  private static void repeatPartitions(Path table, LocalDate first, int days) throws IOException {
    Map<String, JsonNode> files = new LinkedHashMap<>();
    long version = -1;
    try (Stream<Path> all = Files.list(table.resolve("_delta_log"))) {
      for (Path commit :
          all.filter(f -> f.getFileName().toString().matches("\\d{20}\\.json")).sorted().toList()) {
        version = Long.parseLong(commit.getFileName().toString().substring(0, 20));
        for (String line : Files.readAllLines(commit)) {
          JsonNode action = JSON.readTree(line);
          if (action.has("add")) {
            files.put(action.get("add").get("path").asText(), action.get("add"));
          } else if (action.has("remove")) {
            files.remove(action.get("remove").get("path").asText());
          }
        }
      }
    }
    List<String> lines = new ArrayList<>();
    ObjectNode info = JSON.createObjectNode();
    info.putObject("commitInfo").put("operation", "WRITE").put("timestamp", 0);
    lines.add(JSON.writeValueAsString(info));
    for (Map.Entry<String, JsonNode> file : files.entrySet()) {
      if (!file.getKey().contains("day=" + first)) {
        continue;
      }
      for (int shift = 1; shift < days; shift++) {
        String day = first.plusDays(shift).toString();
        String path = file.getKey().replace("day=" + first, "day=" + day);
        Files.createDirectories(table.resolve(path).getParent());
        Files.copy(table.resolve(file.getKey()), table.resolve(path));
        ObjectNode add = file.getValue().deepCopy();
        add.put("path", path);
        ((ObjectNode) add.get("partitionValues")).put("day", day);
        lines.add(JSON.writeValueAsString(JSON.createObjectNode().set("add", add)));
      }
    }
    Files.write(table.resolve("_delta_log").resolve("%020d.json".formatted(version + 1)), lines);
  }

  private static void repeatRows(Warehouse warehouse, TableSchema table, int days) {
    List<Column> columns = new ArrayList<>(List.of(col("shift_days")));
    table.columns().forEach(column -> columns.add(shifted(column).as(column.name())));
    Dataset<Row> shifted =
        warehouse
            .read(table)
            .crossJoin(
                warehouse.spark().range(1, days).select(col("id").cast("int").as("shift_days")))
            .select(columns.toArray(Column[]::new));
    // A file a day, as a load writes them.
    warehouse.append(table, shifted.repartition(days, col("shift_days")).drop("shift_days"));
  }

  private static Column shifted(ColumnSpec column) {
    Column value = col(column.name());
    if (column.name().equals("month")) {
      return TableSchema.month(date_add(col("day"), col("shift_days")));
    }
    if (column.type().equals(Types.DATE)) {
      return date_add(value, col("shift_days"));
    }
    if (column.type().equals(Types.TIMESTAMP)) {
      return value.plus(make_dt_interval(col("shift_days")));
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
