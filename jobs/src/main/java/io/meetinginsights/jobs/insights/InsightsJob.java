package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.gold.CallEvents;
import io.meetinginsights.tables.gold.ClientCalls;
import io.meetinginsights.tables.gold.ClientHealth;
import io.meetinginsights.tables.gold.ClientSeries;
import io.meetinginsights.tables.gold.Contributions;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.gold.FeatureRanking;
import io.meetinginsights.tables.gold.FeedbackHistogram;
import io.meetinginsights.tables.gold.FixFirst;
import io.meetinginsights.tables.gold.MinuteCauses;
import io.meetinginsights.tables.gold.ModelFeatures;
import io.meetinginsights.tables.gold.SiteClients;
import io.meetinginsights.tables.gold.SiteSeries;
import io.meetinginsights.tables.gold.SiteSummary;
import io.meetinginsights.tables.gold.ZoomJoins;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.Feedback;
import io.meetinginsights.tables.silver.Meetings;
import io.meetinginsights.tables.silver.NetworkEvents;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.RadioMinutes;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.warehouse.ComputedOnce;
import io.meetinginsights.warehouse.Warehouse;
import java.sql.Date;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Fills the tables people read, for the days of a run.
 *
 * <p>Reads: gold.experience_minutes, gold.minute_causes and gold.contributions of the days and the
 * day before (for calls over midnight), minutes and causes of the days a week before,
 * gold.model_features, silver.participants, meetings, feedback, network_events, client_identities,
 * radio_minutes (for the names of access points) and sites. Without a champion model there are no
 * causes and contributions: bad minutes are then unexplained and rankings empty, all else is
 * filled.
 *
 * <p>Writes: gold.site_summary, site_series, client_series, client_health, call_events and
 * fix_first by the day a minute or event falls on; gold.feature_ranking, client_calls,
 * site_clients, feedback_histogram and zoom_joins by the day a call ended. Only minutes whose
 * client was on the network count; zoom_joins says of the other joins why they do not.
 *
 * <p>Re-run: each table's days are replaced; the same input leaves equal tables, and a range leaves
 * what its days leave one by one.
 *
 * <p>Example: {@code bin/meeting-insights insights --date 2026-03-02}
 */
public final class InsightsJob {

  /** Participants who left up to this long before the days are read: for the week before. */
  private static final int PARTICIPANT_DAYS_BEFORE = 9;

  private final JobContext context;
  private final Warehouse warehouse;
  private final DayRange days;
  private final InsightsConfig config;
  private Counts counts = Counts.none();
  private Dataset<Row> health;

  private InsightsJob(JobContext context) {
    this.context = context;
    this.warehouse = context.warehouse();
    this.days = context.days();
    this.config = context.configuration().section("insights", InsightsConfig.class);
  }

  /** Runs the job for the days of the context. */
  public static Counts run(JobContext context) {
    return new InsightsJob(context).run();
  }

  private Counts run() {
    Dataset<Row> participants =
        context.stage("participants", () -> ComputedOnce.of(participants()));
    Dataset<Row> minutes =
        context.stage("minutes", () -> ComputedOnce.of(minutes(days.widened(1, 0))));
    Dataset<Row> calls =
        context.stage(
            "calls of minutes",
            () ->
                ComputedOnce.of(
                    Calls.ofMinutes(minutes, participants, warehouse.read(Meetings.SCHEMA))));
    Dataset<Row> callMinutes = Calls.joinCallDay(minutes, calls, days);
    context.stage("check", () -> checkAndCount(minutes, calls));
    context.stage("sites", () -> writeSites(onlyDays(minutes)));
    context.stage("rankings", () -> writeRankings(callMinutes));
    context.stage("events", () -> writeEvents(minutes, calls));
    context.stage("calls", () -> writeCalls(callMinutes, calls, participants, onlyDays(minutes)));
    context.stage("joins", this::writeJoins);
    context.stage("repair", () -> writeRepair(onlyDays(minutes), participants));
    return counts;
  }

  private Dataset<Row> minutes(DayRange range) {
    return CallMinutes.withVerdicts(
        read(ExperienceMinutes.SCHEMA, range), read(MinuteCauses.SCHEMA, range));
  }

  private Dataset<Row> participants() {
    Date first = Date.valueOf(days.from().minusDays(PARTICIPANT_DAYS_BEFORE));
    return Calls.joins(warehouse.read(Participants.SCHEMA))
        .where(col("left_day").isNull().or(col("left_day").geq(lit(first))));
  }

  /** The keys hold, and what there is. */
  private void checkAndCount(Dataset<Row> minutes, Dataset<Row> calls) {
    Keys.assertUnique(minutes, "Minutes joined with their verdicts", Keys.MINUTE);
    Keys.assertUnique(calls, "Calls joined with participants and meetings", Keys.CALL);
    Row found =
        onlyDays(minutes)
            .agg(
                count(lit(1)),
                count_if(col("is_bad")),
                count_if(col("is_bad").and(not(col("has_verdict")))))
            .head();
    counts =
        counts
            .with("read: on-network minutes", found.getLong(0))
            .with("read: bad minutes", found.getLong(1))
            .with("read: bad minutes without a verdict", found.getLong(2));
  }

  private void writeSites(Dataset<Row> minutes) {
    Dataset<Row> sites =
        ComputedOnce.of(
            warehouse.read(Sites.SCHEMA).select("org_id", "site_id", "name", "time_zone"));
    write(SiteSummary.SCHEMA, SiteTotals.summaryPerDay(minutes, sites, days));
    write(SiteSeries.SCHEMA, TimeBuckets.seriesPerSite(minutes, sites));
    write(ClientSeries.SCHEMA, TimeBuckets.seriesPerClient(minutes, sites));
  }

  private void writeRankings(Dataset<Row> callMinutes) {
    Dataset<Row> contributions =
        FeatureRanks.onlyRankable(
            read(Contributions.SCHEMA, days.widened(1, 0)), config.rankingTargets());
    write(
        FeatureRanking.SCHEMA,
        FeatureRanks.rankBadMinutes(
            callMinutes, contributions, warehouse.read(ModelFeatures.SCHEMA)));
  }

  private void writeCalls(
      Dataset<Row> callMinutes,
      Dataset<Row> calls,
      Dataset<Row> participants,
      Dataset<Row> minutesOfDays) {
    Dataset<Row> ratings =
        ComputedOnce.of(Ratings.placedInCalls(warehouse.read(Feedback.SCHEMA), participants));
    Dataset<Row> lowest = Ratings.lowestPerCall(ratings);
    Dataset<Row> parts = ComputedOnce.of(Calls.partPerClient(callMinutes));
    Dataset<Row> rankings = read(FeatureRanking.SCHEMA, days);
    Dataset<Row> clientCalls = ComputedOnce.of(Calls.clientCalls(parts, calls, lowest, rankings));
    write(ClientCalls.SCHEMA, CallDetails.join(clientCalls, callMinutes, minutesOfDays, health));
    write(SiteClients.SCHEMA, Calls.siteClients(parts, lowest));
    write(
        FeedbackHistogram.SCHEMA,
        Ratings.histogramPerSite(ratings, read(ClientCalls.SCHEMA, days)));
  }

  private void writeEvents(Dataset<Row> minutes, Dataset<Row> calls) {
    Dataset<Row> clientEvents =
        ComputedOnce.of(
            read(NetworkEvents.SCHEMA, days.widened(1, 0)).where(col("client_key").isNotNull()));
    Dataset<Row> classes = EventClasses.rows(context.spark());
    write(
        CallEvents.SCHEMA,
        CallTimeline.eventsPerClient(
            minutes, calls, onlyDays(clientEvents), classes, config, days));
    // Calls over midnight are told with the hours of both days.
    health = ComputedOnce.of(ServiceLevels.failedMinutes(minutes, clientEvents, classes, config));
    write(ClientHealth.SCHEMA, onlyDays(health));
  }

  private void writeJoins() {
    write(
        ZoomJoins.SCHEMA,
        JoinReasons.ofDays(
            warehouse.read(Participants.SCHEMA),
            warehouse.read(Meetings.SCHEMA),
            read(ExperienceMinutes.SCHEMA, days.widened(1, 0)),
            read(ClientCalls.SCHEMA, days),
            warehouse.read(ClientIdentities.SCHEMA),
            warehouse.read(Sites.SCHEMA),
            days));
  }

  private void writeRepair(Dataset<Row> minutes, Dataset<Row> participants) {
    DayRange weekBefore = new DayRange(days.from().minusDays(7), days.to().minusDays(7));
    Dataset<Row> badMinutes =
        Suspects.joinContributions(
            Suspects.withOs(minutes.where(col("is_bad")), participants),
            read(Contributions.SCHEMA, days));
    Dataset<Row> before = ComputedOnce.of(Suspects.withOs(minutes(weekBefore), participants));
    Dataset<Row> names = Suspects.namesOfAccessPoints(read(RadioMinutes.SCHEMA, days));
    write(FixFirst.SCHEMA, Suspects.rankPerSite(badMinutes, before, names, config.fixFirstItems()));
  }

  private Dataset<Row> onlyDays(Dataset<Row> minutes) {
    return minutes.where(Warehouse.days(days.from(), days.to()));
  }

  private Dataset<Row> read(TableSchema table, DayRange range) {
    return warehouse.read(table, range.from(), range.to());
  }

  private void write(TableSchema table, Dataset<Row> rows) {
    warehouse.replaceDays(table, rows, days.from(), days.to());
    counts = counts.with("written: " + table.name(), warehouse.rowsWritten(table));
  }
}
