package io.meetinginsights.warehouse;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class OrderFreeTest {

  private static Row of(Dataset<Row> values) {
    return values.coalesce(1).agg(OrderFree.mean(col("v")), OrderFree.sumOf(col("v"))).head();
  }

  private static Dataset<Row> values(SparkSession spark, List<String> values) {
    return Rows.of(spark, "v DOUBLE", "(" + String.join("), (", values) + ")");
  }

  @Test
  void anyOrderOfTheRowsGivesTheSameBits(SparkSession spark) {
    // As doubles (0.1 + 0.2) + 0.3 is 0.6000000000000001 and 0.3 + 0.2 + 0.1 is 0.6.
    for (List<String> order :
        List.of(
            List.of("0.1D", "0.2D", "0.3D"),
            List.of("0.3D", "0.2D", "0.1D"),
            List.of("0.2D", "null", "0.3D", "0.1D"))) {
      assertThat(of(values(spark, order))).as("%s", order).hasToString("[0.2,0.6]");
    }
  }

  @Test
  void valuesAreRoundedToMillionthsAndMayBeNegative(SparkSession spark) {
    assertThat(of(values(spark, List.of("-70.5D", "-61.0000004D", "-62.5D"))))
        .hasToString("[-64.66666666666667,-194.0]");
  }

  @Test
  void ofNothingThereIsNoMeanAndWhatIsBeyondAllMeasureIsNoError(SparkSession spark) {
    assertThat(of(values(spark, List.of("null")))).hasToString("[null,null]");
    assertThat(of(values(spark, List.of("1e300D", "3e300D")))).hasToString("[2.0E300,4.0E300]");
    assertThat(of(values(spark, List.of("1D", "3000001D")))).hasToString("[1500001.0,3000002.0]");
  }
}
