/** Configuration: one reference file with every key, typed sections, unknown keys refused. */
package io.meetinginsights.config;
