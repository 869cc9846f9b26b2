package io.meetinginsights.jobs.explain;

import io.meetinginsights.features.Features;
import io.meetinginsights.model.FeatureDistribution;
import io.meetinginsights.model.FeatureValues;
import io.meetinginsights.warehouse.SparkRows;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;

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
  static List<Drift> of(SparkRows minutes, List<FeatureDistribution> reference) {
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

  /**
   * How many minutes of each day fall into each bin. Rows are counted as arrays where they are
   * read: a row a minute and feature would be fifty times the minutes.
   */
  private static Map<LocalDate, long[][]> countsByDay(
      SparkRows minutes, List<FeatureDistribution> reference) {
    int day = minutes.schema().fieldIndex("day");
    FeatureValues reader =
        new FeatureValues(
            minutes.schema(), reference.stream().map(FeatureDistribution::feature).toList());
    List<FeatureDistribution> bins = List.copyOf(reference);
    Map<LocalDate, long[][]> counts = new TreeMap<>();
    List<Map<LocalDate, long[][]>> parts =
        minutes
            .rows()
            .mapPartitions(rows -> List.of(counted(rows, day, reader, bins)).iterator())
            .collect(); // OK: a few numbers a partition, day and feature
    for (Map<LocalDate, long[][]> part : parts) {
      part.forEach((date, more) -> add(counts.computeIfAbsent(date, d -> empty(bins)), more));
    }
    return counts;
  }

  private static void add(long[][] counts, long[][] more) {
    for (int i = 0; i < counts.length; i++) {
      for (int bin = 0; bin < counts[i].length; bin++) {
        counts[i][bin] += more[i][bin];
      }
    }
  }

  private static Map<LocalDate, long[][]> counted(
      Iterator<InternalRow> rows, int day, FeatureValues reader, List<FeatureDistribution> bins) {
    Map<Integer, long[][]> counts = new HashMap<>();
    double[] values = new double[bins.size()];
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      reader.read(row, values);
      long[][] ofDay = counts.computeIfAbsent(row.getInt(day), d -> empty(bins));
      for (int i = 0; i < values.length; i++) {
        ofDay[i][bins.get(i).bin(values[i])]++;
      }
    }
    Map<LocalDate, long[][]> byDay = new HashMap<>();
    counts.forEach((epochDay, ofDay) -> byDay.put(LocalDate.ofEpochDay(epochDay), ofDay));
    return byDay;
  }

  private static long[][] empty(List<FeatureDistribution> reference) {
    return reference.stream().map(feature -> new long[feature.bins()]).toArray(long[][]::new);
  }
}
