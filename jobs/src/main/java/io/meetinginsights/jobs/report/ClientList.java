package io.meetinginsights.jobs.report;

import io.meetinginsights.jobs.ask.Directory;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.reader.GoldRow;
import io.meetinginsights.reader.Where;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.gold.SiteClients;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.People;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The clients in calls at a site, over the days, with what they and their users are called: the
 * most bad minutes first.
 *
 * <p>Reads: {@code site_clients}, {@code client_identities}, {@code people}.
 */
final class ClientList {

  private static final List<String> RATINGS = List.of("poor", "average", "good");

  /** A client's days added up. */
  private static final class Days {

    private String personKey;
    private java.time.LocalDate personDay = java.time.LocalDate.MIN;
    private String medium;
    private long calls;
    private long totalMinutes;
    private long badMinutes;
    private int lowestRating = RATINGS.size();
    private Double lowestScore;

    void add(GoldRow row) {
      if (row.day("day").isAfter(personDay)) {
        personDay = row.day("day");
        personKey = row.text("person_key");
        medium = row.text("medium");
      }
      calls += row.whole("num_calls");
      totalMinutes += row.whole("total_minutes");
      badMinutes += row.whole("bad_minutes");
      String rating = row.text("lowest_rating");
      if (rating != null) {
        lowestRating = Math.min(lowestRating, RATINGS.indexOf(rating));
      }
      Double score = row.number("lowest_score");
      if (score != null && (lowestScore == null || score < lowestScore)) {
        lowestScore = score;
      }
    }
  }

  private ClientList() {}

  /** By client key, in the order of the list. */
  static Map<String, Report.Client> read(GoldReader tables, Directory.Site site, DayRange days) {
    Map<String, Days> byClient = new HashMap<>();
    tables
        .from(SiteClients.SCHEMA)
        .days(days)
        .where(Where.equal("org_id", site.orgId()))
        .where(Where.equal("site_id", site.siteId()))
        .forEach(
            row -> byClient.computeIfAbsent(row.text("client_key"), key -> new Days()).add(row));
    Map<String, List<GoldRow>> identities = identities(tables, site, days, byClient.keySet());
    Map<String, String> names =
        names(
            tables,
            byClient.values().stream()
                .map(client -> client.personKey)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
    Map<String, Report.Client> clients = new java.util.LinkedHashMap<>();
    byClient.entrySet().stream()
        .sorted(
            Comparator.comparingLong(
                    (Map.Entry<String, Days> client) -> -client.getValue().badMinutes)
                .thenComparing(Map.Entry::getKey))
        .forEach(
            client ->
                clients.put(
                    client.getKey(),
                    client(
                        client.getValue(),
                        identities.getOrDefault(client.getKey(), List.of()),
                        names)));
    return clients;
  }

  private static Report.Client client(
      Days days, List<GoldRow> identities, Map<String, String> names) {
    return new Report.Client(
        first(identities, "mac"),
        all(identities, "host_name"),
        all(identities, "ip"),
        days.personKey == null ? null : names.get(days.personKey),
        first(identities, "user_name"),
        days.medium,
        first(identities, "os"),
        days.calls,
        days.totalMinutes,
        days.badMinutes,
        days.lowestRating == RATINGS.size() ? null : RATINGS.get(days.lowestRating),
        Rounded.to(2, days.lowestScore),
        false,
        false);
  }

  /** What the clients were called until the end of the days, the latest first. */
  private static Map<String, List<GoldRow>> identities(
      GoldReader tables, Directory.Site site, DayRange days, Set<String> clients) {
    Instant end = days.to().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Map<String, List<GoldRow>> found = new HashMap<>();
    if (!tables.exists(ClientIdentities.SCHEMA)) {
      return found;
    }
    tables
        .from(ClientIdentities.SCHEMA)
        .where(Where.equal("source", "network"))
        .where(Where.equal("org_id", site.orgId()))
        .where(Where.before("seen_from", end))
        .select("client_key", "identity_key", "mac", "ip", "host_name", "user_name", "os")
        .select("seen_to")
        .forEach(
            row -> {
              if (clients.contains(row.text("client_key"))) {
                found.computeIfAbsent(row.text("client_key"), key -> new ArrayList<>()).add(row);
              }
            });
    found
        .values()
        .forEach(
            rows ->
                rows.sort(
                    Comparator.comparing((GoldRow row) -> row.instant("seen_to"))
                        .reversed()
                        .thenComparing(row -> row.text("identity_key"))));
    return found;
  }

  private static Map<String, String> names(GoldReader tables, Set<String> people) {
    Map<String, String> names = new HashMap<>();
    if (!tables.exists(People.SCHEMA)) {
      return names;
    }
    Set<String> wanted = new HashSet<>(people);
    tables
        .from(People.SCHEMA)
        .select("person_key", "display_name", "email")
        .forEach(
            row -> {
              String name = Objects.requireNonNullElse(row.text("display_name"), "");
              if (wanted.contains(row.text("person_key"))) {
                names.put(row.text("person_key"), name.isBlank() ? row.text("email") : name);
              }
            });
    return names;
  }

  private static String first(List<GoldRow> rows, String column) {
    return values(rows, row -> row.text(column)).findFirst().orElse(null);
  }

  private static List<String> all(List<GoldRow> rows, String column) {
    return values(rows, row -> row.text(column)).distinct().toList();
  }

  private static Stream<String> values(List<GoldRow> rows, Function<GoldRow, String> column) {
    return rows.stream().map(column).filter(value -> value != null && !value.isBlank());
  }
}
