/** Takes landed files to bronze and silver. */
package io.meetinginsights.jobs.ingest;
