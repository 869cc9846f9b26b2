package io.meetinginsights.jobs.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.reader.GoldReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every expected value stands in {@link AskWorld}. */
class AskerTest {

  @TempDir static Path folder;

  @BeforeAll
  static void write() {
    AskWorld.write(folder);
  }

  private static Answer ask(String sentence) {
    return Asker.answer(GoldReader.open(folder.toString(), new Configuration()), sentence, null);
  }

  private static String text(String sentence) {
    return String.join("\n", ask(sentence).lines());
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> rows(Answer answer, String name) {
    return (List<Map<String, Object>>) answer.json().get(name);
  }

  @Test
  void callsAreListedNewestFirstOnTheClockOfTheirSite() {
    Answer answer = ask("list zoom calls for last 7 days");
    assertThat(rows(answer, "calls"))
        .extracting(c -> c.get("host_name"), c -> c.get("joined_at"), c -> c.get("bad_minutes"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("lt2", "2026-03-02T15:05:00Z", 0L),
            org.assertj.core.groups.Tuple.tuple("lt1", "2026-03-02T09:05:00Z", 2L));
    assertThat(String.join("\n", answer.lines()))
        .contains("2 Zoom calls")
        // Both began at 10:05 where they were.
        .containsSubsequence(
            "2026-03-02 10:05", "America/New_York", "2026-03-02 10:05", "Europe/Berlin")
        .contains("counted back from the end of the last known call")
        .contains("Meetings hosted by other companies are not in Zoom's dashboard");
  }

  @Test
  void badCallsAreThoseWithABadMinute() {
    assertThat(rows(ask("list bad zoom calls in last 7 days"), "calls"))
        .extracting(c -> c.get("user"))
        .containsExactly("Ann Lee");
  }

  @ParameterizedTest
  @CsvSource({
    "list calls for ann.lee@example.com on Mar 2, 1",
    "list calls for user Ann Lee on Mar 2, 1",
    "list calls at New York on Mar 2, 1",
    "list calls for AA:BB:CC:DD:EE:01 on Mar 2, 1",
    // 10 o'clock where each site is: both calls.
    "list calls on Mar 2 between 10:00 AM to 10:28 AM, 2",
    "list calls on Mar 2 between 9:00 to 9:28 UTC, 1",
    "list calls on Mar 2 between 10:26 AM to 10:28 AM, 0",
    // A call that is still on when the period begins is in it.
    "list calls on Mar 2 between 10:25 AM to 10:28 AM, 2",
    "list calls for old-lt1 on Mar 2, 1"
  })
  void callsAreFoundByWhoWhereAndWhen(String sentence, int calls) {
    assertThat(rows(ask(sentence), "calls")).hasSize(calls);
  }

  @Test
  void troubleshootTellsSessionsMinutesVerdictEvidenceHealthAndWhatToCheck() {
    Answer answer =
        ask("troubleshoot application Zoom for LT1 on Mar 2 between 10:00 AM to 10:28 AM");
    assertThat(rows(answer, "sessions"))
        .extracting(s -> s.get("meeting_id"))
        .containsExactly(85636065808L);
    assertThat(rows(answer, "bad_minutes"))
        .extracting(m -> m.get("minute_at"), m -> m.get("cause"), m -> m.get("strength"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("2026-03-02T09:10:00Z", "wireless", 0.8),
            org.assertj.core.groups.Tuple.tuple("2026-03-02T09:11:00Z", "wireless", 0.9));
    assertThat(rows(answer, "evidence"))
        .extracting(e -> e.get("feature"), e -> e.get("value"), e -> e.get("usual_value"))
        .containsExactly(org.assertj.core.groups.Tuple.tuple("radio_util", 83.0, 31.0));
    assertThat(answer.json().get("from")).isEqualTo("2026-03-02T09:00:00Z");
    assertThat(answer.json().get("to")).isEqualTo("2026-03-02T09:29:00Z");
    assertThat(String.join("\n", answer.lines()))
        .contains("lt1 (aabbccddee01), also known as old-lt1")
        .contains("2026-03-02 10:10  1.5")
        .contains("Verdict: wireless, in 2 of 2 bad minutes; strength 85 %")
        .contains("channel utilisation 83 % while your median is 31 %")
        .contains(
            "Overall health in the hour of 2026-03-02 10:00 (Europe/Berlin): capacity: Wi-Fi interference, 2 of 20 minutes")
        // The hour before is in another call's time, not in the period.
        .doesNotContain("client usage")
        .contains("Check next: which networks share the channel");
  }

  @Test
  void onlyMinutesOfThePeriodAreTold() {
    Answer answer = ask("troubleshoot lt1 on Mar 2 between 10:11 AM and 10:12 AM");
    assertThat(rows(answer, "bad_minutes"))
        .extracting(m -> m.get("minute_at"))
        .containsExactly("2026-03-02T09:11:00Z");
    assertThat(text("troubleshoot lt1 on Mar 2 between 10:20 AM and 10:22 AM"))
        .contains("No minute of them was bad", "Check next: nothing");
  }

  @ParameterizedTest
  @CsvSource({
    "outside, public-ip-not-ours, 198.51.100.77",
    "guest, not-signed-in, not signed in",
    "inside, not-on-our-network, on none of our access points or switches",
    "late, qos-not-fetched, not fetched yet",
    "silent, host-account-not-linked, the host's account is not linked",
    "lt1, has-calls, 1 Zoom calls"
  })
  void whyNoCallsHasTheTrueReason(String host, String reason, String words) {
    Answer answer = ask("why no zoom calls for " + host);
    assertThat(answer.json().get("reason")).isEqualTo(reason);
    assertThat(String.join("\n", answer.lines())).contains(words);
  }

  @Test
  void sitesAndThingsAreRankedByBadMinutes() {
    assertThat(rows(ask("list sites with bad zoom calls"), "sites"))
        .extracting(s -> s.get("site"), s -> s.get("bad_calls"), s -> s.get("bad_minutes"))
        .containsExactly(org.assertj.core.groups.Tuple.tuple("Berlin", 1L, 2L));
    assertThat(rows(ask("top bad access points at Berlin"), "access_points"))
        .extracting(a -> a.get("mac"), a -> a.get("name"), a -> a.get("bad_minutes"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("5c5b35000002", "AP lobby", 7L),
            org.assertj.core.groups.Tuple.tuple("5c5b35000001", null, 2L));
    assertThat(text("top bad access points at Berlin"))
        .contains("AP lobby (5c5b35000002)", "5c5b35000001");
    assertThat(rows(ask("top 1 bad access points at Berlin"), "access_points")).hasSize(1);
    assertThat(rows(ask("worst clients"), "clients"))
        .extracting(c -> c.get("host_name"), c -> c.get("bad_minutes"))
        .containsExactly(org.assertj.core.groups.Tuple.tuple("lt1", 2L));
  }

  @Test
  void anEmptyPeriodNamesTheLastDayWithData() {
    assertThat(text("list zoom calls on Feb 20"))
        .contains("No Zoom calls", "The last day with data is 2026-03-02.");
    assertThat(ask("list zoom calls for lt2 on Feb 20").json().get("last_day_with_data"))
        .isEqualTo("2026-03-02");
  }

  @Test
  void namesThatNobodyHasBringNearOnes() {
    assertThatThrownBy(() -> ask("troubleshoot ltt1"))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("No client or user ltt1 is known")
        .hasMessageContaining("did you mean lt1");
    assertThatThrownBy(() -> ask("list calls for user Ann Leee"))
        .hasMessageContaining("did you mean Ann Lee");
    assertThatThrownBy(() -> ask("list calls at Berlim"))
        .hasMessageContaining("No site Berlim is known")
        .hasMessageContaining("did you mean Berlin");
  }

  @Test
  void aNameOfTwoClientsIsAskedBack() {
    assertThatThrownBy(() -> ask("list calls for shared"))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("client aabbccddee03 at Berlin")
        .hasMessageContaining("client aabbccddee04 at New York");
    assertThat(text("list calls for shared at New York on Mar 2"))
        .contains("No Zoom calls of shared");
  }

  @Test
  void hostileNamesReachTheTerminalAsPlainText() {
    Answer answer = ask("list zoom calls for last 7 days");
    assertThat(rows(answer, "calls").get(0).get("user")).isEqualTo(AskWorld.HOSTILE);
    assertThat(answer.lines())
        .allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\p{Cntrl}\\u202e]"));
  }

  @Test
  void anAnswerSaysWhatItRead() {
    Map<String, Object> json = ask("top bad access points at Berlin").json();
    assertThat(json.get("tables_read").toString())
        .isEqualTo("[gold.client_calls, gold.fix_first, silver.sites]");
    // One file of each; of client_calls only the log, for when the last call ended.
    assertThat(json.get("files_read")).isEqualTo(2);
    Map<String, Object> troubleshot = ask("troubleshoot lt1 on Mar 2").json();
    assertThat(troubleshot.get("tables_read").toString())
        .isEqualTo("[gold.client_calls, silver.client_identities, silver.people, silver.sites]");
    // Of client_identities the clients, not the addresses that Zoom saw.
    assertThat(troubleshot.get("files_read")).isEqualTo(4);
  }
}
