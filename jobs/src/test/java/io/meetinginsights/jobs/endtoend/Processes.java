package io.meetinginsights.jobs.endtoend;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the program as a process of its own. */
final class Processes {

  /** How a process ended. */
  record Ended(int exitCode, String output) {}

  /**
   * For a JVM that is given a tiny world's work: it ends before the second compiler pays. The first
   * alone has a small code cache by default, and stops for good when that is full.
   */
  static final List<String> QUICK =
      List.of("-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=240m", "-XX:+UseSerialGC");

  private Processes() {}

  static Path projectRoot() {
    return Path.of(System.getProperty("project.root", "..")).toAbsolutePath().normalize();
  }

  /** {@code bin/meeting-insights} with these words. */
  static Ended meetingInsights(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(projectRoot().resolve("bin/meeting-insights").toString());
    command.addAll(List.of(words));
    return run(environment, command);
  }

  /** The commands in a file, one after the other in one process, see {@link Pipeline}. */
  static Ended pipeline(Map<String, String> environment, Path commands)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add("-Xmx2g");
    command.add("@" + projectRoot().resolve("build/jvm-options"));
    command.addAll(QUICK);
    command.add(
        "-Dlog4j2.configurationFile="
            + environment.getOrDefault(
                "MEETING_INSIGHTS_LOG_CONFIG",
                projectRoot().resolve("conf/log4j2.properties").toString()));
    command.add("-Duser.timezone=UTC");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Pipeline.class.getName()));
    command.add(commands.toString());
    return run(environment, command);
  }

  static Ended run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MEETING_INSIGHTS_HEAP", "2g");
    builder.environment().putAll(environment);
    File output = File.createTempFile("meeting-insights", ".out");
    builder.redirectOutput(output);
    Process process = builder.start();
    try {
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        throw new AssertionError("still running after 10 minutes: " + command);
      }
      return new Ended(
          process.exitValue(),
          new String(java.nio.file.Files.readAllBytes(output.toPath()), StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
      java.nio.file.Files.deleteIfExists(output.toPath());
    }
  }
}
