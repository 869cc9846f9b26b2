package io.meetinginsights.jobs.cli;

import io.meetinginsights.jobs.insights.InsightsJob;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import picocli.CommandLine.Command;

/** The {@code insights} command, see {@link InsightsJob}. */
@Command(
    name = "insights",
    description = "Fills the tables for reading: sites, clients, calls, rankings.",
    mixinStandardHelpOptions = true)
final class InsightsCommand extends DailyCommand {

  @Override
  Counts run(JobContext context) {
    return InsightsJob.run(context);
  }
}
