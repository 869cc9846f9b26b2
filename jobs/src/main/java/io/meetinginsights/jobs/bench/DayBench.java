package io.meetinginsights.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.jobs.cli.MeetingInsights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * A night from silver on: correlate, explain and insights of one day of 10,000 clients ({@link
 * CorrelateBenchData}), with a model trained on that day before. Each command as a user starts it,
 * in a process of its own with two cores, one after the other; times are without the start of the
 * process, but with that of its session.
 *
 * <p>What the made-up minutes measure is chance, so the model learns nothing of use: only its time
 * is looked at.
 *
 * <p>Writes {@code target/bench/day.json}. System properties: {@code bench.clients} (default
 * 10000), {@code bench.heap} (default 4g), {@code bench.keep} (true: leaves the tables under
 * target/bench/day-data).
 *
 * <p>Example: {@code make bench-day}
 */
public final class DayBench {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = Path.of("target/bench/day-data");
  private static final List<String> NIGHT = List.of("correlate", "explain", "insights");

  private DayBench() {}

  /** Without arguments the bench, which ends with 0 whatever it measures; with some a step. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length > 0) {
      command(Path.of(arguments[0]), Arrays.asList(arguments).subList(1, arguments.length));
      return;
    }
    BenchFigures report = new BenchFigures("day");
    BenchJvm.delete(FOLDER);
    Files.createDirectories(FOLDER);
    BenchJvm.run(
        CorrelateBenchStep.class,
        "generate",
        FOLDER.toString(),
        System.getProperty("bench.clients", "10000"));
    JsonNode generated = JSON.readTree(FOLDER.resolve("generate.json").toFile());
    report.figure("snapshots", generated.get("snapshots").asDouble(), "rows");
    report.figure("participant minutes", generated.get("participant_minutes").asDouble(), "rows");
    measure(report, "correlate");
    measure(report, "train", "--set", "train.targets=[bad_minute]");
    measure(report, "explain");
    measure(report, "insights");
    double night = 0;
    for (String command : NIGHT) {
      night += JSON.readTree(said(FOLDER, command).toFile()).get("seconds").asDouble();
    }
    report.figure("a night: correlate, explain, insights", night, "s");
    report.write();
    if (!Boolean.getBoolean("bench.keep")) {
      BenchJvm.delete(FOLDER);
    }
  }

  private static void measure(BenchFigures report, String command, String... more)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(FOLDER.toString(), command));
    arguments.addAll(List.of(more));
    BenchJvm.run(DayBench.class, arguments.toArray(String[]::new));
    JsonNode said = JSON.readTree(said(FOLDER, command).toFile());
    report.figure(command, said.get("seconds").asDouble(), "s");
    report.figure(command + ", peak memory", said.get("peak_bytes").asDouble() / 1e6, "MB");
    report.write();
  }

  private static Path said(Path folder, String command) {
    return folder.resolve(command + ".json");
  }

  /** Runs a command on the folder's tables and writes down what it took. */
  private static void command(Path folder, List<String> words) throws IOException {
    long start = System.nanoTime();
    List<String> arguments = new ArrayList<>(words);
    arguments.addAll(List.of("--date", CorrelateBenchData.DAY.toString()));
    for (String place : List.of("landing", "warehouse", "ops", "models", "key")) {
      arguments.add("--set");
      arguments.add("storage." + place + "=" + folder.resolve(place).toAbsolutePath());
    }
    int exitCode = MeetingInsights.run(arguments.toArray(String[]::new));
    if (exitCode != 0) {
      throw new IllegalStateException(words.get(0) + " ended with exit code " + exitCode);
    }
    ObjectNode said = JSON.createObjectNode();
    said.put("seconds", (System.nanoTime() - start) / 1e9);
    said.put("peak_bytes", BenchJvm.peakBytes());
    Files.writeString(said(folder, words.get(0)), said.toString());
    SparkSession.active().stop();
  }
}
