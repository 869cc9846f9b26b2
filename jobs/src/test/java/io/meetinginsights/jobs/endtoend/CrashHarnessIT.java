package io.meetinginsights.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.meetinginsights.jobs.cli.MeetingInsights;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.CrashPoints;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills every job at named points, before and after each of its commits, and compares the tables
 * after the next whole run with those of a run that nothing disturbed. The kills of a job follow
 * one another without a repair in between, as on a bad night.
 *
 * <p>By default three points a job, inside this JVM. With {@code
 * -Dcrash.harness=every-point-thrown} each point of each job inside this JVM, with {@code
 * every-point} each by a process that is halted for real.
 */
@WithSpark
class CrashHarnessIT {

  private static final String PROPERTY = "meetinginsights.crash-at";

  @TempDir Path folder;

  @Test
  void aJobKilledAtAnyNamedPointLeavesEqualTablesAfterTheNextRun(SparkSession spark)
      throws IOException, InterruptedException {
    String harness = System.getProperty("crash.harness", "three-points");
    boolean isEveryPoint = harness.startsWith("every-point");
    boolean isHalted = harness.equals("every-point");
    TinyWorld undisturbed = new TinyWorld(Files.createDirectory(folder.resolve("undisturbed")));
    TinyWorld disturbed = new TinyWorld(Files.createDirectory(folder.resolve("disturbed")));
    assertThat(MeetingInsights.run(undisturbed.simulate())).isZero();
    FileUtils.copyDirectory(undisturbed.folder().toFile(), disturbed.folder().toFile());
    // Surrogate keys depend on the secret: both worlds need the same one.
    Files.writeString(undisturbed.folder().resolve("key"), "secret of this test\n");
    Files.writeString(disturbed.folder().resolve("key"), "secret of this test\n");

    Map<String, Integer> killed = new LinkedHashMap<>();
    for (String job : TinyWorld.JOBS) {
      CrashPoints.drainPassed();
      assertThat(MeetingInsights.run(undisturbed.line(job))).as(job).isZero();
      List<String> points =
          new ArrayList<>(new java.util.LinkedHashSet<>(CrashPoints.drainPassed()));
      assertThat(points).as("crash points of %s", job).isNotEmpty();
      for (String point : isEveryPoint ? points : spread(points)) {
        if (isHalted) {
          Processes.Ended ended =
              Processes.meetingInsights(
                  Map.of("MEETING_INSIGHTS_CRASH_AT", point), disturbed.line(job));
          assertThat(ended.exitCode())
              .as("%s killed at %s: %s", job, point, ended.output())
              .isEqualTo(CrashPoints.HALTED);
        } else {
          System.setProperty(PROPERTY, "throw:" + point);
          try {
            assertThat(catchThrowable(() -> MeetingInsights.run(disturbed.line(job))))
                .as("%s killed at %s", job, point)
                .isInstanceOf(CrashPoints.SimulatedCrash.class);
          } finally {
            System.clearProperty(PROPERTY);
          }
        }
        killed.merge(job, 1, Integer::sum);
      }
      assertThat(MeetingInsights.run(disturbed.line(job))).as("%s after the kills", job).isZero();
      assertThat(hashes(spark, disturbed))
          .as("tables after %s", job)
          .isEqualTo(hashes(spark, undisturbed));
    }
    System.out.println(
        "crash harness: kills by job " + killed); // OK: the figure a reader of the log looks for
  }

  private static List<String> spread(List<String> points) {
    return List.of(points.get(0), points.get(points.size() / 2), points.get(points.size() - 1));
  }

  private static Map<String, String> hashes(SparkSession spark, TinyWorld world) {
    return new Warehouse(spark, world.warehouse().toString(), "test").contentHashes();
  }
}
