package io.meetinginsights.jobs.cli;

import io.meetinginsights.jobs.evaluate.BlameTables;
import io.meetinginsights.jobs.evaluate.EvaluateJob;
import io.meetinginsights.jobs.evaluate.EvaluateJob.Evaluation;
import io.meetinginsights.jobs.evaluate.EvaluateJob.Method;
import io.meetinginsights.jobs.evaluate.PooledFigures;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobRunner;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code evaluate} command, see {@link EvaluateJob}. */
@Command(
    name = "evaluate",
    description =
        "How often verdicts of simulated days meet the truth, beside simpler ways to find a cause.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {

  @Mixin CommonOptions common;
  @Mixin DayOptions dayOptions;
  @Spec CommandSpec spec;

  @Option(
      names = "--verdicts",
      paramLabel = "FILE",
      description =
          "Judges these verdicts and no others: JSON, one minute a line, with account_id, meeting_uuid, participant_id, joined_at,"
              + " minute_at, cause, features (a list), strength.")
  String verdicts;

  @Option(
      names = "--skip-baselines",
      description = "Judges the model alone, without the simpler ways beside it.")
  boolean skipBaselines;

  @Option(
      names = "--games",
      description =
          "Judges verdicts by other Shapley values too: with categories as players, and against good minutes.")
  boolean games;

  @Override
  public Integer call() {
    DayRange days = dayOptions.days();
    JobRunner runner = common.runner(common.configuration());
    if (verdicts != null) {
      print(
          runner.read(
              spec.name(),
              days,
              context -> EvaluateJob.run(context, EnumSet.of(Method.FILE), verdicts)));
      return 0;
    }
    Set<Method> methods = EnumSet.of(Method.MODEL);
    if (!skipBaselines) {
      methods.addAll(EnumSet.of(Method.THRESHOLDS, Method.SITE_HISTORY, Method.IMPORTANCE));
    }
    if (games) {
      methods.addAll(EnumSet.of(Method.CATEGORIES, Method.BACKGROUND));
    }
    Evaluation[] evaluation = new Evaluation[1];
    runner.write(
        spec.name(),
        days,
        context -> {
          evaluation[0] = EvaluateJob.run(context, methods, null);
          return Counts.none().with("figures", evaluation[0].figures().size());
        });
    print(evaluation[0]);
    return 0;
  }

  private void print(Evaluation evaluation) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("evaluate %s, model %s%n", dayOptions.days(), evaluation.version());
    out.println(BlameTables.of(new PooledFigures(List.of(evaluation.figures()))));
    out.flush();
  }
}
