/** The explain command: contributions and verdicts from models. */
package io.meetinginsights.jobs.explain;
