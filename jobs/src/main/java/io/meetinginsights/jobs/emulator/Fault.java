package io.meetinginsights.jobs.emulator;

/** The ways in which Zoom, or the way to it, fails. */
public enum Fault {
  /** 429 of the per-second or per-minute kind, without Retry-After. */
  RATE_LIMIT,
  /** 429 of the daily kind, with Retry-After at the next 00:00 UTC. */
  DAILY_LIMIT,
  /** HTTP 401 with code 124, though the token is good. */
  UNAUTHORIZED,
  /** HTTP 400 with code 124, though the token is good. */
  TOKEN_EXPIRED,
  /** HTTP 500, 502 or 503, with an HTML page as proxies send it. */
  SERVER_ERROR,
  /** The connection is reset before an answer. */
  RESET,
  /** No answer for a long time, then a reset. */
  TIMEOUT,
  /** The answer ends in its middle. */
  TRUNCATED,
  /** HTTP 404 with code 3001. */
  NOT_READY,
  /** HTTP 400 with code 12702. */
  TOO_OLD,
  /** HTTP 200 with an error as its body. */
  ERROR_IN_OK,
  /** An error whose body is not valid JSON: unescaped quotes in a message. */
  MALFORMED_ERROR,
  /** HTTP 400 with code 300 for a paging token; requests without one are spared. */
  PAGE_EXPIRED,
  /** Call quality that appears only hours after the meeting. By meeting, not by request. */
  LATE_QOS,
  /** A meeting whose last participant is missing at first. By meeting, not by request. */
  CHANGED_MEETING;

  /** Whether it can strike a single request, by rate or by script. */
  boolean isByRequest() {
    return this != LATE_QOS && this != CHANGED_MEETING;
  }
}
