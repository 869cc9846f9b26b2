package io.meetinginsights.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code ask} over thirty days of a thousand clients ({@link AskBenchData}): each sentence as a
 * process of its own, as a person runs it, from the start of {@code bin/meeting-insights} to its
 * end. Told of each: the median time of its runs, the data files opened, the tables of gold, and
 * the peak of resident memory. The first run of all, which keeps the classes for later ones, is
 * told apart. Two other layouts of equal rows are asked the two heaviest sentences for comparison.
 *
 * <p>Writes {@code target/bench/ask.json}. System properties: {@code bench.runs} (of a sentence,
 * default 3), {@code bench.keep} (true: uses and keeps the warehouses of an earlier run).
 *
 * <p>Example: {@code make bench-ask}
 */
public final class AskBench {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DATA = Path.of("target/bench/ask-data");
  private static final double MOST_SECONDS = 2.5;
  private static final int MOST_FILES = 6;
  private static final int MOST_TABLES = 2;

  /** Those of the manual, then the same over thirty days, which cross a month. */
  private static final List<String> SENTENCES =
      List.of(
          "list zoom calls for last 7 days",
          "list bad zoom calls in last 7 days",
          "troubleshoot application Zoom for lt17 on Mar 10 between 8:00 AM to 12:28 PM",
          "why no zoom calls for lt" + AskBenchData.ABSENT,
          "list sites with bad zoom calls",
          "top bad access points at Branch 3",
          "list zoom calls for last 30 days",
          "list bad zoom calls in last 30 days",
          "troubleshoot lt17 in last 30 days",
          "why no zoom calls for lt" + AskBenchData.ABSENT + " in last 30 days",
          "list sites with bad zoom calls in last 30 days",
          "top bad access points in last 30 days",
          "top bad clients in last 30 days",
          "list zoom calls for user17@example.com on Jan 5",
          "list zoom calls for lt" + AskBenchData.ABSENT + " in last 30 days");

  private record Run(double seconds, double peakMegabytes, JsonNode answer) {}

  private final BenchFigures report = new BenchFigures("ask");
  private final int runs = Integer.getInteger("bench.runs", 3);

  private AskBench() {}

  /** Runs it and ends with 0, whatever the figures say. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    new AskBench().run();
  }

  private void run() throws IOException, InterruptedException {
    boolean isKept = Boolean.getBoolean("bench.keep");
    if (!isKept || !Files.exists(DATA)) {
      BenchJvm.delete(DATA);
      BenchJvm.run(AskBenchData.class, DATA.toString());
    }
    Files.deleteIfExists(Path.of("jobs/target/answers.jsa"));
    report.figure("the first run after a build", ask("month", SENTENCES.get(0)).seconds(), "s");
    double slowest = 0;
    int mostFiles = 0;
    int mostTables = 0;
    for (String sentence : SENTENCES) {
      Run run = median("month", sentence);
      int files = run.answer().path("files_read").asInt();
      int tables = ofGold(run.answer());
      report.atMost(sentence, run.seconds(), "s", MOST_SECONDS);
      report.atMost(sentence + ": files", files, "files", MOST_FILES);
      report.atMost(sentence + ": tables of gold", tables, "tables", MOST_TABLES);
      report.figure(sentence + ": peak memory", run.peakMegabytes(), "MB");
      slowest = Math.max(slowest, run.seconds());
      mostFiles = Math.max(mostFiles, files);
      mostTables = Math.max(mostTables, tables);
      report.write();
    }
    report.atMost("all sentences", slowest, "s", MOST_SECONDS);
    report.atMost("all sentences: files", mostFiles, "files", MOST_FILES);
    report.atMost("all sentences: tables of gold", mostTables, "tables", MOST_TABLES);
    for (String layout : AskBenchData.LAYOUTS.subList(1, AskBenchData.LAYOUTS.size())) {
      for (String sentence :
          List.of("list zoom calls for last 30 days", "troubleshoot lt17 in last 30 days")) {
        Run run = median(layout, sentence);
        report.figure("layout " + layout + ": " + sentence, run.seconds(), "s");
        report.figure(
            "layout " + layout + ": " + sentence + ": files",
            run.answer().path("files_read").asInt(),
            "files");
      }
    }
    report.write();
    if (!isKept) {
      BenchJvm.delete(DATA);
    }
  }

  private static int ofGold(JsonNode answer) {
    int tables = 0;
    for (JsonNode table : answer.path("tables_read")) {
      tables += table.asText().startsWith("gold.") ? 1 : 0;
    }
    return tables;
  }

  private Run median(String layout, String sentence) throws IOException, InterruptedException {
    List<Run> all = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      all.add(ask(layout, sentence));
    }
    all.sort(java.util.Comparator.comparingDouble(Run::seconds));
    return all.get(all.size() / 2);
  }

  private static Run ask(String layout, String sentence) throws IOException, InterruptedException {
    File output = File.createTempFile("ask", ".json");
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("storage.warehouse", DATA.resolve(layout).toAbsolutePath().toString());
    List<String> command = new ArrayList<>(List.of("bin/meeting-insights", "ask", "--json"));
    settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    command.addAll(Arrays.asList(sentence.split(" ")));
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long peak = 0;
    while (!process.waitFor(10, java.util.concurrent.TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, peakOf(process.pid()));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw new IOException("ask failed, see above: " + sentence);
    }
    JsonNode answer = JSON.readTree(output);
    Files.delete(output.toPath());
    return new Run(seconds, peak / 1e6, answer);
  }

  private static long peakOf(long process) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return 0; // it has just ended
    }
    return 0;
  }
}
