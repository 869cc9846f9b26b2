/** How a job runs: days, context, lease, status, counts. */
package io.meetinginsights.runner;
