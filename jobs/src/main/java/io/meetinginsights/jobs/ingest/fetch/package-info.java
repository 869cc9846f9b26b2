/** The fetch: an account's day of Zoom's answers into the landing zone, without Spark. */
package io.meetinginsights.jobs.ingest.fetch;
