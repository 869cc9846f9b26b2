package io.meetinginsights.jobs.cli;

import io.meetinginsights.jobs.train.TrainJob;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code train} command, see {@link TrainJob}. */
@Command(
    name = "train",
    description =
        "Trains the model family on the window that ends with the day, and promotes it if it is better.",
    mixinStandardHelpOptions = true)
final class TrainCommand extends DailyCommand {

  @Option(
      names = "--no-promote",
      description =
          "Leaves the champion as it is: models promote --best decides afterwards, as a step of its own.")
  boolean isPromotedLater;

  @Override
  Counts run(JobContext context) {
    return TrainJob.run(
        context, isPromotedLater ? TrainJob.Promotion.LATER : TrainJob.Promotion.AT_ONCE);
  }
}
