package io.meetinginsights.jobs.cli;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.correlate.CorrelateJob;
import io.meetinginsights.jobs.demo.EmulatedZoom;
import io.meetinginsights.jobs.evaluate.BlameTables;
import io.meetinginsights.jobs.evaluate.EvaluateJob;
import io.meetinginsights.jobs.evaluate.EvaluateJob.Evaluation;
import io.meetinginsights.jobs.evaluate.PooledFigures;
import io.meetinginsights.jobs.explain.ExplainJob;
import io.meetinginsights.jobs.ingest.LoadJob;
import io.meetinginsights.jobs.insights.InsightsJob;
import io.meetinginsights.jobs.train.TrainJob;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.runner.JobRunner;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Tables;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The {@code demo} command: a small simulated organisation through every job in this JVM, and what
 * came of it.
 *
 * <p>Writes: {@code demo/} (simulated, landing, accounts, warehouse, models, ops, sites.yaml).
 * Re-run: the same tables, by content; the fingerprint at the end shows it. Example: {@code make
 * demo}.
 */
@Command(
    name = "demo",
    description =
        "A small simulated organisation through every job: simulate, fetch, load, correlate, train,"
            + " explain, insights.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  /** Monday to Wednesday of an arbitrary week: the simulated calendar needs working days. */
  private static final DayRange DAYS =
      new DayRange(LocalDate.parse("2026-03-02"), LocalDate.parse("2026-03-04"));

  @Mixin CommonOptions common;
  @Spec CommandSpec spec;

  @Option(
      names = "--dir",
      defaultValue = "demo",
      description = "Folder for landing zone, warehouse and models. Default: ${DEFAULT-VALUE}")
  Path dir;

  @Override
  public Integer call() {
    Path sites = dir.resolve("sites.yaml");
    // The paths of the demo stand under the user's own configuration: --config and --set still win.
    List<String> assignments = new ArrayList<>();
    for (String place : List.of("landing", "warehouse", "models", "ops", "key")) {
      assignments.add("storage." + place + "=" + dir.resolve(place));
    }
    assignments.add("accounts.store=" + dir.resolve("accounts"));
    assignments.add("accounts.key-file=" + dir.resolve("accounts.key"));
    assignments.add("privacy.erasure-key-file=" + dir.resolve("erasure.key"));
    assignments.addAll(common.assignments);
    common.assignments = assignments;
    Configuration configuration = common.configuration();
    Configuration withSites = configuration.with("sites-file=" + sites);

    PrintWriter out = spec.commandLine().getOut();
    out.printf("Meeting Insights demo: %s, everything goes to %s%n", DAYS, dir);
    out.flush();
    Path simulated = dir.resolve("simulated");
    JobRunner simulate = common.runner(configuration.with("storage.landing=" + simulated));
    CountsTable.print(
        out,
        "1 simulate: what Zoom and the network gear would say",
        simulate.read("simulate", DAYS, context -> SimulateCommand.simulate(context, sites)));
    handOver(simulated.resolve("network"), dir.resolve("landing/network"));
    handOver(simulated.resolve("_truth"), dir.resolve("landing/_truth"));
    CountsTable.print(
        out,
        "2 fetch: Zoom's answers, from the emulator over HTTP",
        EmulatedZoom.fetch(withSites, simulated, DAYS, common.runId()));
    JobRunner jobs = common.runner(withSites);
    step(out, jobs, "ingest", "3 load: bronze and silver", LoadJob::run);
    step(
        out,
        jobs,
        "correlate",
        "4 correlate: each participant minute with the network of that minute",
        CorrelateJob::run);
    step(out, jobs, "train", "5 train: what makes minutes bad", TrainJob::run);
    step(
        out,
        jobs,
        "explain",
        "6 explain: exact contributions, a cause for each bad minute",
        context -> ExplainJob.run(context, Optional.empty()));
    step(out, jobs, "insights", "7 insights: the tables for reading", InsightsJob::run);
    Evaluation[] evaluation = new Evaluation[1];
    step(
        out,
        jobs,
        "evaluate",
        "8 evaluate: how often the verdicts met the truth",
        context -> {
          evaluation[0] = EvaluateJob.run(context, EnumSet.of(EvaluateJob.Method.MODEL), null);
          return Counts.none().with("figures", evaluation[0].figures().size());
        });
    jobs.read("demo", DAYS, context -> summary(out, context, evaluation[0]));
    return 0;
  }

  /** What the gear sends lands as it is; that of a demo before goes. */
  private static void handOver(Path simulated, Path landing) {
    try {
      FileUtils.deleteDirectory(landing.toFile());
      FileUtils.moveDirectory(simulated.toFile(), landing.toFile());
    } catch (IOException e) {
      throw new ConfigurationError(
          "The demo's landing zone " + landing + " cannot be written",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "give --dir a folder this user may write to",
          e);
    }
  }

  private static void step(
      PrintWriter out,
      JobRunner jobs,
      String job,
      String title,
      Function<JobContext, Counts> body) {
    CountsTable.print(out, title, jobs.write(job, DAYS, body));
  }

  private Void summary(PrintWriter out, JobContext context, Evaluation evaluation) {
    context.warehouse().registerTables();
    out.println();
    out.println("The calls with the most bad minutes, what was to blame, and what showed it:");
    out.println(TextTable.of(worstCalls(context), 10));
    out.println("Bad minutes of each site by cause:");
    out.println(
        TextTable.of(
            context
                .spark()
                .sql(
                    "SELECT site_name AS site, sum(total_minutes) AS minutes, sum(bad_minutes) AS"
                        + " bad, sum(bad_minutes_wireless) AS wireless, sum(bad_minutes_wired) AS"
                        + " wired, sum(bad_minutes_wan) AS wan, sum(bad_minutes_client) AS client,"
                        + " sum(bad_minutes_remote) AS remote, sum(bad_minutes_unexplained) AS"
                        + " unexplained FROM gold.site_summary GROUP BY site_name ORDER BY"
                        + " site_name"),
            20));
    out.println(
        "How often the verdict met the truth (the model has learnt from most of these days, on new"
            + " ones it is right less often: docs/blame.md):");
    out.println();
    out.println(BlameTables.of(new PooledFigures(List.of(evaluation.figures()))));
    fingerprint(out, context);
    out.println("Try next:");
    for (String query :
        List.of(
            "SELECT site_name, day, total_minutes, bad_minutes, bad_minutes_wireless,"
                + " bad_minutes_wan FROM gold.site_summary ORDER BY bad_minutes DESC",
            "SELECT kind, item, category, bad_minutes, clients FROM gold.fix_first ORDER BY"
                + " bad_minutes DESC LIMIT 10",
            "SELECT minute_at, category, feature, round(contribution, 2) AS log_odds,"
                + " feature_value, unit FROM gold.feature_ranking WHERE target = 'bad_minute' AND"
                + " feature <> '' ORDER BY contribution DESC LIMIT 10")) {
      out.printf(
          "  bin/meeting-insights sql --set storage.warehouse=%s \"%s\"%n",
          dir.resolve("warehouse"), query);
    }
    out.flush();
    return null;
  }

  private static Dataset<Row> worstCalls(JobContext context) {
    return context
        .spark()
        .sql(
            "WITH calls AS (SELECT account_id, meeting_uuid, participant_id, joined_at, client_key,"
                + " bad_minutes, total_minutes, main_cause, audio_quality, video_quality FROM"
                + " gold.client_calls WHERE bad_minutes > 0 ORDER BY bad_minutes DESC, joined_at,"
                + " participant_id LIMIT 10), tops AS (SELECT c.account_id, c.meeting_uuid,"
                + " c.participant_id, c.joined_at, f.feature, avg(f.contribution) AS contribution,"
                + " avg(f.value) AS value FROM gold.minute_causes c JOIN calls USING (account_id,"
                + " meeting_uuid, participant_id, joined_at) LATERAL VIEW explode(c.top_features) t"
                + " AS f WHERE c.cause = calls.main_cause GROUP BY ALL), evidence AS (SELECT"
                + " account_id, meeting_uuid, participant_id, joined_at, concat_ws(', ',"
                + " transform(slice(array_sort(collect_list(struct(-contribution AS o, feature,"
                + " value))), 1, 3), x -> concat(x.feature, ' ', round(x.value, 1)))) AS shown_by"
                + " FROM tops GROUP BY ALL) SELECT s.name AS site, i.host_name AS host,"
                + " date_format(calls.joined_at, 'MM-dd HH:mm') AS joined, concat(bad_minutes, ' of"
                + " ', total_minutes) AS bad_minutes, video_quality AS video, main_cause AS cause,"
                + " shown_by FROM calls LEFT JOIN evidence USING (account_id, meeting_uuid,"
                + " participant_id, joined_at) LEFT JOIN (SELECT client_key, min(host_name) AS"
                + " host_name, min(site_id) AS site_id FROM silver.client_identities WHERE source ="
                + " 'network' GROUP BY client_key) i USING (client_key) LEFT JOIN silver.sites s"
                + " USING (site_id) ORDER BY calls.bad_minutes DESC, calls.joined_at,"
                + " participant_id");
  }

  private static void fingerprint(PrintWriter out, JobContext context) {
    Map<String, String> hashes = context.warehouse().contentHashes();
    List<String> empty =
        Tables.all().stream()
            .filter(table -> !table.isJournal())
            .map(TableSchema::qualifiedName)
            .filter(name -> hashes.getOrDefault(name, "0-").startsWith("0-"))
            .toList();
    out.printf(
        "Tables: %d filled%s. Fingerprint of their content: %08x (the same after every run of the"
            + " demo)%n",
        hashes.size() - empty.stream().filter(hashes::containsKey).count(),
        empty.isEmpty() ? "" : ", empty: " + String.join(", ", empty),
        hashes.toString().hashCode());
    out.println();
  }
}
