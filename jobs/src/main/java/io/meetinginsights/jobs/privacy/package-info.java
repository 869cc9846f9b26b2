/** What of a landed line is somebody's, and how it is taken out: shared by ingest and erase. */
package io.meetinginsights.jobs.privacy;
