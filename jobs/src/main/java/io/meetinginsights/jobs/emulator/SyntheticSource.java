package io.meetinginsights.jobs.emulator;

import io.meetinginsights.jobs.emulator.ZoomEmulatorConfig.SyntheticConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Meetings made up as they are asked for: units in strings, {@code ""} where nothing was measured,
 * guests without identity, keys left out for some rows, as Zoom answers. Every byte hangs on the
 * seed and on what it is about.
 */
final class SyntheticSource implements ZoomSource {
  private static final int INACTIVE_EVERY = 50;
  private static final int PENDING_EVERY = 80;
  private static final String[] TOPICS = {
    "Weekly sync", "Design review", "Customer call", "Stand-up", "Planning", "Interview"
  };

  private final SyntheticConfig config;
  private final int people;
  private final List<PastMeeting> meetings = new ArrayList<>();
  private final List<ListedUser> users = new ArrayList<>();

  SyntheticSource(SyntheticConfig config) {
    this.config = config;
    this.people = Math.max(config.participants(), config.meetings() / 3 + 1);
    long midnight = LocalDate.parse(config.day()).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    for (int i = 0; i < config.meetings() + config.singles(); i++) {
      long key = key(i);
      int latest = 1440 - config.minutes() - 1;
      long start = midnight + 60L * Chance.below(key, 1, latest) + Chance.below(key, 2, 60);
      meetings.add(
          new PastMeeting(
              i,
              config.account(),
              base64(key, Base64.getEncoder()),
              Long.toString(90_000_000_000L + Math.floorMod(key, 9_000_000_000L)),
              i >= config.meetings(),
              Instant.ofEpochSecond(start),
              Instant.ofEpochSecond(start + 60L * config.minutes())));
    }
    for (int person = 0; person < people; person++) {
      users.add(user(person));
    }
  }

  @Override
  public List<String> accounts() {
    return List.of(config.account());
  }

  @Override
  public List<PastMeeting> meetings() {
    return meetings;
  }

  @Override
  public List<ListedUser> users(String account) {
    return account.equals(config.account()) ? users : List.of();
  }

  @Override
  public int size(PastMeeting meeting, MeetingList list) {
    return switch (list) {
      case PARTICIPANTS -> rows(meeting);
      case QOS -> meeting.isSingle() ? -1 : rows(meeting);
      case SATISFACTION -> meeting.isSingle() ? -1 : raters(meeting).size();
    };
  }

  @Override
  public byte[] listing(PastMeeting meeting) {
    int host = person(meeting, 0);
    return new Json()
        .text("uuid", meeting.uuid())
        .raw("id", meeting.number())
        .text("topic", TOPICS[Chance.below(key(meeting.index()), 3, TOPICS.length)])
        .text("host", name(host))
        .text("email", email(host))
        .text("user_type", "Licensed")
        .text("dept", host % 3 == 0 ? "" : "Department " + host % 7)
        .text("start_time", meeting.start().toString())
        .text("end_time", meeting.end().toString())
        .text("duration", duration())
        .raw("participants", Integer.toString(rows(meeting)))
        .raw("has_pstn", "false")
        .raw("has_voip", "true")
        .raw("has_3rd_party_audio", "false")
        .raw("has_video", "true")
        .raw("has_screen_share", Boolean.toString(meeting.index() % 3 == 0))
        .raw("has_recording", "false")
        .raw("has_sip", "false")
        .raw("has_archiving", "false")
        .text("audio_quality", "")
        .text("video_quality", "")
        .text("screen_share_quality", "")
        .raw("avg_jointime_cost", "2.31")
        .bytes();
  }

  @Override
  public byte[] element(PastMeeting meeting, MeetingList list, int index) {
    return switch (list) {
      case PARTICIPANTS -> participant(meeting, index);
      case QOS -> quality(meeting, index);
      case SATISFACTION -> rating(meeting, raters(meeting).get(index));
    };
  }

  @Override
  public void close() {
    // Nothing is held open.
  }

  private byte[] participant(PastMeeting meeting, int row) {
    boolean isGuest = isGuest(meeting, row);
    String name = shownName(meeting, row);
    return who(meeting, row)
        .text("participant_user_id", isGuest ? "" : userId(person(meeting, row)))
        .text("role", row == 0 ? "host" : "attendee")
        .text("status", "in_meeting")
        .text("leave_reason", name + " left the meeting. Reason: Host ended the meeting.")
        .text("camera", isGuest ? "" : "FaceTime HD Camera")
        .text("microphone", isGuest ? "" : "Microphone Array")
        .text("speaker", isGuest ? "" : "Speakers")
        .text("audio_quality", "")
        .text("video_quality", "")
        .text("screen_share_quality", "")
        .bytes();
  }

  private byte[] quality(PastMeeting meeting, int row) {
    long key = rowKey(meeting, row);
    Json json = who(meeting, row).open("user_qos", '[');
    long minute = (meeting.start().getEpochSecond() + 59) / 60 * 60;
    boolean isBad = Chance.happens(key, 20, 0.06);
    for (int i = 0; i < config.minutes(); i++, minute += 60) {
      long drawn = Chance.key(key, i);
      json.begin().text("date_time", Instant.ofEpochSecond(minute).toString());
      boolean isWeb = isWeb(meeting, row);
      boolean hasVideo = Chance.happens(key, 21, 0.8);
      boolean hasShare = row == 0 && meeting.index() % 3 == 0 && i % 10 < 6;
      stream(json, isWeb ? "audio_device_from_rwg" : "audio_input", drawn, 30, true, isBad, "");
      stream(json, isWeb ? "audio_device_to_rwg" : "audio_output", drawn, 40, true, false, "");
      String seen = isBad ? "640*360" : "1280*720";
      stream(
          json, isWeb ? "video_device_from_rwg" : "video_input", drawn, 50, hasVideo, isBad, seen);
      stream(json, isWeb ? "video_device_to_rwg" : "video_output", drawn, 60, true, false, seen);
      if (!isWeb && !Chance.happens(key, 22, 0.3)) {
        stream(json, "as_input", drawn, 70, hasShare, isBad, "1920*1080");
        stream(json, "as_output", drawn, 80, false, false, "1920*1080");
      }
      cpu(json, drawn, isWeb);
      if (!isWeb && !isGuest(meeting, row) && row % 3 != 1) {
        int rssi = -48 - Chance.below(drawn, 90, isBad ? 35 : 15);
        json.open("wifi_rssi", '{')
            .raw("max_rssi", Integer.toString(rssi + 2))
            .raw("avg_rssi", Integer.toString(rssi))
            .raw("min_rssi", Integer.toString(rssi - 3))
            .text("rssi_unit", "dBm")
            .close('}');
      }
      json.close('}');
    }
    return json.close(']').text("health", isBad ? "Warning" : "Good").bytes();
  }

  /** A stream's five figures, seven with pictures; all empty where it was not in use. */
  private static void stream(
      Json json, String name, long key, int draw, boolean isUsed, boolean isBad, String pictures) {
    json.open(name, '{');
    int loss = Chance.below(key, draw + 3, isBad ? 900 : 40);
    json.text("bitrate", isUsed ? (30 + Chance.below(key, draw, 60)) + ".25 kbps" : "")
        .text("latency", isUsed ? (isBad ? 180 : 30) + Chance.below(key, draw + 1, 90) + " ms" : "")
        .text("jitter", isUsed ? Chance.below(key, draw + 2, isBad ? 90 : 12) + " ms" : "")
        .text("avg_loss", isUsed ? percent(loss) : "")
        .text("max_loss", isUsed ? percent(loss * 3) : "");
    if (!pictures.isEmpty()) {
      int frames = Chance.below(key, draw + 4, 30);
      json.text("resolution", isUsed ? pictures : "")
          .text("frame_rate", isUsed && frames > 0 ? frames + " fps" : "");
    }
    json.close('}');
  }

  private static void cpu(Json json, long key, boolean isWeb) {
    int zoom = 4 + Chance.below(key, 91, 20);
    json.open("cpu_usage", '{')
        .text("zoom_min_cpu_usage", isWeb ? "" : (zoom - 3) + "%")
        .text("zoom_avg_cpu_usage", isWeb ? "" : zoom + "%")
        .text("zoom_max_cpu_usage", isWeb ? "" : (zoom + 6) + "%")
        .text("system_max_cpu_usage", isWeb ? "" : (zoom + Chance.below(key, 92, 60)) + "%")
        .close('}');
    if (isWeb) {
      json.open("cpu_pressure_level", '{')
          .text("system_min_cpu_pressure_level", "normal")
          .text("system_avg_cpu_pressure_level", "normal")
          .text("system_max_cpu_pressure_level", "fair")
          .close('}');
    }
  }

  private Json who(PastMeeting meeting, int row) {
    long key = rowKey(meeting, row);
    boolean isGuest = isGuest(meeting, row);
    boolean isWeb = isWeb(meeting, row);
    int person = person(meeting, row);
    int site = person % 8;
    Json json =
        new Json()
            .text("user_id", Long.toString(16_778_240L + 1024L * row))
            .text("participant_uuid", uuid(key))
            .text("user_name", shownName(meeting, row))
            .text("join_time", meeting.start().toString())
            .text("leave_time", meeting.end().toString())
            .text("connection_type", "UDP")
            .text("video_connection_type", "UDP")
            .text("as_connection_type", "UDP")
            .text("id", isGuest ? "" : userId(person))
            .text("email", isGuest ? "" : email(person))
            .text("device", isWeb ? "Web Browser Chrome 129" : "Windows")
            .text("ip_address", isGuest ? "198.51.100." + (20 + site) : "203.0.113." + (10 + site))
            .text("location", isGuest ? "Example City" : "City " + site)
            .text("network_type", row % 3 == 1 ? "Wired" : "Wifi")
            .text("mac_addr", isGuest || isWeb ? "" : mac(person))
            .text("pc_name", isGuest || isWeb ? "" : "PC-" + person)
            .text("domain", isGuest || isWeb ? "" : "example.com")
            .text("harddisk_id", "")
            .text("data_center", isGuest ? "" : "United States (SC Top)")
            .text("full_data_center", isGuest ? "" : "United States (SC Top);")
            .text("version", isGuest || isWeb ? "" : "6.2.5 (48876)");
    if (!isGuest) {
      json.text("os", "Windows").text("os_version", "11");
    }
    if (!isGuest && !isWeb) {
      json.open("internal_ip_addresses", '[')
          .element("10." + site + "." + person / 250 % 250 + "." + (1 + person % 250))
          .close(']');
    }
    return json;
  }

  private byte[] rating(PastMeeting meeting, int row) {
    boolean isGood = !Chance.happens(rowKey(meeting, row), 11, 0.2);
    return new Json()
        .text("date_time", meeting.end().plusSeconds(20).toString())
        .text("email", email(person(meeting, row)))
        .text("quality", isGood ? "GOOD" : "NOT GOOD")
        .text("user_id", userId(person(meeting, row)))
        .text("comment", isGood ? "" : "Sound kept breaking up.")
        .bytes();
  }

  private List<Integer> raters(PastMeeting meeting) {
    List<Integer> raters = new ArrayList<>();
    for (int row = 0; row < rows(meeting); row++) {
      if (!isGuest(meeting, row) && Chance.happens(rowKey(meeting, row), 10, 0.1)) {
        raters.add(row);
      }
    }
    return raters;
  }

  private ListedUser user(int person) {
    boolean isPending = person % PENDING_EVERY == PENDING_EVERY - 1;
    String status =
        isPending
            ? "pending"
            : person % INACTIVE_EVERY == INACTIVE_EVERY - 1 ? "inactive" : "active";
    Json json = new Json();
    if (!isPending) {
      json.text("id", userId(person));
    }
    byte[] listed =
        json.text("first_name", "Person")
            .text("last_name", Integer.toString(person))
            .text("display_name", name(person))
            .text("email", email(person))
            .raw("type", "2")
            .text("status", status)
            .text("dept", "Department " + person % 7)
            .text("timezone", "UTC")
            .raw("verified", "1")
            .text("created_at", "2024-02-01T08:00:00Z")
            .text("last_client_version", "6.2.5 (48876)")
            .bytes();
    return new ListedUser(isPending ? "" : userId(person), email(person), status, listed);
  }

  private int rows(PastMeeting meeting) {
    return meeting.isSingle() ? 1 : config.participants();
  }

  private int person(PastMeeting meeting, int row) {
    return Math.floorMod(Math.floorMod(key(meeting.index()), people) + row, people);
  }

  private boolean isGuest(PastMeeting meeting, int row) {
    return row > 1 && Chance.happens(rowKey(meeting, row), 12, 0.15);
  }

  private boolean isWeb(PastMeeting meeting, int row) {
    return row > 0 && Chance.happens(rowKey(meeting, row), 13, 0.1);
  }

  private String shownName(PastMeeting meeting, int row) {
    return isGuest(meeting, row) ? "Guest " + row : name(person(meeting, row));
  }

  private static String name(int person) {
    return "Person " + person;
  }

  private static String email(int person) {
    return "person" + person + "@example.com";
  }

  private String userId(int person) {
    return base64(Chance.key(config.seed(), "person " + person), Base64.getUrlEncoder())
        .replace("=", "");
  }

  private static String mac(int person) {
    String digits = String.format(Locale.ROOT, "02%010x", person);
    return digits.substring(0, 4) + "-" + digits.substring(4, 8) + "-" + digits.substring(8);
  }

  private String duration() {
    int minutes = config.minutes();
    return minutes >= 60
        ? String.format(Locale.ROOT, "%02d:%02d:00", minutes / 60, minutes % 60)
        : String.format(Locale.ROOT, "%02d:00", minutes);
  }

  private static String percent(int hundredths) {
    int capped = Math.min(hundredths, 10_000);
    return capped / 100 + "." + (capped % 100 < 10 ? "0" : "") + capped % 100 + "%";
  }

  private long key(int meeting) {
    return Chance.key(config.seed(), meeting);
  }

  private long rowKey(PastMeeting meeting, int row) {
    return Chance.key(key(meeting.index()), 1000L + row);
  }

  private static String base64(long key, Base64.Encoder encoder) {
    ByteBuffer bytes = ByteBuffer.allocate(16).putLong(Chance.mix(key)).putLong(Chance.mix(~key));
    return encoder.encodeToString(bytes.array());
  }

  private static String uuid(long key) {
    String hex = String.format(Locale.ROOT, "%016X%016X", Chance.mix(key), Chance.mix(~key));
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }

  /** One JSON object whose texts need no escapes; faster than a general writer by a multiple. */
  private static final class Json {
    private final StringBuilder out = new StringBuilder("{");

    Json text(String name, String value) {
      name(name).append('"').append(value).append('"');
      return this;
    }

    Json raw(String name, String value) {
      name(name).append(value);
      return this;
    }

    Json open(String name, char bracket) {
      name(name).append(bracket);
      return this;
    }

    Json element(String value) {
      comma().append('"').append(value).append('"');
      return this;
    }

    Json begin() {
      comma().append('{');
      return this;
    }

    Json close(char bracket) {
      out.append(bracket);
      return this;
    }

    byte[] bytes() {
      return out.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private StringBuilder name(String name) {
      return comma().append('"').append(name).append("\":");
    }

    private StringBuilder comma() {
      char last = out.charAt(out.length() - 1);
      return last == '{' || last == '[' ? out : out.append(',');
    }
  }
}
