package io.meetinginsights.jobs.cli;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.erase.EraseJob;
import io.meetinginsights.jobs.privacy.Subject;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code erase} command, see {@link EraseJob}. */
@Command(
    name = "erase",
    description =
        "Takes a person, a device or all guests out of every table, file and history. Without any,"
            + " finishes what was begun.",
    mixinStandardHelpOptions = true)
final class EraseCommand implements Callable<Integer> {

  @Mixin CommonOptions common;
  @Spec CommandSpec spec;

  @ArgGroup(multiplicity = "0..1")
  Whom whom;

  /** One of them. */
  static final class Whom {
    @Option(
        names = "--person",
        paramLabel = "E-MAIL",
        description =
            "The person with this address, and devices that are the person's alone; - reads the"
                + " address from the standard input, so that no list of processes shows it.")
    String person;

    @Option(
        names = "--client",
        paramLabel = "MAC",
        description = "The device with this MAC address; - reads it from the standard input.")
    String client;

    @Option(
        names = "--guests",
        description =
            "Everybody who was off the network in calls until now: what privacy.opt-out-guests"
                + " keeps out from now on.")
    boolean guests;
  }

  @Option(
      names = "--lift",
      description = "Erase nothing: let the person or client be collected again, from now on.")
  boolean lift;

  @Override
  public Integer call() {
    EraseJob.Request request = request();
    if (lift && request.identifier() == null) {
      throw new ConfigurationError(
          "erase --lift does not say for whom", "it takes --person or --client", "add one of them");
    }
    // The run belongs to a day in ops/status only; what is erased does not depend on it.
    LocalDate day = LocalDate.now(ZoneOffset.UTC); // OK: names the run's folder
    Counts counts =
        common
            .runner(common.configuration())
            .write("erase", DayRange.of(day), context -> run(context, request));
    CountsTable.print(spec.commandLine().getOut(), "erase", counts);
    return 0;
  }

  private Counts run(JobContext context, EraseJob.Request request) {
    if (lift) {
      return EraseJob.lift(context, System.getenv(), request);
    }
    Counts counts = EraseJob.run(context, System.getenv(), request);
    spec.commandLine()
        .getOut()
        .println("Receipts: " + EraseJob.receipts(context) + "/<erasure>/receipt.json");
    return counts;
  }

  private EraseJob.Request request() {
    if (whom == null) {
      return new EraseJob.Request(null, null);
    }
    if (whom.guests) {
      return new EraseJob.Request(Subject.Kind.GUESTS, null);
    }
    return whom.person != null
        ? new EraseJob.Request(Subject.Kind.PERSON, told(whom.person))
        : new EraseJob.Request(Subject.Kind.CLIENT, told(whom.client));
  }

  private static String told(String argument) {
    if (!argument.equals("-")) {
      return argument;
    }
    try {
      String line =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      return line == null ? "" : line.strip();
    } catch (IOException e) {
      throw new ConfigurationError(
          "Whom to erase cannot be read from the standard input",
          e.getClass().getSimpleName(),
          "give it as an argument, or as one line on the standard input",
          e);
    }
  }
}
