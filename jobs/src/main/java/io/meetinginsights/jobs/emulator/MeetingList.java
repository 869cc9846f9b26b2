package io.meetinginsights.jobs.emulator;

/** The lists that Zoom holds of a meeting, each paged by its elements. */
enum MeetingList {
  PARTICIPANTS("participants"),
  QOS("participants/qos"),
  SATISFACTION("participants/satisfaction");

  private final String path;

  MeetingList(String path) {
    this.path = path;
  }

  /** The end of its path, after the meeting. */
  String path() {
    return path;
  }
}
