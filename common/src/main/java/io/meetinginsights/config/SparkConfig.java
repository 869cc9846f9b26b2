package io.meetinginsights.config;

import java.util.Map;

/** Section {@code spark}: the session, where spark-submit has not decided already. */
public record SparkConfig(String master, int shufflePartitions, Map<String, String> conf) {

  public SparkConfig {
    if (shufflePartitions < 1) {
      throw new IllegalArgumentException(
          "shuffle-partitions is " + shufflePartitions + ", at least 1 is needed");
    }
    conf = Map.copyOf(conf);
  }
}
