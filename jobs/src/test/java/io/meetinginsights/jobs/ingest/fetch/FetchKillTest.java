package io.meetinginsights.jobs.ingest.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.jobs.emulator.EmulatorSettings;
import io.meetinginsights.jobs.emulator.ZoomEmulator;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills fetches with SIGKILL at random moments; {@code -Dfetch.kills=30} for the long form, else 5.
 */
class FetchKillTest {

  private static final double SPEED = 5;
  private static final int KILLS = Integer.getInteger("fetch.kills", 5);

  /** Enough work for every kill to strike a fetch that is at it. */
  private static final int MEETINGS = 60 * KILLS;

  @TempDir Path folder;

  private static EmulatorSettings settings() {
    return EmulatorSettings.synthetic(FetchWorld.DAY, MEETINGS, 4, 3)
        .with("quota.other-apps-share=0.5")
        .withSpeed(SPEED);
  }

  @Test
  void killedAnywhereAndRunOnceMoreTheAnswersAreThoseOfAnUndisturbedRun() throws Exception {
    Set<String> whole;
    try (ZoomEmulator zoom = ZoomEmulator.start(settings())) {
      FetchWorld world = new FetchWorld(folder.resolve("undisturbed")).against(zoom, SPEED);
      world.link(zoom.accounts().get(0)).fetch();
      whole = world.landed();
    }
    int struck = 0;
    Random random = new Random(7);
    try (ZoomEmulator zoom = ZoomEmulator.start(settings())) {
      FetchWorld world =
          new FetchWorld(folder.resolve("killed"))
              .against(zoom, SPEED)
              .set("fetch.flush-seconds=1");
      world.link(zoom.accounts().get(0));
      for (int kill = 0; kill < KILLS; kill++) {
        Process process = start(world.at(zoom.now(), SPEED), "killed-" + kill);
        // A JVM takes about a second to its first request, the whole work some seven.
        boolean isOver = process.waitFor(800 + random.nextInt(2200), TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        struck += isOver ? 0 : 1;
        assertThat(isOver && process.exitValue() != 0 && process.exitValue() != 137)
            .as(
                "the fetch failed by itself, with exit code %s: %s",
                process.exitValue(),
                java.nio.file.Files.readString(folder.resolve("killed-" + kill + ".log")))
            .isFalse();
      }
      assertThat(struck).as("fetches killed at their work").isGreaterThan(KILLS * 3 / 4);
      // What has landed by now is durable.
      List<String> durable = world.lines();

      Process last = start(world.at(zoom.now(), SPEED), "last");
      assertThat(last.waitFor(3, TimeUnit.MINUTES)).isTrue();

      assertThat(last.exitValue()).isZero();
      assertThat(world.landed()).isEqualTo(whole);
      assertThat(zoom.stats().overLimit()).isZero();
      // Each durable line stands once: no answer was asked for again that had landed.
      assertThat(new HashSet<>(durable)).hasSameSizeAs(durable);
      assertThat(world.lines()).hasSameSizeAs(whole);
    }
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
