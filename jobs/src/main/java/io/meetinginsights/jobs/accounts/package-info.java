/** Linked Zoom accounts: consent, tokens, settings, and why a link yields nothing. */
package io.meetinginsights.jobs.accounts;
