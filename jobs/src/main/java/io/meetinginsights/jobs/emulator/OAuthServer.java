package io.meetinginsights.jobs.emulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.jobs.emulator.ZoomEmulatorConfig.AppConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * zoom.us/oauth: the consent page, the token endpoint with its three grants, and revocation. Tokens
 * live in memory only: an emulator that is started anew knows none of them.
 */
final class OAuthServer {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration CODE_LIFE = Duration.ofMinutes(5);

  /** An access token that is known, alive or not. */
  record Access(String account, Instant expiresAt, int grant) {}

  private record Code(
      String account, String redirectUri, String challenge, String method, Instant expiresAt) {}

  private record Refresh(String account, int grant) {}

  private final AppConfig app;
  private final List<String> accounts;
  private final EmulatorClock clock;
  private final long seed;
  private final AtomicReference<ZoomEmulatorConfig.Consent> consent;
  private volatile String apiUrl = "";

  private final Map<String, Code> codes = new HashMap<>();
  private final Map<String, Access> accessTokens = new HashMap<>();
  private final Map<String, Refresh> refreshTokens = new HashMap<>();
  private final Map<String, Integer> linked = new HashMap<>();
  private final Set<Integer> revoked = new HashSet<>();
  private int issued;
  private int grants;

  OAuthServer(AppConfig app, List<String> accounts, EmulatorClock clock, long seed) {
    this.app = app;
    this.accounts = accounts;
    this.clock = clock;
    this.seed = seed;
    this.consent = new AtomicReference<>(app.consent());
  }

  void apiUrl(String url) {
    apiUrl = url;
  }

  void consent(ZoomEmulatorConfig.Consent answer) {
    consent.set(answer);
  }

  /** What is behind a token; empty for one that was never issued or is revoked. */
  synchronized Optional<Access> access(String token) {
    return Optional.ofNullable(accessTokens.get(token))
        .filter(access -> !revoked.contains(access.grant()));
  }

  /** Ends the life of every access token that was issued so far; refresh tokens stay. */
  synchronized void expireAccessTokens() {
    accessTokens.replaceAll(
        (token, access) -> new Access(access.account(), Instant.MIN, access.grant()));
  }

  HttpAnswer answer(HttpRequest request) {
    return switch (request.method() + " " + request.path()) {
      case "GET /oauth/authorize" -> authorize(request.parameters());
      case "POST /oauth/token" -> withClient(request, this::token);
      case "POST /oauth/revoke" -> withClient(request, this::revoke);
      default -> HttpAnswer.html(404, "Page not found", "There is no such page.");
    };
  }

  private interface Step {
    HttpAnswer answer(Map<String, String> form);
  }

  private static HttpAnswer withClient(HttpRequest request, Step step) {
    String credentials = ZoomEmulator.CLIENT_ID + ":" + ZoomEmulator.CLIENT_SECRET;
    String expected =
        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    return expected.equals(request.headers().get("authorization"))
        ? step.answer(request.parametersAndForm())
        : ApiError.oauth("Invalid client_id or client_secret", "invalid_client");
  }

  private synchronized HttpAnswer authorize(Map<String, String> query) {
    String redirect = query.getOrDefault("redirect_uri", "");
    if (!ZoomEmulator.CLIENT_ID.equals(query.get("client_id"))) {
      return page(400, "Invalid client_id: (4,702)");
    }
    if (!redirect.matches("http://(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d+)?(/.*)?")) {
      return page(400, "Invalid redirect url (4,700).");
    }
    if (!"code".equals(query.get("response_type"))) {
      return page(400, "Invalid response_type: code is needed.");
    }
    String challenge = query.getOrDefault("code_challenge", "");
    String method = query.getOrDefault("code_challenge_method", "plain");
    if (!method.equals("S256") && !method.equals("plain")) {
      return page(400, "Invalid code_challenge_method: S256 or plain is needed.");
    }
    return switch (consent.get()) {
      case ADMIN_REQUIRED ->
          page(
              200,
              "You cannot authorize the app. An account admin is required: sign in as an administrator of the account.");
      case TIMEOUT -> page(200, "You are about to add the app. Allow or decline?");
      case DENY -> HttpAnswer.redirect(back(redirect, "error=access_denied", query));
      case GRANT -> {
        String account = query.getOrDefault("account_id", first());
        if (!accounts.contains(account)) {
          yield page(400, "There is no account " + escape(account) + ".");
        }
        String code = secret("code");
        codes.put(
            code, new Code(account, redirect, challenge, method, clock.now().plus(CODE_LIFE)));
        yield HttpAnswer.redirect(back(redirect, "code=" + code, query));
      }
    };
  }

  private static HttpAnswer page(int status, String text) {
    return HttpAnswer.html(status, "Authorize the app", text);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String back(String redirect, String answer, Map<String, String> query) {
    String state = query.getOrDefault("state", "");
    return redirect
        + (redirect.contains("?") ? "&" : "?")
        + answer
        + (state.isEmpty() ? "" : "&state=" + URLEncoder.encode(state, StandardCharsets.UTF_8));
  }

  private synchronized HttpAnswer token(Map<String, String> form) {
    return switch (form.getOrDefault("grant_type", "")) {
      case "authorization_code" -> tokenForCode(form);
      case "refresh_token" -> tokenForRefresh(form.getOrDefault("refresh_token", ""));
      case "account_credentials" ->
          accounts.contains(form.getOrDefault("account_id", ""))
              ? tokens(form.get("account_id"), ++grants, false)
              : ApiError.oauth("Bad Request", "invalid_request");
      default -> ApiError.oauth("unsupported grant type", "unsupported_grant_type");
    };
  }

  private HttpAnswer tokenForCode(Map<String, String> form) {
    String text = form.getOrDefault("code", "");
    // A code is good for one try, whatever comes of it.
    Code code = codes.remove(text);
    if (code == null
        || clock.now().isAfter(code.expiresAt())
        || !code.redirectUri().equals(form.get("redirect_uri"))) {
      return ApiError.oauth("Invalid authorization code " + text, "invalid_request");
    }
    if (!code.challenge().isEmpty()
        && !code.challenge().equals(challenge(form.get("code_verifier"), code.method()))) {
      // RFC 7636, section 4.6; Zoom's own text is not documented.
      return ApiError.oauth("Invalid code verifier", "invalid_grant");
    }
    // Whoever authorises the app again ends the tokens of the time before.
    int grant = ++grants;
    Integer before = linked.put(code.account(), grant);
    if (before != null) {
      revoked.add(before);
    }
    return tokens(code.account(), grant, true);
  }

  private HttpAnswer tokenForRefresh(String token) {
    Refresh refresh = refreshTokens.remove(token);
    return refresh == null || revoked.contains(refresh.grant())
        ? ApiError.oauth("Invalid Token!", "invalid_grant")
        : tokens(refresh.account(), refresh.grant(), true);
  }

  private HttpAnswer tokens(String account, int grant, boolean isRefreshable) {
    String access = secret("access");
    accessTokens.put(
        access, new Access(account, clock.now().plusSeconds(app.tokenSeconds()), grant));
    ObjectNode body =
        MAPPER.createObjectNode().put("access_token", access).put("token_type", "bearer");
    if (isRefreshable) {
      String refresh = secret("refresh");
      refreshTokens.put(refresh, new Refresh(account, grant));
      body.put("refresh_token", refresh);
    }
    body.put("expires_in", app.tokenSeconds())
        .put("scope", String.join(" ", app.scopes()))
        .put("api_url", apiUrl);
    return HttpAnswer.json(200, body.toString());
  }

  private synchronized HttpAnswer revoke(Map<String, String> form) {
    String token = form.getOrDefault("token", "");
    Access access = accessTokens.get(token);
    Refresh refresh = refreshTokens.get(token);
    if (access != null) {
      revoked.add(access.grant());
    } else if (refresh != null) {
      revoked.add(refresh.grant());
    }
    return HttpAnswer.json(200, "{\"status\":\"success\"}");
  }

  private String first() {
    return accounts.isEmpty() ? "" : accounts.get(0);
  }

  private static String challenge(String verifier, String method) {
    String given = verifier == null ? "" : verifier;
    return method.equals("S256")
        ? Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(given))
        : given;
  }

  /** Looks like Zoom's tokens and hangs on the seed and on how many were issued before it. */
  private String secret(String kind) {
    return "eyJ"
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(sha256(kind + " " + seed + " " + ++issued));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
