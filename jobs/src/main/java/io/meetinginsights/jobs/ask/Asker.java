package io.meetinginsights.jobs.ask;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.text.TextGrid;
import io.meetinginsights.reader.GoldQuery;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.reader.GoldRow;
import io.meetinginsights.reader.Where;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.gold.ClientCalls;
import io.meetinginsights.tables.gold.FixFirst;
import io.meetinginsights.tables.gold.SiteClients;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Answers a sentence.
 *
 * <p>Reads: one table of what is asked about: gold.client_calls, or for access points fix_first,
 * for clients site_clients, for "why no calls" zoom_joins; for names silver.sites,
 * client_identities and people; and silver.linked_accounts where nothing else says why there are no
 * calls. The former stand in a file a month: thirty days are at most two files, and with names at
 * most six are opened.
 *
 * <p>Writes: nothing.
 *
 * <p>Time: relative periods are counted back from {@code now}; where none is given, from the moment
 * the last known call ended, so that the same tables give the same answer whatever the clock says.
 * Clock times are on each site's own clock. A call is in a period if any of it is. Bad access
 * points and clients are counted by whole UTC days, as their tables are.
 *
 * <p>Example: {@code bin/meeting-insights ask "list bad zoom calls in last 7 days"}
 */
public final class Asker {

  private static final int DEFAULT_ROWS = 50;
  private static final int DEFAULT_TOP = 10;

  /**
   * How many days back from the last day with calls an empty answer looks for those asked about.
   */
  static final int DAYS_LOOKED_BACK = 30;

  private final GoldReader reader;
  private final Directory directory;
  private final Question question;
  private final Instant now;
  private final boolean isNowGiven;

  private Asker(GoldReader reader, Question question, Instant now) {
    this.reader = reader;
    this.directory = new Directory(reader);
    this.question = question;
    this.isNowGiven = now != null;
    this.now = isNowGiven ? now : lastCallEnded();
  }

  /** Answers a sentence as if it were {@code now}; null for when the last known call ended. */
  public static Answer answer(GoldReader reader, String sentence, Instant now) {
    Question question = SentenceReader.read(sentence);
    return new Asker(reader, question, now).answer(sentence);
  }

  private Answer answer(String sentence) {
    Directory.Site site = question.site() == null ? null : directory.siteNamed(question.site());
    Directory.Found subject =
        question.subject() == null ? null : directory.find(question.subject(), site);
    Scope scope = new Scope(site, subject);
    Map<String, Object> json = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    json.put("sentence", sentence);
    json.put("kind", question.kind().name().toLowerCase(java.util.Locale.ROOT));
    json.put("from", scope.shown().from().toString());
    json.put("to", scope.shown().to().toString());
    json.put("zone", scope.shownZone().toString());
    json.put("counted_from", isNowGiven ? "now" : "last-call");
    if (site != null) {
      json.put("site", site.name());
    }
    if (subject != null) {
      json.put("subject", subject.label());
    }
    switch (question.kind()) {
      case CALLS -> calls(scope, json, lines);
      case SITES -> sites(scope, json, lines);
      case ACCESS_POINTS -> accessPoints(scope, json, lines);
      case CLIENTS -> clients(scope, json, lines);
      case TROUBLESHOOT -> new Troubleshooting(directory, scope).answer(json, lines);
      case NO_CALLS -> new MissingCalls(reader, directory, scope).answer(json, lines);
      default -> throw new IllegalStateException("No answer to " + question.kind());
    }
    json.put("tables_read", new java.util.TreeSet<>(reader.tablesRead()));
    json.put("files_read", reader.filesRead());
    return new Answer(json, lines.stream().map(TextGrid::clean).toList());
  }

  /** Where, whose and when; the period is on the clock of each row's site. */
  final class Scope {

    private final Directory.Site site;
    private final Directory.Found subject;
    private final Map<ZoneId, Window> windows = new LinkedHashMap<>();

    private Scope(Directory.Site site, Directory.Found subject) {
      this.site = site;
      this.subject = subject;
    }

    Directory.Found subject() {
      return subject;
    }

    Window at(String siteId) {
      return in(question.zone() != null ? question.zone() : directory.site(siteId).zone());
    }

    private Window in(ZoneId zone) {
      return windows.computeIfAbsent(zone, z -> question.time().resolve(z, now));
    }

    private List<ZoneId> zones() {
      if (question.zone() != null) {
        return List.of(question.zone());
      } else if (site != null) {
        return List.of(site.zone());
      }
      List<ZoneId> zones = directory.sites().stream().map(Directory.Site::zone).distinct().toList();
      return zones.isEmpty() ? List.of(ZoneOffset.UTC) : zones;
    }

    /** From the earliest beginning to the latest end on any clock in question. */
    Window widest() {
      return zones().stream().map(this::in).reduce(Window::around).orElseThrow();
    }

    /** The zone an answer is shown in: the one in question, or that of the client's site. */
    ZoneId shownZone() {
      List<ZoneId> zones = zones();
      if (zones.size() > 1 && subject != null) {
        List<ZoneId> home =
            subject.clientKeys().stream()
                .map(key -> directory.site(directory.client(key).siteId()).zone())
                .distinct()
                .toList();
        zones = home.isEmpty() ? zones : home;
      }
      return zones.size() == 1 ? zones.get(0) : ZoneOffset.UTC;
    }

    /** The period as it is shown: on one clock where there is one. */
    Window shown() {
      return in(shownZone());
    }

    ZoneId zoneOf(String siteId) {
      return question.zone() != null ? question.zone() : directory.site(siteId).zone();
    }

    /** A call stands under the day it ended: one that began in the period may end a day later. */
    DayRange callDays() {
      return widest().days().widened(0, 1);
    }

    GoldQuery restrict(GoldQuery query) {
      GoldQuery restricted = subject == null ? query : query.where(subject.rows());
      return site == null ? restricted : restricted.where(Where.equal("site_id", site.siteId()));
    }

    /** Calls of the period, newest first. */
    List<GoldRow> calls(String... columns) {
      return callsSince(null, columns);
    }

    /** Calls of the period that began at this instant or later, newest first. */
    List<GoldRow> callsSince(Instant joinedAt, String... columns) {
      return inPeriod(joinedAt, columns)
          .sorted(Comparator.<GoldRow, Instant>comparing(r -> r.instant("joined_at")).reversed())
          .toList();
    }

    /** When the calls of the period began, newest first. */
    List<Instant> starts() {
      return inPeriod(null)
          .map(call -> call.instant("joined_at"))
          .sorted(Comparator.reverseOrder())
          .toList();
    }

    /** Row groups hold a few days each: earlier ones are not opened. */
    private DayRange daysSince(Instant joinedAt) {
      DayRange all = callDays();
      LocalDate first =
          joinedAt == null ? all.from() : joinedAt.atZone(ZoneOffset.UTC).toLocalDate();
      return first.isAfter(all.from()) ? new DayRange(first, all.to()) : all;
    }

    private Stream<GoldRow> inPeriod(Instant joinedAt, String... columns) {
      GoldQuery query = restrict(reader.from(ClientCalls.SCHEMA).days(daysSince(joinedAt)));
      if (question.isBadOnly()) {
        query = query.where(Where.atLeast("bad_minutes", 1));
      }
      if (joinedAt != null) {
        query = query.where(Where.from("joined_at", joinedAt));
      }
      return query.select("site_id", "joined_at", "left_at").select(columns).list().stream()
          .filter(
              row ->
                  at(row.text("site_id"))
                      .overlaps(row.instant("joined_at"), row.instant("left_at")));
    }

    String text() {
      return (subject == null ? "" : " of " + subject.label())
          + (site == null ? "" : " at " + site.name())
          + " from "
          + shown().text(shownZone())
          + (widest().equals(shown()) || shownZone() != ZoneOffset.UTC
              ? ""
              : ", or the same time on the clock of each site")
          + (question.time().isRelative() && !isNowGiven
              ? ", counted back from the end of the last known call"
              : "");
    }

    /** What to say where there is nothing: the last day that has something. */
    void empty(Map<String, Object> json, List<String> lines, String what) {
      LocalDate newest = reader.lastDay(ClientCalls.SCHEMA).orElse(null);
      LocalDate last = lastDay(newest);
      lines.add("No " + what + text() + ".");
      lines.add(lastDayWords(last, newest));
      json.put("last_day_with_data", last == null ? null : last.toString());
    }

    private LocalDate lastDay(LocalDate newest) {
      if (newest == null || (subject == null && site == null)) {
        return newest;
      }
      DayRange days = new DayRange(newest.minusDays(DAYS_LOOKED_BACK), newest);
      return restrict(reader.from(ClientCalls.SCHEMA).days(days)).select("day").list().stream()
          .map(row -> row.day("day"))
          .max(Comparator.naturalOrder())
          .orElse(null);
    }

    /** The period on the clock of a call's site; of a join at none, the widest. */
    Window joinWindow(String siteId) {
      return siteId == null ? widest() : at(siteId);
    }

    boolean isAt(String siteId) {
      return site == null || site.siteId().equals(siteId);
    }
  }

  static String lastDayWords(LocalDate last, LocalDate newest) {
    if (last != null) {
      return "The last day with data is " + last + ".";
    }
    return newest == null
        ? "There is no day with calls at all."
        : "There is no day with such calls in the "
            + DAYS_LOOKED_BACK
            + " days up to "
            + newest
            + ", the last day with data of anybody.";
  }

  /** From the statistics in the table's log: no file is opened for it. */
  private Instant lastCallEnded() {
    return Stream.of("left_at", "joined_at")
        .flatMap(column -> reader.greatest(ClientCalls.SCHEMA, column).stream())
        .max(Comparator.naturalOrder())
        .orElseThrow(
            () ->
                new ConfigurationError(
                    "There are no calls to ask about",
                    "table gold.client_calls has no rows",
                    "run the daily commands up to insights for a day with calls"));
  }

  private void calls(Scope scope, Map<String, Object> json, List<String> lines) {
    List<Instant> calls = scope.starts();
    String what = (question.isBadOnly() ? "bad " : "") + "Zoom calls";
    json.put("total", calls.size());
    List<Map<String, Object>> shown = new ArrayList<>();
    json.put("calls", shown);
    if (calls.isEmpty()) {
      scope.empty(json, lines, what);
      return;
    }
    lines.add(calls.size() + " " + what + scope.text());
    TextGrid grid =
        new TextGrid(
            "joined", "left", "zone", "site", "user", "client", "meeting", "audio", "video",
            "share", "bad", "of", "cause");
    // The texts of those shown alone: a month of everybody's would take longer to read than to ask.
    int rows = Math.min(calls.size(), most(DEFAULT_ROWS));
    Instant oldest = calls.get(rows - 1);
    for (GoldRow call : scope.callsSince(oldest, CallTexts.COLUMNS).subList(0, rows)) {
      shown.add(CallTexts.json(call, directory));
      ZoneId zone = scope.zoneOf(call.text("site_id"));
      grid.add(
          Window.text(call.instant("joined_at"), zone),
          Window.text(call.instant("left_at"), zone),
          zone,
          directory.site(call.text("site_id")).name(),
          CallTexts.user(call, directory),
          CallTexts.client(call, directory),
          call.whole("meeting_id"),
          call.text("audio_quality"),
          call.text("video_quality"),
          call.text("share_quality"),
          call.whole("bad_minutes"),
          call.whole("total_minutes"),
          call.text("main_cause"));
    }
    lines.addAll(grid.lines());
    if (calls.size() > shown.size()) {
      lines.add("  … the newest " + shown.size() + " of " + calls.size());
    }
    lines.add("Meetings hosted by other companies are not in Zoom's dashboard, nor here.");
  }

  private int most(int otherwise) {
    return question.most() == null ? otherwise : question.most();
  }

  private void sites(Scope scope, Map<String, Object> json, List<String> lines) {
    record Total(long[] figures, Map<String, Long> causes) {}
    Map<String, Total> totals = new TreeMap<>();
    for (GoldRow call : scope.calls("bad_minutes", "total_minutes", "main_cause")) {
      Total total =
          totals.computeIfAbsent(
              call.text("site_id"), s -> new Total(new long[3], new TreeMap<>()));
      total.figures()[0]++;
      total.figures()[1] += call.whole("bad_minutes");
      total.figures()[2] += call.whole("total_minutes");
      total.causes().merge(call.text("main_cause"), 1L, Long::sum);
    }
    List<Map<String, Object>> shown = new ArrayList<>();
    json.put("sites", shown);
    if (totals.isEmpty()) {
      scope.empty(json, lines, "sites with bad Zoom calls");
      return;
    }
    lines.add(totals.size() + " sites with bad Zoom calls" + scope.text());
    TextGrid grid =
        new TextGrid("site", "bad calls", "bad minutes", "minutes of those calls", "cause of most");
    totals.entrySet().stream()
        .sorted(Comparator.comparingLong(e -> -e.getValue().figures()[1]))
        .limit(most(DEFAULT_ROWS))
        .forEach(
            entry -> {
              long[] figures = entry.getValue().figures();
              String cause =
                  entry.getValue().causes().entrySet().stream()
                      .max(Map.Entry.<String, Long>comparingByValue())
                      .map(Map.Entry::getKey)
                      .orElse(null);
              String name = directory.site(entry.getKey()).name();
              grid.add(name, figures[0], figures[1], figures[2], cause);
              Map<String, Object> site = new LinkedHashMap<>();
              site.put("site_id", entry.getKey());
              site.put("site", name);
              site.put("bad_calls", figures[0]);
              site.put("bad_minutes", figures[1]);
              site.put("total_minutes", figures[2]);
              site.put("main_cause", cause);
              shown.add(site);
            });
    lines.addAll(grid.lines());
  }

  private void accessPoints(Scope scope, Map<String, Object> json, List<String> lines) {
    requireNoSubject();
    Map<List<String>, long[]> totals = new LinkedHashMap<>();
    Map<String, GoldRow> named = new TreeMap<>();
    scope
        .restrict(reader.from(FixFirst.SCHEMA).days(scope.widest().days()))
        .where(Where.equal("kind", "access_point"))
        .select("site_id", "item", "name", "day", "bad_minutes", "clients")
        .forEach(
            row -> {
              if (row.text("name") != null) {
                named.merge(
                    row.text("item"),
                    row,
                    (one, other) -> one.day("day").isAfter(other.day("day")) ? one : other);
              }
              long[] figures =
                  totals.computeIfAbsent(
                      List.of(row.text("site_id"), row.text("item")), key -> new long[2]);
              figures[0] += row.whole("bad_minutes");
              figures[1] = Math.max(figures[1], row.whole("clients"));
            });
    top(
        scope,
        json,
        lines,
        "access points",
        totals,
        key ->
            named.containsKey(key.get(1))
                ? named.get(key.get(1)).text("name") + " (" + key.get(1) + ")"
                : key.get(1),
        key -> {
          GoldRow row = named.get(key.get(1));
          Map<String, Object> names = new LinkedHashMap<>();
          names.put("mac", key.get(1));
          names.put("name", row == null ? null : row.text("name"));
          return names;
        },
        "clients on its worst day");
  }

  private void clients(Scope scope, Map<String, Object> json, List<String> lines) {
    requireNoSubject();
    Map<List<String>, long[]> totals = new LinkedHashMap<>();
    scope
        .restrict(reader.from(SiteClients.SCHEMA).days(scope.widest().days()))
        .where(Where.atLeast("bad_minutes", 1))
        .select("site_id", "client_key", "bad_minutes", "num_calls")
        .forEach(
            row -> {
              long[] figures =
                  totals.computeIfAbsent(
                      List.of(row.text("site_id"), row.text("client_key")), key -> new long[2]);
              figures[0] += row.whole("bad_minutes");
              figures[1] += row.whole("num_calls");
            });
    top(
        scope,
        json,
        lines,
        "clients",
        totals,
        key -> CallTexts.client(key.get(1), directory),
        key -> {
          Map<String, Object> names = new LinkedHashMap<>();
          Directory.Client client = directory.client(key.get(1));
          names.put("mac", client == null ? null : client.mac());
          names.put("host_name", client == null ? null : client.name());
          return names;
        },
        "calls on those days");
  }

  private void requireNoSubject() {
    if (question.subject() != null) {
      throw new ConfigurationError(
          "A ranking is about a site, not about " + question.subject().name(),
          "it compares access points or clients with each other",
          "leave the name out, or ask: troubleshoot " + question.subject().name());
    }
  }

  private void top(
      Scope scope,
      Map<String, Object> json,
      List<String> lines,
      String what,
      Map<List<String>, long[]> totals,
      java.util.function.Function<List<String>, String> name,
      java.util.function.Function<List<String>, Map<String, Object>> identity,
      String second) {
    List<Map<String, Object>> shown = new ArrayList<>();
    json.put(what.replace(' ', '_'), shown);
    if (totals.isEmpty()) {
      scope.empty(json, lines, "bad minutes of " + what);
      return;
    }
    DayRange days = scope.widest().days();
    json.put("utc_days", days.toString());
    lines.add("Top bad " + what + scope.text() + ", by whole UTC days: " + days);
    TextGrid grid = new TextGrid("rank", what, "site", "bad minutes", second);
    totals.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<List<String>, long[]>>comparingLong(e -> -e.getValue()[0])
                .thenComparing(e -> e.getKey().get(1)))
        .limit(most(DEFAULT_TOP))
        .forEach(
            entry -> {
              String site = directory.site(entry.getKey().get(0)).name();
              long[] figures = entry.getValue();
              grid.add(shown.size() + 1, name.apply(entry.getKey()), site, figures[0], figures[1]);
              Map<String, Object> item = new LinkedHashMap<>(identity.apply(entry.getKey()));
              item.put("site", site);
              item.put("bad_minutes", figures[0]);
              item.put(second.startsWith("calls") ? "num_calls" : "max_clients", figures[1]);
              shown.add(item);
            });
    lines.addAll(grid.lines());
  }
}
