package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.try_element_at;

import io.meetinginsights.config.Sites;
import io.meetinginsights.jobs.ingest.IngestConfig;
import io.meetinginsights.jobs.ingest.LoadResult;
import io.meetinginsights.jobs.ingest.NetworkPresence;
import io.meetinginsights.jobs.ingest.RejectedRows;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;
import io.meetinginsights.tables.bronze.ZoomResponses;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.Feedback;
import io.meetinginsights.tables.silver.LinkedAccounts;
import io.meetinginsights.tables.silver.Meetings;
import io.meetinginsights.tables.silver.ParticipantMinutes;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.tables.silver.SenderMinutes;
import io.meetinginsights.warehouse.ComputedOnce;
import io.meetinginsights.warehouse.SecretKey;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Zoom's answers from bronze to silver. Meetings that the landed lines are about are taken again
 * from every answer about them within the look-back, the newest counting, and merged on their keys.
 *
 * <p>Reads: bronze.zoom_responses, silver.people, conf/sites.yaml. Writes: silver.people, meetings,
 * participants, client_identities (source zoom), participant_minutes, sender_minutes, feedback,
 * linked_accounts.
 */
public final class ZoomLoad {

  /** The tables it writes, in the order people read of them. */
  public static final List<TableSchema> TABLES =
      List.of(
          People.SCHEMA,
          Meetings.SCHEMA,
          Participants.SCHEMA,
          ClientIdentities.SCHEMA,
          ParticipantMinutes.SCHEMA,
          SenderMinutes.SCHEMA,
          Feedback.SCHEMA,
          LinkedAccounts.SCHEMA);

  private final JobContext context;
  private final IngestConfig config;
  private final DayRange landed;
  private final SecretKey secret;
  private final LoadResult.Builder result = new LoadResult.Builder();

  private ZoomLoad(JobContext context, IngestConfig config, SecretKey secret) {
    this.context = context;
    this.config = config;
    this.landed = context.days();
    this.secret = secret;
  }

  /** Takes the landed days through. */
  public static LoadResult run(JobContext context, IngestConfig config, SecretKey secret) {
    return new ZoomLoad(context, config, secret).load();
  }

  private LoadResult load() {
    Dataset<Row> lines = lines();
    Dataset<Row> calls = ofTouchedMeetings(lines);
    Map<String, Dataset<Row>> records =
        context.stage(
            "Zoom's records",
            () ->
                ComputedOnce.allOf(
                    Map.of(
                        "meetings",
                        () -> new MeetingRecords().read(ZoomLines.usable(lines, "meetings")),
                        "users",
                        () -> new UserRecords().read(ZoomLines.usable(lines, "users")),
                        "participants",
                        () ->
                            JoinWalk.byJoin(
                                ParticipantRecords.of(
                                    ZoomLines.usable(calls, "participants", "participants_qos"))),
                        "ratings",
                        () ->
                            new FeedbackRecords().read(ZoomLines.usable(calls, "satisfaction")))));
    Dataset<Row> listed = records.get("meetings");
    Dataset<Row> users = records.get("users");
    Dataset<Row> participants = records.get("participants");
    Dataset<Row> ratings = records.get("ratings");
    if (records.values().stream().allMatch(Dataset::isEmpty)) {
      // A day without a meeting: only that the account was asked is new.
      context.stage("linked accounts", this::writeAccounts);
    } else {
      write(listed, users, participants, ratings);
    }
    result.wrote(context.warehouse(), TABLES);
    rejects(lines, listed, users, participants, ratings);
    return result.build();
  }

  private void write(
      Dataset<Row> listed, Dataset<Row> users, Dataset<Row> participants, Dataset<Row> ratings) {
    Dataset<Row> hosts =
        accepted(listed)
            .withColumnRenamed("host_email", "email")
            .withColumn("zoom_user_id", lit(null).cast(Types.STRING))
            .withColumn("user_name", lit(null).cast(Types.STRING));
    Persons persons =
        new Persons(
            context.stage(
                "who is who",
                () ->
                    ComputedOnce.of(
                        Persons.evidence(accepted(users), Persons.LISTED)
                            .unionByName(Persons.evidence(accepted(participants), 2))
                            .unionByName(Persons.evidence(hosts, 1))
                            .unionByName(Persons.evidence(accepted(ratings), 1))
                            .unionByName(Persons.known(context.warehouse().read(People.SCHEMA)))
                            .distinct())),
            secret);
    Dataset<Row> joins =
        context.stage("joins", () -> ComputedOnce.of(joins(persons, accepted(participants))));

    // Those that take longest first, so that none of them runs alone at the end.
    Map<String, Runnable> writes = new LinkedHashMap<>();
    writes.put("participant minutes", () -> writeMinutes(participants, joins));
    writes.put("participants", () -> writeParticipants(joins));
    writes.put("meetings", () -> writeMeetings(persons, listed));
    writes.put("people", () -> merge(People.SCHEMA, people(persons, joins), null));
    writes.put("feedback", () -> writeFeedback(persons, ratings));
    writes.put("linked accounts", () -> writeAccounts());
    context.stagesSideBySide(2, writes);
  }

  private Dataset<Row> lines() {
    DayRange near = landed.widened(config.lookBackDays(), config.lookBackDays());
    Dataset<Row> window =
        context
            .warehouse()
            .read(ZoomResponses.SCHEMA, near.from(), near.to())
            .withColumn("is_landed", isLanded());
    return ZoomLines.withDuplicates(window, ComputedOnce.of(ZoomLines.duplicates(window)));
  }

  private Column isLanded() {
    return col("day").between(lit(Date.valueOf(landed.from())), lit(Date.valueOf(landed.to())));
  }

  /**
   * Lines about the meetings that landed lines are about; listings touch nothing but themselves.
   */
  private Dataset<Row> ofTouchedMeetings(Dataset<Row> lines) {
    Dataset<Row> touched =
        ComputedOnce.of(
            ZoomLines.usable(
                    lines.where(col("is_landed")),
                    "participants",
                    "participants_qos",
                    "satisfaction")
                .select("account_id", "meeting_uuid")
                .where(col("meeting_uuid").isNotNull())
                .distinct()
                .withColumn("is_touched", lit(true)));
    return lines
        .join(broadcast(touched), ZoomLines.shared("account_id", "meeting_uuid"), "left")
        .where(col("is_landed").or(coalesce(col("is_touched"), lit(false))));
  }

  private Dataset<Row> joins(Persons persons, Dataset<Row> participants) {
    Dataset<Row> joins = persons.withPersonKey(JoinWalk.joins(participants));
    Column[] join = {
      col("account_id"), col("meeting_uuid"), col("participant_id"), col("joined_at")
    };
    Column isAddressed =
        col("mac")
            .isNotNull()
            .or(col("internal_ips").isNotNull())
            .or(col("public_ip").isNotNull())
            .or(col("host_name").isNotNull())
            .or(col("email").isNotNull());
    Dataset<Row> keyed =
        secret
            .beside(joins)
            .withColumn("sender_key", SecretKey.surrogate(lit(true), "sender", join))
            .withColumn("identity_key", SecretKey.surrogate(isAddressed, "zoom identity", join))
            .withColumn(
                "egress_key",
                SecretKey.surrogate(col("public_ip").isNotNull(), "egress", col("public_ip")))
            .withColumn("is_guest", col("is_account_user").equalTo(false))
            .drop(SecretKey.COLUMN);
    return withoutGuestsNames(keyed);
  }

  /**
   * Guests off the network keep their keyed id and nothing that names them. Where no egress is
   * known nobody can be told to be off the network.
   */
  private Dataset<Row> withoutGuestsNames(Dataset<Row> joins) {
    NetworkPresence presence = NetworkPresence.of(context);
    if (!presence.isEgressKnown()) {
      return joins.withColumn("is_anonymous", lit(false));
    }
    Dataset<Row> told =
        presence
            .withOffNetwork(joins)
            .withColumn("is_anonymous", col(NetworkPresence.COLUMN).and(col("is_guest")))
            .drop(NetworkPresence.COLUMN);
    for (String name :
        List.of(
            "identity_key",
            "mac",
            "internal_ips",
            "public_ip",
            "host_name",
            "email",
            "user_name")) {
      told =
          told.withColumn(
              name,
              org.apache.spark.sql.functions.when(col("is_anonymous").equalTo(false), col(name)));
    }
    return told;
  }

  /** Rows of people: who is a guest off the network is there without a name. */
  private Dataset<Row> people(Persons persons, Dataset<Row> joins) {
    Dataset<Row> anonymous =
        joins
            .groupBy("person_key")
            .agg(min(col("is_anonymous").cast("int")).equalTo(1).as("is_anonymous"))
            .where(col("person_key").isNotNull().and(col("is_anonymous")))
            .join(
                context
                    .warehouse()
                    .read(People.SCHEMA)
                    .where(col("email").isNotNull().or(col("display_name").isNotNull()))
                    .select("person_key"),
                ZoomLines.shared("person_key"),
                "left_anti");
    Column isNamed = coalesce(col("is_anonymous"), lit(false)).equalTo(false);
    return persons
        .people()
        .join(anonymous, ZoomLines.shared("person_key"), "left")
        .withColumn("email", org.apache.spark.sql.functions.when(isNamed, col("email")))
        .withColumn(
            "display_name", org.apache.spark.sql.functions.when(isNamed, col("display_name")))
        .drop("is_anonymous");
  }

  private void writeMeetings(Persons persons, Dataset<Row> listed) {
    // Only the listings of the landed days are new; older answers may still hold a newer word.
    Dataset<Row> asked =
        accepted(listed).where(isLanded()).select("account_id", "meeting_uuid").distinct();
    Dataset<Row> meetings =
        MeetingRecords.newest(
                accepted(listed)
                    .join(asked, ZoomLines.shared("account_id", "meeting_uuid"), "left_semi"))
            .withColumnRenamed("host_email", "email")
            .withColumn("zoom_user_id", lit(null).cast(Types.STRING));
    merge(
        Meetings.SCHEMA,
        persons
            .withPersonKey(meetings)
            .withColumnRenamed("person_key", "host_person_key")
            .drop("email", "zoom_user_id", "is_account_user", "person_user_id"),
        null);
  }

  private void writeParticipants(Dataset<Row> joins) {
    Row span = joins.agg(min("joined_at"), max("joined_at")).head();
    if (span.isNullAt(0)) {
      merge(Participants.SCHEMA, participantRows(joins), "false");
      merge(ClientIdentities.SCHEMA, identityRows(joins), "target.source = 'zoom'");
      return;
    }
    String from = "TIMESTAMP'" + span.getTimestamp(0).toInstant() + "'";
    String to = "TIMESTAMP'" + span.getTimestamp(1).toInstant() + "'";
    merge(
        Participants.SCHEMA,
        participantRows(joins),
        "target.joined_at >= " + from + " AND target.joined_at <= " + to);
    merge(
        ClientIdentities.SCHEMA,
        identityRows(joins),
        "target.source = 'zoom' AND target.seen_from >= "
            + from
            + " AND target.seen_from <= "
            + to);
  }

  private static Dataset<Row> participantRows(Dataset<Row> joins) {
    return joins.drop(
        "zoom_user_id",
        "person_user_id",
        "is_account_user",
        "email",
        "user_name",
        "mac",
        "internal_ips",
        "public_ip",
        "host_name",
        "egress_key",
        "is_anonymous");
  }

  private static Dataset<Row> identityRows(Dataset<Row> joins) {
    return joins
        .where(col("identity_key").isNotNull())
        .select(
            lit("zoom").as("source"),
            col("identity_key"),
            col("account_id"),
            col("person_key"),
            col("mac"),
            col("mac").substr(2, 1).isin("2", "6", "a", "e").as("is_random_mac"),
            try_element_at(col("internal_ips"), lit(1)).as("ip"),
            col("internal_ips"),
            col("public_ip"),
            col("host_name"),
            col("email").as("user_name"),
            col("os"),
            col("joined_at").as("seen_from"),
            greatest(col("joined_at"), col("left_at")).as("seen_to"));
  }

  private void writeMinutes(Dataset<Row> participants, Dataset<Row> joins) {
    Dataset<Row> minutes =
        ComputedOnce.of(JoinWalk.minutes(accepted(participants), context.runId()));
    List<LocalDate> days =
        minutes
            .select("day")
            .distinct()
            .collectAsList() // OK: days of the touched meetings
            .stream()
            .map(day -> day.getDate(0).toLocalDate())
            .sorted()
            .toList();
    days.forEach(result::changed);
    String within =
        days.isEmpty()
            ? "false"
            : days.stream()
                .map(day -> "DATE'" + day + "'")
                .collect(Collectors.joining(", ", "target.day IN (", ")"));
    merge(ParticipantMinutes.SCHEMA, minutes, within);
    merge(SenderMinutes.SCHEMA, SenderRows.of(minutes, joins), within);
  }

  private void writeFeedback(Persons persons, Dataset<Row> ratings) {
    merge(Feedback.SCHEMA, FeedbackRecords.unique(persons.withPersonKey(accepted(ratings))), null);
  }

  private void writeAccounts() {
    Dataset<Row> seen =
        context
            .warehouse()
            .read(ZoomResponses.SCHEMA, landed.from(), landed.to())
            .groupBy("account_id")
            .agg(min("day").as("first_seen"), max("day").as("last_seen"));
    List<Row> links = new ArrayList<>();
    for (Sites.Organisation organisation : context.sites().organisations()) {
      organisation
          .accounts()
          .forEach(account -> links.add(RowFactory.create(account, organisation.orgId())));
    }
    Dataset<Row> configured =
        context
            .spark()
            .createDataFrame(
                links, new StructType().add("account_id", Types.STRING).add("org_id", Types.STRING))
            .distinct();
    Dataset<Row> before =
        context
            .warehouse()
            .read(LinkedAccounts.SCHEMA)
            .groupBy("account_id")
            .agg(min("first_day").as("first_before"), max("last_day").as("last_before"));
    Dataset<Row> accounts =
        seen.join(configured, ZoomLines.shared("account_id"), "left")
            .join(before, ZoomLines.shared("account_id"), "left")
            .select(
                col("account_id"),
                coalesce(col("org_id"), col("account_id")).as("org_id"),
                least(col("first_seen"), col("first_before")).as("first_day"),
                greatest(col("last_seen"), col("last_before")).as("last_day"));
    merge(LinkedAccounts.SCHEMA, accounts, null);
  }

  private void rejects(
      Dataset<Row> lines,
      Dataset<Row> listed,
      Dataset<Row> users,
      Dataset<Row> participants,
      Dataset<Row> ratings) {
    Dataset<Row> landedLines = lines.where(col("is_landed"));
    result.rejects(RejectedRows.unreadable(landedLines));
    result.rejects(
        RejectedRows.ofLines(
            landedLines.where(col("is_duplicate")), lit("duplicate"), "content not seen before"));
    result.rejects(
        RejectedRows.ofLines(
            landedLines.where(
                col("is_readable")
                    .and(
                        col("dataset")
                            .isin(
                                "meetings",
                                "participants",
                                "participants_qos",
                                "satisfaction",
                                "users")
                            .equalTo(false))),
            lit("unknown_dataset"),
            "a dataset with a reader"));
    for (Dataset<Row> records : List.of(listed, users, participants, ratings)) {
      Dataset<Row> ofLanding = records.where(isLanded());
      result.rejects(RejectedRows.ofRecords(ofLanding));
      result.records(
          ofLanding
              .where(col("record").notEqual(ZoomReader.WHOLE_LINE))
              .select("dataset", "is_rejected"));
    }
  }

  private static Dataset<Row> accepted(Dataset<Row> records) {
    return records.where(col("is_rejected").equalTo(false));
  }

  private void merge(TableSchema table, Dataset<Row> rows, String within) {
    context
        .warehouse()
        .merge(table, table.conformSparse(rows.withColumn("run_id", lit(context.runId()))), within);
  }
}
