package io.meetinginsights.jobs.bench;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.jobs.cli.MeetingInsights;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.silver.ParticipantMinutes;
import io.meetinginsights.tables.silver.RadioMinutes;
import io.meetinginsights.tables.silver.RejectedRecords;
import io.meetinginsights.tables.silver.WanMinutes;
import io.meetinginsights.tables.silver.WiredMinutes;
import io.meetinginsights.tables.silver.WirelessMinutes;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * {@code ingest --only load} of a day's landing files ({@link LoadBenchData}) at several sizes,
 * into an empty warehouse, beside DuckDB, which reads the same files into the same per-minute
 * tables (bench/load/duckdb_load.py says what it leaves out), and beside the floor: the same files
 * decompressed and their JSON taken apart into tokens, which are thrown away. Each in a process of
 * its own with two cores, one after the other; times are without the start of the process, but with
 * that of its session.
 *
 * <p>Writes {@code target/bench/load.json}. Ends with 1 if counts or sums of the two sides differ,
 * or if load rejected a record; else with 0, whatever the figures say. System properties: {@code
 * bench.sizes} (snapshots of wireless clients, default 1000000,10000000; what goes with them comes
 * on top), {@code bench.heap} (default 4g), {@code bench.python} (a Python with DuckDB; set by
 * bench/load/run), {@code bench.keep} (true: leaves files and tables under target/bench/load-data).
 *
 * <p>Example: {@code make bench-load BENCH_OPTS=-Dbench.sizes=100000,1000000}
 */
public final class LoadBench {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = Path.of("target/bench/load-data");
  private static final double MOST_BYTES = 4e9;
  private static final double MOST_GROWTH = 10.5;
  private static final double MOST_TIMES_DUCKDB = 3;

  /** What both sides add up, so that a fast but wrong table is seen. */
  private static final Map<TableSchema, List<String>> COMPARED = compared();

  private final BenchFigures report = new BenchFigures("load");
  private boolean isEqual = true;

  private LoadBench() {}

  private static Map<TableSchema, List<String>> compared() {
    Map<TableSchema, List<String>> compared = new LinkedHashMap<>();
    compared.put(
        WirelessMinutes.SCHEMA,
        List.of(
            "sample_count",
            "rssi_dbm",
            "snr_db",
            "tx_rate_mbps",
            "tx_bytes",
            "rx_bytes",
            "tx_packets",
            "tx_retries",
            "rx_retries",
            "delta_s",
            "uptime_s"));
    compared.put(
        RadioMinutes.SCHEMA,
        List.of(
            "channel",
            "noise_floor_dbm",
            "num_clients",
            "util_all_pct",
            "util_rx_other_bss_pct",
            "rx_failed",
            "uplink_rx_errors",
            "ap_gateway_rtt_ms"));
    compared.put(
        WiredMinutes.SCHEMA,
        List.of(
            "speed_mbps", "rx_bytes", "tx_bytes", "rx_errors", "tx_errors", "delta_s", "flaps"));
    compared.put(
        WanMinutes.SCHEMA,
        List.of(
            "latency_ms",
            "jitter_ms",
            "loss_pct",
            "download_bps",
            "upload_bps",
            "gateway_cpu_pct",
            "speedtest_download_mbps"));
    compared.put(
        ParticipantMinutes.SCHEMA,
        List.of(
            "sample_count",
            "audio_input_bitrate_kbps",
            "audio_input_latency_ms",
            "audio_input_loss_avg_pct",
            "audio_output_loss_max_pct",
            "audio_output_jitter_ms",
            "video_input_loss_avg_pct",
            "video_input_width_px",
            "video_output_frame_rate_fps",
            "share_output_loss_max_pct",
            "zoom_cpu_min_pct",
            "system_cpu_max_pct",
            "wifi_rssi_avg_dbm"));
    return compared;
  }

  /** Without arguments the bench; with {@code STEP FOLDER [SNAPSHOTS]} one step of it. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    if (arguments.length == 0) {
      LoadBench bench = new LoadBench();
      bench.run();
      if (!bench.isEqual) {
        throw new IllegalStateException("Tables differ or records were rejected, see above");
      }
      return;
    }
    Path folder = Path.of(arguments[1]);
    ObjectNode said =
        switch (arguments[0]) {
          case "generate" -> generate(folder, Long.parseLong(arguments[2]));
          case "load" -> load(folder);
          case "floor" -> floor(folder);
          default -> throw new IllegalArgumentException("No step " + arguments[0]);
        };
    write(folder.resolve(arguments[0] + ".json"), said);
  }

  private void run() throws IOException, InterruptedException {
    List<Long> sizes =
        Arrays.stream(System.getProperty("bench.sizes", "1000000,10000000").split(","))
            .map(Long::parseLong)
            .sorted()
            .toList();
    Map<String, Double> before = Map.of();
    long sizeBefore = 0;
    for (long size : sizes) {
      Path folder = FOLDER.resolve(Long.toString(size));
      BenchJvm.delete(folder);
      Files.createDirectories(folder);
      Map<String, Double> seconds = measure(size, folder, size == sizes.get(sizes.size() - 1));
      if (sizeBefore > 0) {
        growth(size, "load", seconds, before, sizeBefore);
        growth(size, "DuckDB", seconds, before, sizeBefore);
        growth(size, "floor", seconds, before, sizeBefore);
      }
      before = seconds;
      sizeBefore = size;
      if (!Boolean.getBoolean("bench.keep")) {
        BenchJvm.delete(folder);
      }
      report.write();
    }
  }

  /** Brought to a tenfold step where the sizes are not ten times apart. */
  private void growth(
      long size,
      String side,
      Map<String, Double> now,
      Map<String, Double> before,
      long sizeBefore) {
    if (!now.containsKey(side)) {
      return;
    }
    double growth =
        Math.pow(
            10, Math.log(now.get(side) / before.get(side)) / Math.log((double) size / sizeBefore));
    String name = "%,d: growth of time per tenfold input, %s".formatted(size, side);
    if (side.equals("load")) {
      report.atMost(name, growth, "x", MOST_GROWTH);
    } else {
      report.figure(name, growth, "x");
    }
  }

  /** One size; returns the seconds of each side. */
  private Map<String, Double> measure(long size, Path folder, boolean isLargest)
      throws IOException, InterruptedException {
    String name = "%,d: ".formatted(size);
    JsonNode generated = step("generate", folder, Long.toString(size));
    long snapshots = generated.get("snapshots").asLong();
    System.out.printf(
        "%slanding files written in %.1f s%n", name, generated.get("seconds").asDouble());
    report.figure(name + "snapshots written", snapshots, "records");
    report.figure(name + "text", generated.get("text_bytes").asDouble() / 1e6, "MB");
    report.figure(name + "files", generated.get("file_bytes").asDouble() / 1e6, "MB");
    Map<String, Double> seconds = new LinkedHashMap<>();
    // The long one last: a peer that fails does so before it.
    JsonNode floor = step("floor", folder);
    took(name + "floor", floor);
    seconds.put("floor", floor.get("seconds").asDouble());
    report.figure(name + "floor, tokens", floor.get("tokens").asDouble() / 1e6, "million");
    JsonNode duckDb = duckDb(folder);
    if (duckDb != null) {
      took(name + "DuckDB", duckDb);
      seconds.put("DuckDB", duckDb.get("seconds").asDouble());
      report.figure(name + "DuckDB, peak memory", duckDb.get("peak_bytes").asDouble() / 1e6, "MB");
    }
    report.write();
    JsonNode ours = step("load", folder);
    took(name + "load", ours);
    seconds.put("load", ours.get("seconds").asDouble());
    report.figure(name + "load, snapshots a second", snapshots / seconds.get("load"), "records/s");
    report.atMost(
        name + "load, peak memory",
        ours.get("peak_bytes").asDouble() / 1e6,
        "MB",
        MOST_BYTES / 1e6);
    report.exactly(name + "load, rejected records", ours.get("rejected").asDouble(), "records", 0);
    isEqual &= ours.get("rejected").asLong() == 0;
    if (duckDb != null) {
      double times = seconds.get("load") / seconds.get("DuckDB");
      if (isLargest) {
        report.atMost(name + "load / DuckDB", times, "x", MOST_TIMES_DUCKDB);
      } else {
        report.figure(name + "load / DuckDB", times, "x");
      }
      compare(name, ours.get("compared"), duckDb.get("compared"));
    }
    report.figure(name + "load / floor", seconds.get("load") / seconds.get("floor"), "x");
    return seconds;
  }

  private void took(String name, JsonNode said) {
    report.figure(name, said.get("seconds").asDouble(), "s");
    report.figure(name + ", CPU", said.get("cpu_seconds").asDouble(), "s");
  }

  /** Both sides must have the same rows and the same sums. */
  private void compare(String name, JsonNode ours, JsonNode theirs) {
    double apart = 0;
    List<String> compared = new ArrayList<>();
    ours.fieldNames().forEachRemaining(compared::add);
    for (String field : compared) {
      double mine = ours.get(field).asDouble();
      double other = theirs.path(field).asDouble(Double.NaN);
      double difference =
          mine == other ? 0 : Math.abs(mine - other) / Math.max(Math.abs(mine), Math.abs(other));
      System.out.printf(
          "  %-48s %,22.4f  DuckDB %,22.4f%s%n",
          field, mine, other, difference <= 1e-9 ? "" : "  DIFFERS");
      // Not max(): a value that is missing on the other side must not be passed over.
      apart = difference <= apart ? apart : difference;
    }
    report.atMost(name + "largest difference of counts and sums", apart, "relative", 1e-9);
    isEqual &= apart <= 1e-9;
  }

  private JsonNode step(String step, Path folder, String... more)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(step, folder.toString()));
    arguments.addAll(List.of(more));
    BenchJvm.run(LoadBench.class, arguments.toArray(String[]::new));
    return JSON.readTree(folder.resolve(step + ".json").toFile());
  }

  private JsonNode duckDb(Path folder) throws IOException, InterruptedException {
    String python = System.getProperty("bench.python", "");
    if (python.isEmpty()) {
      System.out.println("DuckDB left out: bench.python is not set, see bench/load/run");
      return null;
    }
    ObjectNode columns = JSON.createObjectNode();
    COMPARED.forEach((table, names) -> names.forEach(columns.withArray("/" + table.name())::add));
    write(folder.resolve("columns.json"), columns);
    BenchJvm.run(List.of(python, "bench/load/duckdb_load.py", folder.toString()));
    JsonNode said = JSON.readTree(folder.resolve("duckdb.json").toFile());
    report.version("duckdb", said.get("version").asText());
    return said;
  }

  private static ObjectNode generate(Path folder, long snapshots)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    double cpuBefore = cpuSeconds();
    LoadBenchData.Written written = LoadBenchData.write(landing(folder), snapshots);
    ObjectNode said = tookSince(start, cpuBefore);
    long fileBytes = 0;
    for (Path file : files(folder)) {
      fileBytes += Files.size(file);
    }
    return said.put("snapshots", written.snapshots())
        .put("text_bytes", written.textBytes())
        .put("file_bytes", fileBytes);
  }

  private static ObjectNode load(Path folder) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("ingest", "--only", "load", "--date", LoadBenchData.DAY.toString()));
    arguments.addAll(List.of("--set", "spark.master=local[" + BenchJvm.CORES + "]"));
    for (String place : List.of("landing", "warehouse", "ops", "models", "key")) {
      arguments.add("--set");
      arguments.add("storage." + place + "=" + folder.resolve(place).toAbsolutePath());
    }
    long start = System.nanoTime();
    double cpuBefore = cpuSeconds();
    int exitCode = MeetingInsights.run(arguments.toArray(String[]::new));
    if (exitCode != 0) {
      throw new IllegalStateException("ingest --only load ended with exit code " + exitCode);
    }
    ObjectNode said = tookSince(start, cpuBefore);
    SparkSession spark = SparkSession.active();
    addUp(
        new Warehouse(spark, folder.resolve("warehouse").toAbsolutePath().toString(), "bench"),
        said);
    spark.stop();
    return said;
  }

  private static void addUp(Warehouse warehouse, ObjectNode said) {
    said.put("rejected", warehouse.read(RejectedRecords.SCHEMA).count());
    ObjectNode compared = said.putObject("compared");
    COMPARED.forEach(
        (table, columns) -> {
          Column[] sums =
              columns.stream()
                  .map(name -> coalesce(sum(col(name).cast("double")), lit(0.0)))
                  .toArray(Column[]::new);
          Row row = warehouse.read(table).agg(count(lit(1)), sums).head();
          compared.put(table.name() + " rows", row.getLong(0));
          for (int i = 0; i < columns.size(); i++) {
            compared.put(table.name() + " " + columns.get(i), row.getDouble(i + 1));
          }
        });
  }

  /** Decompresses and takes apart every file, as many at once as there are cores. */
  private static ObjectNode floor(Path folder)
      throws IOException, InterruptedException, ExecutionException {
    List<Callable<Long>> all = new ArrayList<>();
    for (Path file : files(folder)) {
      all.add(() -> tokens(file));
    }
    long start = System.nanoTime();
    double cpuBefore = cpuSeconds();
    ExecutorService threads = Executors.newFixedThreadPool(BenchJvm.CORES);
    long tokens = 0;
    try {
      for (Future<Long> one : threads.invokeAll(all)) {
        tokens += one.get();
      }
    } finally {
      threads.shutdown();
    }
    return tookSince(start, cpuBefore).put("tokens", tokens);
  }

  private static long tokens(Path file) throws IOException {
    long tokens = 0;
    try (InputStream text = new GZIPInputStream(Files.newInputStream(file), 1 << 16);
        JsonParser json = new JsonFactory().createParser(text)) {
      while (json.nextToken() != null) {
        tokens++;
      }
    }
    return tokens;
  }

  /** The landing files, the largest first, so that none of them is alone at the end. */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(landing(folder))) {
      return all.filter(file -> file.toString().endsWith(".jsonl.gz"))
          .sorted((a, b) -> Long.compare(b.toFile().length(), a.toFile().length()))
          .toList();
    }
  }

  private static Path landing(Path folder) {
    return folder.resolve("landing");
  }

  private static ObjectNode tookSince(long start, double cpuBefore) throws IOException {
    return JSON.createObjectNode()
        .put("seconds", (System.nanoTime() - start) / 1e9)
        .put("cpu_seconds", cpuSeconds() - cpuBefore)
        .put("peak_bytes", BenchJvm.peakBytes());
  }

  private static double cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  private static void write(Path file, ObjectNode said) throws IOException {
    Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(said));
  }
}
