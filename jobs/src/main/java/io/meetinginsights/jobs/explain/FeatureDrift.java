package io.meetinginsights.jobs.explain;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.meetinginsights.features.Features;
import io.meetinginsights.model.FeatureDistribution;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How far a day's features are from those a model learnt from, by the population stability index:
 * above 0.25 a feature has another distribution by the usual rule of thumb. A day of few minutes,
 * or of few clients, moves it by chance. Values that are taken over a day or longer, such as speed
 * tests, are a handful of readings that stand in thousands of minutes: each day of theirs is unlike
 * the days before, so that their index is kept but calls for nobody.
 */
final class FeatureDrift {

  private static final Duration DAY = Duration.ofDays(1);

  private FeatureDrift() {}

  /**
   * A feature's drift on a day.
   *
   * @param stabilityIndex see {@link FeatureDistribution#stabilityIndex}
   * @param rows minutes of the day
   */
  record Drift(LocalDate day, String feature, double stabilityIndex, long rows) {

    /** Whether somebody should look: beyond the limit, and read more often than once a day. */
    boolean callsForAction(double limit) {
      boolean isReadWithinTheDay =
          Features.named(feature).map(known -> known.maxAge().compareTo(DAY) < 0).orElse(true);
      return stabilityIndex > limit && isReadWithinTheDay;
    }
  }

  /**
   * The drift of each day with minutes, by day, then in the features' order.
   *
   * @param minutes {@code day} and the features
   */
  static List<Drift> of(Dataset<Row> minutes, List<FeatureDistribution> reference) {
    List<Drift> drifts = new ArrayList<>();
    if (reference.isEmpty()) {
      return drifts;
    }
    countsByDay(minutes, reference)
        .forEach(
            (day, counts) -> {
              for (int i = 0; i < reference.size(); i++) {
                drifts.add(
                    new Drift(
                        day,
                        reference.get(i).feature(),
                        reference.get(i).stabilityIndex(counts[i]),
                        Arrays.stream(counts[i]).sum()));
              }
            });
    return drifts;
  }

  private static Map<LocalDate, long[][]> countsByDay(
      Dataset<Row> minutes, List<FeatureDistribution> reference) {
    Column[] bins = new Column[reference.size()];
    for (int i = 0; i < bins.length; i++) {
      FeatureDistribution feature = reference.get(i);
      bins[i] = struct(lit(i).as("feature"), feature.bin(col(feature.feature())).as("bin"));
    }
    List<Row> counted =
        minutes
            .select(col("day"), inline(array(bins)))
            .groupBy("day", "feature", "bin")
            .count()
            .collectAsList(); // OK: a row a day, feature and bin
    Map<LocalDate, long[][]> counts = new TreeMap<>();
    for (Row row : counted) {
      counts
              .computeIfAbsent(row.getDate(0).toLocalDate(), day -> empty(reference))[
              row.getInt(1)][row.getInt(2)] =
          row.getLong(3);
    }
    return counts;
  }

  private static long[][] empty(List<FeatureDistribution> reference) {
    return reference.stream().map(feature -> new long[feature.bins()]).toArray(long[][]::new);
  }
}
