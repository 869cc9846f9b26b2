package io.meetinginsights.jobs.train;

/**
 * A figure about part of the held-out rows.
 *
 * @param slice which part, such as {@code site=…}
 * @param metric its name
 * @param value its value
 * @param rows rows behind it
 */
record Figure(String slice, String metric, double value, long rows) {}
