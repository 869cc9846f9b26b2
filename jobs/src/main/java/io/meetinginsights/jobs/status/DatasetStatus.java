package io.meetinginsights.jobs.status;

import java.time.LocalDate;

/**
 * What has arrived of one dataset for a landing day.
 *
 * @param files landing files
 * @param bytes their size
 * @param loadedFiles files that have been taken through to silver
 * @param lines lines of the loaded files
 * @param lastReceivedAt newest arrival among loaded lines; null when nothing is loaded
 */
public record DatasetStatus(
    String system,
    String dataset,
    LocalDate day,
    boolean isRequired,
    long files,
    long bytes,
    long loadedFiles,
    long lines,
    String lastReceivedAt) {

  /** In one word. */
  public String state() {
    if (files == 0) {
      return isRequired ? "missing" : "absent";
    }
    return loadedFiles >= files ? "loaded" : "to load";
  }
}
