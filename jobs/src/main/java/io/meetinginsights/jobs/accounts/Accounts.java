package io.meetinginsights.jobs.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.jobs.zoom.DailyBudget;
import io.meetinginsights.jobs.zoom.DailyLimitReached;
import io.meetinginsights.jobs.zoom.OAuthClient;
import io.meetinginsights.jobs.zoom.OAuthClient.Tokens;
import io.meetinginsights.jobs.zoom.RateScheduler;
import io.meetinginsights.jobs.zoom.TokenSource;
import io.meetinginsights.jobs.zoom.ZoomAnswer;
import io.meetinginsights.jobs.zoom.ZoomClient;
import io.meetinginsights.jobs.zoom.ZoomClock;
import io.meetinginsights.jobs.zoom.ZoomConfig;
import io.meetinginsights.jobs.zoom.ZoomEndpoint;
import io.meetinginsights.jobs.zoom.ZoomRequest;
import io.meetinginsights.runner.Lease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/**
 * Links Zoom accounts to organisations and looks after the links. An account is linked once, with
 * one set of tokens and one quota, and may feed several organisations; an organisation may be fed
 * by several accounts.
 *
 * <p>Writes under an account's lease, so that it never meets a fetch.
 */
public final class Accounts {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final StorageConfig storage;
  private final AccountsConfig config;
  private final ZoomConfig zoomConfig;
  private final org.apache.hadoop.conf.Configuration hadoop;
  private final Map<String, String> environment;
  private final String runId;
  private final ZoomClock clock;
  private final OAuthClient oauth;

  /** Accounts of a configuration; secrets come from the environment. */
  public Accounts(
      Configuration configuration,
      org.apache.hadoop.conf.Configuration hadoop,
      Map<String, String> environment,
      String runId) {
    this.storage = configuration.section("storage", StorageConfig.class);
    this.config = configuration.section("accounts", AccountsConfig.class);
    this.zoomConfig = configuration.section("zoom", ZoomConfig.class);
    this.hadoop = hadoop;
    this.environment = Map.copyOf(environment);
    this.runId = runId;
    this.clock = ZoomClock.of(zoomConfig.clock());
    this.oauth = new OAuthClient(zoomConfig, clock);
  }

  /** Whom an account is linked to and with what settings. */
  public record Settings(List<String> organisations, int dailyLimit, boolean optOutGuests) {
    public Settings {
      organisations = List.copyOf(organisations);
    }
  }

  /** The store of links. */
  public AccountStore store() {
    return new AccountStore(hadoop, config.store(), TokenVault.open(config, environment));
  }

  /** What is collected, as the person who consents reads it. */
  public static String consentText() {
    return """
        Meeting Insights will collect from this Zoom account, for all its users:
          administrator   name and e-mail address of whoever links the account
          meetings        id, topic, host, start, end, who took part
          participants    display name, e-mail address, public and private IP address, MAC address,
                          host name, device, operating system and client version, data center
          call quality    of every minute: latency, jitter, loss, bit rate, resolution, frame rate,
                          CPU load, Wi-Fi signal
          feedback        the rating given at the end of a call
          users           name, e-mail address and status of the account's users
        Not collected: audio, video, shared screens, chat, recordings, transcripts.
        Zoom's answers are kept as they came, in the landing zone and in bronze tables; in the
        tables made from them names and addresses stand in two alone, people and client_identities.
        Is your organisation bound by HIPAA or a works council? Ask them before you consent.
        Permissions: dashboard_meetings:read:admin and user:read:admin, to read only.
        """;
  }

  /** Links by the consent of an administrator in a browser. */
  public LinkedAccount link(Settings settings, Consumer<String> shown) {
    OAuthClient.App app = app();
    AccountStore store = store();
    Tokens tokens = new Consent(oauth, app, config).await(shown);
    requireScopes(tokens.scopes());
    JsonNode me =
        profile(tokens.accessToken())
            .orElseThrow(
                () ->
                    new UpstreamError(
                        "Zoom does not say which account was linked",
                        "GET /users/me was not answered",
                        "link again; the app needs user:read:user:admin or user:read:admin"));
    String id = me.path("account_id").asText("");
    if (id.isBlank()) {
      throw new UpstreamError(
          "Zoom does not say which account was linked",
          "the answer of GET /users/me has no account_id",
          "link it with server-to-server credentials instead, which name the account");
    }
    return keep(
        store,
        linked(id, LinkedAccount.Kind.AUTHORIZATION_CODE, me, tokens, settings, app),
        tokens);
  }

  /** Links by the credentials of a server-to-server app. */
  public LinkedAccount linkServerToServer(String accountId, Settings settings) {
    OAuthClient.App app = app();
    AccountStore store = store();
    Tokens tokens;
    try {
      tokens = oauth.forAccount(app, accountId);
    } catch (OAuthClient.Refused refused) {
      throw OAuthClient.appRefused(refused);
    }
    requireScopes(tokens.scopes());
    JsonNode me = profile(tokens.accessToken()).orElse(JSON.createObjectNode());
    return keep(
        store,
        linked(accountId, LinkedAccount.Kind.SERVER_TO_SERVER, me, tokens, settings, app),
        tokens);
  }

  private LinkedAccount linked(
      String id,
      LinkedAccount.Kind kind,
      JsonNode me,
      Tokens tokens,
      Settings settings,
      OAuthClient.App app) {
    String name =
        (me.path("first_name").asText("") + " " + me.path("last_name").asText("")).strip();
    return new LinkedAccount(
        id,
        kind,
        me.path("company").asText(""),
        me.path("vanity_url").asText(""),
        name.isEmpty() ? me.path("display_name").asText("") : name,
        me.path("email").asText(""),
        clock.now().toString(),
        settings.organisations(),
        settings.dailyLimit(),
        settings.optOutGuests(),
        tokens.scopes(),
        app.clientId(),
        app.clientSecret());
  }

  private LinkedAccount keep(AccountStore store, LinkedAccount account, Tokens tokens) {
    String id = account.accountId();
    return underLease(
        id,
        () -> {
          Set<String> organisations = new LinkedHashSet<>();
          store.find(id).ifPresent(before -> organisations.addAll(before.organisations()));
          organisations.addAll(account.organisations());
          LinkedAccount whole = account.feeding(List.copyOf(organisations));
          List<Integer> before = store.generations(id);
          if (account.kind() == LinkedAccount.Kind.AUTHORIZATION_CODE) {
            // Zoom has ended the tokens of the time before; the new ones are kept first.
            store.addTokens(id, before.isEmpty() ? 1 : before.get(0) + 1, tokens);
          }
          store.save(whole);
          before.forEach(generation -> store.deleteTokens(id, generation));
          store.endRotation(id);
          return whole;
        });
  }

  /** Changes the daily limit, the opting out of guests, or both; null leaves one as it is. */
  public LinkedAccount set(String accountId, Integer dailyLimit, Boolean optOutGuests) {
    AccountStore store = store();
    store.require(accountId);
    return underLease(
        accountId,
        () -> {
          LinkedAccount before = store.require(accountId);
          LinkedAccount after =
              before.with(
                  dailyLimit == null ? before.dailyLimit() : dailyLimit,
                  optOutGuests == null ? before.optOutGuests() : optOutGuests);
          store.save(after);
          return after;
        });
  }

  /**
   * Takes an account from an organisation, or from all. With the last one its tokens are revoked at
   * Zoom and deleted here.
   *
   * @return whom it still feeds
   */
  public List<String> unlink(String accountId, String organisation) {
    AccountStore store = store();
    store.require(accountId);
    return underLease(
        accountId,
        () -> {
          LinkedAccount account = store.require(accountId);
          List<String> left = new ArrayList<>();
          if (organisation != null) {
            if (!account.organisations().contains(organisation)) {
              throw new ConfigurationError(
                  "The account " + accountId + " does not feed " + organisation,
                  "it feeds " + String.join(", ", account.organisations()),
                  "give one of these with --org, or none for all");
            }
            left.addAll(account.organisations());
            left.remove(organisation);
          }
          if (!left.isEmpty()) {
            store.save(account.feeding(left));
            return left;
          }
          revoke(store, account);
          store.delete(accountId);
          return List.of();
        });
  }

  private void revoke(AccountStore store, LinkedAccount account) {
    OAuthClient.App app = new OAuthClient.App(account.clientId(), account.clientSecret());
    for (int generation : store.generations(account.accountId())) {
      Optional<Tokens> tokens = store.tokens(account.accountId(), generation);
      if (tokens.isPresent()) {
        try {
          oauth.revoke(app, tokens.get().accessToken());
        } catch (OAuthClient.Refused alreadyDead) {
          // What Zoom does not know needs no revoking; the next generation may.
          continue;
        }
      }
    }
  }

  /** A line of a diagnosis: what was looked at, whether it is well, what it says. */
  public record Finding(String subject, boolean isWell, String text) {}

  /**
   * Why a link yields nothing, or that it should. Asks Zoom about a day's meetings, a few requests.
   */
  public List<Finding> check(String accountId, LocalDate day) {
    AccountStore store = store();
    store.require(accountId);
    return underLease(
        accountId,
        () -> {
          LinkedAccount account = store.require(accountId);
          AccountTokens tokens = new AccountTokens(account, store, oauth, clock);
          List<Finding> findings = new ArrayList<>();
          List<String> missing = RequiredScopes.missing(tokens.scopes());
          findings.add(
              missing.isEmpty()
                  ? new Finding("scopes", true, "all granted")
                  : new Finding(
                      "scopes",
                      false,
                      "missing: "
                          + String.join(", ", missing)
                          + "; add them to the app in the Zoom App Marketplace and link again"));
          try (DailyBudget budget = budget(account);
              ZoomClient zoom = client(tokens, budget)) {
            sample(zoom, day, findings);
            long left = budget.left();
            findings.add(
                new Finding(
                    "quota", left > 0, left + " requests are left today, by our own count"));
          } catch (DailyLimitReached limit) {
            findings.add(new Finding("quota", false, limit.getMessage()));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          SyncState sync = store.sync(accountId);
          findings.add(
              new Finding(
                  "last sync",
                  sync.lastStatus().equals("Success"),
                  sync.lastSync().isEmpty()
                      ? "never; run ingest --only fetch --date D"
                      : sync.lastStatus() + " at " + sync.lastSync()));
          return findings;
        });
  }

  private static final int MEETINGS_SAMPLED = 20;

  private static void sample(ZoomClient zoom, LocalDate day, List<Finding> findings)
      throws DailyLimitReached, InterruptedException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("type", "past");
    parameters.put("from", day.minusDays(1).toString());
    parameters.put("to", day.toString());
    ZoomAnswer listing = zoom.get(ZoomRequest.of(ZoomEndpoint.MEETINGS, parameters));
    if (listing instanceof ZoomAnswer.PlanMissing plan) {
      findings.add(
          new Finding(
              "plan",
              false,
              "no dashboards (code "
                  + plan.code()
                  + "): they come with the Business plan and higher, not with Basic or Pro"));
      return;
    }
    if (!(listing instanceof ZoomAnswer.Ok ok)) {
      findings.add(new Finding("plan", false, "the dashboard's list of meetings is not answered"));
      return;
    }
    findings.add(new Finding("plan", true, "the dashboard answers"));
    findings.add(
        new Finding(
            "meetings",
            ok.summary().rows() > 0,
            Math.max(ok.summary().total(), ok.summary().rows())
                + " from "
                + day.minusDays(1)
                + " to "
                + day
                + "; meetings that other companies host are not in this account's dashboard"));
    int rows = 0;
    int unknown = 0;
    int withQuality = ok.summary().withQuality();
    int ratings = 0;
    Map<String, Integer> addresses = new TreeMap<>();
    int asked = 0;
    for (var meeting : ok.summary().meetings()) {
      if (asked++ == MEETINGS_SAMPLED) {
        break;
      }
      ZoomAnswer people =
          zoom.get(ZoomRequest.of(ZoomEndpoint.PARTICIPANTS, meeting.uuid(), "past"));
      if (people instanceof ZoomAnswer.Ok answer) {
        rows += answer.summary().rows();
        unknown += answer.summary().withoutIdentity();
        withQuality += answer.summary().withQuality();
        answer.summary().addresses().forEach(a -> addresses.merge(a, 1, Integer::sum));
      }
      ZoomAnswer rated =
          zoom.get(ZoomRequest.of(ZoomEndpoint.SATISFACTION, meeting.uuid(), "past"));
      if (rated instanceof ZoomAnswer.Ok answer) {
        ratings += answer.summary().rows();
      }
    }
    if (asked == 0) {
      return;
    }
    findings.add(
        new Finding(
            "quality scores",
            withQuality > 0,
            withQuality > 0
                ? "on"
                : "no meeting of the sample has one: turn on \"Meeting quality scores and network alerts on Dashboard\" in the account's settings"));
    findings.add(
        new Finding(
            "feedback",
            ratings > 0,
            ratings > 0
                ? ratings + " ratings in the sample"
                : "no rating in the sample: turn on \"Feedback to Zoom\" in the account's settings"));
    findings.add(
        new Finding(
            "sign-in",
            unknown * 2 < rows,
            unknown
                + " of "
                + rows
                + " participants came without id and e-mail"
                + (unknown > 0
                    ? "; \"Only authenticated users can join meetings\" makes them known"
                    : "")));
    List<String> most =
        addresses.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(5)
            .map(one -> one.getKey() + " (" + one.getValue() + ")")
            .toList();
    findings.add(
        new Finding(
            "egress addresses",
            !most.isEmpty(),
            most.isEmpty()
                ? "no participant has a public address"
                : "most seen: "
                    + String.join(", ", most)
                    + "; your sites' belong into sites-file"));
  }

  private DailyBudget budget(LinkedAccount account) {
    Path folder =
        new Path(storage.ops(), "fetch/" + AccountStore.folderName(account.accountId()) + "/usage");
    try {
      return new DailyBudget(
          folder.getFileSystem(hadoop), folder, dailyLimit(zoomConfig, account), clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Requests an account may be asked in a day: its own limit, within what the plan leaves to us.
   */
  public static long dailyLimit(ZoomConfig zoom, LinkedAccount account) {
    long ofPlan = (long) Math.floor(zoom.plan().dashboardsPerDay() * (1 - zoom.reservedShare()));
    return account.dailyLimit() > 0 ? Math.min(account.dailyLimit(), ofPlan) : ofPlan;
  }

  private ZoomClient client(TokenSource tokens, DailyBudget budget) {
    return new ZoomClient(
        zoomConfig,
        tokens,
        new RateScheduler(zoomConfig.plan(), zoomConfig.reservedShare(), budget, clock),
        clock);
  }

  /** Who linked the account; the app's token is new, so no quota of ours has been touched yet. */
  private Optional<JsonNode> profile(String token) {
    TokenSource fixed =
        new TokenSource() {
          @Override
          public String token() {
            return token;
          }

          @Override
          public String renewed(String refused) {
            return token;
          }
        };
    try (ZoomClient zoom =
        new ZoomClient(zoomConfig, fixed, RateScheduler.unbudgeted(zoomConfig, clock), clock)) {
      ZoomAnswer me = zoom.get(ZoomRequest.of(ZoomEndpoint.ME, Map.of()));
      return me instanceof ZoomAnswer.Ok ok
          ? Optional.of(JSON.readTree(ok.body()))
          : Optional.empty();
    } catch (IOException | DailyLimitReached e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private OAuthClient.App app() {
    return new OAuthClient.App(
        secret(zoomConfig.clientIdEnv()), secret(zoomConfig.clientSecretEnv()));
  }

  private String secret(String variable) {
    String value = environment.get(variable);
    if (value == null || value.isBlank()) {
      throw new ConfigurationError(
          "The credentials of the Zoom app are missing",
          "the environment variable " + variable + " is not set",
          "set it to what the app's page in the Zoom App Marketplace shows; linking keeps it encrypted");
    }
    return value.strip();
  }

  private static void requireScopes(Set<String> granted) {
    List<String> missing = RequiredScopes.missing(granted);
    if (!missing.isEmpty()) {
      throw new ConfigurationError(
          "The Zoom app is not allowed enough",
          "its token lacks " + String.join(", ", missing),
          "add these scopes to the app in the Zoom App Marketplace, then link again as a Zoom administrator");
    }
  }

  private interface Work<T> {
    T done();
  }

  private <T> T underLease(String accountId, Work<T> work) {
    try (Lease lease =
        Lease.take(hadoop, storage.ops(), "account-" + AccountStore.folderName(accountId), runId)) {
      return work.done();
    }
  }
}
