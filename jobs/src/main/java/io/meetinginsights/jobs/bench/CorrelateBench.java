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
 * {@code correlate} over a day of made-up silver tables ({@link CorrelateBenchData}) at several
 * sizes, beside the same join in DuckDB over the same Parquet files and a naive range join in
 * Spark. Each in a process of its own with two cores, one after the other; times are without the
 * start of process and session.
 *
 * <p>Writes {@code target/bench/correlate.json}. System properties: {@code bench.sizes} (snapshots,
 * default 100000,1000000,10000000), {@code bench.naive-up-to} (default 1000000), {@code bench.heap}
 * (default 4g), {@code bench.python} (a Python with DuckDB; set by bench/correlate/run), {@code
 * bench.keep} (true: leaves the tables under target/bench/correlate-data).
 *
 * <p>Example: {@code make bench-correlate}
 */
public final class CorrelateBench {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MOST_BYTES = 6e9;
  private static final double MOST_GROWTH = 10.5;
  private static final double MOST_TIMES_DUCKDB = 3;

  private final BenchFigures report = new BenchFigures("correlate");

  private CorrelateBench() {}

  /** Runs it and ends with 0, whatever the figures say. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    new CorrelateBench().run();
  }

  private void run() throws IOException, InterruptedException {
    List<Long> sizes =
        Arrays.stream(System.getProperty("bench.sizes", "100000,1000000,10000000").split(","))
            .map(Long::parseLong)
            .sorted()
            .toList();
    double before = 0;
    long sizeBefore = 0;
    for (long size : sizes) {
      boolean isLargest = size == sizes.get(sizes.size() - 1);
      Path folder = Path.of("target/bench/correlate-data").resolve(Long.toString(size));
      BenchJvm.delete(folder);
      Files.createDirectories(folder);
      double seconds = measure(size, folder, isLargest);
      if (sizeBefore > 0) {
        // Brought to a tenfold step where the sizes are not ten times apart.
        double growth =
            Math.pow(10, Math.log(seconds / before) / Math.log((double) size / sizeBefore));
        report.atMost(
            "%,d: growth of time per tenfold input".formatted(size), growth, "x", MOST_GROWTH);
      }
      before = seconds;
      sizeBefore = size;
      if (!Boolean.getBoolean("bench.keep")) {
        BenchJvm.delete(folder);
      }
      report.write();
    }
  }

  /** One size; returns the job's seconds. */
  private double measure(long size, Path folder, boolean isLargest)
      throws IOException, InterruptedException {
    String name = "%,d: ".formatted(size);
    step("generate", folder, Long.toString(size / CorrelateBenchData.MINUTES));
    JsonNode ours = step("correlate", folder);
    double seconds = ours.get("seconds").asDouble();
    report.figure(name + "correlate", seconds, "s");
    report.figure(name + "snapshots a second", size / seconds, "rows/s");
    report.atMost(
        name + "peak memory", ours.get("peak_bytes").asDouble() / 1e6, "MB", MOST_BYTES / 1e6);
    JsonNode duckDb = duckDb(folder);
    if (duckDb != null) {
      double theirs = duckDb.get("seconds").asDouble();
      report.figure(name + "DuckDB", theirs, "s");
      report.figure(name + "DuckDB, peak memory", duckDb.get("peak_bytes").asDouble() / 1e6, "MB");
      if (isLargest) {
        report.atMost(name + "correlate / DuckDB", seconds / theirs, "x", MOST_TIMES_DUCKDB);
      } else {
        report.figure(name + "correlate / DuckDB", seconds / theirs, "x");
      }
      compare(name, ours, duckDb);
    }
    if (size <= Long.getLong("bench.naive-up-to", 1_000_000)) {
      JsonNode naive = step("naive", folder);
      report.figure(name + "naive range join", naive.get("seconds").asDouble(), "s");
      report.figure(
          name + "naive range join / correlate", naive.get("seconds").asDouble() / seconds, "x");
    } else {
      System.out.println(name + "naive range join left out: see bench.naive-up-to");
    }
    return seconds;
  }

  /** Both sides must have matched the same minutes and found the same readings. */
  private void compare(String name, JsonNode ours, JsonNode theirs) {
    report.figure(name + "matched minutes", ours.get("matched").asDouble(), "minutes");
    report.figure(name + "matched minutes, DuckDB", theirs.get("matched").asDouble(), "minutes");
    double apart = 0;
    List<String> compared = new ArrayList<>();
    ours.fieldNames().forEachRemaining(compared::add);
    for (String field : compared) {
      if (!field.equals("seconds") && !field.equals("peak_bytes")) {
        double mine = ours.get(field).asDouble();
        double other = theirs.path(field).asDouble(Double.NaN);
        double difference = mine == other ? 0 : Math.abs(mine - other) / Math.abs(mine);
        System.out.printf("  %-26s %,20.4f  DuckDB %,20.4f%n", field, mine, other);
        // Not max(): a value that is missing on the other side must not be passed over.
        apart = difference <= apart ? apart : difference;
      }
    }
    report.atMost(name + "largest difference of counts and sums", apart, "relative", 1e-9);
  }

  private JsonNode step(String step, Path folder, String... more)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(step, folder.toString()));
    arguments.addAll(List.of(more));
    BenchJvm.run(CorrelateBenchStep.class, arguments.toArray(String[]::new));
    JsonNode said = JSON.readTree(folder.resolve(step + ".json").toFile());
    System.out.printf(
        "%s %s: %.1f s%n", folder.getFileName(), step, said.get("seconds").asDouble());
    return said;
  }

  private JsonNode duckDb(Path folder) throws IOException, InterruptedException {
    String python = System.getProperty("bench.python", "");
    if (python.isEmpty()) {
      System.out.println("DuckDB left out: bench.python is not set, see bench/correlate/run");
      return null;
    }
    BenchJvm.run(List.of(python, "bench/correlate/duckdb_join.py", folder.toString()));
    JsonNode said = JSON.readTree(folder.resolve("duckdb.json").toFile());
    report.version("duckdb", said.get("version").asText());
    return said;
  }
}
