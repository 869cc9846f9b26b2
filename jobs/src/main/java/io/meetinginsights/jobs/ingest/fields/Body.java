package io.meetinginsights.jobs.ingest.fields;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/**
 * The records in the body of an answer or a post, read in one pass.
 *
 * @param items records of the body that is a list; null if it is none
 * @param listed records of the first list there is of those asked for by name; null without
 * @param self the body taken as a record itself
 */
public record Body(List<RecordValues> items, List<RecordValues> listed, RecordValues self) {

  /**
   * Reads a body. One that is no JSON has no lists, and as a record everything in it is absent.
   *
   * @param lists names of lists, the best first
   */
  public static Body read(String text, RecordShape shape, String... lists) {
    if (text == null) {
      return new Body(null, null, shape.none());
    }
    try (JsonParser json = Json.parser(text)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.START_ARRAY) {
        return new Body(shape.readList(json), null, shape.none());
      }
      if (first == JsonToken.START_OBJECT) {
        return readFields(json, shape, lists);
      }
    } catch (IOException broken) {
      // As a body without anything in it: its flaws say so.
    }
    return new Body(null, null, shape.none());
  }

  private static Body readFields(JsonParser json, RecordShape shape, String... lists)
      throws IOException {
    RecordValues self = shape.none();
    Object[] found = new Object[lists.length];
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      int list = List.of(lists).indexOf(name);
      boolean isArray = json.nextToken() == JsonToken.START_ARRAY;
      if (list < 0) {
        shape.readField(name, json, self);
      } else if (isArray) {
        found[list] = shape.readList(json);
      } else {
        found[list] = null;
        json.skipChildren();
      }
    }
    return new Body(null, firstOf(found), self);
  }

  @SuppressWarnings("unchecked") // Put there above.
  private static List<RecordValues> firstOf(Object[] found) {
    return (List<RecordValues>) Parse.first(found);
  }
}
