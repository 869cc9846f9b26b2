package io.meetinginsights.jobs.train;

import java.util.Arrays;

/**
 * The simplest predictor: a row gets the mean label of its group, drawn towards the mean of all as
 * if each group held {@value #PRIOR_ROWS} rows of that mean besides.
 */
final class GroupMeans {

  private static final int PRIOR_ROWS = 10;

  private final double[] means;

  private GroupMeans(double[] means) {
    this.means = means;
  }

  /**
   * Learns the means.
   *
   * @param groups the group of each row, from 0
   * @param count the number of groups
   */
  static GroupMeans fit(int[] groups, double[] labels, int count) {
    double mean = Arrays.stream(labels).average().orElse(0);
    double[] sums = new double[count];
    double[] rows = new double[count];
    for (int i = 0; i < groups.length; i++) {
      sums[groups[i]] += labels[i];
      rows[groups[i]]++;
    }
    double[] means = new double[count];
    for (int group = 0; group < count; group++) {
      means[group] = (sums[group] + PRIOR_ROWS * mean) / (rows[group] + PRIOR_ROWS);
    }
    return new GroupMeans(means);
  }

  /** The prediction of each row. */
  double[] of(int[] groups) {
    return Arrays.stream(groups).mapToDouble(group -> means[group]).toArray();
  }
}
