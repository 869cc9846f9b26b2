package io.meetinginsights.jobs.ingest.fetch;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.jobs.zoom.DailyLimitReached;
import io.meetinginsights.jobs.zoom.ZoomAnswer;
import io.meetinginsights.jobs.zoom.ZoomClient;
import io.meetinginsights.jobs.zoom.ZoomClock;
import io.meetinginsights.jobs.zoom.ZoomEndpoint;
import io.meetinginsights.jobs.zoom.ZoomRequest;
import io.meetinginsights.runner.Counts;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One account's day: listings and users first, drained before their page tokens run out, then
 * participants, call quality and satisfaction of each meeting, many at a time, as fast as the rates
 * allow.
 *
 * <p>What is due on a day: its own meetings; those of the days before that are not settled, for
 * {@code fetch.retry-days}; those of the last {@code fetch.look-back-days} whose listing has
 * changed, that were listed late, or whose call quality was not all there yet.
 */
final class AccountFetch {

  private static final Logger LOG = LoggerFactory.getLogger(AccountFetch.class);

  /** Zoom's page tokens live 15 minutes. */
  private static final Duration TOKEN_LIFE = Duration.ofMinutes(13);

  private static final int LISTING_TRIES = 6;
  private static final int DENIED_IN_A_ROW = 10;

  private final String accountId;
  private final LocalDate day;
  private final FetchConfig config;
  private final ZoomClient zoom;
  private final ZoomClock clock;
  private final FetchProgress progress;
  private final LandingWriter landing;
  private final EgressAddresses egress;
  private final int parallel;

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final Set<ZoomEndpoint> unavailable = ConcurrentHashMap.newKeySet();
  private final AtomicReference<String> stopped = new AtomicReference<>("");
  private final AtomicInteger deniedInARow = new AtomicInteger();

  AccountFetch(
      String accountId,
      LocalDate day,
      FetchConfig config,
      ZoomClient zoom,
      ZoomClock clock,
      FetchProgress progress,
      LandingWriter landing,
      EgressAddresses egress,
      int parallel) {
    this.accountId = accountId;
    this.day = day;
    this.config = config;
    this.zoom = zoom;
    this.clock = clock;
    this.progress = progress;
    this.landing = landing;
    this.egress = egress;
    this.parallel = parallel;
  }

  FetchResult run() throws InterruptedException {
    boolean isListed = false;
    try {
      listMeetings();
      isListed = true;
      listUsers();
    } catch (DailyLimitReached limit) {
      stopped.set(limit.getMessage());
    } finally {
      landing.flushOld();
    }
    List<MeetingProgress> due = isListed ? due() : List.of();
    if (stopped.get().isEmpty()) {
      LOG.info("Account {}: {} meetings due on {}", accountId, due.size(), day);
      fanOut(due);
    }
    landing.close();
    return new FetchResult(accountId, counted(due, isListed), stopped.get());
  }

  private void listMeetings() throws DailyLimitReached, InterruptedException {
    if (progress.isListed(day)) {
      return;
    }
    LocalDate from = day.minusDays(1);
    while (progress.isListed(from) && from.isAfter(day.minusDays(config.lookBackDays()))) {
      from = from.minusDays(1);
    }
    List<Map.Entry<ZoomRequest, ZoomAnswer.Ok>> answers = new ArrayList<>();
    List<ProgressEntry> entries = new ArrayList<>();
    for (String type : List.of("past", "pastOne")) {
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("type", type);
      parameters.put("from", from.toString());
      parameters.put("to", day.toString());
      List<Map.Entry<ZoomRequest, ZoomAnswer.Ok>> pages =
          drained(ZoomRequest.of(ZoomEndpoint.MEETINGS, parameters));
      answers.addAll(pages);
      pages.forEach(page -> entries.addAll(FetchProgress.listed(page.getValue().summary(), type)));
    }
    entries.add(ProgressEntry.whole(ProgressEntry.Kind.LISTING, day.toString()));
    landing.landTogether(ZoomEndpoint.MEETINGS.dataset(), answers, entries);
    entries.forEach(entry -> progress.settle(entry, day));
    count("answers meetings", answers.size());
  }

  private void listUsers() throws DailyLimitReached, InterruptedException {
    if (progress.hasUsers(day)) {
      return;
    }
    List<Map.Entry<ZoomRequest, ZoomAnswer.Ok>> answers = new ArrayList<>();
    try {
      for (String status : List.of("active", "inactive", "pending")) {
        answers.addAll(drained(ZoomRequest.of(ZoomEndpoint.USERS, Map.of("status", status))));
      }
    } catch (UpstreamError later) {
      LOG.warn("Account {}: users are left for a later run: {}", accountId, firstLine(later));
      return;
    }
    ProgressEntry entry = ProgressEntry.whole(ProgressEntry.Kind.USERS, day.toString());
    landing.landTogether(ZoomEndpoint.USERS.dataset(), answers, List.of(entry));
    progress.settle(entry, day);
    count("answers users", answers.size());
  }

  private static String firstLine(RuntimeException e) {
    return e.getMessage().lines().findFirst().orElse("");
  }

  /** All pages of a list, from the first again where a page token has run out. */
  private List<Map.Entry<ZoomRequest, ZoomAnswer.Ok>> drained(ZoomRequest first)
      throws DailyLimitReached, InterruptedException {
    String reason = "";
    for (int attempt = 1; attempt <= LISTING_TRIES; attempt++) {
      List<Map.Entry<ZoomRequest, ZoomAnswer.Ok>> pages = new ArrayList<>();
      ZoomRequest request = first;
      int refusals = 0;
      while (request != null) {
        ZoomAnswer answer = zoom.get(request);
        if (answer instanceof ZoomAnswer.Ok ok) {
          pages.add(Map.entry(request, ok));
          String next = ok.summary().nextPageToken();
          request = next.isEmpty() ? null : request.next(next);
          if (request == null) {
            return pages;
          }
        } else if (answer instanceof ZoomAnswer.PageExpired) {
          reason = "its page tokens run out";
          break;
        } else {
          reason = whyNot(request.endpoint(), answer);
          if (++refusals >= LISTING_TRIES) {
            request = null;
          }
        }
      }
      if (refusals >= LISTING_TRIES) {
        break;
      }
    }
    throw new UpstreamError(
        "Zoom does not give " + first.endpoint().request() + " of account " + accountId,
        reason,
        "run again later; what has landed is not asked for again");
  }

  /** In words, for an answer that is none; an error that a person must mend is thrown. */
  private String whyNot(ZoomEndpoint endpoint, ZoomAnswer answer) {
    if (answer instanceof ZoomAnswer.ScopeMissing) {
      throw new ConfigurationError(
          "The Zoom app of account " + accountId + " may not " + endpoint.request(),
          "its token has none of the scopes " + String.join(", ", endpoint.scopes()),
          "add the scope to the app in the Zoom App Marketplace, then link the account again");
    }
    if (answer instanceof ZoomAnswer.PlanMissing missing) {
      throw new ConfigurationError(
          "The Zoom account " + accountId + " has no dashboards",
          "Zoom answers code " + missing.code() + ": they come with the Business plan and higher",
          "link an account of such a plan, or have its administrator turn the dashboard on; see accounts check");
    }
    if (answer instanceof ZoomAnswer.Denied denied) {
      if (deniedInARow.incrementAndGet() >= DENIED_IN_A_ROW) {
        throw new ConfigurationError(
            "Zoom refuses every token of account " + accountId,
            "HTTP " + denied.status() + " again right after the token was renewed",
            "see that the app is still installed and activated, then link the account again as a Zoom administrator");
      }
      return "Zoom refused the token";
    }
    if (answer instanceof ZoomAnswer.Failed failed) {
      return failed.reason();
    }
    return answer instanceof ZoomAnswer.Permanent permanent
        ? "Zoom answers HTTP " + permanent.status() + " with code " + permanent.code()
        : "Zoom says it is not ready";
  }

  private List<MeetingProgress> due() {
    List<MeetingProgress> due = new ArrayList<>();
    for (MeetingProgress meeting : progress.meetings()) {
      LocalDate end = meeting.endDay();
      boolean isOurs = end.equals(day) || end.isBefore(day) && progress.isListed(end);
      boolean isInReach = !end.isBefore(day.minusDays(config.retryDays()));
      if (!isOurs || !isInReach) {
        continue;
      }
      boolean isToRepeat =
          meeting.isThin()
              && !end.isBefore(day.minusDays(config.lookBackDays()))
              && meeting.qualityTriedOn().isBefore(day);
      if (isToRepeat) {
        meeting.reopenQuality();
      }
      if (!isSettled(meeting)) {
        due.add(meeting);
      }
    }
    return due;
  }

  private boolean isSettled(MeetingProgress meeting) {
    return openRequests(meeting) == 0;
  }

  private static final List<ZoomEndpoint> PARTS =
      List.of(ZoomEndpoint.PARTICIPANTS, ZoomEndpoint.PARTICIPANTS_QOS, ZoomEndpoint.SATISFACTION);

  private long openRequests(MeetingProgress meeting) {
    return PARTS.stream().filter(endpoint -> isOpen(meeting, endpoint)).count();
  }

  private boolean isOpen(MeetingProgress meeting, ZoomEndpoint endpoint) {
    MeetingProgress.Part part = meeting.part(endpoint);
    return !part.isSettled()
        && part.notReady() < mostNotReady(meeting, endpoint)
        && !unavailable.contains(endpoint);
  }

  /** A meeting of one person often has no call quality at all, so it is asked for once. */
  private int mostNotReady(MeetingProgress meeting, ZoomEndpoint endpoint) {
    return endpoint == ZoomEndpoint.PARTICIPANTS_QOS && "pastOne".equals(meeting.type())
        ? 1
        : config.retryRuns();
  }

  private void fanOut(List<MeetingProgress> due) throws InterruptedException {
    ConcurrentLinkedQueue<MeetingProgress> queue = new ConcurrentLinkedQueue<>(due);
    ExecutorService workers =
        Executors.newFixedThreadPool(parallel, task -> new Thread(task, "fetch-" + accountId));
    List<Future<?>> running = new ArrayList<>();
    try {
      for (int i = 0; i < parallel; i++) {
        running.add(
            workers.submit(
                () -> {
                  work(queue);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        await(one, queue, due.size());
      }
    } finally {
      workers.shutdownNow();
      workers.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private void await(Future<?> worker, ConcurrentLinkedQueue<MeetingProgress> queue, int all)
      throws InterruptedException {
    long shown = System.nanoTime();
    while (true) {
      try {
        worker.get(500, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException running) {
        landing.flushOld();
        if (System.nanoTime() - shown > TimeUnit.SECONDS.toNanos(30)) {
          shown = System.nanoTime();
          LOG.info("Account {}: {} of {} meetings begun", accountId, all - queue.size(), all);
        }
      } catch (ExecutionException e) {
        queue.clear();
        landing.close();
        if (e.getCause() instanceof RuntimeException runtime) {
          throw runtime;
        }
        throw new IllegalStateException("A fetch worker failed", e.getCause());
      }
    }
  }

  private void work(ConcurrentLinkedQueue<MeetingProgress> queue) throws InterruptedException {
    for (MeetingProgress meeting = queue.poll();
        meeting != null && stopped.get().isEmpty();
        meeting = queue.poll()) {
      try {
        take(meeting);
      } catch (DailyLimitReached limit) {
        stopped.compareAndSet("", limit.getMessage());
        queue.clear();
      } catch (RuntimeException e) {
        queue.clear();
        throw e;
      }
    }
  }

  private void take(MeetingProgress meeting) throws DailyLimitReached, InterruptedException {
    if (isOpen(meeting, ZoomEndpoint.PARTICIPANTS)) {
      take(meeting, ZoomEndpoint.PARTICIPANTS, meeting.type());
    }
    if (isOpen(meeting, ZoomEndpoint.PARTICIPANTS_QOS)) {
      MeetingProgress.Part people = meeting.part(ZoomEndpoint.PARTICIPANTS);
      boolean isAll = config.qosScope() == FetchConfig.QosScope.ALL || egress.isEmpty();
      if (isAll || people.isOnNetwork()) {
        // Call quality has no pastOne.
        take(meeting, ZoomEndpoint.PARTICIPANTS_QOS, "past");
      } else if (people.isSettled()) {
        settle(
            meeting,
            outcome(ProgressEntry.Kind.OFF_NETWORK, meeting, ZoomEndpoint.PARTICIPANTS_QOS, 0));
        count("call quality not asked for: nobody behind our egress", 1);
      }
    }
    if (isOpen(meeting, ZoomEndpoint.SATISFACTION)) {
      take(meeting, ZoomEndpoint.SATISFACTION, meeting.type());
    }
  }

  private void take(MeetingProgress meeting, ZoomEndpoint endpoint, String type)
      throws DailyLimitReached, InterruptedException {
    ZoomRequest request = ZoomRequest.of(endpoint, meeting.uuid(), type);
    MeetingProgress.Part part = meeting.part(endpoint);
    boolean isPageOpen = part.next() != null && part.nextAt().plus(TOKEN_LIFE).isAfter(clock.now());
    if (isPageOpen) {
      request =
          new ZoomRequest(
              endpoint, meeting.uuid(), request.parameters(), part.page() + 1, part.next());
    }
    int restarts = 0;
    while (request != null) {
      ZoomAnswer answer = zoom.get(request);
      if (answer instanceof ZoomAnswer.Ok ok) {
        deniedInARow.set(0);
        ProgressEntry entry =
            FetchProgress.answer(
                meeting.uuid(),
                meeting.version(),
                endpoint.dataset(),
                request.page(),
                ok.summary(),
                ok.receivedAt().toString(),
                egress);
        landing.land(request, ok, entry);
        meeting.settle(entry, day);
        count("answers " + endpoint.dataset(), 1);
        String next = ok.summary().nextPageToken();
        request = next.isEmpty() ? null : request.next(next);
      } else if (answer instanceof ZoomAnswer.PageExpired) {
        request =
            restarts++ < LISTING_TRIES ? ZoomRequest.of(endpoint, meeting.uuid(), type) : null;
        part.beginAnew();
      } else {
        settleWithout(meeting, endpoint, answer);
        request = null;
      }
    }
  }

  private void settleWithout(MeetingProgress meeting, ZoomEndpoint endpoint, ZoomAnswer answer) {
    if (answer instanceof ZoomAnswer.NotReady) {
      settle(meeting, outcome(ProgressEntry.Kind.NOT_READY, meeting, endpoint, 3001));
      count("not ready at Zoom (404/3001), asked again later", 1);
    } else if (answer instanceof ZoomAnswer.Permanent permanent) {
      settle(meeting, outcome(ProgressEntry.Kind.PERMANENT, meeting, endpoint, permanent.code()));
      count("refused for good (code " + permanent.code() + ")", 1);
    } else if (endpoint == ZoomEndpoint.SATISFACTION
        && (answer instanceof ZoomAnswer.ScopeMissing
            || answer instanceof ZoomAnswer.PlanMissing)) {
      if (unavailable.add(endpoint)) {
        LOG.warn(
            "Account {}: satisfaction is not available: {}",
            accountId,
            answer instanceof ZoomAnswer.ScopeMissing ? "no scope" : "not in the plan");
        count("satisfaction not available", 1);
      }
    } else {
      LOG.warn(
          "Account {}: {} is left: {}", accountId, endpoint.request(), whyNot(endpoint, answer));
    }
  }

  private ProgressEntry outcome(
      ProgressEntry.Kind kind, MeetingProgress meeting, ZoomEndpoint endpoint, int code) {
    return ProgressEntry.outcome(
        kind, meeting.uuid(), meeting.version(), endpoint.dataset(), clock.now().toString(), code);
  }

  private void settle(MeetingProgress meeting, ProgressEntry entry) {
    landing.note(entry);
    meeting.settle(entry, day);
  }

  private void count(String name, long more) {
    counts.computeIfAbsent(name, none -> new LongAdder()).add(more);
  }

  private Counts counted(List<MeetingProgress> due, boolean isListed) {
    Counts all = Counts.none().with("requests", zoom.requests()).with("meetings due", due.size());
    List<String> names = new ArrayList<>(counts.keySet());
    names.sort(null);
    for (String name : names) {
      all = all.with(name, counts.get(name).sum());
    }
    for (ZoomClient.Trouble trouble : ZoomClient.Trouble.values()) {
      if (zoom.troubles(trouble) > 0) {
        String name = trouble.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        all = all.with("sent again: " + name, zoom.troubles(trouble));
      }
    }
    long left = isListed ? 0 : 1;
    if (!isListed) {
      all = all.with("left meetings (listing)", 1);
    }
    if (!progress.hasUsers(day)) {
      left++;
      all = all.with("left users", 1);
    }
    for (ZoomEndpoint endpoint : PARTS) {
      long open =
          due.stream()
              .filter(meeting -> isOpen(meeting, endpoint))
              .filter(meeting -> meeting.part(endpoint).notReady() == 0)
              .count();
      left += open;
      if (open > 0) {
        all = all.with("left " + endpoint.dataset(), open);
      }
    }
    return all.with("left", left);
  }
}
