package io.meetinginsights.runner;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a run read, accepted, rejected by reason and wrote, in the order it happened. Immutable. */
public final class Counts {

  private final Map<String, Long> values;

  private Counts(Map<String, Long> values) {
    this.values = values;
  }

  public static Counts none() {
    return new Counts(Map.of());
  }

  /** These and one more. A name met twice adds up. */
  public Counts with(String name, long value) {
    Map<String, Long> more = new LinkedHashMap<>(values);
    more.merge(name, value, Long::sum);
    return new Counts(more);
  }

  /** These and others. */
  public Counts and(Counts others) {
    Counts all = this;
    for (Map.Entry<String, Long> other : others.values.entrySet()) {
      all = all.with(other.getKey(), other.getValue());
    }
    return all;
  }

  public long of(String name) {
    return values.getOrDefault(name, 0L);
  }

  /** By name, in order. */
  public Map<String, Long> asMap() {
    return java.util.Collections.unmodifiableMap(values);
  }
}
