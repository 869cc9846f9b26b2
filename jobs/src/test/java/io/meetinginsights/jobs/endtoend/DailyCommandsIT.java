package io.meetinginsights.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.jobs.endtoend.ReferenceRun.State;
import io.meetinginsights.tables.gold.SiteSummary;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daily commands as an operator runs them: each a process of its own, then through spark-submit
 * with the application jar.
 */
@WithSpark
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DailyCommandsIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;

  @BeforeAll
  static void aCopyOfTheReferenceRun() throws Exception {
    ReferenceRun.copyAt(State.READABLE, folder);
  }

  @Test
  @Order(1)
  void theDailyCommandsRunAsSeparateProcessesAndLeaveAStatusFileEach(SparkSession spark)
      throws Exception {
    TinyWorld world = new TinyWorld(folder);
    for (String job : TinyWorld.JOBS) {
      Path file = folder.resolve("ops/status/" + job + "/" + TinyWorld.DAY);
      JsonNode status = JSON.readTree(file.resolve(ReferenceRun.RUN_ID + ".json").toFile());
      assertThat(status.path("exit_code").asInt(-1)).isZero();
      assertThat(status.path("counts").size()).as("counts of %s", job).isPositive();
      status
          .path("counts")
          .fieldNames()
          .forEachRemaining(
              count -> assertThat(outputOf(job)).as("what %s prints", job).contains(count));
      if (job.equals("ingest")) {
        assertThat(status.path("counts").path("network lines unreadable").asLong()).isEqualTo(1);
      }
    }
    Warehouse warehouse = new Warehouse(spark, world.warehouse().toString(), "test");
    assertThat(
            warehouse.contentHashes().entrySet().stream()
                .filter(table -> table.getValue().startsWith("0-"))
                .map(Map.Entry::getKey)
                .toList())
        .as("tables without a row")
        .isEmpty();
    assertThat(folder.resolve("ops/leases/warehouse.json")).doesNotExist();
  }

  private static String outputOf(String job) {
    try {
      return ReferenceRun.outputOf(job);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Order(2)
  void sqlKnowsTheTablesByName() throws Exception {
    Processes.Ended ended =
        Processes.meetingInsights(
            Map.of(),
            Stream.concat(
                    Stream.of("sql", "SELECT count(*) > 0 AS filled FROM gold.experience_minutes"),
                    new TinyWorld(folder).settings().stream())
                .toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("filled").contains("true");
  }

  @Test
  @Order(3)
  void statusSaysThatAllHasArrivedAndNothingIsToBeRedone() throws Exception {
    Processes.Ended ended =
        Processes.meetingInsights(Map.of(), new TinyWorld(folder).line("status"));
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output())
        .contains("participants_qos")
        .contains("loaded")
        .doesNotContain("missing");
    assertThat(ended.output())
        .containsPattern("to redo by correlate +nothing")
        .containsPattern("to redo by insights +nothing");
  }

  @Test
  @Order(4)
  void everyFigureOfAReportEqualsTheTables(SparkSession spark) throws Exception {
    TinyWorld world = new TinyWorld(folder);
    Warehouse warehouse = new Warehouse(spark, world.warehouse().toString(), "test");
    // The site with the most bad minutes, so that there is something to show.
    String site =
        warehouse
            .read(SiteSummary.SCHEMA)
            .where("day = '" + TinyWorld.DAY + "'")
            .orderBy(org.apache.spark.sql.functions.col("bad_minutes").desc())
            .head()
            .getAs("site_id");
    Path out = folder.resolve("report.html");
    Processes.Ended ended =
        Processes.meetingInsights(
            Map.of(), world.line("report", "--site", site, "--out", out.toString()));
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("bytes written");
    new ReportFigures(warehouse, site, TinyWorld.DAY, Files.readString(out)).equalTheTables();
  }

  @Test
  @Order(5)
  void askExportAndDigestAnswerFromTheTablesAsProcesses(SparkSession spark) throws Exception {
    TinyWorld world = new TinyWorld(folder);
    Warehouse warehouse = new Warehouse(spark, world.warehouse().toString(), "test");
    warehouse.registerTables();
    JsonNode bad = json(run(0, world.words("ask", "--json", "list bad zoom calls in last 7 days")));
    assertThat(bad.path("total").asLong())
        .isEqualTo(number(spark, "SELECT count(*) FROM gold.client_calls WHERE bad_minutes > 0"))
        .isPositive();
    assertThat(bad.path("files_read").asInt()).isLessThanOrEqualTo(6);
    JsonNode worst = bad.path("calls").get(0);
    String mac = worst.path("mac").asText().replaceAll("(..)(?=.)", "$1:");
    assertThat(run(0, world.words("ask", "troubleshoot " + mac + " in last 7 days")))
        .contains("Zoom sessions of", "Verdict:", "Overall health in", "Check next:");
    String accessPoints = run(0, world.words("ask", "top bad access points"));
    assertThat(accessPoints).containsPattern("AP-\\d+ \\([0-9a-f]{12}\\)");
    assertThat(run(2, world.words("ask", "paint the office green"))).contains("do:");

    String site = worst.path("site").asText();
    JsonNode found = json(run(0, world.line("export", "search", "--site", site)));
    assertThat(found.path("total").asLong())
        .isEqualTo(
            number(
                spark,
                "SELECT count(*) FROM gold.client_calls c JOIN silver.sites s USING (site_id)"
                    + " WHERE s.name = '"
                    + site
                    + "' AND c.day = '"
                    + TinyWorld.DAY
                    + "'"));
    assertThat(run(2, world.line("export", "search"))).contains("export search needs --site");

    JsonNode digest = json(run(0, world.line("digest", "--json")));
    assertThat(digest.path("sites_with_calls").asLong())
        .isEqualTo(
            number(
                spark,
                "SELECT count(*) FROM gold.site_summary WHERE total_minutes >= 30 AND day = '"
                    + TinyWorld.DAY
                    + "'"));
    assertThat(run(2, world.line("digest", "--send"))).contains("digest.webhook.url");
    String quiet = "digest.send-quiet-days=true";
    try (mockwebserver3.MockWebServer receiver = new mockwebserver3.MockWebServer()) {
      receiver.start();
      receiver.enqueue(new mockwebserver3.MockResponse.Builder().code(204).build());
      String url = "digest.webhook.url=" + receiver.url("/hook");
      assertThat(run(0, world.line("digest", "--send", "--set", quiet, "--set", url)))
          .contains("Posted to");
      assertThat(JSON.readTree(receiver.takeRequest().getBody().utf8())).isEqualTo(digest);
      receiver.close();
      assertThat(
              run(
                  4,
                  world.line(
                      "digest",
                      "--send",
                      "--set",
                      quiet,
                      "--set",
                      url,
                      "--set",
                      "digest.webhook.attempts=1")))
          .contains("was not taken by the webhook");
    }
  }

  private static String run(int exitCode, String... words) throws Exception {
    Processes.Ended ended = Processes.meetingInsights(Map.of(), words);
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(exitCode);
    return ended.output();
  }

  private static JsonNode json(String output) throws IOException {
    return JSON.readTree(output.substring(output.indexOf('{')));
  }

  private static long number(SparkSession spark, String sql) {
    return spark.sql(sql).head().getLong(0);
  }

  @Test
  @Order(6)
  void sparkSubmitRunsTheApplicationJarAndLeavesEqualTables(SparkSession spark) throws Exception {
    TinyWorld world = new TinyWorld(folder);
    Warehouse warehouse = new Warehouse(spark, world.warehouse().toString(), "test");
    Map<String, String> before = warehouse.contentHashes();
    for (String job : List.of("correlate", "explain")) {
      Processes.Ended ended = Processes.run(Map.of(), sparkSubmit(world.line(job)));
      assertThat(ended.exitCode()).as("%s: %s", job, ended.output()).isZero();
    }
    assertThat(warehouse.contentHashes()).isEqualTo(before);
  }

  @Test
  @Order(7)
  void sparkSubmitHandsTheExitCodeOfAUsageErrorOn() throws Exception {
    Processes.Ended ended = Processes.run(Map.of(), sparkSubmit("correlate"));
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
    assertThat(ended.output()).contains("add --date YYYY-MM-DD");
  }

  /**
   * Spark's own SparkSubmit with a Spark that has no Delta, XGBoost or object store in it: those
   * come with {@code --jars}, as on a cluster.
   */
  private static List<String> sparkSubmit(String... words) throws IOException {
    return SparkCluster.submit(words);
  }

  @Test
  @Order(8)
  void aMissingDayEndsWithExitCodeFourAndTheRemedy() throws Exception {
    List<String> words =
        new ArrayList<>(List.of("ingest", "--only", "load", "--date", "2020-01-01"));
    words.addAll(new TinyWorld(folder).settings());
    Processes.Ended ended = Processes.meetingInsights(Map.of(), words.toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(4);
    assertThat(ended.output()).contains("2020-01-01").contains("do:");
    assertThat(statusOf("ingest", "2020-01-01")).contains("\"exit_code\" : 4");
  }

  @Test
  @Order(9)
  void anUnknownKeyAndAnUnwritableWarehouseEndWithExitCodeTwo() throws Exception {
    Processes.Ended unknown =
        Processes.meetingInsights(
            Map.of(), new TinyWorld(folder).line("correlate", "--set", "train.tree=5"));
    assertThat(unknown.exitCode()).as(unknown.output()).isEqualTo(2);
    assertThat(unknown.output()).contains("train.tree").contains("trees");
    Path file = Files.writeString(folder.resolve("a-file"), "x");
    Processes.Ended unwritable =
        Processes.meetingInsights(
            Map.of(),
            new TinyWorld(folder).line("correlate", "--set", "storage.warehouse=" + file));
    assertThat(unwritable.exitCode()).as(unwritable.output()).isEqualTo(2);
    assertThat(unwritable.output()).contains("storage.warehouse");
  }

  private static String statusOf(String job, String day) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("ops/status/" + job + "/" + day))) {
      return files
          // Hadoop's local file system keeps a checksum file beside each file.
          .filter(file -> file.toString().endsWith(".json"))
          .map(
              file -> {
                try {
                  return Files.readString(file);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              })
          .collect(Collectors.joining());
    }
  }
}
