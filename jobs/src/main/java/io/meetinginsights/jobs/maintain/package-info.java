/** The {@code maintain} command. */
package io.meetinginsights.jobs.maintain;
