package io.meetinginsights.jobs.cli;

import io.meetinginsights.jobs.ingest.LoadJob;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code ingest} command, see {@link LoadJob}. */
@Command(
    name = "ingest",
    description = "Loads the landing files of the days into bronze and silver.",
    mixinStandardHelpOptions = true)
final class IngestCommand extends DailyCommand {

  /** The parts of ingestion that can be asked for alone. */
  enum Part {
    LOAD
  }

  @Option(
      names = "--only",
      paramLabel = "PART",
      description =
          "Run one part: ${COMPLETION-CANDIDATES}. Files are fetched into the landing zone by a collector of yours, or by simulate.")
  Part only;

  @Override
  Counts run(JobContext context) {
    return LoadJob.run(context);
  }
}
