package io.meetinginsights.jobs.ingest.fetch;

import io.meetinginsights.runner.Counts;

/**
 * How the fetch of one account ended.
 *
 * @param stopped why the run ended before its work did, empty if it did not
 */
public record FetchResult(String accountId, Counts counts, String stopped) {

  /** Requests that could not be answered and are due. */
  public long left() {
    return counts.of("left");
  }

  /** Whether all that Zoom has is here. */
  public boolean isComplete() {
    return left() == 0 && stopped.isEmpty();
  }
}
