package io.meetinginsights.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a benchmark prints and writes: each figure with its unit and, if it has one, its target. */
final class BenchReport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final ObjectNode figures = JSON.createObjectNode();
  private final ObjectNode versions = JSON.createObjectNode();

  BenchReport(Path file) {
    this.file = file;
    versions
        .put("java", System.getProperty("java.version"))
        .put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION())
        .put("delta", io.delta.package$.MODULE$.VERSION());
  }

  /** A figure without a target. */
  void figure(String name, double value, String unit) {
    figures
        .putObject(name)
        .put("value", value)
        .put("unit", unit)
        .putNull("target")
        .putNull("holds");
    print(name, value, unit, "");
  }

  /** A figure that is to be at most so much. */
  void figure(String name, double value, String unit, double atMost) {
    figures
        .putObject(name)
        .put("value", value)
        .put("unit", unit)
        .put("target", atMost)
        .put("holds", value <= atMost);
    print(
        name, value, unit, "target %s  %s".formatted(atMost, value <= atMost ? "holds" : "MISSED"));
  }

  private static void print(String name, double value, String unit, String verdict) {
    System.out.printf("%-55s %,14.3f %-9s %s%n", name, value, unit, verdict);
  }

  void version(String of, JsonNode version) {
    versions.set(of, version);
  }

  /** Writes what there is so far. */
  void write() throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.set("figures", figures);
    root.set("versions", versions);
    root.put("cores", BenchJvm.CORES);
    Files.createDirectories(file.getParent());
    Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }
}
