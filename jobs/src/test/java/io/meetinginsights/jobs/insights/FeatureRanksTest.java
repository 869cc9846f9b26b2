package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class FeatureRanksTest {

  private static final String MODEL =
      "version STRING, target STRING, position INT, feature STRING, category STRING, unit STRING, contribution_unit STRING";

  private static Dataset<Row> callMinutes(SparkSession spark) {
    return CallMinutes.withVerdicts(
            Given.experience(
                spark,
                "minute_at TIMESTAMP, minute_score DOUBLE, client_rssi DOUBLE, wan_rtt DOUBLE",
                "('2026-03-02 09:00:00', 2.0, -80, 12), ('2026-03-02 09:01:00', 4.0, -50, 12)"),
            Given.causes(
                spark, "minute_at TIMESTAMP, cause STRING", "('2026-03-02 09:00:00', 'wireless')"))
        .withColumn("call_day", lit("2026-03-03").cast("date"));
  }

  @Test
  void categoriesAndFeaturesAreRankedByHarmAndTiesFollowTheModel(SparkSession spark) {
    // Dyadic numbers: float and double agree.
    Dataset<Row> contributions =
        Given.contributions(
            spark,
            "minute_at TIMESTAMP, version STRING, target STRING, wireless FLOAT, wan FLOAT, client FLOAT, by_feature ARRAY<FLOAT>",
            """
            ('2026-03-02 09:00:00', 'v', 'bad_minute', 2.5, -0.5, 0.25, array(2.0, -0.5, 0.5, 0.25, 0.5)),
            ('2026-03-02 09:00:00', 'old', 'bad_minute', 9, 9, 9, array(9.0)),
            ('2026-03-02 09:00:00', 'v', 'video_in_latency_ms', 9, 9, 9, array(9.0)),
            ('2026-03-02 09:01:00', 'v', 'bad_minute', -1, 0, 0, array(-1.0, 0.0, 0.0, 0.0, 0.0))
            """);
    Dataset<Row> model =
        Rows.of(
            spark,
            MODEL,
            """
            ('v', 'bad_minute', 4, 'radio_util', 'wireless', '%', 'log-odds'),
            ('v', 'bad_minute', 1, 'wan_rtt', 'wan', 'ms', 'log-odds'),
            ('v', 'bad_minute', 0, 'client_rssi', 'wireless', 'dBm', 'log-odds'),
            ('v', 'bad_minute', 2, 'forgotten_feature', 'wireless', 'ms', 'log-odds'),
            ('v', 'bad_minute', 3, 'client_cpu', 'client', '%', 'log-odds')
            """);
    Rows.assertSame(
        FeatureRanks.rankBadMinutes(
                callMinutes(spark),
                FeatureRanks.onlyRankable(contributions, List.of("bad_minute")),
                model)
            .select(
                "day",
                "minute_at",
                "target",
                "category",
                "feature",
                "rank",
                "contribution",
                "contribution_unit",
                "base_value",
                "feature_value",
                "unit"),
        Rows.of(
            spark,
            "day DATE, minute_at TIMESTAMP, target STRING, category STRING, feature STRING, rank INT, contribution DOUBLE, contribution_unit STRING, base_value DOUBLE, feature_value DOUBLE, unit STRING",
            """
            ('2026-03-03', '2026-03-02 09:00:00', 'bad_minute', 'wireless', '', 1, 2.5, 'log-odds', -3, null, null),
            ('2026-03-03', '2026-03-02 09:00:00', 'bad_minute', 'client', '', 2, 0.25, 'log-odds', -3, null, null),
            ('2026-03-03', '2026-03-02 09:00:00', 'bad_minute', 'wired', '', 3, 0, 'log-odds', -3, null, null),
            ('2026-03-03', '2026-03-02 09:00:00', 'bad_minute', 'remote', '', 4, 0, 'log-odds', -3, null, null),
            ('2026-03-03', '2026-03-02 09:00:00', 'bad_minute', 'context', '', 5, 0, 'log-odds', -3, null, null),
            ('2026-03-03', '2026-03-02 09:00:00', 'bad_minute', 'wan', '', 6, -0.5, 'log-odds', -3, null, null),
            ('2026-03-03', '2026-03-02 09:00:00', 'bad_minute', 'wireless', 'client_rssi', 1, 2.0, 'log-odds', -3, -80, 'dBm'),
            ('2026-03-03', '2026-03-02 09:00:00', 'bad_minute', 'wireless', 'forgotten_feature', 2, 0.5, 'log-odds', -3, null, 'ms'),
            ('2026-03-03', '2026-03-02 09:00:00', 'bad_minute', 'wireless', 'radio_util', 3, 0.5, 'log-odds', -3, null, '%'),
            ('2026-03-03', '2026-03-02 09:00:00', 'bad_minute', 'client', 'client_cpu', 4, 0.25, 'log-odds', -3, null, '%'),
            ('2026-03-03', '2026-03-02 09:00:00', 'bad_minute', 'wan', 'wan_rtt', 5, -0.5, 'log-odds', -3, 12, 'ms')
            """));
  }

  @Test
  void contributionsThatDoNotFitTheModelsFeaturesAreRefused(SparkSession spark) {
    Dataset<Row> contributions =
        Given.contributions(
            spark,
            "minute_at TIMESTAMP, by_feature ARRAY<FLOAT>",
            "('2026-03-02 09:00:00', array(2.0, 1.0))");
    Dataset<Row> model =
        Rows.of(
            spark, MODEL, "('v', 'bad_minute', 0, 'client_rssi', 'wireless', 'dBm', 'log-odds')");
    assertThatThrownBy(
            () ->
                FeatureRanks.rankBadMinutes(callMinutes(spark), contributions, model)
                    .collectAsList()) // OK: it fails
        .hasMessageContaining(
            "Model v target bad_minute has 2 contributions for 1 features in gold.model_features");
    assertThatThrownBy(
            () ->
                FeatureRanks.rankBadMinutes(callMinutes(spark), contributions, model.limit(0))
                    .collectAsList()) // OK: it fails
        .hasMessageContaining("no rows in gold.model_features");
  }
}
