package io.meetinginsights.jobs.ingest.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BodyTest {

  private static final RecordShape SHAPE = new RecordShape("mac", "place.site");

  private static Body read(String body) {
    return Body.read(body, SHAPE, "results", "events");
  }

  /** MAC addresses of the records; null without a list of them. */
  private static List<String> macs(List<RecordValues> records) {
    return records == null
        ? null
        : records.stream().map(record -> String.valueOf(record.text("mac"))).toList();
  }

  @Test
  void aListIsItsItems() {
    Body body = read("[{\"mac\":\"a\"},{\"mac\":\"b\",\"more\":[{}]},3]");
    assertThat(macs(body.items())).containsExactly("a", "b", "null");
    assertThat(body.listed()).isNull();
    assertThat(body.self().text("mac")).isNull();
    assertThat(read("[]").items()).isEmpty();
  }

  @Test
  void anObjectsRecordsStandInTheBestOfItsLists() {
    Body body = read("{\"total\":2,\"results\":[{\"mac\":\"a\"},{\"mac\":\"b\"}],\"limit\":{}}");
    assertThat(body.items()).isNull();
    assertThat(macs(body.listed())).containsExactly("a", "b");
    assertThat(macs(read("{\"events\":[{\"mac\":\"e\"}],\"topic\":\"x\"}").listed()))
        .containsExactly("e");
    // Whichever comes first in the text.
    assertThat(macs(read("{\"events\":[{\"mac\":\"e\"}],\"results\":[{\"mac\":\"r\"}]}").listed()))
        .containsExactly("r");
    assertThat(macs(read("{\"events\":[{\"mac\":\"e\"}],\"results\":null}").listed()))
        .containsExactly("e");
    assertThat(read("{\"results\":[]}").listed()).isEmpty();
  }

  @Test
  void anObjectWithoutSuchAListIsARecordItself() {
    Body body = read("{\"mac\":\"a\",\"place\":{\"site\":\"s\"},\"results\":{\"mac\":\"b\"}}");
    assertThat(body.items()).isNull();
    assertThat(body.listed()).isNull();
    assertThat(body.self().text("mac")).isEqualTo("a");
    assertThat(body.self().text("place.site")).isEqualTo("s");
  }

  @Test
  void ofAListThatStandsThereTwiceTheLastOneCounts() {
    assertThat(macs(read("{\"results\":[{\"mac\":\"a\"}],\"results\":[{\"mac\":\"b\"}]}").listed()))
        .containsExactly("b");
    assertThat(read("{\"results\":[{\"mac\":\"a\"}],\"results\":5}").listed()).isNull();
  }

  @Test
  void aBodyThatIsNoJsonOrBreaksOffHasNothingInIt() {
    for (String none :
        new String[] {
          null,
          "",
          "<html>504</html>",
          "7",
          "null",
          "\"text\"",
          "[{\"mac\":\"a\"}",
          "[{\"mac\":\"a\"},",
          "{\"results\":[{\"mac\":\"a\"}],\"mac\":",
          "{\"mac\":\"a\",\"results\":[{\"mac\":\"a\"}"
        }) {
      Body body = read(none);
      assertThat(body.items()).as(none).isNull();
      assertThat(body.listed()).as(none).isNull();
      assertThat(body.self().text("mac", "place.site")).as(none).isNull();
    }
  }

  @Test
  void aRecordMayBeWrittenAsText() {
    assertThat(macs(read("[\"{\\\"mac\\\":\\\"a\\\"}\",\"{\\\"mac\\\":\",\"a\"]").items()))
        .containsExactly("a", "null", "null");
    assertThat(macs(read("{\"events\":[\"{\\\"mac\\\":\\\"a\\\"}\"]}").listed()))
        .containsExactly("a");
  }
}
