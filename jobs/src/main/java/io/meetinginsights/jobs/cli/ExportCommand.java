package io.meetinginsights.jobs.cli;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.accounts.AccountStore;
import io.meetinginsights.jobs.accounts.Accounts;
import io.meetinginsights.jobs.export.MistShapes;
import io.meetinginsights.jobs.ingest.fetch.FetchJob;
import io.meetinginsights.reader.GoldReader;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code export} command, see {@link MistShapes}. */
@Command(
    name = "export",
    description = "Writes calls, totals and rankings as JSON in the shapes of Mist's API.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

  /** What can be exported. */
  enum Shape {
    SEARCH,
    COUNT,
    SUMMARY,
    CLIENT_TROUBLESHOOT,
    SITE_TROUBLESHOOT,
    LINK_ACCOUNTS
  }

  @Mixin CommonOptions common;
  @Mixin DayOptions dayOptions;
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "SHAPE",
      description =
          "search, count, summary, client_troubleshoot, site_troubleshoot or link_accounts.")
  Shape shape;

  @Option(names = "--site", paramLabel = "SITE", description = "The site, by name or id.")
  String site;

  @Option(
      names = "--mac",
      paramLabel = "MAC",
      description = "Calls of this client alone; client_troubleshoot needs it.")
  String mac;

  @Option(
      names = "--meeting-id",
      paramLabel = "ID",
      description = "The meeting of client_troubleshoot.")
  String meetingId;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Results at the most. Default: ${DEFAULT-VALUE}.")
  int limit;

  @Override
  public Integer call() {
    Configuration configuration = common.configuration();
    Map<String, Object> answer =
        shape == Shape.LINK_ACCOUNTS ? accounts(configuration) : ofSite(configuration);
    PrintWriter out = spec.commandLine().getOut();
    out.println(JsonText.of(answer));
    out.flush();
    return 0;
  }

  private Map<String, Object> accounts(Configuration configuration) {
    AccountStore store =
        new Accounts(configuration, FetchJob.hadoop(configuration), System.getenv(), common.runId())
            .store();
    return MistShapes.linkAccounts(store.all(), store::sync);
  }

  private Map<String, Object> ofSite(Configuration configuration) {
    require(site, "--site");
    if (limit < 1) {
      throw new ConfigurationError(
          "--limit " + limit + " is refused", "it is a number of results", "give 1 or more");
    }
    MistShapes shapes =
        new MistShapes(
            GoldReader.open(
                configuration.section("storage", StorageConfig.class).warehouse(),
                FetchJob.hadoop(configuration)),
            site,
            dayOptions.days());
    return switch (shape) {
      case SEARCH -> shapes.search(mac, limit);
      case COUNT -> shapes.count(limit);
      case SUMMARY -> shapes.summary();
      case SITE_TROUBLESHOOT -> shapes.siteTroubleshoot();
      default -> {
        require(mac, "--mac");
        require(meetingId, "--meeting-id");
        yield shapes.clientTroubleshoot(mac, meetingId);
      }
    };
  }

  private void require(String value, String option) {
    if (value == null) {
      throw new ConfigurationError(
          "export " + shape.name().toLowerCase(java.util.Locale.ROOT) + " needs " + option,
          "it is not given",
          "add it");
    }
  }
}
