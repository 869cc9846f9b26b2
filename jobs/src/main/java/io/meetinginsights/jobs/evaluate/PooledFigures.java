package io.meetinginsights.jobs.evaluate;

import io.meetinginsights.jobs.evaluate.Figure.Name;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The figures of several worlds as one. Of what is over all minutes, the mean of the worlds; of a
 * fault, a category or a control, where a world may have few, the share of all worlds' minutes.
 * Beside each half the width of the 95 % confidence interval of a mean of worlds (Student's t), NaN
 * for one world.
 */
public final class PooledFigures {

  private static final String EPISODES = "episodes";

  /**
   * One figure.
   *
   * @param value the mean or the pooled share
   * @param halfWidth of the interval
   * @param minutes of all worlds
   */
  public record Pooled(double value, double halfWidth, long minutes) {}

  private static final Pooled NOTHING = new Pooled(Double.NaN, Double.NaN, 0);

  private final Map<Name, Pooled> figures = new LinkedHashMap<>();

  /** Pools the figures of each world. */
  public PooledFigures(List<List<Figure>> worlds) {
    Map<Name, List<Figure>> byName = new LinkedHashMap<>();
    for (List<Figure> world : worlds) {
      for (Figure figure : world) {
        byName.computeIfAbsent(figure.name(), name -> new ArrayList<>()).add(figure);
      }
    }
    byName.forEach((name, all) -> figures.put(name, pooled(name, all)));
  }

  private static Pooled pooled(Name name, List<Figure> all) {
    List<Figure> known = all.stream().filter(figure -> !Double.isNaN(figure.value())).toList();
    long minutes = known.stream().mapToLong(Figure::minutes).sum();
    double[] values = known.stream().mapToDouble(Figure::value).toArray();
    if (name.metric().equals(EPISODES)) {
      double sum = 0;
      for (double value : values) {
        sum += value;
      }
      return new Pooled(sum, Double.NaN, minutes);
    }
    if (values.length == 0) {
      return NOTHING;
    }
    double mean = 0;
    double weighted = 0;
    for (Figure figure : known) {
      mean += figure.value() / values.length;
      weighted += figure.value() * figure.minutes() / Math.max(minutes, 1);
    }
    return new Pooled(
        name.slice().equals(Figure.ALL) ? mean : weighted, halfWidth(values, mean), minutes);
  }

  private static double halfWidth(double[] values, double mean) {
    int n = values.length;
    if (n < 2) {
      return Double.NaN;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double t = new TDistribution(n - 1).inverseCumulativeProbability(0.975);
    return t * Math.sqrt(squares / (n - 1) / n);
  }

  /** A figure; NaN if there is none. */
  public Pooled of(String method, String slice, String metric) {
    return figures.getOrDefault(new Name(method, slice, metric), NOTHING);
  }

  /** All figures, in the order they were found. */
  public Map<Name, Pooled> all() {
    return Map.copyOf(figures);
  }

  /** What stands behind a prefix, such as the faults behind {@code fault=}. */
  public List<String> slices(String prefix) {
    TreeSet<String> found = new TreeSet<>();
    figures.keySet().stream()
        .map(Name::slice)
        .filter(slice -> slice.startsWith(prefix))
        .forEach(slice -> found.add(slice.substring(prefix.length())));
    return List.copyOf(found);
  }

  /** Whether the method was judged. */
  public boolean has(String method) {
    return figures.keySet().stream().anyMatch(name -> name.method().equals(method));
  }
}
