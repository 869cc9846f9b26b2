package io.meetinginsights.jobs.zoom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import okhttp3.Credentials;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Zoom's authorisation server: tokens for a code, for a refresh token, for an account; revocation.
 */
public final class OAuthClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ATTEMPTS = 4;

  private final HttpUrl oauth;
  private final OkHttpClient http;
  private final ZoomClock clock;

  /** A client of the configured server. */
  public OAuthClient(ZoomConfig config, ZoomClock clock) {
    this.oauth = HttpUrl.get(config.oauthUrl());
    this.http = ZoomClient.http(config, clock);
    this.clock = clock;
  }

  /** The app's credentials. */
  public record App(String clientId, String clientSecret) {
    @Override
    public String toString() {
      return "App[secret]";
    }
  }

  /** Tokens; {@code refreshToken} is empty for server-to-server apps. */
  public record Tokens(
      String accessToken, String refreshToken, Instant expiresAt, Set<String> scopes) {
    public Tokens {
      scopes = Set.copyOf(scopes);
    }

    @Override
    public String toString() {
      return "Tokens[until " + expiresAt + "]";
    }
  }

  /** Zoom says no to what was shown to it; {@code error} is its word, such as invalid_grant. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final String error;

    /** With the word Zoom gave. */
    public Refused(String error) {
      super("Zoom's authorisation server answered " + error);
      this.error = error;
    }

    /** Zoom's word. */
    public String error() {
      return error;
    }
  }

  /** The page a person opens to consent. */
  public String consentUrl(
      String clientId, String redirectUri, String state, String codeChallenge) {
    return oauth
        .newBuilder()
        .addPathSegment("authorize")
        .addQueryParameter("response_type", "code")
        .addQueryParameter("client_id", clientId)
        .addQueryParameter("redirect_uri", redirectUri)
        .addQueryParameter("state", state)
        .addQueryParameter("code_challenge", codeChallenge)
        .addQueryParameter("code_challenge_method", "S256")
        .build()
        .toString();
  }

  /** Tokens for the code a consent gave. A code is good for one try, so this is not repeated. */
  public Tokens forCode(App app, String code, String redirectUri, String verifier) throws Refused {
    FormBody form =
        new FormBody.Builder()
            .add("grant_type", "authorization_code")
            .add("code", code)
            .add("redirect_uri", redirectUri)
            .add("code_verifier", verifier)
            .build();
    return tokens(app, form, 1);
  }

  /** Tokens for a refresh token, which is used up by it. */
  public Tokens forRefresh(App app, String refreshToken) throws Refused {
    FormBody form =
        new FormBody.Builder()
            .add("grant_type", "refresh_token")
            .add("refresh_token", refreshToken)
            .build();
    return tokens(app, form, ATTEMPTS);
  }

  /** Tokens of a server-to-server app for its account. */
  public Tokens forAccount(App app, String accountId) throws Refused {
    FormBody form =
        new FormBody.Builder()
            .add("grant_type", "account_credentials")
            .add("account_id", accountId)
            .build();
    return tokens(app, form, ATTEMPTS);
  }

  /** Ends a token's life, and that of what was issued with it. */
  public void revoke(App app, String token) throws Refused {
    JsonNode answer =
        post(app, "revoke", new FormBody.Builder().add("token", token).build(), ATTEMPTS);
    if (!"success".equals(answer.path("status").asText("success"))) {
      throw new Refused(word(answer));
    }
  }

  private Tokens tokens(App app, FormBody form, int attempts) throws Refused {
    JsonNode answer = post(app, "token", form, attempts);
    String access = answer.path("access_token").asText("");
    if (access.isEmpty()) {
      throw new Refused(word(answer));
    }
    return new Tokens(
        access,
        answer.path("refresh_token").asText(""),
        clock.now().plusSeconds(answer.path("expires_in").asLong(3600)),
        Set.copyOf(List.of(answer.path("scope").asText("").trim().split("[\\s,]+"))));
  }

  private JsonNode post(App app, String path, FormBody form, int attempts) throws Refused {
    Request request =
        new Request.Builder()
            .url(oauth.newBuilder().addPathSegment(path).build())
            .header("Authorization", Credentials.basic(app.clientId(), app.clientSecret()))
            .header("Accept", "application/json")
            .post(form)
            .build();
    String reason = "";
    for (int attempt = 1; attempt <= attempts; attempt++) {
      try (Response response = http.newCall(request).execute()) {
        byte[] body = response.body().bytes();
        if (response.code() < 500 && response.code() != 429) {
          JsonNode json = JSON.readTree(body);
          if (json != null && json.isObject()) {
            if (!response.isSuccessful()) {
              throw new Refused(word(json));
            }
            return json;
          }
        }
        reason = "it answered HTTP " + response.code();
      } catch (IOException e) {
        reason = "the connection failed (" + e.getClass().getSimpleName() + ")";
      }
      try {
        clock.sleep(Duration.ofSeconds(1L << attempt));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw new UpstreamError(
        "Zoom's authorisation server " + oauth.host() + " gives no token",
        reason,
        "see https://status.zoom.us and the way out of this network, then run again");
  }

  /** Only words of a known form: the texts beside them repeat codes and ids. */
  private static String word(JsonNode answer) {
    String word = answer.path("error").asText(answer.path("code").asText(""));
    return word.matches("[A-Za-z0-9_]{1,40}") ? word : "an unknown error";
  }

  /** What the person who runs the command is told when the app itself is refused. */
  public static ConfigurationError appRefused(Refused refused) {
    return new ConfigurationError(
        "Zoom refuses the app's credentials",
        refused.error(),
        "compare client id, client secret and account id with the app's page in the Zoom App Marketplace, see that the app is activated, then link the account again");
  }
}
