package io.meetinginsights.jobs.privacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.jobs.ingest.network.Reader;
import io.meetinginsights.jobs.ingest.network.Readers;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes out of a landed line what {@link Marks} know to be somebody's, and leaves the rest as it
 * came.
 *
 * <ul>
 *   <li>A record about the person or the device goes whole: a participant, a rating, a user, a
 *       client's reading or event.
 *   <li>A record about something else (a meeting, a switch port) stays without the fields, or the
 *       entries of its lists, that name the person or the device.
 *   <li>A line that was asked for the device (its MAC stands in {@code params} or in the request)
 *       keeps an empty list.
 *   <li>A line that is no JSON cannot be cut: it goes, and an envelope without a body stands for
 *       it.
 * </ul>
 *
 * A changed line says {@code "redacted": true}. Its place in the file stays, so that what tables
 * say of other lines holds.
 */
public final class LineRedaction implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Stands where a line was that could not be opened. */
  public static final String NOTHING_LEFT = "{\"redacted\":true}";

  /** Network datasets whose records are about one client each. */
  private static final Set<String> ABOUT_CLIENTS =
      Readers.ALL.stream()
          .filter(Reader::isAboutPeople)
          .map(Reader::dataset)
          .collect(Collectors.toUnmodifiableSet());

  /** Zoom datasets, with the list that holds their records. */
  private static final Map<String, String> ABOUT_PEOPLE =
      Map.of(
          "participants",
          "participants",
          "participants_qos",
          "participants",
          "satisfaction",
          "participants",
          "users",
          "users");

  private static final List<String> HOST_FIELDS = List.of("host", "email", "topic", "host_id");

  // Numbers keep the digits they came with.
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private final Marks marks;

  public LineRedaction(Marks marks) {
    this.marks = marks;
  }

  /**
   * A line after its redaction.
   *
   * @param text the line; the very one that was given if nothing in it was to go
   * @param records that went whole
   * @param fields that were emptied in others
   */
  public record Edited(String text, int records, int fields) {

    public boolean isChanged() {
      return records > 0 || fields > 0;
    }
  }

  /** An answer on its way through. */
  private static final class Cut {
    private int records;
    private int fields;
  }

  /** Redacts a line of the landing zone; {@code account} is its folder's, for Zoom's. */
  public Edited line(String dataset, String account, String text) {
    ObjectNode envelope = object(text);
    if (envelope == null) {
      return isMarked(text) ? new Edited(NOTHING_LEFT, 1, 0) : new Edited(text, 0, 0);
    }
    if (account == null && envelope.path("account_id").isTextual()) {
      account = envelope.path("account_id").asText();
    }
    Cut cut = envelope(dataset, account, envelope);
    return cut.records + cut.fields == 0
        ? new Edited(text, 0, 0)
        : new Edited(written(envelope), cut.records, cut.fields);
  }

  /**
   * A row of bronze after its redaction; null if nothing in it was to go.
   *
   * @param params as a JSON object
   */
  public record Opened(String request, String params, String body, int records, int fields) {}

  /** Redacts a line as bronze keeps it: opened, or whole where it could not be. */
  public Opened opened(String dataset, String account, String request, String params, String body) {
    ObjectNode envelope = JSON.createObjectNode();
    envelope.put("request", request);
    JsonNode asked = params == null ? null : object(params);
    envelope.set("params", asked == null ? JSON.nullNode() : asked);
    envelope.set("body", parsed(body));
    Cut cut = envelope(dataset, account, envelope);
    if (cut.records + cut.fields == 0) {
      return null;
    }
    JsonNode left = envelope.get("body");
    return new Opened(
        envelope.path("request").isTextual() ? envelope.get("request").asText() : null,
        envelope.get("params").isObject() ? written(envelope.get("params")) : null,
        left == null || left.isNull()
            ? NOTHING_LEFT
            : left.isTextual() ? left.asText() : written(left),
        cut.records,
        cut.fields);
  }

  private static JsonNode parsed(String body) {
    try {
      JsonNode json = body == null ? null : JSON.readTree(body);
      return json != null && json.isContainerNode()
          ? json
          : JsonNodeFactory.instance.textNode(body == null ? "" : body);
    } catch (JsonProcessingException broken) {
      return JsonNodeFactory.instance.textNode(body);
    }
  }

  /** Removes records by their index in the line's list of records, see {@link #line}. */
  public static Edited withoutRecords(String dataset, String text, Set<Integer> indices) {
    ObjectNode envelope = object(text);
    if (envelope == null) {
      return new Edited(NOTHING_LEFT, 1, 0);
    }
    if (envelope.get("body") == null) {
      return new Edited(text, 0, 0);
    }
    JsonNode list = records(dataset, envelope.get("body"));
    if (list == null) {
      // The body is itself the record.
      envelope.set("body", JSON.createArrayNode());
      envelope.put("redacted", true);
      return new Edited(written(envelope), 1, 0);
    }
    int removed = 0;
    int at = 0;
    for (Iterator<JsonNode> all = list.elements(); all.hasNext(); at++) {
      all.next();
      if (indices.contains(at)) {
        all.remove();
        removed++;
      }
    }
    if (removed == 0) {
      return new Edited(text, 0, 0);
    }
    envelope.put("redacted", true);
    return new Edited(written(envelope), removed, 0);
  }

  /** Takes the host out of listed meetings by their index. */
  public static Edited withoutHosts(String text, Set<Integer> indices) {
    ObjectNode envelope = object(text);
    if (envelope == null || envelope.get("body") == null) {
      return new Edited(text, 0, 0);
    }
    JsonNode list = envelope.get("body").get("meetings");
    int fields = 0;
    for (int index : indices) {
      JsonNode meeting = list == null ? envelope.get("body") : list.get(index);
      if (meeting instanceof ObjectNode object) {
        for (String field : HOST_FIELDS) {
          fields += object.remove(field) == null ? 0 : 1;
        }
      }
    }
    if (fields == 0) {
      return new Edited(text, 0, 0);
    }
    envelope.put("redacted", true);
    return new Edited(written(envelope), 0, fields);
  }

  private Cut envelope(String dataset, String account, ObjectNode envelope) {
    Cut cut = new Cut();
    boolean isAskedFor = withoutParams(envelope, cut);
    JsonNode body = envelope.get("body");
    if (body != null && body.isTextual()) {
      // A body kept as text: an error page, or JSON in a string.
      if (isAskedFor || isMarked(body.asText())) {
        envelope.putNull("body");
        cut.fields++;
      }
    } else if (body != null && isAskedFor) {
      envelope.set("body", JSON.createArrayNode());
      cut.records++;
    } else if (body != null) {
      JsonNode left = body(dataset, account, envelope.path("params"), body, cut);
      if (left != body) {
        envelope.set("body", left);
      }
    }
    if (cut.records + cut.fields > 0) {
      envelope.put("redacted", true);
    }
    return cut;
  }

  private boolean withoutParams(ObjectNode envelope, Cut cut) {
    boolean isAskedFor = false;
    if (envelope.get("params") instanceof ObjectNode params) {
      for (String name : names(params)) {
        if (params.get(name).isValueNode() && isOurs(name, params.get(name).asText())) {
          isAskedFor |= isStrong(name, params.get(name).asText());
          params.remove(name);
          cut.fields++;
        }
      }
    }
    JsonNode request = envelope.get("request");
    if (request != null && request.isTextual()) {
      for (String word : request.asText().split("[\\s/?&=]+")) {
        if (isStrong("", word)) {
          envelope.put("request", request.asText().replace(word, "{redacted}"));
          request = envelope.get("request");
          isAskedFor = true;
          cut.fields++;
        }
      }
    }
    return isAskedFor;
  }

  private JsonNode body(String dataset, String account, JsonNode params, JsonNode body, Cut cut) {
    if (dataset.equals("meetings")) {
      return meetings(account, body, cut);
    }
    boolean isZoom = ABOUT_PEOPLE.containsKey(dataset);
    if (!isZoom && !ABOUT_CLIENTS.contains(dataset)) {
      prune(body, 0, cut);
      return body;
    }
    JsonNode list = records(dataset, body);
    if (list == null) {
      if (body instanceof ObjectNode record && isRecordOf(isZoom, account, params, record)) {
        cut.records++;
        return JSON.createArrayNode();
      }
      blank(body, cut);
      return body;
    }
    for (Iterator<JsonNode> all = list.elements(); all.hasNext(); ) {
      JsonNode record = all.next();
      if (isRecordOf(isZoom, account, params, record)) {
        all.remove();
        cut.records++;
      } else {
        blank(record, cut);
      }
    }
    return body;
  }

  private static JsonNode records(String dataset, JsonNode body) {
    if (body.isArray()) {
      return body;
    }
    String list = ABOUT_PEOPLE.get(dataset);
    if (list != null) {
      return body.path(list).isArray() ? body.get(list) : null;
    }
    return body.path("results").isArray()
        ? body.get("results")
        : body.path("events").isArray() ? body.get("events") : null;
  }

  private boolean isRecordOf(boolean isZoom, String account, JsonNode params, JsonNode record) {
    if (!record.isObject()) {
      return record.isTextual() && isOurs("", record.asText());
    }
    if (isZoom) {
      String join = joinOf(account, params, record);
      return join != null && marks.isJoin(join)
          || isAttendee(account, meetingOf(params), record)
          || anyValue(record, (name, value) -> marks.isPerson(Identifiers.person(value)));
    }
    return anyValue(record, this::isStrong);
  }

  private static String joinOf(String account, JsonNode params, JsonNode record) {
    String participant = null;
    for (String name : List.of("user_id", "participant_uuid", "id")) {
      participant = participant == null ? text(record, name) : participant;
    }
    return Identifiers.join(
        account, meetingOf(params), participant, Identifiers.instant(text(record, "join_time")));
  }

  private static String meetingOf(JsonNode params) {
    String meeting = null;
    for (String name : List.of("meetingId", "meeting_id", "meetingUuid", "uuid")) {
      meeting = meeting == null ? text(params, name) : meeting;
    }
    return meeting;
  }

  private boolean isAttendee(String account, String meeting, JsonNode record) {
    String attendee = Identifiers.attendee(account, meeting, text(record, "email"));
    return attendee != null && marks.isAttendee(attendee);
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.get(name);
    return value == null || !value.isValueNode() || value.isNull() || value.asText().isBlank()
        ? null
        : value.asText().strip();
  }

  private JsonNode meetings(String account, JsonNode body, Cut cut) {
    JsonNode list = body.isArray() ? body : body.path("meetings");
    List<JsonNode> records = new ArrayList<>();
    (list.isArray() ? list : JSON.createArrayNode().add(body)).forEach(records::add);
    for (JsonNode record : records) {
      if (!(record instanceof ObjectNode meeting)) {
        continue;
      }
      if (isAttendee(account, text(meeting, "uuid"), meeting)
          || anyValue(meeting, (name, value) -> marks.isPerson(Identifiers.person(value)))) {
        for (String field : HOST_FIELDS) {
          cut.fields += meeting.remove(field) == null ? 0 : 1;
        }
      }
      String topic = text(meeting, "topic");
      if (topic != null && namesSomebody(topic)) {
        meeting.remove("topic");
        cut.fields++;
      }
      blank(meeting, cut);
    }
    return body;
  }

  /** Whether a text for people holds a name: any run of up to four of its words. */
  private boolean namesSomebody(String text) {
    String[] words = text.replaceAll("['’]s\\b", "").split("[^\\p{L}\\p{N}@._+-]+");
    for (int from = 0; from < words.length; from++) {
      StringBuilder run = new StringBuilder();
      for (int to = from; to < Math.min(words.length, from + 4); to++) {
        run.append(to == from ? "" : " ").append(words[to]);
        if (isOurs("", run.toString())) {
          return true;
        }
      }
    }
    return false;
  }

  /** Empties the fields of a record that stays. */
  private void blank(JsonNode node, Cut cut) {
    if (node instanceof ObjectNode object) {
      for (String name : names(object)) {
        JsonNode value = object.get(name);
        if (value.isContainerNode()) {
          blank(value, cut);
        } else if (isOurs(name, value.asText())) {
          object.remove(name);
          cut.fields++;
        }
      }
    } else if (node instanceof ArrayNode list) {
      for (Iterator<JsonNode> all = list.elements(); all.hasNext(); ) {
        JsonNode value = all.next();
        if (value.isContainerNode()) {
          blank(value, cut);
        } else if (isOurs("", value.asText())) {
          all.remove();
          cut.fields++;
        }
      }
    }
  }

  /** As {@link #blank}; an entry of a list inside a record goes whole if it names the device. */
  private void prune(JsonNode node, int lists, Cut cut) {
    if (node instanceof ObjectNode object) {
      for (String name : names(object)) {
        JsonNode value = object.get(name);
        if (value.isContainerNode()) {
          boolean isList = value.isArray() && !Set.of("results", "events").contains(name);
          prune(value, isList ? Math.max(1, lists) : lists, cut);
        } else if (isOurs(name, value.asText())) {
          object.remove(name);
          cut.fields++;
        }
      }
    } else if (node instanceof ArrayNode list) {
      for (Iterator<JsonNode> all = list.elements(); all.hasNext(); ) {
        JsonNode value = all.next();
        boolean isEntry = lists > 0 && value.isObject() && anyOwnValue(value);
        if (isEntry || value.isValueNode() && isOurs("", value.asText())) {
          all.remove();
          cut.fields++;
        } else if (value.isContainerNode()) {
          prune(value, lists, cut);
        }
      }
    }
  }

  private boolean anyOwnValue(JsonNode object) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (field.getValue().isValueNode() && isOurs(field.getKey(), field.getValue().asText())) {
        return true;
      }
    }
    return false;
  }

  private interface Test {
    boolean holds(String name, String value);
  }

  private static boolean anyValue(JsonNode node, Test test) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      JsonNode value = field.getValue();
      if (value.isTextual() && test.holds(field.getKey(), value.asText())) {
        return true;
      }
      // Samples of call quality are many and name nobody.
      if (value.isContainerNode() && !field.getKey().equals("user_qos")) {
        for (JsonNode one : value) {
          if (one.isTextual() && test.holds(field.getKey(), one.asText())
              || one.isObject() && anyValue(one, test)) {
            return true;
          }
        }
        if (value.isObject() && anyValue(value, test)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Person or device. */
  private boolean isStrong(String field, String value) {
    String person = Identifiers.person(value);
    return marks.isPerson(person)
        || field.contains("user") && marks.isSignIn(person)
        || Identifiers.mac(value).filter(marks::isClient).isPresent();
  }

  private boolean isOurs(String field, String value) {
    return isStrong(field, value) || Identifiers.texts(value).stream().anyMatch(marks::isText);
  }

  /** Whether a text that is no record holds a mark. */
  private boolean isMarked(String text) {
    for (String word : text.split("[\\s\",;{}\\[\\]()<>\\\\]+")) {
      if (isOurs("", word) || word.indexOf(':') > 0 && isMarkedValue(word)) {
        return true;
      }
    }
    for (String quoted : text.split("\"")) {
      if (isOurs("", quoted)) {
        return true;
      }
    }
    return false;
  }

  private boolean isMarkedValue(String word) {
    return isOurs("", word.substring(word.indexOf(':') + 1));
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static ObjectNode object(String text) {
    try {
      return JSON.readTree(text) instanceof ObjectNode object ? object : null;
    } catch (JsonProcessingException broken) {
      return null;
    }
  }

  private static String written(JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("JSON that was read cannot be written", e);
    }
  }
}
