package io.meetinginsights.jobs.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.meetinginsights.jobs.ingest.fields.Json;
import io.meetinginsights.jobs.ingest.fields.Parse;
import java.io.IOException;
import java.util.List;

/**
 * The earliest and the latest time told inside a body, by fields of given names at any depth: what
 * tells later which lines a day needs.
 */
final class TimeSpan implements Json.FieldSeen {

  private final List<String> names;
  private Long first;
  private Long last;

  TimeSpan(List<String> names) {
    this.names = names;
  }

  void clear() {
    first = null;
    last = null;
  }

  /** Adds the times in a body that is written as text. */
  void read(String body) {
    try (JsonParser json = Json.parser(body)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          value(name, json);
        }
      }
    } catch (IOException broken) {
      // What was told before counts.
    }
  }

  @Override
  public void value(String name, JsonParser json) throws IOException {
    if (!names.contains(name) || !json.currentToken().isScalarValue()) {
      return;
    }
    Long time = Parse.instant(Json.text(json));
    if (time != null) {
      first = first == null ? time : Long.valueOf(Math.min(first, time));
      last = last == null ? time : Long.valueOf(Math.max(last, time));
    }
  }

  /** The earliest time; null if the body tells none. */
  Long first() {
    return first;
  }

  /** The latest time; null if the body tells none. */
  Long last() {
    return last;
  }
}
