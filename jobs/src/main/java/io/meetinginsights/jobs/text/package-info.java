/** What people read in a terminal. */
package io.meetinginsights.jobs.text;
