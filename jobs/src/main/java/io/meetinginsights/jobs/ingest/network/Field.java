package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;

/**
 * A column of an observation: where in the record it stands (several names where vendors or
 * versions differ, the first that holds something counts), how it is read, and what can be wrong
 * with it.
 *
 * @param raw the text it is read from; flaw and value both look at it as a column, so that it is
 *     found once
 * @param value from the record or the raw text
 * @param flaws from the record, the raw text or the value, as columns
 */
public record Field(String name, Optional<Column> raw, Column value, List<Column> flaws) {

  /** The parsed record. */
  static final String RECORD = "r";

  static Field text(String name, String... paths) {
    return of(name, Parse.text(raw(paths)));
  }

  static Field number(String name, String... paths) {
    return read(name, Parse::number, "a number", paths);
  }

  static Field whole(String name, String... paths) {
    return read(name, Parse::whole, "a whole number", paths);
  }

  static Field integer(String name, String... paths) {
    return read(name, Parse::integer, "a whole number", paths);
  }

  static Field truth(String name, String... paths) {
    return read(name, Parse::truth, "true or false", paths);
  }

  static Field instant(String name, String... paths) {
    return read(name, Parse::instant, "an instant", paths);
  }

  static Field mac(String name, String... paths) {
    return read(name, Parse::mac, "a MAC address", paths);
  }

  static Field band(String name, String... paths) {
    return read(name, Parse::band, "24, 5 or 6", paths);
  }

  static Field of(String name, Column value, Column... flaws) {
    return new Field(name, Optional.empty(), value, List.of(flaws));
  }

  /** The same field, without which the record is of no use. */
  Field required() {
    List<Column> more = new ArrayList<>(flaws);
    more.add(Flaws.missing(col(name), name, "a value"));
    return new Field(name, raw, value, more);
  }

  /** Text of the first of the paths that holds something. */
  static Column raw(String... paths) {
    return coalesce(Arrays.stream(paths).map(Field::at).map(Parse::text).toArray(Column[]::new));
  }

  /** The value at a path with dots, whatever its type. */
  static Column at(String path) {
    Column value = col(RECORD);
    for (String step : path.split("\\.")) {
      value = value.getField(step);
    }
    return value;
  }

  private static Field read(
      String name, UnaryOperator<Column> parse, String expected, String... paths) {
    Column raw = col(rawName(name));
    return new Field(
        name,
        Optional.of(raw(paths)),
        parse.apply(raw),
        List.of(Flaws.wrongType(raw, col(name), paths[0], expected)));
  }

  private static String rawName(String name) {
    return "raw_" + name;
  }

  /** The name of the column that holds the raw text. */
  String rawName() {
    return rawName(name);
  }
}
