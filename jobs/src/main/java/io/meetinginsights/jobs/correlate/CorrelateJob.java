package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.errors.InputLimitError;
import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.correlate.SentAndReceived.InputIs;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.score.MinuteScores;
import io.meetinginsights.score.ScoresConfig;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.gold.Coverage;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.LinkedAccounts;
import io.meetinginsights.tables.silver.NetworkEvents;
import io.meetinginsights.tables.silver.ParticipantMinutes;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.tables.silver.RadioMinutes;
import io.meetinginsights.tables.silver.SenderMinutes;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.tables.silver.WanMinutes;
import io.meetinginsights.tables.silver.WiredMinutes;
import io.meetinginsights.tables.silver.WirelessMinutes;
import io.meetinginsights.warehouse.ComputedOnce;
import io.meetinginsights.warehouse.Warehouse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Every participant minute of the days with who, where, how good, and what each network segment
 * looked like in that minute.
 *
 * <p>Reads: the silver tables of the days; of the day before what telemetry is carried over
 * midnight and what calls began there; of the day after the minutes of calls that go on; speed
 * tests of seven days, round trips of seven days. Writes: {@code gold.experience_minutes} and
 * {@code gold.coverage}, the days replaced whole.
 *
 * <p>Re-run: equal tables. A run that died between the two writes is repeated. A day without calls
 * is a success with zero rows; a site without telemetry has rows with missing features and is named
 * in the counts. Clocks that differ from Zoom's by whole minutes are corrected and named, see
 * {@link ClockOffsets}; docs/identity.md says how a participant becomes a client.
 *
 * <p>Example: {@code meeting-insights correlate --date 2026-03-02}
 */
public final class CorrelateJob {

  private CorrelateJob() {}

  /** Correlates {@code context.days()}. */
  public static Counts run(JobContext context) {
    CorrelateConfig config = context.configuration().section("correlate", CorrelateConfig.class);
    ScoresConfig scores = context.configuration().section("scores", ScoresConfig.class);
    InputIs inputIs = InputIs.of(context.configuration().text("zoom.input-is"));
    Warehouse warehouse = context.warehouse();
    DayRange days = context.days();

    context.stage("check directions", () -> checkDirections(warehouse, days, config, inputIs));
    Dataset<Row> participations =
        context.stage("find who joined from where", () -> participations(warehouse, days, config));
    SortedMap<LocalDate, ClockOffsets> clocks =
        context.stage("compare clocks", () -> clocks(warehouse, days, participations, config));
    for (DayRange stretch : stretchesOfEqualClocks(clocks)) {
      Dataset<Row> experience =
          context.stage(
              "match clients",
              () ->
                  experienceMinutes(
                      warehouse,
                      stretch,
                      stretch.equals(days)
                          ? participations
                          : participations(warehouse, stretch, config),
                      config,
                      inputIs,
                      scores,
                      clocks.get(stretch.from())));
      context.stage(
          "write experience_minutes",
          () ->
              warehouse.replaceDays(
                  ExperienceMinutes.SCHEMA, experience, stretch.from(), stretch.to()));
    }
    context.stage("write coverage", () -> writeCoverage(warehouse, days, clocks));
    Counts counts = context.stage("count", () -> counts(warehouse, days, clocks));
    refuseLowMatchRate(
        counts, days, config.minMatchRatePct(), () -> matchesPerSite(warehouse, days));
    return counts;
  }

  /**
   * What each day's own evidence says of the clocks: the same whether the day is taken alone or
   * with others.
   */
  private static SortedMap<LocalDate, ClockOffsets> clocks(
      Warehouse warehouse, DayRange days, Dataset<Row> participations, CorrelateConfig config) {
    SortedMap<LocalDate, ClockOffsets> clocks = new TreeMap<>();
    days.days().forEach(day -> clocks.put(day, ClockOffsets.none()));
    Dataset<Row> wireless = onDays(warehouse, WirelessMinutes.SCHEMA, days);
    if (wireless.isEmpty()) {
      return clocks;
    }
    Dataset<Row> bits =
        CallMinutes.bitRates(onDays(warehouse, ParticipantMinutes.SCHEMA, days), participations);
    clocks.putAll(
        ClockOffsets.perDay(
            bits,
            SureClients.perDay(
                bits.select(col("join_id"), to_date(col("minute_at")).as("day")).distinct(),
                participations,
                ClientCandidates.onlyNetwork(warehouse.read(ClientIdentities.SCHEMA), days)),
            wireless,
            config.clocks()));
    return clocks;
  }

  /** Days one after the other on which the same is to be corrected: nearly always all of them. */
  private static List<DayRange> stretchesOfEqualClocks(SortedMap<LocalDate, ClockOffsets> clocks) {
    List<DayRange> stretches = new ArrayList<>();
    clocks.forEach(
        (day, offsets) -> {
          int last = stretches.size() - 1;
          if (last >= 0 && offsets.correctsAs(clocks.get(stretches.get(last).from()))) {
            stretches.set(last, new DayRange(stretches.get(last).from(), day));
          } else {
            stretches.add(DayRange.of(day));
          }
        });
    return stretches;
  }

  /**
   * The rows of the table.
   *
   * @param participations see {@link #participations}
   * @param clocks by how much telemetry is corrected
   */
  static Dataset<Row> experienceMinutes(
      Warehouse warehouse,
      DayRange days,
      Dataset<Row> participations,
      CorrelateConfig config,
      InputIs inputIs,
      ScoresConfig scores,
      ClockOffsets clocks) {
    Dataset<Row> measured = measured(warehouse, days, participations, inputIs);
    Dataset<Row> calls = CallMinutes.callsPerDay(measured, days, config.cleanLossPct());
    Dataset<Row> callMinutes = ComputedOnce.of(callMinutes(warehouse, days, measured, calls));
    Dataset<Row> narrow =
        narrowMinutes(warehouse, days, config, inputIs, clocks, participations, calls, callMinutes);
    Dataset<Row> whole =
        Experience.joinMeasures(
            narrow, onDays(warehouse, ParticipantMinutes.SCHEMA, days), inputIs);
    return Experience.conform(
        MinuteScores.withBadMinutes(MinuteScores.withScores(whole, scores), scores));
  }

  private static void checkDirections(
      Warehouse warehouse, DayRange days, CorrelateConfig config, InputIs inputIs) {
    SentAndReceived.refuseContradiction(
        SentAndReceived.sharingEvidencePerDay(
            onDays(warehouse, ParticipantMinutes.SCHEMA, days), inputIs),
        inputIs,
        config.directionCheckMinutes());
  }

  /** See {@link Participations}, with the egress they came from. */
  static Dataset<Row> participations(Warehouse warehouse, DayRange days, CorrelateConfig config) {
    Dataset<Row> joins =
        Participations.withLosses(
            Participations.onlyDuring(warehouse.read(Participants.SCHEMA), days),
            config.rejoinWithinS());
    Dataset<Row> withAddresses =
        Participations.joinAddresses(
            joins, warehouse.read(ClientIdentities.SCHEMA), warehouse.read(People.SCHEMA));
    Dataset<Row> withEgress =
        Egress.withEgress(
            withAddresses, warehouse.read(Sites.SCHEMA), warehouse.read(LinkedAccounts.SCHEMA));
    return ComputedOnce.of(
        Participations.joinEgressKey(withEgress, onDays(warehouse, SenderMinutes.SCHEMA, days))
            .withColumn("join_id", Participations.joinId())
            .withColumn("transport_fallback", Participations.transportFallback())
            .select(
                "join_id",
                "account_id",
                "meeting_uuid",
                "participant_id",
                "joined_at",
                "left_at",
                "is_lost",
                "sender_key",
                "person_key",
                "is_guest",
                "network_type",
                "data_center",
                "transport_fallback",
                "mac",
                "public_ip",
                "internal_ips",
                "host_name",
                "user_names",
                "account_orgs",
                "egress_sites",
                "egress_org_id",
                "egress_site_id",
                "vpn",
                "home_org_id",
                "my_egress_key"));
  }

  private static Dataset<Row> measured(
      Warehouse warehouse, DayRange days, Dataset<Row> participations, InputIs inputIs) {
    return CallMinutes.measured(
        onDays(warehouse, ParticipantMinutes.SCHEMA, days.widened(1, 1)),
        participations,
        days,
        inputIs);
  }

  private static Dataset<Row> callMinutes(
      Warehouse warehouse, DayRange days, Dataset<Row> measured, Dataset<Row> calls) {
    Dataset<Row> missing =
        CallMinutes.missing(calls, measured, onDays(warehouse, SenderMinutes.SCHEMA, days));
    return CallMinutes.of(measured, missing, days);
  }

  /** All there is to say of a minute but Zoom's own measures. */
  private static Dataset<Row> narrowMinutes(
      Warehouse warehouse,
      DayRange days,
      CorrelateConfig config,
      InputIs inputIs,
      ClockOffsets clocks,
      Dataset<Row> participations,
      Dataset<Row> calls,
      Dataset<Row> callMinutes) {
    Dataset<Row> network =
        ClientCandidates.onlyNetwork(warehouse.read(ClientIdentities.SCHEMA), days);
    Dataset<Row> candidates =
        ComputedOnce.of(ClientCandidates.of(participations, network, config.matchConfidence()));
    Dataset<Row> wirelessMinutes =
        readings(warehouse, WirelessMinutes.SCHEMA, days, clocks, Features.CLIENT_STATS);
    Dataset<Row> wireless =
        duringDays(
            WirelessReadings.perClientMinute(
                ClientCandidates.onlyDuringCalls(wirelessMinutes, candidates, callMinutes)),
            days);
    Dataset<Row> clients = ClientMatch.clientPerMinute(callMinutes, candidates, wireless);
    Dataset<Row> events =
        clocks.corrected(
            onDays(warehouse, NetworkEvents.SCHEMA, days.widened(1, clocks.isNone() ? 0 : 1)),
            "event_at",
            "ended_at");
    Dataset<Row> matches =
        Experience.joinAccess(
            clients,
            duringDays(
                RadioReadings.perRadioMinute(
                    readings(warehouse, RadioMinutes.SCHEMA, days, clocks, Features.DEVICE_STATS)),
                days),
            duringDays(
                WiredReadings.perPortMinute(
                    readings(warehouse, WiredMinutes.SCHEMA, days, clocks, Features.DEVICE_STATS)),
                days),
            duringDays(Roams.perClientMinute(events), days));
    Dataset<Row> sites = warehouse.read(Sites.SCHEMA);
    Dataset<Row> wanPorts =
        WanPath.portsPerSiteMinute(
            readings(warehouse, WanMinutes.SCHEMA, days, clocks, Features.CLIENT_INFO),
            onDays(
                warehouse, WanMinutes.SCHEMA, days.widened((int) Features.SPEED_TESTS.toDays(), 0)),
            sites);
    Dataset<Row> minutes =
        Experience.joinSites(
            Experience.joinMatches(
                Experience.joinParticipations(callMinutes, calls, participations), matches),
            duringDays(wanPorts, days),
            duringDays(WirelessReadings.clientsPerSiteMinute(wirelessMinutes), days),
            Roams.reportingSites(events),
            sites,
            GeoAddresses.places(participations, config.geoDatabase()));
    Dataset<Row> senders =
        RemoteSenders.withPlace(
            onDays(warehouse, SenderMinutes.SCHEMA, days), participations, inputIs);
    Dataset<Row> baseline =
        ZoomService.medianPerDay(
            RemoteSenders.roundTrips(
                onDays(
                    warehouse,
                    SenderMinutes.SCHEMA,
                    days.widened(ZoomService.BASELINE_DAYS - 1, 0)),
                inputIs),
            days);
    return CallMinutes.withDropped(
        Experience.joinFarSide(
            minutes,
            RemoteSenders.strongestPerMeetingMinute(senders),
            ZoomService.excessPerPlaceMinute(senders, baseline)));
  }

  private static void writeCoverage(
      Warehouse warehouse, DayRange days, SortedMap<LocalDate, ClockOffsets> clocks) {
    warehouse.replaceDays(
        Coverage.SCHEMA,
        CoverageRows.of(
            onDays(warehouse, ExperienceMinutes.SCHEMA, days),
            onDays(warehouse, WirelessMinutes.SCHEMA, days),
            clocks),
        days.from(),
        days.to());
  }

  private static Dataset<Row> onDays(Warehouse warehouse, TableSchema table, DayRange days) {
    return warehouse.read(table, days.from(), days.to());
  }

  /**
   * The days' readings and those before that may still hold: twice the age, so that the oldest
   * reading that counts still knows the one before it, whatever day the run begins with.
   */
  private static Dataset<Row> readings(
      Warehouse warehouse, TableSchema table, DayRange days, ClockOffsets clocks, Duration maxAge) {
    int daysBefore = (int) maxAge.multipliedBy(2).plusDays(1).minusSeconds(1).toDays();
    int daysOfClocks = clocks.isNone() ? 0 : 1;
    return clocks
        .corrected(
            onDays(warehouse, table, days.widened(daysBefore + daysOfClocks, daysOfClocks)),
            "minute_at",
            "sampled_at")
        .where(
            col("minute_at")
                .geq(
                    Participations.startOf(days.from())
                        .minus(
                            org.apache.spark.sql.functions.expr(
                                "INTERVAL " + maxAge.multipliedBy(2).toSeconds() + " SECOND")))
                .and(col("minute_at").lt(Participations.startOf(days.to().plusDays(1)))));
  }

  private static Dataset<Row> duringDays(Dataset<Row> minutes, DayRange days) {
    return minutes.where(
        col("minute_at")
            .geq(Participations.startOf(days.from()))
            .and(col("minute_at").lt(Participations.startOf(days.to().plusDays(1)))));
  }

  private static Counts counts(
      Warehouse warehouse, DayRange days, SortedMap<LocalDate, ClockOffsets> clocks) {
    long read = onDays(warehouse, ParticipantMinutes.SCHEMA, days).count();
    Dataset<Row> experience = onDays(warehouse, ExperienceMinutes.SCHEMA, days);
    Row all =
        experience
            .agg(
                count(lit(1)).as("written"),
                minutesWhere(col("is_bad")),
                minutesWhere(col("is_dropped")))
            .head();
    long written = all.getLong(0);
    Counts counts =
        Counts.none()
            .with("participant minutes read", read)
            .with("missing minutes added", written - read)
            .with("experience minutes written", written)
            .with("bad minutes", all.getLong(1))
            .with("dropped minutes", all.getLong(2));
    for (String measure : List.of("presence", "match_method")) {
      for (Row value :
          experience
              .groupBy(measure)
              .agg(count(lit(1)).as("minutes"))
              .orderBy(measure)
              .collectAsList()) { // OK: five values
        counts = counts.with(measure + " " + value.getString(0), value.getLong(1));
      }
    }
    for (Row site : withoutTelemetry(experience).collectAsList()) { // OK: sites are few
      counts = counts.with("no telemetry at site " + site.getString(0), site.getLong(1));
    }
    Dataset<Row> coverage = onDays(warehouse, Coverage.SCHEMA, days);
    for (Row site :
        coverage
            .where(
                col("measure")
                    .equalTo(CoverageRows.UNJOINED)
                    .and(col("reason").equalTo(CoverageRows.SITE_UNKNOWN)))
            .groupBy("site_id")
            .agg(sum("minutes").as("minutes"))
            .orderBy("site_id")
            .collectAsList()) { // OK: sites are few
      counts = counts.with("no calls at site with telemetry " + site.getString(0), site.getLong(1));
    }
    return countClocks(counts, clocks).with("coverage rows written", coverage.count());
  }

  /** Names each clock that was off, and what Zoom's stamps mean if it is not the start. */
  private static Counts countClocks(Counts before, SortedMap<LocalDate, ClockOffsets> clocks) {
    Counts counts = before;
    for (Map.Entry<LocalDate, ClockOffsets> day : clocks.entrySet()) {
      ClockOffsets offsets = day.getValue();
      if (offsets.stampMinutes() != 0) {
        counts =
            counts.with(
                "minutes before Zoom's stamp " + day.getKey() + ", which is the end, corrected",
                -offsets.stampMinutes());
      }
      for (ClockOffsets.SiteClock site : offsets.sites()) {
        int minutes = offsets.clockMinutes(site);
        if (minutes != 0) {
          counts =
              counts.with(
                  "minutes the clock of site "
                      + site.siteId()
                      + (minutes > 0 ? " is fast " : " is slow ")
                      + day.getKey()
                      + ", corrected",
                  Math.abs(minutes));
        }
      }
    }
    return counts;
  }

  private static Column minutesWhere(Column condition) {
    return org.apache.spark.sql.functions.coalesce(sum(when(condition, 1L).otherwise(0L)), lit(0L));
  }

  /** Sites people called from of which no device has told anything. */
  private static Dataset<Row> withoutTelemetry(Dataset<Row> experience) {
    return experience
        .where(col("site_id").isNotNull())
        .groupBy("site_id")
        .agg(
            count(lit(1)).as("minutes"),
            count(col("site_num_clients"))
                .plus(count(col("client_age_s")))
                .plus(count(col("wired_age_s")))
                .plus(count(col("wan_port")))
                .as("readings"))
        .where(col("readings").equalTo(0))
        .orderBy("site_id")
        .select("site_id", "minutes");
  }

  /** Refuses days on which too few of our minutes found their client; the tables are there. */
  static void refuseLowMatchRate(
      Counts counts, DayRange days, double minRatePct, Supplier<List<String>> perSite) {
    long matched = counts.of("presence on-network");
    long ours = matched + counts.of("presence behind-egress");
    if (ours > 0 && 100.0 * matched / ours < minRatePct) {
      StringBuilder table = new StringBuilder();
      counts
          .asMap()
          .forEach(
              (name, minutes) -> {
                if (name.startsWith("presence") || name.startsWith("match_method")) {
                  table.append("\n    ").append(name).append(": ").append(minutes);
                }
              });
      perSite.get().forEach(site -> table.append("\n    ").append(site));
      throw new InputLimitError(
          "Of "
              + ours
              + " participant minutes behind our egress on "
              + days
              + " only "
              + matched
              + " found their client",
          "correlate.min-match-rate-pct is " + minRatePct + table,
          "see gold.coverage for the sites, complete their telemetry, or lower the key");
    }
  }

  /** Of each site, how many of the minutes behind its egress found their client. */
  static List<String> matchesPerSite(Warehouse warehouse, DayRange days) {
    Column isMatched = col("reason").equalTo("on-network");
    return onDays(warehouse, Coverage.SCHEMA, days)
        .where(
            col("measure")
                .equalTo("presence")
                .and(col("reason").isin("on-network", "behind-egress")))
        .groupBy("site_id")
        .agg(
            sum(when(isMatched, col("minutes")).otherwise(0L)).as("matched"),
            sum("minutes").as("ours"))
        .orderBy("site_id")
        .collectAsList() // OK: sites are few
        .stream()
        .map(site -> "site " + site.get(0) + ": " + site.get(1) + " of " + site.get(2) + " matched")
        .toList();
  }
}
