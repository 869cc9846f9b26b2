package io.meetinginsights.jobs.maintain;

import io.meetinginsights.runner.Counts;
import java.time.LocalDate;
import java.util.List;

/** What retention takes away, worked out before anything is. */
public record RetentionPlan(List<Item> items) {

  /**
   * One place that loses something.
   *
   * @param place landing, ops, or a table's name
   * @param what files or rows
   * @param before the first day that stays
   * @param amount how many
   */
  public record Item(String place, String what, LocalDate before, long amount) {}

  public RetentionPlan {
    items = List.copyOf(items);
  }

  /** Lines for people. */
  public List<String> lines() {
    List<Item> losing = items.stream().filter(item -> item.amount() > 0).toList();
    if (losing.isEmpty()) {
      return List.of("Retention: nothing is older than its time.");
    }
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of("Retention takes away:"),
            losing.stream()
                .map(
                    item ->
                        String.format(
                            "  %-32s %,12d %-5s before %s",
                            item.place(), item.amount(), item.what(), item.before())))
        .toList();
  }

  /** The same as counts. */
  public Counts counts() {
    Counts counts = Counts.none();
    for (Item item : items) {
      if (item.amount() > 0) {
        counts = counts.with(item.place() + " " + item.what(), item.amount());
      }
    }
    return counts;
  }

  /** What a place loses. */
  long of(String place) {
    return items.stream().filter(item -> item.place().equals(place)).mapToLong(Item::amount).sum();
  }
}
