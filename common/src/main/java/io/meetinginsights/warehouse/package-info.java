/** Spark session, Delta tables, surrogate keys, crash points: all that touches storage. */
package io.meetinginsights.warehouse;
