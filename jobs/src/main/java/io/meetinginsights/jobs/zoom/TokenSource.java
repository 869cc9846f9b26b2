package io.meetinginsights.jobs.zoom;

/** Where a client has its access token from. */
public interface TokenSource {

  /** The token to use now. */
  String token();

  /** Another one, since Zoom refused this one; the current one if somebody renewed it already. */
  String renewed(String refused);
}
