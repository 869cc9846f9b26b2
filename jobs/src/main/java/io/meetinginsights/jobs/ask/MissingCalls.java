package io.meetinginsights.jobs.ask;

import io.meetinginsights.reader.GoldQuery;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.reader.GoldRow;
import io.meetinginsights.reader.Where;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.LinkedAccounts;
import io.meetinginsights.tables.silver.Participants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Why somebody has no calls here. Each join that Zoom reports of him in the period has one reason;
 * where Zoom reports none, the reason is about the account.
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
    int calls = scope.calls("day").size();
    json.put("calls", calls);
    if (calls > 0) {
      json.put("reason", "has-calls");
      lines.add("There are " + calls + " Zoom calls" + scope.text() + ": ask to list them.");
      return;
    }
    scope.empty(json, lines, "Zoom calls");
    List<GoldRow> addresses = addresses();
    List<GoldRow> joins = joins(addresses);
    if (joins.isEmpty()) {
      accountReason(json, lines);
      return;
    }
    Map<String, List<GoldRow>> byReason = new TreeMap<>();
    Map<List<Object>, Set<String>> presence = presence(joins);
    Map<String, GoldRow> byIdentity = new LinkedHashMap<>();
    addresses.forEach(a -> byIdentity.put(a.text("identity_key"), a));
    for (GoldRow join : joins) {
      GoldRow address = byIdentity.get(join.text("identity_key"));
      byReason
          .computeIfAbsent(reason(join, presence.get(key(join)), address), r -> new ArrayList<>())
          .add(join);
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    json.put("joins_by_reason", counts);
    byReason.entrySet().stream()
        .sorted(java.util.Comparator.comparingInt(e -> -e.getValue().size()))
        .forEach(
            e -> {
              counts.put(e.getKey(), e.getValue().size());
              lines.add(words(e.getKey(), e.getValue(), byIdentity));
            });
    json.put("reason", counts.keySet().iterator().next());
  }

  /** Under which addresses Zoom saw the client: by its MAC or host name; of a person, all. */
  private List<GoldRow> addresses() {
    Set<String> hosts = new TreeSet<>();
    Set<String> macs = new TreeSet<>();
    for (String key : scope.subject().clientKeys()) {
      Directory.Client client = directory.client(key);
      hosts.addAll(client.hostNames());
      if (client.mac() != null) {
        macs.add(client.mac());
      }
    }
    Set<String> persons = scope.subject().personKeys();
    return reader
        .from(ClientIdentities.SCHEMA)
        .where(Where.equal("source", "zoom"))
        .select("identity_key", "person_key", "mac", "host_name", "public_ip")
        .list()
        .stream()
        .filter(
            row ->
                contains(hosts, row.text("host_name"))
                    || contains(macs, row.text("mac"))
                    || contains(persons, row.text("person_key")))
        .toList();
  }

  private static boolean contains(Set<String> values, String value) {
    return value != null && values.contains(value);
  }

  private List<GoldRow> joins(List<GoldRow> addresses) {
    Set<String> identities = new TreeSet<>();
    addresses.forEach(a -> identities.add(a.text("identity_key")));
    Window period = scope.widest();
    return reader
        .from(Participants.SCHEMA)
        .where(Where.before("joined_at", period.to()))
        .select("account_id", "meeting_uuid", "participant_id", "joined_at", "left_at")
        .select("identity_key", "person_key", "is_guest")
        .list()
        .stream()
        .filter(
            row ->
                contains(identities, row.text("identity_key"))
                    || contains(scope.subject().personKeys(), row.text("person_key")))
        .filter(row -> period.overlaps(row.instant("joined_at"), row.instant("left_at")))
        .toList();
  }

  private static List<Object> key(GoldRow row) {
    Instant joined = row.instant("joined_at");
    return List.of(
        row.text("account_id"), row.text("meeting_uuid"), row.text("participant_id"), joined);
  }

  private Map<List<Object>, Set<String>> presence(List<GoldRow> joins) {
    Set<String> meetings = new TreeSet<>();
    joins.forEach(join -> meetings.add(join.text("meeting_uuid")));
    GoldQuery query =
        reader
            .from(ExperienceMinutes.SCHEMA)
            .days(scope.widest().days().widened(1, 1))
            .where(Where.in("meeting_uuid", meetings))
            .select("account_id", "meeting_uuid", "participant_id", "joined_at", "presence");
    Map<List<Object>, Set<String>> presence = new LinkedHashMap<>();
    query.forEach(
        row ->
            presence
                .computeIfAbsent(key(row), k -> new LinkedHashSet<>())
                .add(row.text("presence")));
    return presence;
  }

  private String reason(GoldRow join, Set<String> presence, GoldRow address) {
    if (presence == null) {
      return "qos-not-fetched";
    } else if (presence.contains("behind-egress") || presence.contains("on-network")) {
      return "not-on-our-network";
    } else if (Boolean.TRUE.equals(join.flag("is_guest"))) {
      return "not-signed-in";
    }
    return address != null && isOurs(address.text("public_ip"))
        ? "not-on-our-network"
        : "public-ip-not-ours";
  }

  private boolean isOurs(String publicIp) {
    return directory.sites().stream().anyMatch(site -> contains(site.egressIps(), publicIp));
  }

  private String words(String reason, List<GoldRow> joins, Map<String, GoldRow> byIdentity) {
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
            Set<String> addresses = new TreeSet<>();
            for (GoldRow join : joins) {
              GoldRow address = byIdentity.get(join.text("identity_key"));
              if (address != null && address.text("public_ip") != null) {
                addresses.add(address.text("public_ip"));
              }
            }
            yield "public IP not ours: "
                + (addresses.isEmpty() ? "unknown to the sites" : String.join(", ", addresses))
                + "; if it is, add it to egress-ips of conf/sites.yaml";
          }
        };
  }

  private void accountReason(Map<String, Object> json, List<String> lines) {
    json.put("reason", "host-account-not-linked");
    List<String> linked =
        isThere(LinkedAccounts.SCHEMA)
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

  private boolean isThere(TableSchema table) {
    return reader.exists(table);
  }
}
