package io.meetinginsights.jobs.cli;

import io.meetinginsights.jobs.explain.ExplainJob;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code explain} command, see {@link ExplainJob}. */
@Command(
    name = "explain",
    description = "Exact Shapley contributions of every minute, and the cause of each bad one.",
    mixinStandardHelpOptions = true)
final class ExplainCommand extends DailyCommand {

  @Option(
      names = "--model",
      paramLabel = "VERSION",
      description = "Explain with this model instead of the champion of the day.")
  String model;

  @Override
  Counts run(JobContext context) {
    return ExplainJob.run(context, Optional.ofNullable(model));
  }
}
