package io.meetinginsights.jobs.models;

import static org.apache.spark.sql.functions.col;

import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.gold.ModelVersions;
import io.meetinginsights.warehouse.Warehouse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * Which version explains which day: the one promoted last among those valid by then, and before the
 * first of all the first.
 */
public final class Champions {

  /** The word of a promotion that counts. */
  static final String PROMOTED = "promoted";

  /** The word of one that was taken back. */
  static final String ROLLED_BACK = "rolled-back";

  /** The word of one whose day another version was promoted for later. */
  static final String SUPERSEDED = "superseded";

  /** A promotion that counts. */
  public record Champion(String version, LocalDate validFrom) {}

  /** Days that one version explains. */
  public record Reign(String version, DayRange days) {}

  private final List<Champion> byDay;

  /** Champions from promotions that count, in any order. */
  public Champions(List<Champion> champions) {
    this.byDay =
        champions.stream()
            .sorted(Comparator.comparing(Champion::validFrom).thenComparing(Champion::version))
            .toList();
  }

  /** Reads gold.model_versions. */
  public static Champions read(Warehouse warehouse) {
    List<Row> rows =
        warehouse
            .read(ModelVersions.SCHEMA)
            .where(col("action").equalTo(PROMOTED))
            .select("version", "valid_from_day")
            .collectAsList(); // OK: a row a promotion
    return new Champions(
        rows.stream()
            .map(row -> new Champion(row.getString(0), row.getDate(1).toLocalDate()))
            .toList());
  }

  /** The champion of a day; empty if there is none at all. */
  public Optional<Champion> of(LocalDate day) {
    Optional<Champion> valid =
        byDay.stream()
            .filter(champion -> !champion.validFrom().isAfter(day))
            .reduce((earlier, later) -> later);
    return valid.isPresent() ? valid : byDay.stream().findFirst();
  }

  /** The newest champion. */
  public Optional<Champion> newest() {
    return byDay.stream().reduce((earlier, later) -> later);
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return byDay.isEmpty();
  }

  /** The versions that explain a range of days, in order; none if there is no champion. */
  public List<Reign> during(DayRange days) {
    List<Reign> reigns = new ArrayList<>();
    if (isEmpty()) {
      return reigns;
    }
    for (LocalDate day : days.days()) {
      String version = of(day).orElseThrow().version();
      int last = reigns.size() - 1;
      if (last >= 0 && reigns.get(last).version().equals(version)) {
        reigns.set(last, new Reign(version, new DayRange(reigns.get(last).days().from(), day)));
      } else {
        reigns.add(new Reign(version, DayRange.of(day)));
      }
    }
    return reigns;
  }
}
