package io.meetinginsights.jobs.zoom;

import java.time.Instant;

/** What became of a request, its retries done. */
public sealed interface ZoomAnswer {

  /** The answer, its body as it came. */
  record Ok(byte[] body, AnswerSummary summary, Instant receivedAt) implements ZoomAnswer {}

  /** 404/3001: not ended, not ready, or never there. Ask again in a later run, but not for ever. */
  record NotReady() implements ZoomAnswer {}

  /** Will never be answered, 12702 for one. */
  record Permanent(int status, int code) implements ZoomAnswer {}

  /** The page token is no longer valid: the list begins anew. */
  record PageExpired() implements ZoomAnswer {}

  /** The account's plan has no dashboards, or not this one. */
  record PlanMissing(int code) implements ZoomAnswer {}

  /** The app lacks a scope. */
  record ScopeMissing(int code) implements ZoomAnswer {}

  /** Zoom refuses a token that was renewed for this very request. */
  record Denied(int status) implements ZoomAnswer {}

  /** Still failing after every retry. */
  record Failed(String reason) implements ZoomAnswer {}
}
