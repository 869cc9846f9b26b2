package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.ingest.IngestConfig;
import io.meetinginsights.jobs.ingest.LoadResult;
import io.meetinginsights.jobs.ingest.RejectedRows;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.bronze.NetworkRecords;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.NetworkEvents;
import io.meetinginsights.tables.silver.RadioMinutes;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.tables.silver.WanMinutes;
import io.meetinginsights.tables.silver.WiredMinutes;
import io.meetinginsights.tables.silver.WirelessMinutes;
import io.meetinginsights.warehouse.ComputedOnce;
import io.meetinginsights.warehouse.SecretKey;
import io.meetinginsights.warehouse.Warehouse;
import java.io.Serializable;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Network telemetry from bronze to silver. The event days that the landed lines touch are taken
 * again whole, from every bronze line that overlaps them, so that late data finds its day and a day
 * taken twice is the same. What a day's first minutes owe to the last ones of the day before
 * (growth of counters, flaps) is taken again too if that day lands later: the tables do not depend
 * on the order in which days are loaded.
 *
 * <p>Reads: bronze.network_records, conf/sites.yaml. Writes: silver.wireless_minutes,
 * radio_minutes, wan_minutes, wired_minutes, network_events, client_identities (source network),
 * sites.
 */
public final class NetworkLoad {

  /** The tables it writes, in the order people read of them. */
  public static final List<TableSchema> TABLES =
      List.of(
          WirelessMinutes.SCHEMA,
          RadioMinutes.SCHEMA,
          WanMinutes.SCHEMA,
          WiredMinutes.SCHEMA,
          NetworkEvents.SCHEMA,
          ClientIdentities.SCHEMA,
          Sites.SCHEMA);

  /** Kinds of which minutes are made by comparing a snapshot with the one before. */
  private static final Set<Kind> COMPARED =
      EnumSet.of(Kind.WIRELESS_CLIENT, Kind.DEVICE, Kind.PORT);

  private final JobContext context;
  private final IngestConfig config;
  private final DayRange landed;
  private final SecretKey secret;
  private final LoadResult.Builder result = new LoadResult.Builder();
  private Dataset<Row> observations;

  private NetworkLoad(JobContext context, IngestConfig config, SecretKey secret) {
    this.context = context;
    this.config = config;
    this.landed = context.days();
    this.secret = secret;
  }

  /** Takes the landed days through. */
  public static LoadResult run(JobContext context, IngestConfig config, SecretKey secret) {
    return new NetworkLoad(context, config, secret).load();
  }

  private LoadResult load() {
    if (context.warehouse().isEmpty(NetworkRecords.SCHEMA)) {
      context.stage("sites", this::writeSites);
      result.wrote(context.warehouse(), List.of(Sites.SCHEMA));
      return result.build();
    }
    Days days = Days.of(touchedDays());
    Dataset<Row> lines = lines(days);
    observations =
        context.stage(
            "observations",
            () ->
                ComputedOnce.of(
                    ObservedLines.byDevice(
                        ObservedLines.read(usable(lines, days), config.lookBackDays()))));
    // Those that take longest first, so that none of them runs alone at the end.
    Map<String, Runnable> writes = new LinkedHashMap<>();
    writes.put("wireless minutes", () -> writeWireless(days.ofMinutes()));
    writes.put("WAN minutes", () -> writeWan(days.ofMinutes()));
    writes.put("radio minutes", () -> writeRadios(days.ofMinutes()));
    writes.put("network identities", () -> writeIdentities(days));
    writes.put("wired minutes", () -> writeWired(days.ofMinutes()));
    writes.put("network events", () -> writeEvents(days.ofEvents()));
    context.stagesSideBySide(2, writes);
    rejects(lines);
    tell(observations);
    context.stage("sites", () -> writeSites());
    result.wrote(context.warehouse(), TABLES);
    days.ofMinutes().forEach(result::changed);
    days.ofEvents().forEach(result::changed);
    return result.build();
  }

  /** Event days to be made anew, by what stands on them. */
  private record Days(
      SortedSet<LocalDate> ofMinutes,
      SortedSet<LocalDate> ofEvents,
      SortedSet<LocalDate> ofAddresses) {

    /**
     * @param touched days that landed lines reach into, by dataset
     */
    static Days of(SortedMap<String, SortedSet<LocalDate>> touched) {
      Days days = new Days(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
      for (Reader reader : Readers.ALL) {
        SortedSet<LocalDate> own = touched.getOrDefault(reader.dataset(), new TreeSet<>());
        switch (reader.kind()) {
          case EVENT -> {
            days.ofEvents.addAll(own);
            if (reader.tells("user_name")) {
              // Sign-ins are events and identities both.
              days.ofMinutes.addAll(own);
            }
          }
          case CLIENT_ADDRESS -> {
            days.ofAddresses.addAll(own);
            own.forEach(day -> days.ofAddresses.add(day.minusDays(1)));
          }
          case SITE, UNUSED -> {
            // No day's rows are made of them.
          }
          default -> days.ofMinutes.addAll(own);
        }
      }
      return days;
    }

    SortedSet<LocalDate> of(Reader reader) {
      return switch (reader.kind()) {
        case CLIENT_ADDRESS -> ofAddresses;
        case EVENT -> {
          SortedSet<LocalDate> days = new TreeSet<>(ofEvents);
          if (reader.tells("user_name")) {
            days.addAll(ofMinutes);
          }
          yield days;
        }
        default -> ofMinutes;
      };
    }

    SortedSet<LocalDate> all() {
      SortedSet<LocalDate> all = new TreeSet<>(ofMinutes);
      all.addAll(ofEvents);
      all.addAll(ofAddresses);
      return all;
    }
  }

  /** Event days inside the window that lines landed in the range reach into, by dataset. */
  private SortedMap<String, SortedSet<LocalDate>> touchedDays() {
    Column from =
        greatest(to_date(col("first_event_at")), date_sub(col("day"), config.lookBackDays()));
    Column to = least(to_date(col("last_event_at")), date_add(col("day"), 1));
    List<Row> days =
        context
            .warehouse()
            .read(NetworkRecords.SCHEMA, landed.from(), landed.to())
            .where(col("is_readable").and(isOfSites().equalTo(false)).and(from.leq(to)))
            .withColumn("event_day", explode(sequence(from, to)))
            .groupBy("dataset", "event_day")
            .agg(
                coalesce(max("last_event_at").geq(comparedFrom("event_day")), lit(false))
                    .as("reaches_on"))
            .collectAsList(); // OK: a handful of days a dataset
    SortedMap<String, SortedSet<LocalDate>> byDataset = new TreeMap<>();
    SortedMap<String, SortedSet<LocalDate>> after = new TreeMap<>();
    for (Row day : days) {
      LocalDate eventDay = day.getDate(1).toLocalDate();
      byDataset.computeIfAbsent(day.getString(0), dataset -> new TreeSet<>()).add(eventDay);
      if (day.getBoolean(2) && isCompared(day.getString(0))) {
        after
            .computeIfAbsent(day.getString(0), dataset -> new TreeSet<>())
            .add(eventDay.plusDays(1));
      }
    }
    Set<LocalDate> loaded = loaded(after);
    after.forEach(
        (dataset, following) -> {
          following.retainAll(loaded);
          byDataset.get(dataset).addAll(following);
        });
    return byDataset;
  }

  /** Whether minutes come of it by comparing a snapshot with the one before. */
  private static boolean isCompared(String dataset) {
    return Readers.of(dataset).map(Reader::kind).filter(COMPARED::contains).isPresent();
  }

  /** From when on a day's snapshots are compared with those of the day after. */
  private Column comparedFrom(String day) {
    return date_add(col(day), 1)
        .cast("timestamp")
        .minus(expr("INTERVAL '" + config.counterGapMinutes() + "' MINUTE"));
  }

  /** Those of the days that have landed, in this run or before it. */
  private Set<LocalDate> loaded(SortedMap<String, SortedSet<LocalDate>> some) {
    SortedSet<LocalDate> all = new TreeSet<>();
    some.values().forEach(all::addAll);
    if (all.isEmpty()) {
      return Set.of();
    }
    return context
        .warehouse()
        .read(NetworkRecords.SCHEMA, all.first(), all.last())
        .where(col("is_readable"))
        .select("day")
        .distinct()
        .collectAsList() // OK: a handful of days
        .stream()
        .map(row -> row.getDate(0).toLocalDate())
        .collect(Collectors.toSet());
  }

  /** Bronze lines that can matter to the days, and all that landed in the range. */
  private Dataset<Row> lines(Days days) {
    SortedSet<LocalDate> all = days.all();
    all.addAll(landed.days());
    Dataset<Row> window =
        context
            .warehouse()
            .read(
                NetworkRecords.SCHEMA,
                all.first().minusDays(1),
                all.last().plusDays(config.lookBackDays()))
            .withColumn("is_landed", isLanded());
    // The same post twice is one post; the same answer at another time is news: nothing changed.
    Column asked =
        when(col("request").startsWith("webhook"), lit(null).cast("timestamp"))
            .otherwise(col("received_at"));
    Dataset<Row> duplicates =
        ComputedOnce.of(
            window
                .where(col("is_readable"))
                .select(
                    col("file"),
                    col("line"),
                    row_number()
                        .over(
                            Window.partitionBy(
                                    col("dataset"),
                                    col("org_id"),
                                    col("site_id"),
                                    col("content_sha256"),
                                    asked)
                                .orderBy(col("received_at"), col("file"), col("line")))
                        .as("copy"))
                .where(col("copy").gt(1))
                .select(col("file"), col("line"), lit(true).as("is_duplicate")));
    return window
        .join(
            org.apache.spark.sql.functions.broadcast(duplicates),
            scala.jdk.javaapi.CollectionConverters.asScala(List.of("file", "line")).toSeq(),
            "left")
        .withColumn("is_duplicate", coalesce(col("is_duplicate"), lit(false)));
  }

  private Column isLanded() {
    return col("day").between(lit(Date.valueOf(landed.from())), lit(Date.valueOf(landed.to())));
  }

  /** Lines of the readers' datasets that landed in the range or overlap a day made anew. */
  private Dataset<Row> usable(Dataset<Row> lines, Days days) {
    Column isWanted = lit(false);
    for (Reader reader : Readers.ALL) {
      if (reader.kind() != Kind.SITE) {
        isWanted =
            isWanted.or(
                col("dataset")
                    .equalTo(reader.dataset())
                    .and(overlapping(days.of(reader), reader.kind())));
      }
    }
    return lines.where(col("is_readable").and(col("is_duplicate").equalTo(false)).and(isWanted));
  }

  private Column overlapping(SortedSet<LocalDate> days, Kind kind) {
    if (days.isEmpty()) {
      return col("is_landed");
    }
    Column from =
        lit(Date.valueOf(days.first()))
            .cast("timestamp")
            .minus(expr("INTERVAL '" + config.counterGapMinutes() + "' MINUTE"));
    Column to = lit(Date.valueOf(days.last().plusDays(1))).cast("timestamp");
    if (kind == Kind.CLIENT_ADDRESS) {
      // An address holds until the next one, which may be told the day after.
      to = to.plus(expr("INTERVAL '" + config.clientInfoHours() + "' HOUR"));
    }
    return col("is_landed").or(col("last_event_at").geq(from).and(col("first_event_at").lt(to)));
  }

  private void writeWireless(SortedSet<LocalDate> days) {
    int gap = config.counterGapMinutes();
    DeviceWalk.Days held = DeviceWalk.Days.of(days);
    Keys keys = keys();
    String run = context.runId();
    replace(
        WirelessMinutes.SCHEMA,
        out -> new WirelessWalk(gap, held, keys.read(), run, out),
        days,
        Kind.WIRELESS_CLIENT);
  }

  private void writeRadios(SortedSet<LocalDate> days) {
    int gap = config.counterGapMinutes();
    int carry = config.probeCarryMinutes();
    DeviceWalk.Days held = DeviceWalk.Days.of(days);
    String run = context.runId();
    replace(
        RadioMinutes.SCHEMA,
        out -> new RadioWalk(gap, carry, held, run, out),
        days,
        Kind.DEVICE,
        Kind.PROBE);
  }

  private void writeWan(SortedSet<LocalDate> days) {
    List<String> sources = new ArrayList<>(config.rttSources());
    DeviceWalk.Days held = DeviceWalk.Days.of(days);
    String run = context.runId();
    replace(
        WanMinutes.SCHEMA,
        out -> new WanWalk(sources, held, run, out),
        days,
        Kind.PORT,
        Kind.DEVICE,
        Kind.TUNNEL,
        Kind.SPEED_TEST,
        Kind.PROBE);
  }

  private void writeWired(SortedSet<LocalDate> days) {
    int gap = config.counterGapMinutes();
    DeviceWalk.Days held = DeviceWalk.Days.of(days);
    String run = context.runId();
    replace(WiredMinutes.SCHEMA, out -> new WiredWalk(gap, held, run, out), days, Kind.PORT);
  }

  private void writeEvents(SortedSet<LocalDate> days) {
    DeviceWalk.Days held = DeviceWalk.Days.of(days);
    Keys keys = keys();
    String run = context.runId();
    replace(
        NetworkEvents.SCHEMA, out -> new EventWalk(held, keys.read(), run, out), days, Kind.EVENT);
  }

  private void writeIdentities(Days days) {
    if (days.ofMinutes().isEmpty() && days.ofAddresses().isEmpty()) {
      return;
    }
    int gap = config.counterGapMinutes();
    int validHours = config.clientInfoHours();
    DeviceWalk.Days seen = DeviceWalk.Days.of(days.ofMinutes());
    DeviceWalk.Days told = DeviceWalk.Days.of(days.ofAddresses());
    Keys keys = keys();
    String run = context.runId();
    List<Reader> readers =
        Readers.ALL.stream()
            .filter(
                reader ->
                    switch (reader.kind()) {
                      case WIRELESS_CLIENT, WIRED_CLIENT, CLIENT_ADDRESS -> true;
                      case EVENT -> reader.tells("user_name");
                      default -> false;
                    })
            .toList();
    Dataset<Row> rows =
        ObservedLines.walk(
            observations,
            readers,
            ClientIdentities.SCHEMA.structType(),
            out -> new IdentityWalk(gap, validHours, seen, told, keys.read(), run, out));
    // client_info rows, which have no medium, are taken again for a day more than the others.
    String owned =
        "target.source = 'network' AND ((target.medium IS NOT NULL AND "
            + sqlIn("to_date(target.seen_from)", days.ofMinutes())
            + ") OR (target.medium IS NULL AND "
            + sqlIn("to_date(target.seen_from)", days.ofAddresses())
            + "))";
    context.warehouse().merge(ClientIdentities.SCHEMA, rows, "target.source = 'network'", owned);
  }

  private static Column isOfSites() {
    return col("dataset").isin(Readers.of(Kind.SITE).stream().map(Reader::dataset).toArray());
  }

  private void writeSites() {
    Warehouse warehouse = context.warehouse();
    Dataset<Row> lines =
        warehouse
            .read(NetworkRecords.SCHEMA)
            .where(isOfSites().and(col("is_readable")))
            .withColumn("is_landed", isLanded());
    Dataset<Row> sites =
        ComputedOnce.of(ObservedLines.byDevice(ObservedLines.read(lines, config.lookBackDays())));
    tell(sites);
    DayRange near = landed.widened(config.lookBackDays(), config.lookBackDays());
    Dataset<Row> devices =
        warehouse
            .read(WanMinutes.SCHEMA, near.from(), near.to())
            .select("org_id", "site_id", "external_ip")
            .unionByName(
                warehouse
                    .read(RadioMinutes.SCHEMA, near.from(), near.to())
                    .select("org_id", "site_id", "external_ip"));
    warehouse.merge(
        Sites.SCHEMA,
        conformed(
            Sites.SCHEMA,
            SiteRows.merged(
                context.spark(),
                ObservedLines.walk(sites, Readers.of(Kind.SITE), SiteWalk.SCHEMA, SiteWalk::new),
                SiteRows.inferredEgress(devices),
                context.sites())));
  }

  private void rejects(Dataset<Row> lines) {
    Dataset<Row> landedLines = lines.where(col("is_landed"));
    result.rejects(RejectedRows.unreadable(landedLines));
    result.rejects(
        RejectedRows.ofLines(
            landedLines.where(col("is_duplicate")), lit("duplicate"), "content not seen before"));
    result.rejects(
        RejectedRows.ofLines(
            landedLines.where(
                col("is_readable")
                    .and(col("is_duplicate").equalTo(false))
                    .and(col("dataset").isin(Readers.datasets().toArray()).equalTo(false))),
            lit("unknown_dataset"),
            "a dataset with a reader"));
  }

  /** What is to be told of records that landed in the range: how many, and their flaws. */
  private void tell(Dataset<Row> read) {
    Dataset<Row> ofLanding = read.where(col("is_landed"));
    result.rejects(RejectedRows.ofRecords(ofLanding));
    result.records(ofLanding.select("dataset", "is_rejected"));
  }

  /** Where tasks read the secret of surrogate keys: it is not sent to them. */
  private record Keys(SerializableConfiguration hadoop, String file) implements Serializable {

    private static final long serialVersionUID = 1L;

    SecretKey.Surrogates read() {
      return SecretKey.surrogates(hadoop.value(), file);
    }
  }

  private Keys keys() {
    return new Keys(
        new SerializableConfiguration(context.spark().sparkContext().hadoopConfiguration()),
        secret.file());
  }

  private void replace(
      TableSchema table, DeviceWalk.Walkers walkers, SortedSet<LocalDate> days, Kind... kinds) {
    if (days.isEmpty()) {
      return;
    }
    Dataset<Row> rows =
        ObservedLines.walk(observations, Readers.of(kinds), table.structType(), walkers);
    context.warehouse().replaceWhere(table, rows, sqlIn("day", days));
  }

  private Dataset<Row> conformed(TableSchema table, Dataset<Row> rows) {
    return table.conformSparse(rows.withColumn("run_id", lit(context.runId())));
  }

  private static String sqlIn(String day, SortedSet<LocalDate> days) {
    if (days.isEmpty()) {
      return "false";
    }
    return day
        + " IN ("
        + days.stream().map(date -> "DATE'" + date + "'").collect(Collectors.joining(", "))
        + ")";
  }
}
