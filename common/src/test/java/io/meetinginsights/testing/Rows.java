package io.meetinginsights.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Small datasets in, small datasets out. */
public final class Rows {

  private Rows() {}

  /**
   * Rows from SQL's inline table: {@code of(spark, "a INT, b STRING", "(1, 'x'), (2, null)")}.
   * Types come from the DDL, so a null column has its type.
   */
  public static Dataset<Row> of(SparkSession spark, String ddl, String values) {
    String[] columns = ddl.split(",(?![^<(]*[>)])");
    String names =
        String.join(", ", Arrays.stream(columns).map(c -> c.trim().split("\\s+")[0]).toList());
    String casts =
        String.join(
            ", ",
            Arrays.stream(columns)
                .map(c -> c.trim().split("\\s+", 2))
                .map(c -> "CAST(" + c[0] + " AS " + c[1] + ") AS " + c[0])
                .toList());
    return spark.sql("SELECT " + casts + " FROM VALUES " + values + " AS t(" + names + ")");
  }

  /** Asserts equality as multisets of rows, columns in order; shows what is on one side only. */
  public static void assertSame(Dataset<Row> actual, Dataset<Row> expected) {
    assertThat(actual.columns()).containsExactly(expected.columns());
    List<String> surplus = actual.exceptAll(expected).toJSON().collectAsList();
    List<String> missing = expected.exceptAll(actual).toJSON().collectAsList();
    assertThat(surplus).as("rows that should not be there (missing: %s)", missing).isEmpty();
    assertThat(missing).as("rows that are missing").isEmpty();
  }
}
