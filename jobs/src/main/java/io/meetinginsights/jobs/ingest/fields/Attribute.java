package io.meetinginsights.jobs.ingest.fields;

import java.util.List;

/**
 * A typed value of a record.
 *
 * @param of the values of each item of a list; empty for scalars
 */
public record Attribute(String name, Type type, List<Attribute> of) {

  /** Types of values. */
  public enum Type {
    /** A String. */
    TEXT,
    /** A Double. */
    NUMBER,
    /** A Long. */
    WHOLE,
    /** An Integer. */
    INTEGER,
    /** A Boolean. */
    TRUTH,
    /** A Long, microseconds since 1970. */
    INSTANT,
    /** A List of items, each an array of values. */
    LIST
  }

  public static Attribute text(String name) {
    return new Attribute(name, Type.TEXT, List.of());
  }

  public static Attribute number(String name) {
    return new Attribute(name, Type.NUMBER, List.of());
  }

  public static Attribute whole(String name) {
    return new Attribute(name, Type.WHOLE, List.of());
  }

  public static Attribute integer(String name) {
    return new Attribute(name, Type.INTEGER, List.of());
  }

  public static Attribute truth(String name) {
    return new Attribute(name, Type.TRUTH, List.of());
  }

  public static Attribute instant(String name) {
    return new Attribute(name, Type.INSTANT, List.of());
  }

  public static Attribute list(String name, Attribute... of) {
    return new Attribute(name, Type.LIST, List.of(of));
  }

  /** The place of a name among attributes. */
  public static int indexOf(List<Attribute> attributes, String name) {
    for (int i = 0; i < attributes.size(); i++) {
      if (attributes.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException("There is no attribute " + name + " among " + attributes);
  }
}
