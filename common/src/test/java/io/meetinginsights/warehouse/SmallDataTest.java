package io.meetinginsights.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.testing.WithSpark;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class SmallDataTest {

  private static final String KEY = "spark.sql.adaptive.enabled";

  @Test
  void littleDataIsPlannedOtherwiseAndTheSessionIsLeftAsItWas(SparkSession shared) {
    SparkSession spark = shared.newSession();
    spark.conf().set(KEY, "true");
    Supplier<String> inside = () -> spark.conf().get(KEY);
    assertThat(SmallData.run(100, 99, spark, inside)).isEqualTo("false");
    assertThat(spark.conf().get(KEY)).isEqualTo("true");
    assertThat(SmallData.run(100, 100, spark, inside)).as("at the limit").isEqualTo("true");
    assertThat(SmallData.run(0, 0, spark, inside)).as("turned off").isEqualTo("true");
    assertThatThrownBy(
            () ->
                SmallData.run(
                    100,
                    1,
                    spark,
                    () -> {
                      throw new IllegalStateException("a job that fails");
                    }))
        .hasMessage("a job that fails");
    assertThat(spark.conf().get(KEY)).as("after a failure").isEqualTo("true");
  }
}
