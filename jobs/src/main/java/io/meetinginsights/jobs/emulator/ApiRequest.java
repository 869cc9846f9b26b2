package io.meetinginsights.jobs.emulator;

import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A request to the API, understood.
 *
 * @param variable what stands for the braces of the endpoint's template, decoded; or ""
 * @param listing the request without its paging token, the same for every page
 * @param identity the request with the place of its page instead of the token
 */
record ApiRequest(
    Endpoint endpoint,
    String variable,
    Map<String, String> parameters,
    String listing,
    String identity) {

  private static final String TOKEN = "next_page_token";

  /**
   * What a path without {@code /v2} and its parameters ask; the endpoint is null if there is none.
   */
  static ApiRequest of(String path, Map<String, String> parameters) {
    Endpoint endpoint = Endpoint.at(path);
    String variable = "";
    String shown = path;
    if (endpoint != null && endpoint.template().contains("{")) {
      String[] template = endpoint.template().split("/", -1);
      String[] parts = path.split("/", -1);
      for (int i = 0; i < template.length; i++) {
        if (template[i].startsWith("{")) {
          variable = endpoint.isDashboard() ? meeting(parts[i]) : HttpRequest.decode(parts[i]);
          parts[i] = variable;
        }
      }
      shown = String.join("/", parts);
    }
    Map<String, String> sorted = new TreeMap<>(parameters);
    String token = sorted.remove(TOKEN);
    StringBuilder listing = new StringBuilder(shown);
    sorted.forEach(
        (name, value) ->
            listing
                .append(listing.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(value));
    String identity = listing.toString();
    if (token != null && !token.isEmpty()) {
      OptionalInt offset = PageTokens.offset(token);
      identity +=
          (identity.contains("?") ? "&" : "?")
              + (offset.isPresent() ? "offset=" + offset.getAsInt() : "offset=unknown");
    }
    return new ApiRequest(endpoint, variable, parameters, listing.toString(), identity);
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  String pageToken() {
    return parameter(TOKEN);
  }

  boolean isPaging() {
    return !pageToken().isEmpty();
  }

  /**
   * The meeting that a path segment names. Zoom decodes a segment once on its way in; a uuid that
   * begins with a slash or holds two in a row would then be lost among the separators, so it has to
   * be encoded twice and is decoded again here. Encoded once it names nothing.
   */
  private static String meeting(String segment) {
    String once = HttpRequest.decode(segment);
    if (once.startsWith("/") || once.contains("//")) {
      return "";
    }
    // A percent sign is not of the alphabet of uuids: what still holds one was encoded twice.
    return HttpRequest.decode(once);
  }
}
