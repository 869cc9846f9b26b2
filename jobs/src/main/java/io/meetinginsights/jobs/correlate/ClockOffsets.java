package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log1p;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.unix_seconds;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.meetinginsights.jobs.correlate.CorrelateConfig.Clocks;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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
   * The estimates of each day, the same whether it is looked at alone or with others; a day without
   * any is left out.
   *
   * @param measuredBits join_id, minute_at, kbps
   * @param sureClients see {@link SureClients#perDay}
   * @param wirelessMinutes silver's rows
   */
  static SortedMap<LocalDate, ClockOffsets> perDay(
      Dataset<Row> measuredBits,
      Dataset<Row> sureClients,
      Dataset<Row> wirelessMinutes,
      Clocks config) {
    SortedMap<LocalDate, SortedMap<String, Site>> days = new TreeMap<>();
    for (Row panel :
        sumsPerPanel(
                bitsPerClient(measuredBits, sureClients), wirelessMinutes, config.clientsPerSite())
            .collectAsList()) { // OK: five rows a site and day
      String orgId = panel.getAs("org_id");
      String siteId = panel.getAs("site_id");
      days.computeIfAbsent(panel.<Date>getAs("day").toLocalDate(), day -> new TreeMap<>())
          .computeIfAbsent(orgId + " " + siteId, site -> new Site(orgId, siteId, new ArrayList<>()))
          .panels()
          .add(LaggedSums.of(panel));
    }
    SortedMap<LocalDate, ClockOffsets> offsets = new TreeMap<>();
    days.forEach(
        (day, sites) ->
            offsets.put(
                day, of(sites.values().stream().map(site -> siteClock(site, config)).toList())));
    return offsets;
  }

  private static ClockOffsets of(List<SiteClock> sites) {
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

  private static SiteClock siteClock(Site site, Clocks config) {
    LaggedSums all = site.panels().stream().reduce(LaggedSums::plus).orElseThrow();
    int best = all.best();
    double agreement = best < 0 ? 0 : all.agreement(best);
    long evidence = best < 0 ? 0 : all.minutesWithBits(best);
    if (evidence < config.leastMinutes() || agreement < config.leastAgreement()) {
      return new SiteClock(
          site.orgId(), site.siteId(), Finding.NO_EVIDENCE, 0, false, null, agreement, evidence);
    }
    long agreeing = site.panels().stream().filter(panel -> panel.best() == best).count();
    boolean isExact = agreeing == PANELS;
    return new SiteClock(
        site.orgId(),
        site.siteId(),
        Finding.AGREES,
        isExact ? LAGS[best] : 60 * Math.round(LAGS[best] / 60f),
        isExact,
        between(all, best),
        agreement,
        evidence);
  }

  /** The top of the parabola through the best lag and its neighbours, in tenths of a second. */
  private static double between(LaggedSums sums, int best) {
    boolean hasNeighbours =
        best > 0
            && best < LAGS.length - 1
            && LAGS[best] - LAGS[best - 1] == 1
            && LAGS[best + 1] - LAGS[best] == 1;
    if (!hasNeighbours) {
      return 60.0 * LAGS[best];
    }
    double before = sums.agreement(best - 1);
    double top = sums.agreement(best);
    double after = sums.agreement(best + 1);
    double bend = before - 2 * top + after;
    // Rounded, since sums of the same rows differ in their last bits from run to run.
    return Math.round(600.0 * (LAGS[best] + (bend < 0 ? (before - after) / (2 * bend) : 0))) / 10.0;
  }

  private record Site(String orgId, String siteId, List<LaggedSums> panels) {}

  /**
   * What the correlation of x, the logarithm of what the network counted, with y, that of what Zoom
   * told, is made of, for each lag of y. One flat array: sums are added whatever they are of.
   */
  private record LaggedSums(double[] sums) {

    private static final List<String> OF_LAG = List.of("y", "yy", "xy", "bits");

    /** A variance below this share of the mean square is none: the series never changes. */
    private static final double LEAST_VARIANCE = 1e-9;

    static LaggedSums of(Row row) {
      double[] sums = new double[3 + OF_LAG.size() * LAGS.length];
      for (int i = 0; i < sums.length; i++) {
        sums[i] = row.getAs("sum_" + i);
      }
      return new LaggedSums(sums);
    }

    /**
     * The sums as columns {@code sum_0} and on, of a row with {@code x} and the array {@code y}.
     */
    static List<Column> columns() {
      List<Column> terms =
          new ArrayList<>(List.of(lit(1.0), col("x"), col("x").multiply(col("x"))));
      for (int lag = 0; lag < LAGS.length; lag++) {
        Column y = col("y").getItem(lag);
        terms.addAll(
            List.of(y, y.multiply(y), col("x").multiply(y), when(y.gt(0), 1.0).otherwise(0.0)));
      }
      return IntStream.range(0, terms.size())
          .mapToObj(i -> sum(terms.get(i)).as("sum_" + i))
          .toList();
    }

    LaggedSums plus(LaggedSums other) {
      double[] both = sums.clone();
      for (int i = 0; i < both.length; i++) {
        both[i] += other.sums[i];
      }
      return new LaggedSums(both);
    }

    private double at(int lag, String what) {
      return sums[3 + OF_LAG.size() * lag + OF_LAG.indexOf(what)];
    }

    long minutesWithBits(int lag) {
      return (long) at(lag, "bits");
    }

    /** The correlation; not a number where one of the two never changes. */
    double agreement(int lag) {
      double n = sums[0];
      double ofX = variance(sums[1], sums[2]);
      double ofY = variance(at(lag, "y"), at(lag, "yy"));
      return (at(lag, "xy") / n - sums[1] / n * at(lag, "y") / n) / Math.sqrt(ofX * ofY);
    }

    private double variance(double sum, double sumOfSquares) {
      double meanSquare = sumOfSquares / sums[0];
      double variance = meanSquare - Math.pow(sum / sums[0], 2);
      return variance > LEAST_VARIANCE * meanSquare ? variance : Double.NaN;
    }

    /** The place of the lag with the best agreement; -1 if there is none. */
    int best() {
      int best = -1;
      for (int lag = 0; lag < LAGS.length; lag++) {
        double agreement = agreement(lag);
        if (!Double.isNaN(agreement) && (best < 0 || agreement > agreement(best))) {
          best = lag;
        }
      }
      return best;
    }
  }

  /** A row a day, site and panel of clients, see {@link LaggedSums}. */
  private static Dataset<Row> sumsPerPanel(
      Dataset<Row> bitsPerClient, Dataset<Row> wirelessMinutes, int clientsPerSite) {
    // Bytes are those since the snapshot before: they belong to the middle of that span.
    Column middle =
        expr("CAST(floor((unix_micros(sampled_at) / 1e6 - delta_s / 2) / 60) AS BIGINT)");
    Dataset<Row> counted =
        wirelessMinutes
            .where(col("delta_s").between(1, 120))
            .withColumn("day", to_date(col("minute_at")))
            .withColumn(
                "counted_kbps",
                coalesce(col("tx_bytes"), lit(0L))
                    .plus(coalesce(col("rx_bytes"), lit(0L)))
                    .multiply(0.008)
                    .divide(col("delta_s")))
            .withColumn("counted_at", middle)
            .select("day", "org_id", "site_id", "client_key", "counted_at", "counted_kbps");
    Dataset<Row> sampled =
        counted
            .select("day", "org_id", "site_id", "client_key")
            .distinct()
            .join(
                bitsPerClient, ClientCandidates.joinColumns("day", "org_id", "client_key"), "inner")
            .withColumn(
                "place",
                row_number()
                    .over(
                        Window.partitionBy("day", "org_id", "site_id")
                            .orderBy(xxhash64(col("client_key")), col("client_key"))))
            .where(col("place").leq(clientsPerSite))
            .withColumn("panel", pmod(col("place"), lit(PANELS)))
            .drop("place");
    Column bitsAtLags =
        transform(
            array(IntStream.of(LAGS).mapToObj(lag -> lit((long) lag)).toArray(Column[]::new)),
            lag ->
                log1p(
                    coalesce(
                        try_element_at(col("kbps_at"), col("counted_at").minus(lag)), lit(0.0))));
    List<Column> sums = LaggedSums.columns();
    return counted
        .join(
            sampled,
            ClientCandidates.joinColumns("day", "org_id", "site_id", "client_key"),
            "inner")
        .select(
            col("day"),
            col("org_id"),
            col("site_id"),
            col("panel"),
            log1p(col("counted_kbps")).as("x"),
            bitsAtLags.as("y"))
        .groupBy("day", "org_id", "site_id", "panel")
        .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
  }

  /** A row a day and client: {@code kbps_at}, by the minute. */
  private static Dataset<Row> bitsPerClient(Dataset<Row> measuredBits, Dataset<Row> sureClients) {
    return measuredBits
        .withColumn("day", to_date(col("minute_at")))
        .join(sureClients, ClientCandidates.joinColumns("join_id", "day"), "inner")
        .groupBy("day", "org_id", "client_key", "minute_at")
        .agg(sum("kbps").as("kbps"))
        .groupBy("day", "org_id", "client_key")
        .agg(
            map_from_entries(
                    collect_list(
                        struct(
                            unix_seconds(col("minute_at")).divide(60).cast("long"), col("kbps"))))
                .as("kbps_at"));
  }
}
