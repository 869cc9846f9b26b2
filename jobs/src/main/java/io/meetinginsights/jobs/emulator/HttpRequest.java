package io.meetinginsights.jobs.emulator;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request as it came.
 *
 * @param path still percent-encoded: how often a meeting's uuid is encoded matters
 * @param headers by lower-case name
 */
record HttpRequest(
    String method, String path, String query, Map<String, String> headers, String body) {

  /** Query parameters; of one that is repeated the last. */
  Map<String, String> parameters() {
    return form(query);
  }

  /** Query parameters and those of a form body, which win. */
  Map<String, String> parametersAndForm() {
    Map<String, String> all = form(query);
    if (headers.getOrDefault("content-type", "").startsWith("application/x-www-form-urlencoded")) {
      all.putAll(form(body));
    }
    return all;
  }

  private static Map<String, String> form(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      if (!pair.isEmpty()) {
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        values.put(decode(name.replace('+', ' ')), decode(value.replace('+', ' ')));
      }
    }
    return values;
  }

  /** Undoes percent-encoding once. A plus stays a plus, which is the rule of paths. */
  static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
      if (in[i] == '%' && high >= 0 && low >= 0) {
        out[length++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        out[length++] = in[i];
      }
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }
}
