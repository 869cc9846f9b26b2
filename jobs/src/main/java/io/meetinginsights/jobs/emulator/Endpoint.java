package io.meetinginsights.jobs.emulator;

import java.util.List;

/** The endpoints that are served: rate category, page sizes, and the scopes that open each. */
enum Endpoint {
  MEETINGS(
      "/metrics/meetings",
      RateLabel.RESOURCE_INTENSIVE,
      30,
      300,
      List.of(
          "dashboard:read:list_meetings:admin",
          "dashboard_meetings:read:admin",
          "dashboard:read:admin")),
  MEETING(
      "/metrics/meetings/{meetingId}",
      RateLabel.HEAVY,
      0,
      0,
      List.of(
          "dashboard:read:meeting:admin", "dashboard_meetings:read:admin", "dashboard:read:admin")),
  PARTICIPANTS(
      "/metrics/meetings/{meetingId}/participants",
      RateLabel.HEAVY,
      30,
      300,
      List.of(
          "dashboard:read:list_meeting_participants:admin",
          "dashboard_meetings:read:admin",
          "dashboard:read:admin")),
  QOS(
      "/metrics/meetings/{meetingId}/participants/qos",
      RateLabel.HEAVY,
      1,
      10,
      List.of(
          "dashboard:read:list_meeting_participants_qos:admin",
          "dashboard_meetings:read:admin",
          "dashboard:read:admin")),
  SATISFACTION(
      "/metrics/meetings/{meetingId}/participants/satisfaction",
      RateLabel.HEAVY,
      30,
      300,
      List.of(
          "dashboard:read:post_meeting_feedback:admin",
          "dashboard_meetings:read:admin",
          "dashboard:read:admin")),
  USERS(
      "/users",
      RateLabel.MEDIUM,
      30,
      2000,
      List.of("user:read:list_users:admin", "user:read:admin")),
  USER(
      "/users/{userId}",
      RateLabel.LIGHT,
      0,
      0,
      List.of("user:read:user:admin", "user:read:admin", "user:read:user", "user:read")),
  ACCOUNT(
      "/accounts/{accountId}",
      RateLabel.LIGHT,
      0,
      0,
      List.of("account:read:sub_account:admin", "account:read:admin"));

  private final String template;
  private final RateLabel label;
  private final int pageDefault;
  private final int pageMaximum;
  private final List<String> scopes;

  Endpoint(
      String template, RateLabel label, int pageDefault, int pageMaximum, List<String> scopes) {
    this.template = template;
    this.label = label;
    this.pageDefault = pageDefault;
    this.pageMaximum = pageMaximum;
    this.scopes = scopes;
  }

  String template() {
    return template;
  }

  RateLabel label() {
    return label;
  }

  int pageDefault() {
    return pageDefault;
  }

  int pageMaximum() {
    return pageMaximum;
  }

  /** Any one of them opens the endpoint; the first is the granular one, the second the classic. */
  List<String> scopes() {
    return scopes;
  }

  boolean isDashboard() {
    return template.startsWith("/metrics");
  }

  /** The endpoint of a path without {@code /v2}, or null. */
  static Endpoint at(String path) {
    String[] parts = path.split("/", -1);
    for (Endpoint endpoint : values()) {
      if (matches(endpoint.template.split("/", -1), parts)) {
        return endpoint;
      }
    }
    return null;
  }

  private static boolean matches(String[] template, String[] parts) {
    if (template.length != parts.length) {
      return false;
    }
    for (int i = 0; i < parts.length; i++) {
      boolean isVariable = template[i].startsWith("{");
      if (isVariable ? parts[i].isEmpty() : !template[i].equals(parts[i])) {
        return false;
      }
    }
    return true;
  }
}
