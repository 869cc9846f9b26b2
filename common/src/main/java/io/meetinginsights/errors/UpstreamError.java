package io.meetinginsights.errors;

/** Zoom, Mist or storage failed or has not delivered yet: try again later. Exit code 4. */
public final class UpstreamError extends UserError {

  private static final long serialVersionUID = 1L;

  /** What is wrong, why, and what to do about it. */
  public UpstreamError(String problem, String reason, String remedy) {
    this(problem, reason, remedy, null);
  }

  /** As above, with what was thrown underneath. */
  public UpstreamError(String problem, String reason, String remedy, Throwable cause) {
    super(4, problem, reason, remedy, cause);
  }
}
