package io.meetinginsights.jobs.ingest.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordShapeTest {

  private static RecordValues read(String record, String... paths) throws IOException {
    try (JsonParser json = Json.parser(record)) {
      json.nextToken();
      RecordValues values = new RecordShape(paths).read(json);
      assertThat(json.currentToken()).as("the end of %s", record).isEqualTo(JsonToken.END_OBJECT);
      assertThat(json.nextToken()).as("what follows %s", record).isNull();
      return values;
    }
  }

  @Test
  void aScalarIsReadAsTextWhateverItsType() throws IOException {
    RecordValues record =
        read(
            "{\"a\":\" x \",\"b\":36,\"c\":true,\"d\":null,\"e\":1.50,\"f\":{\"y\": [1, 2]},"
                + "\"h\":\"  \",\"unasked\":{\"a\":\"z\"}}",
            "a",
            "b",
            "c",
            "d",
            "e",
            "f",
            "g",
            "h");
    assertThat(record.raw("a")).isEqualTo(" x ");
    assertThat(record.text("a")).isEqualTo("x");
    assertThat(record.text("b")).isEqualTo("36");
    assertThat(record.text("c")).isEqualTo("true");
    assertThat(record.raw("d")).isNull();
    assertThat(record.raw("e")).isEqualTo("1.5");
    assertThat(record.text("f")).isEqualTo("{\"y\":[1,2]}");
    assertThat(record.raw("g")).isNull();
    assertThat(record.raw("h")).isEqualTo("  ");
    assertThat(record.text("h")).isNull();
    // The first that holds something.
    assertThat(record.text("g", "d", "h", "b", "a")).isEqualTo("36");
    assertThat(record.text("g", "d")).isNull();
  }

  @Test
  void numbersAreReadFromNumbersAndFromText() throws IOException {
    RecordValues record =
        read(
            "{\"a\":36,\"b\":36.0,\"c\":\"1e3\",\"d\":NaN,\"e\":1e100,\"f\":2.5,\"g\":[3]}",
            "a",
            "b",
            "c",
            "d",
            "e",
            "f",
            "g");
    assertThat(record.number("a")).isEqualTo(36);
    assertThat(record.whole("b")).isEqualTo(36);
    assertThat(record.whole("c")).isEqualTo(1000);
    assertThat(record.number("d")).isNull();
    assertThat(record.number("e")).isNull();
    assertThat(record.number("f")).isEqualTo(2.5);
    assertThat(record.whole("f")).isNull();
    assertThat(record.number("g")).isNull();
  }

  @Test
  void aPathGoesThroughObjectsAndWhatIsNoneOnItsWayIsAbsent() throws IOException {
    String[] paths = {"at", "latlng.lat", "latlng.lng", "a.b.c"};
    RecordValues record =
        read(
            "{\"latlng\":{\"lat\":48.5,\"x\":{\"lng\":1}},\"a\":{\"b\":{\"c\":\"d\"}},\"at\":1}",
            paths);
    assertThat(record.text("latlng.lat")).isEqualTo("48.5");
    assertThat(record.text("latlng.lng")).isNull();
    assertThat(record.text("a.b.c")).isEqualTo("d");
    for (String wrong : List.of("5", "\"48.5\"", "null", "[{\"lat\":1}]", "[[]]", "true")) {
      record = read("{\"latlng\":" + wrong + ",\"a\":{\"b\":" + wrong + "},\"at\":1}", paths);
      assertThat(record.text("latlng.lat")).as(wrong).isNull();
      assertThat(record.text("a.b.c")).as(wrong).isNull();
      // The rest of the record counts.
      assertThat(record.text("at")).as(wrong).isEqualTo("1");
    }
  }

  @Test
  void anObjectWithVaryingNamesIsARecordForEachName() throws IOException {
    String[] paths = {"radio_stat{}.channel", "radio_stat{}.servp_info.org", "at"};
    RecordValues record =
        read(
            "{\"radio_stat\":{\"band_5\":{\"channel\":36,\"servp_info\":{\"org\":\"isp\"}},"
                + "\"band_24\":{\"channel\":\"11\"},\"band_6\":null},\"at\":1}",
            paths);
    assertThat(record.entries("radio_stat{}"))
        .extracting(
            entry ->
                entry.name() + " " + entry.text("channel") + " " + entry.text("servp_info.org"))
        .containsExactly("band_5 36 isp", "band_24 11 null", "band_6 null null");
    assertThat(record.entry("radio_stat{}", "band_24").whole("channel")).isEqualTo(11);
    assertThat(record.entry("radio_stat{}", "band_7")).isNull();
    assertThat(read("{\"radio_stat\":{}}", paths).entries("radio_stat{}")).isEmpty();
    for (String wrong :
        List.of(
            "5",
            "\"x\"",
            "null",
            "[{\"channel\":36}]",
            // One that is no object makes it something else, as from_json has it.
            "{\"band_5\":{\"channel\":36},\"band_24\":5}")) {
      record = read("{\"radio_stat\":" + wrong + ",\"at\":1}", paths);
      assertThat(record.entries("radio_stat{}")).as(wrong).isNull();
      assertThat(record.entry("radio_stat{}", "band_5")).as(wrong).isNull();
      assertThat(record.text("at")).as(wrong).isEqualTo("1");
    }
  }

  @Test
  void namesAloneMayBeAskedFor() throws IOException {
    RecordValues record = read("{\"ports\":{\"eth0\":{\"up\":true},\"eth1\":{}}}", "ports{}");
    assertThat(record.entries("ports{}"))
        .extracting(RecordValues::name)
        .containsExactly("eth0", "eth1");
  }

  @Test
  void aListOfObjectsIsARecordForEachItemWhateverItIs() throws IOException {
    String[] paths = {"pairs[].port", "pairs[].at.minute", "end"};
    RecordValues record =
        read(
            "{\"pairs\":[{\"port\":\"p1\",\"at\":{\"minute\":5}},7,null,[{\"port\":\"p2\"}],"
                + "\"{\\\"port\\\":\\\"p3\\\"}\",\"no object\",\"[1]\",\"{\\\"port\\\":\\\"p4\\\"\"],"
                + "\"end\":1}",
            paths);
    assertThat(record.entries("pairs[]"))
        .extracting(entry -> entry.text("port") + " " + entry.text("at.minute"))
        .containsExactly(
            "p1 5",
            "null null",
            "null null",
            "null null",
            // An object written as text; one that breaks off is none.
            "p3 null",
            "null null",
            "null null",
            "null null");
    assertThat(record.text("end")).isEqualTo("1");
    for (String wrong : List.of("5", "\"x\"", "null", "{\"port\":\"p\"}")) {
      record = read("{\"pairs\":" + wrong + ",\"end\":1}", paths);
      assertThat(record.entries("pairs[]")).as(wrong).isNull();
      assertThat(record.text("end")).as(wrong).isEqualTo("1");
    }
  }

  @Test
  void aListOfScalarsIsTheirTexts() throws IOException {
    RecordValues record =
        read("{\"ips\":[\"10.0.0.1\",null,5,1.50,{\"a\": 1},[ ]],\"end\":1}", "ips[]", "end");
    assertThat(record.texts("ips[]"))
        .containsExactly("10.0.0.1", null, "5", "1.5", "{\"a\":1}", "[]");
    assertThat(record.text("end")).isEqualTo("1");
    assertThat(read("{\"ips\":\"10.0.0.1\"}", "ips[]").texts("ips[]")).isNull();
    assertThat(read("{\"ips\":{\"a\":[1]}}", "ips[]").texts("ips[]")).isNull();
  }

  @Test
  void ofANameThatStandsThereTwiceTheLastOneCounts() throws IOException {
    RecordValues record =
        read(
            "{\"mac\":\"a\",\"p\":{\"x\":1,\"q\":{\"z\":1}},\"l\":[{\"v\":1}],\"m\":{\"n\":{\"v\":1}},"
                + "\"mac\":\"b\",\"p\":{\"y\":2},\"l\":[],\"m\":{\"o\":{\"v\":2},\"o\":{\"v\":3}}}",
            "mac",
            "p.x",
            "p.y",
            "p.q.z",
            "l[].v",
            "m{}.v");
    assertThat(record.text("mac")).isEqualTo("b");
    assertThat(record.text("p.x")).isNull();
    assertThat(record.text("p.y")).isEqualTo("2");
    assertThat(record.text("p.q.z")).isNull();
    assertThat(record.entries("l[]")).isEmpty();
    assertThat(record.entries("m{}"))
        .extracting(entry -> entry.name() + " " + entry.text("v"))
        .containsExactly("o 3");
    assertThat(record.entry("m{}", "o").text("v")).isEqualTo("3");
    record =
        read(
            "{\"mac\":\"a\",\"p\":{\"x\":1},\"l\":[{}],\"mac\":null,\"p\":7,\"l\":7}",
            "mac",
            "p.x",
            "l[].v");
    assertThat(record.raw("mac")).isNull();
    assertThat(record.text("p.x")).isNull();
    assertThat(record.entries("l[]")).isNull();
  }

  @Test
  void aPathThatWasNotDeclaredIsAnErrorThatNamesIt() throws IOException {
    RecordValues record = read("{\"mac\":\"a\"}", "mac");
    assertThatThrownBy(() -> record.text("ip"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ip")
        .hasMessageContaining("mac");
  }

  @Test
  void inNoRecordEverythingIsAbsent() {
    RecordValues none = new RecordShape("mac", "a.b", "m{}.v", "l[]").none();
    assertThat(none.text("mac", "a.b")).isNull();
    assertThat(none.entries("m{}")).isNull();
    assertThat(none.texts("l[]")).isNull();
  }
}
