package io.meetinginsights.config;

/** Section {@code storage}: where things stand; any Hadoop path. */
public record StorageConfig(
    String landing, String warehouse, String models, String ops, String key) {

  public StorageConfig {
    for (String place : new String[] {landing, warehouse, models, ops}) {
      if (place == null || place.isBlank()) {
        throw new IllegalArgumentException("landing, warehouse, models and ops each need a path");
      }
    }
  }
}
