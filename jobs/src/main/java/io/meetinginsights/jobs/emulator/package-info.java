/**
 * zoom-emulator: a local server that speaks Zoom's API over landing files or made-up meetings, with
 * its quotas, its tokens and its ways to fail.
 */
package io.meetinginsights.jobs.emulator;
