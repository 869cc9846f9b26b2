package io.meetinginsights.jobs.zoom;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

class ZoomRequestTest {

  private static final HttpUrl API = HttpUrl.get("https://api.zoom.us/v2");

  private static String pathOf(String uuid) {
    return ZoomRequest.of(ZoomEndpoint.PARTICIPANTS, uuid, "past").url(API).encodedPath();
  }

  @Test
  void aUuidWithASingleSlashIsEncodedOnce() {
    // The uuid of Zoom's own specification.
    assertThat(pathOf("w7fUhDMLSo25Lfvu/3I+cw=="))
        .isEqualTo("/v2/metrics/meetings/w7fUhDMLSo25Lfvu%2F3I%2Bcw%3D%3D/participants");
  }

  @Test
  void aUuidThatBeginsWithASlashIsEncodedTwice() {
    assertThat(pathOf("/ajXp112QmuoKj4854875=="))
        .isEqualTo("/v2/metrics/meetings/%252FajXp112QmuoKj4854875%253D%253D/participants");
  }

  @Test
  void aUuidWithTwoSlashesInARowIsEncodedTwice() {
    assertThat(pathOf("a//b")).isEqualTo("/v2/metrics/meetings/a%252F%252Fb/participants");
  }

  @Test
  void callQualityIsAskedForInPagesOfTen() {
    HttpUrl url = ZoomRequest.of(ZoomEndpoint.PARTICIPANTS_QOS, "abc", "past").url(API);
    assertThat(url.queryParameter("page_size")).isEqualTo("10");
    assertThat(url.queryParameter("type")).isEqualTo("past");
  }
}
