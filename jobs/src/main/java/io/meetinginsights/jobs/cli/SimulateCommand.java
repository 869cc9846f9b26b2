package io.meetinginsights.jobs.cli;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.simulate.SimulateConfig;
import io.meetinginsights.jobs.simulate.SimulateJob;
import io.meetinginsights.jobs.simulate.SimulateResult;
import io.meetinginsights.jobs.simulate.SimulatedOrganisation;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The {@code simulate} command, see {@link SimulateJob}. Writes the landing zone only, so it takes
 * no lease.
 */
@Command(
    name = "simulate",
    description =
        "Writes landing files of an organisation whose faults are known, with the truth beside them.",
    mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {

  @Mixin CommonOptions common;
  @Mixin DayOptions dayOptions;
  @Spec CommandSpec spec;

  @Option(
      names = "--sites-out",
      paramLabel = "FILE",
      description =
          "Writes the sites.yaml that belongs to the organisation; give it to the other commands as sites-file.")
  Path sitesOut;

  @Override
  public Integer call() {
    DayRange days = dayOptions.days();
    Counts counts =
        common
            .runner(common.configuration())
            .read("simulate", days, context -> simulate(context, sitesOut));
    CountsTable.print(spec.commandLine().getOut(), "simulate " + days, counts);
    return 0;
  }

  static Counts simulate(JobContext context, Path sitesOut) {
    SimulateConfig config =
        new SimulateConfig(
            context.days().from(),
            context.days().to(),
            context.storage().landing(),
            context.configuration().section("simulate", SimulateConfig.World.class));
    SimulateResult result =
        context.stage("write landing files", () -> SimulateJob.run(context.spark(), config));
    if (sitesOut != null) {
      try {
        Files.createDirectories(sitesOut.toAbsolutePath().getParent());
        Files.writeString(sitesOut, SimulatedOrganisation.sitesYaml(config.world()));
      } catch (IOException e) {
        throw new ConfigurationError(
            "The sites file " + sitesOut + " cannot be written",
            e.getClass().getSimpleName() + ": " + e.getMessage(),
            "give --sites-out a path this user may write to",
            e);
      }
    }
    Counts counts = Counts.none();
    for (var lines : result.lines().entrySet()) {
      counts = counts.with("lines " + lines.getKey(), lines.getValue());
    }
    counts =
        counts
            .with("participant minutes", result.participantMinutes())
            .with("bad minutes", result.badMinutes());
    for (var episodes : result.episodes().entrySet()) {
      counts = counts.with("episodes " + episodes.getKey(), episodes.getValue());
    }
    return counts;
  }
}
