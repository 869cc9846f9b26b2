package io.meetinginsights.jobs.cli;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.jobs.digest.Digest;
import io.meetinginsights.jobs.digest.DigestConfig;
import io.meetinginsights.jobs.digest.DigestDelivery;
import io.meetinginsights.jobs.ingest.fetch.FetchJob;
import io.meetinginsights.reader.GoldReader;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code digest} command, see {@link Digest} and {@link DigestDelivery}. */
@Command(
    name = "digest",
    description =
        "Tells which sites had more bad minutes on a day than is usual for them, and why.",
    mixinStandardHelpOptions = true)
final class DigestCommand implements Callable<Integer> {

  @Mixin CommonOptions common;
  @Spec CommandSpec spec;

  @Option(
      names = "--date",
      paramLabel = "YYYY-MM-DD",
      required = true,
      description = "The UTC day.")
  LocalDate day;

  @Option(names = "--json", description = "The digest for machines.")
  boolean isJson;

  @Option(
      names = "--send",
      description = "Sends it as well: to digest.email and digest.webhook of the configuration.")
  boolean isSent;

  @Override
  public Integer call() {
    Configuration configuration = common.configuration();
    Map<String, Object> digest =
        Digest.of(
            GoldReader.open(
                configuration.section("storage", StorageConfig.class).warehouse(),
                FetchJob.hadoop(configuration)),
            day);
    List<String> sent =
        isSent
            ? new DigestDelivery(
                    configuration.section("digest", DigestConfig.class), System.getenv())
                .send(digest, JsonText.of(digest))
            : List.of();
    PrintWriter out = spec.commandLine().getOut();
    if (isJson) {
      out.println(JsonText.of(digest));
    } else {
      Digest.lines(digest).forEach(out::println);
      sent.forEach(out::println);
    }
    out.flush();
    return 0;
  }
}
