package io.meetinginsights.jobs.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Speaks to an emulator over the wire, as a client would, and with no knowledge of its insides. */
public final class ZoomCaller {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private final ZoomEmulator zoom;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private String token;

  record Answer(int status, String text, Map<String, List<String>> headers) {

    JsonNode json() {
      try {
        return MAPPER.readTree(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().get(0))
          .findFirst()
          .orElse(null);
    }
  }

  ZoomCaller(ZoomEmulator zoom) {
    this.zoom = zoom;
  }

  /** With a token by server-to-server credentials for the first account. */
  public static ZoomCaller signedIn(ZoomEmulator zoom) {
    ZoomCaller caller = new ZoomCaller(zoom);
    caller.signIn();
    return caller;
  }

  void signIn() {
    signIn(zoom.accounts().get(0));
  }

  void signIn(String account) {
    Answer answer = token(Map.of("grant_type", "account_credentials", "account_id", account));
    use(answer.json().path("access_token").asText());
  }

  void use(String accessToken) {
    token = accessToken;
  }

  Answer get(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(zoom.apiUri() + path));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return send(request.timeout(Duration.ofSeconds(20)).build());
  }

  /** Like {@link #get} where no answer is expected: what went wrong instead. */
  IOException failure(String path, Duration patience) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(zoom.apiUri() + path))
            .header("Authorization", "Bearer " + token)
            .timeout(patience)
            .build();
    try {
      throw new AssertionError("an answer came: " + http.send(request, text()).statusCode());
    } catch (IOException e) {
      return e;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  Answer authorize(Map<String, String> query) {
    return send(
        HttpRequest.newBuilder(URI.create(zoom.oauthUri() + "/authorize?" + form(query))).build());
  }

  Answer token(Map<String, String> form) {
    return oauth("/token", form, ZoomEmulator.CLIENT_SECRET);
  }

  Answer oauth(String path, Map<String, String> form, String secret) {
    String credentials = ZoomEmulator.CLIENT_ID + ":" + secret;
    return send(
        HttpRequest.newBuilder(URI.create(zoom.oauthUri() + path))
            .header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes()))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form(form)))
            .build());
  }

  /** All elements of a list, page by page. */
  public List<JsonNode> all(String path, String name) {
    List<JsonNode> elements = new ArrayList<>();
    String next = "";
    do {
      Answer page = get(path + (next.isEmpty() ? "" : "&next_page_token=" + next));
      if (page.status() != 200) {
        throw new AssertionError(path + ": " + page.status() + " " + page.text());
      }
      page.json().path(name).forEach(elements::add);
      next = page.json().path("next_page_token").asText();
    } while (!next.isEmpty());
    return elements;
  }

  Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, text());
      return new Answer(response.statusCode(), response.body(), response.headers().map());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
  }

  static String form(Map<String, String> values) {
    return values.entrySet().stream()
        .map(value -> value.getKey() + "=" + encode(value.getValue()))
        .collect(Collectors.joining("&"));
  }

  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
