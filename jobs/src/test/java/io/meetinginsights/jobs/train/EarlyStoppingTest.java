package io.meetinginsights.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.model.FlatModel;
import io.meetinginsights.shapley.CompareRule;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.FlatTree;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.util.List;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class EarlyStoppingTest {

  /** Below 0.5 the first leaf, else the second. */
  private static FlatTree stump(double below, double above) {
    return new FlatTree(
        new int[] {1, -1, -1},
        new int[] {2, -1, -1},
        new int[3],
        new double[] {0.5, 0, 0},
        new boolean[3],
        null,
        new double[] {2, 1, 1},
        new double[] {0, below, above});
  }

  /** After one tree 0 and 2, after two 1 and 3, after three 1 and 9. */
  private static FlatModel model() {
    return new FlatModel(
        "test",
        List.of("a"),
        List.of("a"),
        new Ensemble(
            -1,
            1,
            CompareRule.LT_F32,
            1,
            new int[] {0},
            1,
            List.of(stump(1, 3), stump(1, 1), stump(0, 6))));
  }

  private static Dataset<Row> matrix(SparkSession spark, String values) {
    return Rows.of(spark, "a DOUBLE, label DOUBLE, weight DOUBLE", values)
        .withColumn(
            "features",
            functions.array_to_vector(
                org.apache.spark.sql.functions.array(org.apache.spark.sql.functions.col("a"))))
        .repartition(2);
  }

  @Test
  void treesEndWhereTheWeightedLossIsLeast(SparkSession spark) {
    Dataset<Row> rows = matrix(spark, "(0, 1, 1), (1, 3, 2)");
    // Errors of the two rows: (-2, -4), (-1, -1), (0, 0), (0, 6).
    assertThat(EarlyStopping.losses(rows, model(), false)).containsExactly(4 + 32, 1 + 2, 0, 72);
    assertThat(EarlyStopping.trees(rows, model(), false)).isEqualTo(2);
    double[] logLosses = EarlyStopping.losses(matrix(spark, "(0, 0, 1), (1, 1, 3)"), model(), true);
    // Margins after one tree: 0 and 2.
    assertThat(logLosses[1]).isEqualTo(Math.log(2) + 3 * Math.log(1 + Math.exp(-2)), within(1e-12));
  }

  @Test
  void oneTreeIsTheLeast(SparkSession spark) {
    assertThat(EarlyStopping.trees(matrix(spark, "(0, -9, 1)"), model(), false)).isEqualTo(1);
  }
}
