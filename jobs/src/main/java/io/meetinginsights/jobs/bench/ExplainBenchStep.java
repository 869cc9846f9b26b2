package io.meetinginsights.jobs.bench;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.SparkConfig;
import io.meetinginsights.jobs.explain.ExplainJob;
import io.meetinginsights.model.FeatureValues;
import io.meetinginsights.model.MatrixEncoding;
import io.meetinginsights.model.ModelFamily;
import io.meetinginsights.model.ModelManifest;
import io.meetinginsights.model.ModelRegistry;
import io.meetinginsights.model.ModelScope;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobRunner;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.Players;
import io.meetinginsights.shapley.TreeExplainer;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.gold.Contributions;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.gold.MinuteCauses;
import io.meetinginsights.warehouse.Sessions;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A step of {@link ExplainBench} in a JVM of its own: {@code kernel}, explain or pass. */
final class ExplainBenchStep {

  private static final DayRange DAYS =
      new DayRange(
          TrainBenchData.FIRST_DAY, TrainBenchData.FIRST_DAY.plusDays(TrainBenchData.DAYS - 1L));

  private static final List<String> ORDER =
      List.of("day", "account_id", "meeting_uuid", "participant_id", "joined_at", "minute_at");

  /** As in a job: rows of a block, and how often all are timed. */
  private static final int BLOCK = 2048;

  private static final int KERNEL_ROWS = 8 * BLOCK;
  private static final int KERNEL_ROUNDS = 7;

  private final ObjectNode said = new ObjectMapper().createObjectNode();
  private final Path folder;
  private final Configuration configuration;
  private final SparkSession spark;

  private ExplainBenchStep(Path folder) {
    this.folder = folder;
    this.configuration = BenchJvm.storedBelow(folder);
    this.spark = Sessions.open("bench", configuration.section("spark", SparkConfig.class));
  }

  /** Step and folder. */
  public static void main(String[] arguments) throws IOException {
    ExplainBenchStep step = new ExplainBenchStep(Path.of(arguments[1]));
    switch (arguments[0]) {
      case "kernel" -> step.kernel();
      case "explain" -> step.explain();
      case "pass" -> step.pass();
      default -> throw new IllegalArgumentException("No step " + arguments[0]);
    }
    step.said.put("peak_bytes", BenchJvm.peakBytes());
    Files.writeString(step.folder.resolve(arguments[0] + ".json"), step.said.toString());
    step.spark.stop();
  }

  private Warehouse warehouse(String name) {
    return new Warehouse(spark, folder.resolve(name).toAbsolutePath().toString(), "bench");
  }

  private ModelFamily family() {
    ModelRegistry registry =
        new ModelRegistry(
            spark.sparkContext().hadoopConfiguration(), configuration.text("storage.models"));
    return registry.read(registry.list().get(0).version());
  }

  private void explain() {
    long start = System.nanoTime();
    new JobRunner(configuration, "bench", "bench")
        .write("explain", DAYS, context -> ExplainJob.run(context, Optional.empty()));
    said.put("seconds", (System.nanoTime() - start) / 1e9);
    said.put("minutes", explainable().count());
    said.put("bad", explainable().where(col("is_bad")).count());
  }

  private Dataset<Row> explainable() {
    return warehouse("warehouse")
        .read(ExperienceMinutes.SCHEMA, DAYS.from(), DAYS.to())
        .where(ModelScope.isOnNetwork().and(ModelScope.isScored()));
  }

  /** Seconds a row and target of one thread, the median of some rounds over all targets. */
  private void kernel() {
    ModelFamily family = family();
    List<Row> rows =
        explainable().orderBy("minute_at").limit(KERNEL_ROWS).collectAsList(); // OK: a sample
    List<Runnable> targets = new ArrayList<>();
    for (ModelManifest.TargetEntry entry : family.manifest().targets()) {
      targets.add(explaining(entry, family.models().get(entry.target()).ensemble(), rows));
    }
    double[] rounds = new double[KERNEL_ROUNDS];
    for (int round = 0; round < KERNEL_ROUNDS; round++) {
      long start = System.nanoTime();
      targets.forEach(Runnable::run);
      rounds[round] = (System.nanoTime() - start) / 1e9 / rows.size() / targets.size();
    }
    Arrays.sort(rounds);
    said.put("seconds", rounds[KERNEL_ROUNDS / 2]);
  }

  private static Runnable explaining(
      ModelManifest.TargetEntry entry, Ensemble ensemble, List<Row> rows) {
    MatrixEncoding encoding = entry.encoding();
    FeatureValues reader = new FeatureValues(rows.get(0).schema(), encoding.featureNames());
    double[] values = new double[encoding.features().size()];
    List<double[][]> blocks = new ArrayList<>();
    for (int from = 0; from + BLOCK <= rows.size(); from += BLOCK) {
      double[][] block = new double[encoding.columns().size()][BLOCK];
      for (int row = 0; row < BLOCK; row++) {
        reader.read(rows.get(from + row), values);
        encoding.encode(values, block, row);
      }
      blocks.add(block);
    }
    TreeExplainer explainer = TreeExplainer.pathDependent(ensemble, Players.features(ensemble));
    double[][] contributions = new double[explainer.players()][BLOCK];
    double[] margins = new double[BLOCK];
    return () -> {
      for (double[][] block : blocks) {
        for (double[] ofPlayer : contributions) {
          Arrays.fill(ofPlayer, 0);
        }
        explainer.explain(block, BLOCK, contributions, margins);
      }
    };
  }

  /** Reads what explain read and writes what it wrote; then bad and good minutes apart. */
  private void pass() throws IOException {
    Warehouse explained = warehouse("warehouse");
    long start = System.nanoTime();
    List<String> columns = new ArrayList<>(ORDER);
    columns.addAll(List.of("org_id", "site_id", "is_bad"));
    columns.addAll(family().features());
    ordered(explainable().select(columns.stream().map(name -> col(name)).toArray(Column[]::new)))
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
    for (TableSchema table : List.of(Contributions.SCHEMA, MinuteCauses.SCHEMA)) {
      warehouse("passed").replaceDays(table, explained.read(table), DAYS.from(), DAYS.to());
    }
    said.put("seconds", (System.nanoTime() - start) / 1e9);

    Dataset<Row> contributions = explained.read(Contributions.SCHEMA);
    Column isBad = col("by_feature").isNotNull();
    warehouse("bad")
        .replaceDays(
            Contributions.SCHEMA, ordered(contributions.where(isBad)), DAYS.from(), DAYS.to());
    warehouse("bad")
        .replaceDays(
            MinuteCauses.SCHEMA,
            ordered(explained.read(MinuteCauses.SCHEMA)),
            DAYS.from(),
            DAYS.to());
    warehouse("good")
        .replaceDays(
            Contributions.SCHEMA,
            ordered(contributions.where(isBad.unary_$bang())),
            DAYS.from(),
            DAYS.to());
    double bad = explainable().where(col("is_bad")).count();
    double good = explainable().where(col("is_bad").unary_$bang()).count();
    said.put("bytes_a_bad_minute", EraseBenchWorld.bytes(folder.resolve("bad")) / bad);
    said.put("bytes_a_good_minute", EraseBenchWorld.bytes(folder.resolve("good")) / good);
    for (String apart : List.of("passed", "bad", "good")) {
      BenchJvm.delete(folder.resolve(apart));
    }
  }

  /** In explain's order. */
  private static Dataset<Row> ordered(Dataset<Row> rows) {
    Column[] order = ORDER.stream().map(name -> col(name)).toArray(Column[]::new);
    return rows.repartitionByRange(
            BenchJvm.CORES, col("day"), col("account_id"), col("meeting_uuid"))
        .sortWithinPartitions(order);
  }
}
