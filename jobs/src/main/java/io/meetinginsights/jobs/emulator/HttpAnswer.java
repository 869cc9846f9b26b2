package io.meetinginsights.jobs.emulator;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer, and how much of it arrives. */
record HttpAnswer(int status, Map<String, String> headers, byte[] body, Delivery delivery) {

  enum Delivery {
    WHOLE,
    /** All headers, half of the body, then the end of the connection. */
    TRUNCATED,
    /** Nothing but a reset. */
    RESET,
    /** Nothing for a long time, then a reset. */
    STALLED
  }

  static HttpAnswer json(int status, byte[] body) {
    return new HttpAnswer(
        status, Map.of("Content-Type", "application/json;charset=UTF-8"), body, Delivery.WHOLE);
  }

  static HttpAnswer json(int status, String body) {
    return json(status, body.getBytes(StandardCharsets.UTF_8));
  }

  static HttpAnswer html(int status, String title, String text) {
    String page =
        "<!DOCTYPE html><html><head><title>"
            + title
            + "</title></head><body><h1>"
            + title
            + "</h1><p>"
            + text
            + "</p></body></html>";
    return new HttpAnswer(
        status,
        Map.of("Content-Type", "text/html;charset=UTF-8"),
        page.getBytes(StandardCharsets.UTF_8),
        Delivery.WHOLE);
  }

  static HttpAnswer redirect(String location) {
    return new HttpAnswer(302, Map.of("Location", location), new byte[0], Delivery.WHOLE);
  }

  HttpAnswer with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new HttpAnswer(status, all, body, delivery);
  }

  HttpAnswer delivered(Delivery how) {
    return new HttpAnswer(status, headers, body, how);
  }
}
