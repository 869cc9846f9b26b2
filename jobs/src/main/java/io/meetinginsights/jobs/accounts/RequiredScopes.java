package io.meetinginsights.jobs.accounts;

import io.meetinginsights.jobs.zoom.ZoomEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What an app must be allowed: two permissions, in Zoom's classic form or its granular one. */
public final class RequiredScopes {

  /** As the consent text names them. */
  public static final List<String> CLASSIC =
      List.of("dashboard_meetings:read:admin", "user:read:admin");

  private static final List<ZoomEndpoint> NEEDED =
      List.of(
          ZoomEndpoint.MEETINGS,
          ZoomEndpoint.PARTICIPANTS,
          ZoomEndpoint.PARTICIPANTS_QOS,
          ZoomEndpoint.SATISFACTION,
          ZoomEndpoint.USERS);

  private RequiredScopes() {}

  /** Of each endpoint that none of the granted scopes opens, those that would. */
  public static List<String> missing(Set<String> granted) {
    List<String> missing = new ArrayList<>();
    for (ZoomEndpoint endpoint : NEEDED) {
      if (endpoint.scopes().stream().noneMatch(granted::contains)) {
        missing.add(String.join(" or ", endpoint.scopes().subList(0, 2)));
      }
    }
    return missing;
  }
}
