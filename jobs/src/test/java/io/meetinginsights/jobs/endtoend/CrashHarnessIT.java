package io.meetinginsights.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.meetinginsights.jobs.cli.MeetingInsights;
import io.meetinginsights.jobs.endtoend.ReferenceRun.State;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.CrashPoints;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills every job at named points, before and after its commits, and compares the tables after the
 * next whole run with those of {@link ReferenceRun}, which nothing disturbed. The kills of a job
 * follow one another without a repair in between, as on a bad night.
 *
 * <p>By default {@link #CHOSEN}, inside this JVM. With {@code -Dcrash.harness=every-point-thrown}
 * each point of each job inside this JVM, with {@code every-point} each by a process that is halted
 * for real.
 */
@WithSpark
class CrashHarnessIT {

  private static final String PROPERTY = "meetinginsights.crash-at";
  private static final String HARNESS = System.getProperty("crash.harness", "chosen");

  /** Where a repetition has most to mend: what is appended, half of the tables, all but the end. */
  private static final Map<String, List<String>> CHOSEN =
      Map.of(
          "ingest",
          List.of(
              "after:bronze.network_records",
              "after:bronze.zoom_responses",
              "before:silver.ingest_progress"),
          "correlate",
          List.of("before:gold.experience_minutes", "after:gold.experience_minutes"),
          "train",
          List.of("before:models/manifest.json", "before:gold.model_versions"),
          "explain",
          List.of("after:gold.contributions", "before:gold.minute_causes"),
          "insights",
          List.of("before:gold.client_calls", "after:gold.feature_ranking"));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "correlate", "train", "explain", "insights"})
  void aJobKilledAtAnyNamedPointLeavesEqualTablesAfterTheNextRun(String job, SparkSession spark)
      throws IOException, InterruptedException {
    State after = State.after(job);
    TinyWorld disturbed = ReferenceRun.copyAt(after.before(), folder.resolve("disturbed"));
    List<String> points = HARNESS.equals("chosen") ? CHOSEN.get(job) : pointsOf(after);
    for (String point : points) {
      kill(job, point, disturbed);
    }
    assertThat(MeetingInsights.run(disturbed.line(job))).as("%s after the kills", job).isZero();
    assertThat(hashes(spark, disturbed))
        .as("tables after %s", job)
        .isEqualTo(hashes(spark, ReferenceRun.at(after)));
    System.out.println( // OK: the figure a reader of the log looks for
        "crash harness: " + points.size() + " kills of " + job);
  }

  private static void kill(String job, String point, TinyWorld disturbed)
      throws IOException, InterruptedException {
    if (HARNESS.equals("every-point")) {
      Processes.Ended ended =
          Processes.meetingInsights(
              Map.of("MEETING_INSIGHTS_CRASH_AT", point), disturbed.line(job));
      assertThat(ended.exitCode())
          .as("%s killed at %s: %s", job, point, ended.output())
          .isEqualTo(CrashPoints.HALTED);
      return;
    }
    System.setProperty(PROPERTY, "throw:" + point);
    try {
      assertThat(catchThrowable(() -> MeetingInsights.run(disturbed.line(job))))
          .as("%s killed at %s", job, point)
          .isInstanceOf(CrashPoints.SimulatedCrash.class);
    } finally {
      System.clearProperty(PROPERTY);
    }
  }

  /** The points that a job passes, by letting it pass them. */
  private List<String> pointsOf(State state) throws IOException, InterruptedException {
    TinyWorld whole = ReferenceRun.copyAt(state.before(), folder.resolve("whole"));
    CrashPoints.drainPassed();
    assertThat(MeetingInsights.run(whole.line(state.command()))).isZero();
    return CrashPoints.drainPassed().stream().distinct().toList();
  }

  private static Map<String, String> hashes(SparkSession spark, TinyWorld world) {
    return new Warehouse(spark, world.warehouse().toString(), "test").contentHashes();
  }
}
