/** Network telemetry, from bronze to silver; a vendor's dataset is one reader class. */
package io.meetinginsights.jobs.ingest.network;
