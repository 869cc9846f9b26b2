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
import io.meetinginsights.jobs.ingest.fields.Flaws;
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
import java.sql.Date;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

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

  private static final Set<TelemetryReader.Kind> COMPARED =
      EnumSet.of(
          TelemetryReader.Kind.WIRELESS_CLIENT,
          TelemetryReader.Kind.DEVICE,
          TelemetryReader.Kind.PORT);

  private final JobContext context;
  private final IngestConfig config;
  private final DayRange landed;
  private final SecretKey secret;
  private final LoadResult.Builder result = new LoadResult.Builder();
  private final SortedMap<String, Dataset<Row>> observations = new TreeMap<>();
  private SortedMap<String, SortedSet<LocalDate>> touched = new TreeMap<>();

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
    touched = touchedDays();
    SortedSet<LocalDate> minuteDays = new TreeSet<>();
    SortedSet<LocalDate> eventDays = new TreeSet<>();
    for (TelemetryReader reader : TelemetryReaders.ALL) {
      switch (reader.kind()) {
        case EVENT -> eventDays.addAll(daysOf(reader.dataset()));
        case CLIENT_ADDRESS, SITE, UNUSED -> {
          // Their days are their own.
        }
        default -> minuteDays.addAll(daysOf(reader.dataset()));
      }
    }
    // Sign-ins are events and identities both.
    minuteDays.addAll(daysOf("nac_events"));
    SortedSet<LocalDate> addressDays = new TreeSet<>(daysOf("client_info"));
    daysOf("client_info").forEach(day -> addressDays.add(day.minusDays(1)));

    Dataset<Row> lines = lines(minuteDays, eventDays, addressDays);
    context.stage(
        "observations",
        () -> observe(lines, reader -> daysFor(reader, minuteDays, eventDays, addressDays)));
    // Those that take longest first, so that none of them runs alone at the end.
    Map<String, Runnable> writes = new LinkedHashMap<>();
    writes.put("WAN minutes", () -> writeWan(minuteDays));
    writes.put("radio minutes", () -> writeRadios(minuteDays));
    writes.put("wireless minutes", () -> writeWireless(minuteDays));
    writes.put("network identities", () -> writeIdentities(minuteDays, addressDays));
    writes.put("wired minutes", () -> writeWired(minuteDays));
    writes.put("network events", () -> writeEvents(eventDays));
    context.stagesSideBySide(2, writes);
    context.stage("sites", () -> writeSites());
    result.wrote(context.warehouse(), TABLES);
    rejects(lines);
    minuteDays.forEach(result::changed);
    eventDays.forEach(result::changed);
    return result.build();
  }

  private SortedSet<LocalDate> daysOf(String dataset) {
    return touched.getOrDefault(dataset, new TreeSet<>());
  }

  private static SortedSet<LocalDate> daysFor(
      TelemetryReader reader,
      SortedSet<LocalDate> minuteDays,
      SortedSet<LocalDate> eventDays,
      SortedSet<LocalDate> addressDays) {
    SortedSet<LocalDate> days = new TreeSet<>();
    switch (reader.kind()) {
      case CLIENT_ADDRESS -> days.addAll(addressDays);
      case EVENT -> {
        days.addAll(eventDays);
        if (reader.dataset().equals("nac_events")) {
          days.addAll(minuteDays);
        }
      }
      default -> days.addAll(minuteDays);
    }
    return days;
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
            .where(col("is_readable").and(col("dataset").notEqual("sites")).and(from.leq(to)))
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
    return TelemetryReaders.of(dataset)
        .map(TelemetryReader::kind)
        .filter(COMPARED::contains)
        .isPresent();
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
  @SafeVarargs
  private Dataset<Row> lines(SortedSet<LocalDate>... days) {
    SortedSet<LocalDate> all = new TreeSet<>(landed.days());
    Arrays.stream(days).forEach(all::addAll);
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

  private void observe(Dataset<Row> lines, Function<TelemetryReader, SortedSet<LocalDate>> daysOf) {
    List<String> present =
        lines
            .select("dataset")
            .distinct()
            .as(Encoders.STRING())
            .collectAsList(); // OK: a row a dataset
    Map<String, Supplier<Dataset<Row>>> parts = new TreeMap<>();
    for (TelemetryReader reader : TelemetryReaders.ALL) {
      if (reader.kind() == TelemetryReader.Kind.SITE) {
        continue;
      }
      if (present.contains(reader.dataset())) {
        parts.put(reader.dataset(), () -> observed(reader, lines, daysOf.apply(reader)));
      } else {
        // Known to be empty, so that Spark drops all that would be made of it before it runs.
        Dataset<Row> none = observed(reader, lines, daysOf.apply(reader));
        observations.put(
            reader.dataset(), context.spark().createDataFrame(List.of(), none.schema()));
      }
    }
    observations.putAll(ComputedOnce.allOf(parts));
  }

  private Dataset<Row> observed(
      TelemetryReader reader, Dataset<Row> lines, SortedSet<LocalDate> days) {
    Dataset<Row> usable =
        lines.where(
            col("dataset")
                .equalTo(reader.dataset())
                .and(col("is_readable"))
                .and(col("is_duplicate").equalTo(false))
                .and(overlapping(days, reader.kind())));
    return Observations.of(reader, usable, config.lookBackDays());
  }

  private Column overlapping(SortedSet<LocalDate> days, TelemetryReader.Kind kind) {
    if (days.isEmpty()) {
      return col("is_landed");
    }
    Column from =
        lit(Date.valueOf(days.first()))
            .cast("timestamp")
            .minus(expr("INTERVAL '" + config.counterGapMinutes() + "' MINUTE"));
    Column to = lit(Date.valueOf(days.last().plusDays(1))).cast("timestamp");
    if (kind == TelemetryReader.Kind.CLIENT_ADDRESS) {
      // An address holds until the next one, which may be told the day after.
      to = to.plus(expr("INTERVAL '" + config.clientInfoHours() + "' HOUR"));
    }
    return col("is_landed").or(col("last_event_at").geq(from).and(col("first_event_at").lt(to)));
  }

  private Dataset<Row> accepted(String dataset) {
    return Observations.accepted(observations.get(dataset));
  }

  private void writeWireless(SortedSet<LocalDate> days) {
    replace(
        WirelessMinutes.SCHEMA,
        withClientKey(
                WirelessRows.perMinute(accepted("client_stats"), config.counterGapMinutes()), "mac")
            .drop("mac"),
        days);
  }

  private void writeRadios(SortedSet<LocalDate> days) {
    replace(
        RadioMinutes.SCHEMA,
        RadioRows.joinGatewayProbes(
            RadioRows.perMinute(accepted("device_stats"), config.counterGapMinutes()),
            accepted("probes"),
            config.probeCarryMinutes()),
        days);
  }

  private void writeWan(SortedSet<LocalDate> days) {
    replace(
        WanMinutes.SCHEMA,
        WanRows.perMinute(
            accepted("ports"),
            accepted("device_stats"),
            accepted("vpn_peers"),
            accepted("speedtests"),
            accepted("probes"),
            config.rttSources()),
        days);
  }

  private void writeWired(SortedSet<LocalDate> days) {
    replace(
        WiredMinutes.SCHEMA,
        WiredRows.perMinute(accepted("ports"), config.counterGapMinutes()),
        days);
  }

  private Dataset<Row> events() {
    return TelemetryReaders.ALL.stream()
        .filter(reader -> reader.kind() == TelemetryReader.Kind.EVENT)
        .map(reader -> accepted(reader.dataset()))
        .reduce(Dataset::unionByName)
        .orElseThrow();
  }

  private void writeEvents(SortedSet<LocalDate> days) {
    replace(NetworkEvents.SCHEMA, EventRows.unique(withClientKey(events(), "client_mac")), days);
  }

  private void writeIdentities(SortedSet<LocalDate> seenDays, SortedSet<LocalDate> addressDays) {
    if (seenDays.isEmpty() && addressDays.isEmpty()) {
      return;
    }
    Dataset<Row> seen =
        IdentityRows.seen(
                accepted("client_stats"),
                accepted("wired_clients"),
                accepted("nac_events"),
                config.counterGapMinutes())
            .where(in(to_date(col("seen_from")), seenDays));
    Dataset<Row> assigned =
        IdentityRows.assigned(accepted("client_info"), config.clientInfoHours())
            .where(in(to_date(col("seen_from")), addressDays));
    Dataset<Row> keyed =
        withClientKey(IdentityRows.withRandomMac(seen.unionByName(assigned)), "mac");
    Dataset<Row> identities =
        secret
            .beside(keyed)
            .withColumn(
                "identity_key",
                SecretKey.surrogate(
                    lit(true),
                    "network identity",
                    col("org_id"),
                    col("site_id"),
                    col("mac"),
                    col("ip"),
                    col("host_name"),
                    col("user_name"),
                    col("medium"),
                    col("switch_mac"),
                    col("port_id"),
                    col("seen_from")))
            .drop(SecretKey.COLUMN)
            .withColumn("source", lit("network"));
    Dataset<Row> rows = conformed(ClientIdentities.SCHEMA, onlyWidest(identities));
    // client_info rows, which have no medium, are taken again for a day more than the others.
    String owned =
        "target.source = 'network' AND ((target.medium IS NOT NULL AND "
            + sqlIn("to_date(target.seen_from)", seenDays)
            + ") OR (target.medium IS NULL AND "
            + sqlIn("to_date(target.seen_from)", addressDays)
            + "))";
    context.warehouse().merge(ClientIdentities.SCHEMA, rows, "target.source = 'network'", owned);
  }

  /** One row a key: what two datasets saw alike from the same instant is one stretch. */
  private static Dataset<Row> onlyWidest(Dataset<Row> identities) {
    return identities
        .withColumn(
            "width",
            row_number()
                .over(
                    Window.partitionBy("identity_key")
                        .orderBy(
                            col("seen_to").desc(),
                            col("os").desc_nulls_last(),
                            col("manufacturer").desc_nulls_last())))
        .where(col("width").equalTo(1))
        .drop("width");
  }

  private void writeSites() {
    Warehouse warehouse = context.warehouse();
    Dataset<Row> lines =
        warehouse
            .read(NetworkRecords.SCHEMA)
            .where(col("dataset").equalTo("sites").and(col("is_readable")))
            .withColumn("is_landed", isLanded());
    Dataset<Row> sites =
        ComputedOnce.of(
            Observations.of(
                TelemetryReaders.of("sites").orElseThrow(), lines, config.lookBackDays()));
    observations.put("sites", sites);
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
                SiteRows.described(Observations.accepted(sites)),
                SiteRows.inferredEgress(devices),
                context.sites())));
  }

  private void rejects(Dataset<Row> lines) {
    Dataset<Row> landedLines = lines.where(col("is_landed"));
    List<String> known = TelemetryReaders.ALL.stream().map(TelemetryReader::dataset).toList();
    result.rejects(RejectedRows.unreadable(landedLines));
    result.rejects(
        RejectedRows.ofLines(
            landedLines.where(col("is_duplicate")), lit("duplicate"), "content not seen before"));
    result.rejects(
        RejectedRows.ofLines(
            landedLines.where(
                col("is_readable")
                    .and(col("is_duplicate").equalTo(false))
                    .and(col("dataset").isin(known.toArray()).equalTo(false))),
            lit("unknown_dataset"),
            "a dataset with a reader"));
    for (Dataset<Row> read : observations.values()) {
      Dataset<Row> ofLanding = read.where(isLanded());
      result.rejects(RejectedRows.ofRecords(ofLanding));
      result.records(
          ofLanding.select(col("dataset"), Flaws.isRejected(col(Flaws.COLUMN)).as("is_rejected")));
    }
  }

  private Dataset<Row> withClientKey(Dataset<Row> rows, String mac) {
    return secret
        .beside(rows)
        .withColumn(
            "client_key",
            SecretKey.surrogate(col(mac).isNotNull(), "client", col("org_id"), col(mac)))
        .drop(SecretKey.COLUMN);
  }

  private void replace(TableSchema table, Dataset<Row> rows, SortedSet<LocalDate> days) {
    if (days.isEmpty()) {
      return;
    }
    context
        .warehouse()
        .replaceWhere(
            table, conformed(table, rows.where(in(col("day"), days))), sqlIn("day", days));
  }

  private Dataset<Row> conformed(TableSchema table, Dataset<Row> rows) {
    return table.conformSparse(rows.withColumn("run_id", lit(context.runId())));
  }

  private static Column in(Column day, SortedSet<LocalDate> days) {
    return day.isin(days.stream().map(Date::valueOf).toArray());
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
