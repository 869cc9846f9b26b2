/** Tells which sites had a day unlike their own. */
package io.meetinginsights.jobs.digest;
