package io.meetinginsights.jobs.bench;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.jobs.accounts.Accounts;
import io.meetinginsights.jobs.emulator.EmulatorSettings;
import io.meetinginsights.jobs.emulator.ZoomEmulator;
import io.meetinginsights.jobs.ingest.fetch.FetchJob;
import io.meetinginsights.runner.DayRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The fetch of a whole day against the emulator with the Business plan's limits, half of them used
 * up by other apps, on a clock that runs faster for both; then the load of that day.
 *
 * <p>Writes {@code target/bench/ingest.json}. The system properties {@code bench.meetings}, {@code
 * bench.participants}, {@code bench.minutes}, {@code bench.speed} and {@code bench.daily-meetings}
 * change its size; {@code bench.parts} takes some of day, load and limit, over what {@code
 * bench.folder}, which is kept, has from before.
 *
 * <p>Example: {@code make bench-ingest}
 */
public final class IngestBench {

  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "ZOOM_CLIENT_ID", ZoomEmulator.CLIENT_ID,
          "ZOOM_CLIENT_SECRET", ZoomEmulator.CLIENT_SECRET,
          // Guards an emulator's tokens in a folder that is deleted: no secret.
          "MEETING_INSIGHTS_ACCOUNTS_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

  /** Half of the Business plan, see {@code zoom.reserved-share}. */
  private static final double HEAVY_A_SECOND = 20;

  private static final double LISTS_A_MINUTE = 10;
  private static final int LOAD_HEAP_MEBIBYTES = 2048;

  private final BenchFigures figures = new BenchFigures("ingest");

  private IngestBench() {}

  /** Runs it and ends with 0, whatever the figures say. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    IngestBench bench = new IngestBench();
    List<String> parts = List.of(System.getProperty("bench.parts", "day,load,limit").split(","));
    String kept = System.getProperty("bench.folder", "");
    Path folder = kept.isEmpty() ? Files.createTempDirectory("bench-ingest") : Path.of(kept);
    try {
      if (parts.contains("day")) {
        bench.wholeDay(folder.resolve("day"));
      }
      if (parts.contains("load")) {
        bench.load(folder.resolve("day"));
      }
      if (parts.contains("limit")) {
        bench.dailyLimit(folder.resolve("limit"));
      }
    } finally {
      if (kept.isEmpty()) {
        delete(folder);
      }
    }
    bench.figures.version("okhttp", okhttp3.OkHttp.VERSION);
    bench.figures.write();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }

  private static EmulatorSettings settings(int meetings) {
    return EmulatorSettings.synthetic(
            DAY,
            meetings,
            Integer.getInteger("bench.participants", 6),
            Integer.getInteger("bench.minutes", 45))
        .with("quota.plan=business")
        .with("quota.other-apps-share=0.5")
        .withSpeed(speed());
  }

  private static double speed() {
    return Double.parseDouble(System.getProperty("bench.speed", "5"));
  }

  private static Configuration configuration(Path folder, ZoomEmulator zoom) {
    Configuration configuration = Configuration.defaults();
    for (String place : List.of("landing", "warehouse", "models", "ops")) {
      configuration = configuration.with("storage." + place + "=" + folder.resolve(place));
    }
    for (String assignment :
        List.of(
            "accounts.store=" + folder.resolve("accounts"),
            "zoom.api-url=" + zoom.apiUri(),
            "zoom.oauth-url=" + zoom.oauthUri(),
            "zoom.clock.start=" + zoom.now(),
            "zoom.clock.speed=" + speed())) {
      configuration = configuration.with(assignment);
    }
    return configuration;
  }

  private static void link(Configuration configuration, ZoomEmulator zoom, int dailyLimit) {
    new Accounts(configuration, FetchJob.hadoop(configuration), ENVIRONMENT, "bench-link")
        .linkServerToServer(
            zoom.accounts().get(0), new Accounts.Settings(List.of("bench"), dailyLimit, false));
  }

  private void wholeDay(Path folder) {
    int meetings = Integer.getInteger("bench.meetings", 6500);
    try (ZoomEmulator zoom = ZoomEmulator.start(settings(meetings))) {
      Configuration configuration = configuration(folder, zoom);
      link(configuration, zoom, 0);
      long before = zoom.stats().requests();
      Instant start = zoom.now();
      new FetchJob(configuration, "bench-day", ENVIRONMENT).run(DayRange.of(DAY), null);
      double seconds = Duration.between(start, zoom.now()).toMillis() / 1000.0;
      long requests = zoom.stats().requests() - before;
      // Pages of 300: the meetings, and the empty list of meetings of one person.
      long lists = (meetings + 299) / 300 + 1;
      // The users' pages are as many as were asked for, each once: see repeated requests.
      long users = zoom.stats().byEndpoint().getOrDefault("GET /users", 0L);
      long necessary = lists + users + 3L * meetings;
      // Lists are drained first: after the first ten, ten a minute.
      double floor = Math.floor((lists - 1) / LISTS_A_MINUTE) * 60 + 3 * meetings / HEAVY_A_SECOND;
      figure("over-limit requests", zoom.stats().overLimit(), "requests", 0);
      figure("requests / necessary", (double) requests / necessary, "", 1.05);
      figure("wall time / floor of the rates", seconds / floor, "", 1.2);
      figure("repeated requests", zoom.stats().repeated(), "requests", 0.05 * necessary);
      figure("wall time", seconds, "s of Zoom's time", 1.2 * floor);
      figure(
          "heap at the most", Runtime.getRuntime().maxMemory() / 1e6, "MB, emulator included", 540);
    }
  }

  /** Loads the whole day in a JVM of its own, whose heap holds driver and tasks. */
  private void load(Path folder) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + LOAD_HEAP_MEBIBYTES + "m",
                "-XX:+UseParallelGC",
                "@build/jvm-options",
                "-Duser.timezone=UTC",
                "-Dlog4j2.configurationFile=conf/log4j2.properties",
                "-cp",
                System.getProperty("java.class.path"),
                "io.meetinginsights.jobs.cli.MeetingInsights",
                "ingest",
                "--only",
                "load",
                "--date",
                DAY.toString()));
    for (String place : List.of("landing", "warehouse", "models", "ops", "key")) {
      command.addAll(List.of("--set", "storage." + place + "=" + folder.resolve(place)));
    }
    long start = System.nanoTime();
    int exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
    figure("load in a heap of 2 GiB: exit code", exitCode, "", 0);
    figure("load in a heap of 2 GiB: wall time", (System.nanoTime() - start) / 1e9, "s", 1800);
  }

  private void dailyLimit(Path folder) {
    int meetings = Integer.getInteger("bench.daily-meetings", 2000);
    try (ZoomEmulator zoom = ZoomEmulator.start(settings(meetings))) {
      Configuration configuration = configuration(folder, zoom);
      link(configuration, zoom, 5000);
      int exitCode = 0;
      long before = zoom.stats().requests();
      try {
        new FetchJob(configuration, "bench-limit", ENVIRONMENT).run(DayRange.of(DAY), null);
      } catch (UpstreamError incomplete) {
        exitCode = incomplete.exitCode();
        System.out.println(incomplete.getMessage());
      }
      figure("daily limit 5,000: requests", zoom.stats().requests() - before, "requests", 5000);
      zoom.advance(Duration.ofDays(1));
      long left =
          new FetchJob(
                  configuration.with("zoom.clock.start=" + zoom.now()), "bench-next", ENVIRONMENT)
              .run(DayRange.of(DAY.plusDays(1)), null)
              .of("left");
      figure("daily limit 5,000: exit code", exitCode, "", 4);
      figure("daily limit 5,000: left after the next day's run", left, "lists", 0);
      // The users are a picture of a day, so the next day's run takes them anew.
      long again =
          zoom.stats().repeatedAfterAnswer().entrySet().stream()
              .filter(endpoint -> !endpoint.getKey().equals("GET /users"))
              .mapToLong(Map.Entry::getValue)
              .sum();
      figure("daily limit 5,000: asked again though answered, users apart", again, "requests", 0);
    }
  }

  private void figure(String name, double value, String unit, double target) {
    if (name.endsWith("exit code")) {
      figures.exactly(name, value, unit, target);
    } else {
      figures.atMost(name, value, unit, target);
    }
  }
}
