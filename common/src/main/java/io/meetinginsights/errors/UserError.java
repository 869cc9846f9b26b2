package io.meetinginsights.errors;

/**
 * Something the person who runs the command can mend: says the problem, why, and how to solve it.
 * Anything else that is thrown is a bug.
 *
 * <p>The exit code is the contract with the scheduler: 2 usage or configuration, 3 the input data
 * breaks a stated limit, 4 an upstream failed or is incomplete, try again later.
 */
public abstract sealed class UserError extends RuntimeException
    permits ConfigurationError, InputLimitError, UpstreamError {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  protected UserError(int exitCode, String problem, String reason, String remedy, Throwable cause) {
    super(problem + "\n  why: " + reason + "\n  do:  " + remedy, cause);
    this.exitCode = exitCode;
  }

  /** The process's exit code. */
  public int exitCode() {
    return exitCode;
  }
}
