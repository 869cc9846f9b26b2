package io.meetinginsights.jobs.cli;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.runner.JobRunner;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine.Option;

/** Options every command has. */
final class CommonOptions {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Keys of this YAML file over the defaults of conf/pipeline.yaml.")
  Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One configuration key, such as train.engine=mllib. May be repeated.")
  List<String> assignments = List.of();

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of this run in status files and tables. Default: time and a random part.")
  String runId;

  Configuration configuration() {
    Configuration configuration = Configuration.defaults();
    if (config != null) {
      configuration = configuration.withFile(config);
    }
    for (String assignment : assignments) {
      configuration = configuration.with(assignment);
    }
    Sections.check(configuration);
    return configuration;
  }

  JobRunner runner(Configuration configuration) {
    return new JobRunner(configuration, runId(), CodeVersion.current());
  }

  String runId() {
    if (runId == null) {
      byte[] random = new byte[3];
      new SecureRandom().nextBytes(random);
      runId =
          STAMP.format(Instant.now()) + "-" + HexFormat.of().formatHex(random); // OK: names the run
    }
    return runId;
  }
}
