package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.covar_pop;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log1p;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.stddev_pop;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.unix_seconds;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.meetinginsights.jobs.correlate.ClientCandidates.Method;
import io.meetinginsights.jobs.correlate.CorrelateConfig.Clocks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * By how much the clock of each site's telemetry is ahead of Zoom's, from what both saw: while a
 * client is in a call, Zoom counts its bits and the access point its bytes. The offset is the lag
 * at which the two series of a site's clients agree best; it is a whole number of minutes, as
 * everything here is joined by the minute.
 *
 * <p>What all sites have in common is no clock but Zoom's stamp: if Zoom stamped a minute with its
 * end, everything of the network would seem to lie a minute earlier. So the median over the sites,
 * where it is 0 or -1, says what the stamp means, and the rest is the site's own clock.
 *
 * <p>Lags that are tried: up to five minutes, and one or two hours a minute more or less, as a
 * clock set to the wrong zone has. Where no lag agrees, nothing is corrected and the site is named.
 * A whole hour stands out. A minute hardly does: calls last, so the agreement falls slowly around
 * its top, and chance would move it. So minutes are believed only if {@value #PANELS} panels of
 * clients, looked at apart, all agree on them; else they are none.
 */
final class ClockOffsets {

  /** Lags in minutes. */
  private static final int[] LAGS =
      IntStream.concat(
              IntStream.rangeClosed(-5, 5),
              IntStream.of(-120, -60, 60, 120).flatMap(h -> IntStream.rangeClosed(h - 1, h + 1)))
          .sorted()
          .toArray();

  /** Groups that a site's clients are dealt out to. */
  private static final int PANELS = 5;

  /** All of a site's clients. */
  private static final int ALL = -1;

  /** What is known of a site's clock: nothing, that it agrees, or that it is off. */
  enum Finding {
    NO_EVIDENCE("no-evidence"),
    AGREES("agrees"),
    CORRECTED("corrected");

    private final String word;

    Finding(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /**
   * The estimate of a site.
   *
   * @param lagMinutes whole minutes by which its telemetry is ahead of Zoom's stamps, as corrected
   * @param isExact whether the minutes are known, or the hours alone
   * @param lagS the same between the minutes, as estimated; null without evidence
   * @param evidenceMinutes minutes of clients in calls that were compared at that lag
   */
  record SiteClock(
      String orgId,
      String siteId,
      Finding finding,
      int lagMinutes,
      boolean isExact,
      Double lagS,
      double agreement,
      long evidenceMinutes) {}

  private final List<SiteClock> sites;
  private final int stampMinutes;

  private ClockOffsets(List<SiteClock> sites, int stampMinutes) {
    this.sites = sites;
    this.stampMinutes = stampMinutes;
  }

  /** No clock is off. */
  static ClockOffsets none() {
    return new ClockOffsets(List.of(), 0);
  }

  /** Estimates of sites, in the order of organisation and site. */
  List<SiteClock> sites() {
    return sites;
  }

  /** 0 where Zoom's stamp is a minute's start, -1 where it is the end. */
  int stampMinutes() {
    return stampMinutes;
  }

  /** How far the site's own clock is off: its lag without what Zoom's stamp means. */
  int clockMinutes(SiteClock site) {
    return site.finding() == Finding.NO_EVIDENCE ? 0 : site.lagMinutes() - stampMinutes;
  }

  /** Whether nothing is to be corrected. */
  boolean isNone() {
    return stampMinutes == 0 && sites.stream().allMatch(site -> site.lagMinutes() == 0);
  }

  /** Whether the same is to be corrected. */
  boolean correctsAs(ClockOffsets other) {
    return stampMinutes == other.stampMinutes && corrections().equals(other.corrections());
  }

  private List<List<Object>> corrections() {
    return sites.stream()
        .filter(site -> site.lagMinutes() != stampMinutes)
        .map(site -> List.<Object>of(site.orgId(), site.siteId(), site.lagMinutes()))
        .toList();
  }

  /** Telemetry (with org_id, site_id) with its times brought to Zoom's. */
  Dataset<Row> corrected(Dataset<Row> telemetry, String... times) {
    if (isNone()) {
      return telemetry;
    }
    Column lag = lit(stampMinutes);
    for (SiteClock site : sites) {
      if (site.lagMinutes() != stampMinutes) {
        lag =
            when(
                    col("org_id").equalTo(site.orgId()).and(col("site_id").equalTo(site.siteId())),
                    lit(site.lagMinutes()))
                .otherwise(lag);
      }
    }
    Dataset<Row> rows = telemetry.withColumn("clock_lag", lag);
    for (String time : times) {
      rows = rows.withColumn(time, expr("timestampadd(MINUTE, -clock_lag, " + time + ")"));
    }
    return rows.drop("clock_lag");
  }

  /**
   * The estimates of a day.
   *
   * @param measuredBits join_id, minute_at, kbps of the day
   * @param candidates see {@link ClientCandidates#of}
   * @param wirelessMinutes silver's rows of the day
   * @param reused keeps what several branches of the plan begin with
   */
  static ClockOffsets of(
      Dataset<Row> measuredBits,
      Dataset<Row> candidates,
      Dataset<Row> wirelessMinutes,
      Clocks config,
      UnaryOperator<Dataset<Row>> reused) {
    Map<String, List<Row>> panels = new TreeMap<>();
    for (Row panel :
        agreementPerPanel(
                reused.apply(bitsPerClient(measuredBits, candidates)),
                wirelessMinutes,
                config.clientsPerSite())
            .collectAsList()) { // OK: six rows a site
      panels
          .computeIfAbsent(
              panel.getAs("org_id") + " " + panel.getAs("site_id"), site -> new ArrayList<>())
          .add(panel);
    }
    List<SiteClock> sites = new ArrayList<>();
    panels.values().forEach(site -> sites.add(siteClock(site, config)));
    sites.sort(Comparator.comparing(SiteClock::orgId).thenComparing(SiteClock::siteId));
    int stamp = stampMinutes(sites);
    return new ClockOffsets(sites.stream().map(site -> found(site, stamp)).toList(), stamp);
  }

  /** What is found of a site, knowing what Zoom's stamp means. */
  private static SiteClock found(SiteClock site, int stamp) {
    int lag = site.isExact() ? site.lagMinutes() : site.lagMinutes() + stamp;
    Finding finding =
        site.finding() == Finding.NO_EVIDENCE
            ? Finding.NO_EVIDENCE
            : lag == stamp ? Finding.AGREES : Finding.CORRECTED;
    return new SiteClock(
        site.orgId(),
        site.siteId(),
        finding,
        lag,
        site.isExact(),
        site.lagS(),
        site.agreement(),
        site.evidenceMinutes());
  }

  /** The lag that half of the evidence does not exceed, if it can be Zoom's stamp; else 0. */
  private static int stampMinutes(List<SiteClock> sites) {
    List<SiteClock> known =
        sites.stream()
            .filter(SiteClock::isExact)
            .sorted(Comparator.comparingInt(SiteClock::lagMinutes))
            .toList();
    long all = known.stream().mapToLong(SiteClock::evidenceMinutes).sum();
    long below = 0;
    for (SiteClock site : known) {
      below += site.evidenceMinutes();
      if (2 * below >= all) {
        return site.lagMinutes() == -1 ? -1 : 0;
      }
    }
    return 0;
  }

  private static SiteClock siteClock(List<Row> panels, Clocks config) {
    Row all =
        panels.stream().filter(row -> row.<Integer>getAs("panel") == ALL).findFirst().orElseThrow();
    String orgId = all.getAs("org_id");
    String siteId = all.getAs("site_id");
    int best = best(all);
    double agreement = best < 0 ? 0 : all.<Double>getAs("lag_" + best);
    long evidence = best < 0 ? 0 : all.<Long>getAs("minutes_" + best);
    if (evidence < config.leastMinutes() || agreement < config.leastAgreement()) {
      return new SiteClock(orgId, siteId, Finding.NO_EVIDENCE, 0, false, null, agreement, evidence);
    }
    long agreeing =
        panels.stream()
            .filter(row -> row.<Integer>getAs("panel") != ALL && best(row) == best)
            .count();
    boolean isExact = agreeing == PANELS;
    return new SiteClock(
        orgId,
        siteId,
        Finding.AGREES,
        isExact ? LAGS[best] : 60 * Math.round(LAGS[best] / 60f),
        isExact,
        between(all, best),
        agreement,
        evidence);
  }

  /** The place of the lag with the best agreement; -1 if there is none. */
  private static int best(Row panel) {
    int best = -1;
    for (int i = 0; i < LAGS.length; i++) {
      Double agreement = panel.getAs("lag_" + i);
      boolean isBetter =
          agreement != null && (best < 0 || agreement > panel.<Double>getAs("lag_" + best));
      if (isBetter) {
        best = i;
      }
    }
    return best;
  }

  /** The top of the parabola through the best lag and its neighbours, in seconds. */
  private static double between(Row row, int best) {
    boolean hasNeighbours =
        best > 0
            && best < LAGS.length - 1
            && LAGS[best] - LAGS[best - 1] == 1
            && LAGS[best + 1] - LAGS[best] == 1;
    if (!hasNeighbours) {
      return 60.0 * LAGS[best];
    }
    double before = row.<Double>getAs("lag_" + (best - 1));
    double top = row.<Double>getAs("lag_" + best);
    double after = row.<Double>getAs("lag_" + (best + 1));
    double bend = before - 2 * top + after;
    return 60.0 * (LAGS[best] + (bend < 0 ? (before - after) / (2 * bend) : 0));
  }

  /**
   * A row a site and panel, and one for all panels: the correlation of both logarithms at each lag,
   * and how much it rests on.
   */
  private static Dataset<Row> agreementPerPanel(
      Dataset<Row> bitsPerClient, Dataset<Row> wirelessMinutes, int clientsPerSite) {
    // Bytes are those since the snapshot before: they belong to the middle of that span.
    Column middle =
        expr("CAST(floor((unix_micros(sampled_at) / 1e6 - delta_s / 2) / 60) AS BIGINT)");
    Dataset<Row> counted =
        wirelessMinutes
            .where(col("delta_s").between(1, 120))
            .withColumn(
                "counted_kbps",
                coalesce(col("tx_bytes"), lit(0L))
                    .plus(coalesce(col("rx_bytes"), lit(0L)))
                    .multiply(0.008)
                    .divide(col("delta_s")))
            .withColumn("counted_at", middle)
            .select("org_id", "site_id", "client_key", "counted_at", "counted_kbps");
    Dataset<Row> sampled =
        counted
            .join(bitsPerClient, ClientCandidates.joinColumns("org_id", "client_key"), "left_semi")
            .select("org_id", "site_id", "client_key")
            .distinct()
            .withColumn(
                "place",
                row_number()
                    .over(
                        Window.partitionBy("org_id", "site_id")
                            .orderBy(xxhash64(col("client_key")), col("client_key"))))
            .where(col("place").leq(clientsPerSite))
            .withColumn("panel", explode(array(pmod(col("place"), lit(PANELS)), lit(ALL))))
            .drop("place");
    Dataset<Row> both =
        counted
            .join(sampled, ClientCandidates.joinColumns("org_id", "site_id", "client_key"), "inner")
            .join(bitsPerClient, ClientCandidates.joinColumns("org_id", "client_key"), "inner");
    List<Column> agreements = new ArrayList<>();
    for (int i = 0; i < LAGS.length; i++) {
      agreements.add(
          agreement(log1p(col("counted_kbps")), log1p(coalesce(bitsAt(LAGS[i]), lit(0.0))))
              .as("lag_" + i));
    }
    for (int i = 0; i < LAGS.length; i++) {
      agreements.add(count(when(bitsAt(LAGS[i]).gt(0), lit(1))).as("minutes_" + i));
    }
    return both.groupBy("org_id", "site_id", "panel")
        .agg(agreements.get(0), agreements.subList(1, agreements.size()).toArray(Column[]::new));
  }

  /** The correlation; null where one of them never changes. */
  private static Column agreement(Column counted, Column told) {
    return try_divide(covar_pop(counted, told), stddev_pop(counted).multiply(stddev_pop(told)));
  }

  private static Column bitsAt(int lagMinutes) {
    return try_element_at(col("kbps_at"), col("counted_at").minus(lit((long) lagMinutes)));
  }

  /** A row a client: {@code kbps_at}, by the minute. */
  private static Dataset<Row> bitsPerClient(Dataset<Row> measuredBits, Dataset<Row> candidates) {
    return measuredBits
        .join(onlySure(candidates), "join_id")
        .groupBy("org_id", "client_key", "minute_at")
        .agg(sum("kbps").as("kbps"))
        .groupBy("org_id", "client_key")
        .agg(
            map_from_entries(
                    collect_list(
                        struct(
                            unix_seconds(col("minute_at")).divide(60).cast("long"), col("kbps"))))
                .as("kbps_at"));
  }

  /** Joins whose MAC, else whose internal address, leads to one client only. */
  private static Dataset<Row> onlySure(Dataset<Row> candidates) {
    return candidates
        .where(col("rank").leq(Method.IP.rank()))
        .groupBy("join_id", "rank")
        .agg(
            count(lit(1)).as("clients"),
            first("org_id").as("org_id"),
            first("client_key").as("client_key"))
        .groupBy("join_id")
        .agg(min(struct(col("rank"), col("clients"), col("org_id"), col("client_key"))).as("best"))
        .where(col("best.clients").equalTo(1))
        .select("join_id", "best.org_id", "best.client_key");
  }
}
