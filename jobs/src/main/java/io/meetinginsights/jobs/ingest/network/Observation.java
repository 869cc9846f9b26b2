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

  /** The device or client it is about; blank where the record names none. */
  String device() {
    return kind.owner(values);
  }
}
