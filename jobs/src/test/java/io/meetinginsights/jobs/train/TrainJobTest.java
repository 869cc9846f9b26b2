package io.meetinginsights.jobs.train;

import static io.meetinginsights.jobs.train.SyntheticMinutes.FIRST_DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.InputLimitError;
import io.meetinginsights.jobs.models.Champions;
import io.meetinginsights.jobs.models.ModelPromotion;
import io.meetinginsights.model.ModelFamily;
import io.meetinginsights.model.ModelManifest;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.gold.ModelFeatures;
import io.meetinginsights.tables.gold.ModelMetrics;
import io.meetinginsights.tables.gold.ModelVersions;
import io.meetinginsights.tables.gold.TrainingSets;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.CrashPoints;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithSpark
class TrainJobTest {

  private static final int DAYS = 8;
  private static final DayRange LAST_DAY = DayRange.of(FIRST_DAY.plusDays(DAYS - 1));

  @TempDir Path folder;

  private JobContext context(SparkSession spark, Configuration configuration) {
    return SyntheticMinutes.context(spark, folder, LAST_DAY, configuration);
  }

  private JobContext prepared(SparkSession spark, Configuration configuration, int minutes) {
    JobContext context = context(spark, configuration);
    SyntheticMinutes.write(context.warehouse(), SyntheticMinutes.of(spark, minutes, DAYS), DAYS);
    return context;
  }

  @Test
  void aFamilyIsTrainedRegisteredRecordedAndPromotedOnce(SparkSession spark) {
    JobContext context =
        prepared(
            spark,
            SyntheticMinutes.quick()
                .with("train.trees=40")
                .with("train.targets=[bad_minute, audio_in_latency_ms]"),
            6000);
    Counts counts = TrainJob.run(context);
    assertThat(counts.of("promoted")).isEqualTo(1);
    assertThat(counts.of("read")).isEqualTo(6000);
    assertThat(
            counts.of("accepted")
                + counts.of("rejected: not on network")
                + counts.of("rejected: without score"))
        .isEqualTo(6000);

    ModelManifest manifest = ModelPromotion.registry(context).list().get(0);
    assertThat(manifest.split()).contains("on or after 2026-03-07");
    Map<String, Double> bad = manifest.entry("bad_minute").metrics();
    assertThat(bad.get("auc")).isGreaterThan(0.85).isGreaterThan(bad.get("baseline_feature_auc"));
    assertThat(bad.get("log_loss")).isLessThan(bad.get("baseline_constant_log_loss"));
    assertThat(bad.get("calibration_slope")).isBetween(0.7, 1.4);
    Map<String, Double> latency = manifest.entry("audio_in_latency_ms").metrics();
    assertThat(latency.get("r2")).isGreaterThan(0.9);
    assertThat(latency.get("mae")).isLessThan(latency.get("baseline_feature_mae"));
    assertThat(manifest.operatingThreshold()).isBetween(0.1, 0.9);
    Dataset<Row> figures = context.warehouse().read(ModelMetrics.SCHEMA).where("job = 'train'");
    assertThat(figures.where("slice LIKE 'probability-tenth=%'").count()).isEqualTo(20);
    Row curve =
        figures
            .where("slice LIKE 'probability-tenth=%' AND metric = 'bad_share'")
            .selectExpr("sum(value * row_count) / sum(row_count)", "sum(row_count)")
            .head();
    assertThat(curve.getDouble(0)).isCloseTo(bad.get("base_rate"), within(1e-12));
    assertThat(curve.getLong(1)).isEqualTo(counts.of("rows held out"));
    // One site has all rows, so its figures are those of all.
    assertThat(
            figures
                .where("slice = 'site=site' AND metric = 'mae'")
                .select("value")
                .head()
                .getDouble(0))
        .isCloseTo(latency.get("mae"), within(1e-12));

    Row promotion = context.warehouse().read(ModelVersions.SCHEMA).head();
    assertThat(promotion.getString(0)).isEqualTo(manifest.version());
    assertThat(promotion.getDate(1).toLocalDate()).isEqualTo(LAST_DAY.to().minusDays(27));
    var sets = context.warehouse().read(TrainingSets.SCHEMA);
    assertThat(sets.count()).isEqualTo(counts.of("accepted"));
    assertThat(
            sets.groupBy("account_id", "meeting_uuid")
                .agg(org.apache.spark.sql.functions.countDistinct("split").as("parts"))
                .where("parts > 1")
                .count())
        .isZero();
    assertThat(
            context.warehouse().read(ModelFeatures.SCHEMA).where("target = 'bad_minute'").count())
        .isEqualTo(manifest.entry("bad_minute").encoding().features().size());

    Map<String, String> hashes = context.warehouse().contentHashes();
    Counts again = TrainJob.run(context);
    assertThat(again.of("promoted")).isZero();
    assertThat(ModelPromotion.registry(context).versions()).containsExactly(manifest.version());
    assertThat(context.warehouse().contentHashes()).isEqualTo(hashes);
  }

  @Test
  void fromSoManyMinutesOnTheFirstTreesAreKeptAndWhatStoppedThemIsNotLearntFrom(
      SparkSession spark) {
    // Steps so large that they are too many long before the last.
    Configuration twice =
        SyntheticMinutes.quick()
            .with("train.trees=60")
            .with("train.learning-rate=0.6")
            .with("train.stopping-share=0.2");
    TrainJob.run(prepared(spark, twice, 4000));
    TrainJob.run(context(spark, twice.with("train.grow-once-from-rows=1")));
    List<ModelManifest.TargetEntry> entries =
        ModelPromotion.registry(context(spark, twice)).list().stream()
            .sorted(
                Comparator.comparing(
                    manifest -> Integer.valueOf(manifest.parameters().get("grow-once-from-rows"))))
            .map(manifest -> manifest.entry("bad_minute"))
            .toList();
    ModelManifest.TargetEntry once = entries.get(0);
    ModelManifest.TargetEntry grownAgain = entries.get(1);
    assertThat(once.metrics().get("trees"))
        .isLessThan(60)
        .isEqualTo(grownAgain.metrics().get("trees"));
    assertThat((double) once.trainRows() / grownAgain.trainRows()).isBetween(0.7, 0.9);
    assertThat(once.metrics().get("auc")).isGreaterThan(0.8);
  }

  @Test
  void aWorseFamilyIsRegisteredButNotPromotedAndARollbackStays(SparkSession spark) {
    JobContext good = prepared(spark, SyntheticMinutes.quick().with("train.trees=30"), 4000);
    TrainJob.run(good);
    JobContext poor =
        context(
            spark,
            SyntheticMinutes.quick()
                .with("train.trees=1")
                .with("train.depth=1")
                .with("train.learning-rate=0.01"));
    assertThat(TrainJob.run(poor).of("promoted")).isZero();
    assertThat(ModelPromotion.registry(poor).versions()).hasSize(2);
    assertThat(poor.warehouse().read(ModelVersions.SCHEMA).count()).isEqualTo(1);
    assertThat(
            poor.warehouse()
                .read(ModelMetrics.SCHEMA)
                .where("slice LIKE 'champion=%' AND metric = 'log_loss'")
                .count())
        .isEqualTo(1);

    String withdrawn = ModelPromotion.rollback(good);
    assertThat(Champions.read(good.warehouse()).isEmpty()).isTrue();
    TrainJob.run(good);
    assertThat(Champions.read(good.warehouse()).isEmpty()).isTrue();
    assertThatThrownBy(() -> ModelPromotion.rollback(good))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("no promotion to take back");

    String other =
        ModelPromotion.registry(good).versions().stream()
            .filter(version -> !version.equals(withdrawn))
            .findFirst()
            .orElseThrow();
    ModelPromotion.promote(good, withdrawn, LAST_DAY.to());
    ModelPromotion.promote(good, other, LAST_DAY.to());
    assertThat(Champions.read(good.warehouse()).of(LAST_DAY.to()).orElseThrow().version())
        .isEqualTo(other);
    assertThat(ModelPromotion.rollback(good)).isEqualTo(other);
    assertThat(Champions.read(good.warehouse()).of(LAST_DAY.to()).orElseThrow().version())
        .isEqualTo(withdrawn);
    assertThat(ModelPromotion.list(good))
        .extracting(listed -> listed.championFrom().isPresent())
        .containsExactlyInAnyOrder(true, false);
  }

  @Test
  void promotionAsAStepOfItsOwnDecidesAsTrainingWouldHave(SparkSession spark) {
    JobContext good = prepared(spark, SyntheticMinutes.quick().with("train.trees=30"), 4000);
    assertThatThrownBy(() -> ModelPromotion.promoteBest(good, LAST_DAY.to()))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("No model was trained to " + LAST_DAY.to());

    Counts trained = TrainJob.run(good, TrainJob.Promotion.LATER);
    assertThat(trained.of("promoted")).isZero();
    assertThat(good.warehouse().read(ModelVersions.SCHEMA).isEmpty()).isTrue();

    Counts first = ModelPromotion.promoteBest(good, LAST_DAY.to());
    assertThat(first.of("promoted")).isEqualTo(1);
    assertThat(first.of("valid from " + LAST_DAY.to().minusDays(27))).isEqualTo(1);
    String champion =
        good.warehouse().read(ModelVersions.SCHEMA).select("version").head().getString(0);
    assertThat(ModelPromotion.registry(good).versions()).containsExactly(champion);
    assertThat(ModelPromotion.promoteBest(good, LAST_DAY.to()).of("promoted"))
        .as("a second time")
        .isZero();
  }

  @Test
  void aWorseFamilyIsNotPromotedByTheStepEither(SparkSession spark) {
    JobContext good = prepared(spark, SyntheticMinutes.quick().with("train.trees=30"), 4000);
    TrainJob.run(good);
    String champion =
        good.warehouse().read(ModelVersions.SCHEMA).select("version").head().getString(0);
    JobContext poor =
        context(
            spark,
            SyntheticMinutes.quick()
                .with("train.trees=1")
                .with("train.depth=1")
                .with("train.learning-rate=0.01"));
    TrainJob.run(poor, TrainJob.Promotion.LATER);
    // The better of the two was promoted already, so the step has nothing to do.
    assertThat(ModelPromotion.promoteBest(poor, LAST_DAY.to()).of("promoted")).isZero();
    // Without the champion's figures of that day the worse one is the best there is, and does not
    // beat it.
    spark.sql(
        "DELETE FROM delta.`"
            + poor.warehouse().path(ModelMetrics.SCHEMA)
            + "` WHERE version = '"
            + champion
            + "'");
    assertThat(ModelPromotion.promoteBest(poor, LAST_DAY.to()).of("promoted")).isZero();
    assertThat(poor.warehouse().read(ModelVersions.SCHEMA).count()).isEqualTo(1);
  }

  @Test
  void aFamilyMeasuredAgainstAnotherChampionIsRefused(SparkSession spark) {
    JobContext first = prepared(spark, SyntheticMinutes.quick().with("train.trees=1"), 4000);
    TrainJob.run(first, TrainJob.Promotion.LATER);
    String unmeasured = ModelPromotion.registry(first).versions().get(0);
    TrainJob.run(
        context(spark, SyntheticMinutes.quick().with("train.trees=30")), TrainJob.Promotion.LATER);
    String other =
        ModelPromotion.registry(first).versions().stream()
            .filter(version -> !version.equals(unmeasured))
            .findFirst()
            .orElseThrow();
    ModelPromotion.promote(first, unmeasured, LAST_DAY.from());
    assertThatThrownBy(() -> ModelPromotion.promoteBest(first, LAST_DAY.to()))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining(other)
        .hasMessageContaining(unmeasured)
        .hasMessageContaining("run train --date " + LAST_DAY.to() + " again");
  }

  /** Each of them; CrashHarnessIT has two in CI. */
  @Test
  @Tag("acceptance")
  void aRunCutOffAtAnyCommitAndRepeatedLeavesEqualTables(SparkSession spark) {
    Configuration configuration = SyntheticMinutes.quick().with("train.trees=3");
    JobContext whole = prepared(spark, configuration, 2000);
    CrashPoints.drainPassed();
    TrainJob.run(whole);
    Set<String> points = new LinkedHashSet<>(CrashPoints.drainPassed());
    assertThat(points).contains("after:models/manifest.json", "after:gold.model_versions");
    Map<String, String> expected = whole.warehouse().contentHashes();
    for (String point : points) {
      // Before one commit is after another: half of the points are enough.
      if (!point.startsWith("before:")) {
        continue;
      }
      JobContext cut =
          SyntheticMinutes.context(
              spark, folder.resolve(point.replaceAll("\\W", "_")), LAST_DAY, configuration);
      SyntheticMinutes.write(cut.warehouse(), SyntheticMinutes.of(spark, 2000, DAYS), DAYS);
      System.setProperty("meetinginsights.crash-at", "throw:" + point);
      try {
        assertThatThrownBy(() -> TrainJob.run(cut)).isInstanceOf(CrashPoints.SimulatedCrash.class);
      } finally {
        System.clearProperty("meetinginsights.crash-at");
      }
      TrainJob.run(cut);
      assertThat(cut.warehouse().contentHashes()).as(point).isEqualTo(expected);
    }
  }

  @Test
  void theSameMinutesAndSeedGiveTheSameVersionAndAnotherSeedAnother(SparkSession spark) {
    JobContext first = prepared(spark, SyntheticMinutes.quick(), 2000);
    for (String engine : List.of("xgboost", "mllib")) {
      Configuration configuration =
          SyntheticMinutes.quick()
              .with("train.engine=" + engine)
              .with("train.trees=4")
              .with("train.stopping-share=0.3")
              .with("train.targets=[bad_minute, audio_in_latency_ms]");
      TrainJob.run(context(spark, configuration));
      int before = ModelPromotion.registry(first).versions().size();
      TrainJob.run(context(spark, configuration));
      assertThat(ModelPromotion.registry(first).versions()).hasSize(before);
      TrainJob.run(context(spark, configuration.with("train.seed=8")));
      assertThat(ModelPromotion.registry(first).versions()).hasSize(before + 1);
    }
  }

  @Test
  void tooFewBadMinutesAreRefusedWithHowManyAreMissing(SparkSession spark) {
    JobContext context = context(spark, SyntheticMinutes.quick());
    SyntheticMinutes.write(
        context.warehouse(),
        SyntheticMinutes.bad(SyntheticMinutes.of(spark, 500, DAYS), "false"),
        DAYS);
    assertThatThrownBy(() -> TrainJob.run(context))
        .isInstanceOf(InputLimitError.class)
        .hasMessageContaining("0 bad minutes")
        .hasMessageContaining("30 are missing");
    SyntheticMinutes.write(
        context.warehouse(),
        SyntheticMinutes.bad(SyntheticMinutes.of(spark, 50, DAYS), "true"),
        DAYS);
    assertThatThrownBy(() -> TrainJob.run(context))
        .isInstanceOf(InputLimitError.class)
        .hasMessageContaining("meetings");
    SyntheticMinutes.write(
        context.warehouse(), SyntheticMinutes.of(spark, 50, DAYS).limit(0), DAYS);
    assertThatThrownBy(() -> TrainJob.run(context))
        .isInstanceOf(InputLimitError.class)
        .hasMessageContaining("0 on-network minutes");
  }

  @Test
  void aTargetNobodyMeasuredIsRefusedByName(SparkSession spark) {
    JobContext context =
        prepared(
            spark,
            SyntheticMinutes.quick().with("train.targets=[bad_minute, share_in_loss_pct]"),
            1000);
    assertThatThrownBy(() -> TrainJob.run(context))
        .isInstanceOf(InputLimitError.class)
        .hasMessageContaining("share_in_loss_pct")
        .hasMessageContaining("train.targets");
  }

  @Test
  void aWindowOfOneDayIsSplitByMeetingAndMissingOrConstantFeaturesDoNotHinder(SparkSession spark) {
    JobContext context =
        SyntheticMinutes.context(
            spark,
            folder,
            DayRange.of(FIRST_DAY),
            SyntheticMinutes.quick()
                .with("train.targets=[bad_minute, audio_in_latency_ms]")
                .with("train.monotone=true"));
    SyntheticMinutes.write(
        context.warehouse(),
        SyntheticMinutes.without(SyntheticMinutes.of(spark, 1000, 1), "wan_loss"),
        1);
    TrainJob.run(context);
    ModelManifest manifest = ModelPromotion.registry(context).list().get(0);
    assertThat(manifest.split()).startsWith("by meeting");
    ModelFamily family = ModelPromotion.registry(context).read(manifest.version());
    int rssi = manifest.entry("bad_minute").encoding().columnNames().indexOf("client_rssi");
    double[] row = new double[family.models().get("bad_minute").columnNames().size()];
    double before = Double.POSITIVE_INFINITY;
    for (double signal = -90; signal <= -40; signal += 1) {
      row[rssi] = signal;
      double margin = family.models().get("bad_minute").ensemble().margin(row);
      assertThat(margin).as("monotone in signal").isLessThanOrEqualTo(before);
      before = margin;
    }
  }

  @Test
  void badConfigurationIsRefusedWithWhatIsAllowed() {
    for (var refused :
        Map.of(
                "train.depth=7", "allow-deep",
                "train.targets=[audio_in_latency_ms]", "bad_minute",
                "train.targets=[bad_minute, audio_in_latency]", "audio_in_latency_ms",
                "train.holdout-share=0.9", "0.05 to 0.5",
                "train.stopping-share=0.9", "0 to 0.5",
                "train.leak-limit=0.3", "0.5 to 1",
                "train.engine=lightgbm", "xgboost, mllib")
            .entrySet()) {
      assertThatThrownBy(
              () ->
                  Configuration.defaults()
                      .with(refused.getKey())
                      .section("train", TrainConfig.class))
          .isInstanceOf(ConfigurationError.class)
          .hasMessageContaining(refused.getValue());
    }
  }
}
