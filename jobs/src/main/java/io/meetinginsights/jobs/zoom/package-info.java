/** Zoom's REST API as a client sees it: requests, what answers mean, tokens, rates and quotas. */
package io.meetinginsights.jobs.zoom;
