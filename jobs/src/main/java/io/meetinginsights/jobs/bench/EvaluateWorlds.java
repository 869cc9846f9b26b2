package io.meetinginsights.jobs.bench;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.meetinginsights.jobs.cli.MeetingInsights;
import io.meetinginsights.jobs.evaluate.BlameTables;
import io.meetinginsights.jobs.evaluate.EvaluateJob;
import io.meetinginsights.jobs.evaluate.Figure;
import io.meetinginsights.jobs.evaluate.PooledFigures;
import io.meetinginsights.jobs.simulate.Fault;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.gold.ModelFeatures;
import io.meetinginsights.tables.gold.ModelMetrics;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How often the blame is right: one model is trained in one simulated world and judged in others
 * that differ in seed, sites, mix and strength of faults. A second model, which learns from the
 * same world without the minutes that {@link #ABSENT} reaches, is judged in the first of them. All
 * in this JVM, by the commands a user has.
 *
 * <p>Faults occur more often than they naturally do, so that each has enough minutes; precision is
 * brought back to natural prevalence. Rates, worlds and seeds are settled here, before any model is
 * fitted.
 *
 * <p>With one world the second model is left out.
 *
 * <p>Writes {@code target/bench/evaluate.json}, {@code target/bench/blame.md} and the worlds below
 * {@code target/evaluate}. System properties: {@code evaluate.worlds}, how many worlds judge, 1 to
 * 5; {@code evaluate.small}, true for a day of six sites that teach and are judged: whether it
 * runs, not how good it is; {@code evaluate.games}, true for verdicts by other Shapley values
 * beside the model's.
 *
 * <p>Example: {@code make evaluate}
 */
public final class EvaluateWorlds {

  private static final Path FOLDER = Path.of("target/evaluate");
  private static final long LEAST_MINUTES = 300;
  private static final long LEAST_EPISODES = 100;
  private static final double MOST_SECONDS = 1800;

  /** Twice the usual: minutes in calls are what is judged, idle telemetry only takes time. */
  private static final int MEETINGS_A_DAY = 8;

  /** One kind a segment that the second model has not met in training. */
  static final Set<Fault> ABSENT =
      Set.of(Fault.BULK_DOWNLOAD, Fault.AP_UPLINK_HALF_DUPLEX, Fault.BUFFERBLOAT, Fault.CLIENT_CPU);

  /**
   * A world.
   *
   * @param mix shifts which faults are frequent; 0 leaves all alike
   */
  private record World(
      String name,
      int seed,
      int sites,
      int clients,
      String from,
      String to,
      double strength,
      int mix) {

    /** A day of six sites of it. */
    World small() {
      return new World(name, seed, 6, 18, from, from, strength, mix);
    }
  }

  private static final World TRAINING =
      new World("training", 11, 16, 19, "2026-03-02", "2026-03-03", 1.0, 0);
  private static final List<World> JUDGING =
      List.of(
          new World("judging-1", 21, 16, 19, "2026-03-09", "2026-03-10", 1.0, 1),
          new World("judging-2", 22, 20, 15, "2026-03-10", "2026-03-11", 0.9, 2),
          new World("judging-3", 23, 12, 24, "2026-03-11", "2026-03-12", 1.1, 3),
          new World("judging-4", 24, 18, 18, "2026-03-16", "2026-03-17", 0.95, 4),
          new World("judging-5", 25, 14, 21, "2026-03-17", "2026-03-18", 1.05, 5));

  /** Against the usual rates, so that each kind has enough episodes for a figure; others 2. */
  private static final Map<Fault, Double> RATES =
      Map.ofEntries(
          Map.entry(Fault.WEAK_SIGNAL, 2.5),
          Map.entry(Fault.STICKY_CLIENT, 2.3),
          Map.entry(Fault.CO_CHANNEL_INTERFERENCE, 6.0),
          Map.entry(Fault.ADJACENT_CHANNEL_INTERFERENCE, 3.8),
          Map.entry(Fault.NON_WIFI_INTERFERENCE, 4.8),
          Map.entry(Fault.DFS_CHANNEL_CHANGE, 3.4),
          Map.entry(Fault.AP_OVERLOAD, 3.6),
          Map.entry(Fault.BULK_DOWNLOAD, 4.4),
          Map.entry(Fault.CROWDED_24_GHZ, 2.7),
          Map.entry(Fault.LOW_TX_POWER, 3.5),
          Map.entry(Fault.NARROW_CHANNEL, 4.4),
          Map.entry(Fault.SLOW_ROAM, 1.9),
          Map.entry(Fault.PING_PONG_ROAM, 1.4),
          Map.entry(Fault.AP_UPLINK_HALF_DUPLEX, 4.2),
          Map.entry(Fault.PORT_ERRORS, 5.8),
          Map.entry(Fault.POE_FLAP, 1.3),
          Map.entry(Fault.GATEWAY_CPU, 3.2),
          Map.entry(Fault.WAN_CONGESTION, 2.5),
          Map.entry(Fault.ISP_LOSS, 2.7),
          Map.entry(Fault.ISP_PATH_CHANGE, 2.4),
          Map.entry(Fault.BUFFERBLOAT, 3.0),
          Map.entry(Fault.VPN_DETOUR, 2.7),
          Map.entry(Fault.OLD_CLIENT_RADIO, 3.4),
          Map.entry(Fault.CLIENT_CPU, 1.9),
          Map.entry(Fault.FAR_WIFI, 0.3),
          Map.entry(Fault.FAR_ISP, 6.0),
          Map.entry(Fault.SERVICE_TROUBLE, 21.0));

  private EvaluateWorlds() {}

  /** Runs it and ends with 0, whatever the figures say. */
  public static void main(String[] arguments) throws IOException {
    long start = System.nanoTime();
    FileUtils.deleteDirectory(FOLDER.toFile());
    boolean isSmall = Boolean.getBoolean("evaluate.small");
    World training = isSmall ? TRAINING.small() : TRAINING;
    List<World> judging =
        isSmall ? List.of(training) : JUDGING.subList(0, Integer.getInteger("evaluate.worlds", 5));
    prepare(training);
    String version = trained(training, Set.of());
    Optional<String> versionWithout = Optional.empty();
    if (judging.size() > 1) {
      takeOut(training, ABSENT);
      versionWithout = Optional.of(trained(training, Set.of(version)));
    }
    List<List<Figure>> worlds = new ArrayList<>();
    List<List<Figure>> worldsWithout = new ArrayList<>();
    for (World world : judging) {
      if (!world.equals(training)) {
        prepare(world);
      }
      if (versionWithout.isPresent() && worlds.isEmpty()) {
        run(world, "explain", "--model", versionWithout.get());
        run(world, "evaluate", "--skip-baselines");
        worldsWithout.add(figures(world, versionWithout.get()));
      }
      run(world, "explain", "--model", version);
      if (Boolean.getBoolean("evaluate.games")) {
        run(world, "evaluate", "--games");
      } else {
        run(world, "evaluate");
      }
      worlds.add(figures(world, version));
      report(worlds, worldsWithout, (System.nanoTime() - start) / 1e9);
    }
    SparkSession.active().stop();
  }

  /** The version of a model that is trained now, promoted or not, beside those of before. */
  private static String trained(World world, Set<String> before) {
    run(world, "train", "--set", "train.targets=[bad_minute]");
    return warehouse(world)
        .read(ModelFeatures.SCHEMA)
        .where(col("version").isin(before.toArray()).equalTo(false))
        .select("version")
        .first()
        .getString(0);
  }

  /** Takes every minute out that one of the faults reaches, on its own path or its sender's. */
  private static void takeOut(World world, Set<Fault> faults) {
    Column absent = array(faults.stream().map(fault -> lit(fault.id())).toArray(Column[]::new));
    long minutes =
        warehouse(world)
            .deleteMatching(
                ExperienceMinutes.SCHEMA,
                SparkSession.active()
                    .read()
                    .parquet(place(world, "landing/_truth/minutes"))
                    .where(
                        arrays_overlap(col("active_faults"), absent)
                            .or(arrays_overlap(col("far_faults"), absent)))
                    .withColumnRenamed("join_time", "joined_at"),
                ExperienceMinutes.SCHEMA.key());
    System.out.printf(Locale.ROOT, "%s: %,d minutes taken out%n", world.name(), minutes);
  }

  private static Warehouse warehouse(World world) {
    return new Warehouse(SparkSession.active(), place(world, "warehouse"), "evaluate");
  }

  private static void prepare(World world) {
    run(world, "simulate", "--sites-out", place(world, "sites.yaml"));
    run(world, "ingest", "--only", "load");
    run(world, "correlate");
  }

  private static String place(World world, String what) {
    return FOLDER.resolve(world.name()).resolve(what).toString();
  }

  private static void run(World world, String command, String... more) {
    long start = System.nanoTime();
    List<String> words =
        new ArrayList<>(List.of(command, "--from", world.from(), "--to", world.to()));
    words.addAll(List.of(more));
    List<String> settings = new ArrayList<>();
    for (String place : List.of("landing", "warehouse", "ops", "key")) {
      settings.add("storage." + place + "=" + place(world, place));
    }
    settings.add("storage.models=" + FOLDER.resolve("models"));
    settings.add("simulate.seed=" + world.seed());
    settings.add("simulate.sites=" + world.sites());
    settings.add("simulate.clients-per-site=" + world.clients());
    settings.add("simulate.faults.strength=" + world.strength());
    settings.add("simulate.meetings-per-client-per-day=" + MEETINGS_A_DAY);
    settings.add("explain.top-features=20");
    settings.add("spark.shuffle-partitions=2");
    rates(world)
        .forEach(
            (fault, rate) -> settings.add("simulate.faults.rates." + fault.key() + "=" + rate));
    if (!command.equals("simulate")) {
      settings.add("sites-file=" + place(world, "sites.yaml"));
    }
    for (String setting : settings) {
      words.add("--set");
      words.add(setting);
    }
    int exitCode = MeetingInsights.run(words.toArray(String[]::new));
    if (exitCode != 0) {
      throw new IllegalStateException(command + " of " + world.name() + " ended with " + exitCode);
    }
    System.out.printf(
        Locale.ROOT, "%s %s: %.0f s%n", world.name(), command, (System.nanoTime() - start) / 1e9);
  }

  /** How often each fault occurs, against its natural rate. */
  private static Map<Fault, Double> rates(World world) {
    Map<Fault, Double> rates = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      double shift = world.mix() == 0 ? 1 : 0.6 + 0.4 * ((fault.ordinal() + world.mix()) % 3);
      rates.put(fault, RATES.getOrDefault(fault, 2.0) * shift);
    }
    return rates;
  }

  private static final Pattern SLICE = Pattern.compile("method=([^,]+),(.*)");

  private static List<Figure> figures(World world, String version) {
    List<Figure> figures = new ArrayList<>();
    for (Row row :
        warehouse(world)
            .read(ModelMetrics.SCHEMA)
            .where(col("job").equalTo(EvaluateJob.JOB).and(col("version").equalTo(version)))
            .select("slice", "metric", "value", "row_count")
            .orderBy("slice", "metric")
            .collectAsList()) { // OK: figures
      Matcher slice = SLICE.matcher(row.getString(0));
      if (slice.matches()) {
        figures.add(
            new Figure(
                slice.group(1),
                slice.group(2),
                row.getString(1),
                row.isNullAt(2) ? Double.NaN : row.getDouble(2),
                row.getLong(3)));
      }
    }
    return figures;
  }

  private static void report(
      List<List<Figure>> worlds, List<List<Figure>> worldsWithout, double seconds)
      throws IOException {
    PooledFigures all = new PooledFigures(worlds);
    String model = EvaluateJob.Method.MODEL.word();
    StringBuilder text = new StringBuilder();
    text.append(BlameTables.of(all)).append('\n');
    if (!worldsWithout.isEmpty()) {
      // Both models in the same world.
      text.append(
          BlameTables.absent(
              new PooledFigures(worlds.subList(0, 1)), new PooledFigures(worldsWithout), keys()));
    }
    System.out.println(text);
    BenchFigures figures = new BenchFigures("evaluate");
    figures.figure("worlds", worlds.size(), "worlds");
    all.all()
        .forEach(
            (name, pooled) ->
                figures.figure(
                    name.method() + " " + name.slice() + " " + name.metric(),
                    pooled.value(),
                    "of " + pooled.minutes() + " minutes"));
    for (Fault fault : Fault.values()) {
      if (!fault.isControl()) {
        String slice = "fault=" + fault.id();
        figures.atLeast(
            fault.id() + ": minutes", all.of(model, slice, "judged").minutes(), "", LEAST_MINUTES);
        figures.atLeast(
            fault.id() + ": episodes",
            all.of(model, slice, "episodes").value(),
            "",
            LEAST_EPISODES);
      }
    }
    figures.atMost("wall time", seconds, "s", MOST_SECONDS);
    figures.write();
    FileUtils.writeStringToFile(
        Path.of("target/bench/blame.md").toFile(),
        text.toString(),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private static List<String> keys() {
    return ABSENT.stream().map(Fault::id).sorted().toList();
  }
}
