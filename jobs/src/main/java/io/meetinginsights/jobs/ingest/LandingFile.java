package io.meetinginsights.jobs.ingest;

import java.time.LocalDate;

/** A file of the landing zone; {@code path} is relative to its root. */
public record LandingFile(
    System system, String dataset, String accountId, LocalDate day, String path) {

  /** Whose data a file holds. */
  public enum System {
    ZOOM("zoom"),
    NETWORK("network");

    private final String key;

    System(String key) {
      this.key = key;
    }

    /** The folder below the landing root. */
    public String key() {
      return key;
    }
  }
}
