package io.meetinginsights.jobs.bench;

import io.meetinginsights.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Steps of a benchmark in JVMs of their own with {@value #CORES} cores, so that each one's peak
 * memory is its own. The system property {@code bench.heap} is their heap, 4g by default.
 */
final class BenchJvm {

  static final int CORES = 2;

  private BenchJvm() {}

  /** Runs a main class of this class path to its end. */
  static void run(Class<?> main, String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + System.getProperty("bench.heap", "4g"),
                "-XX:+UseParallelGC",
                "-XX:ActiveProcessorCount=" + CORES,
                "@build/jvm-options",
                "-Duser.timezone=UTC",
                "-Dlog4j2.configurationFile=conf/log4j2.properties",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    run(command, main.getSimpleName() + " " + String.join(" ", arguments));
  }

  /** Runs a program to its end. */
  static void run(List<String> command) throws IOException, InterruptedException {
    run(command, String.join(" ", command));
  }

  private static void run(List<String> command, String shown)
      throws IOException, InterruptedException {
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException(shown + " ended with exit code " + code + ", see above");
    }
  }

  /** The defaults with everything stored below a folder. */
  static Configuration storedBelow(Path folder) {
    Configuration placed = Configuration.defaults().with("spark.master=local[" + CORES + "]");
    for (String place : List.of("warehouse", "models", "ops")) {
      placed = placed.with("storage." + place + "=" + folder.resolve(place).toAbsolutePath());
    }
    return placed;
  }

  /** Linux keeps the largest resident set of a process. */
  static long peakBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("/proc/self/status has no VmHWM");
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(one);
        }
      }
    }
  }
}
