package io.meetinginsights.jobs.ingest.fetch;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.UserError;
import io.meetinginsights.runner.DayRange;

/** A fetch as a process of its own, to be killed: run id, then assignments. */
final class FetchProcess {

  private FetchProcess() {}

  public static void main(String[] arguments) {
    Configuration configuration = Configuration.defaults();
    for (int i = 1; i < arguments.length; i++) {
      configuration = configuration.with(arguments[i]);
    }
    try {
      new FetchJob(configuration, arguments[0], FetchWorld.environment())
          .run(DayRange.of(FetchWorld.DAY), null);
    } catch (UserError e) {
      System.err.println(e.getMessage());
      System.exit(e.exitCode());
    }
    System.exit(0);
  }
}
