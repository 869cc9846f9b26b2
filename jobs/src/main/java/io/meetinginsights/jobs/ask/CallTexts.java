package io.meetinginsights.jobs.ask;

import io.meetinginsights.reader.GoldRow;
import java.util.LinkedHashMap;
import java.util.Map;

/** A row of client_calls with names in place of keys. */
final class CallTexts {

  /** What the texts of a call are made of, beside its key. */
  static final String[] COLUMNS = {
    "client_key",
    "person_key",
    "application",
    "meeting_id",
    "topic",
    "duration_s",
    "audio_quality",
    "video_quality",
    "share_quality",
    "rating",
    "total_minutes",
    "bad_minutes",
    "main_cause",
    "has_ranking"
  };

  private CallTexts() {}

  static String user(GoldRow call, Directory directory) {
    Directory.Person person = directory.person(call.text("person_key"));
    return person == null ? null : person.shown();
  }

  static String client(GoldRow call, Directory directory) {
    return client(call.text("client_key"), directory);
  }

  static String client(String key, Directory directory) {
    Directory.Client client = key == null ? null : directory.client(key);
    return client == null ? key : client.name();
  }

  static Map<String, Object> json(GoldRow call, Directory directory) {
    Directory.Client client =
        call.text("client_key") == null ? null : directory.client(call.text("client_key"));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("application", call.text("application"));
    json.put("meeting_id", call.whole("meeting_id"));
    json.put("topic", call.text("topic"));
    json.put("site", directory.site(call.text("site_id")).name());
    json.put("user", user(call, directory));
    json.put("host_name", client(call, directory));
    json.put("mac", client == null ? null : client.mac());
    json.put("joined_at", call.instant("joined_at").toString());
    json.put(
        "left_at", call.instant("left_at") == null ? null : call.instant("left_at").toString());
    json.put("duration_s", call.whole("duration_s"));
    json.put("audio_quality", call.text("audio_quality"));
    json.put("video_quality", call.text("video_quality"));
    json.put("share_quality", call.text("share_quality"));
    json.put("rating", call.text("rating"));
    json.put("total_minutes", call.whole("total_minutes"));
    json.put("bad_minutes", call.whole("bad_minutes"));
    json.put("main_cause", call.text("main_cause"));
    json.put("has_ranking", call.flag("has_ranking"));
    return json;
  }
}
