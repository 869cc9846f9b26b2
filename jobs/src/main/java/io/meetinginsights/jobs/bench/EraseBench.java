package io.meetinginsights.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * {@code erase} of one of many people over a month: a day is simulated and taken through every job,
 * then repeated, rows and landing files, on the days after it; then the person with the most
 * minutes is erased. Each step is a process of its own with two cores.
 *
 * <p>Writes {@code target/bench/erase.json}. System properties: {@code bench.clients} (default
 * 1000), {@code bench.days} (default 30), {@code bench.steps} (default day,month,erase: to make the
 * world once and measure again), {@code bench.heap} (default 4g).
 *
 * <p>Example: {@code make bench-erase}
 */
public final class EraseBench {

  private static final Path DATA = Path.of("target/bench/erase-data");
  private static final double MOST_SECONDS = 600;

  private EraseBench() {}

  /** Runs it and ends with 0, whatever the figures say. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String clients = System.getProperty("bench.clients", "1000");
    String days = System.getProperty("bench.days", "30");
    List<String> steps =
        Arrays.asList(System.getProperty("bench.steps", "day,month,erase").split(","));
    if (steps.contains("day")) {
      BenchJvm.delete(DATA);
    }
    Files.createDirectories(DATA);
    for (String step : steps) {
      BenchJvm.run(EraseBenchStep.class, step, DATA.toString(), clients, days);
    }
    if (!steps.contains("erase")) {
      return;
    }
    JsonNode said = new ObjectMapper().readTree(DATA.resolve("erase.json").toFile());
    BenchFigures report = new BenchFigures("erase");
    String world = "one of %s people, %s days: ".formatted(clients, days);
    report.figure(world + "landing zone", said.get("landing_bytes").asDouble() / 1e9, "GB");
    report.figure(world + "warehouse", said.get("warehouse_bytes").asDouble() / 1e9, "GB");
    report.figure(world + "rows of the person", said.get("rows").asDouble(), "");
    report.atMost(world + "erased in at most", said.get("seconds").asDouble(), "s", MOST_SECONDS);
    report.exactly(world + "people rows left", said.get("left").asDouble(), "", 0);
    report.figure(world + "peak memory", said.get("peak_bytes").asDouble() / 1e6, "MB");
    report.write();
  }
}
