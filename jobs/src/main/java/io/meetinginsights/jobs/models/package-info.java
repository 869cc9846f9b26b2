/** Which model explains which day. */
package io.meetinginsights.jobs.models;
