package io.meetinginsights.jobs.ingest.fields;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.testing.WithSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

@WithSpark
class ParseTest {

  private static final String NONE = "null";
  private static final StructType RAW = new StructType().add("raw", DataTypes.StringType);

  /** Pairs of what came and what it is read as. */
  private static void reads(SparkSession spark, UnaryOperator<Column> parse, String... pairs) {
    List<Row> rows = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      rows.add(RowFactory.create(pairs[i]));
      expected.add(pairs[i] + " -> " + pairs[i + 1]);
    }
    Dataset<Row> raw = spark.createDataFrame(rows, RAW).repartition(1);
    List<String> read =
        raw.select(
                org.apache.spark.sql.functions.concat(
                    org.apache.spark.sql.functions.coalesce(
                        col("raw"), org.apache.spark.sql.functions.lit("null")),
                    org.apache.spark.sql.functions.lit(" -> "),
                    org.apache.spark.sql.functions.coalesce(
                        parse.apply(col("raw")).cast("string"),
                        org.apache.spark.sql.functions.lit("null"))))
            .as(Encoders.STRING())
            .collectAsList();
    assertThat(read).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aQuantityIsReadWithItsUnitOrNoneAndRefusedWithAnother(SparkSession spark) {
    reads(
        spark,
        raw -> Parse.quantity(raw, "ms"),
        "126 ms",
        "126.0",
        "0ms",
        "0.0",
        " 8 MS ",
        "8.0",
        "135",
        "135.0",
        "27.5",
        "27.5",
        "70 kbps",
        NONE,
        "",
        NONE,
        "-1 ms",
        NONE,
        "fast",
        NONE,
        "1.2.3 ms",
        NONE,
        null,
        NONE);
    reads(
        spark,
        Parse::kilobitsPerSecond,
        "27.15 kbps",
        "27.15",
        "27.15kbps",
        "27.15",
        "1.5 Mbps",
        "1500.0",
        "70",
        "70.0",
        "70 ms",
        NONE);
    reads(spark, raw -> Parse.quantity(raw, "%"), "0.03%", "0.03", "0.0%", "0.0", "11 %", "11.0");
  }

  @Test
  void anInstantIsIsoOrACountToldApartBySize(SparkSession spark) {
    reads(
        spark,
        Parse::instant,
        "2026-03-02T10:00:00Z",
        "2026-03-02 10:00:00",
        "2026-03-02T10:00:00.250+01:00",
        "2026-03-02 09:00:00.25",
        "2026-03-02 10:00:00",
        "2026-03-02 10:00:00",
        "1513176951",
        "2017-12-13 14:55:51",
        "1513358874.667",
        "2017-12-15 17:27:54.667",
        "1665465339000",
        "2022-10-11 05:15:39",
        "1501000002283782",
        "2017-07-25 16:26:42.283782",
        "1.741257505E9",
        "2025-03-06 10:38:25",
        "2026",
        NONE,
        "0",
        NONE,
        // Behind the calendar that people's clocks can show.
        "0000-01-01T00:00:00Z",
        NONE,
        "1969-12-31T23:59:59Z",
        NONE,
        "9999-12-31T23:59:59Z",
        NONE,
        "99999999999",
        NONE,
        "soon",
        NONE,
        "",
        NONE);
  }

  @Test
  void aMacIsTwelveHexDigitsHoweverItIsWritten(SparkSession spark) {
    reads(
        spark,
        Parse::mac,
        "f85e-a012-92d8",
        "f85ea01292d8",
        " 00:0a:95:9d:68:16",
        "000a959d6816",
        "A4-83-E7-00-00-01",
        "a483e7000001",
        "d0:07:ca:f5:21:00",
        "d007caf52100",
        "000000000000",
        NONE,
        "5c5b350eb31",
        NONE,
        "a cafe babe dead",
        NONE,
        "",
        NONE);
  }

  @Test
  void bandsHostNamesAndDurationsAreReadInTheirVariants(SparkSession spark) {
    reads(
        spark,
        Parse::band,
        "24",
        "24",
        "2.4",
        "24",
        "2.4GHz",
        "24",
        "5",
        "5",
        "5-dedicated",
        "5",
        "5-selectable",
        "5",
        "6-dedicated",
        "6",
        "band_6",
        "6",
        "band_24",
        "24",
        "60",
        NONE,
        "wifi",
        NONE);
    reads(
        spark,
        Parse::hostName,
        "ITS-VMMT0-D1N02",
        "its-vmmt0-d1n02",
        "laptop-1.corp.example.com",
        "laptop-1",
        "User's Phone",
        "user's phone",
        "10.0.0.5",
        NONE,
        "",
        NONE);
    reads(
        spark,
        Parse::clockSeconds,
        "16:08",
        "968",
        "00:56",
        "56",
        "01:02:03",
        "3723",
        "56",
        NONE,
        "",
        NONE);
    reads(spark, raw -> Parse.resolution(raw, 1), "1280*720", "1280", "0*0", NONE, "", NONE);
    reads(spark, raw -> Parse.resolution(raw, 2), "640 x 360", "360");
  }

  @Test
  void numbersOfAWrongKindAreNoneAndNeverAnError(SparkSession spark) {
    reads(
        spark,
        Parse::whole,
        "36",
        "36",
        "36.0",
        "36",
        "4563443626",
        "4563443626",
        "36.7",
        NONE,
        "36d",
        NONE,
        "0x24",
        NONE,
        "0x1p3",
        NONE,
        "1e30",
        NONE,
        "NaN",
        NONE,
        "Infinity",
        NONE,
        "many",
        NONE,
        "{\"a\":1}",
        NONE);
    reads(spark, Parse::integer, "157", "157", "3.7", NONE, "99999999999", NONE);
    reads(spark, Parse::truth, "true", "true", "False", "false", "perhaps", NONE);
  }

  @Test
  void wordsLoseAddressesOfPeopleAndDevices(SparkSession spark) {
    reads(
        spark,
        Parse::words,
        "DNS query from 172.29.101.134 for x on vlan 1",
        "DNS query from <ip> for x on vlan 1",
        "client a4:83:e7:00:00:01 of ann@example.com left",
        "client <mac> of <user> left",
        "sta a483e7000001 gone",
        "sta <mac> gone",
        "Status code 0 \"Successful\"",
        "Status code 0 \"Successful\"");
  }
}
