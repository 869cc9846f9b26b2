package io.meetinginsights.score;

/** What people read instead of a score; the words in tables. */
public enum Quality {
  GOOD("Good"),
  FAIR("Fair"),
  POOR("Poor"),
  BAD("Bad"),
  /** The medium was not in use in that direction. */
  NOT_APPLICABLE("Not applicable"),
  /** Nobody measured it. */
  UNKNOWN("Unknown");

  private final String word;

  Quality(String word) {
    this.word = word;
  }

  /** The word in tables. */
  public String word() {
    return word;
  }
}
