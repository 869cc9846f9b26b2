package io.meetinginsights.jobs.ingest.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.Sites;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.jobs.accounts.AccountStore;
import io.meetinginsights.jobs.accounts.AccountsConfig;
import io.meetinginsights.jobs.accounts.LinkedAccount;
import io.meetinginsights.jobs.accounts.TokenVault;
import io.meetinginsights.jobs.emulator.ZoomEmulator;
import io.meetinginsights.jobs.ingest.LoadJob;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.warehouse.Warehouse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.SparkSession;

/** A folder with everything a fetch needs, against an emulator. */
final class FetchWorld {

  static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final List<String> assignments = new ArrayList<>();
  private int runs;

  FetchWorld(Path folder) {
    this.folder = folder;
  }

  FetchWorld set(String assignment) {
    assignments.add(assignment);
    return this;
  }

  /** Speaks to an emulator from its present on, so much faster than real time. */
  FetchWorld against(ZoomEmulator zoom, double speed) {
    return set("zoom.api-url=" + zoom.apiUri())
        .set("zoom.oauth-url=" + zoom.oauthUri())
        .at(zoom.now(), speed);
  }

  FetchWorld at(Instant now, double speed) {
    return set("zoom.clock.start=" + now).set("zoom.clock.speed=" + speed);
  }

  List<String> assignments() {
    List<String> all = new ArrayList<>();
    for (String place : List.of("landing", "warehouse", "models", "ops")) {
      all.add("storage." + place + "=" + folder.resolve(place));
    }
    all.add("accounts.store=" + folder.resolve("accounts"));
    all.add("accounts.key-file=" + folder.resolve("accounts.key"));
    all.addAll(assignments);
    return all;
  }

  Configuration configuration() {
    Configuration configuration = Configuration.defaults();
    for (String assignment : assignments()) {
      configuration = configuration.with(assignment);
    }
    return configuration;
  }

  AccountStore store() {
    Configuration configuration = configuration();
    AccountsConfig config = configuration.section("accounts", AccountsConfig.class);
    return new AccountStore(
        FetchJob.hadoop(configuration), config.store(), TokenVault.open(config, environment()));
  }

  static Map<String, String> environment() {
    return Map.of("MEETING_INSIGHTS_ACCOUNTS_KEY", KEY);
  }

  FetchWorld link(String accountId) {
    return link(accountId, 0);
  }

  FetchWorld link(String accountId, int dailyLimit) {
    store()
        .save(
            new LinkedAccount(
                accountId,
                LinkedAccount.Kind.SERVER_TO_SERVER,
                "Company",
                "https://example.zoom.us",
                "Ada",
                "ada@example.com",
                "2026-03-01T00:00:00Z",
                List.of("org-1"),
                dailyLimit,
                false,
                Set.of(),
                ZoomEmulator.CLIENT_ID,
                ZoomEmulator.CLIENT_SECRET));
    return this;
  }

  Counts fetch() {
    return fetch(DAY);
  }

  Counts fetch(LocalDate day) {
    return new FetchJob(configuration(), "run-" + ++runs, environment())
        .run(DayRange.of(day), null);
  }

  Path landing() {
    return folder.resolve("landing");
  }

  /** Loads what has landed of the days on which runs were, and gives the warehouse. */
  Warehouse load(SparkSession spark, DayRange days) throws IOException {
    // The same secret in every world, so that their keys can be compared.
    Path key = folder.resolve("key");
    Files.writeString(key, "secret of the tests\n");
    Configuration configuration = configuration().with("storage.key=" + key);
    StorageConfig storage = configuration.section("storage", StorageConfig.class);
    Warehouse warehouse = new Warehouse(spark, storage.warehouse(), "load");
    LoadJob.run(
        new JobContext(
            "ingest",
            spark,
            warehouse,
            configuration,
            storage,
            Sites.none(),
            days,
            "load",
            "test"));
    return warehouse;
  }

  /**
   * What has landed, each answer once, without what is another one in every run: when it came, and
   * the token of the next page.
   */
  Set<String> landed() {
    Set<String> answers = new TreeSet<>();
    for (String line : lines()) {
      answers.add(line);
    }
    return answers;
  }

  /** Every landed line, request, params and body; none before the first has landed. */
  List<String> lines() {
    List<String> answers = new ArrayList<>();
    if (!Files.exists(landing())) {
      return answers;
    }
    try (Stream<Path> files = Files.walk(landing())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl.gz")).sorted().toList()) {
        try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
          for (String line = in.readLine(); line != null; line = in.readLine()) {
            ObjectNode envelope = (ObjectNode) JSON.readTree(line);
            envelope.remove("received_at");
            JsonNode body = envelope.get("body");
            if (body instanceof ObjectNode object && object.hasNonNull("next_page_token")) {
              object.put(
                  "next_page_token",
                  object.get("next_page_token").asText().isEmpty() ? "" : "more");
            }
            answers.add(envelope.toString());
          }
        }
      }
      return answers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
