package io.meetinginsights.jobs.testing;

import static io.meetinginsights.testing.GoldTables.at;
import static io.meetinginsights.testing.GoldTables.row;
import static io.meetinginsights.testing.GoldTables.with;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

/**
 * Rows of the tables that answers are read from: one organisation, account and meeting on 2 March.
 * A test changes what it is about.
 */
public final class GoldRows {

  /** A Monday. */
  public static final LocalDate DAY = LocalDate.parse("2026-03-02");

  private GoldRows() {}

  /** The key of a call. */
  public static Map<String, Object> callKey() {
    return row(
        "org_id", "o",
        "site_id", "s",
        "account_id", "a",
        "meeting_uuid", "m",
        "participant_id", "1",
        "joined_at", at("2026-03-02T09:00:00Z"));
  }

  /** A call of half an hour without a bad minute, with some values changed. */
  public static Map<String, Object> call(Object... changed) {
    Map<String, Object> call =
        with(
            callKey(),
            "day",
            DAY,
            "meeting_id",
            85636065808L,
            "application",
            "zoom",
            "client_key",
            "c1",
            "person_key",
            "p1",
            "left_at",
            at("2026-03-02T09:30:00Z"),
            "audio_quality",
            "Fair (Mos:3-4)",
            "video_quality",
            "Good (Mos:4-5)",
            "share_quality",
            "Not applicable",
            "total_minutes",
            30,
            "bad_minutes",
            0,
            "has_ranking",
            false);
    return with(call, changed);
  }

  /** A call with another key. */
  public static Map<String, Object> call(Map<String, Object> key) {
    Map<String, Object> call = call();
    call.putAll(key);
    return call;
  }

  /** A row of the ranking of a call's minute, with some values changed. */
  public static Map<String, Object> ranked(Object... changed) {
    Map<String, Object> ranked =
        with(
            callKey(),
            "day",
            DAY,
            "client_key",
            "c1",
            "minute_at",
            at("2026-03-02T09:10:00Z"),
            "target",
            "bad_minute",
            "category",
            "wan",
            "feature",
            "wan_rtt",
            "rank",
            1,
            "contribution",
            2.0,
            "contribution_unit",
            "log-odds",
            "base_value",
            -3.0);
    return with(ranked, changed);
  }

  /** A site, with some values changed. */
  public static Map<String, Object> site(String id, String name, Object... changed) {
    return with(row("org_id", "o", "site_id", id, "name", name, "source", "both"), changed);
  }

  /** A person of the account. */
  public static Map<String, Object> person(String key, String name, String email) {
    return row(
        "person_key", key,
        "account_id", "a",
        "email", email,
        "display_name", name,
        "is_account_user", true);
  }

  /** A client as the network called it for a minute. */
  public static Map<String, Object> client(
      String key, String site, String mac, String host, Instant seenTo) {
    return row(
        "source", "network",
        "identity_key", key + host,
        "org_id", "o",
        "site_id", site,
        "client_key", key,
        "mac", mac,
        "host_name", host,
        "seen_from", seenTo.minusSeconds(60),
        "seen_to", seenTo);
  }

  /** A site's day of no bad minutes, with some values changed. */
  public static Map<String, Object> summary(String site, LocalDate day, Object... changed) {
    Map<String, Object> summary =
        row(
            "day", day,
            "org_id", "o",
            "site_id", site,
            "total_minutes", 100,
            "bad_minutes", 0,
            "bad_minutes_wireless", 0,
            "bad_minutes_wired", 0,
            "bad_minutes_wan", 0,
            "bad_minutes_client", 0,
            "bad_minutes_remote", 0,
            "bad_minutes_unexplained", 0,
            "num_calls", 1,
            "num_users", 1,
            "num_clients", 1,
            "num_aps", 1);
    return with(summary, changed);
  }

  /** A suspect of a site's day, with some values changed. */
  public static Map<String, Object> suspect(
      String site, LocalDate day, String kind, String item, Object... changed) {
    Map<String, Object> suspect =
        row(
            "day",
            day,
            "org_id",
            "o",
            "site_id",
            site,
            "kind",
            kind,
            "item",
            item,
            "category",
            "wireless",
            "rank",
            1,
            "bad_minutes",
            1,
            "clients",
            1);
    return with(suspect, changed);
  }
}
