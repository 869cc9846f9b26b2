package io.meetinginsights.jobs.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.testing.SharedData;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Answers filled from the schemas of Zoom's OpenAPI files, two records to a list, with one place
 * spoilt in each: every leaf and every container in turn, every {@link Oddity} in turn.
 */
final class FuzzedAnswers {

  /** What stands in a place that should hold something else. */
  enum Oddity {
    NONE,
    ABSENT,
    NULL,
    EMPTY,
    BLANK,
    OBJECT,
    LIST,
    TRUE,
    NUMBER,
    NEGATIVE,
    HUGE,
    NOT_A_NUMBER,
    WRONG_UNIT,
    SCRIPTS,
    CONTROL,
    SURROGATE,
    NO_ZONE,
    NO_SUCH_DAY,
    YEAR_0,
    YEAR_9999,
    SWAPPED
  }

  /** An answer; {@code body} is null where none came at all. */
  record Answer(int number, String dataset, JsonNode body, String place, Oddity oddity) {
    /** What params say the answer is about. */
    String meeting() {
      return dataset.equals("meetings") || dataset.equals("users") ? null : "fuzz-" + number;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Scripts of both directions, combining marks, characters beyond 16 bits. */
  static final String SCRIPTS =
      "Zoë Ωμέγα Жанна שרה ليلى प्रिया 陈伟 김민준 さくら ไทย ትግርኛ e\u0301 \uD83D\uDC69\u200D\uD83D\uDCBB \u202Eabc\u202C \uD800\uDF48";

  /** Two places of one object that may stand in each other's place. */
  private static final String[][] PAIRS = {
    {"join_time", "leave_time"},
    {"start_time", "end_time"},
    {"avg_loss", "max_loss"},
    {"zoom_min_cpu_usage", "zoom_max_cpu_usage"},
    {"min_rssi", "max_rssi"}
  };

  private final String dataset;
  private final JsonNode specification;
  private final JsonNode schema;

  private FuzzedAnswers(String dataset, String file, String endpoint) throws IOException {
    this.dataset = dataset;
    this.specification = JSON.readTree(SharedData.at("reference/zoom/" + file).toFile());
    this.schema =
        specification
            .path("paths")
            .path(endpoint)
            .path("get")
            .path("responses")
            .path("200")
            .path("content")
            .path("application/json")
            .path("schema");
    if (schema.isMissingNode()) {
      throw new AssertionError(file + " describes no answer of " + endpoint);
    }
  }

  /** The answers of the five landing datasets. */
  static List<FuzzedAnswers> ofAllDatasets() throws IOException {
    String meeting = "/metrics/meetings/{meetingId}/participants";
    return List.of(
        new FuzzedAnswers("meetings", "dashboards.openapi.json", "/metrics/meetings"),
        new FuzzedAnswers("participants", "dashboards.openapi.json", meeting),
        new FuzzedAnswers("participants_qos", "dashboards.openapi.json", meeting + "/qos"),
        new FuzzedAnswers("satisfaction", "dashboards.openapi.json", meeting + "/satisfaction"),
        new FuzzedAnswers("users", "users_read.openapi.json", "/users"));
  }

  String dataset() {
    return dataset;
  }

  /** Every place of an answer, as JSON pointers; in lists the first element's. */
  List<String> places() {
    List<String> places = new ArrayList<>();
    collect(valid(0), "", places);
    return places;
  }

  private static void collect(JsonNode node, String at, List<String> places) {
    places.add(at);
    if (node.isArray()) {
      collect(node.get(0), at + "/0", places);
    }
    node.fields()
        .forEachRemaining(field -> collect(field.getValue(), at + "/" + field.getKey(), places));
  }

  /** An answer in which nothing is wrong but what {@code oddity} does to {@code place}. */
  Answer answer(int number, String place, Oddity oddity) {
    ObjectNode whole = valid(number);
    if (oddity == Oddity.NONE) {
      return new Answer(number, dataset, whole, place, oddity);
    }
    if (place.isEmpty()) {
      JsonNode body = odd(oddity, place, number, whole);
      return new Answer(number, dataset, body, place, oddity);
    }
    String parent = place.substring(0, place.lastIndexOf('/'));
    String name = place.substring(place.lastIndexOf('/') + 1);
    JsonNode holder = whole.at(parent);
    JsonNode value = odd(oddity, place, number, holder.at("/" + name));
    if (holder instanceof ArrayNode list) {
      if (value == null) {
        list.remove(0);
      } else {
        list.set(0, value);
      }
    } else if (oddity == Oddity.SWAPPED) {
      swap((ObjectNode) holder, name);
    } else if (value == null) {
      ((ObjectNode) holder).remove(name);
    } else {
      ((ObjectNode) holder).set(name, value);
    }
    return new Answer(number, dataset, whole, place, oddity);
  }

  private static void swap(ObjectNode holder, String name) {
    for (String[] pair : PAIRS) {
      if ((name.equals(pair[0]) || name.equals(pair[1])) && holder.has(pair[1])) {
        JsonNode first = holder.get(pair[0]);
        holder.set(pair[0], holder.get(pair[1]));
        holder.set(pair[1], first);
      }
    }
  }

  private static JsonNode odd(Oddity oddity, String place, int number, JsonNode valid) {
    // What a record is known by must stay its own, or records of two answers would be one.
    boolean isIdentity = place.matches("/meetings/0/uuid|/users/0/(id|email)");
    String own = isIdentity ? " " + number : "";
    return switch (oddity) {
      case NONE, SWAPPED -> valid;
      case ABSENT -> null;
      case NULL -> NODES.nullNode();
      case EMPTY -> NODES.textNode("");
      case BLANK -> NODES.textNode("  ");
      case OBJECT -> NODES.objectNode().put("odd", number);
      case LIST -> NODES.arrayNode().add(number);
      case TRUE -> isIdentity ? NODES.numberNode(number) : NODES.booleanNode(true);
      case NUMBER -> NODES.numberNode(12345.5 + number);
      case NEGATIVE ->
          valid.isNumber()
              ? NODES.numberNode(-7 - number)
              : NODES.textNode("-" + (number + 7) + valid.asText().replaceAll("^[0-9.]+", ""));
      case HUGE -> NODES.numberNode(BigInteger.TEN.pow(40).add(BigInteger.valueOf(number)));
      case NOT_A_NUMBER -> NODES.textNode("NaN" + own);
      case WRONG_UNIT -> NODES.textNode("80 furlongs" + own);
      case SCRIPTS -> NODES.textNode(SCRIPTS + own);
      case CONTROL ->
          NODES.textNode("a\u0000b\u0001\u0007\b\t\n\u000b\r\u001b[31m\u007f\u0085c" + own);
      case SURROGATE -> NODES.textNode("half \ud83d and \ude00 a pair" + own);
      case NO_ZONE -> NODES.textNode(start(number).plusSeconds(95).toString().replace("Z", own));
      case NO_SUCH_DAY -> NODES.textNode("2026-02-30T10:00:00Z" + own);
      case YEAR_0 -> NODES.textNode("0000-01-01T00:00:00Z" + own);
      case YEAR_9999 -> NODES.textNode("9999-12-31T23:59:59Z" + own);
    };
  }

  /** Meetings begin over four days, some before midnight and the end of February. */
  static Instant start(int number) {
    return Instant.parse("2026-02-27T00:00:00Z").plusSeconds(37L * 60 * (number % 150));
  }

  private ObjectNode valid(int number) {
    return (ObjectNode)
        value(schema, "", "", number, 0, new Random(number * 31L + dataset.hashCode()));
  }

  private JsonNode value(
      JsonNode described, String name, String holder, int number, int index, Random random) {
    JsonNode node =
        described.has("$ref")
            ? specification.at(described.get("$ref").asText().substring(1))
            : described;
    if (node.has("items")) {
      ArrayNode list = NODES.arrayNode();
      for (int i = 0; i < 2; i++) {
        list.add(value(node.get("items"), name, holder, number, 2 * index + i, random));
      }
      return list;
    }
    if (node.has("properties") || node.has("allOf")) {
      ObjectNode object = NODES.objectNode();
      for (JsonNode part : node.path("allOf")) {
        object.setAll((ObjectNode) value(part, name, holder, number, index, random));
      }
      node.path("properties")
          .fields()
          .forEachRemaining(
              field ->
                  object.set(
                      field.getKey(),
                      value(field.getValue(), field.getKey(), name, number, index, random)));
      return object;
    }
    return leaf(node, name, holder, number, index, random);
  }

  private JsonNode leaf(
      JsonNode node, String name, String holder, int number, int index, Random random) {
    String own = number + "-" + index;
    return switch (name) {
      case "uuid" -> NODES.textNode("/fuzz+" + own + "==");
      case "id" ->
          dataset.equals("meetings")
              ? NODES.numberNode(90_000_000_000L + number)
              : NODES.textNode("u" + own);
      case "participant_user_id" -> NODES.textNode("u" + own);
      case "user_id" ->
          NODES.textNode(dataset.equals("satisfaction") ? "u" + own : "1677" + number + index);
      case "participant_uuid" -> NODES.textNode("P" + own);
      case "email" -> NODES.textNode("Person" + own + "@Example.com");
      case "user_name", "display_name", "topic" ->
          NODES.textNode((random.nextBoolean() ? SCRIPTS : "Ann") + " " + own);
      case "start_time", "join_time" -> time(number, 0);
      case "end_time", "leave_time" -> time(number, 1800);
      case "date_time" -> time(number, 70 + 60 * index);
      case "duration" -> NODES.textNode("30:0" + random.nextInt(10));
      case "participants" -> NODES.numberNode(2 + random.nextInt(300));
      case "status" -> NODES.textNode("in_meeting");
      case "mac_addr" ->
          NODES.textNode(
              String.format("A4-83-E7-%02X-%02X-0%d", number / 256 % 256, number % 256, index));
      case "ip_address" -> NODES.textNode("203.0.113." + random.nextInt(256));
      case "internal_ip_addresses" -> NODES.textNode("10.0." + index + "." + random.nextInt(256));
      case "pc_name" -> NODES.textNode("HOST-" + own + ".corp.example.com");
      case "leave_reason" -> NODES.textNode("Ann " + own + " left the meeting.");
      case "bitrate" -> quantity(random.nextInt(90000) / 100.0, random, "kbps");
      case "latency", "jitter" -> quantity(random.nextInt(500), random, "ms");
      case "avg_loss" -> quantity(random.nextInt(100) / 10.0, random, "%");
      case "max_loss" -> quantity(10 + random.nextInt(100) / 10.0, random, "%");
      case "frame_rate" -> quantity(random.nextInt(31), random, "fps");
      case "resolution" ->
          NODES.textNode(
              random.nextBoolean() ? "1280*720" : (random.nextBoolean() ? "640 * 360" : "0*0"));
      case "zoom_min_cpu_usage" -> quantity(random.nextInt(10), random, "%");
      case "zoom_avg_cpu_usage" -> quantity(10 + random.nextInt(10), random, "%");
      case "zoom_max_cpu_usage" -> quantity(20 + random.nextInt(10), random, "%");
      case "system_max_cpu_usage" -> quantity(random.nextInt(101), random, "%");
      case "min_rssi" -> NODES.numberNode(-80 - random.nextInt(10));
      case "avg_rssi" -> NODES.numberNode(-70 - random.nextInt(10));
      case "max_rssi" -> NODES.numberNode(-60 - random.nextInt(10));
      default -> byType(node, name, own, random);
    };
  }

  private static JsonNode byType(JsonNode node, String name, String own, Random random) {
    JsonNode words = node.path("enum");
    if (words.size() > 0) {
      return words.get(random.nextInt(words.size()));
    }
    return switch (node.path("type").asText()) {
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "integer" -> NODES.numberNode(random.nextInt(1000));
      case "number" -> NODES.numberNode(random.nextInt(1000) / 100.0);
      default ->
          NODES.textNode(
              name.equals("full_data_center") ? "Frankfurt (FR);Paris;" : name + " " + own);
    };
  }

  private static JsonNode time(int number, int second) {
    return NODES.textNode(start(number).plusSeconds(second).toString());
  }

  private static JsonNode quantity(double value, Random random, String unit) {
    String text = value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    return NODES.textNode(
        switch (random.nextInt(4)) {
          case 0 -> text + unit;
          case 1 -> text + " " + unit.toUpperCase(Locale.ROOT);
          case 2 -> text;
          default -> text + " " + unit;
        });
  }
}
