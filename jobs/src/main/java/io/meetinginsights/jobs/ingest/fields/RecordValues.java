package io.meetinginsights.jobs.ingest.fields;

import java.util.List;

/**
 * The values of one JSON record that its {@link RecordShape} asks for. Absent, null and blank are
 * alike: null.
 */
public final class RecordValues {

  private final RecordShape shape;
  private final Object[] values;
  private final String name;

  RecordValues(RecordShape shape, int slots, String name) {
    this.shape = shape;
    this.values = new Object[slots];
    this.name = name;
  }

  void set(int slot, Object value) {
    values[slot] = value;
  }

  /** The name under which an entry of an object with varying names stands. */
  public String name() {
    return name;
  }

  /** The value as it came, blanks and all. */
  public String raw(String path) {
    return raw(values[shape.slot(path)]);
  }

  /** The text without blanks around it at the first of the paths that holds any. */
  public String text(String... paths) {
    for (String path : paths) {
      String text = text(shape.slot(path));
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /** The number at a path. */
  public Double number(String path) {
    return number(shape.slot(path));
  }

  /** The whole number at a path. */
  public Long whole(String path) {
    return Parse.whole(number(path));
  }

  /** The objects in the object or list at a path such as {@code radio_stat{}}; null if absent. */
  @SuppressWarnings("unchecked") // Kept there by RecordShape alone.
  public List<RecordValues> entries(String path) {
    return (List<RecordValues>) values[shape.slot(path)];
  }

  /** The entry of that name; null if absent. */
  public RecordValues entry(String path, String wanted) {
    List<RecordValues> entries = entries(path);
    if (entries != null) {
      for (RecordValues entry : entries) {
        if (entry.name.equals(wanted)) {
          return entry;
        }
      }
    }
    return null;
  }

  /** The scalars in the list at a path such as {@code nat_addresses[]}; null if absent. */
  @SuppressWarnings("unchecked") // Kept there by RecordShape alone.
  public List<String> texts(String path) {
    return (List<String>) values[shape.slot(path)];
  }

  String text(int slot) {
    return Parse.text(raw(values[slot]));
  }

  Double number(int slot) {
    Object value = values[slot];
    return value instanceof Double number
        ? Parse.number(number.doubleValue())
        : Parse.number((String) value);
  }

  private static String raw(Object value) {
    return value instanceof Double number ? Json.text(number) : (String) value;
  }
}
