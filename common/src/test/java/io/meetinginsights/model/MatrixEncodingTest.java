package io.meetinginsights.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class MatrixEncodingTest {

  private static final List<Feature> FEATURES =
      Features.all().stream()
          .filter(f -> List.of("client_rssi", "radio_bandwidth", "wan_loss").contains(f.name()))
          .toList();

  private static final MatrixEncoding WITH_NAN =
      MatrixEncoding.of(FEATURES, Map.of("radio_bandwidth", List.of(80.0, 20.0)), null);

  private static double[] encoded(MatrixEncoding encoding, double... values) {
    double[][] matrix = new double[encoding.columns().size()][1];
    encoding.encode(values, matrix, 0);
    return java.util.Arrays.stream(matrix).mapToDouble(column -> column[0]).toArray();
  }

  @Test
  void aCodeBecomesAColumnForEachValueSeenAndOneForMissing() {
    assertThat(WITH_NAN.columnNames())
        .containsExactly(
            "client_rssi",
            "radio_bandwidth=20",
            "radio_bandwidth=80",
            "radio_bandwidth=missing",
            "wan_loss");
    assertThat(WITH_NAN.columnToFeature()).containsExactly(0, 1, 1, 1, 2);
    assertThat(encoded(WITH_NAN, -60, 80, 1.5)).containsExactly(-60, 0, 1, 0, 1.5);
  }

  @Test
  void missingAndInfiniteQuantitiesAreNaNAndMissingCodesHaveTheirColumn() {
    assertThat(encoded(WITH_NAN, Double.NaN, Double.NaN, Double.POSITIVE_INFINITY))
        .containsExactly(Double.NaN, 0, 0, 1, Double.NaN);
  }

  @Test
  void aCodeThatTrainingDidNotSeeIsZeroInAllItsColumns() {
    assertThat(encoded(WITH_NAN, -60, 160, 0)).containsExactly(-60, 0, 0, 0, 0);
  }

  @Test
  void anEngineWithoutNaNGetsTheSentinelInTheMatrix() {
    MatrixEncoding withSentinel = MatrixEncoding.of(FEATURES, Map.of(), MatrixEncoding.SENTINEL);
    assertThat(encoded(withSentinel, Double.NaN, 80, 1)).containsExactly(-1e6, 0, 1);
  }

  @Test
  void theMatrixOfTrainingAndThatOfPredictionAreTheSame(SparkSession spark) {
    var rows =
        Rows.of(
            spark,
            "client_rssi DOUBLE, radio_bandwidth DOUBLE, wan_loss DOUBLE",
            "(-60, 80, 1.5), (null, null, null), (double('NaN'), 160, double('Infinity')), (-50.5, 20, 0)");
    List<Row> inSpark = rows.select(WITH_NAN.expressions()).collectAsList();
    FeatureValues reader = new FeatureValues(rows.schema(), WITH_NAN.featureNames());
    List<Row> source = rows.collectAsList();
    for (int i = 0; i < source.size(); i++) {
      double[] values = new double[3];
      reader.read(source.get(i), values);
      double[] expected = encoded(WITH_NAN, values);
      for (int c = 0; c < expected.length; c++) {
        assertThat(inSpark.get(i).get(c)).isEqualTo(Double.valueOf(expected[c]));
      }
    }
  }
}
