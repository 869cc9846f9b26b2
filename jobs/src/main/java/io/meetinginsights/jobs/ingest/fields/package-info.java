/** Fields of dirty JSON: how each is read, and how what is wrong with it is written down. */
package io.meetinginsights.jobs.ingest.fields;
