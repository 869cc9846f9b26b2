package io.meetinginsights.jobs.train;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.SparkConfig;
import io.meetinginsights.features.Category;
import io.meetinginsights.features.Feature;
import io.meetinginsights.jobs.cli.MeetingInsights;
import io.meetinginsights.jobs.simulate.LatentStates;
import io.meetinginsights.jobs.simulate.SimulateConfig.World;
import io.meetinginsights.jobs.train.TargetTraining.Trained;
import io.meetinginsights.model.ModelFamily;
import io.meetinginsights.model.ModelManifest;
import io.meetinginsights.model.ModelRegistry;
import io.meetinginsights.model.ModelScope;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.silver.ParticipantMinutes;
import io.meetinginsights.warehouse.Sessions;
import io.meetinginsights.warehouse.Warehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What the model is worth in the week after the three that it learnt from, in a simulated
 * organisation. An oracle learns the same weeks from the simulator's latent state instead of
 * telemetry: how well a bad minute can be told at all.
 *
 * <p>Example: {@code make later-week}. The system property {@code later-week.world} names a folder
 * to keep the world in and to find it again.
 */
@Tag("acceptance")
class LaterWeekTest {

  private static final LocalDate FIRST = LocalDate.parse("2026-03-02");
  private static final LocalDate LAST_LEARNT = FIRST.plusDays(20);
  private static final LocalDate LAST = FIRST.plusDays(27);

  private static final List<String> KEY = ExperienceMinutes.SCHEMA.key();

  /** A regression is worth its name if it leaves so much less of the variance than one feature. */
  private static final double LESS_UNEXPLAINED = 0.2;

  @TempDir Path temporary;

  private Path world() {
    String kept = System.getProperty("later-week.world", "");
    return (kept.isEmpty() ? temporary : Path.of(kept)).toAbsolutePath();
  }

  private List<String> settings() {
    List<String> settings = new ArrayList<>();
    for (String place : List.of("landing", "warehouse", "models", "ops", "key")) {
      settings.add("storage." + place + "=" + world().resolve(place));
    }
    settings.addAll(
        List.of(
            "spark.master=local[2]",
            "spark.shuffle-partitions=2",
            "simulate.seed=41",
            "simulate.clients-per-site=20",
            "simulate.meetings-per-client-per-day=6",
            "train.window-days=21"));
    return settings;
  }

  private Configuration configuration() {
    Configuration configuration = Configuration.defaults();
    for (String setting : settings()) {
      configuration = configuration.with(setting);
    }
    return configuration;
  }

  private void run(String command, LocalDate from, LocalDate to, String... more) {
    List<String> words =
        new ArrayList<>(List.of(command, "--from", from.toString(), "--to", to.toString()));
    words.addAll(List.of(more));
    for (String setting : settings()) {
      words.addAll(List.of("--set", setting));
    }
    if (!command.equals("simulate")) {
      words.addAll(List.of("--set", "sites-file=" + world().resolve("sites.yaml")));
    }
    long begun = System.nanoTime();
    assertThat(MeetingInsights.run(words.toArray(String[]::new))).as(command).isZero();
    System.out.printf(Locale.ROOT, "%s: %.0f s%n", command, (System.nanoTime() - begun) / 1e9);
  }

  @Test
  void aLaterWeekIsToldNearlyAsWellAsFromTheLatentStateAndItsProbabilitiesAreRight() {
    if (!Files.exists(world().resolve("landing"))) {
      run("simulate", FIRST, LAST, "--sites-out", world().resolve("sites.yaml").toString());
      run("ingest", FIRST, LAST, "--only", "load");
      run("correlate", FIRST, LAST);
    }
    if (!Files.exists(world().resolve("models"))) {
      run("train", LAST_LEARNT, LAST_LEARNT);
    }
    SparkSession spark = session();
    Warehouse warehouse = new Warehouse(spark, world().resolve("warehouse").toString(), "test");
    Dataset<Row> minutes =
        warehouse
            .read(ExperienceMinutes.SCHEMA, FIRST, LAST)
            .where(ModelScope.isOnNetwork().and(ModelScope.isScored()))
            .withColumn(
                "split",
                when(
                        col("day").gt(lit(java.sql.Date.valueOf(LAST_LEARNT))),
                        lit(TrainingRows.HOLDOUT))
                    .otherwise(lit(TrainingRows.TRAIN)))
            .persist();
    List<Row> layouts = cleanMinutesByLayout(spark, warehouse, minutes);
    System.out.println(
        "clean minutes by layout (height in, out), and the share that scores 4 or more:");
    layouts.forEach(System.out::println);
    Map<String, Double> model = figuresOfTheChampion(spark, minutes);
    Map<String, Double> oracle = figuresOfTheOracle(spark, minutes);
    System.out.println("a later week, the champion: " + model);
    System.out.println("a later week, the oracle:   " + oracle);
    List<String> weak = regressionsThatBeatNoFeature(minutes);

    assertThat(model.get("brier_skill")).isGreaterThanOrEqualTo(0.3);
    assertThat(model.get("calibration_slope")).isBetween(0.8, 1.25);
    assertThat(model.get("pr_auc")).isGreaterThanOrEqualTo(0.9 * oracle.get("pr_auc"));
    assertThat(weak).isEmpty();
    assertThat(layouts).hasSizeGreaterThan(2);
    for (Row layout : layouts) {
      // Few minutes are of short joins that sent small pictures all along: no layout of its own.
      if (layout.getLong(2) < 1000) {
        continue;
      }
      assertThat(layout.getDouble(3)).as(layout.toString()).isGreaterThanOrEqualTo(0.95);
    }
  }

  private SparkSession session() {
    return Sessions.open("test", configuration().section("spark", SparkConfig.class));
  }

  /**
   * The family that train made, applied as explain applies it: nothing of the later week is fitted.
   */
  private Map<String, Double> figuresOfTheChampion(SparkSession spark, Dataset<Row> minutes) {
    ModelRegistry registry =
        new ModelRegistry(
            spark.sparkContext().hadoopConfiguration(), world().resolve("models").toString());
    ModelFamily family = registry.read(registry.list().get(0).version());
    String target = ModelTarget.BAD_MINUTE.name();
    ModelManifest.TargetEntry entry = family.manifest().entry(target);
    ScoredRows scored =
        ScoredRows.of(
            minutes.where(col("split").equalTo(TrainingRows.HOLDOUT)),
            ModelTarget.BAD_MINUTE,
            entry.encoding(),
            family.models().get(target));
    return HoldoutFigures.classifier(scored, entry.metrics().get("base_rate"));
  }

  private Map<String, Double> figuresOfTheOracle(SparkSession spark, Dataset<Row> minutes) {
    World simulated = configuration().section("simulate", World.class);
    List<Feature> features =
        LatentStates.names().stream()
            .map(
                name ->
                    new Feature(
                        name,
                        Category.CONTEXT,
                        "",
                        Feature.Encoding.NUMERIC,
                        "the simulator",
                        Duration.ZERO,
                        name))
            .toList();
    Dataset<Row> seen =
        minutes
            .select(columns("day", "site_id", "is_bad", "split"))
            .join(
                LatentStates.of(spark, simulated, FIRST, LAST),
                CollectionConverters.asScala(KEY).toSeq(),
                "inner");
    // Nothing is a leak to an oracle.
    TrainConfig config =
        configuration().with("train.leak-limit=1").section("train", TrainConfig.class);
    TrainingRows rows =
        TrainingRows.of(seen, "by week", "the simulator's weeks", Counts.none(), config);
    try {
      assertThat(rows.trainSize().rows() + rows.holdoutSize().rows()).isEqualTo(minutes.count());
      Trained oracle =
          TargetTraining.prepare(rows, List.of(ModelTarget.BAD_MINUTE), target -> features, config)
              .train(ModelTarget.BAD_MINUTE);
      return oracle.metrics();
    } finally {
      rows.release();
    }
  }

  /** Targets whose model leaves more of the later week's variance than said. */
  private List<String> regressionsThatBeatNoFeature(Dataset<Row> minutes) {
    List<ModelTarget> regressions =
        ModelTarget.all().stream().filter(target -> !target.isClassifier()).toList();
    TrainConfig config = configuration().section("train", TrainConfig.class);
    TrainingRows rows =
        TrainingRows.of(minutes, "by week", "the simulator's weeks", Counts.none(), config);
    List<String> weak = new ArrayList<>();
    try {
      TargetTraining training =
          TargetTraining.prepare(rows, regressions, target -> target.features(false), config);
      for (ModelTarget target : regressions) {
        Map<String, Double> figures = training.train(target).metrics();
        double left = 1 - figures.get("r2");
        double leftByOneFeature = 1 - figures.getOrDefault("baseline_feature_r2", 0.0);
        System.out.printf(
            Locale.ROOT,
            "%s: R2 %.3f, best single feature %.3f; MAE %.2f, %.2f%n",
            target.name(),
            1 - left,
            1 - leftByOneFeature,
            figures.get("mae"),
            figures.get("baseline_feature_mae"));
        if (!(left <= (1 - LESS_UNEXPLAINED) * leftByOneFeature)) {
          weak.add(target.name());
        }
      }
    } finally {
      rows.release();
    }
    return weak;
  }

  /**
   * Minutes that no fault reaches, on either end, by the layout of the call: the largest pictures
   * of the join, received and sent. The height of a minute itself is an effect: Zoom sends smaller
   * pictures over a lossy path.
   */
  private List<Row> cleanMinutesByLayout(
      SparkSession spark, Warehouse warehouse, Dataset<Row> minutes) {
    Dataset<Row> clean =
        spark
            .read()
            .parquet(world().resolve("landing/_truth/minutes").toString())
            .where("size(active_faults) = 0 AND size(far_faults) = 0")
            .withColumnRenamed("join_time", "joined_at")
            .select(columns());
    WindowSpec join =
        Window.partitionBy("account_id", "meeting_uuid", "participant_id", "joined_at");
    Dataset<Row> layouts =
        warehouse
            .read(ParticipantMinutes.SCHEMA)
            .withColumn("height_in", max("video_input_height_px").over(join))
            .withColumn("height_out", max("video_output_height_px").over(join))
            .select(columns("height_in", "height_out"));
    return minutes
        .select(columns("minute_score"))
        .join(clean, CollectionConverters.asScala(KEY).toSeq(), "inner")
        .join(layouts, CollectionConverters.asScala(KEY).toSeq(), "inner")
        .groupBy("height_in", "height_out")
        .agg(count(lit(1)).as("clean"), avg(col("minute_score").geq(4).cast("double")).as("good"))
        .orderBy("height_in", "height_out")
        .collectAsList();
  }

  private static Column[] columns(String... more) {
    List<Column> columns = new ArrayList<>();
    KEY.forEach(name -> columns.add(col(name)));
    for (String name : more) {
      columns.add(col(name));
    }
    return columns.toArray(Column[]::new);
  }
}
