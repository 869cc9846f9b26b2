package io.meetinginsights.jobs.ingest.fields;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.OrderFree;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

@WithSpark
class MeanTest {

  private static final StructType VALUES = new StructType().add("v", DataTypes.DoubleType);

  private static Double inSql(SparkSession spark, List<Double> values) {
    List<Row> rows = values.stream().map(value -> RowFactory.create(value)).toList();
    return (Double)
        spark
            .createDataFrame(rows, VALUES)
            .coalesce(1)
            .agg(OrderFree.mean(col("v")).as("mean"))
            .head()
            .get(0);
  }

  private static Double inJava(List<Double> values) {
    Mean mean = new Mean();
    values.forEach(mean::add);
    return mean.value();
  }

  @Test
  void theMeanIsThatOfSqlToTheLastBit(SparkSession spark) {
    for (List<Double> values :
        List.of(
            Arrays.asList(0.1, 0.2, 0.3),
            Arrays.asList(0.3, 0.1, null, 0.2),
            Arrays.asList(12.5, 7.25, 133.7, 1.0 / 3),
            Arrays.asList(-70.5, -61.0000004, -62.5),
            // Halves of a millionth, away from zero; and what is a little less than one.
            Arrays.asList(0.0000005, 0.0000015, -0.0000005, -0.0000025),
            Arrays.asList(0.00000049999999999999994, 1.0000005, 0.9999995),
            Arrays.asList(-0.0, 0.0),
            Arrays.asList(1e6, -1e6, 999_999.9999995),
            // Beyond all measure.
            Arrays.asList(1.0, 3_000_001.0),
            Arrays.asList(1_000_000.0000001, 0.1, 0.2),
            Arrays.asList(-1e300, 3e300, null),
            Arrays.asList((Double) null),
            List.<Double>of())) {
      assertThat(inJava(values)).as("%s", values).isEqualTo(inSql(spark, values));
    }
  }

  @Test
  void anyOrderGivesTheSameBits() {
    // As doubles (0.1 + 0.2) + 0.3 is 0.6000000000000001 and 0.3 + 0.2 + 0.1 is 0.6.
    assertThat(inJava(List.of(0.1, 0.2, 0.3))).isEqualTo(0.2);
    assertThat(inJava(List.of(0.3, 0.2, 0.1))).isEqualTo(0.2);
    assertThat(inJava(Arrays.asList(0.2, null, 0.3, 0.1))).isEqualTo(0.2);
    assertThat(inJava(List.of())).isNull();
  }
}
