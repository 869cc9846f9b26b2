package io.meetinginsights.jobs.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.meetinginsights.jobs.ingest.fields.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A landed line, opened: when it arrived, what was asked, and the answer, which stays JSON.
 *
 * @param texts fields of the envelope by name: received_at, org_id, site_id, account_id, request
 * @param params parameters of the request; null if there is no object of them
 */
record Envelope(Map<String, String> texts, Map<String, String> params, UTF8String body) {

  private static final Set<String> TEXTS =
      Set.of("received_at", "org_id", "site_id", "account_id", "request");

  /** Opens a line; null if it is no JSON object with a body. */
  static Envelope open(String line, TimeSpan span) {
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, String> params = null;
    UTF8String body = null;
    try (JsonParser json = Json.parser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (TEXTS.contains(name)) {
          texts.put(name, Json.text(json));
        } else if (name.equals("params")) {
          params = params(json);
        } else if (name.equals("body")) {
          body = body(json, span);
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException broken) {
      return null;
    }
    return body == null ? null : new Envelope(texts, params, body);
  }

  String text(String name) {
    return texts.get(name);
  }

  /** A parameter of the request; null if it has none of that name. */
  String param(String name) {
    return params == null ? null : params.get(name);
  }

  private static Map<String, String> params(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return null;
    }
    Map<String, String> params = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      params.put(name, Json.text(json));
    }
    return params;
  }

  private static UTF8String body(JsonParser json, TimeSpan span) throws IOException {
    span.clear();
    switch (json.currentToken()) {
      case START_OBJECT, START_ARRAY -> {
        return UTF8String.fromBytes(Json.bytes(json, span));
      }
      case VALUE_STRING -> {
        span.read(json.getText());
        return UTF8String.fromString(json.getText());
      }
      default -> {
        return UTF8String.fromString(Json.text(json));
      }
    }
  }
}
