package io.meetinginsights.jobs.zoom;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the fetch needs to know of an answer's body, read in one pass without building a tree: a
 * page of call quality has megabytes.
 *
 * @param code Zoom's error code, 0 where the body has none
 * @param message Zoom's text of an error; may hold names, so never shown or logged
 * @param nextPageToken empty at the end
 * @param total total_records, -1 where the body does not say
 * @param rows elements of the list
 * @param meetings the meetings of a listing
 * @param addresses public addresses of participants
 * @param withoutIdentity participants with neither id nor e-mail: guests who did not sign in
 * @param withMinutes participants with at least one minute of call quality
 * @param withQuality meetings or participants with a quality word, which only accounts have that
 *     turned the setting on
 */
public record AnswerSummary(
    int code,
    String message,
    String nextPageToken,
    int total,
    int rows,
    List<ListedMeeting> meetings,
    List<String> addresses,
    int withoutIdentity,
    int withMinutes,
    int withQuality) {

  private static final JsonFactory JSON = new JsonFactory();

  /** A meeting of a listing; {@code version} changes with what Zoom says of it. */
  public record ListedMeeting(String uuid, LocalDate endDay, String version) {}

  public AnswerSummary {
    meetings = List.copyOf(meetings);
    addresses = List.copyOf(addresses);
  }

  /** Whether the body is an error of Zoom's, whatever the HTTP status says. */
  public boolean isError() {
    return code != 0;
  }

  /** Reads a body; an IOException if it is no JSON object, or cut off. */
  public static AnswerSummary read(byte[] body) throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the body is no JSON object");
      }
      Reader reader = new Reader();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        reader.field(json);
      }
      if (json.nextToken() != null) {
        throw new IOException("the body goes on after its end");
      }
      return reader.summary();
    }
  }

  private static final class Reader {
    private int code;
    private String message = "";
    private String token = "";
    private int total = -1;
    private int rows;
    private final List<ListedMeeting> meetings = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private int withoutIdentity;
    private int withMinutes;
    private int withQuality;

    private AnswerSummary summary() {
      return new AnswerSummary(
          rows > 0 ? 0 : code,
          message,
          token,
          total,
          rows,
          meetings,
          addresses,
          withoutIdentity,
          withMinutes,
          withQuality);
    }

    private void field(JsonParser json) throws IOException {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "code" -> code = value.isNumeric() ? json.getIntValue() : integer(json, value, 0);
        case "message" -> message = text(json, value);
        case "next_page_token" -> token = text(json, value);
        case "total_records" -> total = integer(json, value, -1);
        case "meetings", "participants", "users" -> elements(json, value, name);
        default -> json.skipChildren();
      }
    }

    private void elements(JsonParser json, JsonToken value, String name) throws IOException {
      if (value != JsonToken.START_ARRAY) {
        json.skipChildren();
        return;
      }
      for (JsonToken at = json.nextToken(); at != JsonToken.END_ARRAY; at = json.nextToken()) {
        if (at == null) {
          throw new IOException("the body is cut off");
        }
        rows++;
        if (at != JsonToken.START_OBJECT) {
          json.skipChildren();
        } else if (name.equals("meetings")) {
          meeting(json);
        } else if (name.equals("participants")) {
          participant(json);
        } else {
          json.skipChildren();
        }
      }
    }

    private void meeting(JsonParser json) throws IOException {
      String uuid = "";
      String start = "";
      String end = "";
      String duration = "";
      String participants = "";
      boolean hasQuality = false;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "uuid" -> uuid = text(json, value);
          case "start_time" -> start = text(json, value);
          case "end_time" -> end = text(json, value);
          case "duration" -> duration = text(json, value);
          case "participants" -> participants = text(json, value);
          case "audio_quality", "video_quality", "screen_share_quality" ->
              hasQuality |= !text(json, value).isEmpty();
          default -> json.skipChildren();
        }
      }
      if (hasQuality) {
        withQuality++;
      }
      if (!uuid.isEmpty()) {
        LocalDate day = day(end) != null ? day(end) : day(start);
        meetings.add(
            new ListedMeeting(uuid, day, start + "|" + end + "|" + duration + "|" + participants));
      }
    }

    private void participant(JsonParser json) throws IOException {
      boolean isKnown = false;
      boolean hasMinutes = false;
      boolean hasQuality = false;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "id", "email" -> isKnown |= !text(json, value).isEmpty();
          case "ip_address" -> {
            String address = text(json, value);
            if (!address.isEmpty()) {
              addresses.add(address);
            }
          }
          case "audio_quality", "video_quality", "screen_share_quality" ->
              hasQuality |= !text(json, value).isEmpty();
          case "user_qos" -> {
            if (value == JsonToken.START_ARRAY) {
              hasMinutes = hasElements(json);
            } else {
              json.skipChildren();
            }
          }
          default -> json.skipChildren();
        }
      }
      withoutIdentity += isKnown ? 0 : 1;
      withMinutes += hasMinutes ? 1 : 0;
      withQuality += hasQuality ? 1 : 0;
    }

    private static boolean hasElements(JsonParser json) throws IOException {
      boolean has = false;
      for (JsonToken at = json.nextToken(); at != JsonToken.END_ARRAY; at = json.nextToken()) {
        if (at == null) {
          throw new IOException("the body is cut off");
        }
        has = true;
        json.skipChildren();
      }
      return has;
    }

    private static LocalDate day(String time) {
      try {
        return LocalDate.ofInstant(Instant.parse(time), ZoneOffset.UTC);
      } catch (DateTimeParseException blankOrOdd) {
        return null;
      }
    }

    private static String text(JsonParser json, JsonToken value) throws IOException {
      if (value.isScalarValue()) {
        return value == JsonToken.VALUE_NULL ? "" : json.getText();
      }
      json.skipChildren();
      return "";
    }

    private static int integer(JsonParser json, JsonToken value, int otherwise) throws IOException {
      try {
        return Integer.parseInt(text(json, value));
      } catch (NumberFormatException odd) {
        return otherwise;
      }
    }
  }
}
