package io.meetinginsights.jobs.ingest;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

@WithSpark
class BronzeLinesTest {

  /** What the hash is, as SQL says it: tables hold hashes that it made. */
  private static final String IN_SQL =
      "sha2(concat_ws('\\u0001', coalesce(body, '\\u0000'), coalesce(request, '\\u0000'),"
          + " coalesce(to_json(array_sort(map_entries(params))), '\\u0000')), 256)";

  @Test
  void aLinesHashIsThatOfItsBodyRequestAndParametersInTheOrderOfTheirNames(SparkSession spark) {
    Dataset<Row> rows =
        Rows.of(
            spark,
            "n INT, body STRING, request STRING, params MAP<STRING, STRING>",
            "(1, '{\"a\":1}', 'GET /x', map('b', '2', 'a', '1')),"
                + "(2, '{\"a\":\"q\\\\\"uote\"}', 'GET /\"x\"', map('q\"', 'say \"so\"', 'p', '\\\\ / \\n \\t')),"
                + "(3, 'Zwölfer 😀', 'GET /ö', map('é', 'ü', 'z', '漢', 'ａ', 'x', '😀', 'y')),"
                + "(4, '{}', null, map('a', '1')),"
                + "(5, '{}', 'GET /x', null),"
                + "(6, '{}', 'GET /x', map('b', null, 'a', '')),"
                + "(7, '{}', 'GET /x', map()),"
                + "(8, null, null, null),"
                + "(9, '', '', map('', ''))");
    List<Row> lines =
        rows.withColumn("hash", BronzeLines.contentHash())
            .withColumn("in_sql", expr(IN_SQL))
            .orderBy("n")
            .collectAsList();
    assertThat(lines).hasSize(9);
    for (Row line : lines) {
      String inSql = line.getString(5);
      String body = line.getString(1);
      Map<String, String> params = line.isNullAt(3) ? null : line.getJavaMap(3);
      assertThat(line.getString(4)).as("row %s", line).isEqualTo(inSql);
      assertThat(
              BronzeLines.contentHash(
                  body == null ? null : body.getBytes(StandardCharsets.UTF_8),
                  line.getString(2),
                  params))
          .as("row %s", line)
          .isEqualTo(inSql);
    }
    assertThat(lines.stream().map(line -> line.getString(5))).doesNotHaveDuplicates();
  }
}
