package io.meetinginsights.jobs.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.jobs.privacy.Subject.By;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Lines worked by hand. */
class LineRedactionTest {

  private static final Subject ANN =
      new Subject(
          Subject.Kind.PERSON,
          Map.of(
              By.PERSON,
              Set.of("ann@example.com", "zoomid-ann-1"),
              By.SIGN_IN,
              Set.of("ann@example.com", "ann"),
              By.MAC,
              Set.of("a483e7000001"),
              By.TEXT,
              Set.of("ann-laptop", "10.0.0.5", "ann zwölfer"),
              By.JOIN,
              Set.of(Identifiers.join("acc", "m1", "77", Instant.parse("2026-03-02T10:00:00Z"))),
              By.PARTICIPANT_ID,
              Set.of("77")));

  private final LineRedaction redaction = new LineRedaction(ANN.marks());

  private String line(String dataset, String text) {
    return redaction.line(dataset, "acc", text).text();
  }

  @Test
  void aParticipantGoesByAddressZoomIdOrJoinAndTheOthersKeepEveryDigit() {
    assertThat(
            line(
                "participants_qos",
                "{\"params\":{\"meetingId\":\"m1\"},\"body\":{\"total\":4,\"participants\":["
                    + "{\"user_id\":\"1\",\"email\":\"Ann@Example.com\"},"
                    + "{\"user_id\":\"2\",\"id\":\"ZoomId-Ann-1\"},"
                    + "{\"user_id\":\"77\",\"join_time\":\"2026-03-02T10:00:00Z\"},"
                    + "{\"user_id\":\"77\",\"join_time\":\"2026-03-02T11:00:00Z\",\"x\":1.50,\"n\":1772436246760032}]}}"))
        .isEqualTo(
            "{\"params\":{\"meetingId\":\"m1\"},\"body\":{\"total\":4,\"participants\":["
                + "{\"user_id\":\"77\",\"join_time\":\"2026-03-02T11:00:00Z\",\"x\":1.50,\"n\":1772436246760032}]},"
                + "\"redacted\":true}");
  }

  @Test
  void somebodyElsesRecordLosesTheNameAndStays() {
    assertThat(
            line(
                "participants",
                "{\"body\":{\"participants\":[{\"user_id\":\"5\",\"user_name\":\"Ann"
                    + " Zw\\u00f6lfer\",\"ip_address\":\"192.0.2.1\"}]}}"))
        .isEqualTo(
            "{\"body\":{\"participants\":[{\"user_id\":\"5\",\"ip_address\":\"192.0.2.1\"}]},\"redacted\":true}");
  }

  @Test
  void aMeetingStaysWithoutItsHostAndATopicThatNamesThePerson() {
    assertThat(
            line(
                "meetings",
                "{\"body\":{\"meetings\":[{\"uuid\":\"m1\",\"host\":\"A"
                    + " Z\",\"email\":\"ann@example.com\",\"topic\":\"Mine\"},{\"uuid\":\"m2\",\"topic\":\"Ann"
                    + " Zwölfer's Zoom Meeting\"},{\"uuid\":\"m3\",\"topic\":\"Annual"
                    + " meeting\"}]}}"))
        .isEqualTo(
            "{\"body\":{\"meetings\":[{\"uuid\":\"m1\"},{\"uuid\":\"m2\"},{\"uuid\":\"m3\",\"topic\":\"Annual"
                + " meeting\"}]},\"redacted\":true}");
  }

  @Test
  void aGuestsRatingAndWhatHeHostedGoInTheMeetingsHeWasInAlone() {
    Subject guests =
        new Subject(
            Subject.Kind.GUESTS,
            Map.of(By.ATTENDEE, Set.of(Identifiers.attendee("acc", "m1", "Guest@example.org "))));
    LineRedaction ofGuests = new LineRedaction(guests.marks());
    String rating =
        "{\"params\":{\"meetingId\":\"m1\"},\"body\":{\"participants\":["
            + "{\"email\":\"guest@example.org\",\"quality\":\"GOOD\"},"
            + "{\"email\":\"ann@example.com\",\"quality\":\"GOOD\"}]}}";
    assertThat(ofGuests.line("satisfaction", "acc", rating).text())
        .isEqualTo(
            "{\"params\":{\"meetingId\":\"m1\"},\"body\":{\"participants\":["
                + "{\"email\":\"ann@example.com\",\"quality\":\"GOOD\"}]},\"redacted\":true}");
    String elsewhere = rating.replace("m1", "m2");
    assertThat(ofGuests.line("satisfaction", "acc", elsewhere).text()).isEqualTo(elsewhere);
    assertThat(ofGuests.line("satisfaction", "other", rating).text()).isEqualTo(rating);
    assertThat(
            ofGuests
                .line(
                    "meetings",
                    "acc",
                    "{\"body\":{\"meetings\":[{\"uuid\":\"m1\",\"email\":\"guest@example.org\"},"
                        + "{\"uuid\":\"m2\",\"email\":\"guest@example.org\"}]}}")
                .text())
        .isEqualTo(
            "{\"body\":{\"meetings\":[{\"uuid\":\"m1\"},"
                + "{\"uuid\":\"m2\",\"email\":\"guest@example.org\"}]},\"redacted\":true}");
  }

  @Test
  void aClientsReadingGoesInWhateverFormItsMacStands() {
    assertThat(
            line(
                "client_stats",
                "{\"body\":[{\"mac\":\"A4:83:E7:00:00:01\"},{\"mac\":\"a483e7000002\",\"ip\":\"10.0.0.55\"}]}"))
        .isEqualTo(
            "{\"body\":[{\"mac\":\"a483e7000002\",\"ip\":\"10.0.0.55\"}],\"redacted\":true}");
  }

  @Test
  void aSignInGoesByTheUserAndNotByAFieldThatMeansSomethingElse() {
    assertThat(
            line(
                "nac_events",
                "{\"body\":{\"events\":[{\"mac\":\"b00000000001\",\"username\":\"ann\"},{\"mac\":\"b00000000002\",\"ssid\":\"ann\"}]}}"))
        .isEqualTo(
            "{\"body\":{\"events\":[{\"mac\":\"b00000000002\",\"ssid\":\"ann\"}]},\"redacted\":true}");
  }

  @Test
  void aLineAskedForTheDeviceKeepsAnEmptyList() {
    assertThat(
            line(
                "client_events",
                "{\"request\":\"GET"
                    + " /sites/1/clients/a483e7000001/events\",\"params\":{\"client_mac\":\"a483e7000001\",\"site_id\":\"s\"},"
                    + "\"body\":{\"results\":[{\"type\":\"CLIENT_DNS_OK\"}]}}"))
        .isEqualTo(
            "{\"request\":\"GET"
                + " /sites/1/clients/{redacted}/events\",\"params\":{\"site_id\":\"s\"},\"body\":[],\"redacted\":true}");
  }

  @Test
  void aPortStaysWithoutItsNeighbourAndAListInsideARecordLosesTheEntry() {
    assertThat(
            line(
                "ports",
                "{\"body\":{\"results\":[{\"port_id\":\"ge-0/0/1\",\"neighbor_mac\":\"a483e7000001\",\"neighbor_system_name\":\"ANN-LAPTOP.corp.example\",\"rx\":5}]}}"))
        .isEqualTo(
            "{\"body\":{\"results\":[{\"port_id\":\"ge-0/0/1\",\"rx\":5}]},\"redacted\":true}");
    assertThat(
            line(
                "device_stats",
                "{\"body\":[{\"mac\":\"0c8126000002\",\"clients\":[{\"mac\":\"a483e7000001\",\"vlan\":1},{\"mac\":\"a483e7000009\"}]}]}"))
        .isEqualTo(
            "{\"body\":[{\"mac\":\"0c8126000002\",\"clients\":[{\"mac\":\"a483e7000009\"}]}],\"redacted\":true}");
  }

  @Test
  void aLineThatIsNoJsonGoesWholeIfItNamesThePersonAndStaysIfNot() {
    assertThat(line("users", "{\"body\":{\"users\":[{\"email\":\"ann@example.com\",\"fi"))
        .isEqualTo("{\"redacted\":true}");
    assertThat(line("users", "{\"body\":{\"users\":[{\"email\":\"joann@example.com\",\"fi"))
        .isEqualTo("{\"body\":{\"users\":[{\"email\":\"joann@example.com\",\"fi");
  }

  @Test
  void aLineAboutOthersIsTheVerySameText() {
    String odd = "{ \"body\" : [ {\"mac\":\"a483e7000009\", \"v\": 1.0e3} ] }";
    assertThat(line("client_stats", odd)).isSameAs(odd);
  }

  @Test
  void theScanFindsWhatIsWrittenInAnyFormAndNothingInsideAnotherWord() {
    IdentifierScan scan = ANN.scan();
    for (String text :
        new String[] {
          "x ANN@example.COM,",
          "\"a4-83-e7-00-00-01\"",
          "\"A483.E700.0001\"",
          "Ann Zwölfer",
          "ANN ZW\u00d6LFER",
          "ann zw\\u00f6lfer",
          "{\"user_id\":\"77\"}"
        }) {
      assertThat(scan.finds(text.getBytes(StandardCharsets.UTF_8))).as(text).isTrue();
    }
    for (String text : new String[] {"joann@example.com", "a483e70000012", "10.0.0.55", "1772"}) {
      assertThat(scan.finds(text.getBytes(StandardCharsets.UTF_8))).as(text).isFalse();
    }
  }

  @Test
  void tombstonesKnowWhatTheSubjectKnewButNoAddressThatSomebodyElseGetsNext() {
    ErasureKey key =
        ErasureKey.open(
            new PrivacyConfig(false, "KEY", "", java.util.List.of()),
            java.util.Map.of("KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    Set<String> hashes = Tombstones.of(key, ANN);
    assertThat(hashes).allMatch(hash -> hash.matches("[0-9a-f]{32}"));
    LineRedaction late = new LineRedaction(new Tombstones(key, hashes));
    String stats =
        "{\"body\":[{\"mac\":\"A4:83:E7:00:00:01\"},{\"mac\":\"a483e7000002\",\"ip\":\"10.0.0.5\"}]}";
    assertThat(late.line("client_stats", null, stats).text())
        .isEqualTo("{\"body\":[{\"mac\":\"a483e7000002\",\"ip\":\"10.0.0.5\"}],\"redacted\":true}");
    // Another key, another hash: who has the list alone cannot test a guess.
    ErasureKey other =
        ErasureKey.open(
            new PrivacyConfig(false, "KEY", "", java.util.List.of()),
            java.util.Map.of("KEY", "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="));
    assertThat(Tombstones.of(other, ANN)).doesNotContainAnyElementsOf(hashes);
  }
}
