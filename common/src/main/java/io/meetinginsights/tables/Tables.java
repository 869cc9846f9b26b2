package io.meetinginsights.tables;

import io.meetinginsights.tables.bronze.NetworkRecords;
import io.meetinginsights.tables.bronze.ZoomResponses;
import io.meetinginsights.tables.gold.CallEvents;
import io.meetinginsights.tables.gold.ClientCalls;
import io.meetinginsights.tables.gold.ClientHealth;
import io.meetinginsights.tables.gold.ClientSeries;
import io.meetinginsights.tables.gold.Contributions;
import io.meetinginsights.tables.gold.Coverage;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.gold.FeatureRanking;
import io.meetinginsights.tables.gold.FeedbackHistogram;
import io.meetinginsights.tables.gold.FixFirst;
import io.meetinginsights.tables.gold.MinuteCauses;
import io.meetinginsights.tables.gold.ModelFeatures;
import io.meetinginsights.tables.gold.ModelMetrics;
import io.meetinginsights.tables.gold.ModelVersions;
import io.meetinginsights.tables.gold.RunLog;
import io.meetinginsights.tables.gold.SiteClients;
import io.meetinginsights.tables.gold.SiteSeries;
import io.meetinginsights.tables.gold.SiteSummary;
import io.meetinginsights.tables.gold.TrainingSets;
import io.meetinginsights.tables.gold.ZoomJoins;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.Feedback;
import io.meetinginsights.tables.silver.IngestProgress;
import io.meetinginsights.tables.silver.LinkedAccounts;
import io.meetinginsights.tables.silver.Meetings;
import io.meetinginsights.tables.silver.NetworkEvents;
import io.meetinginsights.tables.silver.ParticipantMinutes;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.tables.silver.RadioMinutes;
import io.meetinginsights.tables.silver.RejectedRecords;
import io.meetinginsights.tables.silver.SenderMinutes;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.tables.silver.WanMinutes;
import io.meetinginsights.tables.silver.WiredMinutes;
import io.meetinginsights.tables.silver.WirelessMinutes;
import java.util.List;
import java.util.Optional;

/**
 * The catalogue: every table there is, in the order the data flows. A new table is a class beside
 * these and a line here.
 */
public final class Tables {

  private static final List<TableSchema> ALL =
      List.of(
          ZoomResponses.SCHEMA,
          NetworkRecords.SCHEMA,
          LinkedAccounts.SCHEMA,
          IngestProgress.SCHEMA,
          Meetings.SCHEMA,
          People.SCHEMA,
          Participants.SCHEMA,
          SenderMinutes.SCHEMA,
          ParticipantMinutes.SCHEMA,
          Feedback.SCHEMA,
          Sites.SCHEMA,
          WirelessMinutes.SCHEMA,
          RadioMinutes.SCHEMA,
          WanMinutes.SCHEMA,
          WiredMinutes.SCHEMA,
          ClientIdentities.SCHEMA,
          NetworkEvents.SCHEMA,
          RejectedRecords.SCHEMA,
          ExperienceMinutes.SCHEMA,
          ModelVersions.SCHEMA,
          ModelFeatures.SCHEMA,
          ModelMetrics.SCHEMA,
          TrainingSets.SCHEMA,
          Contributions.SCHEMA,
          MinuteCauses.SCHEMA,
          SiteSummary.SCHEMA,
          SiteSeries.SCHEMA,
          ClientSeries.SCHEMA,
          FeedbackHistogram.SCHEMA,
          SiteClients.SCHEMA,
          ClientCalls.SCHEMA,
          ZoomJoins.SCHEMA,
          CallEvents.SCHEMA,
          FeatureRanking.SCHEMA,
          ClientHealth.SCHEMA,
          FixFirst.SCHEMA,
          Coverage.SCHEMA,
          RunLog.SCHEMA);

  private Tables() {}

  /** All tables, bronze first. */
  public static List<TableSchema> all() {
    return ALL;
  }

  /** The table of a name such as {@code silver.participants}. */
  public static Optional<TableSchema> named(String qualifiedName) {
    return ALL.stream().filter(table -> table.qualifiedName().equals(qualifiedName)).findFirst();
  }
}
