package io.meetinginsights.jobs.train;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log1p;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.to_date;
import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.features.Category;
import io.meetinginsights.features.Feature;
import io.meetinginsights.jobs.train.TargetTraining.Trained;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.shapley.Players;
import io.meetinginsights.shapley.Precision;
import io.meetinginsights.shapley.TreeExplainer;
import io.meetinginsights.testing.SharedData;
import io.meetinginsights.testing.WithSpark;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The trainer on measured data, the FEUP Wi-Fi traces (CC BY 4.0): learnt on trace 082, judged on
 * trace 083. An interval is two seconds of a client; the figures to reach are those that another
 * gradient booster reached on the same rows, less a little.
 */
@Tag("proof")
@WithSpark
class MeasuredTracesModelTest {

  private static final ModelTarget IS_LOSSY =
      new ModelTarget(
          "loss_over_half",
          ModelTarget.Kind.CLASSIFIER,
          "is_bad",
          "log-odds",
          ModelTarget.Side.BOTH);
  private static final ModelTarget JITTER = regression("log1p_jitter");
  private static final ModelTarget LOSS = regression("loss_fraction");
  private static final List<ModelTarget> TARGETS = List.of(IS_LOSSY, JITTER, LOSS);

  private static final List<Feature> FEATURES =
      List.of(
          feature("rssiMean", "dBm", Feature.Encoding.NUMERIC),
          feature("dataRateMean", "Mbps", Feature.Encoding.NUMERIC),
          feature("channelUtil", "%", Feature.Encoding.NUMERIC),
          feature("receiverDist", "m", Feature.Encoding.NUMERIC),
          feature("receiverSpeed", "m/s", Feature.Encoding.NUMERIC),
          feature("channelBw", "MHz", Feature.Encoding.CATEGORICAL),
          feature("channelFreq", "MHz", Feature.Encoding.CATEGORICAL));

  private static ModelTarget regression(String name) {
    return new ModelTarget(name, ModelTarget.Kind.REGRESSION, name, "", ModelTarget.Side.BOTH);
  }

  private static Feature feature(String name, String unit, Feature.Encoding encoding) {
    return new Feature(
        name, Category.WIRELESS, unit, encoding, "final-exp-log.csv", Duration.ZERO, name);
  }

  private static Dataset<Row> read(SparkSession spark, String file) {
    return spark
        .read()
        .option("header", "true")
        .csv(SharedData.at("data/feup-wifi/" + file).toAbsolutePath().toString());
  }

  /** Intervals with packets, of which both seconds have a wireless reading. */
  private static Dataset<Row> intervals(SparkSession spark, String trace, String split) {
    Dataset<Row> sent =
        read(spark, trace + "/iperf3.csv")
            .select(
                col("_c0").as("line"),
                col("client-id").as("client"),
                col("interval-start").cast("double").cast("long").as("start"),
                col("interval-start").cast("double").as("exact_start"),
                col("jitter").cast("double").as("jitter"),
                col("pckt-lost").cast("double").as("lost"),
                col("pckt-total").cast("double").as("total"))
            .where("total > 0");
    Dataset<Row> heard =
        read(spark, "summary/final-exp-log.csv")
            .where(
                "concat_ws(' ', receiverId, senderId) IN ('m1 ap2', 'w1 ap4', 'w2 ap1', 'w3 ap3')")
            .groupBy(col("receiverId"), col("systime").cast("double").cast("long").as("second"))
            .agg(count(lit(1)), means(FEATURES));
    return sent.join(
            heard,
            col("receiverId")
                .equalTo(col("client"))
                .and(col("second").between(col("start"), col("start").plus(1))),
            "inner")
        .groupBy("line", "client", "start", "exact_start", "jitter", "lost", "total")
        .agg(count(lit(1)).as("seconds"), means(FEATURES))
        .where("seconds = 2")
        .withColumn("minute_at", timestamp_seconds(col("exact_start")))
        .withColumn("joined_at", timestamp_seconds(lit(0)))
        .withColumn("day", to_date(col("minute_at")))
        .withColumn("site_id", lit(trace))
        .withColumn("account_id", lit("feup"))
        // Two minutes of a client stand or fall together.
        .withColumn(
            "meeting_uuid",
            concat_ws(" ", lit(trace), col("client"), floor(col("start").divide(120))))
        .withColumn("participant_id", col("client"))
        .withColumn("loss_fraction", col("lost").divide(col("total")))
        .withColumn("is_bad", col("loss_fraction").gt(0.5))
        .withColumn("log1p_jitter", log1p(col("jitter")))
        .withColumn("split", lit(split));
  }

  private static Column[] means(List<Feature> features) {
    return features.stream()
        .map(feature -> avg(col(feature.name()).cast("double")).as(feature.name()))
        .toArray(Column[]::new);
  }

  private static TrainConfig config() {
    Configuration configuration = Configuration.defaults();
    for (String setting : List.of("trees=300", "depth=4", "learning-rate=0.03")) {
      configuration = configuration.with("train." + setting);
    }
    return configuration.section("train", TrainConfig.class);
  }

  private static List<Trained> trained(TrainingRows rows, List<Feature> features) {
    TargetTraining training = TargetTraining.prepare(rows, TARGETS, target -> features, config());
    return TARGETS.stream().map(training::train).toList();
  }

  @Test
  void lossAndJitterOfALaterTraceArePredictedAndThePhyRateIsWhatCarriesThem(SparkSession spark) {
    TrainingRows rows =
        TrainingRows.of(
            intervals(spark, "trace-082", TrainingRows.TRAIN)
                .unionByName(intervals(spark, "trace-083", TrainingRows.HOLDOUT)),
            "trace 083 is held out",
            "traces 082 and 083",
            Counts.none(),
            config());
    try {
      // Counted by a plain loop over the files.
      assertThat(rows.trainSize().rows()).isEqualTo(2194);
      assertThat(rows.holdoutSize().rows()).isEqualTo(2111);
      List<Trained> all = trained(rows, FEATURES);
      List<Trained> withoutRate =
          trained(rows, FEATURES.stream().filter(f -> !f.name().equals("dataRateMean")).toList());
      print("7 features", all);
      print("without PHY rate", withoutRate);

      assertThat(figure(all, IS_LOSSY, "auc")).isGreaterThanOrEqualTo(0.955);
      assertThat(figure(all, JITTER, "r2")).isGreaterThanOrEqualTo(0.83);
      assertThat(figure(all, LOSS, "r2")).isGreaterThanOrEqualTo(0.80);
      assertThat(figure(all, IS_LOSSY, "auc"))
          .isGreaterThan(figure(all, IS_LOSSY, "baseline_feature_auc") + 0.03);
      // Another booster without the rate: 0.69 and 0.59.
      assertThat(figure(withoutRate, LOSS, "r2")).isBetween(0.55, 0.75);
      assertThat(figure(withoutRate, JITTER, "r2")).isBetween(0.45, 0.7);
      requireThatTheRateTakesTheCredit(rows, all.get(0));
    } finally {
      rows.release();
    }
  }

  /**
   * The rate follows from the signal and is nearer to the outcome, so it gets what the signal
   * caused: attribution is not cause.
   */
  private static void requireThatTheRateTakesTheCredit(TrainingRows rows, Trained model) {
    FeatureSample sample = FeatureSample.of(rows.holdout(), FEATURES, TARGETS);
    double[][] matrix = new double[model.encoding().columns().size()][sample.rows()];
    for (int row = 0; row < sample.rows(); row++) {
      model.encoding().encode(sample.values()[row], matrix, row);
    }
    var ensemble = model.model().ensemble();
    double[][] contributions = new double[FEATURES.size()][sample.rows()];
    TreeExplainer.pathDependent(ensemble, Players.features(ensemble), Precision.DOUBLE)
        .explain(matrix, sample.rows(), contributions, new double[sample.rows()]);
    double signal = meanSize(contributions[0]);
    double rate = meanSize(contributions[1]);
    System.out.printf("mean |contribution|, log-odds: PHY rate %.2f, signal %.2f%n", rate, signal);
    assertThat(rate).isGreaterThan(3 * signal);
  }

  private static double meanSize(double[] values) {
    return Arrays.stream(values).map(Math::abs).average().orElseThrow();
  }

  private static double figure(List<Trained> family, ModelTarget target, String name) {
    return family.get(TARGETS.indexOf(target)).metrics().get(name);
  }

  private static void print(String which, List<Trained> family) {
    System.out.printf(
        "%-17s loss > 50 %%: AUC %.4f; R2 log1p(jitter) %.4f; R2 loss fraction %.4f; trees %.0f, %.0f, %.0f%n",
        which,
        figure(family, IS_LOSSY, "auc"),
        figure(family, JITTER, "r2"),
        figure(family, LOSS, "r2"),
        figure(family, IS_LOSSY, "trees"),
        figure(family, JITTER, "trees"),
        figure(family, LOSS, "trees"));
  }
}
