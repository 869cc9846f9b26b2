package io.meetinginsights.jobs.cli;

import io.meetinginsights.errors.UserError;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/**
 * The program. Every command is a class of this package; each hands over to its job and catches
 * nothing: what is thrown is mapped to the exit code here, and nowhere else.
 *
 * <p>Exit codes: 0 done, 1 a bug, 2 usage or configuration, 3 the input data breaks a stated limit,
 * 4 an upstream failed or is incomplete: try again later.
 */
@Command(
    name = "meeting-insights",
    description =
        "Says for every bad minute of a call how much each part of the network had to do with it.",
    mixinStandardHelpOptions = true,
    versionProvider = CodeVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SimulateCommand.class,
      ZoomEmulatorCommand.class,
      AccountsCommand.class,
      IngestCommand.class,
      CorrelateCommand.class,
      TrainCommand.class,
      ModelsCommand.class,
      ExplainCommand.class,
      EvaluateCommand.class,
      InsightsCommand.class,
      AskCommand.class,
      ExportCommand.class,
      DigestCommand.class,
      ReportCommand.class,
      SqlCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      EraseCommand.class,
      MaintainCommand.class,
      DemoCommand.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 a bug, 2 usage or configuration, 3 the input data breaks a stated"
          + " limit,",
      "4 an upstream failed or is incomplete: try again later."
    })
public final class MeetingInsights {

  private static final Logger LOG = LoggerFactory.getLogger(MeetingInsights.class);

  private MeetingInsights() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    int exitCode = run(arguments);
    SparkSession.getActiveSession().foreach(MeetingInsights::stop);
    System.exit(exitCode); // OK: the one place that ends the process
  }

  private static Void stop(SparkSession spark) {
    spark.stop();
    return null;
  }

  /** Runs one command in this JVM and returns its exit code; the session stays open. */
  public static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new MeetingInsights());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setExitCodeExceptionMapper(
        thrown ->
            thrown instanceof UserError user
                ? user.exitCode()
                : thrown instanceof CommandLine.ParameterException
                    ? ExitCode.USAGE
                    : ExitCode.SOFTWARE);
    commandLine.setExecutionExceptionHandler(
        (thrown, command, parsed) -> {
          if (thrown instanceof UserError) {
            command.getErr().println("error: " + thrown.getMessage());
          } else {
            LOG.debug("A bug in {}", parsed.originalArgs(), thrown);
            command.getErr().println("error: " + thrown);
            command
                .getErr()
                .println("  why: this is a bug of the program, not of your input or configuration");
            command
                .getErr()
                .println("  do:  report it with the stack trace below and the command line");
            StringBuilder trace = new StringBuilder();
            for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
              trace.append("  caused by ").append(cause).append('\n');
              for (StackTraceElement frame : cause.getStackTrace()) {
                if (frame.getClassName().startsWith("io.meetinginsights")) {
                  trace.append("      at ").append(frame).append('\n');
                }
              }
            }
            command.getErr().print(trace);
            command.getErr().flush();
          }
          return command.getExitCodeExceptionMapper().getExitCode(thrown);
        });
    return commandLine;
  }
}
