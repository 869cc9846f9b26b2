package io.meetinginsights.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.CrashPoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A load that dies after one commit after another, each time repeated only to die later, must end
 * in the tables of a load that nothing disturbed. CrashHarnessIT has a few of them in CI.
 */
@WithSpark
@Tag("acceptance")
class LoadCrashTest {

  private static final String DAY = "2026-03-02";
  private static final String PROPERTY = "meetinginsights.crash-at";

  @TempDir Path folder;

  @Test
  void aLoadThatDiesAfterItsCommitsIsMadeGoodByRepeatingIt(SparkSession spark) throws IOException {
    LoadWorld undisturbed = new LoadWorld(spark, folder.resolve("undisturbed"));
    LoadWorld disturbed = new LoadWorld(spark, folder.resolve("disturbed"));
    land(undisturbed);
    land(disturbed);
    CrashPoints.drainPassed();
    undisturbed.load(DAY);
    List<String> points =
        CrashPoints.drainPassed().stream()
            .filter(point -> point.startsWith("after:"))
            .distinct()
            .toList();
    assertThat(points)
        .contains(
            "after:bronze.network_records",
            "after:bronze.zoom_responses",
            "after:silver.ingest_progress")
        .hasSizeGreaterThanOrEqualTo(17);
    for (String point : points) {
      System.setProperty(PROPERTY, "throw:" + point);
      try {
        Throwable crash = catchThrowable(() -> disturbed.load(DAY));
        // A commit to bronze is not repeated, so that point is passed once only.
        assertThat(crash).as(point).isInstanceOf(CrashPoints.SimulatedCrash.class);
      } finally {
        System.clearProperty(PROPERTY);
      }
    }
    disturbed.load(DAY);
    assertThat(disturbed.warehouse().contentHashes())
        .isEqualTo(undisturbed.warehouse().contentHashes());
  }

  private static void land(LoadWorld world) throws IOException {
    String at = "2026-03-02T11:00:00Z";
    world.zoom(
        "meetings",
        DAY,
        LoadWorld.answer(
            at, null, "{\"meetings\":[{\"uuid\":\"m1\",\"email\":\"ann@example.com\"}]}"));
    world.zoom(
        "participants_qos",
        DAY,
        LoadWorld.answer(
            at,
            "m1",
            "{\"participants\":[{\"user_id\":\"1\",\"id\":\"u1\",\"email\":\"ann@example.com\",\"user_name\":\"Ann\","
                + "\"join_time\":\"2026-03-02T10:00:00Z\",\"ip_address\":\"203.0.113.7\",\"user_qos\":["
                + "{\"date_time\":\"2026-03-02T10:00:00Z\",\"audio_input\":{\"latency\":\"9 ms\"}}]}]}"));
    world.network(
        "client_stats",
        DAY,
        LoadWorld.polled(
            "2026-03-02T10:00:31Z",
            "[{\"mac\":\"a483e7000001\",\"ip\":\"10.0.0.5\",\"last_seen\":1772445630}]"));
    world.network(
        "client_events",
        DAY,
        LoadWorld.polled(
            "2026-03-02T10:00:31Z",
            "{\"results\":[{\"type\":\"CLIENT_DNS_OK\",\"mac\":\"a483e7000001\",\"timestamp\":1772445630}]}"));
  }
}
