package io.meetinginsights.jobs.erase;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.unix_millis;

import io.meetinginsights.jobs.ingest.NetworkPresence;
import io.meetinginsights.jobs.ingest.zoom.GuestRecords;
import io.meetinginsights.jobs.privacy.Identifiers;
import io.meetinginsights.jobs.privacy.Subject;
import io.meetinginsights.jobs.privacy.Subject.By;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;
import io.meetinginsights.tables.bronze.ZoomResponses;
import io.meetinginsights.tables.gold.ClientCalls;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.warehouse.SecretKey;
import io.meetinginsights.warehouse.Warehouse;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Who somebody is in the tables: from an e-mail address or a MAC address to everything the records
 * are known by.
 *
 * <p>A person's devices go with the person if nobody else was ever seen on them: by the MAC that
 * Zoom told, by the user that the network saw signed in, by the client that correlate found. Host
 * names, addresses and display names count only if they are nobody else's: what two share cannot be
 * taken from one of them.
 *
 * <p>Identifiers reach Spark as rows, never as literals, which would show in plans and event logs.
 */
final class SubjectSearch {

  private static final String FOUND = "found";

  private final SparkSession spark;
  private final Warehouse warehouse;
  private final SecretKey secret;
  private final JobContext context;

  SubjectSearch(JobContext context) {
    this.context = context;
    this.spark = context.spark();
    this.warehouse = context.warehouse();
    this.secret = SecretKey.at(spark, context.storage().key());
  }

  /** The person with an e-mail address. */
  Subject person(String address) {
    String email = Identifiers.person(address);
    Dataset<Row> people = table(People.SCHEMA);
    Dataset<Row> named = people.join(values(List.of(email), "email"), "email");
    Set<String> personKeys = strings(named.select("person_key"));
    personKeys.addAll(guestKeys(email));
    Set<String> persons = new LinkedHashSet<>(Set.of(email));
    strings(named.select("zoom_user_id")).forEach(id -> persons.add(Identifiers.person(id)));

    Dataset<Row> keys = values(personKeys, "person_key");
    Dataset<Row> participants = table(Participants.SCHEMA).join(keys, "person_key");
    Dataset<Row> identities = table(ClientIdentities.SCHEMA).localCheckpoint();
    Set<String> identityKeys = strings(participants.select("identity_key"));
    identityKeys.addAll(strings(identities.join(keys, "person_key").select("identity_key")));
    Set<String> signIns = signIns(people, email);
    Dataset<Row> own =
        identities
            .join(values(identityKeys, "identity_key"), "identity_key", "left_semi")
            .unionByName(
                identities
                    .where(col("source").equalTo("network"))
                    .join(values(signIns, "user_name"), "user_name", "left_semi")
                    .select(identityColumns()));
    Dataset<Row> matched = table(ExperienceMinutes.SCHEMA).join(keys, "person_key");
    Set<String> candidates = strings(own.select("mac"));
    candidates.addAll(
        strings(
            identities
                .join(
                    matched.select("client_key").where(col("client_key").isNotNull()).distinct(),
                    "client_key")
                .select("mac")));
    Set<String> macs = ownAlone(candidates, identities, keys, signIns);
    identityKeys.addAll(strings(own.select("identity_key")));
    identityKeys.addAll(
        strings(identities.join(values(macs, "mac"), "mac").select("identity_key")));

    Set<String> joins = joins(participants);
    joins.addAll(joins(table(ClientCalls.SCHEMA).join(keys, "person_key")));
    joins.addAll(joins(matched));
    Set<String> texts = textsOf(identities, identityKeys);
    strings(named.select("display_name"))
        .forEach(name -> texts.add(Identifiers.texts(name).get(0)));
    Dataset<Row> others = people.join(keys, one("person_key"), "left_anti");
    strings(others.select(lower(trim(col("display_name"))))).forEach(texts::remove);
    return new Subject(
        Subject.Kind.PERSON,
        Map.of(
            By.PERSON,
            persons,
            By.SIGN_IN,
            signIns,
            By.MAC,
            macs,
            By.TEXT,
            texts,
            By.JOIN,
            joins,
            By.PARTICIPANT_ID,
            participantIds(joins),
            By.PERSON_KEY,
            personKeys,
            By.CLIENT_KEY,
            clientKeys(identities, macs),
            By.IDENTITY_KEY,
            identityKeys,
            By.SENDER_KEY,
            offNetworkSenders(participants, identities)));
  }

  /** The device with a MAC address. */
  Subject client(String mac) {
    Dataset<Row> identities = table(ClientIdentities.SCHEMA).localCheckpoint();
    Set<String> macs = Set.of(mac);
    Set<String> identityKeys =
        strings(identities.join(values(macs, "mac"), "mac").select("identity_key"));
    return new Subject(
        Subject.Kind.CLIENT,
        Map.of(
            By.MAC,
            macs,
            By.TEXT,
            textsOf(identities, identityKeys),
            By.CLIENT_KEY,
            clientKeys(identities, macs),
            By.IDENTITY_KEY,
            identityKeys));
  }

  /** Everybody who was off the network in calls before, as opt-out-guests would see it now. */
  Subject guests() {
    Dataset<Row> identities = table(ClientIdentities.SCHEMA).localCheckpoint();
    NetworkPresence presence = NetworkPresence.of(context);
    Dataset<Row> zoom =
        identities
            .where(col("source").equalTo("zoom"))
            .select("identity_key", "mac", "internal_ips", "public_ip", "host_name");
    Dataset<Row> joins =
        presence
            .withOffNetwork(table(Participants.SCHEMA).join(zoom, one("identity_key"), "left"))
            .localCheckpoint();
    Dataset<Row> off = joins.where(col(NetworkPresence.COLUMN));
    Dataset<Row> on = joins.where(col(NetworkPresence.COLUMN).equalTo(false));
    Set<String> identityKeys = strings(off.select("identity_key"));
    Dataset<Row> guests =
        table(People.SCHEMA)
            .where(col("is_account_user").equalTo(false))
            .join(off.select("person_key"), one("person_key"), "left_semi")
            .join(on.select("person_key"), one("person_key"), "left_anti");
    Set<String> persons = strings(guests.select("email"));
    // Records that silver refused, such as a stay in the waiting room, stand in bronze alone.
    GuestRecords told =
        GuestRecords.find(presence, table(ZoomResponses.SCHEMA).where(col("is_readable")), on);
    Set<String> joinKeys = joins(off.unionByName(told.joins(), true));
    Dataset<Row> personsOff =
        off.select("account_id", "meeting_uuid", "person_key")
            .na()
            .drop()
            .join(
                on.select("account_id", "meeting_uuid", "person_key"),
                shared("account_id", "meeting_uuid", "person_key"),
                "left_anti");
    return new Subject(
        Subject.Kind.GUESTS,
        Map.of(
            By.PERSON,
            persons,
            By.JOIN,
            joinKeys,
            By.ATTENDEE,
            attendees(told.addresses()),
            By.PARTICIPANT_ID,
            participantIds(joinKeys),
            By.PERSON_KEY,
            strings(guests.select("person_key")),
            By.ATTENDEE_KEY,
            attendees(personsOff),
            By.IDENTITY_KEY,
            identityKeys,
            By.SENDER_KEY,
            strings(off.select("sender_key"))));
  }

  /** Keys under which load would put somebody of this address who is no user of the account. */
  private Set<String> guestKeys(String email) {
    Dataset<Row> accounts =
        table(Participants.SCHEMA)
            .select("account_id")
            .unionByName(table(People.SCHEMA).select("account_id"))
            .distinct();
    Dataset<Row> keyed =
        secret
            .beside(accounts.crossJoin(broadcast(values(List.of(email), "email"))))
            .select(
                SecretKey.surrogate(
                    lit(true), "person", col("account_id"), concat(lit("email:"), col("email"))));
    return strings(keyed);
  }

  /**
   * Names the network may know the user by: the address, and what stands before the @ if unique.
   */
  private static Set<String> signIns(Dataset<Row> people, String email) {
    Set<String> names = new LinkedHashSet<>(Set.of(email));
    String called = email.split("@", 2)[0];
    Set<String> addresses =
        strings(
            people
                .where(col("email").isNotNull())
                .join(
                    values(people.sparkSession(), List.of(called), "called"),
                    split(col("email"), "@").getItem(0).equalTo(col("called")))
                .select("email"));
    addresses.add(email);
    if (addresses.size() == 1) {
      names.add(called);
    }
    return names;
  }

  /** Of some devices those that nobody else was seen on. */
  private Set<String> ownAlone(
      Set<String> candidates, Dataset<Row> identities, Dataset<Row> keys, Set<String> signIns) {
    Dataset<Row> of = identities.join(values(candidates, "mac"), one("mac"), "left_semi");
    Set<String> shared =
        strings(
            of.where(col("person_key").isNotNull())
                .join(keys, one("person_key"), "left_anti")
                .select("mac"));
    shared.addAll(
        strings(
            of.where(col("source").equalTo("network").and(col("user_name").isNotNull()))
                .join(values(signIns, "user_name"), one("user_name"), "left_anti")
                .select("mac")));
    shared.addAll(
        strings(
            of.select("mac", "client_key")
                .distinct()
                .join(
                    table(ExperienceMinutes.SCHEMA)
                        .where(col("person_key").isNotNull().and(col("client_key").isNotNull()))
                        .select("client_key", "person_key")
                        .distinct()
                        .join(keys, one("person_key"), "left_anti"),
                    "client_key")
                .select("mac")));
    Set<String> own = new LinkedHashSet<>(candidates);
    own.removeAll(shared);
    return own;
  }

  /** Host names and addresses in some identities that stand in no other, nor are our egress. */
  private Set<String> textsOf(Dataset<Row> identities, Set<String> identityKeys) {
    Dataset<Row> texts =
        identities.select(
            col("identity_key"),
            explode(
                    expr(
                        "array_compact(concat(array(host_name, ip, public_ip),"
                            + " coalesce(internal_ips, array())))"))
                .as("text"));
    Dataset<Row> keys = values(identityKeys, "identity_key");
    Dataset<Row> own =
        texts
            .join(keys, one("identity_key"), "left_semi")
            .select(lower(trim(col("text"))).as("text"));
    Dataset<Row> others =
        texts
            .join(keys, one("identity_key"), "left_anti")
            .select(lower(trim(col("text"))).as("text"));
    Dataset<Row> egress = table(Sites.SCHEMA).select(explode(col("egress_ips")).as("text"));
    return strings(
        own.distinct()
            .join(others.unionByName(egress), one("text"), "left_anti")
            .where(expr("length(text) > 2")));
  }

  private Set<String> clientKeys(Dataset<Row> identities, Set<String> macs) {
    return strings(identities.join(values(macs, "mac"), "mac").select("client_key"));
  }

  private Set<String> offNetworkSenders(Dataset<Row> participants, Dataset<Row> identities) {
    Dataset<Row> shown =
        identities
            .where(col("source").equalTo("zoom"))
            .select("identity_key", "mac", "internal_ips", "public_ip", "host_name");
    return strings(
        NetworkPresence.of(context)
            .withOffNetwork(participants.join(shown, one("identity_key"), "left"))
            .where(col(NetworkPresence.COLUMN))
            .select("sender_key"));
  }

  private static Set<String> joins(Dataset<Row> rows) {
    return strings(
        rows.select(
            org.apache.spark.sql.functions.concat_ws(
                "\u0001",
                col("account_id"),
                col("meeting_uuid"),
                col("participant_id"),
                unix_millis(col("joined_at")).cast("string"))));
  }

  /** An account, a meeting, and who was in it, by address or by key. */
  private static Set<String> attendees(Dataset<Row> rows) {
    return strings(
        rows.select(
            org.apache.spark.sql.functions.concat_ws(
                "\u0001",
                java.util.Arrays.stream(rows.columns())
                    .map(name -> col(name))
                    .toArray(Column[]::new))));
  }

  private static Set<String> participantIds(Set<String> joins) {
    Set<String> ids = new LinkedHashSet<>();
    joins.forEach(join -> ids.add(join.split("\u0001")[2]));
    return ids;
  }

  private Dataset<Row> table(TableSchema table) {
    return warehouse.read(table);
  }

  private static Column[] identityColumns() {
    return ClientIdentities.SCHEMA.columns().stream()
        .map(column -> col(column.name()))
        .toArray(Column[]::new);
  }

  private Dataset<Row> values(Collection<String> values, String name) {
    return values(spark, values, name);
  }

  /** Values as rows. */
  static Dataset<Row> values(SparkSession spark, Collection<String> values, String name) {
    return spark.createDataFrame(
        values.stream().map(RowFactory::create).toList(),
        new StructType().add(name, Types.STRING, false));
  }

  /** The distinct values of the only column. */
  static Set<String> strings(Dataset<Row> rows) {
    return new LinkedHashSet<>(
        rows.toDF(FOUND)
            .where(col(FOUND).isNotNull())
            .distinct()
            .as(Encoders.STRING())
            .collectAsList()); // OK: what one person, or a network's guests, are called
  }

  static scala.collection.immutable.Seq<String> one(String column) {
    return shared(column);
  }

  private static scala.collection.immutable.Seq<String> shared(String... columns) {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.of(columns)).toSeq();
  }
}
