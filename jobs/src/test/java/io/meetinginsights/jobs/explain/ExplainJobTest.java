package io.meetinginsights.jobs.explain;

import static io.meetinginsights.jobs.train.SyntheticMinutes.FIRST_DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.InputLimitError;
import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.models.ModelPromotion;
import io.meetinginsights.jobs.train.SyntheticMinutes;
import io.meetinginsights.model.FlatModel;
import io.meetinginsights.model.MatrixEncoding;
import io.meetinginsights.model.ModelManifest;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.shapley.BruteForceShapley;
import io.meetinginsights.shapley.CompareRule;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.FlatTree;
import io.meetinginsights.shapley.Players;
import io.meetinginsights.tables.gold.Contributions;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.gold.MinuteCauses;
import io.meetinginsights.testing.WithSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithSpark
class ExplainJobTest {

  private static final int DAYS = 2;
  private static final DayRange BOTH = new DayRange(FIRST_DAY, FIRST_DAY.plusDays(1));
  private static final List<String> FEATURES =
      List.of("client_rssi", "radio_bandwidth", "wan_loss", "remote_loss_pct");

  /** Columns: rssi, bandwidth=20, bandwidth=80, bandwidth=missing, wan loss, remote loss. */
  private static final MatrixEncoding ENCODING =
      MatrixEncoding.of(
          Features.all().stream().filter(f -> FEATURES.contains(f.name())).toList(),
          Map.of("radio_bandwidth", List.of(20.0, 80.0)),
          null);

  @TempDir Path folder;

  private static FlatTree tree(int first, double at, int second, double then, double... leaves) {
    return new FlatTree(
        new int[] {1, -1, 3, -1, -1},
        new int[] {2, -1, 4, -1, -1},
        new int[] {first, 0, second, 0, 0},
        new double[] {at, 0, then, 0, 0},
        new boolean[] {true, false, false, false, false},
        null,
        new double[] {10, 6, 4, 3, 1},
        new double[] {0, leaves[0], 0, leaves[1], leaves[2]});
  }

  private static Ensemble ensemble(double scale) {
    return new Ensemble(
        -2,
        1,
        CompareRule.LT_F32,
        6,
        ENCODING.columnToFeature(),
        4,
        List.of(
            tree(4, 0.5, 4, 2.0, -0.4 * scale, 1.5 * scale, 4.0 * scale),
            tree(5, 1.0, 0, -70, -0.2 * scale, 2.2 * scale, 1.1 * scale),
            tree(2, 0.5, 3, 0.5, 0.3 * scale, -0.3 * scale, 0.9 * scale)));
  }

  private static String register(JobContext context, double scale, MatrixEncoding encoding) {
    FlatModel model =
        new FlatModel(
            "bad_minute", encoding.columnNames(), encoding.featureNames(), ensemble(scale));
    FlatModel latency =
        new FlatModel(
            "audio_in_latency_ms",
            encoding.columnNames(),
            encoding.featureNames(),
            ensemble(10 * scale));
    List<ModelManifest.TargetEntry> entries = new ArrayList<>();
    for (FlatModel each : List.of(model, latency)) {
      entries.add(
          new ModelManifest.TargetEntry(
              each.target(),
              "test",
              "log-odds",
              each.target() + ".json.gz",
              "",
              "",
              encoding,
              ModelManifest.AffineCalibration.none("none"),
              1,
              1,
              Map.of("log_loss", 0.1)));
    }
    return ModelPromotion.registry(context)
        .write(
            new ModelManifest(
                ModelManifest.FORMAT,
                "",
                "xgboost",
                7,
                "test",
                "2026-02-01",
                "2026-02-28",
                "none",
                Map.of(),
                0.3,
                "by hand",
                ModelManifest.StrengthCalibration.UNCALIBRATED,
                entries,
                List.of()),
            List.of(model, latency))
        .version();
  }

  private JobContext prepared(SparkSession spark, String... settings) {
    return prepared(spark, 1200, settings);
  }

  private JobContext prepared(SparkSession spark, int minutes, String... settings) {
    Configuration configuration = Configuration.defaults();
    for (String setting : settings) {
      configuration = configuration.with(setting);
    }
    JobContext context = SyntheticMinutes.context(spark, folder, BOTH, configuration);
    SyntheticMinutes.write(context.warehouse(), SyntheticMinutes.of(spark, minutes, DAYS), DAYS);
    return context;
  }

  @Test
  void everyScoredMinuteIsExplainedExactlyAndEveryBadOneHasOneCause(SparkSession spark) {
    JobContext context = prepared(spark, 6000);
    String version = register(context, 1, ENCODING);
    ModelPromotion.promote(context, version, FIRST_DAY);
    Counts counts = ExplainJob.run(context, Optional.empty());

    Dataset<Row> minutes = context.warehouse().read(ExperienceMinutes.SCHEMA);
    long scored = minutes.where("presence = 'on-network' AND minute_score IS NOT NULL").count();
    // So one of the two tasks works on several blocks.
    assertThat(scored).isGreaterThan(2 * 2048);
    assertThat(counts.of("minutes explained")).isEqualTo(scored);
    assertThat(counts.of("contributions")).isEqualTo(2 * scored);
    requireBruteForceValues(context, minutes);

    Dataset<Row> causes = context.warehouse().read(MinuteCauses.SCHEMA);
    assertThat(causes.count())
        .isEqualTo(minutes.where("is_bad AND presence IN ('on-network', 'behind-egress')").count());
    assertThat(causes.where("unexplained_reason = 'not-on-network'").count())
        .isEqualTo(minutes.where("is_bad AND presence = 'behind-egress'").count())
        .isPositive();
    assertThat(causes.groupBy("cause").count().count()).isGreaterThanOrEqualTo(3);
    requireVerdictsFollowContributions(context);

    Map<String, String> hashes = context.warehouse().contentHashes();
    ExplainJob.run(context, Optional.empty());
    assertThat(context.warehouse().contentHashes()).isEqualTo(hashes);
  }

  private static void requireBruteForceValues(JobContext context, Dataset<Row> minutes) {
    List<Row> rows =
        minutes
            .join(
                context.warehouse().read(Contributions.SCHEMA),
                scala.jdk.javaapi.CollectionConverters.asScala(
                        List.of(
                            "account_id",
                            "meeting_uuid",
                            "participant_id",
                            "joined_at",
                            "minute_at"))
                    .toSeq(),
                "inner")
            .where("target = 'bad_minute'")
            .collectAsList();
    Ensemble model = ensemble(1);
    for (Row row : rows) {
      double[] values = new double[4];
      for (int f = 0; f < 4; f++) {
        Double value = row.getAs(ENCODING.featureNames().get(f));
        values[f] = value == null ? Double.NaN : value;
      }
      double[][] matrix = new double[6][1];
      ENCODING.encode(values, matrix, 0);
      double[] line = java.util.Arrays.stream(matrix).mapToDouble(c -> c[0]).toArray();
      var expected = BruteForceShapley.pathDependent(model, Players.features(model), line);
      Row byCategory = row.getAs("by_category");
      double[] phi = expected.contributions();
      assertThat(row.<Float>getAs("base_value"))
          .isCloseTo((float) expected.baseValue(), within(1e-5f));
      assertThat(row.<Float>getAs("prediction"))
          .isCloseTo((float) model.margin(line), within(1e-5f));
      assertThat(byCategory.<Float>getAs("wireless"))
          .isCloseTo((float) (phi[0] + phi[1]), within(1e-5f));
      assertThat(byCategory.<Float>getAs("wan")).isCloseTo((float) phi[2], within(1e-5f));
      assertThat(byCategory.<Float>getAs("remote")).isCloseTo((float) phi[3], within(1e-5f));
      assertThat(byCategory.<Float>getAs("context")).isEqualTo(0f);
      List<Float> byFeature =
          row.isNullAt(row.fieldIndex("by_feature"))
              ? null
              : row.getList(row.fieldIndex("by_feature"));
      if (!row.<Boolean>getAs("is_bad")) {
        assertThat(byFeature).isNull();
      } else {
        for (int f = 0; f < 4; f++) {
          assertThat(byFeature.get(f)).isCloseTo((float) phi[f], within(1e-5f));
        }
      }
    }
  }

  /** The rule once more, in SQL, over the published contributions. */
  private static void requireVerdictsFollowContributions(JobContext context) {
    long different =
        context
            .warehouse()
            .read(MinuteCauses.SCHEMA)
            .where("unexplained_reason IS NULL OR unexplained_reason <> 'not-on-network'")
            .as("v")
            .join(
                context
                    .warehouse()
                    .read(Contributions.SCHEMA)
                    .where("target = 'bad_minute'")
                    .as("c"),
                org.apache.spark.sql.functions.expr(
                    "v.meeting_uuid = c.meeting_uuid AND v.participant_id = c.participant_id"
                        + " AND v.minute_at = c.minute_at"),
                "inner")
            .selectExpr(
                "v.cause",
                "array_max(array(named_struct('harm', by_category.wireless, 'name', 'wireless'),"
                    + " named_struct('harm', by_category.wan, 'name', 'wan'),"
                    + " named_struct('harm', by_category.remote, 'name', 'remote'))) AS worst",
                "1 / (1 + exp(-prediction)) AS p",
                "prediction - base_value AS rise")
            .selectExpr(
                "cause",
                "CASE WHEN p < 0.3 OR worst.harm < 0.3 * rise THEN 'unexplained' ELSE worst.name END AS expected")
            .where("cause <> expected")
            .count();
    assertThat(different).isZero();
  }

  @Test
  void eachDayIsExplainedByItsChampionOrAllByTheModelNamed(SparkSession spark) {
    JobContext context = prepared(spark, "explain.keep=all");
    String first = register(context, 1, ENCODING);
    String second = register(context, 0.5, ENCODING);
    ModelPromotion.promote(context, first, FIRST_DAY.minusDays(3));
    ModelPromotion.promote(context, second, FIRST_DAY.plusDays(1));
    ExplainJob.run(context, Optional.empty());
    Dataset<Row> contributions = context.warehouse().read(Contributions.SCHEMA);
    assertThat(versions(contributions.where("day = DATE'" + FIRST_DAY + "'")))
        .containsExactly(first);
    assertThat(versions(contributions.where("day > DATE'" + FIRST_DAY + "'")))
        .containsExactly(second);
    assertThat(contributions.where("by_feature IS NULL").isEmpty()).isTrue();
    ExplainJob.run(context, Optional.of(first));
    assertThat(versions(context.warehouse().read(Contributions.SCHEMA))).containsExactly(first);
    assertThat(versions(context.warehouse().read(MinuteCauses.SCHEMA))).containsExactly(first);
  }

  private static List<String> versions(Dataset<Row> rows) {
    return rows.select("version").distinct().collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @Test
  void withoutAChampionNothingIsWrittenAndItIsASuccess(SparkSession spark) {
    JobContext context = prepared(spark);
    assertThat(ExplainJob.run(context, Optional.empty()).of("no champion")).isEqualTo(1);
    assertThat(context.warehouse().exists(Contributions.SCHEMA)).isFalse();
  }

  @Test
  void aModelOfFeaturesThatAreNoColumnsIsRefused(SparkSession spark) {
    JobContext context = prepared(spark);
    MatrixEncoding renamed =
        new MatrixEncoding(
            ENCODING.features().stream()
                .map(
                    f ->
                        f.name().equals("wan_loss")
                            ? new MatrixEncoding.FeatureEntry("wan_loss_v2", f.category(), f.unit())
                            : f)
                .toList(),
            ENCODING.columns(),
            null);
    String version = register(context, 1, renamed);
    assertThatThrownBy(() -> ExplainJob.run(context, Optional.of(version)))
        .isInstanceOf(InputLimitError.class)
        .hasMessageContaining("wan_loss_v2");
  }
}
