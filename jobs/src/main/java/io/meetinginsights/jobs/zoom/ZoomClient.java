package io.meetinginsights.jobs.zoom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks Zoom, at the pace the scheduler allows, until there is an answer that means something.
 *
 * <p>Every answer is classified: a body that is an error counts as one whatever its status; a body
 * that is cut off or no JSON is asked for again. 401 and 400/124 renew the token once; 429 of a
 * window pauses its label, 429 of the day ends the run; 5xx, resets, timeouts and cut-off bodies
 * are tried again after a wait that doubles, with a seeded jitter. Nothing Zoom says in words
 * reaches a log or an error, since it may name people: its code does.
 */
public final class ZoomClient implements AutoCloseable {

  private static final int MOST_WINDOW_REFUSALS = 30;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*\"?(\\d+)");

  private final HttpUrl api;
  private final OkHttpClient http;
  private final TokenSource tokens;
  private final RateScheduler rates;
  private final ZoomClock clock;
  private final int attempts;
  private final long seed;
  private final AtomicLong requests = new AtomicLong();
  private final Map<Trouble, LongAdder> troubles = new EnumMap<>(Trouble.class);

  /** What made a request be sent again. */
  public enum Trouble {
    OVER_WINDOW,
    TOKEN_REFUSED,
    SERVER_ERROR,
    CONNECTION,
    UNREADABLE
  }

  /** A client of one account. */
  public ZoomClient(ZoomConfig config, TokenSource tokens, RateScheduler rates, ZoomClock clock) {
    this.api = HttpUrl.get(config.apiUrl());
    this.tokens = tokens;
    this.rates = rates;
    this.clock = clock;
    this.attempts = config.attempts();
    this.seed = config.seed();
    this.http = http(config, clock);
    for (Trouble trouble : Trouble.values()) {
      troubles.put(trouble, new LongAdder());
    }
  }

  static OkHttpClient http(ZoomConfig config, ZoomClock clock) {
    long wait = Math.max(1500, clock.real(Duration.ofSeconds(config.timeoutSeconds())).toMillis());
    return new OkHttpClient.Builder()
        // Sent again by us or not at all: a request OkHttp repeats would not be counted.
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .connectTimeout(Duration.ofSeconds(10))
        .readTimeout(Duration.ofMillis(wait))
        .callTimeout(Duration.ofMillis(4 * wait))
        .connectionPool(new ConnectionPool(config.parallel(), 30, TimeUnit.SECONDS))
        .build();
  }

  /** Requests sent so far, those sent again too. */
  public long requests() {
    return requests.get();
  }

  /** How often a request was sent again, by what was wrong. */
  public long troubles(Trouble trouble) {
    return troubles.get(trouble).sum();
  }

  /** Asks. */
  public ZoomAnswer get(ZoomRequest request) throws DailyLimitReached, InterruptedException {
    Random jitter = new Random(seed ^ request.landedParameters().hashCode()); // OK: seeded
    String token = tokens.token();
    boolean isRenewed = false;
    int windowRefusals = 0;
    String reason = "";
    ZoomAnswer last = null;
    for (int attempt = 1; attempt <= attempts; ) {
      Sent sent = send(request, token);
      reason = sent.reason();
      switch (sent.kind()) {
        case DONE -> {
          return sent.answer();
        }
        case OVER_DAY -> throw new DailyLimitReached(reason);
        case OVER_WINDOW -> {
          count(Trouble.OVER_WINDOW);
          if (++windowRefusals > MOST_WINDOW_REFUSALS) {
            return new ZoomAnswer.Failed(reason);
          }
          Duration window = request.endpoint().label().window();
          rates.pause(
              request.endpoint().label(),
              window.plusMillis(jitter.nextLong(window.toMillis() / 4)));
        }
        case TOKEN_REFUSED -> {
          count(Trouble.TOKEN_REFUSED);
          if (isRenewed && token.equals(tokens.token())) {
            return new ZoomAnswer.Denied(sent.status());
          }
          token = tokens.renewed(token);
          isRenewed = true;
        }
        default -> {
          count(sent.trouble());
          last = sent.answer();
          if (attempt < attempts) {
            clock.sleep(backoff(attempt, jitter));
          }
          attempt++;
        }
      }
    }
    return last == null ? new ZoomAnswer.Failed(reason + ", " + attempts + " times") : last;
  }

  private void count(Trouble trouble) {
    troubles.get(trouble).increment();
  }

  private static Duration backoff(int attempt, Random jitter) {
    long whole = Math.min(LONGEST_WAIT.toMillis(), 1000L << Math.min(attempt - 1, 20));
    return Duration.ofMillis(whole / 2 + jitter.nextLong(whole / 2 + 1));
  }

  private enum Kind {
    DONE,
    OVER_DAY,
    OVER_WINDOW,
    TOKEN_REFUSED,
    AGAIN
  }

  private record Sent(Kind kind, ZoomAnswer answer, int status, Trouble trouble, String reason) {
    private static Sent done(ZoomAnswer answer) {
      return new Sent(Kind.DONE, answer, 0, null, "");
    }

    private static Sent again(Trouble trouble, String reason) {
      return new Sent(Kind.AGAIN, null, 0, trouble, reason);
    }
  }

  private Sent send(ZoomRequest request, String token)
      throws DailyLimitReached, InterruptedException {
    Request call =
        new Request.Builder()
            .url(request.url(api))
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/json")
            .build();
    RateScheduler.Permit permit = rates.acquire(request.endpoint().label());
    boolean isAnswered = false;
    requests.incrementAndGet();
    try (Response response = http.newCall(call).execute()) {
      permit.answered();
      isAnswered = true;
      Instant receivedAt = clock.now();
      return classify(response, response.body().bytes(), receivedAt);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      return Sent.again(
          Trouble.CONNECTION, "the connection failed (" + e.getClass().getSimpleName() + ")");
    } finally {
      if (!isAnswered) {
        permit.answered();
      }
    }
  }

  private Sent classify(Response response, byte[] body, Instant receivedAt) {
    int status = response.code();
    if (status == 429) {
      return overLimit(response, body);
    }
    if (status >= 500 || status == 408) {
      return Sent.again(Trouble.SERVER_ERROR, "Zoom answered HTTP " + status);
    }
    AnswerSummary summary = null;
    int code;
    try {
      summary = AnswerSummary.read(body);
      code = summary.code();
    } catch (IOException notJson) {
      // Some errors of Zoom's are no JSON: quotes within the message are not escaped.
      code = codeIn(body);
      if (code != 0 && text(body).contains("does not contain scopes")) {
        // Asked again, since it may be a passing fault; believed when it stays.
        return new Sent(
            Kind.AGAIN,
            new ZoomAnswer.ScopeMissing(code),
            status,
            Trouble.UNREADABLE,
            "Zoom answered code " + code + " in a body that is no JSON");
      }
      if (code == 0 || status < 300 && !looksLikeError(body)) {
        return Sent.again(Trouble.UNREADABLE, "Zoom's answer could not be read");
      }
    }
    if (status < 300 && summary != null && !summary.isError()) {
      return Sent.done(new ZoomAnswer.Ok(body, summary, receivedAt));
    }
    return error(status, code, summary == null ? text(body) : summary.message());
  }

  private static Sent error(int status, int code, String message) {
    boolean isScope =
        code == 4711 || code == 4700 || code == 104 || message.contains("does not contain scopes");
    if (isScope) {
      return Sent.done(new ZoomAnswer.ScopeMissing(code));
    }
    if (status == 401 || code == 124) {
      return new Sent(
          Kind.TOKEN_REFUSED, null, status, Trouble.TOKEN_REFUSED, "Zoom refuses the token");
    }
    if (code == 429) {
      return new Sent(
          message.contains("daily") ? Kind.OVER_DAY : Kind.OVER_WINDOW,
          null,
          status,
          Trouble.OVER_WINDOW,
          "Zoom says the limit is reached");
    }
    if (code == 300 && message.contains("page token")) {
      return Sent.done(new ZoomAnswer.PageExpired());
    }
    if (code == 3001) {
      return Sent.done(new ZoomAnswer.NotReady());
    }
    boolean isPlan =
        code == 400
            || code == 200 && (message.contains("paid") || message.contains("subscription"));
    if (isPlan) {
      return Sent.done(new ZoomAnswer.PlanMissing(code));
    }
    if (status < 300 && code >= 500 && code < 600) {
      return Sent.again(Trouble.SERVER_ERROR, "Zoom answered code " + code);
    }
    if (status >= 400) {
      return Sent.done(new ZoomAnswer.Permanent(status, code));
    }
    return Sent.again(Trouble.SERVER_ERROR, "Zoom answered HTTP " + status + " with code " + code);
  }

  private static Sent overLimit(Response response, byte[] body) {
    String type = response.header("X-RateLimit-Type", "");
    boolean isDaily =
        type.toLowerCase(java.util.Locale.ROOT).contains("daily") || text(body).contains("daily");
    String until = response.header("Retry-After", "");
    if (isDaily) {
      // Zoom gives a time here; anything else is not repeated.
      String when = until.matches("[0-9TZ:.+-]{1,40}") ? " until " + until : "";
      return new Sent(
          Kind.OVER_DAY,
          null,
          429,
          Trouble.OVER_WINDOW,
          "Zoom says the account's daily limit is reached" + when);
    }
    return new Sent(
        Kind.OVER_WINDOW, null, 429, Trouble.OVER_WINDOW, "Zoom says the rate limit is reached");
  }

  private static boolean looksLikeError(byte[] body) {
    return text(body).stripLeading().matches("(?s)\\{\\s*\"(code|message)\".*");
  }

  private static int codeIn(byte[] body) {
    var found = CODE.matcher(text(body));
    try {
      return found.find() ? Integer.parseInt(found.group(1)) : 0;
    } catch (NumberFormatException tooLong) {
      return 0;
    }
  }

  /** The beginning of a body; errors are short. */
  private static String text(byte[] body) {
    return new String(body, 0, Math.min(body.length, 4096), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
