package io.meetinginsights.reader;

import io.delta.kernel.expressions.AlwaysFalse;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Or;
import io.delta.kernel.expressions.Predicate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the value of a column must be for a row to be read. A null value fulfils none of them. Files
 * whose partition or statistics rule the value out are not opened; the rows of the others are
 * tested one by one.
 */
public final class Where {

  private interface Test {
    boolean passes(Object value);
  }

  private final String column;
  private final Predicate predicate;
  private final Test test;

  private Where(String column, Predicate predicate, Test test) {
    this.column = column;
    this.predicate = predicate;
    this.test = test;
  }

  /** Rows whose column holds this text. */
  public static Where equal(String column, String value) {
    return new Where(column, compare("=", column, Literal.ofString(value)), value::equals);
  }

  /** Rows whose column holds one of these texts; none where there are no texts. */
  public static Where in(String column, Collection<String> values) {
    Set<String> wanted = new TreeSet<>(values);
    Predicate any =
        wanted.stream()
            .map(value -> compare("=", column, Literal.ofString(value)))
            .reduce(Or::new)
            .orElse(AlwaysFalse.ALWAYS_FALSE);
    return new Where(column, any, value -> value instanceof String text && wanted.contains(text));
  }

  /** Rows whose text is not before one and not after another. */
  static Where between(String column, String first, String last) {
    return new Where(
        column,
        new io.delta.kernel.expressions.And(
            compare(">=", column, Literal.ofString(first)),
            compare("<=", column, Literal.ofString(last))),
        value ->
            value instanceof String text
                && text.compareTo(first) >= 0
                && text.compareTo(last) <= 0);
  }

  /** Rows whose column is true. */
  public static Where isTrue(String column) {
    return new Where(column, compare("=", column, Literal.ofBoolean(true)), Boolean.TRUE::equals);
  }

  /** Rows whose column is not under a number. */
  public static Where atLeast(String column, long least) {
    return new Where(
        column,
        compare(">=", column, Literal.ofLong(least)),
        value -> value instanceof Long number && number >= least);
  }

  /** Rows whose instant is not before another. */
  public static Where from(String column, Instant first) {
    return new Where(
        column,
        compare(">=", column, Literal.ofTimestamp(microseconds(first))),
        value -> value instanceof Instant instant && !instant.isBefore(first));
  }

  /** Rows whose instant is before another. */
  public static Where before(String column, Instant end) {
    return new Where(
        column,
        compare("<", column, Literal.ofTimestamp(microseconds(end))),
        value -> value instanceof Instant instant && instant.isBefore(end));
  }

  /** Rows of these UTC days, both included. */
  static Where days(LocalDate first, LocalDate last) {
    return new Where(
        "day",
        new io.delta.kernel.expressions.And(
            compare(">=", "day", Literal.ofDate((int) first.toEpochDay())),
            compare("<=", "day", Literal.ofDate((int) last.toEpochDay()))),
        value -> value instanceof LocalDate day && !day.isBefore(first) && !day.isAfter(last));
  }

  private static Predicate compare(String operator, String column, Literal literal) {
    return new Predicate(operator, new Column(column), literal);
  }

  private static long microseconds(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  String column() {
    return column;
  }

  Predicate predicate() {
    return predicate;
  }

  boolean passes(Object value) {
    return value != null && test.passes(value);
  }
}
