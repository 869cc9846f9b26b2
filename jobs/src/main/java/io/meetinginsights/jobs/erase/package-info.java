/** The {@code erase} command. */
package io.meetinginsights.jobs.erase;
