package io.meetinginsights.jobs.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What silver must hold of an answer, worked out from its JSON tree in plain Java: the fields'
 * documented meaning, once more and without the code under test.
 */
final class FuzzReference {

  /** Rows by "table key"; a column that is not named is not judged. */
  final Map<String, Map<String, Object>> rows = new HashMap<>();

  /** "record field" of what must be written down as flawed. */
  final Set<String> flaws = new HashSet<>();

  /** Records of the list, and those of them that cannot be used. */
  int records;

  int rejected;

  /** Whether the line as a whole is refused. */
  boolean isRefused;

  private final String meeting;
  private int record;

  FuzzReference(FuzzedAnswers.Answer answer) {
    this.meeting = answer.meeting();
    String list =
        answer.dataset().equals("meetings") || answer.dataset().equals("users")
            ? answer.dataset()
            : "participants";
    JsonNode body = answer.body() == null ? MissingNode.getInstance() : answer.body();
    if (!body.path(list).isArray()) {
      isRefused = true;
      return;
    }
    records = body.path(list).size();
    for (record = 0; record < records; record++) {
      JsonNode json = body.path(list).get(record);
      boolean isUsed =
          switch (answer.dataset()) {
            case "meetings" -> meeting(json);
            case "users" -> user(json);
            case "satisfaction" -> rating(json);
            default -> join(json);
          };
      rejected += isUsed ? 0 : 1;
    }
  }

  private boolean meeting(JsonNode json) {
    Map<String, Object> row = new HashMap<>();
    Instant start = instant(json, "start_time", "");
    Instant end = instant(json, "end_time", "");
    if (start != null && end != null && end.isBefore(start)) {
      end = null;
      flaw("end_time");
    }
    row.put("started_at", start);
    row.put("ended_at", end);
    Long clock = clock(text(json.path("duration")));
    flawed(json, "duration", clock);
    row.put(
        "duration_s",
        clock != null || start == null || end == null
            ? clock
            : (Long) (end.getEpochSecond() - start.getEpochSecond()));
    BigDecimal id = whole(json.path("id"));
    row.put("meeting_id", id == null ? null : (Object) id.longValue());
    flawed(json, "id", id);
    BigDecimal count = whole(json.path("participants"));
    Integer participants =
        count != null && count.signum() >= 0 && count.longValue() <= Integer.MAX_VALUE
            ? (Integer) count.intValue()
            : null;
    row.put("participant_count", participants);
    flawed(json, "participants", participants);
    for (String flag :
        List.of("has_video", "has_voip", "has_pstn", "has_screen_share", "has_recording")) {
      Boolean value = truth(json.path(flag));
      row.put(flag, value);
      flawed(json, flag, value);
    }
    row.put("topic", text(json.path("topic")));
    row.put("user_type", text(json.path("user_type")));
    row.put("department", text(json.path("dept")));
    row.put("audio_quality", text(json.path("audio_quality")));
    row.put("video_quality", text(json.path("video_quality")));
    row.put("share_quality", text(json.path("screen_share_quality")));
    return keep("meetings", text(json.path("uuid")), row);
  }

  private boolean user(JsonNode json) {
    Map<String, Object> row = new HashMap<>();
    String email = lower(text(json.path("email")));
    String id = text(json.path("id"));
    row.put("email", email);
    String display = text(json.path("display_name"));
    String first = text(json.path("first_name"));
    String last = text(json.path("last_name"));
    String both = first == null ? last : last == null ? first : first + " " + last;
    row.put("display_name", display == null ? both : display);
    row.put("is_account_user", true);
    return keep("people", id == null ? email : id, row);
  }

  private boolean rating(JsonNode json) {
    Instant at = read(json.path("date_time"));
    String quality = text(json.path("quality"));
    quality = quality == null ? null : quality.toUpperCase(Locale.ROOT);
    if (at == null || !List.of("GOOD", "NOT GOOD").contains(String.valueOf(quality))) {
      return false;
    }
    // Both ratings of an answer come at times of their own.
    return keep(
        "feedback",
        meeting + " " + at,
        new HashMap<>(
            Map.of("zoom_quality", quality, "rating", quality.equals("GOOD") ? "good" : "poor")));
  }

  private boolean join(JsonNode json) {
    String id = text(json.path("user_id"));
    id = id == null ? text(json.path("participant_uuid")) : id;
    id = id == null ? text(json.path("id")) : id;
    Instant joined = read(json.path("join_time"));
    if (id == null || joined == null || "in_waiting_room".equals(text(json.path("status")))) {
      return false;
    }
    Instant left = instant(json, "leave_time", "");
    if (left != null && left.isBefore(joined)) {
      left = null;
      flaw("leave_time");
    }
    Map<String, Object> row = new HashMap<>();
    row.put("left_at", left);
    row.put("role", text(json.path("role")));
    row.put("device", text(json.path("device")));
    row.put("os", text(json.path("os")));
    row.put("client_version", text(json.path("version")));
    row.put("network_type", text(json.path("network_type")));
    row.put("connection_type", text(json.path("connection_type")));
    row.put("video_connection_type", text(json.path("video_connection_type")));
    row.put("share_connection_type", text(json.path("as_connection_type")));
    String center = text(json.path("data_center"));
    String centers = text(json.path("full_data_center"));
    row.put(
        "data_center",
        center == null && centers != null ? blankless(centers.split(";", -1)[0]) : center);
    row.put("location", text(json.path("location")));
    row.put("audio_quality", text(json.path("audio_quality")));
    row.put("video_quality", text(json.path("video_quality")));
    row.put("share_quality", text(json.path("screen_share_quality")));
    Boolean hasShared = null;
    for (String flag : List.of("share_application", "share_desktop", "share_whiteboard")) {
      Boolean value = truth(json.path(flag));
      flawed(json, flag, value);
      hasShared = value == null || Boolean.TRUE.equals(hasShared) ? hasShared : value;
    }
    row.put("has_shared_screen", hasShared);
    addresses(json, row);
    keep("participants", meeting + " " + id + " " + joined, row);
    JsonNode samples = json.path("user_qos");
    for (int i = 0; samples.isArray() && i < samples.size(); i++) {
      sample(
          samples.get(i), "user_qos[" + i + "].", meeting + " " + id + " " + joined, joined, left);
    }
    return true;
  }

  private void addresses(JsonNode json, Map<String, Object> row) {
    String mac = text(json.path("mac_addr"));
    mac =
        mac != null && mac.matches("(?i)A4-83-E7(-[0-9A-F]{2}){3}")
            ? lower(mac.replace("-", ""))
            : null;
    row.put("mac", mac);
    flawed(json, "mac_addr", mac);
    row.put("public_ip", text(json.path("ip_address")));
    row.put("user_name", lower(text(json.path("email"))));
    String host = text(json.path("pc_name"));
    if (host == null || host.startsWith("HOST-")) {
      row.put("host_name", host == null ? null : lower(host.replace(".corp.example.com", "")));
    }
    String reason = text(json.path("leave_reason"));
    if (reason == null || reason.endsWith(" left the meeting.")) {
      row.put("leave_reason", reason == null ? null : "left the meeting.");
    }
    JsonNode addresses = json.path("internal_ip_addresses");
    if (addresses.isArray() || text(addresses) == null) {
      List<String> texts = new ArrayList<>();
      addresses.forEach(
          address -> {
            if (text(address) != null) {
              texts.add(text(address));
            }
          });
      row.put("internal_ips", texts.isEmpty() ? null : texts);
    }
  }

  private void sample(JsonNode json, String field, String join, Instant joined, Instant left) {
    Instant at = read(json.path("date_time"));
    if (at == null
        || at.isBefore(joined.minusSeconds(60))
        || (left != null && at.isAfter(left.plusSeconds(60)))) {
      flaw(field + "date_time");
      return;
    }
    Map<String, Object> row = new HashMap<>();
    for (String medium : List.of("audio", "video", "share")) {
      String zoom = medium.equals("share") ? "as" : medium;
      stream(json, zoom, "input", "from", medium + "_input", field, row);
      stream(json, zoom, "output", "to", medium + "_output", field, row);
    }
    JsonNode cpu = json.path("cpu_usage");
    String of = field + "cpu_usage.";
    Double least = quantity(cpu, "zoom_min_cpu_usage", "%", of);
    Double most = quantity(cpu, "zoom_max_cpu_usage", "%", of);
    ordered(row, "zoom_cpu_min_pct", least, "zoom_cpu_max_pct", most, of + "zoom_max_cpu_usage");
    row.put("zoom_cpu_avg_pct", quantity(cpu, "zoom_avg_cpu_usage", "%", of));
    row.put("system_cpu_max_pct", quantity(cpu, "system_max_cpu_usage", "%", of));
    JsonNode pressure = json.path("cpu_pressure_level");
    String level = text(pressure.path("system_max_cpu_pressure_level"));
    level = level == null ? text(pressure.path("system_avg_cpu_pressure_level")) : level;
    row.put("cpu_pressure", lower(level));
    JsonNode signal = json.path("wifi_rssi");
    of = field + "wifi_rssi.";
    Double weakest = signal(signal, "min_rssi", of);
    Double strongest = signal(signal, "max_rssi", of);
    ordered(row, "wifi_rssi_min_dbm", weakest, "wifi_rssi_max_dbm", strongest, of + "max_rssi");
    row.put("wifi_rssi_avg_dbm", signal(signal, "avg_rssi", of));
    Instant minute = Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), 60L) * 60);
    keep("participant_minutes", join + " " + minute, row);
  }

  private void stream(
      JsonNode json,
      String zoom,
      String direction,
      String way,
      String column,
      String field,
      Map<String, Object> row) {
    String[] places = {
      zoom + "_" + direction, zoom + "_device_" + way + "_rwg", zoom + "_device_" + way + "_crc"
    };
    boolean isAudio = zoom.equals("audio");
    JsonNode chosen = MissingNode.getInstance();
    String path = null;
    for (int i = 2; i >= 0; i--) {
      boolean holds = false;
      for (String name :
          List.of("bitrate", "latency", "jitter", "avg_loss", "max_loss", "frame_rate")) {
        holds |=
            (!isAudio || !name.equals("frame_rate"))
                && text(json.path(places[i]).path(name)) != null;
      }
      if (holds) {
        chosen = json.path(places[i]);
        path = List.of("client", "rwg", "crc").get(i);
      }
    }
    String of = field + places[0] + ".";
    row.put(column + "_stream_path", path);
    row.put(column + "_bitrate_kbps", quantity(chosen, "bitrate", "kbps", of));
    row.put(column + "_latency_ms", quantity(chosen, "latency", "ms", of));
    row.put(column + "_jitter_ms", quantity(chosen, "jitter", "ms", of));
    Double mean = quantity(chosen, "avg_loss", "%", of);
    Double most = quantity(chosen, "max_loss", "%", of);
    ordered(row, column + "_loss_avg_pct", mean, column + "_loss_max_pct", most, of + "max_loss");
    if (!isAudio) {
      row.put(column + "_frame_rate_fps", quantity(chosen, "frame_rate", "fps", of));
      String size = text(chosen.path("resolution"));
      boolean isSize = size != null && size.matches("[0-9]{1,5} ?[*] ?[0-9]{1,5}");
      if (size != null && !isSize) {
        flaw(of + "resolution");
      }
      boolean isNone = !isSize || size.equals("0*0");
      row.put(
          column + "_width_px",
          isNone ? null : (Integer) Integer.parseInt(size.split("\\*")[0].trim()));
      row.put(
          column + "_height_px",
          isNone ? null : (Integer) Integer.parseInt(size.split("\\*")[1].trim()));
    }
  }

  private void ordered(
      Map<String, Object> row,
      String lower,
      Double least,
      String higher,
      Double most,
      String field) {
    boolean isSwapped = least != null && most != null && least > most;
    row.put(lower, isSwapped ? most : least);
    row.put(higher, isSwapped ? least : most);
    if (isSwapped) {
      flaw(field);
    }
  }

  private Double quantity(JsonNode holder, String name, String unit, String of) {
    String text = text(holder.path(name));
    if (text == null) {
      return null;
    }
    String number =
        lower(text).endsWith(unit) ? text.substring(0, text.length() - unit.length()).trim() : text;
    if (!number.matches("[0-9]{1,12}([.][0-9]+)?")) {
      flaw(of + name);
      return null;
    }
    return Double.valueOf(number);
  }

  private Double signal(JsonNode holder, String name, String of) {
    String text = text(holder.path(name));
    BigDecimal value = decimal(text);
    if (text != null && value == null) {
      flaw(of + name);
    }
    return value == null || value.signum() >= 0 ? null : (Double) value.doubleValue();
  }

  private boolean keep(String table, String key, Map<String, Object> row) {
    if (key == null) {
      return false;
    }
    rows.put(table + " " + key, row);
    return true;
  }

  private void flaw(String field) {
    flaws.add(record + " " + field);
  }

  private void flawed(JsonNode json, String field, Object value) {
    if (value == null && text(json.path(field)) != null) {
      flaw(field);
    }
  }

  private Instant instant(JsonNode json, String name, String of) {
    Instant at = read(json.path(name));
    if (at == null && text(json.path(name)) != null) {
      flaw(of + name);
    }
    return at;
  }

  private static Instant read(JsonNode node) {
    String text = text(node);
    try {
      if (text == null || !text.matches("(?s)[0-9]{4}-.*")) {
        return null;
      }
      Instant at =
          text.endsWith("Z")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
      int year = at.atOffset(ZoneOffset.UTC).getYear();
      return year < 1970 || year > 2199 ? null : at;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static Long clock(String text) {
    if (text == null || !text.matches("[0-9]{1,4}:[0-9]{2}(:[0-9]{2})?")) {
      return null;
    }
    long seconds = 0;
    for (String part : text.split(":")) {
      seconds = 60 * seconds + Long.parseLong(part);
    }
    return seconds;
  }

  private static BigDecimal whole(JsonNode node) {
    BigDecimal value = decimal(text(node));
    return value == null
            || value.stripTrailingZeros().scale() > 0
            || value.abs().compareTo(BigDecimal.TEN.pow(15)) >= 0
        ? null
        : value;
  }

  private static BigDecimal decimal(String text) {
    return text != null && text.matches("[+-]?[0-9]+([.][0-9]+)?") ? new BigDecimal(text) : null;
  }

  private static Boolean truth(JsonNode node) {
    return node.isBoolean() ? (Boolean) node.booleanValue() : null;
  }

  private static String lower(String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  /** A field's text; what is no text is its JSON. Half a surrogate pair has no UTF-8. */
  private static String text(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    return blankless(node.isValueNode() ? node.asText() : node.toString());
  }

  private static String blankless(String text) {
    String stripped =
        new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
            .replaceAll("^ +| +$", "");
    return stripped.isEmpty() ? null : stripped;
  }
}
