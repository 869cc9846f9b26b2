package io.meetinginsights.jobs.explain;

import static org.apache.spark.sql.functions.col;

import io.meetinginsights.features.Features;
import io.meetinginsights.model.FeatureDistribution;
import io.meetinginsights.model.FeatureValues;
import java.sql.Date;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How far a day's features are from those a model learnt from, by the population stability index:
 * above 0.25 a feature has another distribution by the usual rule of thumb. A day of few minutes,
 * or of few clients, moves it by chance. Values that are taken over a day or longer, such as speed
 * tests, are a handful of readings that stand in thousands of minutes: each day of theirs is unlike
 * the days before, so that their index is kept but calls for nobody.
 */
final class FeatureDrift {

  private static final Duration DAY = Duration.ofDays(1);

  /** Minutes in each bin of a feature on a day. */
  private static final StructType COUNTS =
      new StructType()
          .add("day", DataTypes.DateType, false)
          .add("feature", DataTypes.IntegerType, false)
          .add("minutes", DataTypes.createArrayType(DataTypes.LongType, false), false);

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

  /**
   * How many minutes of each day fall into each bin. Rows are counted as arrays where they are
   * read: a row a minute and feature would be fifty times the minutes.
   */
  private static Map<LocalDate, long[][]> countsByDay(
      Dataset<Row> minutes, List<FeatureDistribution> reference) {
    List<String> features = reference.stream().map(FeatureDistribution::feature).toList();
    List<Column> columns = new ArrayList<>(List.of(col("day")));
    features.forEach(name -> columns.add(col(name)));
    Dataset<Row> read = minutes.select(columns.toArray(Column[]::new));
    StructType schema = read.schema();
    List<FeatureDistribution> bins = List.copyOf(reference);
    MapPartitionsFunction<Row, Row> counting = rows -> counted(rows, schema, bins).iterator();
    List<Row> parts =
        read.mapPartitions(counting, Encoders.row(COUNTS))
            .collectAsList(); // OK: a row a partition, day and feature
    Map<LocalDate, long[][]> counts = new TreeMap<>();
    for (Row part : parts) {
      long[] ofFeature =
          counts.computeIfAbsent(part.getDate(0).toLocalDate(), day -> empty(bins))[part.getInt(1)];
      List<Long> more = part.getList(2);
      for (int bin = 0; bin < ofFeature.length; bin++) {
        ofFeature[bin] += more.get(bin);
      }
    }
    return counts;
  }

  private static List<Row> counted(
      Iterator<Row> rows, StructType schema, List<FeatureDistribution> bins) {
    FeatureValues reader =
        new FeatureValues(schema, bins.stream().map(FeatureDistribution::feature).toList());
    double[] values = new double[bins.size()];
    Map<Date, long[][]> counts = new HashMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      reader.read(row, values);
      long[][] ofDay = counts.computeIfAbsent(row.getDate(0), day -> empty(bins));
      for (int i = 0; i < values.length; i++) {
        ofDay[i][bins.get(i).bin(values[i])]++;
      }
    }
    List<Row> parts = new ArrayList<>();
    counts.forEach(
        (day, ofDay) -> {
          for (int i = 0; i < ofDay.length; i++) {
            parts.add(RowFactory.create(day, i, ofDay[i]));
          }
        });
    return parts;
  }

  private static long[][] empty(List<FeatureDistribution> reference) {
    return reference.stream().map(feature -> new long[feature.bins()]).toArray(long[][]::new);
  }
}
