/** Benchmarks that are run by hand: {@code make bench-NAME}. */
package io.meetinginsights.jobs.bench;
