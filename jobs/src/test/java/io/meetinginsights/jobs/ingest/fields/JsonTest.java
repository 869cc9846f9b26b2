package io.meetinginsights.jobs.ingest.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

  private static String text(String json) throws IOException {
    try (JsonParser parser = Json.parser(json)) {
      parser.nextToken();
      String text = Json.text(parser);
      assertThat(parser.nextToken()).as("what follows %s", json).isNull();
      return text;
    }
  }

  @Test
  void aNumberIsWrittenAsJavaWritesIt() throws IOException {
    assertThat(text("1.50")).isEqualTo("1.5");
    assertThat(text("1e5")).isEqualTo("100000.0");
    assertThat(text("1E7")).isEqualTo("1.0E7");
    assertThat(text("-0")).isEqualTo("0");
    assertThat(text("-0.0")).isEqualTo("-0.0");
    assertThat(text("36")).isEqualTo("36");
    // Whole numbers keep every digit.
    assertThat(text("123456789012345678901234567890")).isEqualTo("123456789012345678901234567890");
    assertThat(text("NaN")).isEqualTo("\"NaN\"");
    assertThat(text("-Infinity")).isEqualTo("\"-Infinity\"");
  }

  @Test
  void otherScalarsAreTheirTextAndNullIsNone() throws IOException {
    assertThat(text("\" a\\u00e9\\n\"")).isEqualTo(" aé\n");
    assertThat(text("'single'")).isEqualTo("single");
    assertThat(text("true")).isEqualTo("true");
    assertThat(text("false")).isEqualTo("false");
    assertThat(text("null")).isNull();
  }

  @Test
  void anObjectOrListIsItsJsonWithoutBlanks() throws IOException {
    assertThat(text(" { \"a\" : [ 1 , -0, 1.50 , { } , null ] , \"b\" : { \"é\\\"\" : NaN } } "))
        .isEqualTo("{\"a\":[1,0,1.5,{},null],\"b\":{\"é\\\"\":\"NaN\"}}");
    assertThat(text("[ ]")).isEqualTo("[]");
  }

  @Test
  void whatBreaksOffIsAnErrorOfTheParserOnly() {
    for (String broken : List.of("{\"a\":1", "[1,", "{\"a\"", "\"a", "{a:1}", "[01]")) {
      assertThatThrownBy(() -> text(broken)).as(broken).isInstanceOf(IOException.class);
    }
  }

  @Test
  void fieldsAtAnyDepthAreSeenOnTheWay() throws IOException {
    List<String> seen = new ArrayList<>();
    try (JsonParser json = Json.parser("{\"a\":1,\"b\":[{\"c\":{\"d\":\"x\"}},2],\"e\":null} 7")) {
      json.nextToken();
      byte[] bytes =
          Json.bytes(json, (name, at) -> seen.add(name + " " + at.currentToken().asString()));
      assertThat(new String(bytes, StandardCharsets.UTF_8))
          .isEqualTo("{\"a\":1,\"b\":[{\"c\":{\"d\":\"x\"}},2],\"e\":null}");
      assertThat(json.currentToken()).isEqualTo(JsonToken.END_OBJECT);
    }
    assertThat(seen).containsExactly("a null", "b [", "c {", "d null", "e null");
  }
}
