package io.meetinginsights.jobs.zoom;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import okhttp3.HttpUrl;

/**
 * One request.
 *
 * @param meetingId the meeting's uuid as Zoom wrote it, null for endpoints without one
 * @param parameters query parameters but for the page token
 * @param page which page it asks for, 1 for the first
 * @param pageToken the token that opens the page, empty for the first
 */
public record ZoomRequest(
    ZoomEndpoint endpoint,
    String meetingId,
    Map<String, String> parameters,
    int page,
    String pageToken) {

  public ZoomRequest {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** The first page of an endpoint. */
  public static ZoomRequest of(ZoomEndpoint endpoint, Map<String, String> parameters) {
    return new ZoomRequest(endpoint, null, parameters, 1, "");
  }

  /** The first page about a meeting. */
  public static ZoomRequest of(ZoomEndpoint endpoint, String meetingId, String type) {
    return new ZoomRequest(endpoint, meetingId, Map.of("type", type), 1, "");
  }

  /** The page after this one; the other parameters stay as they are, as Zoom demands. */
  public ZoomRequest next(String token) {
    return new ZoomRequest(endpoint, meetingId, parameters, page + 1, token);
  }

  /**
   * Path and query parameters as the landing envelope keeps them. A page token says nothing to a
   * reader and is another one in each run, so the number of the page stands in its place.
   */
  public Map<String, String> landedParameters() {
    Map<String, String> landed = new LinkedHashMap<>();
    if (meetingId != null) {
      landed.put("meetingId", meetingId);
    }
    landed.putAll(parameters);
    if (endpoint.pageSize() > 0) {
      landed.put("page_size", Integer.toString(endpoint.pageSize()));
      if (page > 1) {
        landed.put("page", Integer.toString(page));
      }
    }
    return landed;
  }

  HttpUrl url(HttpUrl api) {
    HttpUrl.Builder url = api.newBuilder();
    for (String segment : endpoint.template().substring(1).split("/")) {
      url.addEncodedPathSegment(segment.equals("{meetingId}") ? encodedUuid(meetingId) : segment);
    }
    parameters.forEach(url::addQueryParameter);
    if (endpoint.pageSize() > 0) {
      url.addQueryParameter("page_size", Integer.toString(endpoint.pageSize()));
    }
    if (!pageToken.isEmpty()) {
      url.addQueryParameter("next_page_token", pageToken);
    }
    return url.build();
  }

  /**
   * Zoom's rule: a uuid is percent-encoded once, and twice if it begins with a slash or holds two
   * in a row. The result must reach OkHttp as already encoded, or it would encode it once more.
   */
  static String encodedUuid(String uuid) {
    String once = percentEncoded(uuid);
    return uuid.startsWith("/") || uuid.contains("//") ? percentEncoded(once) : once;
  }

  private static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain =
          b >= 'a' && b <= 'z'
              || b >= 'A' && b <= 'Z'
              || b >= '0' && b <= '9'
              || b == '-'
              || b == '_';
      if (isPlain) {
        encoded.append((char) b);
      } else {
        encoded.append(String.format("%%%02X", b & 0xff));
      }
    }
    return encoded.toString();
  }
}
