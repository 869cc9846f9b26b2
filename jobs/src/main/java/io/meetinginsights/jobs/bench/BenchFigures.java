package io.meetinginsights.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Figures of a bench: a line each as they are found, and {@code target/bench/NAME.json}. */
final class BenchFigures {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final ObjectNode root = JSON.createObjectNode();
  private final ObjectNode figures = root.putObject("figures");
  private final ObjectNode versions = root.putObject("versions");

  BenchFigures(String name) {
    file = Path.of("target/bench", name + ".json");
    versions
        .put("java", System.getProperty("java.version"))
        .put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION())
        .put("delta", io.delta.package$.MODULE$.VERSION());
    root.put("cores", Runtime.getRuntime().availableProcessors());
  }

  /** One without a target. */
  void figure(String name, double value, String unit) {
    put(name, value, unit).putNull("target").putNull("holds");
    System.out.printf("%-70s %,14.3f %s%n", name, value, unit);
  }

  /** One that must not be above its target. */
  void atMost(String name, double value, String unit, double target) {
    judged(name, value, unit, target, value <= target);
  }

  /** One that must not be below its target. */
  void atLeast(String name, double value, String unit, double target) {
    judged(name, value, unit, target, value >= target);
  }

  /** One that must be its target. */
  void exactly(String name, double value, String unit, double target) {
    judged(name, value, unit, target, value == target);
  }

  private void judged(String name, double value, String unit, double target, boolean holds) {
    put(name, value, unit).put("target", target).put("holds", holds);
    System.out.printf(
        "%-70s %,14.3f %-24s target %,10.2f  %s%n",
        name, value, unit, target, holds ? "holds" : "MISSED");
  }

  private ObjectNode put(String name, double value, String unit) {
    ObjectNode figure = figures.putObject(name);
    if (Double.isNaN(value)) {
      figure.putNull("value");
    } else {
      figure.put("value", value);
    }
    return figure.put("unit", unit);
  }

  /** The version of what else took part. */
  void version(String name, String version) {
    versions.put(name, version);
  }

  /** Writes what there is so far. */
  void write() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }
}
