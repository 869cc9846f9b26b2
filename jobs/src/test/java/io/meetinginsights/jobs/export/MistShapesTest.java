package io.meetinginsights.jobs.export;

import static io.meetinginsights.testing.GoldTables.at;
import static io.meetinginsights.testing.GoldTables.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.accounts.LinkedAccount;
import io.meetinginsights.jobs.accounts.SyncState;
import io.meetinginsights.jobs.testing.GoldRows;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.gold.ClientCalls;
import io.meetinginsights.tables.gold.FeatureRanking;
import io.meetinginsights.tables.gold.SiteSummary;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.testing.GoldTables;
import io.meetinginsights.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shapes against the published schemas, figures against hand-made tables. */
class MistShapesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final LocalDate MONDAY = LocalDate.parse("2026-03-02");
  private static final Set<String> FURTHER_TOTALS =
      Set.of("bad_minutes_wired", "bad_minutes_remote", "bad_minutes_unexplained");

  private static final Map<String, Object> CALL =
      GoldRows.call(
          "meeting_uuid",
          "u",
          "meeting_id",
          87578079426L,
          "rating",
          "poor",
          "bad_minutes",
          2,
          "main_cause",
          "wired",
          "has_ranking",
          true);

  private static final Map<String, Object> RANK = GoldRows.ranked("meeting_uuid", "u");

  @TempDir static Path folder;

  @BeforeAll
  static void write() {
    GoldTables tables = GoldTables.at(folder);
    tables.write(Sites.SCHEMA, GoldRows.site("s", "Porto"));
    tables.write(
        ClientIdentities.SCHEMA,
        GoldRows.client("c1", "s", "983a78ea4a44", null, at("2026-03-02T09:30:00Z")));
    tables.write(
        ClientCalls.SCHEMA,
        CALL,
        with(
            CALL,
            "participant_id",
            "2",
            "joined_at",
            at("2026-03-02T10:00:00Z"),
            "person_key",
            "p2",
            "meeting_uuid",
            "u2",
            "meeting_id",
            1L),
        with(CALL, "site_id", "elsewhere", "participant_id", "3"));
    tables.write(SiteSummary.SCHEMA, summary(MONDAY, 4), summary(MONDAY.plusDays(1), 6));
    tables.write(
        FeatureRanking.SCHEMA,
        RANK,
        with(RANK, "feature", "wan_loss", "contribution", 0.5),
        with(RANK, "feature", "", "contribution", 2.5),
        with(RANK, "feature", "", "category", "wired", "contribution", 0.25),
        with(RANK, "minute_at", at("2026-03-02T09:11:00Z"), "contribution", 4.0),
        with(
            RANK,
            "target",
            "audio_in_latency_ms",
            "contribution",
            46.5,
            "contribution_unit",
            "ms",
            "base_value",
            30.0));
  }

  private static Map<String, Object> summary(LocalDate day, int accessPoints) {
    return GoldRows.summary(
        "s",
        day,
        "bad_minutes",
        21,
        "bad_minutes_wireless",
        1,
        "bad_minutes_wired",
        2,
        "bad_minutes_wan",
        3,
        "bad_minutes_client",
        4,
        "bad_minutes_remote",
        5,
        "bad_minutes_unexplained",
        6,
        "num_aps",
        accessPoints);
  }

  private static MistShapes shapes() {
    return new MistShapes(
        GoldReader.open(folder.toString(), new Configuration()),
        "porto",
        new DayRange(MONDAY, MONDAY.plusDays(1)));
  }

  /** The answer as JSON, after its published schema has accepted it. */
  private static JsonNode accepted(String schema, Map<String, Object> answer) throws IOException {
    JsonNode schemas = schemas();
    JsonNode json = asWritten(answer);
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schemas.get(schema))
                .validate(json))
        .as("%s against %s", json, schema)
        .isEmpty();
    return json;
  }

  private static JsonNode asWritten(Map<String, Object> answer) throws IOException {
    return MAPPER.readTree(MAPPER.writeValueAsString(answer));
  }

  private static JsonNode schemas() throws IOException {
    return MAPPER.readTree(
        SharedData.at("reference/mist/schemas/calls_and_accounts.schema.2509.json").toFile());
  }

  private static Set<String> names(JsonNode node) {
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void searchGivesCallsNewestFirst() throws IOException {
    JsonNode found = accepted("response_stats_calls", shapes().search(null, 1));
    assertThat(found.path("total").asInt()).isEqualTo(2);
    // 2026-03-02 and 2026-03-04, both 00:00 UTC.
    assertThat(found.path("start").asLong()).isEqualTo(1772409600L);
    assertThat(found.path("end").asLong()).isEqualTo(1772582400L);
    JsonNode call = found.path("results").get(0);
    assertThat(found.path("results")).hasSize(1);
    assertThat(call.path("start_time").asLong()).isEqualTo(1772445600L);
    assertThat(call.path("mac").asText()).isEqualTo("983a78ea4a44");
    assertThat(call.path("audio_quality").asInt()).isEqualTo(3);
    assertThat(call.path("video_quality").asInt()).isEqualTo(4);
    assertThat(call.has("screen_share_quality")).isFalse();
    assertThat(call.path("rating").asInt()).isEqualTo(1);
    Set<String> ours = names(call);
    ours.removeAll(names(schemas().path("stats_call").path("properties")));
    assertThat(ours).containsExactly("bad_minutes", "main_cause", "total_minutes");
  }

  @Test
  void theSchemaWouldRefuseAnotherShape() throws IOException {
    Map<String, Object> wrong = shapes().search(null, 1);
    wrong.put("total", "two");
    assertThatThrownBy(() -> accepted("response_stats_calls", wrong))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void countCountsCallsByClient() throws IOException {
    JsonNode counted = asWritten(shapes().count(10));
    JsonNode published =
        MAPPER.readTree(
            SharedData.at("reference/mist/examples/stats_calls_count.response.json").toFile());
    assertThat(names(counted)).isEqualTo(names(published));
    assertThat(counted.path("results"))
        .containsExactly(MAPPER.readTree("{\"count\": 2, \"mac\": \"983a78ea4a44\"}"));
  }

  @Test
  void summaryKeepsWiredRemoteAndUnexplainedBesideTheThree() throws IOException {
    JsonNode total = accepted("response_stats_calls_summary", shapes().summary());
    assertThat(total)
        .isEqualTo(
            MAPPER.readTree(
                """
                {"num_users": 2, "num_aps": 6, "total_minutes": 200, "bad_minutes": 42,
                 "bad_minutes_site_wan": 6, "bad_minutes_wireless": 2, "bad_minutes_client": 8,
                 "bad_minutes_wired": 4, "bad_minutes_remote": 10, "bad_minutes_unexplained": 12}
                """));
    JsonNode published =
        MAPPER.readTree(
            SharedData.at("reference/mist/examples/stats_calls_summary.response.json").toFile());
    Set<String> further = names(total);
    further.removeAll(names(published));
    assertThat(further).isEqualTo(new TreeSet<>(FURTHER_TOTALS));
  }

  @Test
  void aClientsCallHasARowForEachBadMinute() throws IOException {
    JsonNode found =
        accepted(
            "call_troubleshoot", shapes().clientTroubleshoot("98:3A:78:EA:4A:44", "87578079426"));
    assertThat(found.path("mac").asText()).isEqualTo("983a78ea4a44");
    assertThat(found.path("results")).hasSize(2);
    JsonNode minute = found.path("results").get(0);
    assertThat(minute.path("timestamp").asLong()).isEqualTo(1772442600L);
    assertThat(minute.path("expected").asDouble()).isEqualTo(-3.0);
    assertThat(minute.path("site_wan_rtt").asDouble()).isEqualTo(2.0);
    assertThat(minute.path("audio_in").path("wan_rtt").asDouble()).isEqualTo(46.5);
    assertThat(minute.path("audio_in").path("expected").asDouble()).isEqualTo(30.0);
    assertThat(minute.path("audio_out")).isEmpty();
    assertThat(minute.path("other_features").path("bad_minute").path("wan_loss").asDouble())
        .isEqualTo(0.5);
    assertThat(minute.path("by_category").path("bad_minute").path("wired").asDouble())
        .isEqualTo(0.25);
  }

  @Test
  void aSiteHasTheMeanOfItsBadMinutes() throws IOException {
    JsonNode found = accepted("response_call_troubleshoot_summary", shapes().siteTroubleshoot());
    assertThat(found.path("count").asInt()).isEqualTo(2);
    JsonNode mean = found.path("results").get(0);
    // (2 + 4) / 2 over two minutes; the audio model has one.
    assertThat(mean.path("site_wan_rtt").asDouble()).isCloseTo(3.0, within(1e-12));
    assertThat(mean.path("expected").asDouble()).isCloseTo(-3.0, within(1e-12));
    assertThat(found.path("audio_in").path("wan_rtt").asDouble()).isEqualTo(46.5);
  }

  @Test
  void linkedAccountsHaveTheirPublishedShape() throws IOException {
    LinkedAccount account =
        new LinkedAccount(
            "acc",
            LinkedAccount.Kind.SERVER_TO_SERVER,
            "Test Company",
            "",
            "Ann",
            "ann@example.com",
            "2026-03-01T00:00:00Z",
            List.of("o"),
            1500,
            false,
            Set.of(),
            "id",
            "hidden");
    JsonNode told =
        accepted(
            "account_oauth_info",
            MistShapes.linkAccounts(
                List.of(account),
                id -> new SyncState("2026-03-02T00:00:00Z", "Failed", List.of("quota"))));
    assertThat(told)
        .isEqualTo(
            MAPPER.readTree(
                """
                {"accounts": [{"account_id": "acc", "company": "Test Company", "linked_by": "Ann",
                  "linked_timestamp": 1772323200, "last_status": "failed", "last_sync": 1772409600,
                  "max_daily_api_requests": 1500, "error": "quota", "errors": ["quota"]}],
                 "linked": true}
                """));
    assertThat(told.toString()).doesNotContain("hidden");
  }

  @Test
  void aMeetingThatIsNotThereIsAnErrorOfTheUser() {
    assertThatThrownBy(() -> shapes().clientTroubleshoot("983a78ea4a44", "999"))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("no call with meeting id 999");
  }
}
