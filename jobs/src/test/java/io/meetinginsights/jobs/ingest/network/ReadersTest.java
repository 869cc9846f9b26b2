package io.meetinginsights.jobs.ingest.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import io.meetinginsights.jobs.ingest.fields.Flaw;
import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Json;
import io.meetinginsights.jobs.privacy.LineRedaction;
import io.meetinginsights.jobs.privacy.Subject;
import java.io.IOException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReadersTest {

  /** As somebody would add one to {@link Readers}. */
  private static final Reader PINGS =
      Reader.of("pings", Kind.PROBE)
          .timedBy("at", "sent.at")
          .sitedBy("office")
          .reads(
              Field.mac("mac", "device", "box").required(),
              Field.computed("from_type", (record, flaws) -> "ap"),
              Field.text("target", "to"),
              Field.number("rtt_ms", "result.ms"),
              Field.number("loss_pct", "result.lost"));

  private static Observation read(String record, String org, String site, Long receivedAt)
      throws IOException {
    int day = (int) LocalDate.parse("2026-03-02").toEpochDay();
    try (JsonParser json = Json.parser(record)) {
      json.nextToken();
      return PINGS.read(PINGS.shape().read(json), new Reader.Line(org, site, day, receivedAt, 3));
    }
  }

  private static Object value(Observation read, String attribute) {
    return read.values()[Kind.PROBE.indexOf(attribute)];
  }

  @Test
  void eachDatasetHasOneReaderAndEachKindIsReadBySome() {
    assertThat(Readers.datasets()).doesNotHaveDuplicates();
    assertThat(Readers.ALL)
        .allSatisfy(reader -> assertThat(Readers.of(reader.dataset())).containsSame(reader));
    assertThat(Readers.of("pings")).isEmpty();
    Set<Kind> read = EnumSet.noneOf(Kind.class);
    Readers.ALL.forEach(reader -> read.add(reader.kind()));
    assertThat(read).containsExactlyInAnyOrder(Kind.values());
  }

  @Test
  void aReaderOfOnesOwnGivesValuesTimeSiteAndFlaws() throws IOException {
    Observation read =
        read(
            "{\"at\":\"2026-03-02T10:15:00Z\",\"office\":\"paris\",\"device\":\"A4-83-E7-00-00-01\","
                + "\"to\":\"gateway\",\"result\":{\"ms\":\"12.50\",\"lost\":\"some\"},\"more\":[1]}",
            "org-1",
            "site-1",
            null);
    assertThat(read.flaws().isRejected()).isFalse();
    assertThat(read.flaws().found())
        .containsExactly(new Flaw("result.lost", "wrong_type", "a number", Flaws.REPAIRED));
    assertThat(read.kind()).isEqualTo(Kind.PROBE);
    assertThat(read.orgId()).isEqualTo("org-1");
    assertThat(read.siteId()).isEqualTo("paris");
    assertThat(read.eventAt()).isEqualTo(Walked.micros("2026-03-02T10:15:00Z"));
    assertThat(value(read, "mac")).isEqualTo("a483e7000001");
    assertThat(value(read, "from_type")).isEqualTo("ap");
    assertThat(value(read, "target")).isEqualTo("gateway");
    assertThat(value(read, "rtt_ms")).isEqualTo(12.5);
    assertThat(value(read, "jitter_ms")).isNull();
    assertThat(value(read, "loss_pct")).isNull();
    assertThat(read.device()).isEqualTo("a483e7000001");
    assertThat(read.siteId()).isEqualTo("paris");
    assertThat(read.orgId()).isEqualTo("org-1");
    assertThat(PINGS.tells("rtt_ms")).isTrue();
    assertThat(PINGS.tells("jitter_ms")).isFalse();
    assertThat(PINGS.isAboutPeople()).isFalse();
  }

  @Test
  void theSecondBestFieldCountsWhereTheBestHasNothing() throws IOException {
    Observation read =
        read(
            "{\"org_id\":\"org-2\",\"at\":\"\",\"sent\":{\"at\":1772446500},\"box\":\"a483e7000001\"}",
            "org-1",
            "site-1",
            null);
    assertThat(read.flaws().found()).isEmpty();
    assertThat(read.orgId()).isEqualTo("org-2");
    assertThat(read.siteId()).isEqualTo("site-1");
    // date -ud @1772446500
    assertThat(read.eventAt()).isEqualTo(Walked.micros("2026-03-02T10:15:00Z"));
    assertThat(value(read, "mac")).isEqualTo("a483e7000001");
  }

  @Test
  void aRecordWithoutWhatIsRequiredIsRejectedWithEachReason() throws IOException {
    Observation read = read("{\"device\":\"a printer\"}", null, null, 5L);
    assertThat(read.flaws().isRejected()).isTrue();
    assertThat(read.flaws().found())
        .extracting(flaw -> flaw.field() + " " + flaw.reason() + " " + flaw.severity())
        .containsExactlyInAnyOrder(
            "org_id missing_key rejected",
            "site_id missing_key rejected",
            "at missing_key rejected",
            "device wrong_type repaired",
            "mac missing_key rejected");
  }

  @Test
  void aTimeBeforeTheLookBackOrMoreThanADayAheadIsRejected() throws IOException {
    for (String at :
        List.of("2026-02-27T00:00:00Z", "2026-03-02T12:00:00Z", "2026-03-03T23:59:59Z")) {
      assertThat(at(at).found()).as(at).isEmpty();
    }
    for (String at : List.of("2026-02-26T23:59:59Z", "2026-03-04T00:00:00Z")) {
      assertThat(at(at).found())
          .as(at)
          .singleElement()
          .returns("at", Flaw::field)
          .returns("outside_window", Flaw::reason)
          .returns(Flaws.REJECTED, Flaw::severity);
    }
  }

  private static Flaws at(String at) throws IOException {
    return read("{\"at\":\"" + at + "\",\"device\":\"a483e7000001\"}", "o", "s", null).flaws();
  }

  @Test
  void erasureTakesAClientsRecordsOutOfTheDatasetsThatReadersSayAreAboutPeople() {
    Subject client =
        new Subject(Subject.Kind.CLIENT, Map.of(Subject.By.MAC, Set.of("a483e7000001")));
    LineRedaction redaction = new LineRedaction(client.marks());
    String line = "{\"body\":[{\"mac\":\"a483e7000001\",\"v\":1},{\"mac\":\"a483e7000002\"}]}";
    Set<String> cleared = new TreeSet<>();
    for (Reader reader : Readers.ALL) {
      String left = redaction.line(reader.dataset(), null, line).text();
      assertThat(left)
          .as(reader.dataset())
          .isEqualTo(
              reader.isAboutPeople()
                  ? "{\"body\":[{\"mac\":\"a483e7000002\"}],\"redacted\":true}"
                  : "{\"body\":[{\"v\":1},{\"mac\":\"a483e7000002\"}],\"redacted\":true}");
      if (reader.isAboutPeople()) {
        cleared.add(reader.dataset());
      }
    }
    assertThat(cleared)
        .containsExactly(
            "client_events",
            "client_info",
            "client_sessions",
            "client_stats",
            "fast_roams",
            "marvis_client",
            "nac_events",
            "wired_clients");
  }
}
