package io.meetinginsights.jobs.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meetinginsights.jobs.emulator.ZoomCaller.Answer;
import io.meetinginsights.jobs.emulator.ZoomEmulatorConfig.Consent;
import io.meetinginsights.testing.SharedData;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OAuthTest {

  /** RFC 7636, appendix B. */
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  private static final String CALLBACK = "http://127.0.0.1:7777/callback";
  private static final String MEETINGS =
      "/metrics/meetings?type=past&from=2026-03-02&to=2026-03-02";

  private ZoomEmulator zoom;
  private ZoomCaller caller;

  @BeforeEach
  void start() {
    start(settings());
  }

  @AfterEach
  void end() {
    zoom.close();
  }

  @Test
  void theCodeFlowGivesATokenOfTheDocumentedForm() throws IOException {
    Answer answer = exchange(code(), VERIFIER);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(names(answer.json()))
        .containsExactlyInAnyOrderElementsOf(
            names(example("oauth_token_authorization_code_response.json")));
    assertThat(answer.json().path("token_type").asText()).isEqualTo("bearer");
    assertThat(answer.json().path("expires_in").asInt()).isEqualTo(3600);
    caller.use(answer.json().path("access_token").asText());
    assertThat(caller.get(MEETINGS).status()).isEqualTo(200);
  }

  @Test
  void theConsentRedirectCarriesTheStateBack() {
    Map<String, String> query = authorization();
    query.put("state", "a b&c");
    Answer answer = caller.authorize(query);
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location"))
        .startsWith(CALLBACK + "?code=")
        .endsWith("&state=a+b%26c");
  }

  @Test
  void aCodeLivesFiveMinutes() {
    String inTime = code();
    zoom.advance(Duration.ofMinutes(5));
    assertThat(exchange(inTime, VERIFIER).status()).isEqualTo(200);
    String late = code();
    zoom.advance(Duration.ofMinutes(5).plusMillis(1));
    assertInvalidCode(exchange(late, VERIFIER), late);
  }

  @Test
  void aCodeIsGoodForOneTry() {
    String code = code();
    assertThat(exchange(code, VERIFIER).status()).isEqualTo(200);
    assertInvalidCode(exchange(code, VERIFIER), code);
  }

  @Test
  void aCodeNeedsTheVerifierOfItsChallenge() {
    assertThat(exchange(code(), "another").json().path("error").asText())
        .isEqualTo("invalid_grant");
    assertThat(exchange(code(), "").status()).isEqualTo(400);
  }

  @Test
  void aCodeNeedsItsRedirectUri() {
    String code = code();
    assertInvalidCode(
        caller.token(
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                "http://127.0.0.1:7778/callback",
                "code_verifier",
                VERIFIER)),
        code);
  }

  @Test
  void theConsentPageRefusesWhatItDoesNotKnow() {
    for (Map<String, String> wrong :
        List.of(
            Map.of("client_id", "another"),
            Map.of("redirect_uri", "https://example.com/callback"),
            Map.of("response_type", "token"),
            Map.of("code_challenge_method", "S512"))) {
      Map<String, String> query = authorization();
      query.putAll(wrong);
      Answer answer = caller.authorize(query);
      assertThat(answer.status()).as("%s", wrong).isEqualTo(400);
      assertThat(answer.header("Content-Type")).startsWith("text/html");
    }
  }

  @Test
  void aDeclinedConsentComesBackAsAccessDenied() {
    zoom.consent(Consent.DENY);
    assertThat(caller.authorize(authorization()).header("Location"))
        .isEqualTo(CALLBACK + "?error=access_denied&state=s");
  }

  @Test
  void aConsentThatTimesOutOrNeedsAnAdministratorIsAPageAndNoRedirect() {
    zoom.consent(Consent.TIMEOUT);
    assertThat(caller.authorize(authorization()).header("Location")).isNull();
    zoom.consent(Consent.ADMIN_REQUIRED);
    Answer answer = caller.authorize(authorization());
    assertThat(answer.header("Location")).isNull();
    assertThat(answer.text())
        .contains("You cannot authorize the app")
        .contains("An account admin is required");
  }

  @Test
  void aRefreshGivesANewRefreshTokenAndTheOldOneDies() throws IOException {
    JsonNode first = exchange(code(), VERIFIER).json();
    String old = first.path("refresh_token").asText();
    Answer second = refresh(old);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json().path("refresh_token").asText()).isNotEqualTo(old);
    Answer again = refresh(old);
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.json()).isEqualTo(oauthError("Invalid Token!"));
    assertThat(refresh(second.json().path("refresh_token").asText()).status()).isEqualTo(200);
  }

  @Test
  void aWrongSecretIsRefusedAsDocumented() throws IOException {
    Answer answer =
        caller.oauth("/token", Map.of("grant_type", "account_credentials"), "not the secret");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json()).isEqualTo(oauthError("Invalid client_id or client_secret"));
  }

  @Test
  void serverToServerCredentialsGiveATokenOfTheDocumentedForm() throws IOException {
    Answer answer = serverToServer(zoom.accounts().get(0));
    assertThat(names(answer.json()))
        .containsExactlyInAnyOrderElementsOf(names(example("oauth_token_s2s_response.json")));
    assertThat(serverToServer("nobody").json()).isEqualTo(oauthError("Bad Request"));
  }

  @Test
  void severalServerToServerTokensAreAliveAtOnce() {
    caller.use(serverToServer(zoom.accounts().get(0)).json().path("access_token").asText());
    serverToServer(zoom.accounts().get(0));
    assertThat(caller.get(MEETINGS).status()).isEqualTo(200);
  }

  @Test
  void anAccessTokenDiesAfterItsLife() {
    caller.signIn();
    zoom.advance(Duration.ofSeconds(3600));
    assertThat(caller.get(MEETINGS).status()).isEqualTo(200);
    zoom.advance(Duration.ofMillis(1));
    Answer answer = caller.get(MEETINGS);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text()).isEqualTo("{\"code\":124,\"message\":\"Access token is expired.\"}");
  }

  @Test
  void anUnknownTokenIsInvalid() throws IOException {
    caller.use("eyJunknown");
    Answer answer = caller.get(MEETINGS);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.json()).isEqualTo(error("Invalid access token."));
    assertThat(new ZoomCaller(zoom).get(MEETINGS).status()).isEqualTo(401);
  }

  @Test
  void revokingEndsAccessAndRefreshTokens() {
    JsonNode tokens = exchange(code(), VERIFIER).json();
    String access = tokens.path("access_token").asText();
    Answer revoked = caller.oauth("/revoke", Map.of("token", access), ZoomEmulator.CLIENT_SECRET);
    assertThat(revoked.text()).isEqualTo("{\"status\":\"success\"}");
    caller.use(access);
    assertThat(caller.get(MEETINGS).status()).isEqualTo(401);
    assertThat(refresh(tokens.path("refresh_token").asText()).status()).isEqualTo(400);
  }

  @Test
  void authorizingAgainEndsTheTokensOfTheTimeBefore() {
    JsonNode before = exchange(code(), VERIFIER).json();
    assertThat(exchange(code(), VERIFIER).status()).isEqualTo(200);
    caller.use(before.path("access_token").asText());
    assertThat(caller.get(MEETINGS).status()).isEqualTo(401);
    assertThat(refresh(before.path("refresh_token").asText()).status()).isEqualTo(400);
  }

  @Test
  void aMissingScopeIsHttp400WithCode4711() {
    start(settings().with("app.scopes=['user:read:list_users:admin']"));
    caller.signIn();
    Answer answer = caller.get(MEETINGS);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("code").asInt()).isEqualTo(4711);
    assertThat(answer.json().path("message").asText())
        .isEqualTo(
            "Invalid access token, does not contain scopes:[dashboard:read:list_meetings:admin]");
    assertThat(caller.get("/users").status()).isEqualTo(200);
  }

  @Test
  void theTwoClassicScopesOpenEverything() {
    start(settings().with("app.scopes=['dashboard_meetings:read:admin','user:read:admin']"));
    caller.signIn();
    assertThat(caller.get(MEETINGS).status()).isEqualTo(200);
    assertThat(caller.get("/users").status()).isEqualTo(200);
    assertThat(caller.get("/users/me").status()).isEqualTo(200);
  }

  @Test
  void usersMeNamesWhoLinkedTheAccountAndItsCompany() throws IOException {
    caller.signIn();
    JsonNode me = caller.get("/users/me").json();
    assertThat(names(example("spec2026_user_get.json"))).containsAll(names(me));
    for (String name : List.of("display_name", "email", "company", "vanity_url")) {
      assertThat(me.path(name).asText()).as(name).isNotEmpty();
    }
    assertThat(me.path("account_id").asText()).isEqualTo(zoom.accounts().get(0));
    Answer unknown = caller.get("/users/nobody");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.json().path("code").asInt()).isEqualTo(1001);
  }

  private static EmulatorSettings settings() {
    return EmulatorSettings.synthetic(LocalDate.parse("2026-03-02"), 3, 2, 5).withSpeed(0);
  }

  private void start(EmulatorSettings settings) {
    if (zoom != null) {
      zoom.close();
    }
    zoom = ZoomEmulator.start(settings);
    caller = new ZoomCaller(zoom);
  }

  private static Map<String, String> authorization() {
    return new HashMap<>(
        Map.of(
            "response_type",
            "code",
            "client_id",
            ZoomEmulator.CLIENT_ID,
            "redirect_uri",
            CALLBACK,
            "state",
            "s",
            "code_challenge",
            CHALLENGE,
            "code_challenge_method",
            "S256"));
  }

  private String code() {
    String query = URI.create(caller.authorize(authorization()).header("Location")).getQuery();
    return query.replaceAll(".*code=([^&]*).*", "$1");
  }

  private Answer exchange(String code, String verifier) {
    return caller.token(
        Map.of(
            "grant_type", "authorization_code",
            "code", code,
            "redirect_uri", CALLBACK,
            "code_verifier", verifier));
  }

  private Answer refresh(String token) {
    return caller.token(Map.of("grant_type", "refresh_token", "refresh_token", token));
  }

  private Answer serverToServer(String account) {
    return caller.token(Map.of("grant_type", "account_credentials", "account_id", account));
  }

  private static void assertInvalidCode(Answer answer, String code) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text())
        .isEqualTo(
            "{\"reason\":\"Invalid authorization code "
                + code
                + "\",\"error\":\"invalid_request\"}");
  }

  static JsonNode example(String name) throws IOException {
    return ZoomCaller.MAPPER.readTree(SharedData.at("reference/zoom/examples/" + name).toFile());
  }

  private static JsonNode oauthError(String reason) throws IOException {
    return body("oauth_errors.json", "reason", reason);
  }

  /** An error body of the examples, by its message. */
  static JsonNode error(String message) throws IOException {
    return body("errors.json", "message", message);
  }

  private static JsonNode body(String file, String key, String value) throws IOException {
    for (JsonNode one : example(file)) {
      if (one.path("body").path(key).asText().equals(value)) {
        return one.path("body");
      }
    }
    throw new AssertionError("the examples have no " + value);
  }

  static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
