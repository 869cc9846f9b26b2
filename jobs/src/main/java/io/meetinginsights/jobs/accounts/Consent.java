package io.meetinginsights.jobs.accounts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.jobs.zoom.OAuthClient;
import io.meetinginsights.jobs.zoom.OAuthClient.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The consent of a Zoom administrator: OAuth 2.0 authorization code with PKCE (S256) and state. The
 * browser comes back to a server on loopback that lives as long as it is waited for.
 */
final class Consent {

  private static final String AS_ADMINISTRATOR =
      "sign in to Zoom as an administrator of the account, open the address again and choose Allow";

  private final OAuthClient oauth;
  private final OAuthClient.App app;
  private final int port;
  private final int seconds;

  Consent(OAuthClient oauth, OAuthClient.App app, AccountsConfig config) {
    this.oauth = oauth;
    this.app = app;
    this.port = config.redirectPort();
    this.seconds = config.consentSeconds();
  }

  /** Waits for the consent; {@code shown} is given the address to open. */
  Tokens await(Consumer<String> shown) {
    String state = random();
    String verifier = random();
    CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
    HttpServer server = listen(exchange -> take(exchange, state, answer));
    try {
      String redirect = "http://127.0.0.1:" + server.getAddress().getPort() + "/callback";
      shown.accept(oauth.consentUrl(app.clientId(), redirect, state, challenge(verifier)));
      Map<String, String> parameters = answer.get(seconds, TimeUnit.SECONDS);
      if (!parameters.containsKey("code")) {
        throw new ConfigurationError(
            "Zoom did not link the account",
            "the consent was declined (" + word(parameters.getOrDefault("error", "")) + ")",
            AS_ADMINISTRATOR);
      }
      return oauth.forCode(app, parameters.get("code"), redirect, verifier);
    } catch (TimeoutException e) {
      throw new UpstreamError(
          "Zoom did not link the account",
          "no consent came within "
              + seconds
              + " seconds; where Zoom says \"You cannot authorize the app\", the person who is signed in is no administrator",
          AS_ADMINISTRATOR,
          e);
    } catch (OAuthClient.Refused refused) {
      throw OAuthClient.appRefused(refused);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UpstreamError(
          "Zoom did not link the account", "the command was interrupted", "run it again", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The consent failed", e.getCause());
    } finally {
      server.stop(0);
    }
  }

  private static String word(String error) {
    return error.matches("[a-z_]{1,40}") ? error : "no reason given";
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private HttpServer listen(Handler handler) {
    try {
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
      server.createContext("/callback", handler::handle);
      server.start();
      return server;
    } catch (IOException e) {
      throw new ConfigurationError(
          "The callback address http://127.0.0.1:" + port + "/callback cannot be listened on",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "set accounts.redirect-port to a free port that is registered with the app",
          e);
    }
  }

  private static void take(
      HttpExchange exchange, String state, CompletableFuture<Map<String, String>> answer)
      throws IOException {
    Map<String, String> parameters = parameters(exchange.getRequestURI().getRawQuery());
    boolean isOurs =
        exchange.getRequestMethod().equals("GET")
            && MessageDigest.isEqual(
                state.getBytes(StandardCharsets.US_ASCII),
                parameters.getOrDefault("state", "").getBytes(StandardCharsets.UTF_8));
    boolean isAnswer =
        isOurs && (parameters.containsKey("code") || parameters.containsKey("error"));
    String text =
        isAnswer
            ? "Meeting Insights has your answer. You can close this page and go back to the command."
            : "This is not the answer to a question of Meeting Insights.";
    byte[] page =
        ("<!doctype html><meta charset=utf-8><title>Meeting Insights</title><p>" + text)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(isAnswer ? 200 : 400, page.length);
    try (var out = exchange.getResponseBody()) {
      out.write(page);
    }
    exchange.close();
    if (isAnswer) {
      answer.complete(parameters);
    }
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          parameters.putIfAbsent(
              pair.substring(0, equals),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException odd) {
          // A stranger's request: without what it cannot say it is not ours.
          continue;
        }
      }
    }
    return parameters;
  }

  private static String random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }
}
