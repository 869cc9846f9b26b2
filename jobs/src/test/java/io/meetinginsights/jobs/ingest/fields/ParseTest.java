package io.meetinginsights.jobs.ingest.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ParseTest {

  private static final String NONE = "null";

  /** Pairs of what came and what it is read as. */
  private static void reads(Function<String, Object> parse, String... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      assertThat(String.valueOf(parse.apply(pairs[i]))).as(pairs[i]).isEqualTo(pairs[i + 1]);
    }
  }

  /** Pairs of what came and the instant it is read as, in UTC. */
  private static void readsInstants(String... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      Long micros = Parse.instant(pairs[i]);
      Instant expected =
          pairs[i + 1].equals(NONE) ? null : Instant.parse(pairs[i + 1].replace(' ', 'T') + "Z");
      assertThat(micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS))
          .as(pairs[i])
          .isEqualTo(expected);
    }
  }

  @Test
  void aQuantityIsReadWithItsUnitOrNoneAndRefusedWithAnother() {
    reads(
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
    reads(raw -> Parse.quantity(raw, "%"), "0.03%", "0.03", "0.0%", "0.0", "11 %", "11.0");
  }

  @Test
  void anInstantIsIsoOrACountToldApartBySize() {
    readsInstants(
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
  void aMacIsTwelveHexDigitsHoweverItIsWritten() {
    reads(
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
  void bandsHostNamesAndDurationsAreReadInTheirVariants() {
    reads(
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
    reads(raw -> Parse.resolution(raw, 1), "1280*720", "1280", "0*0", NONE, "", NONE);
    reads(raw -> Parse.resolution(raw, 2), "640 x 360", "360");
  }

  @Test
  void numbersOfAWrongKindAreNoneAndNeverAnError() {
    reads(
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
    reads(Parse::integer, "157", "157", "3.7", NONE, "99999999999", NONE);
    reads(Parse::truth, "true", "true", "False", "false", "perhaps", NONE);
  }

  @Test
  void wordsLoseAddressesOfPeopleAndDevices() {
    reads(
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

  @Test
  void aNumberIsADecimalOneOfBearableLength() {
    reads(
        Parse::number,
        "1.",
        "1.0",
        ".5",
        "0.5",
        "+5",
        "5.0",
        "-2.5E-3",
        "-0.0025",
        "1e5",
        "100000.0",
        "1e99",
        "1.0E99",
        "1e100",
        NONE,
        "12\n",
        "12.0",
        " 12 ",
        "12.0",
        "1" + "0".repeat(199),
        "1.0E199",
        "1" + "0".repeat(200),
        NONE,
        "0." + "0".repeat(201),
        NONE,
        "NaN",
        NONE,
        "Infinity",
        NONE,
        "0x10",
        NONE,
        "12d",
        NONE,
        "12f",
        NONE,
        ".",
        NONE,
        "1e",
        NONE,
        "1 2",
        NONE,
        "+-1",
        NONE,
        // Digits of another script.
        "\uff11\uff12",
        NONE,
        "\u0663",
        NONE,
        "",
        NONE,
        null,
        NONE);
  }

  @Test
  void aNumberOfJsonIsBoundAsItsTextIs() {
    assertThat(Parse.number(1e99)).isEqualTo(1e99);
    assertThat(Parse.number(1e-99)).isEqualTo(1e-99);
    assertThat(Parse.number(0.0)).isZero();
    assertThat(Parse.number(1e100)).isNull();
    assertThat(Parse.number(9e-100)).isNull();
    assertThat(Parse.number(Double.NaN)).isNull();
    assertThat(Parse.number(Double.NEGATIVE_INFINITY)).isNull();
  }

  @Test
  void anInstantThatNoCalendarHasIsNone() {
    readsInstants(
        "2028-02-29T10:00:00Z",
        "2028-02-29 10:00:00",
        "2026-02-29T10:00:00Z",
        NONE,
        "2026-03-31T23:59:59Z",
        "2026-03-31 23:59:59",
        "2026-04-31T00:00:00Z",
        NONE,
        "2026-13-01T00:00:00Z",
        NONE,
        "2026-03-02T24:00:00Z",
        NONE,
        "2026-03-02T10:60:00Z",
        NONE,
        "2026-03-0\uff12T10:00:00Z",
        NONE,
        "1970-01-01T00:00:00Z",
        "1970-01-01 00:00:00",
        "2199-12-31T23:59:59Z",
        "2199-12-31 23:59:59");
  }

  @Test
  void aListOfTextsIsJsonOrOneTextWithCommas() {
    assertThat(Parse.texts("[\" a \", null, \"\", 5, {\"b\": 1}]"))
        .containsExactly("a", "5", "{\"b\":1}");
    assertThat(Parse.texts(" a, ,b ")).containsExactly("a", "b");
    for (String none : new String[] {"[]", "[\"a\"", "", ",", null}) {
      assertThat(Parse.texts(none)).as(none).isNull();
    }
    assertThat(Parse.firstText("[null, \"x\"]")).isEqualTo("x");
  }

  @Test
  void aMinuteAndADayBeginBeforeTheirInstants() {
    long at =
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-03-02T23:59:59.999999Z"));
    assertThat(Instant.EPOCH.plus(Parse.minuteOf(at), ChronoUnit.MICROS))
        .isEqualTo("2026-03-02T23:59:00Z");
    // 56 years of 365 days, 14 leap days, 31 + 28 + 1 days of 2026.
    assertThat(Parse.dayOf(at)).isEqualTo(56 * 365 + 14 + 60);
    assertThat(List.of(Parse.dayOf(-1), Parse.dayOf(0))).containsExactly(-1, 0);
  }
}
