package io.meetinginsights.jobs.accounts;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.zoom.OAuthClient;
import io.meetinginsights.jobs.zoom.OAuthClient.Tokens;
import io.meetinginsights.jobs.zoom.TokenSource;
import io.meetinginsights.jobs.zoom.ZoomClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tokens of one account, renewed when they run out.
 *
 * <p>A refresh token is used up by its use, and the answer brings the next. So:
 *
 * <ol>
 *   <li>{@code rotating} is written;
 *   <li>the newest generation's refresh token is shown to Zoom; if Zoom says it is used up, that of
 *       the generation before, which a run killed before its first use has left;
 *   <li>the answer is written as a new generation, durable, before its access token is used once;
 *   <li>{@code rotating} goes; the generation before goes when the next one is written.
 * </ol>
 *
 * <p>Killed at any point, the next run finds a generation that Zoom takes: before 2 the old one is
 * unused, after 3 the new one is there. Between, when Zoom has answered and the answer is not yet
 * written, some milliseconds, the refresh token exists nowhere but in a dead process; Zoom offers
 * no way to get it again. The access token that is kept, good for up to an hour, still serves until
 * then, and the error that follows says to link the account again. Server-to-server accounts have
 * no refresh token and are not concerned.
 */
public final class AccountTokens implements TokenSource {

  private static final Duration MARGIN = Duration.ofMinutes(2);

  private final LinkedAccount account;
  private final AccountStore store;
  private final OAuthClient oauth;
  private final ZoomClock clock;
  private Tokens current;

  /** The tokens of an account; used under its lease. */
  public AccountTokens(
      LinkedAccount account, AccountStore store, OAuthClient oauth, ZoomClock clock) {
    this.account = account;
    this.store = store;
    this.oauth = oauth;
    this.clock = clock;
  }

  @Override
  public synchronized String token() {
    if (current == null && account.kind() == LinkedAccount.Kind.AUTHORIZATION_CODE) {
      for (int generation : store.generations(account.accountId())) {
        current = store.tokens(account.accountId(), generation).orElse(null);
        break;
      }
    }
    boolean isAtEnd = current == null || current.expiresAt().minus(MARGIN).isBefore(clock.now());
    if (isAtEnd) {
      renew();
    }
    return current.accessToken();
  }

  @Override
  public synchronized String renewed(String refused) {
    if (current == null || current.accessToken().equals(refused)) {
      renew();
    }
    return current.accessToken();
  }

  /** Scopes the current token has. */
  public synchronized java.util.Set<String> scopes() {
    token();
    return current.scopes();
  }

  private void renew() {
    OAuthClient.App app = new OAuthClient.App(account.clientId(), account.clientSecret());
    if (account.kind() == LinkedAccount.Kind.SERVER_TO_SERVER) {
      try {
        current = oauth.forAccount(app, account.accountId());
      } catch (OAuthClient.Refused refused) {
        throw OAuthClient.appRefused(refused);
      }
      return;
    }
    String id = account.accountId();
    List<Integer> generations = store.generations(id);
    boolean wasRotating = store.isRotating(id);
    store.beginRotation(id);
    List<String> refusals = new ArrayList<>();
    for (int generation : generations) {
      Optional<Tokens> kept = store.tokens(id, generation);
      if (kept.isEmpty() || kept.get().refreshToken().isEmpty()) {
        continue;
      }
      try {
        Tokens renewed = oauth.forRefresh(app, kept.get().refreshToken());
        int next = generations.get(0) + 1;
        store.addTokens(id, next, renewed);
        store.endRotation(id);
        for (int old : generations) {
          if (old != generation) {
            store.deleteTokens(id, old);
          }
        }
        current = renewed;
        return;
      } catch (OAuthClient.Refused refused) {
        refusals.add(refused.error());
      }
    }
    if (refusals.contains("invalid_client")) {
      throw OAuthClient.appRefused(lastRefusal(refusals));
    }
    throw new ConfigurationError(
        "The Zoom account " + id + " must be linked again",
        "Zoom takes none of its refresh tokens ("
            + (refusals.isEmpty() ? "none is kept" : String.join(", ", refusals))
            + ")"
            + (wasRotating
                ? "; a run before this one died, or lost its connection, while Zoom was renewing them"
                : "; somebody removed or authorised the app anew, or the person who linked it has lost the role"),
        "as a Zoom administrator run: accounts link --org "
            + String.join(" --org ", account.organisations()));
  }

  private static OAuthClient.Refused lastRefusal(List<String> refusals) {
    return new OAuthClient.Refused(refusals.get(refusals.size() - 1));
  }
}
