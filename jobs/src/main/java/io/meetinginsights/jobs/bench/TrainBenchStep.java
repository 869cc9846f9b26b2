package io.meetinginsights.jobs.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.SparkConfig;
import io.meetinginsights.jobs.train.TrainJob;
import io.meetinginsights.model.MatrixEncoding;
import io.meetinginsights.model.ModelManifest;
import io.meetinginsights.model.ModelRegistry;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobRunner;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.gold.TrainingSets;
import io.meetinginsights.warehouse.Sessions;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One step of {@link TrainBench} in a JVM of its own: {@code generate}, {@code copy}, {@code train}
 * or {@code export}. Writes {@code STEP.json} into the folder: seconds without the start of JVM and
 * session, the peak of resident memory, and the held-out figures of what was trained.
 */
final class TrainBenchStep {

  private final ObjectMapper json = new ObjectMapper();
  private final ObjectNode said = json.createObjectNode();
  private final Path folder;
  private final Configuration configuration;
  private final SparkSession spark;
  private final Warehouse warehouse;

  private TrainBenchStep(Path folder) {
    this.folder = folder;
    this.configuration = BenchJvm.storedBelow(folder);
    this.spark = Sessions.open("bench", configuration.section("spark", SparkConfig.class));
    this.warehouse = new Warehouse(spark, configuration.text("storage.warehouse"), "bench");
  }

  /** {@code STEP FOLDER [ARGUMENT …]}. */
  public static void main(String[] arguments) throws IOException {
    TrainBenchStep step = new TrainBenchStep(Path.of(arguments[1]));
    long start = System.nanoTime();
    switch (arguments[0]) {
      case "generate" ->
          TrainBenchData.write(step.spark, step.warehouse, Long.parseLong(arguments[2]));
      case "copy" -> step.copy(arguments[2]);
      case "train" -> step.train(arguments[2], arguments[3], arguments[4]);
      case "export" -> step.export();
      default -> throw new IllegalArgumentException("No step " + arguments[0]);
    }
    step.said.put("seconds", (System.nanoTime() - start) / 1e9);
    step.said.put("peak_bytes", BenchJvm.peakBytes());
    if (arguments[0].equals("train")) {
      step.figures();
    }
    Files.writeString(
        step.folder.resolve(arguments[0] + ".json"),
        step.json.writerWithDefaultPrettyPrinter().writeValueAsString(step.said));
    step.spark.stop();
  }

  private void copy(String from) {
    Dataset<Row> minutes = new Warehouse(spark, from, "bench").read(ExperienceMinutes.SCHEMA);
    DayRange days = days(minutes);
    warehouse.replaceDays(ExperienceMinutes.SCHEMA, minutes, days.from(), days.to());
  }

  private static DayRange days(Dataset<Row> minutes) {
    Row days = minutes.agg(min("day"), max("day")).head();
    return new DayRange(days.getDate(0).toLocalDate(), days.getDate(1).toLocalDate());
  }

  private void train(String engine, String targets, String trees) {
    Configuration run =
        configuration
            .with("train.engine=" + engine)
            .with("train.targets=[" + targets + "]")
            .with("train.trees=" + trees);
    LocalDate last = days(warehouse.read(ExperienceMinutes.SCHEMA)).to();
    new JobRunner(run, "bench", "bench").write("train", DayRange.of(last), TrainJob::run);
    said.put("engine", engine);
  }

  /** The newest family of an engine: a folder holds one of each. */
  private ModelManifest manifest(String engine) {
    return new ModelRegistry(
            spark.sparkContext().hadoopConfiguration(), configuration.text("storage.models"))
        .list().stream()
            .filter(manifest -> manifest.engine().equals(engine))
            .max(java.util.Comparator.comparingInt(manifest -> manifest.targets().size()))
            .orElseThrow();
  }

  private void figures() {
    ObjectNode figures = said.putObject("figures");
    for (ModelManifest.TargetEntry entry : manifest(said.get("engine").asText()).targets()) {
      figures.set(entry.target(), json.valueToTree(new TreeMap<>(entry.metrics())));
    }
  }

  /**
   * The matrix that the models learnt from, in the same split, as Parquet: {@code split}, a column
   * {@code label TARGET} for each target, and the columns as {@code x0} and on.
   */
  private void export() throws IOException {
    ModelManifest manifest = manifest("xgboost");
    List<String> key =
        List.of("account_id", "meeting_uuid", "participant_id", "joined_at", "minute_at");
    Dataset<Row> rows =
        warehouse
            .read(TrainingSets.SCHEMA)
            .where(col("version").equalTo(manifest.version()))
            .select("split", key.toArray(String[]::new))
            .join(
                warehouse.read(ExperienceMinutes.SCHEMA),
                CollectionConverters.asScala(key).toSeq(),
                "inner");
    List<Column> columns = new ArrayList<>(List.of(col("split")));
    ObjectNode seen = said.putObject("columns");
    List<String> names = new ArrayList<>();
    for (ModelManifest.TargetEntry entry : manifest.targets()) {
      MatrixEncoding encoding = entry.encoding();
      String label = entry.target().equals("bad_minute") ? "is_bad" : entry.target();
      columns.add(col(label).cast("double").as("label " + entry.target()));
      Column[] expressions = encoding.expressions();
      for (int i = 0; i < expressions.length; i++) {
        String name = encoding.columnNames().get(i);
        if (!names.contains(name)) {
          columns.add(expressions[i].as("x" + names.size()));
          names.add(name);
        }
      }
      seen.set(
          entry.target(),
          json.valueToTree(
              encoding.columnNames().stream().map(n -> "x" + names.indexOf(n)).toList()));
    }
    rows.select(columns.toArray(Column[]::new))
        .write()
        .mode("overwrite")
        .parquet(folder.resolve("features").toAbsolutePath().toString());
    ObjectNode parameters = said.putObject("parameters");
    manifest.parameters().forEach(parameters::put);
    parameters.put("seed", manifest.seed());
  }
}
