package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.jobs.ingest.fields.Flaws;

/**
 * A record of network telemetry, read and typed.
 *
 * @param eventAt when, in microseconds since 1970; null only where {@code flaws} reject the record
 * @param values those of the kind's attributes, in their order
 */
record Observation(
    Kind kind, String orgId, String siteId, Long eventAt, Object[] values, Flaws flaws) {

  private static final char SEPARATOR = '\u0001';

  /** Organisation, site and device, as one text. */
  String owner() {
    return orgId + SEPARATOR + siteId + SEPARATOR + kind.owner(values);
  }

  /** The organisation in {@link #owner()}. */
  static String orgOf(String owner) {
    return owner.substring(0, owner.indexOf(SEPARATOR));
  }

  /** The site in {@link #owner()}. */
  static String siteOf(String owner) {
    return owner.substring(owner.indexOf(SEPARATOR) + 1, owner.lastIndexOf(SEPARATOR));
  }

  /** The device in {@link #owner()}. */
  static String deviceOf(String owner) {
    return owner.substring(owner.lastIndexOf(SEPARATOR) + 1);
  }
}
