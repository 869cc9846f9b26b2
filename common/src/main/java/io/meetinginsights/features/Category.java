package io.meetinginsights.features;

import java.util.Locale;

/** The segments of the path a call takes, in the order of {@code contributions.by_category}. */
public enum Category {
  WIRELESS,
  WIRED,
  WAN,
  CLIENT,
  REMOTE,
  /** Circumstance, never blamed: it contains the call itself. */
  CONTEXT;

  /** The word in tables: wireless, wired, wan, client, remote, context. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a verdict may name it. */
  public boolean isBlamable() {
    return this != CONTEXT;
  }
}
