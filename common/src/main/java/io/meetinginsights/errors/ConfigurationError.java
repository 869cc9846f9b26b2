package io.meetinginsights.errors;

/** The command line, a configuration file or a place it names is not usable. Exit code 2. */
public final class ConfigurationError extends UserError {

  private static final long serialVersionUID = 1L;

  /** What is wrong, why, and what to do about it. */
  public ConfigurationError(String problem, String reason, String remedy) {
    this(problem, reason, remedy, null);
  }

  /** As above, with what was thrown underneath. */
  public ConfigurationError(String problem, String reason, String remedy, Throwable cause) {
    super(2, problem, reason, remedy, cause);
  }
}
