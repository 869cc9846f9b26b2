package io.meetinginsights.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * How the values of a feature were spread over bins in the rows a model learnt from. Against it the
 * daily run measures drift.
 *
 * <p>A quantity's bins end at the deciles of its values; a value that many rows share, such as 0,
 * is a bin of its own. A code's bins are the codes seen, and one for all others. The last bin is
 * for missing values, of both.
 *
 * @param feature its name
 * @param edges upper ends of a quantity's bins, ascending; the bin after them has none
 * @param codes the codes that have a bin; none for a quantity
 * @param shares of the rows, by bin
 */
public record FeatureDistribution(
    String feature, List<Double> edges, List<Double> codes, List<Double> shares)
    implements Serializable {

  private static final int QUANTILES = 10;

  /** An empty bin counts as this share, as is usual: the index would be infinite otherwise. */
  private static final double LEAST_SHARE = 1e-4;

  public FeatureDistribution {
    edges = List.copyOf(edges);
    codes = List.copyOf(codes);
    shares = List.copyOf(shares);
  }

  /** The distribution of a quantity's values; NaN is missing. */
  public static FeatureDistribution ofQuantity(String feature, double[] values) {
    double[] present = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    TreeSet<Double> edges = new TreeSet<>();
    double before = Double.NaN;
    for (int i = 1; i < QUANTILES && present.length > 0; i++) {
      double quantile = present[(int) ((long) present.length * i / QUANTILES)];
      edges.add(quantile);
      if (quantile == before) {
        edges.add(Math.nextDown(quantile));
      }
      before = quantile;
    }
    return counted(feature, new ArrayList<>(edges), List.of(), values);
  }

  /** The distribution of a code's values; NaN is missing. */
  public static FeatureDistribution ofCode(String feature, double[] values) {
    List<Double> codes =
        Arrays.stream(values).filter(Double::isFinite).sorted().distinct().boxed().toList();
    return counted(feature, List.of(), codes, values);
  }

  private static FeatureDistribution counted(
      String feature, List<Double> edges, List<Double> codes, double[] values) {
    FeatureDistribution bins = new FeatureDistribution(feature, edges, codes, List.of());
    double[] counts = new double[bins.bins()];
    for (double value : values) {
      counts[bins.bin(value)]++;
    }
    return new FeatureDistribution(
        feature,
        edges,
        codes,
        Arrays.stream(counts).map(count -> count / Math.max(1, values.length)).boxed().toList());
  }

  /** The number of bins, that of missing values included. */
  public int bins() {
    return edges.size() + codes.size() + 2;
  }

  /** The bin of a value. */
  public int bin(double value) {
    if (!Double.isFinite(value)) {
      return bins() - 1;
    }
    if (!codes.isEmpty()) {
      int index = codes.indexOf(value == 0 ? 0.0 : value);
      return index < 0 ? codes.size() : index;
    }
    int bin = 0;
    while (bin < edges.size() && edges.get(bin) < value) {
      bin++;
    }
    return bin;
  }

  /** The share of rows that lacked the feature. */
  public double missingShare() {
    return shares.get(bins() - 1);
  }

  /** Whether no two rows that had the feature differed in it, as far as bins tell. */
  public boolean isConstant() {
    return missingShare() < 1
        && shares.subList(0, bins() - 1).stream().filter(share -> share > 0).count() == 1;
  }

  /**
   * The population stability index of other rows against these: the sum over bins of (q - p) ln(q /
   * p). By the usual rule of thumb below 0.1 is stable and above 0.25 is another distribution;
   * chance alone gives about (bins - 1) / rows.
   *
   * @param counts of the other rows, by bin
   * @return NaN without rows
   */
  public double stabilityIndex(long[] counts) {
    double rows = Arrays.stream(counts).sum();
    double index = 0;
    for (int bin = 0; bin < bins(); bin++) {
      double expected = Math.max(LEAST_SHARE, shares.get(bin));
      double found = Math.max(LEAST_SHARE, counts[bin] / rows);
      index += (found - expected) * Math.log(found / expected);
    }
    return rows == 0 ? Double.NaN : index;
  }
}
