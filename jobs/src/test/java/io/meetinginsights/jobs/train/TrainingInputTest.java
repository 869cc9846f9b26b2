package io.meetinginsights.jobs.train;

import static io.meetinginsights.jobs.train.SyntheticMinutes.FIRST_DAY;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.InputLimitError;
import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.explain.ExplainJob;
import io.meetinginsights.jobs.models.ModelPromotion;
import io.meetinginsights.model.ModelManifest;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.gold.ModelMetrics;
import io.meetinginsights.testing.WithSpark;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What training says to minutes that are not as one would wish. */
@WithSpark
class TrainingInputTest {

  private static final int DAYS = 8;
  private static final DayRange LAST_DAY = DayRange.of(FIRST_DAY.plusDays(DAYS - 1));

  @TempDir Path folder;

  private JobContext prepared(
      SparkSession spark, Configuration configuration, Dataset<Row> minutes) {
    JobContext context = SyntheticMinutes.context(spark, folder, LAST_DAY, configuration);
    SyntheticMinutes.write(context.warehouse(), minutes, DAYS);
    return context;
  }

  /**
   * Few rows, a code that only held-out days have, labels that are no numbers, features without
   * use.
   */
  @Test
  void littleDataMakesASmallModelAndSaysWhatIsWrongWithItsFeatures(SparkSession spark) {
    Dataset<Row> minutes =
        SyntheticMinutes.of(spark, 800, DAYS)
            .withColumn(
                "radio_bandwidth",
                expr(
                    "IF(day >= DATE'2026-03-07' AND radio_bandwidth = 80, 160D, radio_bandwidth)"));
    JobContext context =
        prepared(
            spark,
            SyntheticMinutes.quick()
                .with("train.trees=60")
                .with("train.depth=5")
                .with("train.stopping-share=0.2")
                .with("train.targets=[bad_minute, audio_in_latency_ms]"),
            minutes);
    Counts counts = TrainJob.run(context);

    ModelManifest manifest = ModelPromotion.registry(context).list().get(0);
    assertThat(counts.of("bad minutes to learn from")).isBetween(30L, 299L);
    assertThat(counts.of("small model")).isEqualTo(1);
    assertThat(manifest.parameters()).containsEntry("depth", "3").containsEntry("trees", "50");
    var models = ModelPromotion.registry(context).read(manifest.version()).models();
    for (ModelManifest.TargetEntry entry : manifest.targets()) {
      var ensemble = models.get(entry.target()).ensemble();
      assertThat(ensemble.depth()).isLessThanOrEqualTo(3);
      assertThat((double) ensemble.trees().size())
          .isEqualTo(entry.metrics().get("trees"))
          .isBetween(1.0, 50.0);
      assertThat(entry.encoding().columnNames())
          .contains("radio_bandwidth=80", "radio_bandwidth=missing")
          .doesNotContain("radio_bandwidth=160");
    }
    // Seven features have values, one of them always the same.
    assertThat(counts.of("features without a value")).isEqualTo(Features.blamable().size() - 7L);
    assertThat(counts.of("features that never vary")).isEqualTo(1);
    ModelManifest.TargetEntry latency = manifest.entry("audio_in_latency_ms");
    assertThat(latency.trainRows() + latency.holdoutRows())
        .isEqualTo(
            minutes
                .where("presence = 'on-network' AND minute_score IS NOT NULL")
                .where("audio_in_latency_ms IS NOT NULL AND NOT isnan(audio_in_latency_ms)")
                .count());
    requireDriftOfTheHeldOutCode(context);
  }

  /** The days with a new code drift in it and in nothing else that has a value. */
  private static void requireDriftOfTheHeldOutCode(JobContext trained) {
    JobContext context =
        SyntheticMinutes.context(
            trained.spark(),
            Path.of(trained.storage().warehouse()).getParent(),
            new DayRange(FIRST_DAY.plusDays(4), FIRST_DAY.plusDays(7)),
            trained.configuration());
    Counts counts = ExplainJob.run(context, Optional.empty());
    Dataset<Row> drift =
        context.warehouse().read(ModelMetrics.SCHEMA).where("job = 'explain' AND metric = 'psi'");
    assertThat(drift.count()).isEqualTo(4L * Features.blamable().size());
    assertThat(
            drift
                .where("slice = 'feature=radio_bandwidth'")
                .selectExpr("sum(row_count)")
                .first()
                .getLong(0))
        .isEqualTo(counts.of("minutes explained"))
        .isEqualTo(
            context
                .warehouse()
                .read(ExperienceMinutes.SCHEMA, context.days().from(), context.days().to())
                .where("presence = 'on-network' AND minute_score IS NOT NULL")
                .count())
        .isPositive();
    assertThat(
            drift
                .where("slice = 'feature=radio_bandwidth' AND value > 1")
                .select("day")
                .as(org.apache.spark.sql.Encoders.DATE())
                .collectAsList())
        .extracting(java.sql.Date::toString)
        .containsExactlyInAnyOrder("2026-03-07", "2026-03-08");
    assertThat(drift.where("slice = 'feature=radio_tx_power' AND value <> 0").isEmpty()).isTrue();
    assertThat(counts.of("features drifted")).isGreaterThanOrEqualTo(2);
    Map<String, String> hashes = context.warehouse().contentHashes();
    ExplainJob.run(context, Optional.empty());
    assertThat(context.warehouse().contentHashes()).isEqualTo(hashes);
  }

  @Test
  void aFeatureThatKnowsTheLabelIsRefusedAndNothingIsWritten(SparkSession spark) {
    JobContext context =
        prepared(
            spark,
            SyntheticMinutes.quick(),
            SyntheticMinutes.of(spark, 2000, DAYS)
                .withColumn("port_errors", expr("IF(is_bad, 3D, NULL)")));
    assertThatThrownBy(() -> TrainJob.run(context))
        .isInstanceOf(InputLimitError.class)
        .hasMessageContaining("port_errors gives bad_minute away")
        .hasMessageContaining("wired_minutes")
        .hasMessageContaining("train.leak-limit");
    assertThat(ModelPromotion.registry(context).versions()).isEmpty();
  }

  @Test
  void fiftyRowsAreRefusedWithHowManyBadMinutesAreMissing(SparkSession spark) {
    Dataset<Row> minutes = SyntheticMinutes.of(spark, 50, DAYS);
    long bad =
        minutes.where("presence = 'on-network' AND minute_score IS NOT NULL AND is_bad").count();
    JobContext context = prepared(spark, SyntheticMinutes.quick(), minutes);
    assertThatThrownBy(() -> TrainJob.run(context))
        .isInstanceOf(InputLimitError.class)
        .hasMessageContaining("%d are missing".formatted(30 - bad));
  }
}
