package io.meetinginsights.jobs.ingest.fields;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * The JSON that load reads. It takes what RFC 8259 allows, and single quotes, NaN and Infinity
 * beside it; Jackson's limits on depth (1,000) and on the length of a string (20 million
 * characters) hold.
 *
 * <p>A scalar is read as text whatever its type. Numbers with a fraction or an exponent are written
 * as Java writes the double: {@code 1.50} becomes {@code 1.5}. An object or a list becomes its JSON
 * without blanks.
 */
public final class Json {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private Json() {}

  /** A parser that stands before the first token. */
  public static JsonParser parser(String json) throws IOException {
    return FACTORY.createParser(json);
  }

  /** The value at the current token as text, null for null; ends at the value's last token. */
  public static String text(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_STRING -> json.getText();
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      case VALUE_NUMBER_INT -> json.getText().equals("-0") ? "0" : json.getText();
      case VALUE_NUMBER_FLOAT -> text(json.getDoubleValue());
      default -> new String(bytes(json), StandardCharsets.UTF_8);
    };
  }

  /** A number as {@link #text(JsonParser)} writes it. */
  static String text(double number) {
    String text = Double.toString(number);
    return Double.isFinite(number) ? text : '"' + text + '"';
  }

  /** The object or list at the current token as JSON in UTF-8; ends at its last token. */
  static byte[] bytes(JsonParser json) throws IOException {
    return bytes(
        json,
        (name, at) -> {
          // Nothing in it is looked at.
        });
  }

  /** Is shown the fields of an object on its way. */
  @FunctionalInterface
  public interface FieldSeen {
    /** Stands at the first token of a field's value, and leaves it there. */
    void value(String name, JsonParser json) throws IOException;
  }

  /** As {@link #bytes(JsonParser)}; {@code seen} is shown every field at any depth. */
  public static byte[] bytes(JsonParser json, FieldSeen seen) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator written = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
      int depth = 0;
      String name = null;
      do {
        JsonToken token = depth == 0 ? json.currentToken() : json.nextToken();
        if (token == JsonToken.FIELD_NAME) {
          name = json.currentName();
        } else if (name != null) {
          seen.value(name, json);
          name = null;
        }
        depth += isNested(token) ? 1 : token.isStructEnd() ? -1 : 0;
        written.copyCurrentEvent(json);
      } while (depth > 0);
    }
    return out.toByteArray();
  }

  /** Writes JSON without blanks. */
  public static JsonGenerator generator(Writer out) throws IOException {
    return FACTORY.createGenerator(out);
  }

  /** Whether the token begins an object or a list. */
  static boolean isNested(JsonToken token) {
    return token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
  }
}
