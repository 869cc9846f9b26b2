package io.meetinginsights.reader;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A row of a table, or a struct inside one. Each type of the tables has its getter; all give null
 * for null. Asking for a column that was not read, or as another type, is a bug.
 */
public final class GoldRow {

  private final Map<String, Integer> positions;
  private final Object[] values;

  GoldRow(Map<String, Integer> positions, Object[] values) {
    this.positions = positions;
    this.values = values;
  }

  /** A string. */
  public String text(String column) {
    return value(column, String.class);
  }

  /** A value of any type as text; an instant or a day as ISO-8601 writes it. */
  String asText(String column) {
    Object value = value(column, Object.class);
    return value == null ? null : value.toString();
  }

  /** An int or a bigint. */
  public Long whole(String column) {
    return value(column, Long.class);
  }

  /** A float or a double. */
  public Double number(String column) {
    return value(column, Double.class);
  }

  /** A boolean. */
  public Boolean flag(String column) {
    return value(column, Boolean.class);
  }

  /** A timestamp. */
  public Instant instant(String column) {
    return value(column, Instant.class);
  }

  /** A date. */
  public LocalDate day(String column) {
    return value(column, LocalDate.class);
  }

  /** A struct. */
  public GoldRow row(String column) {
    return value(column, GoldRow.class);
  }

  /** An array of structs. */
  public List<GoldRow> rows(String column) {
    return elements(column, GoldRow.class);
  }

  /** An array of strings. */
  public List<String> texts(String column) {
    return elements(column, String.class);
  }

  /** An array of floats or doubles. */
  public List<Double> numbers(String column) {
    return elements(column, Double.class);
  }

  /** A map of counts by name. */
  public Map<String, Long> counts(String column) {
    Map<?, ?> map = value(column, Map.class);
    if (map == null) {
      return null;
    }
    Map<String, Long> counts = new java.util.TreeMap<>();
    map.forEach((key, count) -> counts.put((String) key, (Long) count));
    return counts;
  }

  Object value(String column) {
    Integer position = positions.get(column);
    if (position == null) {
      throw new IllegalStateException(
          "Column " + column + " was not read; these were: " + positions.keySet());
    }
    return values[position];
  }

  private <T> List<T> elements(String column, Class<T> type) {
    List<?> list = value(column, List.class);
    return list == null ? null : list.stream().<T>map(type::cast).toList();
  }

  private <T> T value(String column, Class<T> type) {
    Object value = value(column);
    if (value != null && !type.isInstance(value)) {
      throw new IllegalStateException(
          "Column "
              + column
              + " holds "
              + value.getClass().getSimpleName()
              + ", not "
              + type.getSimpleName());
    }
    return type.cast(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GoldRow row
        && positions.equals(row.positions)
        && java.util.Arrays.equals(values, row.values);
  }

  @Override
  public int hashCode() {
    return Objects.hash(positions, java.util.Arrays.hashCode(values));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    positions.forEach(
        (column, position) ->
            text.append(text.length() > 1 ? ", " : "")
                .append(column)
                .append('=')
                .append(values[position]));
    return text.append('}').toString();
  }
}
