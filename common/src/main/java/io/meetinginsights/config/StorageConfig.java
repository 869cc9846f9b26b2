package io.meetinginsights.config;

/** Section {@code storage}: where things stand; any Hadoop path. */
public record StorageConfig(
    String landing, String warehouse, String models, String ops, String key, Writers writers) {

  /** How many commands may write at a time. */
  public enum Writers {
    /** Any number: an object store must be able to keep them apart. */
    SEVERAL,
    /** Never more than one, which the user sees to. */
    ONE
  }

  public StorageConfig {
    for (String place : new String[] {landing, warehouse, models, ops}) {
      if (place == null || place.isBlank()) {
        throw new IllegalArgumentException("landing, warehouse, models and ops each need a path");
      }
    }
  }
}
