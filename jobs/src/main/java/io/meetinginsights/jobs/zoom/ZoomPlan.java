package io.meetinginsights.jobs.zoom;

/** Zoom's published limits of a plan. Dashboards, and so the fetch, need Business or higher. */
public enum ZoomPlan {
  FREE(4, 2, 1, 10, 1_000),
  PRO(30, 20, 10, 10, 30_000),
  BUSINESS(80, 60, 40, 20, 60_000);

  private final int light;
  private final int medium;
  private final int heavy;
  private final int resourceIntensive;
  private final int dashboardsPerDay;

  ZoomPlan(int light, int medium, int heavy, int resourceIntensive, int dashboardsPerDay) {
    this.light = light;
    this.medium = medium;
    this.heavy = heavy;
    this.resourceIntensive = resourceIntensive;
    this.dashboardsPerDay = dashboardsPerDay;
  }

  /** Requests in a label's window. */
  public int perWindow(RateLabel label) {
    return switch (label) {
      case LIGHT -> light;
      case MEDIUM -> medium;
      case HEAVY -> heavy;
      case RESOURCE_INTENSIVE -> resourceIntensive;
    };
  }

  /** Heavy and resource-intensive requests together, from 00:00 to 24:00 UTC. */
  public int dashboardsPerDay() {
    return dashboardsPerDay;
  }
}
