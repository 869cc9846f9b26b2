package io.meetinginsights.config;

import java.util.Map;

/** Section {@code spark}: the session, where spark-submit has not decided already. */
public record SparkConfig(
    String master, int shufflePartitions, int smallBelowMb, Map<String, String> conf) {

  public SparkConfig {
    if (shufflePartitions < 1) {
      throw new IllegalArgumentException(
          "shuffle-partitions is " + shufflePartitions + ", at least 1 is needed");
    }
    if (smallBelowMb < 0) {
      throw new IllegalArgumentException(
          "small-below-mb is " + smallBelowMb + ", at least 0 is needed, and 0 turns it off");
    }
    conf = Map.copyOf(conf);
  }
}
