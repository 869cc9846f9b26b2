/**
 * Meeting Insights: why a minute of a call was bad, and how much each part of the network had to do
 * with it.
 */
package io.meetinginsights;
