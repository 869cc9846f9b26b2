/** insights: the tables people read, aggregated beforehand from minutes, verdicts and events. */
package io.meetinginsights.jobs.insights;
