package io.meetinginsights.jobs.report;

import static io.meetinginsights.testing.GoldTables.at;
import static io.meetinginsights.testing.GoldTables.row;
import static io.meetinginsights.testing.GoldTables.with;

import io.meetinginsights.jobs.testing.GoldRows;
import io.meetinginsights.tables.gold.CallEvents;
import io.meetinginsights.tables.gold.ClientCalls;
import io.meetinginsights.tables.gold.ClientHealth;
import io.meetinginsights.tables.gold.ClientSeries;
import io.meetinginsights.tables.gold.Coverage;
import io.meetinginsights.tables.gold.FeatureRanking;
import io.meetinginsights.tables.gold.FeedbackHistogram;
import io.meetinginsights.tables.gold.FixFirst;
import io.meetinginsights.tables.gold.MinuteCauses;
import io.meetinginsights.tables.gold.SiteClients;
import io.meetinginsights.tables.gold.SiteSeries;
import io.meetinginsights.tables.gold.SiteSummary;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.testing.GoldTables;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A site of two days, written as tables by hand: what its report has to show is known without any
 * code that makes reports. Client c00 suffers, and everything about it that somebody may name is
 * hostile; c01 is known by two host names; c02 to c24 are there to fill the list.
 */
final class ReportWorld {

  static final LocalDate MONDAY = LocalDate.parse("2026-03-02");
  static final LocalDate TUESDAY = LocalDate.parse("2026-03-03");

  /** Each way out of a text that a page may leave open. */
  static final String HOSTILE =
      "</script><script>window.pwned=1</script><img src=x onerror=\"window.pwned=1\">'\"&amp;${script}";

  static final int CLIENTS = 25;

  private static final Map<String, Object> SITE = row("org_id", "o", "site_id", "s1");
  private static final Map<String, Object> CALL =
      with(
          GoldRows.callKey(),
          "site_id",
          "s1",
          "meeting_uuid",
          "m1",
          "participant_id",
          "p1",
          "joined_at",
          at("2026-03-02T09:58:00Z"));

  private ReportWorld() {}

  /** Writes the tables below a folder. */
  static GoldTables write(Path folder) {
    GoldTables tables =
        GoldTables.at(folder)
            .write(
                Sites.SCHEMA,
                with(
                    SITE,
                    "name",
                    "Berlin" + HOSTILE,
                    "time_zone",
                    "Europe/Berlin",
                    "source",
                    "both"),
                row("org_id", "o", "site_id", "s2", "name", "London", "source", "both"))
            .write(
                SiteSummary.SCHEMA,
                summary(MONDAY, 1000, 60, 40, 2, 8, 4, 1, 5),
                summary(TUESDAY, 500, 10, 1, 0, 6, 0, 0, 3),
                // The neighbour's figures belong into no report of this site.
                with(summary(MONDAY, 777, 7, 7, 0, 0, 0, 0, 0), "site_id", "s2"))
            .write(
                FeedbackHistogram.SCHEMA,
                with(SITE, "day", MONDAY, "poor", 3, "average", 1, "good", 8),
                with(SITE, "day", TUESDAY, "poor", 0, "average", 0, "good", 2))
            .write(
                FixFirst.SCHEMA,
                suspect(MONDAY, "access_point", "5c5b35000205", 1, 30, 4, 2.0, 20L),
                with(
                    suspect(TUESDAY, "access_point", "5c5b35000205", 1, 10, 6, 4.0, 1L),
                    "name",
                    "AP lobby" + HOSTILE),
                suspect(MONDAY, "ssid", HOSTILE, 2, 5, 1, 1.5, null))
            .write(
                Coverage.SCHEMA,
                covered(MONDAY, "presence", "on-network", 900, 0.9),
                covered(MONDAY, "presence", "at-home", 100, 0.1),
                covered(TUESDAY, "presence", "on-network", 600, 1.0),
                covered(MONDAY, "match_method", "mac", 800, 0.8),
                covered(MONDAY, "missing_feature", "client_rssi", 250, 0.25),
                covered(MONDAY, "clock", "agrees", 300, null));
    writeSeries(tables);
    writeClients(tables);
    writeCalls(tables);
    return tables;
  }

  static Map<String, Object> summary(LocalDate day, int total, int bad, int... byCause) {
    return GoldRows.summary(
        "s1",
        day,
        "site_name",
        "Berlin",
        "total_minutes",
        total,
        "bad_minutes",
        bad,
        "bad_minutes_wireless",
        byCause[0],
        "bad_minutes_wired",
        byCause[1],
        "bad_minutes_wan",
        byCause[2],
        "bad_minutes_client",
        byCause[3],
        "bad_minutes_remote",
        byCause[4],
        "bad_minutes_unexplained",
        byCause[5],
        "num_calls",
        total / 100,
        "num_users",
        20 + total / 1000,
        "num_clients",
        CLIENTS,
        "num_aps",
        4);
  }

  private static Map<String, Object> suspect(
      LocalDate day,
      String kind,
      String item,
      int rank,
      int bad,
      int clients,
      Double mean,
      Long before) {
    return GoldRows.suspect(
        "s1",
        day,
        kind,
        item,
        "rank",
        rank,
        "bad_minutes",
        bad,
        "clients",
        clients,
        "mean_contribution",
        mean,
        "previous_week_bad_minutes",
        before);
  }

  private static Map<String, Object> covered(
      LocalDate day, String measure, String reason, int minutes, Double share) {
    return with(
        SITE, "day", day, "measure", measure, "reason", reason, "minutes", minutes, "share", share);
  }

  /** Three buckets of ten minutes with a gap, as the site and its first two clients had them. */
  private static void writeSeries(GoldTables tables) {
    List<Map<String, Object>> site = new ArrayList<>();
    List<Map<String, Object>> client = new ArrayList<>();
    String[] times = {"10:00", "10:10", "10:40"};
    double[] latency = {42.126, 310.5, 55};
    for (int i = 0; i < times.length; i++) {
      for (String bucket : List.of("10m", "1h")) {
        if (bucket.equals("1h") && i > 0) {
          continue;
        }
        Instant start = at("2026-03-02T" + times[i] + ":00Z");
        Map<String, Object> head =
            with(
                SITE,
                "day",
                MONDAY,
                "bucket",
                bucket,
                "bucket_at",
                start,
                "bucket_local_at",
                "2026-03-02T1" + times[i].substring(1) + ":00");
        site.add(
            with(
                head,
                "total_minutes",
                100 + i,
                "bad_minutes",
                10 * i,
                "num_calls",
                3,
                "num_clients",
                2,
                "audio_in_latency_avg_ms",
                latency[i],
                "audio_in_latency_max_ms",
                latency[i] + 100,
                "audio_out_latency_avg_ms",
                30.0,
                "audio_in_loss_avg_pct",
                1.5,
                "audio_in_jitter_avg_ms",
                7.25,
                "wan_latency_avg_ms",
                28.5,
                "system_cpu_avg_pct",
                40.0,
                "system_cpu_max_pct",
                93.0,
                "cpu_clients",
                2));
        for (int who = 0; who < 2; who++) {
          client.add(
              with(
                  head,
                  "client_key",
                  "c0" + who,
                  "total_minutes",
                  50,
                  "bad_minutes",
                  who == 0 ? 10 * i : 0,
                  "audio_in_latency_avg_ms",
                  latency[i] + (who == 0 ? 20 : -20),
                  "audio_in_loss_avg_pct",
                  1.5,
                  "rssi_avg_dbm",
                  -61.0,
                  "rssi_min_dbm",
                  -70.0,
                  "system_cpu_max_pct",
                  who == 0 ? 93.0 : 55.0));
        }
      }
    }
    tables.write(SiteSeries.SCHEMA, site).write(ClientSeries.SCHEMA, client);
  }

  private static void writeClients(GoldTables tables) {
    List<Map<String, Object>> clients = new ArrayList<>();
    List<Map<String, Object>> identities = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      String key = String.format("c%02d", i);
      clients.add(
          with(
              SITE,
              "day",
              MONDAY,
              "client_key",
              key,
              "person_key",
              i == 0 ? "hostile" : i == 1 ? "ada" : null,
              "medium",
              i % 5 == 4 ? "wired" : "wireless",
              "num_calls",
              2,
              "total_minutes",
              100,
              "bad_minutes",
              i == 0 ? 30 : i < 10 ? 10 - i : 0,
              "lowest_rating",
              i == 0 ? "poor" : i == 1 ? "good" : null,
              "lowest_score",
              i == 0 ? 1.25 : 4.0));
      identities.add(
          identity(
              key,
              key + "-1",
              i == 0 ? HOSTILE : String.format("laptop-%02d", i),
              "2026-03-02T08:00:00Z"));
    }
    clients.add(
        with(
            SITE,
            "day",
            TUESDAY,
            "client_key",
            "c00",
            "person_key",
            "hostile",
            "medium",
            "wireless",
            "num_calls",
            1,
            "total_minutes",
            11,
            "bad_minutes",
            3,
            "lowest_rating",
            "good",
            "lowest_score",
            2.5));
    identities.add(identity("c01", "c01-2", "old-name", "2026-02-01T08:00:00Z"));
    tables
        .write(SiteClients.SCHEMA, clients)
        .write(ClientIdentities.SCHEMA, identities)
        .write(
            People.SCHEMA,
            GoldRows.person("hostile", HOSTILE, null),
            GoldRows.person("ada", "Ada Lovelace", null));
  }

  private static Map<String, Object> identity(
      String client, String key, String host, String seenFrom) {
    return with(
        GoldRows.client(
            client,
            "s1",
            "d46a6a00" + String.format("%04x", Integer.parseInt(client.substring(1))),
            host,
            at(seenFrom).plusSeconds(3600)),
        "identity_key",
        key,
        "ip",
        "10.0.0." + client.substring(1),
        "os",
        client.equals("c00") ? HOSTILE : "Windows 11",
        "seen_from",
        at(seenFrom));
  }

  private static void writeCalls(GoldTables tables) {
    List<Map<String, Object>> calls = new ArrayList<>();
    Map<String, Object> bad =
        with(
            GoldRows.call(CALL),
            "meeting_id",
            83871359877L,
            "topic",
            HOSTILE,
            "client_key",
            "c00",
            "person_key",
            "hostile",
            "left_at",
            at("2026-03-02T10:25:00Z"),
            "duration_s",
            1620,
            "audio_quality",
            "Fair (Mos:3-4)",
            "video_quality",
            "Poor (Mos:2-3)",
            "share_quality",
            "Not applicable",
            "rating",
            "poor",
            "total_minutes",
            27,
            "bad_minutes",
            2,
            "worst_score",
            1.25,
            "main_cause",
            "wireless",
            "has_ranking",
            true);
    calls.add(bad);
    for (int i = 1; i <= 11; i++) {
      calls.add(
          with(
              bad,
              "meeting_uuid",
              "later-" + i,
              "meeting_id",
              90000000000L + i,
              "topic",
              "Planning " + i,
              "joined_at",
              at("2026-03-02T12:00:00Z").plusSeconds(60L * i),
              "audio_quality",
              "Good (Mos:4-5)",
              "video_quality",
              "Good (Mos:4-5)",
              "rating",
              null,
              "bad_minutes",
              0,
              "main_cause",
              null,
              "has_ranking",
              false));
    }
    tables.write(ClientCalls.SCHEMA, calls);
    tables.write(
        CallEvents.SCHEMA,
        event("10:25:00", "e1", "CLIENT_LEFT_CALL", "Client left the call", "neutral", "call"),
        event("10:10:01", "e2", "HIGH_CPU_OBSERVED", HOSTILE, "bad", "call"),
        event("10:05:00", "e3", "CLIENT_DNS_OK", "DNS Success", "good", "network"),
        event("10:04:00", "e4", "CLIENT_IP_ASSIGNED", "DHCP Success", "good", "network"));
    tables.write(
        ClientHealth.SCHEMA,
        health("capacity", "", 7),
        // An hour in which nothing failed: judged minutes add up, the classifier has no row.
        with(health("capacity", "", 0), "hour_at", at("2026-03-02T11:00:00Z"), "total_minutes", 20),
        health("capacity", "wifi-interference", 7),
        health("coverage", "", 0));
    tables.write(
        MinuteCauses.SCHEMA,
        cause("10:03", "wireless", null, 0.8312, 0.9),
        cause("10:12", "unexplained", "no-dominant-category", null, 0.6));
    List<Map<String, Object>> ranking = new ArrayList<>();
    for (String minute : List.of("10:03", "10:12")) {
      double radio = minute.equals("10:03") ? 2.5 : 0.25;
      addRanking(ranking, minute, "bad_minute", "log-odds", -2.0, radio);
      addRanking(ranking, minute, "audio_in_latency_ms", "ms", 40.0, 100 * radio);
    }
    tables.write(FeatureRanking.SCHEMA, ranking);
  }

  private static void addRanking(
      List<Map<String, Object>> rows,
      String minute,
      String target,
      String unit,
      double base,
      double radio) {
    Map<String, Object> head =
        with(
            CALL,
            "day",
            MONDAY,
            "client_key",
            "c00",
            "minute_at",
            at("2026-03-02T" + minute + ":00Z"),
            "target",
            target,
            "contribution_unit",
            unit,
            "base_value",
            base);
    rows.add(ranked(head, "wireless", "", 1, radio + 0.5, null, null));
    rows.add(ranked(head, "wireless", "radio_util", 1, radio, 83.0, "%"));
    rows.add(ranked(head, "wireless", "client_rssi", 2, 0.5, null, "dBm"));
    rows.add(ranked(head, "wan", "", 2, -0.25, null, null));
    rows.add(ranked(head, "wan", "wan_rtt", 3, -0.25, 28.5, "ms"));
  }

  private static Map<String, Object> ranked(
      Map<String, Object> head,
      String category,
      String feature,
      int rank,
      double contribution,
      Double value,
      String unit) {
    return with(
        head,
        "category",
        category,
        "feature",
        feature,
        "rank",
        rank,
        "contribution",
        contribution,
        "feature_value",
        value,
        "unit",
        unit);
  }

  private static Map<String, Object> event(
      String time, String id, String type, String display, String classification, String source) {
    return with(
        SITE,
        "day",
        MONDAY,
        "client_key",
        "c00",
        "event_at",
        at("2026-03-02T" + time + "Z"),
        "event_id",
        id,
        "type",
        type,
        "display",
        display,
        "classification",
        classification,
        "source",
        source,
        "details",
        HOSTILE);
  }

  private static Map<String, Object> health(String level, String classifier, int failed) {
    return with(
        SITE,
        "day",
        MONDAY,
        "hour_at",
        at("2026-03-02T10:00:00Z"),
        "client_key",
        "c00",
        "service_level",
        level,
        "classifier",
        classifier,
        "failed_minutes",
        failed,
        "total_minutes",
        100);
  }

  private static Map<String, Object> cause(
      String minute, String cause, String reason, Double strength, double probability) {
    return with(
        CALL,
        "day",
        MONDAY,
        "minute_at",
        at("2026-03-02T" + minute + ":00Z"),
        "client_key",
        "c00",
        "version",
        "v1",
        "cause",
        cause,
        "unexplained_reason",
        reason,
        "strength",
        strength,
        "probability_bad",
        probability,
        "share",
        cause.equals("unexplained") ? null : 0.97,
        "top_features",
        List.of());
  }
}
