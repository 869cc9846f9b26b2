package io.meetinginsights.jobs.report;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.ask.Directory;
import io.meetinginsights.reader.GoldQuery;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.reader.GoldRow;
import io.meetinginsights.reader.Where;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.gold.CallEvents;
import io.meetinginsights.tables.gold.ClientCalls;
import io.meetinginsights.tables.gold.ClientHealth;
import io.meetinginsights.tables.gold.ClientSeries;
import io.meetinginsights.tables.gold.Coverage;
import io.meetinginsights.tables.gold.FeedbackHistogram;
import io.meetinginsights.tables.gold.FixFirst;
import io.meetinginsights.tables.gold.SiteSeries;
import io.meetinginsights.tables.gold.SiteSummary;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what a report shows from the tables for reading, without Spark.
 *
 * <p>Reads: {@code site_summary}, {@code site_series}, {@code client_series}, {@code
 * feedback_histogram}, {@code fix_first}, {@code coverage}, {@code site_clients}, {@code
 * client_calls}, {@code call_events}, {@code client_health}, {@code feature_ranking}, {@code
 * minute_causes}, {@code sites}, {@code people}, {@code client_identities}.
 *
 * <p>The page of the site and the list of clients are always whole. Of the clients with the most
 * bad minutes as many are read in detail as a file of its size could hold at all, so that a large
 * site or a long period does not fill the memory; beyond {@value #RANKED_DAYS} days no rankings are
 * read.
 */
final class ReportReader {

  /** Days of which rankings are read: about 280 rows a bad minute. */
  static final int RANKED_DAYS = 31;

  /** Bad minutes whose rankings are read; each takes about a kilobyte of the file. */
  private static final long RANKED_MINUTES = 10_000;

  /** Buckets of clients that are kept; each takes about 100 bytes of the file. */
  private static final long CLIENT_BUCKETS = 60_000;

  private final GoldReader tables;
  private final Directory.Site site;
  private final DayRange days;

  private ReportReader(GoldReader tables, Directory.Site site, DayRange days) {
    this.tables = tables;
    this.site = site;
    this.days = days;
  }

  /** What a report of a site, named by name or id, shows of the days. */
  static Report.Pages read(GoldReader tables, String site, DayRange days, String madeBy) {
    return new ReportReader(tables, new Directory(tables).siteNamed(site), days).pages(madeBy);
  }

  private Report.Pages pages(String madeBy) {
    List<Report.Day> totals = totals();
    Map<String, Report.Client> clients = ClientList.read(tables, site, days);
    Map<String, Integer> places = new HashMap<>();
    clients.keySet().forEach(key -> places.put(key, places.size()));
    Set<String> detailed = detailed(clients.keySet());

    Series siteSeries = new Series(SiteSeries.SCHEMA);
    inBuckets(SiteSeries.SCHEMA).forEach(siteSeries::add);
    Map<Instant, Integer> buckets = new HashMap<>();
    siteSeries.buckets().forEach(at -> buckets.put(at, buckets.size()));
    Behind behind = new Behind(buckets.size());
    Map<String, Series> series = new HashMap<>();
    List<String> figures = Series.figures(ClientSeries.SCHEMA);
    inBuckets(ClientSeries.SCHEMA)
        .forEach(
            row -> {
              String client = row.text("client_key");
              Integer place = places.get(client);
              Integer bucket = buckets.get(row.instant("bucket_at"));
              if (place != null && bucket != null) {
                figures.forEach(column -> offer(behind, bucket, place, row, column));
              }
              if (detailed.contains(client)) {
                series.computeIfAbsent(client, key -> new Series(ClientSeries.SCHEMA)).add(row);
              }
            });

    Map<String, List<GoldRow>> calls = byClient(ClientCalls.SCHEMA, "joined_at", detailed);
    Map<String, List<GoldRow>> events = byClient(CallEvents.SCHEMA, "event_at", detailed);
    Map<String, List<Report.Health>> health = health(detailed);
    Rankings rankings =
        days.days().size() > RANKED_DAYS
            ? Rankings.none()
            : Rankings.read(tables, site, days, ranked(clients.keySet(), calls));
    List<Report.Details> details = new ArrayList<>();
    List<Map<Integer, List<Report.Minute>>> ranked = new ArrayList<>();
    for (String client : clients.keySet()) {
      List<GoldRow> own = calls.getOrDefault(client, List.of());
      details.add(
          detailed.contains(client)
              ? new Report.Details(
                  series.getOrDefault(client, new Series(ClientSeries.SCHEMA)),
                  health.getOrDefault(client, List.of()),
                  own.stream().map(ReportReader::call).toList(),
                  events.getOrDefault(client, List.of()).stream().map(ReportReader::event).toList())
              : null);
      Map<Integer, List<Report.Minute>> ofCalls = new LinkedHashMap<>();
      for (int call = 0; call < own.size(); call++) {
        List<Report.Minute> minutes = rankings.of(Rankings.CallKey.of(own.get(call)));
        if (!minutes.isEmpty()) {
          ofCalls.put(call, minutes);
        }
      }
      ranked.add(ofCalls);
    }
    Report report =
        new Report(
            new Report.Site(site.siteId(), site.name(), zone()),
            days.from().toString(),
            days.to().toString(),
            isOneDay() ? 10 : 60,
            madeBy,
            totals,
            siteSeries,
            behind.byColumn(),
            feedback(),
            fixFirst(),
            coverage(),
            List.copyOf(clients.values()),
            rankings.features(),
            notices(totals, calls));
    return new Report.Pages(report, details, ranked);
  }

  /** As browsers name it. */
  private String zone() {
    return site.zone().equals(ZoneOffset.UTC) ? "UTC" : site.zone().getId();
  }

  private boolean isOneDay() {
    return days.from().equals(days.to());
  }

  private static void offer(Behind behind, int bucket, int place, GoldRow row, String column) {
    switch (column) {
      case "total_minutes" -> {}
      case "bad_minutes" -> {
        long bad = row.whole(column);
        behind.offer(column, bucket, place, bad == 0 ? null : (double) bad);
      }
      case "system_cpu_max_pct" -> {
        behind.offer(column, bucket, place, row.number(column));
        behind.offer("system_cpu_avg_pct", bucket, place, row.number(column));
      }
      default -> behind.offer(column, bucket, place, row.number(column));
    }
  }

  private GoldQuery ofSite(TableSchema table) {
    return tables
        .from(table)
        .days(days)
        .where(Where.equal("org_id", site.orgId()))
        .where(Where.equal("site_id", site.siteId()));
  }

  private GoldQuery inBuckets(TableSchema table) {
    return ofSite(table).where(Where.equal("bucket", isOneDay() ? "10m" : "1h"));
  }

  private List<Report.Day> totals() {
    List<Report.Day> found =
        ofSite(SiteSummary.SCHEMA).list().stream()
            .sorted(Comparator.comparing(row -> row.day("day")))
            .map(ReportReader::day)
            .toList();
    if (!found.isEmpty()) {
      return found;
    }
    NavigableSet<LocalDate> known =
        tables
            .from(SiteSummary.SCHEMA)
            .where(Where.equal("org_id", site.orgId()))
            .where(Where.equal("site_id", site.siteId()))
            .select("day")
            .list()
            .stream()
            .map(row -> row.day("day"))
            .collect(Collectors.toCollection(java.util.TreeSet::new));
    throw new ConfigurationError(
        "There are no calls of " + site.name() + " in " + days,
        known.isEmpty()
            ? "no day of this site has been computed yet"
            : "its days with calls go from " + known.first() + " to " + known.last(),
        known.isEmpty()
            ? "run `meeting-insights insights --date YYYY-MM-DD` for a day with calls"
            : "give --date " + known.last() + ", the last day with data");
  }

  private static Report.Day day(GoldRow row) {
    return new Report.Day(
        row.day("day").toString(),
        row.whole("total_minutes"),
        row.whole("bad_minutes"),
        row.whole("bad_minutes_wireless"),
        row.whole("bad_minutes_wired"),
        row.whole("bad_minutes_wan"),
        row.whole("bad_minutes_client"),
        row.whole("bad_minutes_remote"),
        row.whole("bad_minutes_unexplained"),
        row.whole("num_calls"),
        row.whole("num_users"),
        row.whole("num_clients"),
        row.whole("num_aps"));
  }

  private List<Report.Feedback> feedback() {
    return ofSite(FeedbackHistogram.SCHEMA).list().stream()
        .sorted(Comparator.comparing(row -> row.day("day")))
        .map(
            row ->
                new Report.Feedback(
                    row.day("day").toString(),
                    row.whole("poor"),
                    row.whole("average"),
                    row.whole("good")))
        .toList();
  }

  private record Blamed(String kind, String item, String category) {}

  private List<Report.Suspect> fixFirst() {
    return ofSite(FixFirst.SCHEMA).list().stream()
        .collect(
            Collectors.groupingBy(
                row -> new Blamed(row.text("kind"), row.text("item"), row.text("category"))))
        .entrySet()
        .stream()
        .map(suspect -> suspect(suspect.getKey(), suspect.getValue()))
        .sorted(
            Comparator.comparingLong((Report.Suspect suspect) -> -suspect.badMinutes())
                .thenComparing(Report.Suspect::kind)
                .thenComparing(Report.Suspect::item))
        .toList();
  }

  /**
   * Bad minutes add up over the days, and the mean contribution is over all of them; clients do not
   * add up, so the most in a day stands for them. The week before is known if each of its days is.
   */
  private static Report.Suspect suspect(Blamed blamed, List<GoldRow> rows) {
    long bad = rows.stream().mapToLong(row -> row.whole("bad_minutes")).sum();
    List<GoldRow> measured =
        rows.stream().filter(row -> row.number("mean_contribution") != null).toList();
    long behindMean = measured.stream().mapToLong(row -> row.whole("bad_minutes")).sum();
    double contributed =
        measured.stream()
            .mapToDouble(row -> row.number("mean_contribution") * row.whole("bad_minutes"))
            .sum();
    boolean isWeekKnown =
        rows.stream().allMatch(row -> row.whole("previous_week_bad_minutes") != null);
    return new Report.Suspect(
        blamed.kind(),
        blamed.item(),
        rows.stream()
            .filter(row -> row.text("name") != null)
            .max(Comparator.comparing(row -> row.day("day")))
            .map(row -> row.text("name"))
            .orElse(null),
        blamed.category(),
        bad,
        rows.stream().mapToLong(row -> row.whole("clients")).max().orElse(0),
        behindMean == 0 ? null : Rounded.to(2, contributed / behindMean),
        isWeekKnown
            ? rows.stream().mapToLong(row -> row.whole("previous_week_bad_minutes")).sum()
            : null);
  }

  private record Measured(String measure, String reason) {}

  private List<Report.Covered> coverage() {
    if (!tables.exists(Coverage.SCHEMA)) {
      return List.of();
    }
    List<GoldRow> rows =
        ofSite(Coverage.SCHEMA).select("measure", "reason", "minutes", "share").list();
    long all =
        rows.stream()
            .filter(row -> row.text("measure").equals("presence"))
            .mapToLong(row -> row.whole("minutes"))
            .sum();
    Map<Measured, List<GoldRow>> grouped =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> new Measured(row.text("measure"), row.text("reason"))));
    return grouped.entrySet().stream()
        .map(
            measured -> {
              long minutes =
                  measured.getValue().stream().mapToLong(row -> row.whole("minutes")).sum();
              boolean hasShare =
                  measured.getValue().stream().allMatch(row -> row.number("share") != null);
              return new Report.Covered(
                  measured.getKey().measure(),
                  measured.getKey().reason(),
                  minutes,
                  hasShare && all > 0 ? Rounded.to(4, (double) minutes / all) : null);
            })
        .sorted(
            Comparator.comparing(Report.Covered::measure)
                .thenComparingLong(covered -> -covered.minutes())
                .thenComparing(Report.Covered::reason))
        .toList();
  }

  /** As many clients, the worst first, as a file could hold at all. */
  private Set<String> detailed(Collection<String> clients) {
    Map<String, Long> buckets = new HashMap<>();
    inBuckets(ClientSeries.SCHEMA)
        .select("client_key")
        .forEach(row -> buckets.merge(row.text("client_key"), 1L, Long::sum));
    Set<String> chosen = new HashSet<>();
    long total = 0;
    for (String client : clients) {
      // A client without a bucket still has its calls and events.
      total += Math.max(10, buckets.getOrDefault(client, 0L));
      if (total > CLIENT_BUCKETS) {
        break;
      }
      chosen.add(client);
    }
    return chosen;
  }

  private static Set<String> ranked(Collection<String> clients, Map<String, List<GoldRow>> calls) {
    Set<String> chosen = new HashSet<>();
    long minutes = 0;
    for (String client : clients) {
      minutes +=
          calls.getOrDefault(client, List.of()).stream()
              .filter(call -> call.flag("has_ranking"))
              .mapToLong(call -> call.whole("bad_minutes"))
              .sum();
      if (minutes > RANKED_MINUTES) {
        break;
      }
      chosen.add(client);
    }
    return chosen;
  }

  /** Rows of the clients, the latest first. */
  private Map<String, List<GoldRow>> byClient(
      TableSchema table, String instant, Set<String> clients) {
    Map<String, List<GoldRow>> found = new HashMap<>();
    ofSite(table)
        .forEach(
            row -> {
              if (clients.contains(row.text("client_key"))) {
                found.computeIfAbsent(row.text("client_key"), key -> new ArrayList<>()).add(row);
              }
            });
    // The key decides between equal instants, so that equal tables give equal files.
    Comparator<GoldRow> latestFirst =
        Comparator.comparing((GoldRow row) -> row.instant(instant)).reversed();
    for (String key : table.key()) {
      if (!key.endsWith("_at")) {
        latestFirst = latestFirst.thenComparing(row -> row.text(key));
      }
    }
    for (List<GoldRow> rows : found.values()) {
      rows.sort(latestFirst);
    }
    return found;
  }

  private record Level(String serviceLevel, String classifier) {}

  private Map<String, List<Report.Health>> health(Set<String> clients) {
    Map<String, Map<Level, long[]>> sums = new HashMap<>();
    ofSite(ClientHealth.SCHEMA)
        .forEach(
            row -> {
              if (clients.contains(row.text("client_key"))) {
                long[] sum =
                    sums.computeIfAbsent(row.text("client_key"), key -> new HashMap<>())
                        .computeIfAbsent(
                            new Level(row.text("service_level"), row.text("classifier")),
                            level -> new long[2]);
                sum[0] += row.whole("failed_minutes");
                sum[1] += row.whole("total_minutes");
              }
            });
    Map<String, List<Report.Health>> health = new HashMap<>();
    sums.forEach(
        (client, levels) ->
            health.put(
                client,
                levels.entrySet().stream()
                    .map(
                        level ->
                            new Report.Health(
                                level.getKey().serviceLevel(),
                                level.getKey().classifier(),
                                level.getValue()[0],
                                // A classifier has rows in its own hours alone: judged were the
                                // level's.
                                levels.get(new Level(level.getKey().serviceLevel(), ""))[1]))
                    .sorted(
                        Comparator.comparing(Report.Health::serviceLevel)
                            .thenComparing(Report.Health::classifier))
                    .toList()));
    return health;
  }

  private static Report.Call call(GoldRow row) {
    return new Report.Call(
        row.text("application"),
        row.whole("meeting_id"),
        row.text("topic"),
        seconds(row.instant("joined_at")),
        seconds(row.instant("left_at")),
        row.whole("duration_s"),
        row.text("audio_quality"),
        row.text("video_quality"),
        row.text("share_quality"),
        row.text("rating"),
        row.whole("total_minutes"),
        row.whole("bad_minutes"),
        Rounded.to(2, row.number("worst_score")),
        row.text("main_cause"),
        row.flag("has_ranking"));
  }

  private static Report.Event event(GoldRow row) {
    return new Report.Event(
        row.instant("event_at").getEpochSecond(),
        row.text("type"),
        row.text("display"),
        row.text("classification"),
        row.text("source"),
        row.text("details"));
  }

  private static Long seconds(Instant instant) {
    return instant == null ? null : instant.getEpochSecond();
  }

  private List<String> notices(List<Report.Day> totals, Map<String, List<GoldRow>> calls) {
    List<String> notices = new ArrayList<>();
    long bad = totals.stream().mapToLong(Report.Day::badMinutes).sum();
    boolean isExplained =
        calls.values().stream().flatMap(List::stream).anyMatch(call -> call.flag("has_ranking"));
    if (bad > 0 && !isExplained) {
      notices.add(
          "No model has explained these days: the bad minutes are known, their causes are not, and"
              + " there are no ranking graphs. Train a model, then run explain and insights.");
    }
    if (totals.size() < days.days().size()) {
      Set<String> known = totals.stream().map(Report.Day::day).collect(Collectors.toSet());
      List<String> missing =
          days.days().stream()
              .map(LocalDate::toString)
              .filter(day -> !known.contains(day))
              .toList();
      notices.add(
          missing.size() == 1
              ? "No call was measured on " + missing.get(0) + "."
              : "No call was measured on "
                  + missing.size()
                  + " of the "
                  + days.days().size()
                  + " days, the first of them "
                  + missing.get(0)
                  + ".");
    }
    if (days.days().size() > RANKED_DAYS) {
      notices.add(
          "A report of more than "
              + RANKED_DAYS
              + " days has no ranking graphs; one of fewer days has them.");
    }
    return notices;
  }
}
