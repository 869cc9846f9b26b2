package io.meetinginsights.jobs.ingest;

import io.meetinginsights.jobs.privacy.LandingRewrite;
import java.time.LocalDate;
import java.util.List;

/** A file of the landing zone; {@code path} is relative to its root. */
public record LandingFile(
    System system, String dataset, String accountId, LocalDate day, String path, long bytes)
    implements java.io.Serializable {

  private static final long serialVersionUID = 1L;

  /** As rewriting knows them. */
  public static List<LandingRewrite.Place> places(List<LandingFile> files) {
    return files.stream()
        .map(file -> new LandingRewrite.Place(file.dataset(), file.accountId(), file.path()))
        .toList();
  }

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
