package io.meetinginsights.jobs.cli;

import io.meetinginsights.jobs.maintain.MaintainJob;
import io.meetinginsights.jobs.maintain.RetentionPlan;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.runner.JobRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code maintain} command, see {@link MaintainJob}. */
@Command(
    name = "maintain",
    description =
        "Removes what is older than its time, merges small files and removes old versions of"
            + " tables. What goes is shown first.",
    mixinStandardHelpOptions = true)
final class MaintainCommand extends DailyCommand {

  @Option(names = "--dry-run", description = "Show what would go, and change nothing.")
  boolean dryRun;

  @Override
  public Integer call() {
    if (!dryRun) {
      return super.call();
    }
    DayRange days = dayOptions.days();
    JobRunner runner = common.runner(common.configuration());
    Counts plan = runner.read(spec.name(), days, context -> show(context).counts());
    CountsTable.print(
        spec.commandLine().getOut(), "maintain --dry-run " + days + ": would remove", plan);
    return 0;
  }

  @Override
  Counts run(JobContext context) {
    RetentionPlan plan = show(context);
    return MaintainJob.run(context, plan);
  }

  private RetentionPlan show(JobContext context) {
    RetentionPlan plan = MaintainJob.plan(context);
    plan.lines().forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().flush();
    return plan;
  }
}
