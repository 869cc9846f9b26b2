package io.meetinginsights.jobs.export;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.accounts.LinkedAccount;
import io.meetinginsights.jobs.accounts.SyncState;
import io.meetinginsights.jobs.ask.Directory;
import io.meetinginsights.jobs.ask.Question.Naming;
import io.meetinginsights.jobs.ask.Question.Subject;
import io.meetinginsights.reader.GoldQuery;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.reader.GoldRow;
import io.meetinginsights.reader.Where;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.gold.ClientCalls;
import io.meetinginsights.tables.gold.FeatureRanking;
import io.meetinginsights.tables.gold.SiteSummary;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Answers of Mist's calls API from our tables: search, count and summary of a site's calls, what
 * contributed to the bad minutes of a client's call and of a site, and the linked accounts.
 *
 * <p>Reads: gold.client_calls, site_summary and feature_ranking of the days; for names silver.sites
 * and client_identities.
 *
 * <p>Writes: nothing.
 *
 * <p>Published fields hold what is published of them. What their shapes have no place for, wired,
 * remote and unexplained minutes and our own features, stands in further fields beside them and is
 * never added to the three published categories: so there the three do not add up to all bad
 * minutes. Mist does not say what its quality codes mean; here 4 is good, 3 fair, 2 poor, 1 bad,
 * and a medium that was not used has none. Ratings are 5 good, 3 average, 1 poor. Times are in
 * seconds since 1970, UTC.
 */
public final class MistShapes {

  /** Targets by the published name of their direction. */
  private static final Map<String, String> DIRECTIONS =
      Map.of(
          "audio_in_latency_ms", "audio_in",
          "audio_out_latency_ms", "audio_out",
          "video_in_latency_ms", "video_in",
          "video_out_latency_ms", "video_out");

  private static final Set<String> PUBLISHED =
      Set.of(
          "ap_num_clients",
          "ap_rtt",
          "client_cpu",
          "client_n_streams",
          "client_radio_band",
          "client_rssi",
          "client_rx_bytes",
          "client_rx_rates",
          "client_rx_retries",
          "client_tx_bytes",
          "client_tx_rates",
          "client_tx_retries",
          "client_vpn_distance",
          "client_wifi_version",
          "radio_bandwidth",
          "radio_channel",
          "radio_tx_power",
          "radio_util",
          "radio_util_interference",
          "site_num_clients",
          "wan_avg_download_mbps",
          "wan_avg_upload_mbps",
          "wan_jitter",
          "wan_max_download_mbps",
          "wan_max_upload_mbps",
          "wan_rtt");

  /** What a published feature is called in the row itself, where it is called otherwise. */
  private static final Map<String, String> ROW_NAMES =
      Map.of(
          "wan_rtt", "site_wan_rtt",
          "wan_jitter", "site_wan_jitter",
          "wan_avg_download_mbps", "site_wan_avg_download_mbps",
          "wan_avg_upload_mbps", "site_wan_avg_upload_mbps",
          "wan_max_download_mbps", "site_wan_download_mbps",
          "wan_max_upload_mbps", "site_wan_upload_mbps");

  private static final Set<String> ONLY_IN_ROWS = Set.of("radio_ap_change", "radio_rx_failed");

  private final GoldReader reader;
  private final Directory directory;
  private final Directory.Site site;
  private final DayRange days;

  /** Answers about a site, by its name or id, on UTC days. */
  public MistShapes(GoldReader reader, String site, DayRange days) {
    this.reader = reader;
    this.directory = new Directory(reader);
    this.site = directory.siteNamed(site);
    this.days = days;
  }

  /** GET /sites/{site_id}/stats/calls/search: newest first. */
  public Map<String, Object> search(String mac, int limit) {
    List<GoldRow> calls = calls(mac);
    Map<String, Object> answer = period();
    answer.put("limit", limit);
    answer.put("total", calls.size());
    answer.put("results", calls.stream().limit(limit).map(this::call).toList());
    return answer;
  }

  /** GET /sites/{site_id}/stats/calls/count: calls by client, most first. */
  public Map<String, Object> count(int limit) {
    Map<String, Long> counts = new TreeMap<>();
    calls(null).stream()
        .map(call -> mac(call.text("client_key")))
        .filter(Objects::nonNull)
        .forEach(mac -> counts.merge(mac, 1L, Long::sum));
    Map<String, Object> answer = period();
    answer.put("limit", limit);
    answer.put("distinct", "mac");
    answer.put("total", counts.size());
    answer.put(
        "results",
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(limit)
            .map(entry -> ordered("count", entry.getValue(), "mac", entry.getKey()))
            .toList());
    return answer;
  }

  /** GET /sites/{site_id}/stats/calls/summary. Access points are those of the day that had most. */
  public Map<String, Object> summary() {
    Map<String, Long> sums = new LinkedHashMap<>();
    long[] accessPoints = new long[1];
    List<String> columns =
        List.of(
            "total_minutes",
            "bad_minutes",
            "bad_minutes_wireless",
            "bad_minutes_wan",
            "bad_minutes_client",
            "bad_minutes_wired",
            "bad_minutes_remote",
            "bad_minutes_unexplained");
    columns.forEach(column -> sums.put(column, 0L));
    ofSite(reader.from(SiteSummary.SCHEMA))
        .forEach(
            row -> {
              columns.forEach(column -> sums.merge(column, row.whole(column), Long::sum));
              accessPoints[0] = Math.max(accessPoints[0], row.whole("num_aps"));
            });
    Set<String> users = new TreeSet<>();
    calls(null).stream()
        .map(call -> call.text("person_key"))
        .filter(Objects::nonNull)
        .forEach(users::add);
    return ordered(
        "num_users", users.size(),
        "num_aps", accessPoints[0],
        "total_minutes", sums.get("total_minutes"),
        "bad_minutes", sums.get("bad_minutes"),
        "bad_minutes_site_wan", sums.get("bad_minutes_wan"),
        "bad_minutes_wireless", sums.get("bad_minutes_wireless"),
        "bad_minutes_client", sums.get("bad_minutes_client"),
        "bad_minutes_wired", sums.get("bad_minutes_wired"),
        "bad_minutes_remote", sums.get("bad_minutes_remote"),
        "bad_minutes_unexplained", sums.get("bad_minutes_unexplained"));
  }

  /** GET /sites/{site_id}/stats/calls/client/{client_mac}/troubleshoot: a row a bad minute. */
  public Map<String, Object> clientTroubleshoot(String mac, String meetingId) {
    Directory.Found client = directory.find(new Subject(Naming.MAC, mac), null);
    Set<String> uuids = new TreeSet<>();
    for (GoldRow call : calls(mac)) {
      if (meetingId.equals(String.valueOf(call.whole("meeting_id")))) {
        uuids.add(call.text("meeting_uuid"));
      }
    }
    if (uuids.isEmpty()) {
      throw new ConfigurationError(
          "Client " + mac + " has no call with meeting id " + meetingId + " on " + days,
          "gold.client_calls has none at site " + site.name(),
          "run export search --site "
              + site.siteId()
              + " for the same days: it lists meeting ids and MAC addresses");
    }
    Map<Instant, List<GoldRow>> minutes = new TreeMap<>();
    rankings()
        .where(client.rows())
        .where(Where.in("meeting_uuid", uuids))
        .forEach(
            row ->
                minutes.computeIfAbsent(row.instant("minute_at"), m -> new ArrayList<>()).add(row));
    List<Map<String, Object>> results = new ArrayList<>();
    minutes.forEach(
        (minute, rows) -> results.add(contributions(rows, row -> 1, minute.getEpochSecond())));
    return ordered("mac", plain(mac), "meeting_id", meetingId, "results", results);
  }

  /**
   * GET /sites/{site_id}/stats/calls/troubleshoot: means over the bad minutes of the site, in both
   * of the shapes that are published: beside {@code count}, and as one result.
   */
  public Map<String, Object> siteTroubleshoot() {
    List<GoldRow> rows = rankings().list();
    Map<String, Set<List<Object>>> minutes = new TreeMap<>();
    for (GoldRow row : rows) {
      minutes
          .computeIfAbsent(row.text("target"), t -> new java.util.HashSet<>())
          .add(
              List.of(
                  row.text("meeting_uuid"),
                  row.text("participant_id"),
                  row.instant("joined_at"),
                  row.instant("minute_at")));
    }
    Set<List<Object>> all = new java.util.HashSet<>();
    minutes.values().forEach(all::addAll);
    Map<String, Object> mean =
        contributions(
            rows, row -> minutes.get(row.text("target")).size(), epoch(days.to().plusDays(1)));
    Map<String, Object> answer = period();
    answer.put("count", all.size());
    for (String direction : new TreeSet<>(DIRECTIONS.values())) {
      answer.put(direction, mean.get(direction));
    }
    answer.put("results", all.isEmpty() ? List.of() : List.of(mean));
    return answer;
  }

  /** GET /orgs/{org_id}/setting/zoom/link_accounts, without what only its owner may do. */
  public static Map<String, Object> linkAccounts(
      List<LinkedAccount> accounts, Function<String, SyncState> sync) {
    List<Map<String, Object>> told = new ArrayList<>();
    for (LinkedAccount account : accounts) {
      SyncState state = sync.apply(account.accountId());
      Map<String, Object> one =
          ordered(
              "account_id", account.accountId(),
              "company", account.company(),
              "instance_url", account.instanceUrl(),
              "linked_by", account.linkedByName(),
              "linked_timestamp", seconds(account.linkedAt()),
              "last_status",
                  state.lastStatus() == null
                      ? null
                      : state.lastStatus().toLowerCase(java.util.Locale.ROOT),
              "last_sync", seconds(state.lastSync()),
              "max_daily_api_requests", account.dailyLimit() == 0 ? null : account.dailyLimit());
      if (!state.errors().isEmpty()) {
        one.put("error", state.errors().get(0));
        one.put("errors", state.errors());
      }
      one.values().removeIf(value -> value == null || value.equals(""));
      told.add(one);
    }
    return ordered("accounts", told, "linked", !told.isEmpty());
  }

  private GoldQuery rankings() {
    return ofSite(reader.from(FeatureRanking.SCHEMA))
        .select(
            "meeting_uuid",
            "participant_id",
            "joined_at",
            "minute_at",
            "target",
            "category",
            "feature",
            "contribution",
            "base_value");
  }

  private GoldQuery ofSite(GoldQuery query) {
    return query.days(days).where(Where.equal("site_id", site.siteId()));
  }

  private List<GoldRow> calls(String mac) {
    GoldQuery query = ofSite(reader.from(ClientCalls.SCHEMA));
    if (mac != null) {
      query = query.where(directory.find(new Subject(Naming.MAC, mac), null).rows());
    }
    return query.list().stream()
        .sorted(
            Comparator.<GoldRow, Instant>comparing(row -> row.instant("joined_at"))
                .reversed()
                .thenComparing(row -> row.text("participant_id")))
        .toList();
  }

  private Map<String, Object> call(GoldRow call) {
    Map<String, Object> shape =
        ordered(
            "app", call.text("application"),
            "org_id", call.text("org_id"),
            "site_id", call.text("site_id"),
            "meeting_id",
                call.whole("meeting_id") == null ? null : call.whole("meeting_id").toString(),
            "mac", mac(call.text("client_key")),
            "start_time", call.instant("joined_at").getEpochSecond(),
            "end_time",
                call.instant("left_at") == null ? null : call.instant("left_at").getEpochSecond(),
            "rating", rating(call.text("rating")),
            "audio_quality", quality(call.text("audio_quality")),
            "video_quality", quality(call.text("video_quality")),
            "screen_share_quality", quality(call.text("share_quality")),
            "total_minutes", call.whole("total_minutes"),
            "bad_minutes", call.whole("bad_minutes"),
            "main_cause", call.text("main_cause"));
    shape.values().removeIf(Objects::isNull);
    return shape;
  }

  private static Integer quality(String words) {
    return switch (words.split(" ")[0]) {
      case "Good" -> 4;
      case "Fair" -> 3;
      case "Poor" -> 2;
      case "Bad" -> 1;
      default -> null;
    };
  }

  private static Integer rating(String rating) {
    return switch (rating == null ? "" : rating) {
      case "good" -> 5;
      case "average" -> 3;
      case "poor" -> 1;
      default -> null;
    };
  }

  /** Contributions of minutes, each divided by how many its target has. */
  private static Map<String, Object> contributions(
      List<GoldRow> rows, Function<GoldRow, Integer> minutesOfTarget, long timestamp) {
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("timestamp", timestamp);
    Map<String, Map<String, Double>> directions = new TreeMap<>();
    DIRECTIONS.values().forEach(direction -> directions.put(direction, new TreeMap<>()));
    Map<String, Double> own = new TreeMap<>();
    Map<String, Map<String, Double>> others = new TreeMap<>();
    Map<String, Map<String, Double>> categories = new TreeMap<>();
    Set<List<Object>> based = new java.util.HashSet<>();
    for (GoldRow row : rows) {
      String target = row.text("target");
      String direction = DIRECTIONS.get(target);
      boolean isOwn = target.equals("bad_minute");
      if (direction == null && !isOwn) {
        continue; // published are the bad minute and the latency of audio and video
      }
      Map<String, Double> published = isOwn ? own : directions.get(direction);
      String place = isOwn ? "bad_minute" : direction;
      int minutes = minutesOfTarget.apply(row);
      String feature = row.text("feature");
      double share = row.number("contribution") / minutes;
      List<Object> minute =
          List.of(
              target,
              row.text("meeting_uuid"),
              row.text("participant_id"),
              row.instant("joined_at"),
              row.instant("minute_at"));
      if (based.add(minute)) {
        published.merge("expected", row.number("base_value") / minutes, Double::sum);
      }
      if (feature.isEmpty()) {
        categories
            .computeIfAbsent(place, p -> new TreeMap<>())
            .merge(row.text("category"), share, Double::sum);
      } else if (PUBLISHED.contains(feature)) {
        published.merge(
            isOwn ? ROW_NAMES.getOrDefault(feature, feature) : feature, share, Double::sum);
      } else if (isOwn && ONLY_IN_ROWS.contains(feature)) {
        published.merge(feature, share, Double::sum);
      } else {
        others.computeIfAbsent(place, p -> new TreeMap<>()).merge(feature, share, Double::sum);
      }
    }
    shape.putAll(own);
    shape.putAll(directions);
    shape.put("other_features", others);
    shape.put("by_category", categories);
    return shape;
  }

  private String mac(String clientKey) {
    Directory.Client client = clientKey == null ? null : directory.client(clientKey);
    return client == null ? null : client.mac();
  }

  private static String plain(String mac) {
    return mac.toLowerCase(java.util.Locale.ROOT).replaceAll("[:.-]", "");
  }

  private Map<String, Object> period() {
    return ordered("start", epoch(days.from()), "end", epoch(days.to().plusDays(1)));
  }

  private static long epoch(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
  }

  private static Long seconds(String instant) {
    try {
      return instant == null || instant.isBlank() ? null : Instant.parse(instant).getEpochSecond();
    } catch (DateTimeParseException e) {
      throw new IllegalStateException("A stored time of a link is no instant: " + instant, e);
    }
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
