package io.meetinginsights.jobs.cli;

import io.meetinginsights.jobs.train.TrainJob;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import picocli.CommandLine.Command;

/** The {@code train} command, see {@link TrainJob}. */
@Command(
    name = "train",
    description =
        "Trains the model family on the window that ends with the day, and promotes it if it is better.",
    mixinStandardHelpOptions = true)
final class TrainCommand extends DailyCommand {

  @Override
  Counts run(JobContext context) {
    return TrainJob.run(context);
  }
}
