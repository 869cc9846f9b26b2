package io.meetinginsights.jobs.ask;

import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.text.TextGrid;
import io.meetinginsights.reader.GoldRow;
import java.time.Duration;
import java.time.Instant;
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
import java.util.stream.Stream;

/**
 * Why somebody's calls were bad: the sessions of the period, each with its experience; the minutes
 * that were bad and what the model says of them; the verdict, which is the cause of most of them,
 * with the mean probability that it is right; evidence, which is the features of that category that
 * weighed most, each as the median over the minutes in which it weighed, beside what is usual for
 * the client: the median over its good minutes of the day, and of those where the period has
 * several days; the client's service levels in the hours of those calls; and what to check next.
 *
 * <p>All of it stands in gold.client_calls: no other table is opened.
 */
final class Troubleshooting {

  private static final int MOST_EVIDENCE = 3;
  private static final int MOST_MINUTES = 30;
  private static final int MOST_HOURS = 12;

  /** What is read of a call beside its texts. */
  private static final String[] DETAILS = {
    "day", "bad_minute_details", "usual_values", "health_hours"
  };

  /** A bad minute, and the call it is of. */
  private record BadMinute(GoldRow call, GoldRow minute) {

    Instant at() {
      return minute.instant("minute_at");
    }

    String cause() {
      return minute.text("cause");
    }

    List<GoldRow> topFeatures() {
      return Objects.requireNonNullElse(minute.rows("top_features"), List.of());
    }
  }

  private final Directory directory;
  private final Asker.Scope scope;

  Troubleshooting(Directory directory, Asker.Scope scope) {
    this.directory = directory;
    this.scope = scope;
  }

  void answer(Map<String, Object> json, List<String> lines) {
    List<GoldRow> calls =
        scope.calls(
            Stream.concat(Stream.of(CallTexts.COLUMNS), Stream.of(DETAILS)).toArray(String[]::new));
    json.put("sessions", calls.stream().map(call -> CallTexts.json(call, directory)).toList());
    if (calls.isEmpty()) {
      scope.empty(json, lines, "Zoom calls");
      return;
    }
    sessions(calls, lines);
    List<BadMinute> bad =
        calls.stream()
            .flatMap(
                call -> rows(call, "bad_minute_details").map(minute -> new BadMinute(call, minute)))
            .filter(minute -> scope.at(minute.call().text("site_id")).holds(minute.at()))
            .sorted(Comparator.comparing(BadMinute::at))
            .toList();
    Map<String, List<BadMinute>> byCause = new TreeMap<>();
    bad.stream()
        .filter(minute -> minute.cause() != null)
        .forEach(m -> byCause.computeIfAbsent(m.cause(), cause -> new ArrayList<>()).add(m));
    String verdict =
        byCause.entrySet().stream()
            .max(
                Comparator.<Map.Entry<String, List<BadMinute>>>comparingInt(
                        e -> e.getValue().size())
                    .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
            .map(Map.Entry::getKey)
            .orElse(null);
    List<String> features = verdict == null ? List.of() : weightiest(verdict, byCause.get(verdict));
    badMinutes(bad, json, lines);
    if (verdict != null) {
      verdict(verdict, byCause, bad.size(), json, lines);
      evidence(verdict, features, byCause.get(verdict), json, lines);
    } else if (!bad.isEmpty()) {
      lines.add("Verdict: none, no model has judged these minutes; train one, then run explain.");
    }
    health(calls, json, lines);
    if (verdict != null) {
      String next = FeatureWords.nextCheck(verdict, features.isEmpty() ? null : features.get(0));
      json.put("next_check", next);
      lines.add("Check next: " + next + ".");
    } else if (bad.isEmpty()) {
      Set<String> siteIds = new TreeSet<>(calls.stream().map(c -> c.text("site_id")).toList());
      json.put("next_check", null);
      lines.add(
          "Check next: nothing, these calls were well"
              + (siteIds.size() > 1 ? " at all sites." : "."));
    }
  }

  private static Stream<GoldRow> rows(GoldRow call, String column) {
    List<GoldRow> rows = call.rows(column);
    return rows == null ? Stream.of() : rows.stream();
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

  private void badMinutes(List<BadMinute> bad, Map<String, Object> json, List<String> lines) {
    List<Map<String, Object>> told = new ArrayList<>();
    json.put("bad_minutes", told);
    if (bad.isEmpty()) {
      lines.add("No minute of them was bad.");
      return;
    }
    lines.add(bad.size() + " bad minutes:");
    TextGrid grid = new TextGrid("minute", "score", "why bad", "cause", "strength", "weighed most");
    for (BadMinute one : bad) {
      GoldRow minute = one.minute();
      List<GoldRow> top = one.topFeatures();
      String most =
          top.isEmpty()
              ? null
              : FeatureWords.evidence(top.get(0).text("feature"), top.get(0).number("value"), null);
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("minute_at", one.at().toString());
      shown.put("score", minute.number("minute_score"));
      shown.put("bad_reason", minute.text("bad_reason"));
      shown.put("cause", one.cause());
      shown.put("unexplained_reason", minute.text("unexplained_reason"));
      shown.put("strength", minute.number("strength"));
      told.add(shown);
      if (told.size() <= MOST_MINUTES) {
        Double strength = minute.number("strength");
        grid.add(
            Window.text(one.at(), scope.zoneOf(one.call().text("site_id"))),
            minute.number("minute_score") == null
                ? null
                : FeatureWords.number(minute.number("minute_score")),
            minute.text("bad_reason"),
            one.cause() == null ? "not judged" : one.cause(),
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
      Map<String, List<BadMinute>> byCause,
      int badMinutes,
      Map<String, Object> json,
      List<String> lines) {
    List<BadMinute> blamed = byCause.get(cause);
    double strength =
        blamed.stream()
            .map(bad -> bad.minute().number("strength"))
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .average()
            .orElse(Double.NaN);
    Map<String, Object> verdict = new LinkedHashMap<>();
    json.put("verdict", verdict);
    verdict.put("cause", cause);
    verdict.put("minutes", blamed.size());
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
            + blamed.size()
            + " of "
            + badMinutes
            + " bad minutes"
            + (Double.isNaN(strength) ? "." : "; strength " + percent(strength) + "."));
    if (isUnexplained) {
      Map<String, Long> reasons = new TreeMap<>();
      blamed.forEach(
          bad ->
              reasons.merge(
                  Objects.requireNonNullElse(bad.minute().text("unexplained_reason"), "unknown"),
                  1L,
                  Long::sum));
      verdict.put("unexplained_reasons", reasons);
      lines.add("  why unexplained, in minutes: " + reasons);
    }
  }

  /** Features of the category by their harmful contributions, the largest sum first. */
  private static List<String> weightiest(String cause, List<BadMinute> blamed) {
    Map<String, Double> sums = new TreeMap<>();
    for (BadMinute bad : blamed) {
      for (GoldRow top : bad.topFeatures()) {
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
      List<BadMinute> blamed,
      Map<String, Object> json,
      List<String> lines) {
    // Calls of a day share what is usual for their client on it.
    Map<List<Object>, GoldRow> clientDays = new LinkedHashMap<>();
    blamed.forEach(
        bad ->
            clientDays.put(
                java.util.Arrays.asList(bad.call().text("client_key"), bad.call().day("day")),
                bad.call()));
    List<Map<String, Object>> told = new ArrayList<>();
    json.put("evidence", told);
    for (String feature : features) {
      Double value =
          median(
              blamed.stream()
                  .flatMap(bad -> bad.topFeatures().stream())
                  .filter(top -> top.text("feature").equals(feature))
                  .map(top -> top.number("value"))
                  .toList());
      Double usual =
          median(
              clientDays.values().stream()
                  .flatMap(call -> rows(call, "usual_values"))
                  .filter(usually -> usually.text("feature").equals(feature))
                  .map(usually -> usually.number("value"))
                  .toList());
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

  /** An hour of a client, on the clock of the call that tells it. */
  private record Hour(Instant at, String client, ZoneId zone) {}

  private void health(List<GoldRow> calls, Map<String, Object> json, List<String> lines) {
    Map<Hour, List<GoldRow>> hours = new LinkedHashMap<>();
    for (GoldRow call : calls) {
      Window window = scope.at(call.text("site_id"));
      Map<Hour, List<GoldRow>> ofCall = new LinkedHashMap<>();
      rows(call, "health_hours")
          .filter(
              row ->
                  window.overlaps(
                      row.instant("hour_at"),
                      row.instant("hour_at").plus(Duration.ofHours(1)).minusNanos(1)))
          .forEach(
              row ->
                  ofCall
                      .computeIfAbsent(
                          new Hour(
                              row.instant("hour_at"),
                              call.text("client_key"),
                              scope.zoneOf(call.text("site_id"))),
                          hour -> new ArrayList<>())
                      .add(row));
      ofCall.forEach(hours::putIfAbsent); // two calls of an hour tell the same
    }
    List<Map<String, Object>> told = new ArrayList<>();
    json.put("health", told);
    int failing = 0;
    for (Map.Entry<Hour, List<GoldRow>> hour :
        hours.entrySet().stream().sorted(Comparator.comparing(e -> e.getKey().at())).toList()) {
      List<String> words = new ArrayList<>();
      for (Map<String, Object> level : failures(hour.getKey(), hour.getValue())) {
        told.add(level);
        words.add(
            level.get("service_level")
                + ": "
                + classifierWords((String) level.get("classifier"))
                + ", "
                + level.get("failed_minutes")
                + " of "
                + level.get("total_minutes")
                + " minutes in calls");
      }
      failing += words.isEmpty() ? 0 : 1;
      if (!words.isEmpty() && failing <= MOST_HOURS) {
        lines.add(
            "Overall health in the hour of "
                + Window.text(hour.getKey().at(), hour.getKey().zone())
                + " ("
                + hour.getKey().zone()
                + "): "
                + String.join("; then ", words));
      }
    }
    json.put("health_hours", hours.keySet().stream().map(h -> h.at().toString()).sorted().toList());
    if (failing > MOST_HOURS) {
      lines.add("  … and in " + (failing - MOST_HOURS) + " later hours");
    } else if (failing == 0) {
      lines.add(
          "Overall health in those hours: "
              + (hours.isEmpty() ? "not judged." : "no service level failed."));
    }
  }

  /** What failed in an hour, most minutes first. */
  private static List<Map<String, Object>> failures(Hour hour, List<GoldRow> rows) {
    Map<String, Long> judged = new TreeMap<>();
    Map<List<String>, Long> failed = new TreeMap<>(Comparator.comparing(Object::toString));
    for (GoldRow row : rows) {
      String level = row.text("service_level");
      if (row.text("classifier").isEmpty()) {
        judged.merge(level, row.whole("total_minutes"), Long::sum);
      } else if (row.whole("failed_minutes") > 0) {
        failed.merge(
            List.of(level, row.text("classifier")), row.whole("failed_minutes"), Long::sum);
      }
    }
    return failed.entrySet().stream()
        .sorted(Map.Entry.<List<String>, Long>comparingByValue().reversed())
        .map(
            entry -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("hour_at", hour.at().toString());
              one.put("service_level", entry.getKey().get(0));
              one.put("classifier", entry.getKey().get(1));
              one.put("failed_minutes", entry.getValue());
              one.put("total_minutes", judged.getOrDefault(entry.getKey().get(0), 0L));
              return one;
            })
        .toList();
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
