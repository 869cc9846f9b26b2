package io.meetinginsights.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code explain} over made-up minutes ({@link TrainBenchData}) and the five default targets, 200
 * trees each: its time beside that of a job that passes through, which reads the same minutes in
 * the same order and writes what explain wrote once more; the Shapley engine's own time a row and
 * target, of one thread; and what a bad and a good minute take on disk. Each step is a process of
 * its own with two cores; times are without the start of process and session.
 *
 * <p>Writes {@code target/bench/explain.json}. System properties: {@code bench.sizes} (minutes,
 * default 100000,1000000; the models are learnt from {@value #LEARNT} others), {@code bench.heap}
 * (default 4g).
 *
 * <p>Example: {@code make bench-explain}
 */
public final class ExplainBench {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = Path.of("target/bench/explain-data");
  private static final int LEARNT = 100_000;
  private static final int TARGETS = 5;
  private static final double MOST_SECONDS = 180;
  private static final double OF_KERNEL = 1.3;
  private static final double MOST_BYTES_BAD = 2048;
  private static final double MOST_BYTES_GOOD = 200;
  private static final long TIMED_ROWS = 1_000_000;

  private final BenchFigures report = new BenchFigures("explain");

  private ExplainBench() {}

  /** Runs it and ends with 0, whatever the figures say. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ExplainBench bench = new ExplainBench();
    BenchJvm.delete(FOLDER);
    Files.createDirectories(FOLDER);
    train("generate", Integer.toString(LEARNT));
    train("train", "xgboost", TrainBench.FIVE_TARGETS, "200");
    double kernelSeconds = step("kernel").get("seconds").asDouble();
    bench.report.figure("the engine alone, a row and target", kernelSeconds * 1e6, "us");
    List<Long> sizes =
        Arrays.stream(System.getProperty("bench.sizes", "100000,1000000").split(","))
            .map(Long::parseLong)
            .sorted()
            .toList();
    double before = Double.NaN;
    for (long size : sizes) {
      before = bench.measure(size, kernelSeconds, before);
      bench.report.write();
    }
    BenchJvm.delete(FOLDER);
  }

  /** Explains so many minutes; returns the seconds a million of them took. */
  private double measure(long size, double kernelSeconds, double before)
      throws IOException, InterruptedException {
    String name = "%,d minutes: ".formatted(size);
    train("generate", Long.toString(size));
    JsonNode explained = step("explain");
    JsonNode passed = step("pass");
    double seconds = explained.get("seconds").asDouble();
    double rows = explained.get("minutes").asDouble();
    report.figure(name + "explained", rows, "minutes");
    report.figure(name + "of them bad", explained.get("bad").asDouble(), "minutes");
    report.figure(name + "rows a second", rows / seconds, "1/s");
    if (size == TIMED_ROWS) {
      report.atMost(name + "explain", seconds, "s", MOST_SECONDS);
    } else {
      report.figure(name + "explain", seconds, "s");
    }
    double through = passed.get("seconds").asDouble();
    report.figure(name + "passed through", through, "s");
    report.atMost(
        name + "explain against pass-through and engine",
        seconds,
        "s",
        through + OF_KERNEL * rows * TARGETS * kernelSeconds / BenchJvm.CORES);
    report.atMost(
        name + "a bad minute", passed.get("bytes_a_bad_minute").asDouble(), "B", MOST_BYTES_BAD);
    report.atMost(
        name + "a good minute", passed.get("bytes_a_good_minute").asDouble(), "B", MOST_BYTES_GOOD);
    report.figure(name + "peak memory", explained.get("peak_bytes").asDouble() / 1e6, "MB");
    double ofMillion = seconds / rows * 1e6;
    if (!Double.isNaN(before)) {
      report.figure(name + "time a minute against the size before", ofMillion / before, "times");
    }
    return ofMillion;
  }

  private static void train(String step, String... more) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(step, FOLDER.toString()));
    arguments.addAll(List.of(more));
    BenchJvm.run(TrainBenchStep.class, arguments.toArray(String[]::new));
  }

  private static JsonNode step(String step) throws IOException, InterruptedException {
    BenchJvm.run(ExplainBenchStep.class, step, FOLDER.toString());
    return JSON.readTree(FOLDER.resolve(step + ".json").toFile());
  }
}
