package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.fields.RecordValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * An attribute of an observation: where in the record it stands (several paths where vendors or
 * versions differ, the first that holds something counts), how it is read, and what can be wrong
 * with it. Paths are those of {@link io.meetinginsights.jobs.ingest.fields.RecordShape}.
 *
 * @param paths every path that {@code reading} looks at
 * @param items names of the values of each item, if it is a list
 */
record Field(String name, List<String> paths, List<String> items, Reading reading) {

  /** Reads an attribute's value from a record, null if there is none, and notes its flaws. */
  @FunctionalInterface
  interface Reading {
    Object of(RecordValues record, Flaws flaws);
  }

  static Field text(String name, String... paths) {
    return computed(name, (record, flaws) -> record.text(paths), paths);
  }

  static Field number(String name, String... paths) {
    if (paths.length > 1) {
      return parsed(name, Parse::number, "a number", paths);
    }
    String path = paths[0];
    return computed(
        name,
        (record, flaws) -> {
          Double value = record.number(path);
          if (value == null) {
            flaws.requireReadable(record.raw(path), null, path, "a number");
          }
          return value;
        },
        path);
  }

  static Field whole(String name, String path) {
    return computed(
        name,
        (record, flaws) -> {
          Long value = record.whole(path);
          if (value == null) {
            flaws.requireReadable(record.raw(path), null, path, "a whole number");
          }
          return value;
        },
        path);
  }

  static Field integer(String name, String... paths) {
    return parsed(name, Parse::integer, "a whole number", paths);
  }

  static Field truth(String name, String... paths) {
    return parsed(name, Parse::truth, "true or false", paths);
  }

  static Field mac(String name, String... paths) {
    return parsed(name, Parse::mac, "a MAC address", paths);
  }

  static Field band(String name, String... paths) {
    return parsed(name, Parse::band, "24, 5 or 6", paths);
  }

  /** A field without flaws of its own. */
  static Field silent(String name, Function<String, Object> parse, String... paths) {
    return computed(name, (record, flaws) -> parse.apply(record.text(paths)), paths);
  }

  /** A field that takes more than one value to tell. */
  static Field computed(String name, Reading reading, String... paths) {
    return new Field(name, List.of(paths), List.of(), reading);
  }

  /**
   * A list: an item for each entry at a path such as {@code radio_stat{}}. Flaws of items are not
   * reported.
   */
  static Field each(String name, String path, Field... of) {
    List<String> paths = new ArrayList<>();
    for (Field field : of) {
      field.paths().forEach(inner -> paths.add(path + "." + inner));
    }
    return new Field(
        name,
        paths,
        Arrays.stream(of).map(Field::name).toList(),
        (record, flaws) -> {
          List<RecordValues> entries = record.entries(path);
          if (entries == null) {
            return null;
          }
          Flaws unreported = new Flaws();
          List<Object[]> items = new ArrayList<>(entries.size());
          for (RecordValues entry : entries) {
            items.add(
                Arrays.stream(of).map(field -> field.reading().of(entry, unreported)).toArray());
          }
          return items;
        });
  }

  /** The same field, without which the record is of no use. */
  Field required() {
    return new Field(
        name,
        paths,
        items,
        (record, flaws) -> {
          Object value = reading.of(record, flaws);
          flaws.requirePresent(value, name, "a value");
          return value;
        });
  }

  private static Field parsed(
      String name, Function<String, Object> parse, String expected, String... paths) {
    return computed(
        name,
        (record, flaws) -> {
          String raw = record.text(paths);
          Object value = raw == null ? null : parse.apply(raw);
          if (value == null) {
            flaws.requireReadable(raw, null, paths[0], expected);
          }
          return value;
        },
        paths);
  }
}
