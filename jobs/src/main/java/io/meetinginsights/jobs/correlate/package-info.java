/** Silver to {@code gold.experience_minutes} and {@code gold.coverage}: who, where, how good. */
package io.meetinginsights.jobs.correlate;
