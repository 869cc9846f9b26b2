/** The train command: models from minutes. */
package io.meetinginsights.jobs.train;
