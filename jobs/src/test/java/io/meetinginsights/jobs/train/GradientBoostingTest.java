package io.meetinginsights.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.features.Features;
import io.meetinginsights.model.MatrixEncoding;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.shapley.FlatTree;
import io.meetinginsights.testing.WithSpark;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@WithSpark
class GradientBoostingTest {

  private static final SparkSession SPARK = WithSpark.Session.open();

  @ParameterizedTest
  @EnumSource(TrainConfig.Engine.class)
  void flatTreesPredictWhatTheEnginePredictsMissingValuesIncluded(TrainConfig.Engine name) {
    GradientBoosting engine = GradientBoosting.of(name);
    TrainConfig config =
        SyntheticMinutes.quick()
            .with("train.engine=" + name.key())
            .with("train.trees=8")
            .section("train", TrainConfig.class);
    MatrixEncoding encoding =
        MatrixEncoding.of(
            Features.all().stream()
                .filter(
                    f ->
                        List.of("client_rssi", "wan_loss", "wan_rtt", "radio_bandwidth")
                            .contains(f.name()))
                .toList(),
            Map.of("radio_bandwidth", List.of(20.0, 80.0)),
            engine.sentinel());
    for (ModelTarget target :
        List.of(ModelTarget.BAD_MINUTE, ModelTarget.named("audio_in_latency_ms").orElseThrow())) {
      Dataset<Row> matrix =
          ScoredRows.onlyLabelled(SyntheticMinutes.of(SPARK, 1500, 1), target)
              .select(
                  functions
                      .array_to_vector(org.apache.spark.sql.functions.array(encoding.expressions()))
                      .as("features"),
                  org.apache.spark.sql.functions.col(target.label()).cast("double").as("label"),
                  org.apache.spark.sql.functions.lit(1.0).as("weight"))
              .coalesce(1);
      GradientBoosting.Fitted fitted = engine.fit(matrix, target, encoding, config.growth());
      assertThat(fitted.ensemble().trees()).hasSize(8);
      assertThat(fitted.ensemble().depth()).isEqualTo(3);
      double[][] rows =
          matrix.limit(300).collectAsList().stream()
              .map(row -> row.<Vector>getAs(0).toArray())
              .toArray(double[][]::new);
      double[] expected = fitted.margins().of(rows);
      double spread = 0;
      for (int i = 0; i < rows.length; i++) {
        double allowed = 1e-6 * Math.max(1, Math.abs(expected[i]));
        assertThat(engine.margin(fitted.ensemble(), rows[i]))
            .isEqualTo(expected[i], within(allowed));
        // Explanations add up in double.
        assertThat(fitted.ensemble().margin(rows[i])).isEqualTo(expected[i], within(10 * allowed));
        spread = Math.max(spread, Math.abs(expected[i] - expected[0]));
      }
      assertThat(spread).isGreaterThan(0.1);
      for (FlatTree tree : fitted.ensemble().trees()) {
        for (int node = 0; node < tree.nodes(); node++) {
          if (!tree.isLeaf(node)) {
            assertThat(tree.cover()[tree.left()[node]] + tree.cover()[tree.right()[node]])
                .isEqualTo(tree.cover()[node], within(1e-3 * tree.cover()[node]));
          }
        }
      }
    }
  }
}
