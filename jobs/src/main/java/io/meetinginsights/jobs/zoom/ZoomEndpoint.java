package io.meetinginsights.jobs.zoom;

import java.util.List;

/** The requests that are made: path, rate label, page size, landing dataset, scopes. */
public enum ZoomEndpoint {
  MEETINGS(
      "meetings",
      "/metrics/meetings",
      RateLabel.RESOURCE_INTENSIVE,
      300,
      "dashboard:read:list_meetings:admin",
      "dashboard_meetings:read:admin"),
  PARTICIPANTS(
      "participants",
      "/metrics/meetings/{meetingId}/participants",
      RateLabel.HEAVY,
      300,
      "dashboard:read:list_meeting_participants:admin",
      "dashboard_meetings:read:admin"),
  PARTICIPANTS_QOS(
      "participants_qos",
      "/metrics/meetings/{meetingId}/participants/qos",
      RateLabel.HEAVY,
      10,
      "dashboard:read:list_meeting_participants_qos:admin",
      "dashboard_meetings:read:admin"),
  SATISFACTION(
      "satisfaction",
      "/metrics/meetings/{meetingId}/participants/satisfaction",
      RateLabel.HEAVY,
      300,
      "dashboard:read:post_meeting_feedback:admin",
      "dashboard_meetings:read:admin"),
  USERS("users", "/users", RateLabel.MEDIUM, 2000, "user:read:list_users:admin", "user:read:admin"),
  ME("", "/users/me", RateLabel.LIGHT, 0, "user:read:user:admin", "user:read:admin"),
  ACCOUNT(
      "",
      "/accounts/me",
      RateLabel.LIGHT,
      0,
      "account:read:sub_account:admin",
      "account:read:admin");

  private final String dataset;
  private final String template;
  private final RateLabel label;
  private final int pageSize;
  private final String granularScope;
  private final String classicScope;

  ZoomEndpoint(
      String dataset,
      String template,
      RateLabel label,
      int pageSize,
      String granularScope,
      String classicScope) {
    this.dataset = dataset;
    this.template = template;
    this.label = label;
    this.pageSize = pageSize;
    this.granularScope = granularScope;
    this.classicScope = classicScope;
  }

  /** The landing dataset its answers belong to. */
  public String dataset() {
    return dataset;
  }

  /** The request as the landing envelope names it. */
  public String request() {
    return "GET " + template;
  }

  String template() {
    return template;
  }

  /** Under which label Zoom counts it. */
  public RateLabel label() {
    return label;
  }

  /** The largest page Zoom gives; 0 where it does not page. */
  public int pageSize() {
    return pageSize;
  }

  /** The scopes any one of which opens it: granular, classic, and the classic one for all. */
  public List<String> scopes() {
    return template.startsWith("/metrics")
        ? List.of(granularScope, classicScope, "dashboard:read:admin")
        : List.of(granularScope, classicScope);
  }

  /** The endpoint of a landing dataset. */
  public static ZoomEndpoint ofDataset(String dataset) {
    for (ZoomEndpoint endpoint : values()) {
      if (endpoint.dataset.equals(dataset)) {
        return endpoint;
      }
    }
    throw new IllegalArgumentException("No endpoint lands in " + dataset);
  }
}
