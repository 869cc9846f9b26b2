package io.meetinginsights.jobs.cli;

import io.meetinginsights.jobs.correlate.CorrelateJob;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import picocli.CommandLine.Command;

/** The {@code correlate} command, see {@link CorrelateJob}. */
@Command(
    name = "correlate",
    description = "Joins each participant minute with what the network saw in that minute.",
    mixinStandardHelpOptions = true)
final class CorrelateCommand extends DailyCommand {

  @Override
  Counts run(JobContext context) {
    return CorrelateJob.run(context);
  }
}
