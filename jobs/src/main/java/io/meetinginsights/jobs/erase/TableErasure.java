package io.meetinginsights.jobs.erase;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.timestamp_millis;

import io.meetinginsights.jobs.privacy.Subject;
import io.meetinginsights.jobs.privacy.Subject.By;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;
import io.meetinginsights.tables.gold.CallEvents;
import io.meetinginsights.tables.gold.ClientCalls;
import io.meetinginsights.tables.gold.ClientHealth;
import io.meetinginsights.tables.gold.ClientSeries;
import io.meetinginsights.tables.gold.Contributions;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.gold.FeatureRanking;
import io.meetinginsights.tables.gold.MinuteCauses;
import io.meetinginsights.tables.gold.RunLog;
import io.meetinginsights.tables.gold.SiteClients;
import io.meetinginsights.tables.gold.TrainingSets;
import io.meetinginsights.tables.gold.ZoomJoins;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.Feedback;
import io.meetinginsights.tables.silver.Meetings;
import io.meetinginsights.tables.silver.NetworkEvents;
import io.meetinginsights.tables.silver.ParticipantMinutes;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.tables.silver.SenderMinutes;
import io.meetinginsights.tables.silver.WiredMinutes;
import io.meetinginsights.tables.silver.WirelessMinutes;
import io.meetinginsights.warehouse.Warehouse;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows of silver and gold that are somebody's. A row about the person or the device goes; a row
 * about something else loses the columns that name them. Totals (site_summary, site_series,
 * feedback_histogram, feature and model figures, fix_first, coverage) and sender_minutes stay: they
 * name nobody.
 *
 * <p>Which rows is said by surrogate key, in rows that are joined; the few texts people write are
 * searched by value, but what Delta is told is the key of the row.
 */
final class TableErasure {

  private static final Logger LOG = LoggerFactory.getLogger(TableErasure.class);

  private static final List<String> JOIN =
      List.of("account_id", "meeting_uuid", "participant_id", "joined_at");

  /** Facts of a join. Those that others find their minutes by come last. */
  private static final List<TableSchema> OF_JOINS =
      List.of(
          FeatureRanking.SCHEMA,
          Contributions.SCHEMA,
          MinuteCauses.SCHEMA,
          TrainingSets.SCHEMA,
          ClientCalls.SCHEMA,
          ZoomJoins.SCHEMA,
          ExperienceMinutes.SCHEMA,
          ParticipantMinutes.SCHEMA,
          Participants.SCHEMA);

  /** Facts of a device. */
  private static final List<TableSchema> OF_CLIENTS =
      List.of(
          WirelessMinutes.SCHEMA,
          NetworkEvents.SCHEMA,
          ClientSeries.SCHEMA,
          SiteClients.SCHEMA,
          ClientHealth.SCHEMA,
          CallEvents.SCHEMA,
          ZoomJoins.SCHEMA);

  /** Facts of a join's minute, for a device that somebody called from who stays. */
  private static final List<TableSchema> OF_MINUTES =
      List.of(
          FeatureRanking.SCHEMA,
          Contributions.SCHEMA,
          TrainingSets.SCHEMA,
          MinuteCauses.SCHEMA,
          ExperienceMinutes.SCHEMA);

  /** Columns that hold what people or programs wrote, with the keys of their rows. */
  private record Text(TableSchema table, String column, List<String> key) {}

  private static final List<Text> TEXTS =
      List.of(
          new Text(Meetings.SCHEMA, "topic", List.of("account_id", "meeting_uuid")),
          new Text(ClientCalls.SCHEMA, "topic", List.of("account_id", "meeting_uuid")),
          new Text(Participants.SCHEMA, "leave_reason", JOIN),
          new Text(NetworkEvents.SCHEMA, "reason", List.of("org_id", "site_id", "event_id")),
          new Text(
              CallEvents.SCHEMA,
              "details",
              List.of("org_id", "site_id", "client_key", "event_at", "event_id")),
          new Text(RunLog.SCHEMA, "message", List.of("job", "day", "run_id")));

  private final Warehouse warehouse;
  private final Subject subject;
  private final Map<String, Long> counts = new LinkedHashMap<>();

  private TableErasure(Warehouse warehouse, Subject subject) {
    this.warehouse = warehouse;
    this.subject = subject;
  }

  /** Erases the subject from silver and gold; rows by table and what was done with them. */
  static Map<String, Long> erase(Warehouse warehouse, Subject subject) {
    TableErasure erasure = new TableErasure(warehouse, subject);
    erasure.erase();
    return erasure.counts;
  }

  private void erase() {
    texts();
    Dataset<Row> hosts = keys(subject.by(By.PERSON_KEY), "host_person_key");
    blank(Meetings.SCHEMA, hosts, List.of("host_person_key"), List.of("topic"));
    blank(Meetings.SCHEMA, hosts, List.of("host_person_key"), List.of("host_person_key"));
    delete(Feedback.SCHEMA, keys(subject.by(By.PERSON_KEY), "rater"), List.of("rater"));
    ofAttendees();
    blank(
        SenderMinutes.SCHEMA,
        keys(subject.by(By.SENDER_KEY), "sender_key"),
        List.of("sender_key"),
        List.of("egress_key"));
    blank(
        WiredMinutes.SCHEMA,
        keys(subject.by(By.MAC), "neighbor_mac"),
        List.of("neighbor_mac"),
        List.of("neighbor_mac"));
    if (subject.kind() == Subject.Kind.CLIENT) {
      ofClient();
    }
    for (TableSchema table : OF_CLIENTS) {
      delete(table, keys(subject.by(By.CLIENT_KEY), "client_key"), List.of("client_key"));
    }
    blank(
        SiteClients.SCHEMA,
        keys(subject.by(By.PERSON_KEY), "person_key"),
        List.of("person_key"),
        List.of("person_key"));
    Dataset<Row> joins = joins();
    for (TableSchema table : OF_JOINS) {
      delete(table, joins, JOIN);
    }
    if (subject.kind() == Subject.Kind.CLIENT) {
      for (TableSchema table : List.of(Participants.SCHEMA, ZoomJoins.SCHEMA)) {
        blank(
            table,
            keys(subject.by(By.IDENTITY_KEY), "identity_key"),
            List.of("identity_key"),
            List.of("identity_key"));
      }
    }
    delete(
        ClientIdentities.SCHEMA,
        keys(subject.by(By.IDENTITY_KEY), "identity_key"),
        List.of("identity_key"));
    delete(People.SCHEMA, keys(subject.by(By.PERSON_KEY), "person_key"), List.of("person_key"));
  }

  /** What guests rated and hosted in the meetings they were in, and in no other. */
  private void ofAttendees() {
    List<String> hosted = List.of("account_id", "meeting_uuid", "host_person_key");
    blank(Meetings.SCHEMA, attendees("host_person_key"), hosted, List.of("topic"));
    blank(Meetings.SCHEMA, attendees("host_person_key"), hosted, List.of("host_person_key"));
    delete(Feedback.SCHEMA, attendees("rater"), List.of("account_id", "meeting_uuid", "rater"));
  }

  private Dataset<Row> attendees(String who) {
    return warehouse
        .spark()
        .createDataFrame(
            subject.by(By.ATTENDEE_KEY).stream()
                .map(attendee -> attendee.split("\u0001"))
                .map(parts -> RowFactory.create((Object[]) parts))
                .toList(),
            new StructType()
                .add("account_id", Types.STRING)
                .add("meeting_uuid", Types.STRING)
                .add(who, Types.STRING));
  }

  /** Minutes on the device, of whoever it was: they say where and how the device was. */
  private void ofClient() {
    if (subject.by(By.CLIENT_KEY).isEmpty() || !warehouse.exists(ExperienceMinutes.SCHEMA)) {
      return;
    }
    List<String> minute = new java.util.ArrayList<>(JOIN);
    minute.add("minute_at");
    Dataset<Row> minutes =
        warehouse
            .read(ExperienceMinutes.SCHEMA)
            .join(
                broadcast(keys(subject.by(By.CLIENT_KEY), "client_key")),
                SubjectSearch.one("client_key"),
                "left_semi")
            .select(minute.stream().map(name -> col(name)).toArray(Column[]::new))
            .localCheckpoint();
    for (TableSchema table : OF_MINUTES) {
      delete(table, minutes, minute);
    }
    delete(
        ClientCalls.SCHEMA, keys(subject.by(By.CLIENT_KEY), "client_key"), List.of("client_key"));
  }

  private void texts() {
    if (subject.names().isEmpty()) {
      return;
    }
    Dataset<Row> names = keys(subject.names(), "name");
    for (Text text : TEXTS) {
      if (!warehouse.exists(text.table())) {
        continue;
      }
      Dataset<Row> naming =
          warehouse
              .read(text.table())
              .where(col(text.column()).isNotNull())
              .withColumn("written", lower(col(text.column())))
              .join(
                  broadcast(names),
                  // contains first: it is cheap. The name is data, not a part of the plan.
                  expr(
                      "contains(written, name) AND written rlike"
                          + " concat('(^|[^\\\\p{L}\\\\p{N}])\\\\Q', name,"
                          + " '\\\\E($|[^\\\\p{L}\\\\p{N}])')"),
                  "left_semi")
              .select(text.key().stream().map(name -> col(name)).toArray(Column[]::new))
              .distinct()
              .localCheckpoint();
      blank(text.table(), naming, text.key(), List.of(text.column()));
    }
  }

  private Dataset<Row> joins() {
    List<Row> rows =
        subject.by(By.JOIN).stream()
            .map(join -> join.split("\u0001"))
            .map(parts -> RowFactory.create(parts[0], parts[1], parts[2], Long.parseLong(parts[3])))
            .toList();
    return warehouse
        .spark()
        .createDataFrame(
            rows,
            new StructType()
                .add("account_id", Types.STRING)
                .add("meeting_uuid", Types.STRING)
                .add("participant_id", Types.STRING)
                .add("joined_ms", Types.LONG))
        .withColumn("joined_at", timestamp_millis(col("joined_ms")))
        .drop("joined_ms");
  }

  private Dataset<Row> keys(Collection<String> values, String name) {
    return SubjectSearch.values(warehouse.spark(), values, name);
  }

  private void delete(TableSchema table, Dataset<Row> keys, List<String> on) {
    if (keys.isEmpty()) {
      return;
    }
    add(table.qualifiedName() + " rows deleted", () -> warehouse.deleteMatching(table, keys, on));
  }

  private void blank(TableSchema table, Dataset<Row> keys, List<String> on, List<String> columns) {
    if (keys.isEmpty()) {
      return;
    }
    add(
        table.qualifiedName() + " " + String.join(", ", columns) + " emptied",
        () -> warehouse.blankMatching(table, keys, on, columns));
  }

  private void add(String name, LongSupplier change) {
    long begun = System.nanoTime();
    long rows = change.getAsLong();
    if (rows > 0) {
      LOG.info("{}: {} in {} s", name, rows, (System.nanoTime() - begun) / 1_000_000_000);
      counts.merge(name, rows, Long::sum);
    }
  }
}
