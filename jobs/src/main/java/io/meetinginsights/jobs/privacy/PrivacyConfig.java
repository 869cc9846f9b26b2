package io.meetinginsights.jobs.privacy;

import java.util.List;

/** Section {@code privacy}: who is kept out, and the key of what has been erased. */
public record PrivacyConfig(
    boolean optOutGuests, String erasureKeyEnv, String erasureKeyFile, List<String> alsoErase) {

  public PrivacyConfig {
    if (erasureKeyEnv == null || erasureKeyEnv.isBlank()) {
      throw new IllegalArgumentException(
          "erasure-key-env is missing, the name of a variable is needed");
    }
    erasureKeyFile = erasureKeyFile == null ? "" : erasureKeyFile;
    alsoErase = alsoErase == null ? List.of() : List.copyOf(alsoErase);
  }
}
