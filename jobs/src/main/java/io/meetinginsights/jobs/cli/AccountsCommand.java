package io.meetinginsights.jobs.cli;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.jobs.accounts.AccountStore;
import io.meetinginsights.jobs.accounts.Accounts;
import io.meetinginsights.jobs.accounts.LinkedAccount;
import io.meetinginsights.jobs.accounts.SyncState;
import io.meetinginsights.jobs.ingest.fetch.FetchJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code accounts} commands, see {@link Accounts}. */
@Command(
    name = "accounts",
    description = "Links Zoom accounts, shows them, says why one yields nothing, ends a link.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class AccountsCommand implements Runnable {

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ConfigurationError(
        "accounts needs to know what to do",
        "no command follows it",
        "write accounts link, list, show, check, set or unlink");
  }

  private static Accounts accounts(CommonOptions common) {
    Configuration configuration = common.configuration();
    return new Accounts(
        configuration, FetchJob.hadoop(configuration), System.getenv(), common.runId());
  }

  @Command(
      name = "link",
      description = "Links a Zoom account to an organisation.",
      mixinStandardHelpOptions = true)
  void link(
      @Mixin CommonOptions common,
      @Option(
              names = "--org",
              paramLabel = "ORG",
              required = true,
              description = "Organisation that the account feeds. May be repeated.")
          List<String> organisations,
      @Option(
              names = "--server-to-server",
              paramLabel = "ACCOUNT",
              description =
                  "Link this account id with the credentials of a server-to-server app, without a browser.")
          String serverToServer,
      @Option(
              names = "--daily-limit",
              paramLabel = "N",
              defaultValue = "0",
              description = "Requests a day at the most. Default: what the plan leaves.")
          int dailyLimit,
      @Option(
              names = "--opt-out-guests",
              description = "Do not keep call quality of people off our network.")
          boolean optOutGuests,
      @Option(names = "--yes", description = "Consent to what is collected without being asked.")
          boolean yes) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(Accounts.consentText());
    requireConsent(yes, out);
    requireLimit(dailyLimit);
    Accounts accounts = accounts(common);
    Accounts.Settings settings = new Accounts.Settings(organisations, dailyLimit, optOutGuests);
    LinkedAccount linked =
        serverToServer != null
            ? accounts.linkServerToServer(serverToServer, settings)
            : accounts.link(
                settings,
                url -> {
                  out.println(
                      "Open this address in a browser, signed in to Zoom as an administrator:");
                  out.println("  " + url);
                  out.println("Waiting for the consent …");
                  out.flush();
                });
    out.println(
        "Linked " + linked.accountId() + " to " + String.join(", ", linked.organisations()));
    out.flush();
  }

  private static void requireConsent(boolean isGiven, PrintWriter out) {
    if (isGiven) {
      return;
    }
    out.print("Do you consent? Type yes: ");
    out.flush();
    String answer;
    try {
      answer =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).equals("yes")) {
      throw new ConfigurationError(
          "The account is not linked",
          "there was no consent to what is collected",
          "type yes when asked, or give --yes");
    }
  }

  private static void requireLimit(Integer limit) {
    if (limit != null && limit < 0) {
      throw new ConfigurationError(
          "The daily limit " + limit + " is refused",
          "a number of requests is needed",
          "give 1 or more, or 0 for what the plan leaves");
    }
  }

  @Command(
      name = "list",
      description = "The linked accounts, a line each.",
      mixinStandardHelpOptions = true)
  void list(
      @Mixin CommonOptions common,
      @Option(names = "--ids", description = "The account ids alone, for scripts.") boolean isIds) {
    PrintWriter out = spec.commandLine().getOut();
    AccountStore store = accounts(common).store();
    List<LinkedAccount> all = store.all();
    if (isIds) {
      all.forEach(account -> out.println(account.accountId()));
      out.flush();
      return;
    }
    if (all.isEmpty()) {
      out.println("No Zoom account is linked. Link one: meeting-insights accounts link --org ORG");
    } else {
      out.printf(
          "%-24s %-28s %-24s %-12s %s%n",
          "account", "company", "last sync", "status", "organisations");
    }
    for (LinkedAccount account : all) {
      SyncState sync = store.sync(account.accountId());
      out.printf(
          "%-24s %-28s %-24s %-12s %s%n",
          account.accountId(),
          orDash(account.company()),
          orDash(sync.lastSync()),
          orDash(sync.lastStatus()),
          String.join(", ", account.organisations()));
    }
    out.flush();
  }

  @Command(
      name = "show",
      description = "All that is kept of a link, without its secrets.",
      mixinStandardHelpOptions = true)
  void show(@Mixin CommonOptions common, @Parameters(paramLabel = "ACCOUNT") String account) {
    AccountStore store = accounts(common).store();
    show(store.require(account), store.sync(account));
  }

  private void show(LinkedAccount account, SyncState sync) {
    PrintWriter out = spec.commandLine().getOut();
    row(out, "Application", "Zoom");
    row(out, "Account ID", account.accountId());
    row(out, "Company Name", account.company());
    row(out, "Instance URL", account.instanceUrl());
    String email = account.linkedByEmail().isEmpty() ? "" : " <" + account.linkedByEmail() + ">";
    row(out, "Linked By", (account.linkedByName() + email).strip());
    row(out, "Linked Timestamp", account.linkedAt());
    row(
        out,
        "Linked With",
        account.kind() == LinkedAccount.Kind.SERVER_TO_SERVER
            ? "server-to-server credentials"
            : "an administrator's consent");
    row(out, "Organisations", String.join(", ", account.organisations()));
    row(out, "Last Sync", sync.lastSync());
    row(out, "Last Status", sync.lastStatus());
    row(out, "Errors", String.join("; ", sync.errors()).replaceAll("\\s+", " "));
    row(
        out,
        "Limit Daily APIs",
        account.dailyLimit() == 0
            ? "what the plan leaves"
            : Integer.toString(account.dailyLimit()));
    row(out, "Optout Guests", account.optOutGuests() ? "yes" : "no");
    out.flush();
  }

  private static void row(PrintWriter out, String name, String value) {
    out.printf("%-18s %s%n", name, orDash(value));
  }

  private static String orDash(String value) {
    return value == null || value.isBlank() ? "-" : value;
  }

  @Command(
      name = "check",
      description =
          "Says why a link yields nothing: plan, scopes, settings, sign-in, quota. Asks Zoom about a sample of a day's meetings. Exit code 4 while something is not well.",
      mixinStandardHelpOptions = true)
  void check(
      @Mixin CommonOptions common,
      @Parameters(paramLabel = "ACCOUNT") String account,
      @Option(
              names = "--date",
              paramLabel = "YYYY-MM-DD",
              required = true,
              description = "The UTC day whose meetings are the sample.")
          LocalDate day) {
    PrintWriter out = spec.commandLine().getOut();
    List<Accounts.Finding> findings = accounts(common).check(account, day);
    for (Accounts.Finding finding : findings) {
      out.printf(
          "%-4s %-18s %s%n", finding.isWell() ? "ok" : "LOOK", finding.subject(), finding.text());
    }
    out.flush();
    List<String> unwell =
        findings.stream().filter(f -> !f.isWell()).map(Accounts.Finding::subject).toList();
    if (!unwell.isEmpty()) {
      throw new UpstreamError(
          "The link of account " + account + " does not give all it could",
          "to look at: " + String.join(", ", unwell),
          "the lines above say what to change");
    }
  }

  @Command(
      name = "set",
      description = "Changes a link's daily limit or its opting out of guests.",
      mixinStandardHelpOptions = true)
  void set(
      @Mixin CommonOptions common,
      @Parameters(paramLabel = "ACCOUNT") String account,
      @Option(
              names = "--daily-limit",
              paramLabel = "N",
              description = "Requests a day at the most; 0 for what the plan leaves.")
          Integer dailyLimit,
      @Option(
              names = "--opt-out-guests",
              arity = "1",
              paramLabel = "true|false",
              description = "Whether call quality of people off our network is not kept.")
          Boolean optOutGuests) {
    if (dailyLimit == null && optOutGuests == null) {
      throw new ConfigurationError(
          "accounts set changes nothing",
          "neither --daily-limit nor --opt-out-guests is given",
          "give one of them, or both");
    }
    requireLimit(dailyLimit);
    Accounts accounts = accounts(common);
    LinkedAccount changed = accounts.set(account, dailyLimit, optOutGuests);
    show(changed, accounts.store().sync(account));
  }

  @Command(
      name = "unlink",
      description =
          "Takes an account from an organisation, or from all. With the last one its tokens are revoked at Zoom and deleted.",
      mixinStandardHelpOptions = true)
  void unlink(
      @Mixin CommonOptions common,
      @Parameters(paramLabel = "ACCOUNT") String account,
      @Option(
              names = "--org",
              paramLabel = "ORG",
              description = "This organisation alone. Default: all.")
          String organisation) {
    PrintWriter out = spec.commandLine().getOut();
    List<String> left = accounts(common).unlink(account, organisation);
    out.println(
        left.isEmpty()
            ? "Unlinked "
                + account
                + "; its tokens are revoked and deleted. What was collected stays."
            : "Unlinked "
                + account
                + " from "
                + organisation
                + "; it still feeds "
                + String.join(", ", left));
    out.flush();
  }
}
