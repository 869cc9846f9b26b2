package io.meetinginsights.jobs.ingest.fetch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.jobs.emulator.EmulatorSettings;
import io.meetinginsights.jobs.emulator.ZoomEmulator;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.bronze.ZoomResponses;
import io.meetinginsights.tables.silver.IngestProgress;
import io.meetinginsights.tables.silver.ParticipantMinutes;
import io.meetinginsights.tables.silver.RejectedRecords;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.Warehouse;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to a fetch on its way, once it is complete the load makes the tables of an
 * undisturbed fetch: after kills with SIGKILL at random moments ({@code -Dfetch.kills=30} for the
 * long form, else 5), and with one answer in twenty faulty.
 */
@WithSpark
@Tag("proof")
class FetchedTablesTest {

  private static final double SPEED = 5;
  private static final int KILLS = Integer.getInteger("fetch.kills", 5);

  /** Enough work for every kill to strike a fetch that is at it. */
  private static final int MEETINGS = 45 * KILLS;

  @TempDir static Path folder;
  private static FetchWorld undisturbed;
  private static Warehouse expected;

  private static EmulatorSettings settings() {
    // Twelve people: two pages of call quality.
    return EmulatorSettings.synthetic(FetchWorld.DAY, MEETINGS, 12, 3)
        .with("synthetic.singles=5")
        .with("quota.other-apps-share=0.5")
        .withSpeed(SPEED);
  }

  @BeforeAll
  static void anUndisturbedRun(SparkSession spark) throws IOException {
    try (ZoomEmulator zoom = ZoomEmulator.start(settings())) {
      undisturbed = world("undisturbed", zoom);
      undisturbed.fetch();
    }
    expected = undisturbed.load(spark, DayRange.of(FetchWorld.DAY));
    assertThat(expected.read(ParticipantMinutes.SCHEMA).count()).isGreaterThan(MEETINGS);
  }

  private static FetchWorld world(String name, ZoomEmulator zoom) {
    return new FetchWorld(folder.resolve(name))
        .against(zoom, SPEED)
        .set("fetch.flush-seconds=1")
        .link(zoom.accounts().get(0));
  }

  @Test
  void killedAnywhereAndRunOnceMoreAFetchGivesTheTablesOfAnUndisturbedOne(SparkSession spark)
      throws Exception {
    int struck = 0;
    Random random = new Random(7);
    try (ZoomEmulator zoom = ZoomEmulator.start(settings())) {
      FetchWorld world = world("killed", zoom);
      for (int kill = 0; kill < KILLS; kill++) {
        Process process = start(world.at(zoom.now(), SPEED), "killed-" + kill);
        // A JVM takes about a second to its first request, the whole work some seven.
        boolean isOver = process.waitFor(800 + random.nextInt(2200), TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        struck += isOver ? 0 : 1;
        assertThat(isOver && process.exitValue() != 0 && process.exitValue() != 137)
            .as(
                "the fetch failed by itself, with exit code %s: %s",
                process.exitValue(), Files.readString(folder.resolve("killed-" + kill + ".log")))
            .isFalse();
      }
      assertThat(struck).as("fetches killed at their work").isGreaterThan(KILLS * 3 / 4);
      // What has landed by now is durable.
      List<String> durable = world.lines();

      Process last = start(world.at(zoom.now(), SPEED), "last");
      assertThat(last.waitFor(3, TimeUnit.MINUTES)).isTrue();

      assertThat(last.exitValue()).isZero();
      assertThat(world.landed()).isEqualTo(undisturbed.landed());
      assertThat(zoom.stats().overLimit()).isZero();
      // Each durable line stands once: no answer was asked for again that had landed.
      assertThat(new HashSet<>(durable)).hasSameSizeAs(durable);
      assertThat(world.lines()).hasSameSizeAs(undisturbed.landed());
      Warehouse tables = world.load(spark, DayRange.of(FetchWorld.DAY));
      assertSilverIsEqual(tables);
      // Every line once, wherever it stands.
      assertThat(answers(tables)).containsExactlyInAnyOrderElementsOf(answers(expected));
      assertThat(flaws(tables)).containsExactlyInAnyOrderElementsOf(flaws(expected));
      assertThat(lines(tables)).isEqualTo(lines(expected));
    }
  }

  @Test
  void withOneAnswerInTwentyFaultyAFetchGivesTheTablesOfAnUndisturbedOne(SparkSession spark)
      throws IOException {
    EmulatorSettings faulty = settings().with("faults.rate=0.05").with("faults.stall-seconds=15");
    try (ZoomEmulator zoom = ZoomEmulator.start(faulty)) {
      FetchWorld world = world("faulty", zoom).set("zoom.timeout-seconds=10");
      boolean isComplete = false;
      for (int run = 0; run < 6 && !isComplete; run++) {
        isComplete = isComplete(world.at(zoom.now(), SPEED));
      }
      assertThat(isComplete).isTrue();
      assertThat(zoom.stats().faults().values().stream().mapToLong(Long::longValue).sum())
          .as("faults that struck")
          .isGreaterThan(MEETINGS / 10);
      assertThat(zoom.stats().faults().size()).as("kinds of faults that struck").isGreaterThan(5);
      Warehouse tables = world.load(spark, DayRange.of(FetchWorld.DAY));
      assertSilverIsEqual(tables);
      // A list that was begun anew has landed some pages twice.
      assertThat(new HashSet<>(answers(tables))).isEqualTo(new HashSet<>(answers(expected)));
    }
  }

  private static boolean isComplete(FetchWorld world) {
    try {
      Counts counts = world.fetch();
      return counts.of("not ready at Zoom (404/3001), asked again later") == 0;
    } catch (UpstreamError incomplete) {
      assertThat(incomplete.exitCode()).isEqualTo(4);
      return false;
    }
  }

  /** All silver tables but those that tell of files and lines. */
  private static void assertSilverIsEqual(Warehouse tables) {
    assertThat(silver(tables)).isEqualTo(silver(expected)).hasSizeGreaterThan(6);
  }

  private static Map<String, String> silver(Warehouse tables) {
    Map<String, String> hashes = tables.contentHashes();
    hashes.keySet().removeIf(table -> !table.startsWith("silver."));
    hashes.keySet().removeAll(List.of(name(IngestProgress.SCHEMA), name(RejectedRecords.SCHEMA)));
    return hashes;
  }

  private static String name(TableSchema table) {
    return table.qualifiedName();
  }

  /** The answers in bronze, without the tokens of their next pages: Zoom gives others each time. */
  private static List<String> answers(Warehouse tables) {
    Dataset<Row> lines =
        tables
            .read(ZoomResponses.SCHEMA)
            .select(
                col("day").cast("string"),
                col("dataset"),
                col("account_id"),
                col("meeting_uuid"),
                col("request"),
                col("params").cast("string"),
                regexp_replace(
                        col("body"),
                        "\"next_page_token\":\"[^\"]+\"",
                        "\"next_page_token\":\"more\"")
                    .as("body"));
    return texts(lines);
  }

  /** What was refused or mended, wherever it stands. */
  private static List<String> flaws(Warehouse tables) {
    return texts(
        tables
            .read(RejectedRecords.SCHEMA)
            .select("dataset", "record", "field", "reason", "detail", "severity"));
  }

  private static List<String> lines(Warehouse tables) {
    return texts(
        tables
            .read(IngestProgress.SCHEMA)
            .groupBy("system", "dataset")
            .sum("lines", "readable_lines")
            .orderBy("dataset"));
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::mkString).toList();
  }

  private Process start(FetchWorld world, String runId) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"),
                FetchProcess.class.getName(),
                runId));
    command.addAll(world.assignments());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(new File(folder.toFile(), runId + ".log"))
        .start();
  }
}
