package io.meetinginsights.jobs.emulator;

/** Zoom's rate limit categories. A limit is counted per category, not per endpoint. */
public enum RateLabel {
  LIGHT("Light"),
  MEDIUM("Medium"),
  HEAVY("Heavy"),
  RESOURCE_INTENSIVE("Resource-intensive");

  private final String header;

  RateLabel(String header) {
    this.header = header;
  }

  /** As X-RateLimit-Category says it. */
  String header() {
    return header;
  }
}
