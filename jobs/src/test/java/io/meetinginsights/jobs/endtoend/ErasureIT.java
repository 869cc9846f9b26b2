package io.meetinginsights.jobs.endtoend;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.jobs.cli.MeetingInsights;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Tables;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.CrashPoints;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plants people whose names stand nowhere else in a simulated world, takes it through every job,
 * erases them, and looks through every byte there is: nothing is left of them, and everything of
 * everybody else is as it was.
 *
 * <p>By default one person, whose erasure is killed three times on its way, and one device. With
 * {@code -Derasure.kills=10} so many people, each one's erasure killed once at a random point by a
 * process that is halted, and finished by the next run.
 */
@WithSpark
@Tag("privacy")
class ErasureIT {

  private static final String PROPERTY = "meetinginsights.crash-at";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> JOIN =
      List.of("account_id", "meeting_uuid", "participant_id", "joined_at");

  @TempDir Path folder;

  @Test
  void nothingIsLeftOfWhoIsErasedAndEverythingOfEverybodyElse(SparkSession spark)
      throws IOException, InterruptedException {
    int kills = Integer.getInteger("erasure.kills", 0);
    TinyWorld world = new TinyWorld(folder);
    assertThat(MeetingInsights.run(world.simulate())).isZero();
    List<PlantedPerson> planted =
        // The first and the device's owner, and one whose erasure shows which points there are.
        PlantedPerson.plant(folder.resolve("landing"), kills == 0 ? 2 : kills + 3);
    PlantedPerson person = planted.get(0);
    PlantedPerson owner = planted.get(planted.size() - 1);
    plantTraps(person);
    for (String job : TinyWorld.JOBS) {
      assertThat(MeetingInsights.run(world.line(job))).as(job).isZero();
    }
    report(spark, world);
    plantFilesBeside(person);
    Map<Path, List<String>> lateLines = linesAbout(person);
    Map<String, Set<String>> before = ByteScan.find(folder, person.words());
    assertThat(before.keySet())
        .as("before: what the scan must be able to find")
        .containsExactlyInAnyOrderElementsOf(new LinkedHashSet<>(person.words()));
    assertThat(before.get(person.hostName())).anyMatch(file -> file.endsWith(".html"));

    Keys keys = Keys.of(spark, world, person);
    assertThat(keys.joins()).isNotZero();
    Map<String, String> others = others(spark, world, keys, person);
    erase(world, "--person", person.email(), 3);
    assertGone(person, keys);
    assertThat(rows(spark, world)).as("rows of everybody else").isEqualTo(others);
    assertReceiptNames(person);
    // Readers without Spark read a table whose log begins at a checkpoint.
    report(spark, world);
    assertGone(person, keys);

    // What comes late, and what the look-back fetches again.
    for (Map.Entry<Path, List<String>> file : lateLines.entrySet()) {
      PlantedPerson.write(
          file.getKey().resolveSibling("late-" + file.getKey().getFileName()), file.getValue());
    }
    assertThat(ByteScan.find(folder, person.words())).as("late files").isNotEmpty();
    assertThat(MeetingInsights.run(world.line("ingest"))).isZero();
    assertGone(person, keys);
    assertThat(MeetingInsights.run(world.line("correlate"))).isZero();
    assertGone(person, keys);

    assertThat(MeetingInsights.run(line(world, "erase", "--client", owner.mac()))).isZero();
    assertThat(
            ByteScan.find(
                folder,
                List.of(
                    owner.mac(),
                    String.join("-", owner.mac().split("(?<=\\G....)")),
                    owner.hostName(),
                    owner.ip())))
        .as("device")
        .isEmpty();
    assertThat(people(spark, world, owner.email())).as("whose device it was stays").isEqualTo(1);

    if (kills > 0) {
      eraseKilledAtRandom(spark, world, planted.subList(1, planted.size() - 1));
    }
  }

  /** Each is killed once by a halted process, then finished by a run that is asked for nothing. */
  private void eraseKilledAtRandom(SparkSession spark, TinyWorld world, List<PlantedPerson> people)
      throws IOException, InterruptedException {
    Random random = new Random(7);
    CrashPoints.drainPassed();
    assertThat(MeetingInsights.run(line(world, "erase", "--person", people.get(0).email())))
        .isZero();
    List<String> points =
        new ArrayList<>(new LinkedHashSet<>(CrashPoints.drainPassed()))
            .stream().filter(point -> !point.contains("run_log")).toList();
    for (PlantedPerson person : people.subList(1, people.size())) {
      Keys keys = Keys.of(spark, world, person);
      Map<String, String> others = others(spark, world, keys, person);
      String point = points.get(random.nextInt(points.size()));
      Processes.Ended ended =
          Processes.meetingInsights(
              Map.of("MEETING_INSIGHTS_CRASH_AT", point),
              line(world, "erase", "--person", person.email()));
      assertThat(ended.exitCode())
          .as("killed at %s: %s", point, ended.output())
          .isEqualTo(CrashPoints.HALTED);
      assertThat(
              Processes.meetingInsights(
                      Map.of(),
                      point.equals("after:tombstones") || isAfterBegin(person)
                          ? line(world, "erase")
                          : line(world, "erase", "--person", person.email()))
                  .exitCode())
          .isZero();
      org.apache.spark.sql.delta.DeltaLog.clearCache();
      assertGone(person, keys);
      assertThat(rows(spark, world)).as("others after a kill at %s", point).isEqualTo(others);
      System.out.println("erasure killed at " + point); // OK: what a reader of the log looks for
    }
  }

  private boolean isAfterBegin(PlantedPerson person) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("ops/erasures"))) {
      return files.anyMatch(file -> file.getFileName().toString().equals("work.bin"));
    }
  }

  /** Erases; killed at some points on the way, each run going on where the last one was. */
  private void erase(TinyWorld world, String option, String whom, int kills) {
    List<String> points =
        List.of(
            "before:bronze.network_records",
            "after:silver.participant_minutes",
            "checkpointed:history of silver.people");
    for (String point : points.subList(0, kills)) {
      System.setProperty(PROPERTY, "throw:" + point);
      try {
        assertThat(catchThrowable(() -> MeetingInsights.run(line(world, "erase", option, whom))))
            .as("killed at %s", point)
            .isInstanceOf(CrashPoints.SimulatedCrash.class);
      } finally {
        System.clearProperty(PROPERTY);
      }
    }
    // Asked for nothing, it finishes what was begun.
    assertThat(MeetingInsights.run(line(world, "erase"))).isZero();
  }

  static String[] line(TinyWorld world, String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(world.settings());
    words.addAll(
        List.of("--set", "privacy.also-erase=[" + world.folder().resolve("reports") + "]"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private void assertGone(PlantedPerson person, Keys keys) throws IOException {
    List<String> words = new ArrayList<>(person.words());
    words.addAll(keys.all());
    assertThat(ByteScan.find(folder, words)).as("left of who was erased").isEmpty();
  }

  private void assertReceiptNames(PlantedPerson person) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("ops/erasures"))) {
      List<Path> receipts =
          files.filter(file -> file.getFileName().toString().equals("receipt.json")).toList();
      assertThat(receipts).hasSize(1);
      JsonNode receipt = JSON.readTree(receipts.get(0).toFile());
      assertThat(receipt.path("of").asText()).isEqualTo("person");
      JsonNode removed = receipt.path("removed");
      assertThat(removed.path("landing").path("records removed").asLong()).isPositive();
      assertThat(removed.path("bronze.zoom_responses").path("lines redacted").asLong())
          .isPositive();
      assertThat(removed.path("tables").path("silver.people rows deleted").asLong()).isEqualTo(1);
      assertThat(removed.path("ops").path("files cut").asLong()).isEqualTo(1);
      assertThat(removed.path("also-erase").path("files cut").asLong()).isEqualTo(1);
      assertThat(removed.path("also-erase").path("files deleted").asLong()).isPositive();
      assertThat(receipt.path("stays").asText()).contains("totals");
    }
  }

  // What is planted beside.

  /** Places that a person's identifiers come to in other people's data. */
  private void plantTraps(PlantedPerson person) throws IOException {
    Path landing = folder.resolve("landing");
    boolean[] isDone = new boolean[2];
    PlantedPerson.rewrite(
        landing.resolve("network/ports"),
        line -> isDone[0] ? line : withNeighbour(line, person, isDone));
    PlantedPerson.rewrite(
        landing.resolve("zoom/meetings"),
        line -> isDone[1] ? line : withTopic(line, person, isDone));
    assertThat(isDone).containsExactly(true, true);
    Path infos = landing.resolve("network/client_info/date=" + TinyWorld.DAY);
    PlantedPerson.write(
        infos.resolve("broken.jsonl.gz"),
        List.of("{\"received_at\":\"2026-03-03T10:00:00Z\",\"body\":[{\"mac\":\"" + person.mac()));
    Path users = PlantedPerson.files(landing.resolve("zoom/users")).get(0).getParent();
    Path whole = users.resolve("truncated.jsonl.gz");
    Random random = new Random(1);
    StringBuilder noise = new StringBuilder();
    random.ints(3000, 'a', 'z').forEach(c -> noise.append((char) c));
    PlantedPerson.write(whole, List.of("{\"body\": \"" + person.email() + " " + noise + "\"}"));
    Files.write(whole, Arrays.copyOf(Files.readAllBytes(whole), 1200));
    PlantedPerson.write(users.resolve("half.jsonl.gz"), List.of(person.email()));
    Files.move(users.resolve("half.jsonl.gz"), users.resolve(".half.jsonl.gz.part"));
  }

  private static String withNeighbour(String line, PlantedPerson person, boolean[] isDone) {
    try {
      JsonNode envelope = JSON.readTree(line);
      for (JsonNode port : envelope.path("body").path("results")) {
        if (!port.has("neighbor_mac") && port.path("type").asText().equals("switch")) {
          ((ObjectNode) port)
              .put("neighbor_mac", person.mac())
              .put("neighbor_system_name", person.hostName());
          isDone[0] = true;
          return JSON.writeValueAsString(envelope);
        }
      }
      return line;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String withTopic(String line, PlantedPerson person, boolean[] isDone) {
    try {
      JsonNode envelope = JSON.readTree(line);
      for (JsonNode meeting : envelope.path("body").path("meetings")) {
        if (!meeting.path("email").asText().equals(person.email())) {
          ((ObjectNode) meeting).put("topic", "Sync with " + person.name() + ", weekly");
          isDone[1] = true;
          return JSON.writeValueAsString(envelope);
        }
      }
      return line;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void plantFilesBeside(PlantedPerson person) throws IOException {
    Path status = folder.resolve("ops/status/ingest/" + TinyWorld.DAY + "/odd.json");
    Files.writeString(
        status,
        "{\"job\":\"ingest\",\"from\":\"2026-03-03\",\"to\":\"2026-03-03\",\"run_id\":\"odd\","
            + "\"started_at\":\"2026-03-03T01:00:00Z\",\"ended_at\":\"2026-03-03T01:00:01Z\",\"exit_code\":1,\"message\":\"cannot"
            + " read "
            + person.email()
            + "\",\"counts\":{}}");
    Files.writeString(
        folder.resolve("reports/run.log"),
        "10:00:00 INFO ask for "
            + person.hostName()
            + ", "
            + String.join(":", person.mac().split("(?<=\\G..)"))
            + "\n10:00:01 INFO done\n");
    Files.writeString(folder.resolve("reports/export.json"), "{\"mac\":\"" + person.mac() + "\"}");
  }

  /** A report of each site, as people leave them. */
  private void report(SparkSession spark, TinyWorld world) throws IOException {
    Files.createDirectories(folder.resolve("reports"));
    for (Row site :
        new Warehouse(spark, world.warehouse().toString(), "test")
            .read(Tables.named("silver.sites").orElseThrow())
            .select("name")
            .collectAsList()) {
      assertThat(
              MeetingInsights.run(
                  world.line(
                      "report",
                      "--site",
                      site.getString(0),
                      "--out",
                      folder.resolve("reports/" + site.getString(0) + ".html").toString())))
          .isZero();
    }
  }

  private Map<Path, List<String>> linesAbout(PlantedPerson person) throws IOException {
    Map<Path, List<String>> lines = new TreeMap<>();
    for (Path file : PlantedPerson.files(folder.resolve("landing"))) {
      if (file.getFileName().toString().matches("(broken|truncated).*")) {
        continue;
      }
      List<String> about =
          PlantedPerson.lines(file).stream()
              .filter(
                  line ->
                      line.contains(person.email())
                          || line.contains(person.mac())
                          || line.contains(person.zoomId()))
              .limit(40)
              .toList();
      if (!about.isEmpty()) {
        lines.put(file, about);
      }
    }
    assertThat(lines).hasSizeGreaterThan(5);
    return lines;
  }

  // Rows of others.

  /** The keys of a person's rows, found by the test's own queries. */
  private record Keys(
      Set<String> persons, Set<String> clients, Set<String> macs, Dataset<Row> joinRows) {

    static Keys of(SparkSession spark, TinyWorld world, PlantedPerson person) {
      Warehouse warehouse = new Warehouse(spark, world.warehouse().toString(), "test");
      Set<String> persons =
          strings(
              table(warehouse, "silver.people")
                  .where(col("email").equalTo(person.email()))
                  .select("person_key"));
      Dataset<Row> identities = table(warehouse, "silver.client_identities");
      Set<String> macs =
          strings(
              identities
                  .where(
                      col("mac")
                          .equalTo(person.mac())
                          .or(
                              col("source")
                                  .equalTo("network")
                                  .and(col("user_name").equalTo(person.email()))))
                  .select("mac"));
      Set<String> clients =
          strings(identities.where(col("mac").isin(macs.toArray())).select("client_key"));
      Dataset<Row> joins =
          table(warehouse, "silver.participants")
              .where(col("person_key").isin(persons.toArray()))
              .select(JOIN.stream().map(name -> col(name)).toArray(Column[]::new))
              .localCheckpoint();
      assertThat(persons).hasSize(1);
      assertThat(clients).isNotEmpty();
      return new Keys(persons, clients, macs, joins);
    }

    long joins() {
      return joinRows.count();
    }

    List<String> all() {
      List<String> all = new ArrayList<>(persons);
      all.addAll(clients);
      return all;
    }

    private static Set<String> strings(Dataset<Row> rows) {
      return new LinkedHashSet<>(
          rows.toDF("v")
              .where(col("v").isNotNull())
              .distinct()
              .as(Encoders.STRING())
              .collectAsList());
    }
  }

  private static Dataset<Row> table(Warehouse warehouse, String name) {
    return warehouse.read(Tables.named(name).orElseThrow());
  }

  private static long people(SparkSession spark, TinyWorld world, String email) {
    return table(new Warehouse(spark, world.warehouse().toString(), "test"), "silver.people")
        .where(col("email").equalTo(email))
        .count();
  }

  /** What each table must hold afterwards: its rows without the person's. */
  private static Map<String, String> others(
      SparkSession spark, TinyWorld world, Keys keys, PlantedPerson person) {
    Warehouse warehouse = new Warehouse(spark, world.warehouse().toString(), "test");
    Map<String, String> hashes = new TreeMap<>();
    for (TableSchema table : compared(warehouse)) {
      Dataset<Row> rows = warehouse.read(table);
      Set<String> columns = Set.of(rows.columns());
      if (columns.containsAll(JOIN)) {
        rows =
            rows.join(
                keys.joinRows(),
                scala.jdk.javaapi.CollectionConverters.asScala(JOIN).toSeq(),
                "left_anti");
      }
      Column isTheirs = lit(false);
      for (String column : List.of("person_key", "rater")) {
        if (columns.contains(column) && !table.name().equals("site_clients")) {
          isTheirs = isTheirs.or(coalesce(col(column).isin(keys.persons().toArray()), lit(false)));
        }
      }
      if (columns.contains("client_key")) {
        isTheirs =
            isTheirs.or(coalesce(col("client_key").isin(keys.clients().toArray()), lit(false)));
      }
      if (columns.contains("mac")) {
        isTheirs = isTheirs.or(coalesce(col("mac").isin(keys.macs().toArray()), lit(false)));
      }
      rows = rows.where(isTheirs.equalTo(false));
      rows = blanked(rows, "neighbor_mac", col("neighbor_mac").equalTo(person.mac()));
      if (table.name().equals("meetings")) {
        Column isHost = col("host_person_key").isin(keys.persons().toArray());
        rows = blanked(rows, "topic", isHost.or(col("topic").contains(person.name())));
        rows = blanked(rows, "host_person_key", isHost);
      } else {
        rows = blanked(rows, "topic", col("topic").contains(person.name()));
      }
      hashes.put(table.qualifiedName(), hash(table, rows));
    }
    return hashes;
  }

  private static Dataset<Row> blanked(Dataset<Row> rows, String column, Column where) {
    return Arrays.asList(rows.columns()).contains(column)
        ? rows.withColumn(column, when(coalesce(where, lit(false)).equalTo(false), col(column)))
        : rows;
  }

  private static Map<String, String> rows(SparkSession spark, TinyWorld world) {
    Warehouse warehouse = new Warehouse(spark, world.warehouse().toString(), "test");
    Map<String, String> hashes = new TreeMap<>();
    for (TableSchema table : compared(warehouse)) {
      hashes.put(table.qualifiedName(), hash(table, warehouse.read(table)));
    }
    return hashes;
  }

  /** All but bronze, whose lines hold several people, and the journal. */
  private static List<TableSchema> compared(Warehouse warehouse) {
    return Tables.all().stream()
        .filter(table -> !table.layer().equals("bronze") && !table.isJournal())
        .filter(warehouse::exists)
        .toList();
  }

  private static String hash(TableSchema table, Dataset<Row> rows) {
    Column[] columns =
        table.columns().stream().map(column -> col(column.name())).toArray(Column[]::new);
    Row sums =
        rows.select(xxhash64(to_json(struct(columns))).cast("decimal(20,0)").as("h"))
            .agg(count(lit(1)), coalesce(sum("h"), lit(0).cast("decimal(20,0)")))
            .head();
    return sums.getLong(0) + " rows, " + sums.get(1);
  }
}
