package io.meetinginsights.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daily commands through spark-submit on a standalone cluster of two workers, of which one is
 * lost with all it held in the middle of load, correlate and explain, leave the tables that they
 * leave on one machine. Train and insights run undisturbed.
 */
@WithSpark
@Tag("cluster")
class ClusterIT {

  /** In whose middle a worker is lost: a stage of each that ends before others do. */
  private static final Map<String, String> LOSSES =
      Map.of(
          "ingest", "ingest 2026-03-03: participants in",
          "correlate", "correlate 2026-03-03: match clients in",
          "explain", "explain 2026-03-03: drift in");

  @TempDir Path folder;

  @Test
  void aClusterThatLosesWorkersLeavesTheTablesOfOneMachine(SparkSession spark) throws Exception {
    TinyWorld local = LocalRun.ofThisBuild();
    TinyWorld world = LocalRun.world(Files.createDirectory(folder.resolve("world")));
    for (String input : List.of("landing", "sites.yaml", "key")) {
      FileUtils.copyToDirectory(local.folder().resolve(input).toFile(), world.folder().toFile());
    }
    try (SparkCluster cluster =
        SparkCluster.start(Files.createDirectory(folder.resolve("cluster")), 2)) {
      for (String job : TinyWorld.JOBS) {
        long start = System.nanoTime();
        if (LOSSES.containsKey(job)) {
          runAndLoseAWorker(cluster, job, world);
          cluster.addWorker();
          cluster.awaitWorkers(2);
        } else {
          run(cluster, job, world);
        }
        System.out.printf( // OK: the figure a reader of the log looks for
            "cluster: %s%s in %.0f s%n",
            job,
            LOSSES.containsKey(job) ? ", a worker lost" : "",
            (System.nanoTime() - start) / 1e9);
      }
    }
    assertThat(hashes(spark, world)).isEqualTo(hashes(spark, local)).hasSizeGreaterThan(30);
    assertThat(filesBelow(world.folder().resolve("ops/checkpoints")))
        .as("what was computed once is gone")
        .isEmpty();
  }

  private static void run(SparkCluster cluster, String job, TinyWorld world)
      throws IOException, InterruptedException {
    Processes.Ended ended = cluster.run(line -> {}, world.line(job));
    assertThat(ended.exitCode()).as("%s: %s", job, ended.output()).isZero();
  }

  private static void runAndLoseAWorker(SparkCluster cluster, String job, TinyWorld world)
      throws IOException, InterruptedException {
    boolean[] isKilled = {false};
    Processes.Ended ended =
        cluster.run(
            line -> {
              if (line.contains(LOSSES.get(job)) && !isKilled[0]) {
                cluster.killWorker();
                isKilled[0] = true;
              }
            },
            world.line(job));
    assertThat(isKilled[0])
        .as("%s has a stage %s: %s", job, LOSSES.get(job), ended.output())
        .isTrue();
    assertThat(ended.exitCode()).as("%s: %s", job, ended.output()).isZero();
    assertThat(ended.output()).as("the driver noticed").contains("Lost executor");
  }

  private static Map<String, String> hashes(SparkSession spark, TinyWorld world) {
    return new Warehouse(spark, world.warehouse().toString(), "test").contentHashes();
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
