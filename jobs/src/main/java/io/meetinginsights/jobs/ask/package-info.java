/** Answers questions in plain sentences from the tables, in seconds and without Spark. */
package io.meetinginsights.jobs.ask;
