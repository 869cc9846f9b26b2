package io.meetinginsights.jobs.report;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.reader.GoldRow;
import io.meetinginsights.tables.silver.Sites;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The site that a word names: its id, or its name in any case. */
record SiteChoice(String orgId, String siteId, String name, String zone) {

  private static final int SUGGESTED = 3;

  static SiteChoice of(GoldReader tables, String wanted) {
    List<SiteChoice> sites = all(tables);
    List<SiteChoice> found =
        sites.stream()
            .filter(
                site ->
                    site.siteId().equals(wanted) || site.name().equalsIgnoreCase(wanted.strip()))
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      throw new ConfigurationError(
          "There is no site \"" + wanted + "\"",
          sites.isEmpty()
              ? "no site has been loaded yet"
              : sites.size() + " sites are known; the nearest names: " + nearest(sites, wanted),
          "give --site one of these names or a site's id; `meeting-insights sql \"SELECT name,"
              + " site_id FROM silver.sites\"` lists them");
    }
    throw new ConfigurationError(
        "\"" + wanted + "\" names more than one site",
        "ids of that name: "
            + found.stream().map(SiteChoice::siteId).collect(Collectors.joining(", ")),
        "give --site the id");
  }

  /** Every site, by name. */
  static List<SiteChoice> all(GoldReader tables) {
    return tables
        .from(Sites.SCHEMA)
        .select("org_id", "site_id", "name", "time_zone")
        .list()
        .stream()
        .map(SiteChoice::of)
        .sorted(Comparator.comparing(SiteChoice::name).thenComparing(SiteChoice::siteId))
        .toList();
  }

  /** A name for its file: the site's, as far as every file system takes it, and the id's begin. */
  String fileName() {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return plain + "-" + siteId.substring(0, Math.min(8, siteId.length())) + ".html";
  }

  private static SiteChoice of(GoldRow row) {
    return new SiteChoice(
        row.text("org_id"),
        row.text("site_id"),
        Objects.requireNonNullElse(row.text("name"), row.text("site_id")),
        Objects.requireNonNullElse(row.text("time_zone"), "UTC"));
  }

  private static String nearest(List<SiteChoice> sites, String wanted) {
    String sought = wanted.strip().toLowerCase(Locale.ROOT);
    return sites.stream()
        .map(SiteChoice::name)
        .distinct()
        .sorted(
            Comparator.comparingInt(
                    (String name) -> distance(sought, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(SUGGESTED)
        .collect(Collectors.joining(", "));
  }

  /** Letters to add, drop or change; a name that the words are part of is near. */
  private static int distance(String sought, String name) {
    return name.contains(sought) ? 0 : LevenshteinDistance.getDefaultInstance().apply(sought, name);
  }
}
