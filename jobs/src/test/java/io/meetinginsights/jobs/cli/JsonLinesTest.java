package io.meetinginsights.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.testing.WithSpark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class JsonLinesTest {

  @Test
  void everyColumnOfARowIsThereEvenWithoutAValue(SparkSession spark) {
    assertThat(
            lines(
                spark,
                "SELECT 'a \"quoted\" name' AS name, CAST(NULL AS DOUBLE) AS loss_pct, 3L AS minutes, true AS is_bad"))
        .containsExactly(
            "{\"name\":\"a \\\"quoted\\\" name\",\"loss_pct\":null,\"minutes\":3,\"is_bad\":true}");
  }

  @Test
  void anInstantKeepsItsMicrosecondsAndItsZone(SparkSession spark) {
    assertThat(
            lines(
                spark,
                "SELECT TIMESTAMP '2026-03-02 09:05:00.000001Z' AS minute_at, DATE '2026-03-02' AS day"))
        .containsExactly("{\"minute_at\":\"2026-03-02T09:05:00.000001Z\",\"day\":\"2026-03-02\"}");
  }

  @Test
  void structsArraysAndMapsAreObjectsAndLists(SparkSession spark) {
    assertThat(
            lines(
                spark,
                "SELECT struct(1.5D AS wan, CAST(NULL AS DOUBLE) AS wired) AS by_category, array(1, 2) AS by_feature, map('read', 2) AS counts"))
        .containsExactly(
            "{\"by_category\":{\"wan\":1.5,\"wired\":null},\"by_feature\":[1,2],\"counts\":{\"read\":2}}");
  }

  @Test
  void rowsComeInTheOrderThatWasAskedForOverAllPartitions(SparkSession spark) {
    assertThat(lines(spark, "SELECT id FROM range(0, 7, 1, 3) ORDER BY id DESC"))
        .containsExactly(
            "{\"id\":6}",
            "{\"id\":5}",
            "{\"id\":4}",
            "{\"id\":3}",
            "{\"id\":2}",
            "{\"id\":1}",
            "{\"id\":0}");
  }

  @Test
  void noRowsAreNoLinesAndAColumnMayBeCalledAnything(SparkSession spark) {
    assertThat(lines(spark, "SELECT 1 AS n WHERE false")).isEmpty();
    assertThat(lines(spark, "SELECT 1 AS `a.b`, 2 AS `c``d`, count(*)")).hasSize(1);
    assertThat(lines(spark, "SELECT 1 AS `a.b`")).containsExactly("{\"a.b\":1}");
  }

  private static List<String> lines(SparkSession spark, String statement) {
    StringWriter text = new StringWriter();
    JsonLines.write(spark.sql(statement), new PrintWriter(text, true));
    return text.toString().lines().toList();
  }
}
