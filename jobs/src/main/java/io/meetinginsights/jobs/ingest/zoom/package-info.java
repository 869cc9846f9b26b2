/** Zoom's answers, from bronze to silver. */
package io.meetinginsights.jobs.ingest.zoom;
