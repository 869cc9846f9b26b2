package io.meetinginsights.jobs.cli;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.ask.Answer;
import io.meetinginsights.jobs.ask.Asker;
import io.meetinginsights.jobs.ingest.fetch.FetchJob;
import io.meetinginsights.reader.GoldReader;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code ask} command, see {@link Asker}. */
@Command(
    name = "ask",
    description = "Answers a question in plain words, such as: list bad zoom calls in last 7 days.",
    mixinStandardHelpOptions = true)
final class AskCommand implements Callable<Integer> {

  @Mixin CommonOptions common;
  @Spec CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "WORD", description = "The question.")
  List<String> words;

  @Option(names = "--json", description = "The answer for machines.")
  boolean isJson;

  @Option(
      names = "--now",
      paramLabel = "INSTANT",
      description =
          "What relative times count back from, such as 2026-03-04T17:00:00Z. Default: when the last known call ended.")
  String now;

  @Override
  public Integer call() {
    Configuration configuration = common.configuration();
    GoldReader reader =
        GoldReader.open(
            configuration.section("storage", StorageConfig.class).warehouse(),
            FetchJob.hadoop(configuration));
    Answer answer = Asker.answer(reader, String.join(" ", words), instant());
    PrintWriter out = spec.commandLine().getOut();
    if (isJson) {
      out.println(JsonText.of(answer.json()));
    } else {
      answer.lines().forEach(out::println);
    }
    out.flush();
    return 0;
  }

  private Instant instant() {
    try {
      return now == null ? null : Instant.parse(now);
    } catch (DateTimeException e) {
      throw new ConfigurationError(
          "--now " + now + " is refused",
          "it is no instant",
          "write it as 2026-03-04T17:00:00Z",
          e);
    }
  }
}
