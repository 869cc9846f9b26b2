package io.meetinginsights.jobs.cli;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.models.ModelPromotion;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code models} command, see {@link ModelPromotion}. */
@Command(
    name = "models",
    description = "The model registry: list, promote, rollback.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "list|promote|rollback")
final class ModelsCommand implements Runnable {

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "models needs one of list, promote, rollback");
  }

  @Command(
      name = "list",
      description =
          "Every complete version: what it was trained on, and from which day it explains.",
      mixinStandardHelpOptions = true)
  int list(@Mixin CommonOptions common) {
    PrintWriter out = spec.commandLine().getOut();
    List<ModelPromotion.Listed> versions =
        common
            .runner(common.configuration())
            .read("models", DayRange.of(LocalDate.EPOCH), ModelPromotion::list);
    out.printf("%-34s %-8s %-24s %s%n", "version", "engine", "trained on", "champion from");
    for (ModelPromotion.Listed listed : versions) {
      out.printf(
          "%-34s %-8s %-24s %s%n",
          listed.manifest().version(),
          listed.manifest().engine(),
          listed.manifest().trainFromDay() + ".." + listed.manifest().trainToDay(),
          listed.championFrom().map(LocalDate::toString).orElse("-"));
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "promote",
      description = "Makes a version the champion from a day on.",
      mixinStandardHelpOptions = true)
  int promote(
      @Mixin CommonOptions common,
      @Parameters(paramLabel = "VERSION", arity = "0..1", description = "See models list.")
          String version,
      @Option(
              names = "--best",
              description =
                  "Instead of VERSION: the best one that train --no-promote left for --date, its last training day, if it beats the champion.")
          boolean isBest,
      @Option(
              names = "--date",
              required = true,
              paramLabel = "YYYY-MM-DD",
              description = "First day it explains; with --best the last training day.")
          LocalDate date) {
    if (isBest == (version != null)) {
      throw new ConfigurationError(
          "models promote needs to know which version",
          isBest ? "both a version and --best are given" : "neither a version nor --best is given",
          "give the one or the other");
    }
    Counts counts =
        common
            .runner(common.configuration())
            .write(
                "models",
                DayRange.of(date),
                context ->
                    isBest
                        ? ModelPromotion.promoteBest(context, date)
                        : ModelPromotion.promote(context, version, date));
    CountsTable.print(
        spec.commandLine().getOut(),
        isBest ? "models promote --best of " + date : "models promote " + version + " from " + date,
        counts);
    return 0;
  }

  @Command(
      name = "rollback",
      description = "Takes the newest promotion back: the one before it counts again.",
      mixinStandardHelpOptions = true)
  int rollback(
      @Mixin CommonOptions common,
      @Option(
              names = "--date",
              required = true,
              paramLabel = "YYYY-MM-DD",
              description = "Day the run is filed under.")
          LocalDate date) {
    common
        .runner(common.configuration())
        .write(
            "models",
            DayRange.of(date),
            context -> {
              String version = ModelPromotion.rollback(context);
              spec.commandLine().getOut().println("taken back: " + version);
              return Counts.none().with("rolled back", 1);
            });
    return 0;
  }
}
