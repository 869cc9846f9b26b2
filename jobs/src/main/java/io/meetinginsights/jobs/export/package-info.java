/** Gives calls, totals and rankings in the shapes that Mist publishes. */
package io.meetinginsights.jobs.export;
