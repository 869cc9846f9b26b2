package io.meetinginsights.jobs.evaluate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_min;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.evaluate.TruthMinutes.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Figures of one way to find causes, from its verdicts and the truth. All are shares of minutes
 * unless said; docs/blame.md says what each means and which minutes it is over.
 */
final class BlameFigures {

  private static final List<String> LOCAL = List.of("wireless", "wired", "wan", "client");
  private static final int STRENGTH_BINS = 10;

  private final String method;
  private final List<Figure> figures = new ArrayList<>();

  private BlameFigures(String method) {
    this.method = method;
  }

  /**
   * All figures.
   *
   * @param truth see {@link TruthMinutes#of}
   * @param verdicts see {@link Verdicts}; at most one a minute
   * @param alarms the key and {@code is_alarm} of every minute that the method looked at; empty for
   *     a method that raises none
   */
  static List<Figure> of(
      String method, Dataset<Row> truth, Dataset<Row> verdicts, Dataset<Row> alarms) {
    BlameFigures all = new BlameFigures(method);
    all.faults(truth, verdicts);
    all.precision(truth, verdicts);
    all.strength(truth, verdicts);
    if (alarms != null) {
      all.alarms(truth, alarms);
    }
    return List.copyOf(all.figures);
  }

  /** What became of the bad minutes: how many count for a fault, and why the others do not. */
  static List<Figure> kept(Dataset<Row> truth) {
    Map<String, Long> byKind = new TreeMap<>();
    for (Row kind : truth.groupBy("kind").count().collectAsList()) { // OK: five rows
      byKind.put(kind.getString(0), kind.getLong(1));
    }
    long bad =
        byKind.entrySet().stream()
            .filter(kind -> !kind.getKey().equals(Kind.FINE.word()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    List<Figure> figures = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (kind != Kind.FINE) {
        figures.add(
            Figure.share(
                "truth",
                Figure.ALL,
                "bad_" + kind.word().replace('-', '_'),
                byKind.getOrDefault(kind.word(), 0L),
                bad));
      }
    }
    return figures;
  }

  /** One fault's sums. */
  private record PerFault(
      String fault,
      String category,
      boolean isControl,
      long minutes,
      long episodes,
      long judged,
      long right,
      long unexplained,
      long local,
      long first,
      long amongThree,
      double reciprocalRanks) {

    boolean isLocal() {
      return LOCAL.contains(category);
    }
  }

  private void faults(Dataset<Row> truth, Dataset<Row> verdicts) {
    Column rank =
        array_min(
            transform(
                col("fault_features"),
                feature -> nullif(array_position(col("features"), feature), lit(0L))));
    Column isJudged = col("cause").isNotNull();
    List<PerFault> faults = new ArrayList<>();
    for (Row row :
        truth
            .where(
                col("kind")
                    .equalTo(Kind.FAULT.word())
                    .or(
                        col("kind")
                            .equalTo(Kind.NO_CAUSE.word())
                            .and(col("fault").notEqual("none"))
                            .and(col("category").equalTo("none"))))
            .where(col("network").isin("wireless", "wired"))
            .join(verdicts, TruthMinutes.key(), "left")
            .withColumn("rank", rank)
            .groupBy("fault", "category", "kind")
            .agg(
                count(lit(1)).as("minutes"),
                count_distinct(col("episode_id")).as("episodes"),
                count_if(isJudged).as("judged"),
                count_if(col("cause").equalTo(col("category"))).as("right"),
                count_if(col("cause").equalTo(Verdicts.UNEXPLAINED)).as("unexplained"),
                count_if(col("cause").isin(LOCAL.toArray())).as("local"),
                count_if(col("rank").equalTo(1)).as("first"),
                count_if(col("rank").leq(3)).as("among_three"),
                coalesce(sum(lit(1.0).divide(col("rank"))), lit(0.0)).as("reciprocal_ranks"))
            .collectAsList()) { // OK: a row a fault
      faults.add(
          new PerFault(
              row.getString(0),
              row.getString(1),
              !row.getString(2).equals(Kind.FAULT.word()),
              row.getLong(3),
              row.getLong(4),
              row.getLong(5),
              row.getLong(6),
              row.getLong(7),
              row.getLong(8),
              row.getLong(9),
              row.getLong(10),
              row.getDouble(11)));
    }
    faults.sort(Comparator.comparing(PerFault::fault));
    for (PerFault fault : faults) {
      perFault(fault);
    }
    List<PerFault> real = faults.stream().filter(fault -> !fault.isControl()).toList();
    macro("category_top1", real, PerFault::right);
    macro("feature_top1", real, PerFault::first);
    macro("feature_top3", real, PerFault::amongThree);
    macro("feature_mrr", real, PerFault::reciprocalRanks);
    macro(
        "unexplained_on_local",
        real.stream().filter(PerFault::isLocal).toList(),
        PerFault::unexplained);
    macro(
        "local_blamed_for_far_end",
        real.stream().filter(fault -> !fault.isLocal()).toList(),
        PerFault::local);
    macro(
        "local_blamed_for_nothing",
        faults.stream().filter(PerFault::isControl).toList(),
        PerFault::local);
  }

  private void perFault(PerFault fault) {
    String slice = "fault=" + fault.fault();
    figures.add(new Figure(method, slice, "episodes", fault.episodes(), fault.minutes()));
    share(slice, "judged", fault.judged(), fault.minutes());
    share(slice, "unexplained", fault.unexplained(), fault.judged());
    share(slice, "local_blamed", fault.local(), fault.judged());
    if (!fault.isControl()) {
      share(slice, "category_top1", fault.right(), fault.judged());
      share(slice, "feature_top1", fault.first(), fault.judged());
      share(slice, "feature_top3", fault.amongThree(), fault.judged());
      share(slice, "feature_mrr", fault.reciprocalRanks(), fault.judged());
    }
  }

  private void share(String slice, String metric, double part, long minutes) {
    figures.add(Figure.share(method, slice, metric, part, minutes));
  }

  /** The mean over the faults of a share of their judged minutes: each fault counts alike. */
  private void macro(String metric, List<PerFault> faults, ToDoubleFunction<PerFault> part) {
    List<PerFault> judged = faults.stream().filter(fault -> fault.judged() > 0).toList();
    double mean =
        judged.stream()
            .mapToDouble(fault -> part.applyAsDouble(fault) / fault.judged())
            .average()
            .orElse(Double.NaN);
    long minutes = judged.stream().mapToLong(PerFault::judged).sum();
    figures.add(new Figure(method, Figure.ALL, metric, mean, minutes));
  }

  /** Of the minutes that a category is blamed for, how many it is to blame for, naturally. */
  private void precision(Dataset<Row> truth, Dataset<Row> verdicts) {
    Dataset<Row> blamed =
        verdicts
            .where(col("cause").notEqual(Verdicts.UNEXPLAINED))
            .join(
                truth.where(col("kind").isin(Kind.FAULT.word(), Kind.NO_CAUSE.word())),
                TruthMinutes.key(),
                "inner");
    double sumOfPrecisions = 0;
    int categories = 0;
    long minutes = 0;
    for (Row row :
        blamed
            .groupBy("cause")
            .agg(
                count(lit(1)).as("minutes"),
                sum("weight").as("all"),
                sum(when(isRight(), col("weight")).otherwise(0.0)).as("right"))
            .orderBy("cause")
            .collectAsList()) { // OK: a row a category
      double precision = row.getDouble(3) / row.getDouble(2);
      figures.add(
          new Figure(
              method, "category=" + row.getString(0), "precision", precision, row.getLong(1)));
      sumOfPrecisions += precision;
      categories++;
      minutes += row.getLong(1);
    }
    figures.add(
        new Figure(
            method,
            Figure.ALL,
            "precision",
            categories == 0 ? Double.NaN : sumOfPrecisions / categories,
            minutes));
  }

  private static Column isRight() {
    return col("kind").equalTo(Kind.FAULT.word()).and(col("cause").equalTo(col("category")));
  }

  /** Whether the strength is the probability that the category is right. */
  private void strength(Dataset<Row> truth, Dataset<Row> verdicts) {
    Column isRight = when(isRight(), 1.0).otherwise(0.0);
    double apart = 0;
    double squares = 0;
    long minutes = 0;
    for (Row bin :
        verdicts
            .where(col("strength").isNotNull())
            .join(
                truth.where(col("kind").isin(Kind.FAULT.word(), Kind.NO_CAUSE.word())),
                TruthMinutes.key(),
                "inner")
            .groupBy(
                least(floor(col("strength").multiply(STRENGTH_BINS)), lit(STRENGTH_BINS - 1L))
                    .as("bin"))
            .agg(
                count(lit(1)).as("minutes"),
                avg("strength").as("strength"),
                avg(isRight).as("right"),
                sum(pow(col("strength").minus(isRight), lit(2.0))).as("squares"))
            .orderBy("bin")
            .collectAsList()) { // OK: ten rows
      long count = bin.getLong(1);
      String slice = "strength=0.%d".formatted(bin.getLong(0));
      figures.add(new Figure(method, slice, "mean_strength", bin.getDouble(2), count));
      figures.add(new Figure(method, slice, "right", bin.getDouble(3), count));
      apart += count * Math.abs(bin.getDouble(2) - bin.getDouble(3));
      squares += bin.getDouble(4);
      minutes += count;
    }
    if (minutes > 0) {
      share(Figure.ALL, "strength_calibration_error", apart, minutes);
      share(Figure.ALL, "strength_brier", squares, minutes);
    }
  }

  /** How often a fine minute is called bad: where telemetry looks bad, and where all is well. */
  private void alarms(Dataset<Row> truth, Dataset<Row> alarms) {
    Dataset<Row> fine =
        truth
            .where(col("kind").equalTo(Kind.FINE.word()).and(col("is_clear")))
            .join(alarms, TruthMinutes.key(), "inner")
            .withColumn(
                "control",
                explode(
                    when(size(col("controls")).gt(0), col("controls")).otherwise(array(lit("")))));
    double sumOfShares = 0;
    int controls = 0;
    long minutes = 0;
    for (Row row :
        fine.groupBy("control")
            .agg(count(lit(1)).as("minutes"), count_if(col("is_alarm")).as("alarms"))
            .orderBy("control")
            .collectAsList()) { // OK: a row a control
      if (row.getString(0).isEmpty()) {
        share(Figure.ALL, "alarms_healthy", row.getLong(2), row.getLong(1));
      } else {
        share("control=" + row.getString(0), "alarms", row.getLong(2), row.getLong(1));
        sumOfShares += (double) row.getLong(2) / row.getLong(1);
        controls++;
        minutes += row.getLong(1);
      }
    }
    figures.add(
        new Figure(
            method,
            Figure.ALL,
            "alarms_on_controls",
            controls == 0 ? Double.NaN : sumOfShares / controls,
            minutes));
  }
}
