package io.meetinginsights.jobs.emulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.emulator.HttpAnswer.Delivery;
import io.meetinginsights.jobs.emulator.ZoomEmulatorConfig.SourceKind;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Zoom of one's own on a loopback port: OAuth, the dashboard's meetings, users, quotas, faults.
 *
 * <p>Reads: landing files, or nothing where meetings are made up.
 *
 * <p>Writes: nothing that stays; landing files are spooled to a temporary file meanwhile.
 *
 * <p>Re-run: the same requests get the same bytes but for tokens' times; what an emulator knew of
 * tokens, quotas and tries ends with it.
 *
 * <p>A request is judged in this order: its token, the quotas, faults, scopes, and only then what
 * it asks for. A request that a fault strikes has therefore used its quota up.
 *
 * <p>Example:
 *
 * <pre>{@code
 * EmulatorSettings settings = EmulatorSettings.synthetic(day, 20, 3, 10).withSpeed(60);
 * try (ZoomEmulator zoom = ZoomEmulator.start(settings)) {
 *   fetch(zoom.apiUri(), zoom.oauthUri(), zoom.accounts().get(0));
 *   assertThat(zoom.stats().overLimit()).isZero();
 * }
 * }</pre>
 */
public final class ZoomEmulator implements AutoCloseable {
  /** The one app the emulator knows. It guards nothing, so it is no secret. */
  public static final String CLIENT_ID = "emulator-client";

  /** Its counterpart. */
  public static final String CLIENT_SECRET = "emulator-secret";

  private static final Logger LOG = LoggerFactory.getLogger(ZoomEmulator.class);
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
  private static final int LATENCY = 1;
  private static final int SERVER_ERRORS = 2;

  private final ZoomEmulatorConfig config;
  private final ZoomSource source;
  private final EmulatorClock clock;
  private final FaultPlan faults;
  private final OAuthServer oauth;
  private final ZoomApi api;
  private final Tally tally = new Tally();
  private final Map<String, Quotas> quotas = new ConcurrentHashMap<>();
  private final HttpListener listener;

  private ZoomEmulator(ZoomEmulatorConfig config, EmulatorSettings settings, ZoomSource source)
      throws IOException {
    this.config = config;
    this.source = source;
    this.clock = new EmulatorClock(start(config, source), config.clock().speed());
    this.faults = new FaultPlan(config.faults(), settings.script());
    this.oauth = new OAuthServer(config.app(), source.accounts(), clock, config.faults().seed());
    this.api = new ZoomApi(source, config.account(), faults, config.faults().lateQos().answer());
    long stall = clock.realMillis(config.faults().stallSeconds() * 1000);
    this.listener = new HttpListener(config.port(), stall, this::answer);
    oauth.apiUrl(baseUri().toString());
    listener.start();
  }

  /** Starts one; it is ready when this returns. */
  public static ZoomEmulator start(EmulatorSettings settings) {
    ZoomEmulatorConfig config = settings.config();
    ZoomSource source = null;
    try {
      source =
          config.source() == SourceKind.SYNTHETIC
              ? new SyntheticSource(config.synthetic())
              : new LandingSource(settings.landing());
      return new ZoomEmulator(config, settings, source);
    } catch (IOException e) {
      closeQuietly(source);
      throw new ConfigurationError(
          "The Zoom emulator cannot start",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "set zoom-emulator.port=0 for any free port, and see that the temporary folder has room",
          e);
    } catch (RuntimeException e) {
      closeQuietly(source);
      throw e;
    }
  }

  private static Instant start(ZoomEmulatorConfig config, ZoomSource source) {
    if (!config.clock().start().isEmpty()) {
      return Instant.parse(config.clock().start());
    }
    LocalDate last = LocalDate.ofInstant(source.lastEnd(), ZoneOffset.UTC);
    return last.plusDays(1).atTime(2, 0).toInstant(ZoneOffset.UTC);
  }

  /** What https://api.zoom.us/v2 is for the real one. */
  public URI apiUri() {
    return URI.create(baseUri() + "/v2");
  }

  /** What https://zoom.us/oauth is for the real one. */
  public URI oauthUri() {
    return URI.create(baseUri() + "/oauth");
  }

  private URI baseUri() {
    return URI.create("http://127.0.0.1:" + listener.port());
  }

  /** Ids of the accounts that are served. */
  public List<String> accounts() {
    return source.accounts();
  }

  /** What time it is for the emulator. */
  public Instant now() {
    return clock.now();
  }

  /** Lets the emulator's time jump ahead. */
  public void advance(Duration by) {
    clock.advance(by);
  }

  /** What the consent page is answered from now on. */
  public void consent(ZoomEmulatorConfig.Consent answer) {
    oauth.consent(answer);
  }

  /** Lets every access token that was issued so far expire; refresh tokens stay good. */
  public void expireAccessTokens() {
    oauth.expireAccessTokens();
  }

  /** What has been asked and answered so far. */
  public EmulatorStats stats() {
    Map<RateLabel, Long> used = new EnumMap<>(RateLabel.class);
    quotas.values().forEach(one -> one.usedToday().forEach((l, n) -> used.merge(l, n, Long::sum)));
    return tally.stats(used);
  }

  @Override
  public void close() {
    listener.close();
    closeQuietly(source);
  }

  private static void closeQuietly(ZoomSource source) {
    if (source == null) {
      return;
    }
    try {
      source.close();
    } catch (IOException e) {
      LOG.warn("The emulator's temporary file could not be removed: {}", e.getMessage());
    }
  }

  private HttpAnswer answer(HttpRequest request) {
    try {
      if (request.path().startsWith("/v2/")) {
        return api(request);
      }
      return request.path().startsWith("/emulator/") ? own(request) : oauth(request);
    } catch (RuntimeException e) {
      if (listener.isClosed()) {
        LOG.debug("An answer was under way when the emulator was closed", e);
        return HttpAnswer.json(0, "").delivered(Delivery.RESET);
      }
      LOG.error("The emulator itself failed on {} {}", request.method(), request.path(), e);
      return HttpAnswer.html(500, "The emulator failed", "Its log says why.");
    }
  }

  private HttpAnswer oauth(HttpRequest request) {
    int attempt = tally.attemptBeside(request.path());
    Optional<Fault> fault = faults.strikes(request.path(), attempt, false);
    fault.ifPresent(tally::fault);
    if (fault.isPresent() && fault.get() != Fault.TRUNCATED) {
      return struck(fault.get(), RateLabel.LIGHT, Chance.key(attempt, request.path()));
    }
    HttpAnswer answer = oauth.answer(request);
    if (request.path().equals("/oauth/token") && answer.status() == 200) {
      tally.token();
    }
    // What is cut off has had its effect: a refresh token that was lost this way is used up.
    return fault.isPresent() ? answer.delivered(Delivery.TRUNCATED) : answer;
  }

  private HttpAnswer own(HttpRequest request) {
    Map<String, String> parameters = request.parameters();
    switch (request.method() + " " + request.path()) {
      case "GET /emulator/stats":
        break;
      case "POST /emulator/advance":
        try {
          advance(Duration.ofSeconds(Long.parseLong(parameters.getOrDefault("seconds", ""))));
        } catch (IllegalArgumentException e) {
          return ApiError.field("seconds", "seconds is a whole number, 0 or more");
        }
        break;
      case "POST /emulator/expire-tokens":
        expireAccessTokens();
        break;
      default:
        return ApiError.unknownEndpoint();
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("now", now().toString());
    shown.put("stats", stats());
    return HttpAnswer.json(200, MAPPER.valueToTree(shown).toString());
  }

  private HttpAnswer api(HttpRequest request) {
    String path = request.path().substring("/v2".length());
    ApiRequest asked = ApiRequest.of(path, request.parameters());
    Optional<OAuthServer.Access> access = access(request);
    String account = access.map(OAuthServer.Access::account).orElse("");
    String identity = account + " " + asked.identity();
    String endpoint = asked.endpoint() == null ? "unknown" : "GET " + asked.endpoint().template();
    int attempt = tally.attempt(identity, endpoint);
    ZoomApi.Answered answered = judged(request, asked, access, attempt);
    if (answered.fault() != null) {
      tally.fault(answered.fault());
    }
    HttpAnswer answer = answered.answer();
    boolean isSound =
        answer.status() == 200 && answer.delivery() == Delivery.WHOLE && answered.fault() == null;
    tally.answered(identity, answer, isSound);
    if (config.latency().medianMs() > 0) {
      long key = Chance.key(attempt, identity);
      double millis =
          Chance.logNormal(key, LATENCY, config.latency().medianMs(), config.latency().sigma());
      listener.pause(clock.realMillis(millis));
    }
    return answer;
  }

  private Optional<OAuthServer.Access> access(HttpRequest request) {
    String authorization = request.headers().getOrDefault("authorization", "");
    return authorization.regionMatches(true, 0, "Bearer ", 0, 7)
        ? oauth.access(authorization.substring(7).trim())
        : Optional.empty();
  }

  private ZoomApi.Answered judged(
      HttpRequest request, ApiRequest asked, Optional<OAuthServer.Access> access, int attempt) {
    Instant now = clock.now();
    if (access.isEmpty()) {
      return new ZoomApi.Answered(ApiError.invalidToken(), null);
    }
    if (now.isAfter(access.get().expiresAt())) {
      return new ZoomApi.Answered(ApiError.expiredToken(), null);
    }
    if (asked.endpoint() == null || !request.method().equals("GET")) {
      return new ZoomApi.Answered(ApiError.unknownEndpoint(), null);
    }
    String account = access.get().account();
    RateLabel label = asked.endpoint().label();
    Quotas.Verdict verdict =
        quotas.computeIfAbsent(account, none -> new Quotas(config.quota())).admit(label, now);
    if (verdict.outcome() != Quotas.Outcome.ADMITTED) {
      tally.overLimit(verdict.outcome());
      return new ZoomApi.Answered(
          verdict.outcome() == Quotas.Outcome.OVER_DAY
              ? ApiError.overDay().with(dailyHeaders(label, verdict.limit(), now))
              : ApiError.overWindow().with(headers(verdict)),
          null);
    }
    tally.admitted(label);
    Optional<Fault> fault = faults.strikes(asked.identity(), attempt, asked.isPaging());
    ZoomApi.Answered answered;
    if (fault.isPresent() && fault.get() != Fault.TRUNCATED) {
      long key = Chance.key(attempt, asked.identity());
      answered = new ZoomApi.Answered(struck(fault.get(), label, key), fault.get());
    } else if (asked.endpoint().scopes().stream().noneMatch(config.app().scopes()::contains)) {
      answered = new ZoomApi.Answered(missingScopes(asked.endpoint()), null);
    } else {
      answered = api.answer(asked, account, now);
    }
    if (fault.isPresent() && fault.get() == Fault.TRUNCATED) {
      answered = new ZoomApi.Answered(answered.answer().delivered(Delivery.TRUNCATED), fault.get());
    }
    boolean hasOwnHeaders = answered.answer().headers().containsKey("X-RateLimit-Type");
    return hasOwnHeaders
        ? answered
        : new ZoomApi.Answered(answered.answer().with(headers(verdict)), answered.fault());
  }

  /** Apps with scopes of the classic form are told the classic one. */
  private HttpAnswer missingScopes(Endpoint endpoint) {
    boolean isClassic =
        !config.app().scopes().isEmpty()
            && config.app().scopes().stream().allMatch(scope -> scope.split(":").length <= 3);
    return ApiError.missingScopes(List.of(endpoint.scopes().get(isClassic ? 1 : 0)));
  }

  private HttpAnswer struck(Fault fault, RateLabel label, long key) {
    return switch (fault) {
      case RATE_LIMIT ->
          ApiError.overWindow()
              .with(headers(label, "QPS", config.quota().plan().perWindow(label), 0));
      case DAILY_LIMIT ->
          ApiError.overDay()
              .with(dailyHeaders(label, config.quota().plan().perDay(label), clock.now()));
      case UNAUTHORIZED -> ApiError.invalidToken();
      case TOKEN_EXPIRED -> ApiError.of(400, 124, "Access token is expired.");
      case SERVER_ERROR ->
          HttpAnswer.html(
              new int[] {500, 502, 503}[Chance.below(key, SERVER_ERRORS, 3)],
              "Server error",
              "The server cannot answer now.");
      case RESET -> HttpAnswer.json(0, "").delivered(Delivery.RESET);
      case TIMEOUT -> HttpAnswer.json(0, "").delivered(Delivery.STALLED);
      case NOT_READY -> ApiError.notEnded();
      case TOO_OLD -> ApiError.tooOld();
      case ERROR_IN_OK -> ApiError.inOk(label == RateLabel.HEAVY);
      case MALFORMED_ERROR -> ApiError.malformed();
      case PAGE_EXPIRED -> ApiError.pageToken();
      case TRUNCATED, LATE_QOS, CHANGED_MEETING ->
          throw new IllegalStateException(fault + " is no answer of its own");
    };
  }

  private static Map<String, String> headers(Quotas.Verdict verdict) {
    return headers(verdict.label(), "QPS", verdict.limit(), verdict.remaining());
  }

  private static Map<String, String> dailyHeaders(RateLabel label, long limit, Instant now) {
    Map<String, String> headers = headers(label, "Daily-limit", limit, 0);
    headers.put(
        "Retry-After",
        LocalDate.ofInstant(now, ZoneOffset.UTC)
            .plusDays(1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant()
            .toString());
    return headers;
  }

  private static Map<String, String> headers(
      RateLabel label, String type, long limit, long remaining) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-RateLimit-Category", label.header());
    headers.put("X-RateLimit-Type", type);
    headers.put("X-RateLimit-Limit", Long.toString(limit));
    headers.put("X-RateLimit-Remaining", Long.toString(remaining));
    return headers;
  }
}
