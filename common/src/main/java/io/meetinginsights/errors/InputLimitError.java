package io.meetinginsights.errors;

/** The input data breaks a stated limit. Exit code 3. */
public final class InputLimitError extends UserError {

  private static final long serialVersionUID = 1L;

  /** What is wrong, why, and what to do about it. */
  public InputLimitError(String problem, String reason, String remedy) {
    this(problem, reason, remedy, null);
  }

  /** As above, with what was thrown underneath. */
  public InputLimitError(String problem, String reason, String remedy, Throwable cause) {
    super(3, problem, reason, remedy, cause);
  }
}
