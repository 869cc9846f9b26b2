/** The {@code report} command: a site and its calls as one file that opens without a network. */
package io.meetinginsights.jobs.report;
