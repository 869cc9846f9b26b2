package io.meetinginsights.jobs.ingest.fields;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values wanted of a JSON record, by path. It reads them in one pass over the record's tokens
 * and skips the rest.
 *
 * <p>Paths: {@code mac} and {@code latlng.lat} are scalars, read as text whatever their type;
 * {@code radio_stat{}.channel} is in each value of an object whose names vary, {@code pairs[].port}
 * in each object of a list, and {@code nat_addresses[]} a list of scalars. {@code radio_stat{}}
 * alone gives the names.
 *
 * <p>What has another type than its path says is absent, and the rest of the record counts. In a
 * list of objects each item that is none is a record in which everything is absent; an object may
 * be written as text.
 *
 * <p>Example: {@code new RecordShape("mac", "radio_stat{}.channel").read(json)}
 */
public final class RecordShape {

  /** What there is at a name. */
  private static final class Node {
    private Map<String, Node> fields;
    private int slot = -1;
    private RecordShape inner;
    private boolean isList;
  }

  private final Node root = new Node();
  private final Map<String, Integer> slots = new HashMap<>();

  public RecordShape(String... paths) {
    this(List.of(paths));
  }

  public RecordShape(Iterable<String> paths) {
    paths.forEach(this::add);
  }

  private void add(String path) {
    if (slots.containsKey(path)) {
      return;
    }
    Node node = root;
    StringBuilder walked = new StringBuilder();
    String[] steps = path.split("\\.");
    for (int i = 0; i < steps.length; i++) {
      String step = steps[i];
      boolean isList = step.endsWith("[]");
      boolean isNested = isList || step.endsWith("{}");
      String name = isNested ? step.substring(0, step.length() - 2) : step;
      walked.append(i == 0 ? "" : ".").append(step);
      if (node.fields == null) {
        node.fields = new HashMap<>();
      }
      node = node.fields.computeIfAbsent(name, made -> new Node());
      if (isNested) {
        node.isList = isList;
        node.slot = slots.computeIfAbsent(walked.toString(), made -> slots.size());
        boolean isLast = i == steps.length - 1;
        if (node.inner == null && !(isList && isLast)) {
          node.inner = new RecordShape();
        }
        if (!isLast) {
          node.inner.add(path.substring(walked.length() + 1));
        }
        return;
      }
    }
    node.slot = slots.computeIfAbsent(path, made -> slots.size());
  }

  /** Where values at a path are kept. */
  int slot(String path) {
    Integer slot = slots.get(path);
    if (slot == null) {
      throw new IllegalStateException(
          "The path " + path + " is read but not among the declared ones: " + slots.keySet());
    }
    return slot;
  }

  /** A record in which everything is absent. */
  public RecordValues none() {
    return new RecordValues(this, slots.size(), null);
  }

  /** Reads the object whose START_OBJECT is the current token, to its end. */
  public RecordValues read(JsonParser json) throws IOException {
    RecordValues values = none();
    readFields(json, root, values);
    return values;
  }

  /**
   * Goes on with the value at the current token of a field of the record: for whoever walks the
   * record's fields themselves.
   */
  void readField(String name, JsonParser json, RecordValues values) throws IOException {
    Node field = root.fields == null ? null : root.fields.get(name);
    if (field == null) {
      json.skipChildren();
    } else {
      readValue(json, field, values);
    }
  }

  private static void readFields(JsonParser json, Node node, RecordValues values)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      Node field = node.fields == null ? null : node.fields.get(json.currentName());
      JsonToken token = json.nextToken();
      if (field != null) {
        readValue(json, field, values);
      } else if (Json.isNested(token)) {
        json.skipChildren();
      }
    }
  }

  private static void readValue(JsonParser json, Node field, RecordValues values)
      throws IOException {
    if (field.slot < 0) {
      // Of a name that stands there twice the last one counts.
      clear(field, values);
      if (json.currentToken() == JsonToken.START_OBJECT) {
        readFields(json, field, values);
      } else {
        json.skipChildren();
      }
    } else if (field.isList) {
      values.set(field.slot, field.inner == null ? texts(json) : records(json, field.inner));
    } else if (field.inner != null) {
      values.set(field.slot, named(json, field.inner));
    } else {
      values.set(field.slot, scalar(json));
    }
  }

  private static void clear(Node node, RecordValues values) {
    for (Node field : node.fields.values()) {
      if (field.slot >= 0) {
        values.set(field.slot, null);
      } else {
        clear(field, values);
      }
    }
  }

  private static Object scalar(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      default -> Json.text(json);
    };
  }

  private static List<RecordValues> records(JsonParser json, RecordShape shape) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return null;
    }
    return shape.readList(json);
  }

  private static List<String> texts(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return null;
    }
    List<String> texts = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      texts.add(Json.text(json));
    }
    return texts;
  }

  /**
   * Reads the records of the list whose START_ARRAY is the current token. What is no object is a
   * record in which everything is absent; an object may be written as text.
   */
  List<RecordValues> readList(JsonParser json) throws IOException {
    List<RecordValues> records = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      switch (json.currentToken()) {
        case START_OBJECT -> records.add(read(json));
        case VALUE_STRING -> records.add(read(json.getText()));
        default -> {
          json.skipChildren();
          records.add(none());
        }
      }
    }
    return records;
  }

  private RecordValues read(String text) {
    try (JsonParser json = Json.parser(text)) {
      return json.nextToken() == JsonToken.START_OBJECT ? read(json) : none();
    } catch (IOException broken) {
      return none();
    }
  }

  private static List<RecordValues> named(JsonParser json, RecordShape shape) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return null;
    }
    // Of a name that stands there twice the last one counts.
    Map<String, RecordValues> entries = new LinkedHashMap<>();
    boolean areObjects = true;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      RecordValues entry = new RecordValues(shape, shape.slots.size(), name);
      JsonToken token = json.nextToken();
      if (token == JsonToken.START_OBJECT) {
        readFields(json, shape.root, entry);
      } else if (token != JsonToken.VALUE_NULL) {
        json.skipChildren();
        areObjects = false;
      }
      entries.put(name, entry);
    }
    return areObjects ? List.copyOf(entries.values()) : null;
  }
}
