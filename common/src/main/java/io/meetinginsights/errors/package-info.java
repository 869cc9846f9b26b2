/** Errors people can mend, one type an exit code. */
package io.meetinginsights.errors;
