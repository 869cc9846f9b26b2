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
import io.meetinginsights.tables.silver.Feedback;
import io.meetinginsights.tables.silver.Meetings;
import io.meetinginsights.tables.silver.NetworkEvents;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.warehouse.Warehouse;
import java.sql.Date;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Fills the tables people read, for the days of a run.
 *
 * <p>Reads: gold.experience_minutes, gold.minute_causes and gold.contributions of the days and the
 * day before (for calls over midnight), minutes and causes of the days a week before,
 * gold.model_features, silver.participants, meetings, feedback, network_events and sites. Without a
 * champion model there are no causes and contributions: bad minutes are then unexplained and
 * rankings empty, all else is filled.
 *
 * <p>Writes: gold.site_summary, site_series, client_series, client_health, call_events and
 * fix_first by the day a minute or event falls on; gold.feature_ranking, client_calls, site_clients
 * and feedback_histogram by the day a call ended. Only minutes whose client was on the network
 * count.
 *
 * <p>Re-run: each table's days are replaced; the same input leaves equal tables, and a range leaves
 * what its days leave one by one.
 *
 * <p>Example: {@code bin/meeting-insights insights --date 2026-03-02}
 */
public final class InsightsJob {

  /** How long before the days a join may have been left whose minutes are still read. */
  private static final int PARTICIPANT_DAYS_BEFORE = 2;

  private final JobContext context;
  private final Warehouse warehouse;
  private final DayRange days;
  private final InsightsConfig config;
  private Counts counts = Counts.none();

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
    Dataset<Row> minutes = minutes(days.widened(1, 0)).persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> calls = calls(minutes).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      context.stage("read", () -> checkAndCount(minutes));
      context.stage("sites", () -> writeSites(onlyDays(minutes)));
      context.stage("rankings", () -> writeRankings(Calls.joinCallDay(minutes, calls, days)));
      context.stage("calls", () -> writeCalls(Calls.joinCallDay(minutes, calls, days), calls));
      context.stage("events", () -> writeEvents(minutes, calls));
      context.stage("repair", () -> writeRepair(onlyDays(minutes), calls));
      return counts;
    } finally {
      calls.unpersist();
      minutes.unpersist();
    }
  }

  private Dataset<Row> minutes(DayRange range) {
    return CallMinutes.withVerdicts(
        read(ExperienceMinutes.SCHEMA, range), read(MinuteCauses.SCHEMA, range));
  }

  private Dataset<Row> calls(Dataset<Row> minutes) {
    return Calls.ofMinutes(
        minutes, participantsFrom(days, PARTICIPANT_DAYS_BEFORE), warehouse.read(Meetings.SCHEMA));
  }

  /** One pass that fills the cache: the key holds, and what there is. */
  private void checkAndCount(Dataset<Row> minutes) {
    Keys.assertUnique(minutes, "Minutes joined with their verdicts", Keys.MINUTE);
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
    Dataset<Row> sites = warehouse.read(Sites.SCHEMA);
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

  private void writeCalls(Dataset<Row> callMinutes, Dataset<Row> calls) {
    Dataset<Row> ratings =
        Ratings.placedInCalls(
            warehouse.read(Feedback.SCHEMA), participantsFrom(days, PARTICIPANT_DAYS_BEFORE));
    Dataset<Row> lowest = Ratings.lowestPerCall(ratings);
    Dataset<Row> parts = Calls.partPerClient(callMinutes).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> rankings = read(FeatureRanking.SCHEMA, days);
      write(ClientCalls.SCHEMA, Calls.clientCalls(parts, calls, lowest, rankings));
      write(SiteClients.SCHEMA, Calls.siteClients(parts, lowest));
    } finally {
      parts.unpersist();
    }
    write(
        FeedbackHistogram.SCHEMA,
        Ratings.histogramPerSite(ratings, read(ClientCalls.SCHEMA, days)));
  }

  private void writeEvents(Dataset<Row> minutes, Dataset<Row> calls) {
    Dataset<Row> networkEvents = read(NetworkEvents.SCHEMA, days);
    Dataset<Row> classes = EventClasses.rows(context.spark());
    write(
        CallEvents.SCHEMA,
        CallTimeline.eventsPerClient(minutes, calls, networkEvents, classes, config, days));
    write(
        ClientHealth.SCHEMA,
        ServiceLevels.failedMinutes(onlyDays(minutes), networkEvents, classes, config));
  }

  private void writeRepair(Dataset<Row> minutes, Dataset<Row> calls) {
    DayRange weekBefore = new DayRange(days.from().minusDays(7), days.to().minusDays(7));
    Dataset<Row> badMinutes =
        Suspects.joinContributions(
            withOs(minutes.where(col("is_bad")), calls), read(Contributions.SCHEMA, days));
    Dataset<Row> before =
        withOs(minutes(weekBefore), participantsFrom(weekBefore, PARTICIPANT_DAYS_BEFORE));
    write(FixFirst.SCHEMA, Suspects.rankPerSite(badMinutes, before, config.fixFirstItems()));
  }

  private static Dataset<Row> withOs(Dataset<Row> minutes, Dataset<Row> calls) {
    return minutes.join(
        calls.select(Keys.columns(Keys.CALL, col("os"))), Keys.of(Keys.CALL), "left");
  }

  private Dataset<Row> participantsFrom(DayRange range, int daysBefore) {
    return warehouse
        .read(Participants.SCHEMA)
        .where(
            col("left_day")
                .isNull()
                .or(col("left_day").geq(lit(Date.valueOf(range.from().minusDays(daysBefore))))));
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
