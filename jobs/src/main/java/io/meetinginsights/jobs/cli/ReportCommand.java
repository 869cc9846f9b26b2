package io.meetinginsights.jobs.cli;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.jobs.ingest.fetch.FetchJob;
import io.meetinginsights.jobs.report.ReportJob;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code report} command, see {@link ReportJob}. */
@Command(
    name = "report",
    description =
        "A site and its calls as one HTML file that opens without a network: where it is bad, who suffers, why.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

  @Mixin CommonOptions common;
  @Mixin DayOptions dayOptions;
  @Spec CommandSpec spec;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      description = "The site: its name or its id. Default: every site, a file each.")
  String site;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file; without --site the folder.")
  Path out;

  @Override
  public Integer call() {
    DayRange days = dayOptions.days();
    Configuration configuration = common.configuration();
    GoldReader tables =
        GoldReader.open(
            configuration.section("storage", StorageConfig.class).warehouse(),
            FetchJob.hadoop(configuration));
    Counts counts =
        site == null
            ? ReportJob.runAll(tables, days, out, CodeVersion.current())
            : ReportJob.run(tables, site, days, out, CodeVersion.current());
    CountsTable.print(
        spec.commandLine().getOut(),
        "report " + (site == null ? "of every site" : site) + " " + days,
        counts);
    return 0;
  }
}
