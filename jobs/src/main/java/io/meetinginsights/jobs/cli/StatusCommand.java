package io.meetinginsights.jobs.cli;

import io.meetinginsights.jobs.status.DatasetStatus;
import io.meetinginsights.jobs.status.StatusReport;
import io.meetinginsights.runner.JobContext;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code status} command, see {@link StatusReport}. */
@Command(
    name = "status",
    description =
        "What has arrived for a day, what is expected, and which days are to be computed again. Exit code 4 while a required dataset is missing.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

  @Mixin CommonOptions common;
  @Mixin DayOptions dayOptions;
  @Spec CommandSpec spec;

  @Option(
      names = "--require",
      split = ",",
      paramLabel = "DATASET",
      description =
          "What must have arrived: names of datasets, such as client_stats. Default: ${DEFAULT-VALUE}")
  List<String> required = StatusReport.ZOOM_REQUIRED;

  @Override
  public Integer call() {
    return common.runner(common.configuration()).read("status", dayOptions.days(), this::report);
  }

  private int report(JobContext context) {
    PrintWriter out = spec.commandLine().getOut();
    List<DatasetStatus> datasets = StatusReport.datasets(context, required);
    out.printf(
        "%-8s %-18s %-9s %6s %12s %7s %10s  %s%n",
        "system", "dataset", "state", "files", "bytes", "loaded", "lines", "last received (UTC)");
    for (DatasetStatus dataset : datasets) {
      out.printf(
          "%-8s %-18s %-9s %6d %,12d %7d %,10d  %s%n",
          dataset.system(),
          dataset.dataset(),
          dataset.state(),
          dataset.files(),
          dataset.bytes(),
          dataset.loadedFiles(),
          dataset.lines(),
          Objects.requireNonNullElse(dataset.lastReceivedAt(), "-"));
    }
    StatusReport.fetch(context).ifPresent(out::println);
    StatusReport.daysToRedo(context)
        .forEach(
            (job, days) ->
                out.printf("to redo by %-10s %s%n", job, days.isEmpty() ? "nothing" : days));
    out.flush();
    StatusReport.requireArrived(datasets);
    return 0;
  }
}
