package io.meetinginsights.jobs.cli;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.doctor.Checkup;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code doctor} command, see {@link Checkup}. */
@Command(
    name = "doctor",
    description = "Tries everything the daily commands need, and says what is wrong.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

  @Mixin CommonOptions common;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Checkup.Finding> findings = Checkup.run(common.configuration(), common.runId());
    findings.forEach(
        finding ->
            out.printf(
                "%-5s %-18s %s%n",
                finding.isGood() ? "ok" : "FAIL", finding.what(), finding.says()));
    out.flush();
    List<String> failed =
        findings.stream().filter(finding -> !finding.isGood()).map(Checkup.Finding::what).toList();
    if (!failed.isEmpty()) {
      throw new ConfigurationError(
          "The daily commands cannot run here",
          "failed: " + String.join(", ", failed),
          "mend what the lines marked FAIL say, then run doctor again");
    }
    return 0;
  }
}
