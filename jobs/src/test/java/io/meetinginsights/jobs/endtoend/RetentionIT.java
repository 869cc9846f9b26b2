package io.meetinginsights.jobs.endtoend;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.jobs.cli.MeetingInsights;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Tables;
import io.meetinginsights.tables.gold.FeatureRanking;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody planted in March, data of June beside it, and what is left after maintain in June: every
 * byte of the planted one is gone from all layers, the rows of June are all there.
 */
@WithSpark
@Tag("privacy")
class RetentionIT {

  private static final String JUNE = "2026-06-10";

  @TempDir Path folder;

  @Test
  void whatIsOlderThanItsTimeIsGoneAndTheRestIsAsItWas(SparkSession spark) throws IOException {
    TinyWorld world = new TinyWorld(folder);
    assertThat(MeetingInsights.run(world.simulate())).isZero();
    PlantedPerson person = PlantedPerson.plant(folder.resolve("landing"), 1).get(0);
    assertThat(MeetingInsights.run(world.line("ingest"))).isZero();
    assertThat(MeetingInsights.run(world.lineOf(JUNE, "simulate"))).isZero();
    assertThat(MeetingInsights.run(world.lineOf(JUNE, "ingest"))).isZero();
    assertThat(ByteScan.find(folder, person.words()).keySet())
        .containsExactlyInAnyOrderElementsOf(person.words());

    appendTwoFilesOfJune(spark, world, FeatureRanking.SCHEMA);

    // Shown first, and nothing else.
    Map<String, Long> before = sizes();
    assertThat(MeetingInsights.run(maintain(world, "--dry-run"))).isZero();
    assertThat(sizes()).as("after a dry run").isEqualTo(before);

    Map<String, List<String>> june = june(spark, world);
    assertThat(june.get("silver.wireless_minutes")).isNotEmpty();
    Set<String> ranking = files(spark, world, FeatureRanking.SCHEMA);
    assertThat(ranking).hasSize(2);
    assertThat(MeetingInsights.run(maintain(world))).isZero();
    assertThat(files(spark, world, FeatureRanking.SCHEMA))
        .as("files of a size are not merged")
        .isEqualTo(ranking);
    assertThat(ByteScan.find(folder, person.words())).as("left of March").isEmpty();
    assertThat(june(spark, world)).isEqualTo(june);
    assertThat(rowsOfMarch(spark, world)).isZero();

    // The landing zone's own time, by default the shortest.
    assertThat(folder.resolve("landing/zoom/users/date=" + TinyWorld.DAY)).doesNotExist();
    assertThat(folder.resolve("landing/zoom/users/date=" + JUNE)).exists();

    // A day far ahead of the data is a slip of the keyboard.
    assertThat(MeetingInsights.run(world.lineOf("2027-06-10", "maintain"))).isEqualTo(3);
    assertThat(june(spark, world)).isEqualTo(june);
  }

  private static String[] maintain(TinyWorld world, String... more) {
    List<String> words = new ArrayList<>(List.of(more));
    for (String setting : List.of("silver-days=60", "gold-days=60", "ops-days=60", "tables=[]")) {
      words.addAll(List.of("--set", "maintain." + setting));
    }
    return world.lineOf("2026-06-11", "maintain", words.toArray(String[]::new));
  }

  private static void appendTwoFilesOfJune(SparkSession spark, TinyWorld world, TableSchema table) {
    Column[] anything =
        table.columns().stream()
            .map(
                column ->
                    (column.name().equals("day") ? lit(JUNE) : lit(1))
                        .cast(column.type())
                        .as(column.name()))
            .toArray(Column[]::new);
    warehouse(spark, world).append(table, spark.range(0, 2, 1, 2).toDF().select(anything));
  }

  private static Set<String> files(SparkSession spark, TinyWorld world, TableSchema table) {
    return Set.of(warehouse(spark, world).read(table).inputFiles());
  }

  private static Warehouse warehouse(SparkSession spark, TinyWorld world) {
    return new Warehouse(spark, world.warehouse().toString(), "test");
  }

  private static Map<String, List<String>> june(SparkSession spark, TinyWorld world) {
    Warehouse warehouse = warehouse(spark, world);
    Map<String, List<String>> rows = new TreeMap<>();
    for (TableSchema table : withDay(warehouse)) {
      rows.put(
          table.qualifiedName(),
          warehouse
              .read(table)
              .where(col("day").geq("2026-06-01"))
              .toJSON()
              .collectAsList()
              .stream()
              .sorted()
              .toList());
    }
    return rows;
  }

  private static long rowsOfMarch(SparkSession spark, TinyWorld world) {
    Warehouse warehouse = warehouse(spark, world);
    return withDay(warehouse).stream()
        .mapToLong(table -> warehouse.read(table).where(col("day").lt("2026-06-01")).count())
        .sum();
  }

  private static List<TableSchema> withDay(Warehouse warehouse) {
    return Tables.all().stream()
        .filter(table -> table.columns().stream().anyMatch(c -> c.name().equals("day")))
        .filter(table -> !table.isJournal())
        .filter(warehouse::exists)
        .toList();
  }

  private Map<String, Long> sizes() throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sizes.put(folder.relativize(file).toString(), Files.size(file));
      }
    }
    return sizes;
  }
}
