package io.meetinginsights.jobs.accounts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Set;

/**
 * A Zoom account that is linked, as it is kept, encrypted: it holds the app's secret and the name
 * of a person.
 *
 * @param kind how tokens are had
 * @param organisations whom the account feeds
 * @param dailyLimit requests a UTC day at the most, 0 for what the plan leaves
 * @param optOutGuests whether call quality of people off our network is not kept
 */
public record LinkedAccount(
    @JsonProperty("account_id") String accountId,
    @JsonProperty("kind") Kind kind,
    @JsonProperty("company") String company,
    @JsonProperty("instance_url") String instanceUrl,
    @JsonProperty("linked_by_name") String linkedByName,
    @JsonProperty("linked_by_email") String linkedByEmail,
    @JsonProperty("linked_at") String linkedAt,
    @JsonProperty("organisations") List<String> organisations,
    @JsonProperty("daily_limit") int dailyLimit,
    @JsonProperty("opt_out_guests") boolean optOutGuests,
    @JsonProperty("scopes") Set<String> scopes,
    @JsonProperty("client_id") String clientId,
    @JsonProperty("client_secret") String clientSecret) {

  /** How an account's tokens are had. */
  public enum Kind {
    AUTHORIZATION_CODE,
    SERVER_TO_SERVER
  }

  public LinkedAccount {
    organisations = List.copyOf(organisations);
    scopes = Set.copyOf(scopes);
  }

  /** The same account feeding these organisations. */
  public LinkedAccount feeding(List<String> others) {
    return new LinkedAccount(
        accountId,
        kind,
        company,
        instanceUrl,
        linkedByName,
        linkedByEmail,
        linkedAt,
        others,
        dailyLimit,
        optOutGuests,
        scopes,
        clientId,
        clientSecret);
  }

  /** The same account with other settings. */
  public LinkedAccount with(
      int otherDailyLimit, boolean otherOptOutGuests) { // OK: a setting's value
    return new LinkedAccount(
        accountId,
        kind,
        company,
        instanceUrl,
        linkedByName,
        linkedByEmail,
        linkedAt,
        organisations,
        otherDailyLimit,
        otherOptOutGuests,
        scopes,
        clientId,
        clientSecret);
  }

  /** Names no person and no secret. */
  @Override
  public String toString() {
    return "LinkedAccount[" + accountId + "]";
  }
}
