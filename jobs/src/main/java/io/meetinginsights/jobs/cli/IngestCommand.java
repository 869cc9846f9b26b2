package io.meetinginsights.jobs.cli;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.jobs.ingest.LoadJob;
import io.meetinginsights.jobs.ingest.fetch.FetchJob;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code ingest} command, see {@link FetchJob} and {@link LoadJob}. */
@Command(
    name = "ingest",
    description =
        "Fetches the days of the linked Zoom accounts into the landing zone, then loads the landing files into bronze and silver.",
    mixinStandardHelpOptions = true)
final class IngestCommand extends DailyCommand {

  /** The parts of ingestion that can be asked for alone. */
  enum Part {
    FETCH,
    LOAD
  }

  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "Run one part: ${COMPLETION-CANDIDATES}. The fetch needs no Spark.")
  Part only;

  @Option(
      names = "--account",
      paramLabel = "ACCOUNT",
      description = "Fetch this linked Zoom account alone. Default: all.")
  String account;

  @Override
  public Integer call() {
    DayRange days = dayOptions.days();
    UpstreamError incomplete = null;
    if (only != Part.LOAD) {
      Configuration configuration = common.configuration();
      FetchJob fetch = new FetchJob(configuration, common.runId(), System.getenv());
      if (only == Part.FETCH || account != null || fetch.hasAccounts()) {
        try {
          CountsTable.print(spec.commandLine().getOut(), "fetch " + days, fetch.run(days, account));
        } catch (UpstreamError e) {
          if (only == Part.FETCH) {
            throw e;
          }
          // What has landed is loaded; the exit code still says that it is not all.
          incomplete = e;
        }
      }
    }
    if (only != Part.FETCH) {
      super.call();
    }
    if (incomplete != null) {
      throw incomplete;
    }
    return 0;
  }

  @Override
  Counts run(JobContext context) {
    return LoadJob.run(context);
  }
}
