package io.meetinginsights.jobs.accounts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How an account's last fetch ended.
 *
 * @param lastSync when, empty before the first
 * @param lastStatus Success, Incomplete or Failed; empty before the first
 */
public record SyncState(
    @JsonProperty("last_sync") String lastSync,
    @JsonProperty("last_status") String lastStatus,
    @JsonProperty("errors") List<String> errors) {

  public SyncState {
    errors = List.copyOf(errors);
  }

  /** Before the first fetch. */
  public static SyncState never() {
    return new SyncState("", "", List.of());
  }
}
