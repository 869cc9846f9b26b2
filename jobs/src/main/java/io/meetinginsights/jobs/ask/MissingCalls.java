package io.meetinginsights.jobs.ask;

import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.reader.GoldRow;
import io.meetinginsights.reader.Where;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.gold.ZoomJoins;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.LinkedAccounts;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Why somebody has no calls here. Each join that Zoom reports of him in the period has one reason,
 * found by insights (gold.zoom_joins); where Zoom reports none, the reason is about the account.
 *
 * <ul>
 *   <li>{@code not-on-our-network}: came from a public address of ours, but on none of our access
 *       points or switches in those minutes.
 *   <li>{@code public-ip-not-ours}: came from a public address that is no site's.
 *   <li>{@code not-signed-in}: a guest to Zoom, who cannot be told from other guests.
 *   <li>{@code qos-not-fetched}: Zoom lists the join, its minutes are not here yet.
 *   <li>{@code host-account-not-linked}: Zoom's linked accounts know no such call. Meetings hosted
 *       by other accounts are not in their dashboards.
 * </ul>
 */
final class MissingCalls {

  private final GoldReader reader;
  private final Directory directory;
  private final Asker.Scope scope;

  MissingCalls(GoldReader reader, Directory directory, Asker.Scope scope) {
    this.reader = reader;
    this.directory = directory;
    this.scope = scope;
  }

  void answer(Map<String, Object> json, List<String> lines) {
    List<GoldRow> joins = joins();
    List<GoldRow> without =
        joins.stream().filter(join -> !join.text("reason").equals("has-call")).toList();
    int calls = joins.size() - without.size();
    json.put("calls", calls);
    if (calls > 0) {
      json.put("reason", "has-calls");
      lines.add("There are " + calls + " Zoom calls" + scope.text() + ": ask to list them.");
      return;
    }
    empty(json, lines);
    if (without.isEmpty()) {
      accountReason(json, lines);
      return;
    }
    Map<String, List<GoldRow>> byReason = new TreeMap<>();
    without.forEach(
        join -> byReason.computeIfAbsent(join.text("reason"), r -> new ArrayList<>()).add(join));
    Map<String, Integer> counts = new LinkedHashMap<>();
    json.put("joins_by_reason", counts);
    byReason.entrySet().stream()
        .sorted(java.util.Comparator.comparingInt(e -> -e.getValue().size()))
        .forEach(
            e -> {
              counts.put(e.getKey(), e.getValue().size());
              lines.add(words(e.getKey(), e.getValue()));
            });
    json.put("reason", counts.keySet().iterator().next());
  }

  /** Joins of the period that are the subject's, and at the site if they are a call there. */
  private List<GoldRow> joins() {
    return subjects(scope.callDays()).stream()
        .filter(
            join ->
                scope
                    .joinWindow(join.text("site_id"))
                    .overlaps(join.instant("joined_at"), join.instant("left_at")))
        .filter(join -> join.text("site_id") == null || scope.isAt(join.text("site_id")))
        .toList();
  }

  /** The subject's joins; one that may be several clients' is one of them all the same. */
  private Collection<GoldRow> subjects(DayRange days) {
    Map<List<Object>, GoldRow> joins = new LinkedHashMap<>();
    reader
        .from(ZoomJoins.SCHEMA)
        .days(days)
        .where(scope.subject().rows())
        .select("account_id", "meeting_uuid", "participant_id", "joined_at", "left_at", "day")
        .select("identity_key", "site_id", "reason")
        .forEach(
            row ->
                joins.put(
                    List.of(
                        row.text("account_id"),
                        row.text("meeting_uuid"),
                        row.text("participant_id"),
                        row.instant("joined_at")),
                    row));
    return joins.values();
  }

  /** Says that there is nothing, and the last day with a call as far as one month back tells. */
  private void empty(Map<String, Object> json, List<String> lines) {
    lines.add("No Zoom calls" + scope.text() + ".");
    LocalDate newest = reader.lastDay(ZoomJoins.SCHEMA).orElse(null);
    LocalDate last =
        newest == null
            ? null
            : subjects(new DayRange(newest.minusDays(Asker.DAYS_LOOKED_BACK), newest)).stream()
                .filter(join -> join.text("reason").equals("has-call"))
                .map(join -> join.day("day"))
                .max(java.util.Comparator.naturalOrder())
                .orElse(null);
    lines.add(Asker.lastDayWords(last, newest));
    json.put("last_day_with_data", last == null ? null : last.toString());
    if (newest != null && scope.widest().days().to().isAfter(newest)) {
      lines.add("Joins are known up to " + newest + "; later days have not been computed.");
    }
  }

  private static boolean contains(Set<String> values, String value) {
    return value != null && values.contains(value);
  }

  private String words(String reason, List<GoldRow> joins) {
    String count = joins.size() + " of the calls that Zoom lists: ";
    return count
        + switch (reason) {
          case "qos-not-fetched" ->
              "call quality not fetched yet; run ingest and correlate for these days, or wait for the next run";
          case "not-on-our-network" ->
              "came from a public address of ours, but on none of our access points or switches";
          case "not-signed-in" ->
              "joined as a guest, not signed in to Zoom: nobody can tell whose calls they were";
          default -> {
            Set<String> addresses = addresses(joins);
            yield "public IP not ours: "
                + (addresses.isEmpty() ? "unknown to the sites" : String.join(", ", addresses))
                + "; if it is, add it to egress-ips of conf/sites.yaml";
          }
        };
  }

  /** Addresses stand in no other table than client_identities. */
  private Set<String> addresses(List<GoldRow> joins) {
    Set<String> identities = new TreeSet<>();
    joins.stream()
        .map(join -> join.text("identity_key"))
        .filter(java.util.Objects::nonNull)
        .forEach(identities::add);
    Set<String> addresses = new TreeSet<>();
    reader
        .from(ClientIdentities.SCHEMA)
        .where(Where.equal("source", "zoom"))
        .select("identity_key", "public_ip")
        .forEach(
            row -> {
              if (contains(identities, row.text("identity_key")) && row.text("public_ip") != null) {
                addresses.add(row.text("public_ip"));
              }
            });
    return addresses;
  }

  private void accountReason(Map<String, Object> json, List<String> lines) {
    json.put("reason", "host-account-not-linked");
    List<String> linked =
        reader.exists(LinkedAccounts.SCHEMA)
            ? reader.from(LinkedAccounts.SCHEMA).select("account_id").list().stream()
                .map(row -> row.text("account_id"))
                .toList()
            : List.of();
    json.put("linked_accounts", linked);
    lines.add(
        linked.isEmpty()
            ? "No Zoom account is linked: link one with accounts link."
            : "The linked Zoom accounts ("
                + String.join(", ", linked)
                + ") list no call of theirs in that time: they made none, or the host's account is not linked."
                + " Meetings hosted by other companies are not in Zoom's dashboard.");
  }
}
