package io.meetinginsights.warehouse;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;
import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithSpark
class SurrogatesTest {

  private static final String ROWS =
      "('org', 'a483e7000001', '2026-03-02T10:15:00Z'),"
          + "('org', null, '2026-03-02T10:15:00.25Z'),"
          + "(null, 'a483e7000001', '2026-03-02T10:15:00.000001Z'),"
          + "('org', 'Zwölfer 漢 😀', null),"
          + "('', ' org ', '1970-01-01T00:00:00Z'),"
          + "(null, '', '2199-12-31T23:59:59.999999Z'),"
          + "(null, null, null)";

  @TempDir Path folder;

  private void assertAlike(SparkSession spark, String secret) throws IOException {
    String file = Files.writeString(folder.resolve("key"), secret).toString();
    SecretKey key = SecretKey.at(spark, file);
    SecretKey.Surrogates surrogates =
        SecretKey.surrogates(spark.sparkContext().hadoopConfiguration(), key.file());
    List<Row> rows =
        key.beside(Rows.of(spark, "org STRING, mac STRING, at TIMESTAMP", ROWS))
            .select(
                col("org"),
                col("mac"),
                unix_micros(col("at")),
                SecretKey.surrogate(lit(true), "client", col("org"), col("mac"), col("at")))
            .collectAsList();
    assertThat(rows).hasSize(7);
    for (Row row : rows) {
      String at = row.isNullAt(2) ? null : SecretKey.written(row.getLong(2));
      assertThat(surrogates.of("client", row.getString(0), row.getString(1), at))
          .as("%s", row)
          .isEqualTo(row.getString(3));
    }
    assertThat(rows.stream().map(row -> row.getString(3)))
        .doesNotHaveDuplicates()
        .allMatch(made -> made.matches("[0-9a-f]{32}"));
  }

  @Test
  void aKeyMadeInJavaIsTheOneMadeInSql(SparkSession spark) throws IOException {
    assertAlike(spark, "00112233445566778899aabbccddeeff\n");
  }

  @Test
  void blanksAroundTheSecretGoInBothAndOnesBeforeTheLineEndStayInBoth(SparkSession spark)
      throws IOException {
    assertAlike(spark, "  a secret of words ");
    assertAlike(spark, " a secret of words \n");
    assertAlike(spark, "a secret of two\nlines\r\n  ");
  }

  @Test
  void anInstantIsWrittenWithNoMoreFractionThanItHas() {
    // date -ud '2026-03-02 10:15' +%s
    long minute = 1_772_446_500_000_000L;
    assertThat(SecretKey.written(minute)).isEqualTo("2026-03-02 10:15:00");
    assertThat(SecretKey.written(minute + 250_000)).isEqualTo("2026-03-02 10:15:00.25");
    assertThat(SecretKey.written(minute + 1)).isEqualTo("2026-03-02 10:15:00.000001");
  }
}
