package io.meetinginsights.jobs.digest;

import io.meetinginsights.jobs.text.TextGrid;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.reader.GoldRow;
import io.meetinginsights.reader.Where;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.gold.FixFirst;
import io.meetinginsights.tables.gold.SiteSummary;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Sites whose share of bad minutes left their own band on a day, upwards.
 *
 * <p>Reads: gold.site_summary of the day and the 28 before, gold.fix_first of the day.
 *
 * <p>Writes: nothing.
 *
 * <p>A site's band ends at the median of its shares of the days before plus three times their
 * median absolute deviation, scaled by 1.4826 to a standard deviation of normal shares, and at
 * least one percentage point above the median: a site without any spread is not told of for a
 * trifle. Days with fewer than 30 minutes do not count, neither for the band nor to be told of, and
 * a site needs seven days before it has a band. The cause told is the category whose share rose
 * most above its own median; the evidence is the thing that fix_first blames most in that category.
 */
public final class Digest {

  private static final int DAYS_BEFORE = 28;
  private static final int FEWEST_DAYS = 7;
  private static final long FEWEST_MINUTES = 30;
  private static final double DEVIATIONS = 3;
  private static final double TO_STANDARD_DEVIATION = 1.4826;
  private static final double LEAST_RISE = 0.01;

  private static final List<String> CAUSES =
      List.of("wireless", "wired", "wan", "client", "remote", "unexplained");

  private final GoldReader reader;
  private final LocalDate day;

  private Digest(GoldReader reader, LocalDate day) {
    this.reader = reader;
    this.day = day;
  }

  /** The digest of a UTC day, for machines; {@link #lines} makes it text. */
  public static Map<String, Object> of(GoldReader reader, LocalDate day) {
    return new Digest(reader, day).answer();
  }

  private Map<String, Object> answer() {
    Map<String, List<GoldRow>> bySite = new TreeMap<>();
    reader
        .from(SiteSummary.SCHEMA)
        .days(new DayRange(day.minusDays(DAYS_BEFORE), day))
        .where(Where.atLeast("total_minutes", FEWEST_MINUTES))
        .forEach(
            row -> bySite.computeIfAbsent(row.text("site_id"), s -> new ArrayList<>()).add(row));
    List<Map<String, Object>> left = new ArrayList<>();
    List<String> unjudged = new ArrayList<>();
    bySite.forEach(
        (siteId, rows) -> {
          GoldRow today =
              rows.stream().filter(row -> row.day("day").equals(day)).findFirst().orElse(null);
          List<GoldRow> before = rows.stream().filter(row -> row.day("day").isBefore(day)).toList();
          if (today == null) {
            return;
          } else if (before.size() < FEWEST_DAYS) {
            unjudged.add(name(today));
            return;
          }
          double usual = median(before.stream().map(Digest::share).toList());
          double spread =
              TO_STANDARD_DEVIATION
                  * median(before.stream().map(row -> Math.abs(share(row) - usual)).toList());
          double limit = usual + Math.max(DEVIATIONS * spread, LEAST_RISE);
          if (share(today) > limit) {
            left.add(told(today, before, usual, limit));
          }
        });
    left.sort(Comparator.comparing(site -> -(Double) site.get("bad_share")));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("day", day.toString());
    answer.put("sites_with_calls", bySite.values().stream().filter(this::hasDay).count());
    answer.put("left_their_band", left);
    answer.put("without_a_band_yet", unjudged);
    return answer;
  }

  private boolean hasDay(List<GoldRow> rows) {
    return rows.stream().anyMatch(row -> row.day("day").equals(day));
  }

  private Map<String, Object> told(
      GoldRow today, List<GoldRow> before, double usual, double limit) {
    String cause = null;
    double highestRise = Double.NEGATIVE_INFINITY;
    for (String candidate : CAUSES) {
      double rise =
          share(today, candidate)
              - median(before.stream().map(row -> share(row, candidate)).toList());
      if (rise > highestRise) {
        highestRise = rise;
        cause = candidate;
      }
    }
    Map<String, Object> site = new LinkedHashMap<>();
    site.put("site_id", today.text("site_id"));
    site.put("site", name(today));
    site.put("bad_minutes", today.whole("bad_minutes"));
    site.put("total_minutes", today.whole("total_minutes"));
    site.put("bad_share", share(today));
    site.put("usual_share", usual);
    site.put("band_ends_at", limit);
    site.put("days_before", before.size());
    site.put("cause", cause);
    site.put("cause_minutes", today.whole("bad_minutes_" + cause));
    site.put("evidence", evidence(today.text("site_id"), cause));
    return site;
  }

  private Map<String, Object> evidence(String siteId, String cause) {
    return reader
        .from(FixFirst.SCHEMA)
        .days(DayRange.of(day))
        .where(Where.equal("site_id", siteId))
        .where(Where.equal("category", cause))
        .select("kind", "item", "name", "bad_minutes", "clients")
        .list()
        .stream()
        .max(
            Comparator.<GoldRow, Long>comparing(row -> row.whole("bad_minutes"))
                .thenComparing(row -> row.text("kind"))
                .thenComparing(row -> row.text("item")))
        .map(
            row -> {
              Map<String, Object> thing = new LinkedHashMap<>();
              thing.put("kind", row.text("kind"));
              thing.put("item", row.text("item"));
              thing.put("name", row.text("name"));
              thing.put("bad_minutes", row.whole("bad_minutes"));
              thing.put("clients", row.whole("clients"));
              return thing;
            })
        .orElse(null);
  }

  /** The digest as people read it. */
  @SuppressWarnings("unchecked")
  public static List<String> lines(Map<String, Object> digest) {
    List<String> lines = new ArrayList<>();
    List<Map<String, Object>> left = (List<Map<String, Object>>) digest.get("left_their_band");
    lines.add(
        digest.get("day")
            + ": "
            + left.size()
            + " of "
            + digest.get("sites_with_calls")
            + " sites had more bad minutes than is usual for them.");
    for (Map<String, Object> site : left) {
      lines.add(
          site.get("site")
              + ": "
              + percent(site.get("bad_share"))
              + " of minutes bad ("
              + site.get("bad_minutes")
              + " of "
              + site.get("total_minutes")
              + "), usually "
              + percent(site.get("usual_share"))
              + ", its band ends at "
              + percent(site.get("band_ends_at"))
              + ". Most of the rise: "
              + (site.get("cause").equals("unexplained") ? "no local cause" : site.get("cause"))
              + ", "
              + site.get("cause_minutes")
              + " minutes.");
      Map<String, Object> evidence = (Map<String, Object>) site.get("evidence");
      if (evidence != null) {
        lines.add(
            "  look first at "
                + evidence.get("kind").toString().replace('_', ' ')
                + " "
                + (evidence.get("name") == null
                    ? evidence.get("item")
                    : evidence.get("name") + " (" + evidence.get("item") + ")")
                + ": "
                + evidence.get("bad_minutes")
                + " bad minutes of "
                + evidence.get("clients")
                + " clients");
      }
    }
    List<String> unjudged = (List<String>) digest.get("without_a_band_yet");
    if (!unjudged.isEmpty()) {
      lines.add(
          "Without a band yet, for want of "
              + FEWEST_DAYS
              + " days: "
              + String.join(", ", unjudged));
    }
    return lines.stream().map(TextGrid::clean).toList();
  }

  private static String percent(Object share) {
    return String.format(Locale.ROOT, "%.1f %%", (Double) share * 100);
  }

  private static String name(GoldRow row) {
    return Objects.requireNonNullElse(row.text("site_name"), row.text("site_id"));
  }

  private static double share(GoldRow row) {
    return (double) row.whole("bad_minutes") / row.whole("total_minutes");
  }

  private static double share(GoldRow row, String cause) {
    return (double) row.whole("bad_minutes_" + cause) / row.whole("total_minutes");
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
