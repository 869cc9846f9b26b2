package io.meetinginsights.jobs.zoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** Odd bodies: every field may be absent, empty, null or of another type. */
class AnswerExamplesTest {

  private static AnswerSummary read(String body) throws Exception {
    return AnswerSummary.read(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aMeetingBelongsToTheDayItEndedAndWithoutAnEndToTheDayItBegan() throws Exception {
    AnswerSummary listing =
        read(
            "{\"meetings\":[{\"uuid\":\"a\",\"start_time\":\"2026-03-01T23:30:00Z\",\"end_time\":\"2026-03-02T00:10:00Z\"},"
                + "{\"uuid\":\"b\",\"start_time\":\"2026-03-01T23:30:00Z\",\"end_time\":\"\"},"
                + "{\"uuid\":\"c\",\"start_time\":null,\"end_time\":7},{\"uuid\":\"\"},null,3]}");

    assertThat(listing.meetings())
        .extracting(AnswerSummary.ListedMeeting::endDay)
        .containsExactly(LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 1), null);
    assertThat(listing.rows()).isEqualTo(6);
  }

  @Test
  void numbersMayComeAsTextAndListsAsSomethingElse() throws Exception {
    AnswerSummary answer =
        read("{\"total_records\":\"12\",\"next_page_token\":null,\"participants\":{\"a\":1}}");

    assertThat(answer.total()).isEqualTo(12);
    assertThat(answer.nextPageToken()).isEmpty();
    assertThat(answer.rows()).isZero();
  }

  @Test
  void aBodyWithACodeIsAnError() throws Exception {
    assertThat(read("{\"code\":3001,\"message\":\"x\"}").isError()).isTrue();
    assertThat(read("{\"participants\":[]}").isError()).isFalse();
  }
}
