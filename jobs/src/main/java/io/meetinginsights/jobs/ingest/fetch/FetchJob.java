package io.meetinginsights.jobs.ingest.fetch;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.Sites;
import io.meetinginsights.config.SparkConfig;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.errors.UserError;
import io.meetinginsights.jobs.accounts.AccountStore;
import io.meetinginsights.jobs.accounts.AccountTokens;
import io.meetinginsights.jobs.accounts.Accounts;
import io.meetinginsights.jobs.accounts.AccountsConfig;
import io.meetinginsights.jobs.accounts.LinkedAccount;
import io.meetinginsights.jobs.accounts.SyncState;
import io.meetinginsights.jobs.accounts.TokenVault;
import io.meetinginsights.jobs.zoom.DailyBudget;
import io.meetinginsights.jobs.zoom.OAuthClient;
import io.meetinginsights.jobs.zoom.RateScheduler;
import io.meetinginsights.jobs.zoom.ZoomClient;
import io.meetinginsights.jobs.zoom.ZoomClock;
import io.meetinginsights.jobs.zoom.ZoomConfig;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.Lease;
import io.meetinginsights.runner.RunStatus;
import io.meetinginsights.storage.ConcurrentWriters;
import io.meetinginsights.storage.LocalFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The fetch of a day: what Zoom says of it, into the landing zone. No Spark.
 *
 * <p>Reads: the linked accounts, Zoom's API, the progress of earlier runs under {@code
 * ops/fetch/<account>}, the sites file for our egress addresses.
 *
 * <p>Writes: {@code landing/zoom/<dataset>/date=D/account=A/*.jsonl.gz}, progress files, {@code
 * ops/status/fetch/D/<run>.json}, and of each account how its last sync ended. One account at a
 * time, each under its lease.
 *
 * <p>Re-run: goes on where the last run was, however that ended; an answer that is durable is not
 * asked for again. A day that is complete costs no request. A day without meetings leaves its empty
 * listing, by which it differs from one that was not fetched.
 *
 * <p>Example: {@code meeting-insights ingest --only fetch --date 2026-03-02}
 */
public final class FetchJob {

  /** The name of its status files. */
  public static final String JOB = "fetch";

  private static final Logger LOG = LoggerFactory.getLogger(FetchJob.class);

  private final Configuration configuration;
  private final String runId;
  private final Map<String, String> environment;
  private final StorageConfig storage;
  private final FetchConfig config;
  private final ZoomConfig zoomConfig;
  private final ZoomClock clock;
  private final org.apache.hadoop.conf.Configuration hadoop;

  /** A fetch with a configuration; secrets come from the environment. */
  public FetchJob(Configuration configuration, String runId, Map<String, String> environment) {
    this.configuration = configuration;
    this.runId = runId;
    this.environment = Map.copyOf(environment);
    this.storage = configuration.section("storage", StorageConfig.class);
    this.config = configuration.section("fetch", FetchConfig.class);
    this.zoomConfig = configuration.section("zoom", ZoomConfig.class);
    this.clock = ZoomClock.of(zoomConfig.clock());
    this.hadoop = hadoop(configuration);
  }

  /** Hadoop's settings without a Spark session: its own files, and spark.hadoop.* of ours. */
  public static org.apache.hadoop.conf.Configuration hadoop(Configuration configuration) {
    org.apache.hadoop.conf.Configuration hadoop = new org.apache.hadoop.conf.Configuration();
    LocalFiles.use(hadoop);
    configuration
        .section("spark", SparkConfig.class)
        .conf()
        .forEach(
            (key, value) -> {
              if (key.startsWith("spark.hadoop.")) {
                hadoop.set(key.substring("spark.hadoop.".length()), value);
              }
            });
    ConcurrentWriters.apply(configuration.section("storage", StorageConfig.class), hadoop);
    return hadoop;
  }

  /** Whether there is anything to fetch from. */
  public boolean hasAccounts() {
    return !store().all().isEmpty();
  }

  private AccountStore store() {
    AccountsConfig accounts = configuration.section("accounts", AccountsConfig.class);
    return new AccountStore(hadoop, accounts.store(), TokenVault.open(accounts, environment));
  }

  /**
   * Fetches the days of one account, or of all where {@code accountId} is null. Ends with an error
   * of exit code 4 while anything is left, its counts in the message.
   */
  public Counts run(DayRange days, String accountId) {
    Instant start = Instant.now(); // OK: stamps the run, not the data
    MDC.put("run_id", runId);
    MDC.put("job", JOB);
    MDC.put("day", days.toString());
    Counts counts = Counts.none();
    try {
      AccountStore store = store();
      List<LinkedAccount> accounts =
          accountId == null ? store.all() : List.of(store.require(accountId));
      if (accounts.isEmpty()) {
        throw new ConfigurationError(
            "There is nothing to fetch from",
            "no Zoom account is linked",
            "link one first: meeting-insights accounts link --org ORG");
      }
      ConcurrentWriters.require(storage, hadoop, runId);
      List<FetchResult> unfinished = new ArrayList<>();
      List<UserError> errors = new ArrayList<>();
      for (LinkedAccount account : accounts) {
        for (LocalDate day : days.days()) {
          try {
            FetchResult result = fetch(store, account, day);
            counts = counts.and(result.counts());
            if (!result.isComplete()) {
              unfinished.add(result);
            }
          } catch (UserError e) {
            // The other accounts must not suffer from this one.
            LOG.error("Account {}: {}", account.accountId(), e.getMessage());
            errors.add(e);
          }
        }
      }
      if (!errors.isEmpty()) {
        throw errors.get(0);
      }
      if (!unfinished.isEmpty()) {
        throw incomplete(days, unfinished, counts);
      }
      record(days, start, 0, counts, null);
      return counts;
    } catch (RuntimeException e) {
      int exitCode = e instanceof UserError user ? user.exitCode() : 1;
      record(days, start, exitCode, counts, String.valueOf(e.getMessage()));
      throw e;
    } finally {
      MDC.clear();
    }
  }

  private static UpstreamError incomplete(
      DayRange days, List<FetchResult> unfinished, Counts counts) {
    StringBuilder reasons = new StringBuilder();
    for (FetchResult one : unfinished) {
      reasons.append(reasons.isEmpty() ? "" : "; ").append("account ").append(one.accountId());
      reasons.append(one.stopped().isEmpty() ? "" : ": " + one.stopped());
      for (Map.Entry<String, Long> count : one.counts().asMap().entrySet()) {
        if (count.getKey().startsWith("left ")) {
          reasons.append(", ").append(count.getValue()).append(' ').append(count.getKey());
        }
      }
    }
    return new UpstreamError(
        "The fetch of " + days + " is not complete: " + counts.of("left") + " lists are left",
        reasons.toString(),
        "run it again, for this day or the next: it goes on where it was");
  }

  private FetchResult fetch(AccountStore store, LinkedAccount account, LocalDate day) {
    String id = account.accountId();
    String folder = AccountStore.folderName(id);
    org.apache.hadoop.fs.Path ops = new org.apache.hadoop.fs.Path(storage.ops(), "fetch/" + folder);
    try (Lease lease = Lease.take(hadoop, storage.ops(), "account-" + folder, runId)) {
      // Read again under the lease: set and link write under it too.
      LinkedAccount current = store.require(id);
      EgressAddresses egress = EgressAddresses.of(sites(), id, current.organisations());
      long limit = Accounts.dailyLimit(zoomConfig, current);
      OAuthClient oauth = new OAuthClient(zoomConfig, clock);
      try (DailyBudget budget =
              new DailyBudget(
                  ops.getFileSystem(hadoop),
                  new org.apache.hadoop.fs.Path(ops, "usage"),
                  limit,
                  clock);
          ZoomClient zoom =
              new ZoomClient(
                  zoomConfig,
                  new AccountTokens(current, store, oauth, clock),
                  new RateScheduler(zoomConfig.plan(), zoomConfig.reservedShare(), budget, clock),
                  clock)) {
        org.apache.hadoop.fs.Path progressFolder = new org.apache.hadoop.fs.Path(ops, "progress");
        FetchProgress progress =
            FetchProgress.load(
                hadoop, storage.landing(), progressFolder, id, day, config.retryDays(), egress);
        try (LandingWriter landing =
            new LandingWriter(
                hadoop, storage.landing(), progressFolder, id, day, runId, clock, config)) {
          FetchResult result =
              new AccountFetch(
                      id,
                      day,
                      config,
                      zoom,
                      clock,
                      progress,
                      landing,
                      egress,
                      zoomConfig.parallel())
                  .run();
          saveSync(
              store,
              id,
              result.isComplete() ? "Success" : "Incomplete",
              result.stopped().isEmpty() ? List.of() : List.of(result.stopped()));
          return result;
        }
      } catch (UserError e) {
        saveSync(store, id, "Failed", List.of(e.getMessage()));
        throw e;
      } catch (IOException e) {
        throw new UpstreamError(
            "The progress of account " + id + " cannot be read",
            e.getClass().getSimpleName() + ": " + e.getMessage(),
            "see that storage.ops and storage.landing can be read, then run again",
            e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UpstreamError(
            "The fetch was interrupted", "its process is ending", "run again: it goes on", e);
      }
    }
  }

  private void saveSync(AccountStore store, String id, String status, List<String> errors) {
    store.saveSync(id, new SyncState(clock.now().toString(), status, errors));
  }

  private Sites sites() {
    String file = configuration.text("sites-file");
    return file.isBlank() ? Sites.none() : Sites.read(Path.of(file));
  }

  private void record(DayRange days, Instant start, int exitCode, Counts counts, String message) {
    Instant end = Instant.now(); // OK: stamps the run, not the data
    try {
      new RunStatus(JOB, days, runId, start, end, exitCode, counts, message)
          .write(hadoop, storage.ops());
    } catch (IOException e) {
      if (exitCode == 0) {
        throw new UncheckedIOException(e);
      }
      LOG.warn("Run {} could not be recorded: {}", runId, e.toString());
    }
  }
}
