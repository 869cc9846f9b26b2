package io.meetinginsights.jobs.cli;

import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that runs one job over days, writes the warehouse and ends with its counts. */
abstract class DailyCommand implements Callable<Integer> {

  @Mixin CommonOptions common;
  @Mixin DayOptions dayOptions;
  @Spec CommandSpec spec;

  /** The job's body. */
  abstract Counts run(JobContext context);

  @Override
  public Integer call() {
    DayRange days = dayOptions.days();
    Counts counts = common.runner(common.configuration()).write(spec.name(), days, this::run);
    CountsTable.print(spec.commandLine().getOut(), spec.name() + " " + days, counts);
    return 0;
  }
}
