package io.meetinginsights.jobs.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.jobs.emulator.EmulatorSettings;
import io.meetinginsights.jobs.emulator.ZoomEmulator;
import io.meetinginsights.jobs.emulator.ZoomEmulatorConfig;
import io.meetinginsights.jobs.ingest.fetch.FetchJob;
import io.meetinginsights.runner.DayRange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {

  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "ZOOM_CLIENT_ID", ZoomEmulator.CLIENT_ID,
          "ZOOM_CLIENT_SECRET", ZoomEmulator.CLIENT_SECRET);

  @TempDir Path folder;
  private ZoomEmulator zoom;
  private String id;

  @BeforeEach
  void start() {
    start(EmulatorSettings.synthetic(DAY, 6, 3, 1));
  }

  private void start(EmulatorSettings settings) {
    close();
    zoom = ZoomEmulator.start(settings.withSpeed(50));
    id = zoom.accounts().get(0);
  }

  @AfterEach
  void close() {
    if (zoom != null) {
      zoom.close();
    }
  }

  private Configuration configuration() {
    Configuration configuration = Configuration.defaults();
    for (String assignment :
        List.of(
            "storage.ops=" + folder.resolve("ops"),
            "storage.landing=" + folder.resolve("landing"),
            "accounts.store=" + folder.resolve("accounts"),
            "accounts.key-file=" + folder.resolve("accounts.key"),
            "accounts.redirect-port=0",
            "accounts.consent-seconds=2",
            "zoom.api-url=" + zoom.apiUri(),
            "zoom.oauth-url=" + zoom.oauthUri(),
            "zoom.clock.start=" + zoom.now(),
            "zoom.clock.speed=50")) {
      configuration = configuration.with(assignment);
    }
    return configuration;
  }

  private Accounts accounts() {
    Configuration configuration = configuration();
    return new Accounts(configuration, FetchJob.hadoop(configuration), ENVIRONMENT, "test");
  }

  private static Accounts.Settings to(String... organisations) {
    return new Accounts.Settings(List.of(organisations), 0, false);
  }

  /** What a browser does with the address: follows it back to the callback. */
  private static void open(String url) {
    HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NORMAL)
        .build()
        .sendAsync(
            HttpRequest.newBuilder(URI.create(url)).build(),
            HttpResponse.BodyHandlers.discarding());
  }

  @Test
  void anAdministratorsConsentLinksTheAccountWithWhatTheProductShows() {
    LinkedAccount linked = accounts().link(to("org-1"), AccountsTest::open);

    assertThat(linked.accountId()).isEqualTo(id);
    assertThat(linked.company()).isEqualTo("Company of " + id);
    assertThat(linked.instanceUrl()).startsWith("https://");
    assertThat(linked.linkedByName()).isNotBlank();
    assertThat(linked.linkedByEmail()).contains("@");
    assertThat(linked.organisations()).containsExactly("org-1");
    assertThat(accounts().store().all()).containsExactly(linked);
  }

  @Test
  void theAddressAsksForACodeWithPkceAndStateAndComesBackToLoopback() {
    accounts()
        .link(
            to("org-1"),
            url -> {
              assertThat(url)
                  .contains("response_type=code")
                  .contains("code_challenge_method=S256")
                  .containsPattern("code_challenge=[A-Za-z0-9_-]{43}(&|$)")
                  .containsPattern("state=[A-Za-z0-9_-]{43}(&|$)")
                  .contains("redirect_uri=http%3A%2F%2F127.0.0.1");
              open(url);
            });
  }

  @Test
  void aDeclinedConsentSaysToSignInAsAnAdministrator() {
    zoom.consent(ZoomEmulatorConfig.Consent.DENY);

    assertThatThrownBy(() -> accounts().link(to("org-1"), AccountsTest::open))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("declined")
        .hasMessageContaining("sign in to Zoom as an administrator");
    assertThat(accounts().store().all()).isEmpty();
  }

  @Test
  void aConsentThatDoesNotComeSaysToSignInAsAnAdministrator() {
    zoom.consent(ZoomEmulatorConfig.Consent.ADMIN_REQUIRED);

    assertThatThrownBy(() -> accounts().link(to("org-1"), AccountsTest::open))
        .isInstanceOf(UpstreamError.class)
        .hasMessageContaining("You cannot authorize the app")
        .hasMessageContaining("sign in to Zoom as an administrator");
  }

  @Test
  void aCallbackWithAnotherStateIsNotTaken() {
    assertThatThrownBy(
            () ->
                accounts()
                    .link(
                        to("org-1"),
                        url -> {
                          String redirect =
                              java.net.URLDecoder.decode(
                                  url.replaceAll(".*redirect_uri=([^&]+).*", "$1"),
                                  StandardCharsets.UTF_8);
                          open(redirect + "?code=stolen&state=guessed");
                        }))
        .isInstanceOf(UpstreamError.class)
        .hasMessageContaining("no consent came");
  }

  @Test
  void anAppWithoutTheScopesIsRefusedByTheirNames() {
    start(
        EmulatorSettings.synthetic(DAY, 6, 3, 1)
            .with("app.scopes=[dashboard_meetings:read:admin, user:read:user:admin]"));

    assertThatThrownBy(() -> accounts().linkServerToServer(id, to("org-1")))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("user:read:list_users:admin or user:read:admin");
  }

  @Test
  void classicScopesOpenWhatGranularOnesDo() {
    assertThat(
            RequiredScopes.missing(
                java.util.Set.of("dashboard_meetings:read:admin", "user:read:admin")))
        .isEmpty();
  }

  @Test
  void anAccountFeedsSeveralOrganisationsAndIsRevokedWithTheLast() {
    accounts().link(to("org-1"), AccountsTest::open);
    accounts().link(to("org-2"), AccountsTest::open);
    assertThat(accounts().store().require(id).organisations()).containsExactly("org-1", "org-2");

    assertThat(accounts().unlink(id, "org-1")).containsExactly("org-2");
    assertThat(accounts().store().find(id)).isPresent();

    assertThat(accounts().unlink(id, "org-2")).isEmpty();
    assertThat(accounts().store().find(id)).isEmpty();
    assertThat(folder.resolve("accounts").resolve(id)).doesNotExist();
  }

  @Test
  void refreshTokensRotateAndTheRunAfterUsesTheNewOne() {
    accounts().link(to("org-1"), AccountsTest::open);
    for (int run = 0; run < 3; run++) {
      zoom.advance(java.time.Duration.ofHours(2));
      Configuration configuration = configuration();
      new FetchJob(configuration, "run-" + run, ENVIRONMENT)
          .run(DayRange.of(DAY.plusDays(run)), null);
    }
    AccountStore store = accounts().store();
    assertThat(store.generations(id)).hasSize(2).first().isEqualTo(4);
    assertThat(store.isRotating(id)).isFalse();
  }

  @Test
  void aGenerationThatZoomNoLongerTakesFallsBackToTheOneBefore() {
    accounts().link(to("org-1"), AccountsTest::open);
    AccountStore store = accounts().store();
    var good = store.tokens(id, 1).orElseThrow();
    store.addTokens(
        id,
        2,
        new io.meetinginsights.jobs.zoom.OAuthClient.Tokens(
            "dead", "dead", zoom.now(), good.scopes()));
    zoom.advance(java.time.Duration.ofHours(2));

    new FetchJob(configuration(), "run", ENVIRONMENT).run(DayRange.of(DAY), null);

    assertThat(store.generations(id)).first().isEqualTo(3);
  }

  @Test
  void nothingThatIsKeptShowsATokenASecretOrAnAddress() throws IOException {
    accounts().link(to("org-1"), AccountsTest::open);
    LinkedAccount account = accounts().store().require(id);
    String access = accounts().store().tokens(id, 1).orElseThrow().accessToken();

    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(access, ZoomEmulator.CLIENT_SECRET, account.linkedByEmail());
        if (file.toString().endsWith(".enc") || file.endsWith("accounts.key")) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .isEqualTo("rw-------");
        }
      }
    }
    assertThat(account.toString()).doesNotContain(account.linkedByEmail());
  }

  @Test
  void aKeyFileThatOthersCanReadIsRefused() throws IOException {
    accounts().linkServerToServer(id, to("org-1"));
    Files.setPosixFilePermissions(
        folder.resolve("accounts.key"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> accounts().store())
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void anotherKeyDoesNotOpenTheAccounts() throws IOException {
    accounts().linkServerToServer(id, to("org-1"));
    Files.delete(folder.resolve("accounts.key"));

    assertThatThrownBy(() -> accounts().store().all())
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("the key is another one");
  }

  @Test
  void theDailyLimitAndTheOptingOutOfGuestsCanBeSet() {
    accounts().linkServerToServer(id, to("org-1"));

    accounts().set(id, 5000, null);
    LinkedAccount changed = accounts().set(id, null, true);

    assertThat(changed.dailyLimit()).isEqualTo(5000);
    assertThat(changed.optOutGuests()).isTrue();
  }

  @Test
  void checkExplainsAnAccountWithoutDashboards() {
    start(EmulatorSettings.synthetic(DAY, 6, 3, 1).with("account.dashboard=false"));
    accounts().linkServerToServer(id, to("org-1"));

    assertThat(accounts().check(id, DAY))
        .anySatisfy(
            finding -> {
              assertThat(finding.subject()).isEqualTo("plan");
              assertThat(finding.isWell()).isFalse();
              assertThat(finding.text()).contains("Business plan");
            });
  }

  @Test
  void checkNamesQuotaSignInAndAddressesOfASample() {
    accounts().linkServerToServer(id, to("org-1"));

    List<Accounts.Finding> findings = accounts().check(id, DAY);

    assertThat(findings)
        .extracting(Accounts.Finding::subject)
        .contains(
            "scopes", "plan", "meetings", "sign-in", "egress addresses", "quota", "last sync");
    // Half of Business: 30,000; a listing and two requests for each of six meetings are gone.
    assertThat(findings)
        .filteredOn(f -> f.subject().equals("quota"))
        .extracting(Accounts.Finding::text)
        .containsExactly("29987 requests are left today, by our own count");
  }
}
