package io.meetinginsights.jobs.ask;

import static io.meetinginsights.testing.GoldTables.at;
import static io.meetinginsights.testing.GoldTables.row;
import static io.meetinginsights.testing.GoldTables.with;

import io.meetinginsights.jobs.testing.GoldRows;
import io.meetinginsights.tables.gold.ClientCalls;
import io.meetinginsights.tables.gold.FixFirst;
import io.meetinginsights.tables.gold.SiteClients;
import io.meetinginsights.tables.gold.ZoomJoins;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.LinkedAccounts;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.testing.GoldTables;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * Two sites, Berlin and New York. lt1 in Berlin was in a call from 10:05 to 10:25 on 2 March, bad
 * at 10:10 and 10:11 by its radio; a call in New York at the same local time was well. Others have
 * no calls, each for another reason. Names of two people try to break what shows them.
 */
final class AskWorld {

  static final String HOSTILE = "<script>alert('x')</script>\u001b[31m\u202e\"; DROP TABLE";
  static final LocalDate DAY = GoldRows.DAY;

  private static final Map<String, Object> CALL =
      GoldRows.call(
          "site_id",
          "berlin",
          "meeting_uuid",
          "m1",
          "topic",
          "All hands",
          "joined_at",
          at("2026-03-02T09:05:00Z"),
          "left_at",
          at("2026-03-02T09:25:00Z"),
          "duration_s",
          1200,
          "total_minutes",
          20,
          "bad_minutes",
          2,
          "worst_score",
          1.5,
          "main_cause",
          "wireless",
          "has_ranking",
          true,
          // Values of the feature that weighed most, 82 and 84: their median is 83.
          "bad_minute_details",
          List.of(
              badMinute("2026-03-02T09:10:00Z", 0.8, 82.0),
              badMinute("2026-03-02T09:11:00Z", 0.9, 84.0)),
          "usual_values",
          List.of(
              row("feature", "radio_util", "value", 31.0),
              row("feature", "wan_rtt", "value", 20.0)),
          "health_hours",
          List.of(
              health("2026-03-02T08:00:00Z", "", 5),
              health("2026-03-02T08:00:00Z", "client-usage", 5),
              health("2026-03-02T09:00:00Z", "", 2),
              health("2026-03-02T09:00:00Z", "wifi-interference", 2)));

  private AskWorld() {}

  static GoldTables write(Path folder) {
    GoldTables tables = GoldTables.at(folder);
    tables.write(
        Sites.SCHEMA,
        GoldRows.site(
            "berlin",
            "Berlin",
            "time_zone",
            "Europe/Berlin",
            "egress_ips",
            List.of("203.0.113.10")),
        GoldRows.site(
            "ny",
            "New York",
            "time_zone",
            "America/New_York",
            "egress_ips",
            List.of("203.0.113.12")));
    tables.write(
        People.SCHEMA,
        GoldRows.person("p1", "Ann Lee", "ann.lee@example.com"),
        GoldRows.person("p2", HOSTILE, "eve@example.com"));
    tables.write(
        ClientIdentities.SCHEMA,
        GoldRows.client("c1", "berlin", "aabbccddee01", "old-lt1", at("2026-02-01T00:00:00Z")),
        GoldRows.client("c1", "berlin", "aabbccddee01", "lt1", at("2026-03-02T12:00:00Z")),
        GoldRows.client("c2", "ny", "aabbccddee02", "lt2", at("2026-03-02T12:00:00Z")),
        GoldRows.client("c3", "berlin", "aabbccddee03", "shared", at("2026-03-02T12:00:00Z")),
        GoldRows.client("c4", "ny", "aabbccddee04", "shared", at("2026-03-02T12:00:00Z")),
        GoldRows.client("c5", "berlin", "aabbccddee05", "outside", at("2026-03-02T12:00:00Z")),
        GoldRows.client("c6", "berlin", "aabbccddee06", "guest", at("2026-03-02T12:00:00Z")),
        GoldRows.client("c7", "berlin", "aabbccddee07", "inside", at("2026-03-02T12:00:00Z")),
        GoldRows.client("c8", "berlin", "aabbccddee08", "late", at("2026-03-02T12:00:00Z")),
        GoldRows.client("c9", "berlin", "aabbccddee09", "silent", at("2026-03-02T12:00:00Z")),
        zoomAddress("z5", "outside", "198.51.100.77"),
        zoomAddress("z6", "guest", "198.51.100.78"));
    tables.write(
        LinkedAccounts.SCHEMA,
        row("account_id", "a", "org_id", "o", "first_day", DAY, "last_day", DAY));
    calls(tables);
    joins(tables);
    return tables;
  }

  private static void calls(GoldTables tables) {
    tables.write(
        ClientCalls.SCHEMA,
        CALL,
        with(
            CALL,
            "site_id",
            "ny",
            "meeting_uuid",
            "m2",
            "client_key",
            "c2",
            "person_key",
            "p2",
            "joined_at",
            at("2026-03-02T15:05:00Z"),
            "left_at",
            at("2026-03-02T15:25:00Z"),
            "topic",
            HOSTILE,
            "bad_minutes",
            0,
            "main_cause",
            null,
            "has_ranking",
            false,
            "bad_minute_details",
            null,
            "usual_values",
            null,
            "health_hours",
            null));
    tables.write(
        SiteClients.SCHEMA,
        row(
            "day",
            DAY,
            "org_id",
            "o",
            "site_id",
            "berlin",
            "client_key",
            "c1",
            "num_calls",
            1,
            "total_minutes",
            20,
            "bad_minutes",
            2));
    tables.write(
        FixFirst.SCHEMA,
        fix("5c5b35000001", 2, 1),
        with(fix("5c5b35000002", 7, 3), "name", "AP lobby"),
        with(fix("Corp", 9, 4), "kind", "ssid"));
  }

  private static void joins(GoldTables tables) {
    tables.write(
        ZoomJoins.SCHEMA,
        with(join("m1", "c1", "has-call"), "site_id", "berlin", "person_key", "p1"),
        with(
            join("m2", "c2", "has-call"),
            "site_id",
            "ny",
            "person_key",
            "p2",
            "joined_at",
            at("2026-03-02T15:05:00Z"),
            "left_at",
            at("2026-03-02T15:25:00Z")),
        with(join("m5", "c5", "public-ip-not-ours"), "identity_key", "z5"),
        join("m6", "c6", "not-signed-in"),
        join("m7", "c7", "not-on-our-network"),
        join("m8", "c8", "qos-not-fetched"));
  }

  private static Map<String, Object> zoomAddress(String key, String host, String publicIp) {
    return row(
        "source",
        "zoom",
        "identity_key",
        key,
        "account_id",
        "a",
        "host_name",
        host,
        "public_ip",
        publicIp,
        "seen_from",
        at("2026-03-02T09:00:00Z"),
        "seen_to",
        at("2026-03-02T09:30:00Z"));
  }

  private static Map<String, Object> fix(String item, int badMinutes, int clients) {
    return GoldRows.suspect(
        "berlin", DAY, "access_point", item, "bad_minutes", badMinutes, "clients", clients);
  }

  private static Map<String, Object> health(String hour, String classifier, int failed) {
    return row(
        "hour_at",
        at(hour),
        "service_level",
        "capacity",
        "classifier",
        classifier,
        "failed_minutes",
        failed,
        "total_minutes",
        20);
  }

  private static Map<String, Object> badMinute(String minute, double strength, double utilisation) {
    return row(
        "minute_at",
        at(minute),
        "minute_score",
        1.5,
        "bad_reason",
        "quality",
        "cause",
        "wireless",
        "strength",
        strength,
        "top_features",
        List.of(
            row("feature", "radio_util", "contribution", 1.5, "value", utilisation),
            row("feature", "wan_rtt", "contribution", 0.1, "value", 20.0)));
  }

  private static Map<String, Object> join(String meeting, String client, String reason) {
    Instant joined = at("2026-03-02T09:05:00Z");
    return row(
        "day",
        DAY,
        "account_id",
        "a",
        "meeting_uuid",
        meeting,
        "participant_id",
        "1",
        "joined_at",
        joined,
        "left_at",
        joined.plusSeconds(1200),
        "client_key",
        client,
        "reason",
        reason);
  }
}
