package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.jobs.correlate.CarryForward.Group;
import io.meetinginsights.testing.SharedData;
import io.meetinginsights.testing.WithSpark;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/**
 * Alignment on measured data, the FEUP Wi-Fi traces 082 and 083 (CC BY 4.0): what a client received
 * every two seconds (its own clock, from odd and even seconds and fractions of them), what the
 * wireless side saw of it every second, and the channel counters of the access points about every
 * two and a half. The counts were taken beforehand by a plain loop over the files.
 */
@WithSpark
class MeasuredTracesTest {

  private static final Duration GRAIN = Duration.ofSeconds(2);

  private static Dataset<Row> read(SparkSession spark, String... files) {
    return spark
        .read()
        .option("header", "true")
        .csv(
            java.util.Arrays.stream(files)
                .map(file -> SharedData.at("data/feup-wifi/" + file).toAbsolutePath().toString())
                .toArray(String[]::new));
  }

  private static Column instant(String seconds) {
    return timestamp_micros(col(seconds).cast("double").multiply(1e6).cast("long"));
  }

  private static Dataset<Row> withSlot(Dataset<Row> rows) {
    return rows.withColumn("minute_at", CarryForward.slotOf(col("sampled_at"), GRAIN));
  }

  @Test
  void threeFilesWithThreeClocksJoinOnOneGrid(SparkSession spark) {
    Dataset<Row> intervals =
        withSlot(
            read(spark, "trace-082/iperf3.csv", "trace-083/iperf3.csv")
                .withColumn("sampled_at", instant("interval-start"))
                .withColumnRenamed("client-id", "client"));
    Dataset<Row> wireless =
        CarryForward.perSlot(
            withSlot(
                read(spark, "summary/final-exp-log.csv")
                    .withColumn("sampled_at", instant("systime"))
                    .select(
                        col("receiverId").as("client"),
                        col("senderId").as("ap"),
                        col("sampled_at"),
                        col("rssiMean"))),
            GRAIN,
            List.of("client"),
            List.of("ap"),
            new Group("client_age_s", Duration.ZERO, List.of("ap", "rssiMean")));
    Dataset<Row> radios =
        CarryForward.perSlot(
            withSlot(
                read(spark, "trace-082/cbt.csv", "trace-083/cbt.csv")
                    .withColumn("sampled_at", instant("timestamp"))
                    .select(col("id").as("ap"), col("sampled_at"), col("cat"))),
            GRAIN,
            List.of("ap"),
            List.of("cat"),
            new Group("radio_age_s", Duration.ofSeconds(2), List.of("cat")));

    Dataset<Row> joined =
        intervals
            .select("client", "minute_at")
            .join(wireless, ClientCandidates.joinColumns("client", "minute_at"), "left")
            .join(radios, ClientCandidates.joinColumns("ap", "minute_at"), "left")
            .cache();
    String theirs = "concat_ws(' ', client, ap) IN ('m1 ap2', 'w1 ap4', 'w2 ap1', 'w3 ap3')";
    assertThat(
            joined
                .selectExpr(
                    "count(*)",
                    "count_if(ap IS NOT NULL)",
                    "count_if(ap IS NOT NULL AND NOT " + theirs + ")",
                    "count_if(client_age_s > 0)",
                    "count_if(radio_age_s IS NOT NULL)")
                .head())
        .isEqualTo(org.apache.spark.sql.RowFactory.create(5637L, 5364L, 0L, 0L, 5038L));
    joined.unpersist();
  }
}
