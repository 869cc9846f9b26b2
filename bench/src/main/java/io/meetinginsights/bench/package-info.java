/** Benchmarks by JMH. Nothing here is shipped. */
package io.meetinginsights.bench;
