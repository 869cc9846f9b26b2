package io.meetinginsights.jobs.ingest.fetch;

/** Section {@code fetch}: what is asked of Zoom, and how long something late is waited for. */
public record FetchConfig(
    QosScope qosScope,
    int lookBackDays,
    int retryDays,
    int retryRuns,
    int flushSeconds,
    int rollMegabytes) {

  /** Which meetings' call quality is asked for. */
  public enum QosScope {
    ON_NETWORK,
    ALL
  }

  public FetchConfig {
    if (qosScope == null) {
      throw new IllegalArgumentException("qos-scope is missing, on-network or all is needed");
    }
    atLeast("look-back-days", lookBackDays, 0);
    atLeast("retry-days", retryDays, 1);
    atLeast("retry-runs", retryRuns, 1);
    atLeast("flush-seconds", flushSeconds, 1);
    atLeast("roll-megabytes", rollMegabytes, 1);
  }

  private static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          key + " is " + value + ", at least " + least + " is needed");
    }
  }
}
