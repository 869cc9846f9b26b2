package io.meetinginsights.jobs.endtoend;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.round;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.jobs.cli.MeetingInsights;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Tables;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cases of landing files written by hand, taken through the real command line, with the rows that
 * must come out, worked out by hand too: {@code src/test/resources/golden/<case>/landing} and
 * {@code expected/<table>.jsonl}. An expected row names the columns it is about; numbers agree to
 * six decimals.
 */
@WithSpark
class GoldenTablesIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path CASES =
      Processes.projectRoot().resolve("jobs/src/test/resources/golden");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> landingFilesBecomeTheRowsWorkedOutByHand(SparkSession spark)
      throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> cases = Files.list(CASES)) {
      for (Path golden : cases.sorted().toList()) {
        Path world = folder.resolve(golden.getFileName().toString());
        for (String job : List.of("ingest", "correlate", "insights")) {
          assertThat(MeetingInsights.run(words(job, golden, world))).as(job).isZero();
        }
        Warehouse warehouse = new Warehouse(spark, world.resolve("warehouse").toString(), "test");
        try (Stream<Path> expected = Files.list(golden.resolve("expected"))) {
          for (Path file : expected.sorted().toList()) {
            String name = file.getFileName().toString().replace(".jsonl", "");
            TableSchema table = Tables.named(name).orElseThrow();
            tests.add(
                DynamicTest.dynamicTest(
                    golden.getFileName() + ": " + name,
                    () -> assertRows(warehouse.read(table), file)));
          }
        }
      }
    }
    return tests.stream();
  }

  private static void assertRows(Dataset<Row> table, Path file) throws IOException {
    List<JsonNode> expected = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank()) {
        expected.add(normal(JSON.readTree(line)));
      }
    }
    List<String> columns = new ArrayList<>();
    expected.get(0).fieldNames().forEachRemaining(columns::add);
    List<Column> projection = new ArrayList<>();
    for (String name : columns) {
      StructField field = table.schema().apply(name);
      Column column = col(name);
      projection.add(
          field.dataType().equals(DataTypes.DoubleType)
              ? round(column, 6).as(name)
              : field.dataType().equals(DataTypes.TimestampType)
                  ? org.apache.spark.sql.functions.date_format(column, "HH:mm:ss").as(name)
                  : column);
    }
    List<JsonNode> actual = new ArrayList<>();
    for (Row row : table.select(projection.toArray(Column[]::new)).collectAsList()) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      JsonNode found = JSON.readTree(row.json());
      columns.forEach(
          name ->
              node.set(
                  name,
                  found.path(name).isMissingNode()
                      ? JsonNodeFactory.instance.nullNode()
                      : found.get(name)));
      actual.add(normal(node));
    }
    assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** Numbers as doubles, so that 1 and 1.0 are one. */
  private static JsonNode normal(JsonNode node) {
    if (node.isNumber()) {
      return JsonNodeFactory.instance.numberNode(node.asDouble());
    }
    if (node.isObject()) {
      ObjectNode normal = JsonNodeFactory.instance.objectNode();
      node.properties().forEach(field -> normal.set(field.getKey(), normal(field.getValue())));
      return normal;
    }
    return node;
  }

  private static String[] words(String job, Path golden, Path world) {
    List<String> words = new ArrayList<>(List.of(job));
    if (job.equals("ingest")) {
      words.addAll(List.of("--only", "load"));
    }
    words.addAll(
        List.of("--date", "2026-03-02", "--set", "sites-file=" + golden.resolve("sites.yaml")));
    words.addAll(List.of("--set", "storage.landing=" + golden.resolve("landing")));
    for (String place : List.of("warehouse", "models", "ops", "key")) {
      words.addAll(List.of("--set", "storage." + place + "=" + world.resolve(place)));
    }
    return words.toArray(String[]::new);
  }
}
