package io.meetinginsights.jobs.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.ask.Question.Kind;
import io.meetinginsights.jobs.ask.Question.Naming;
import io.meetinginsights.jobs.ask.Question.Subject;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows were worked out by hand on a calendar: 2026-03-04 is a Wednesday. */
class SentenceReaderTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** 15:30 in Berlin, winter time. */
  private static final Instant NOW = Instant.parse("2026-03-04T14:30:00Z");

  @ParameterizedTest
  @CsvSource({
    "list zoom calls for last 7 days, CALLS, false",
    "list bad zoom calls in last 7 days, CALLS, true",
    "Show me all the bad meetings, CALLS, true",
    "which calls at Berlin yesterday, CALLS, false",
    "troubleshoot application Zoom for HOST on Jul 28 between 10:00 AM to 10:28 AM, TROUBLESHOOT, false",
    "troubleshoot HOST, TROUBLESHOOT, false",
    "why were zoom calls bad for HOST yesterday?, TROUBLESHOOT, false",
    "what is wrong with zoom calls for HOST, TROUBLESHOOT, false",
    "why no zoom calls for HOST, NO_CALLS, false",
    "why are there no calls for HOST today, NO_CALLS, false",
    "why does HOST have no zoom calls, NO_CALLS, false",
    "list sites with bad zoom calls, SITES, true",
    "which sites have bad calls in the last month, SITES, true",
    "top bad access points at SITE, ACCESS_POINTS, true",
    "list the top 5 bad APs, ACCESS_POINTS, true",
    "worst clients at Berlin, CLIENTS, true"
  })
  void sentencesAndVariantsAreUnderstood(String sentence, Kind kind, boolean isBadOnly) {
    Question question = SentenceReader.read(sentence);
    assertThat(question.kind()).isEqualTo(kind);
    assertThat(question.isBadOnly()).isEqualTo(isBadOnly);
  }

  @Test
  void namesAreTakenWithTheirKind() {
    assertThat(subject("why no zoom calls for LAPTOP-Q3HRNHI3"))
        .isEqualTo(new Subject(Naming.ANY, "LAPTOP-Q3HRNHI3"));
    assertThat(subject("list calls of user Ann Lee last week"))
        .isEqualTo(new Subject(Naming.USER, "Ann Lee"));
    assertThat(subject("list calls for May Lee on May 3"))
        .isEqualTo(new Subject(Naming.ANY, "May Lee"));
    assertThat(subject("troubleshoot mac 5C:5B:35:00:00:01 today"))
        .isEqualTo(new Subject(Naming.MAC, "5C:5B:35:00:00:01"));
    assertThat(subject("list calls for \"the last host\""))
        .isEqualTo(new Subject(Naming.ANY, "the last host"));
    assertThat(subject("list calls for ann.lee@example.com."))
        .isEqualTo(new Subject(Naming.ANY, "ann.lee@example.com"));
  }

  private static Subject subject(String sentence) {
    return SentenceReader.read(sentence).subject();
  }

  @Test
  void sitesAreTaken() {
    assertThat(SentenceReader.read("top bad access points at New York last 3 days").site())
        .isEqualTo("New York");
    assertThat(SentenceReader.read("list calls at Bad Homburg at 10:00").site())
        .isEqualTo("Bad Homburg");
    assertThat(SentenceReader.read("list calls for site Building 7 yesterday").site())
        .isEqualTo("Building 7");
    assertThat(SentenceReader.read("top 5 bad clients at Berlin").most()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    // sentence's time, from, to
    "for last 7 days, 2026-02-25T14:30:00Z, 2026-03-04T14:30:00Z",
    "in the past 24h, 2026-03-03T14:30:00Z, 2026-03-04T14:30:00Z",
    "last hour, 2026-03-04T13:30:00Z, 2026-03-04T14:30:00Z",
    "last month, 2026-02-04T14:30:00Z, 2026-03-04T14:30:00Z",
    "'', 2026-02-25T14:30:00Z, 2026-03-04T14:30:00Z",
    "today, 2026-03-03T23:00:00Z, 2026-03-04T23:00:00Z",
    "yesterday, 2026-03-02T23:00:00Z, 2026-03-03T23:00:00Z",
    "on Wednesday, 2026-03-03T23:00:00Z, 2026-03-04T23:00:00Z",
    "on last Wednesday, 2026-02-24T23:00:00Z, 2026-02-25T23:00:00Z",
    // Summer time: UTC+2, and the year before, since July is to come.
    "on Jul 28 between 10:00 AM to 10:28 AM, 2025-07-28T08:00:00Z, 2025-07-28T08:29:00Z",
    "between 10 and 11 pm on 28th of July 2025, 2025-07-28T20:00:00Z, 2025-07-28T21:01:00Z",
    "from 22:00 to 22:28 on 2026-03-02, 2026-03-02T21:00:00Z, 2026-03-02T21:29:00Z",
    "10:00-10:28 today, 2026-03-04T09:00:00Z, 2026-03-04T09:29:00Z",
    "between 12 AM and 12 PM on March 3rd, 2026-03-02T23:00:00Z, 2026-03-03T11:01:00Z",
    "between 11 PM and 1 AM on March 2, 2026-03-02T22:00:00Z, 2026-03-03T00:01:00Z",
    "from Mar 2 to Mar 3, 2026-03-01T23:00:00Z, 2026-03-03T23:00:00Z",
    "from Mar 2 9 AM to Mar 3 17:30, 2026-03-02T08:00:00Z, 2026-03-03T16:31:00Z",
    "since Monday, 2026-03-01T23:00:00Z, 2026-03-04T14:30:00Z",
    "at 10:05, 2026-03-04T08:50:00Z, 2026-03-04T09:20:00Z",
    // Nine in the evening has not come yet today.
    "around 9pm, 2026-03-03T19:45:00Z, 2026-03-03T20:15:00Z",
    "from 2026-03-02T10:00Z to 2026-03-02T11:00:00+02:00, 2026-03-02T10:00:00Z, 2026-03-02T09:00:00Z",
    // The night the clocks go back: two till three happens twice.
    "between 2:00 and 2:59 on 2025-10-26, 2025-10-26T00:00:00Z, 2025-10-26T02:00:00Z"
  })
  void periodsAreOnTheClockOfTheSite(String time, Instant from, Instant to) {
    Question question = SentenceReader.read("list zoom calls " + time);
    assertThat(question.time().resolve(BERLIN, NOW)).isEqualTo(new Window(from, to));
  }

  @Test
  void aZoneInTheSentenceIsTaken() {
    assertThat(SentenceReader.read("list calls from 9:00 to 10:00 UTC").zone())
        .isEqualTo(ZoneId.of("UTC"));
    assertThat(SentenceReader.read("list calls today in america/new_york").zone())
        .isEqualTo(ZoneId.of("America/New_York"));
    assertThat(SentenceReader.read("list calls today").zone()).isNull();
  }

  @Test
  void whatIsNotUnderstoodSaysHowFarItGotAndWhatComesNear() {
    assertThatThrownBy(() -> SentenceReader.read("list bad zom calls in last 7 days"))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("understood so far: \"list bad\"")
        .hasMessageContaining("stopped at \"zom\", character 10")
        .hasMessageContaining("list bad zoom calls in last 7 days");
    assertThatThrownBy(() -> SentenceReader.read("why no zoom"))
        .hasMessageContaining("the sentence ends where more was expected")
        .hasMessageContaining("why no zoom calls for HOST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "?",
        "\"",
        "list",
        "list calls for",
        "top",
        "list calls at",
        "from from from",
        "list calls between 10 and",
        "<script>alert(1)</script>",
        "\u0000",
        "list calls 🙂 🙂",
        "list zoom calls for last 99999999999 days",
        "list calls on 2026-02-30",
        "list calls at 26:00",
        "list calls at 13 PM",
        "list calls on 3/4",
        "list calls today in Europe/Atlantis",
        "list webex calls",
        "list application webex calls",
        "troubleshoot zoom calls",
        "why no calls",
        "list calls today yesterday",
        "list calls last week at 10:00",
        "list calls for a b c for d"
      })
  void nonsenseIsAnErrorOfTheUserAndNeverABug(String sentence) {
    assertThatThrownBy(() -> SentenceReader.read(sentence)).isInstanceOf(ConfigurationError.class);
  }

  @Test
  void everyExampleIsUnderstood() {
    assertThat(Phrases.EXAMPLES).allSatisfy(SentenceReader::read);
  }
}
