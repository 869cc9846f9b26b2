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
