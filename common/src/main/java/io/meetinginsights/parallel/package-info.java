/** Work beside other work, on one machine. */
package io.meetinginsights.parallel;
