package io.meetinginsights.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.model.ModelTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code train} over made-up minutes ({@link TrainBenchData}) at several sizes, 45 features with
 * values and 200 trees; and what it reaches on held-out rows beside the Python libraries on the
 * same feature table, with the same parameters. Each run is the whole job, from the table to the
 * promotion, in a process of its own with two cores; times are without the start of process and
 * session.
 *
 * <p>Writes {@code target/bench/train.json}. System properties: {@code bench.sizes} (rows, default
 * 10000,100000,1000000), {@code bench.mllib} (true: MLlib with 50 trees at the largest size too),
 * {@code bench.all-targets} (true: all 19 targets at the largest size too), {@code bench.heap}
 * (default 4g), {@code bench.python} (a Python with the libraries; set by bench/train/run), {@code
 * bench.warehouse} (a warehouse whose gold.experience_minutes the comparison is made on, in place
 * of made-up rows; it is only read).
 *
 * <p>Example: {@code make bench-train}
 */
public final class TrainBench {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DATA = Path.of("target/bench/train-data");
  private static final double MOST_SECONDS_FIVE = 300;
  private static final double MOST_SECONDS_ALL = 900;
  private static final double MOST_BEHIND = 0.005;
  private static final int COMPARED_ROWS = 100_000;

  static final String FIVE_TARGETS =
      "bad_minute,audio_in_latency_ms,audio_out_latency_ms,video_in_latency_ms,video_out_latency_ms";

  private final BenchFigures report = new BenchFigures("train");

  private TrainBench() {}

  /** Runs it and ends with 0, whatever the figures say. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    TrainBench bench = new TrainBench();
    List<Long> sizes =
        Arrays.stream(System.getProperty("bench.sizes", "10000,100000,1000000").split(","))
            .map(Long::parseLong)
            .sorted()
            .toList();
    bench.compare();
    for (long size : sizes) {
      bench.measure(size, size == sizes.get(sizes.size() - 1));
    }
  }

  private void measure(long size, boolean isLargest) throws IOException, InterruptedException {
    Path folder = prepared(Long.toString(size));
    String name = "%,d rows: ".formatted(size);
    step(folder, "generate", Long.toString(size));
    measure(name + "xgboost, 1 target, 200 trees", folder, "xgboost", "bad_minute", 200);
    double five =
        measure(name + "xgboost, 5 targets, 200 trees", folder, "xgboost", FIVE_TARGETS, 200);
    if (isLargest) {
      report.atMost(name + "5 targets in at most", five, "s", MOST_SECONDS_FIVE);
      if (Boolean.parseBoolean(System.getProperty("bench.all-targets", "true"))) {
        String all =
            ModelTarget.all().stream().map(ModelTarget::name).collect(Collectors.joining(","));
        double seconds =
            measure(name + "xgboost, 19 targets, 200 trees", folder, "xgboost", all, 200);
        report.atMost(name + "19 targets in at most", seconds, "s", MOST_SECONDS_ALL);
      }
      if (Boolean.parseBoolean(System.getProperty("bench.mllib", "true"))) {
        measure(name + "mllib, 1 target, 50 trees", folder, "mllib", "bad_minute", 50);
      }
    }
    report.write();
    BenchJvm.delete(folder);
  }

  /** One run of the job; returns its seconds. */
  private double measure(String name, Path folder, String engine, String targets, int trees)
      throws IOException, InterruptedException {
    JsonNode said = step(folder, "train", engine, targets, Integer.toString(trees));
    double seconds = said.get("seconds").asDouble();
    report.figure(name, seconds, "s");
    report.figure(name + ", peak memory", said.get("peak_bytes").asDouble() / 1e6, "MB");
    return seconds;
  }

  /** Held-out figures of both engines beside those of the Python libraries on the same rows. */
  private void compare() throws IOException, InterruptedException {
    String python = System.getProperty("bench.python", "");
    if (python.isEmpty()) {
      System.out.println("Comparison left out: bench.python is not set, see bench/train/run");
      return;
    }
    Path folder = prepared("compared");
    String warehouse = System.getProperty("bench.warehouse", "");
    if (warehouse.isEmpty()) {
      step(folder, "generate", Integer.toString(COMPARED_ROWS));
    } else {
      step(folder, "copy", warehouse);
    }
    JsonNode mllib = step(folder, "train", "mllib", FIVE_TARGETS, "50");
    JsonNode xgboost = step(folder, "train", "xgboost", FIVE_TARGETS, "150");
    step(folder, "export");
    BenchJvm.run(List.of(python, "bench/train/peers.py", folder.toString()));
    JsonNode peers = JSON.readTree(folder.resolve("peers.json").toFile());
    report.version("xgboost (Python)", peers.get("versions").get("xgboost").asText());
    report.version("lightgbm", peers.get("versions").get("lightgbm").asText());
    double best = 0;
    for (String library : List.of("xgboost", "lightgbm")) {
      double auc = peers.get(library).get("bad_minute").get("auc").asDouble();
      report.figure("held-out AUC, " + library + " in Python", auc, "");
      best = Math.max(best, auc);
    }
    double ours = xgboost.get("figures").get("bad_minute").get("auc").asDouble();
    report.figure("held-out AUC, train with xgboost", ours, "");
    report.atMost("held-out AUC, behind the better in Python", best - ours, "", MOST_BEHIND);
    print("xgboost, 150 trees", xgboost.get("figures"));
    print("mllib, 50 trees", mllib.get("figures"));
    print("xgboost in Python", peers.get("xgboost"));
    print("lightgbm in Python", peers.get("lightgbm"));
    report.write();
    BenchJvm.delete(folder);
  }

  private void print(String who, JsonNode figures) {
    for (String target : FIVE_TARGETS.split(",")) {
      List<String> metrics =
          target.equals("bad_minute") ? List.of("auc", "pr_auc", "log_loss") : List.of("mae", "r2");
      for (String metric : metrics) {
        double value = figures.get(target).get(metric).asDouble();
        report.figure("%s: %s, %s".formatted(who, target, metric), value, "");
      }
    }
  }

  private static Path prepared(String name) throws IOException {
    Path folder = DATA.resolve(name);
    BenchJvm.delete(folder);
    return Files.createDirectories(folder);
  }

  private JsonNode step(Path folder, String step, String... more)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(step, folder.toString()));
    arguments.addAll(List.of(more));
    BenchJvm.run(TrainBenchStep.class, arguments.toArray(String[]::new));
    return JSON.readTree(folder.resolve(step + ".json").toFile());
  }
}
