package io.meetinginsights.jobs.ask;

import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.text.TextGrid;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.reader.GoldRow;
import io.meetinginsights.reader.Where;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.gold.ClientHealth;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.gold.MinuteCauses;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Why somebody's calls were bad: the sessions of the period, each with its experience; the minutes
 * that were bad and what the model says of them; the verdict, which is the cause of most of them,
 * with the mean probability that it is right; evidence, which is the features of that category that
 * weighed most, each beside the median of the same client's good minutes of those days; the
 * client's service levels on those days; and what to check next.
 */
final class Troubleshooting {

  private static final int MOST_EVIDENCE = 3;
  private static final int MOST_MINUTES = 30;

  private final GoldReader reader;
  private final Directory directory;
  private final Asker.Scope scope;

  Troubleshooting(GoldReader reader, Directory directory, Asker.Scope scope) {
    this.reader = reader;
    this.directory = directory;
    this.scope = scope;
  }

  void answer(Map<String, Object> json, List<String> lines) {
    List<GoldRow> calls = scope.calls(CallTexts.COLUMNS);
    json.put("sessions", calls.stream().map(call -> CallTexts.json(call, directory)).toList());
    if (calls.isEmpty()) {
      scope.empty(json, lines, "Zoom calls");
      return;
    }
    sessions(calls, lines);
    DayRange days = scope.widest().days();
    List<GoldRow> causes = causes(days);
    Set<String> siteIds = new TreeSet<>(calls.stream().map(c -> c.text("site_id")).toList());
    Map<String, List<GoldRow>> byCause = new TreeMap<>();
    causes.forEach(c -> byCause.computeIfAbsent(c.text("cause"), k -> new ArrayList<>()).add(c));
    String verdict =
        byCause.entrySet().stream()
            .max(
                Comparator.<Map.Entry<String, List<GoldRow>>>comparingInt(e -> e.getValue().size())
                    .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
            .map(Map.Entry::getKey)
            .orElse(null);
    List<String> features = verdict == null ? List.of() : weightiest(verdict, byCause.get(verdict));
    List<GoldRow> minutes = minutes(days, features);
    List<GoldRow> bad =
        minutes.stream()
            .filter(m -> m.flag("is_bad") && isInPeriod(m))
            .sorted(Comparator.comparing(m -> m.instant("minute_at")))
            .toList();
    badMinutes(bad, causes, json, lines);
    if (verdict != null) {
      verdict(verdict, byCause, bad.size(), json, lines);
      evidence(verdict, features, byCause.get(verdict), minutes, json, lines);
    } else if (!bad.isEmpty()) {
      lines.add("Verdict: none, no model has judged these minutes; train one, then run explain.");
    }
    health(calls, days, json, lines);
    if (verdict != null) {
      String next = FeatureWords.nextCheck(verdict, features.isEmpty() ? null : features.get(0));
      json.put("next_check", next);
      lines.add("Check next: " + next + ".");
    } else if (bad.isEmpty()) {
      json.put("next_check", null);
      lines.add(
          "Check next: nothing, these calls were well"
              + (siteIds.size() > 1 ? " at all sites." : "."));
    }
  }

  private boolean isInPeriod(GoldRow minute) {
    return scope.at(minute.text("site_id")).holds(minute.instant("minute_at"));
  }

  private void sessions(List<GoldRow> calls, List<String> lines) {
    lines.add(calls.size() + " Zoom sessions" + scope.text());
    TextGrid grid =
        new TextGrid(
            "joined",
            "left",
            "zone",
            "site",
            "meeting",
            "experience",
            "audio",
            "video",
            "share",
            "bad",
            "of");
    for (GoldRow call : calls) {
      ZoneId zone = scope.zoneOf(call.text("site_id"));
      grid.add(
          Window.text(call.instant("joined_at"), zone),
          Window.text(call.instant("left_at"), zone),
          zone,
          directory.site(call.text("site_id")).name(),
          call.whole("meeting_id"),
          call.whole("bad_minutes") > 0 ? "bad" : "good",
          call.text("audio_quality"),
          call.text("video_quality"),
          call.text("share_quality"),
          call.whole("bad_minutes"),
          call.whole("total_minutes"));
    }
    lines.addAll(grid.lines());
  }

  private List<GoldRow> causes(DayRange days) {
    return reader
        .from(MinuteCauses.SCHEMA)
        .days(days)
        .where(scope.subject().rows())
        .select(
            "site_id",
            "meeting_uuid",
            "minute_at",
            "cause",
            "unexplained_reason",
            "strength",
            "top_features")
        .list()
        .stream()
        .filter(c -> c.text("site_id") != null && isInPeriod(c))
        .toList();
  }

  /**
   * All minutes of the days: the bad ones of the period are told, the good ones are what is usual.
   */
  private List<GoldRow> minutes(DayRange days, List<String> features) {
    return reader
        .from(ExperienceMinutes.SCHEMA)
        .days(days)
        .where(scope.subject().rows())
        .where(Where.equal("presence", "on-network"))
        .select("site_id", "meeting_uuid", "minute_at", "minute_score", "is_bad", "bad_reason")
        .select(features.toArray(String[]::new))
        .list()
        .stream()
        .filter(m -> m.text("site_id") != null)
        .toList();
  }

  private void badMinutes(
      List<GoldRow> bad, List<GoldRow> causes, Map<String, Object> json, List<String> lines) {
    Map<List<Object>, GoldRow> verdicts = new LinkedHashMap<>();
    causes.forEach(c -> verdicts.put(List.of(c.text("meeting_uuid"), c.instant("minute_at")), c));
    List<Map<String, Object>> told = new ArrayList<>();
    json.put("bad_minutes", told);
    if (bad.isEmpty()) {
      lines.add("No minute of them was bad.");
      return;
    }
    lines.add(bad.size() + " bad minutes:");
    TextGrid grid = new TextGrid("minute", "score", "why bad", "cause", "strength", "weighed most");
    for (GoldRow minute : bad) {
      GoldRow cause =
          verdicts.get(List.of(minute.text("meeting_uuid"), minute.instant("minute_at")));
      List<GoldRow> top = cause == null ? null : cause.rows("top_features");
      String most =
          top == null || top.isEmpty()
              ? null
              : FeatureWords.evidence(top.get(0).text("feature"), top.get(0).number("value"), null);
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("minute_at", minute.instant("minute_at").toString());
      one.put("score", minute.number("minute_score"));
      one.put("bad_reason", minute.text("bad_reason"));
      one.put("cause", cause == null ? null : cause.text("cause"));
      one.put("unexplained_reason", cause == null ? null : cause.text("unexplained_reason"));
      one.put("strength", cause == null ? null : cause.number("strength"));
      told.add(one);
      if (told.size() <= MOST_MINUTES) {
        Double strength = cause == null ? null : cause.number("strength");
        grid.add(
            Window.text(minute.instant("minute_at"), scope.zoneOf(minute.text("site_id"))),
            minute.number("minute_score") == null
                ? null
                : FeatureWords.number(minute.number("minute_score")),
            minute.text("bad_reason"),
            cause == null ? "not judged" : cause.text("cause"),
            strength == null ? null : percent(strength),
            most);
      }
    }
    lines.addAll(grid.lines());
    if (bad.size() > MOST_MINUTES) {
      lines.add("  … the first " + MOST_MINUTES + " of " + bad.size());
    }
  }

  private void verdict(
      String cause,
      Map<String, List<GoldRow>> byCause,
      int badMinutes,
      Map<String, Object> json,
      List<String> lines) {
    List<GoldRow> rows = byCause.get(cause);
    double strength =
        rows.stream()
            .map(row -> row.number("strength"))
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .average()
            .orElse(Double.NaN);
    Map<String, Object> verdict = new LinkedHashMap<>();
    json.put("verdict", verdict);
    verdict.put("cause", cause);
    verdict.put("minutes", rows.size());
    verdict.put("bad_minutes", badMinutes);
    verdict.put("strength", Double.isNaN(strength) ? null : strength);
    Map<String, Integer> others = new TreeMap<>();
    byCause.forEach((name, all) -> others.put(name, all.size()));
    verdict.put("minutes_by_cause", others);
    boolean isUnexplained = cause.equals("unexplained");
    lines.add(
        "Verdict: "
            + (isUnexplained ? "no local cause found" : cause)
            + ", in "
            + rows.size()
            + " of "
            + badMinutes
            + " bad minutes"
            + (Double.isNaN(strength) ? "." : "; strength " + percent(strength) + "."));
    if (isUnexplained) {
      Map<String, Long> reasons = new TreeMap<>();
      rows.forEach(
          r ->
              reasons.merge(
                  Objects.requireNonNullElse(r.text("unexplained_reason"), "unknown"),
                  1L,
                  Long::sum));
      verdict.put("unexplained_reasons", reasons);
      lines.add("  why unexplained, in minutes: " + reasons);
    }
  }

  /** Features of the category by their harmful contributions, the largest sum first. */
  private static List<String> weightiest(String cause, List<GoldRow> rows) {
    Map<String, Double> sums = new TreeMap<>();
    for (GoldRow row : rows) {
      for (GoldRow top : row.rows("top_features")) {
        boolean isOfCause =
            Features.named(top.text("feature"))
                .map(Feature::category)
                .filter(category -> category.key().equals(cause))
                .isPresent();
        if (isOfCause && top.number("contribution") > 0) {
          sums.merge(top.text("feature"), top.number("contribution"), Double::sum);
        }
      }
    }
    return sums.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(MOST_EVIDENCE)
        .map(Map.Entry::getKey)
        .toList();
  }

  private void evidence(
      String cause,
      List<String> features,
      List<GoldRow> caused,
      List<GoldRow> minutes,
      Map<String, Object> json,
      List<String> lines) {
    Set<List<Object>> blamed = new java.util.HashSet<>();
    caused.forEach(c -> blamed.add(List.of(c.text("meeting_uuid"), c.instant("minute_at"))));
    List<Map<String, Object>> told = new ArrayList<>();
    json.put("evidence", told);
    for (String feature : features) {
      Double value =
          median(
              minutes.stream()
                  .filter(
                      m -> blamed.contains(List.of(m.text("meeting_uuid"), m.instant("minute_at"))))
                  .map(m -> m.number(feature))
                  .toList());
      Double usual =
          median(
              minutes.stream().filter(m -> !m.flag("is_bad")).map(m -> m.number(feature)).toList());
      String words = FeatureWords.evidence(feature, value, usual);
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("feature", feature);
      one.put("category", cause);
      one.put("value", value);
      one.put("usual_value", usual);
      one.put("unit", FeatureWords.unit(feature));
      one.put("words", words);
      told.add(one);
      lines.add("  " + words);
    }
  }

  static Double median(List<Double> values) {
    List<Double> sorted = values.stream().filter(Objects::nonNull).sorted().toList();
    if (sorted.isEmpty()) {
      return null;
    }
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private void health(
      List<GoldRow> calls, DayRange days, Map<String, Object> json, List<String> lines) {
    Set<String> clients = new TreeSet<>();
    calls.stream().map(c -> c.text("client_key")).filter(Objects::nonNull).forEach(clients::add);
    Map<List<String>, Long> failed = new TreeMap<>(Comparator.comparing(Object::toString));
    Map<String, Long> judged = new TreeMap<>();
    reader
        .from(ClientHealth.SCHEMA)
        .days(days)
        .where(Where.in("client_key", clients))
        .select("service_level", "classifier", "failed_minutes", "total_minutes")
        .forEach(
            row -> {
              if (row.text("classifier").isEmpty()) {
                judged.merge(row.text("service_level"), row.whole("total_minutes"), Long::sum);
              } else if (row.whole("failed_minutes") > 0) {
                failed.merge(
                    List.of(row.text("service_level"), row.text("classifier")),
                    row.whole("failed_minutes"),
                    Long::sum);
              }
            });
    List<Map<String, Object>> told = new ArrayList<>();
    json.put("health", told);
    failed.entrySet().stream()
        .sorted(Map.Entry.<List<String>, Long>comparingByValue().reversed())
        .forEach(
            entry -> {
              String level = entry.getKey().get(0);
              long total = judged.getOrDefault(level, 0L);
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("service_level", level);
              one.put("classifier", entry.getKey().get(1));
              one.put("failed_minutes", entry.getValue());
              one.put("total_minutes", total);
              told.add(one);
              lines.add(
                  "Health on "
                      + days
                      + " (UTC): "
                      + level
                      + ": "
                      + classifierWords(entry.getKey().get(1))
                      + ", "
                      + entry.getValue()
                      + " of "
                      + total
                      + " minutes in calls");
            });
    if (told.isEmpty()) {
      lines.add(
          "Health on "
              + days
              + " (UTC): "
              + (judged.isEmpty() ? "not judged." : "no service level failed."));
    }
  }

  /** "wifi-interference" as people write it: Wi-Fi interference. */
  static String classifierWords(String classifier) {
    return classifier
        .replace("non-wifi", "non Wi-Fi")
        .replace("wifi", "Wi-Fi")
        .replace("-", " ")
        .replace("Wi Fi", "Wi-Fi")
        .replaceFirst("^non Wi-Fi", "non-Wi-Fi");
  }

  private static String percent(double share) {
    return Math.round(share * 100) + " %";
  }
}
