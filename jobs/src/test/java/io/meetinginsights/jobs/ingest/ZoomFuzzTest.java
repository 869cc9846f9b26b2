package io.meetinginsights.jobs.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meetinginsights.jobs.ingest.FuzzedAnswers.Answer;
import io.meetinginsights.jobs.ingest.FuzzedAnswers.Oddity;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.bronze.ZoomResponses;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.Feedback;
import io.meetinginsights.tables.silver.Meetings;
import io.meetinginsights.tables.silver.ParticipantMinutes;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.tables.silver.RejectedRecords;
import io.meetinginsights.testing.WithSpark;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers filled from Zoom's own schemas, each spoilt in one place, through one load: it must not
 * abort, lose a line, or change a field that was not spoilt. {@code make fuzz} runs it, with {@code
 * -Dfuzz.bodies=10000}: at least so many answers, each place spoilt in one way after the other.
 */
@WithSpark
@Tag("proof")
@EnabledIfSystemProperty(named = "fuzz.bodies", matches = "\\d+", disabledReason = "make fuzz")
class ZoomFuzzTest {

  private static final String DAY = "2026-03-02";
  private static final int BODIES = Integer.getInteger("fuzz.bodies", 0);

  private static final ObjectMapper JSON =
      JsonMapper.builder().configure(JsonWriteFeature.ESCAPE_NON_ASCII, true).build();
  private static final ObjectMapper PLAIN = new ObjectMapper();

  @TempDir Path folder;

  /** A line of a landing file. */
  private record Place(String dataset, int line) {}

  @Test
  void whatIsNotSpoiltIsEqualAndWhatIsSpoiltIsWrittenDown(SparkSession spark) throws IOException {
    LoadWorld world = new LoadWorld(spark, folder);
    Map<Place, Answer> answers = land(world);
    Map<Place, FuzzReference> expected = new HashMap<>();
    answers.forEach((place, answer) -> expected.put(place, new FuzzReference(answer)));

    Counts counts = world.load(DayRange.of(java.time.LocalDate.parse(DAY)));

    assertThat(answers.size()).isGreaterThanOrEqualTo(BODIES);
    assertThat(counts.of("zoom lines read")).isEqualTo(answers.size());
    assertThat(world.table(ZoomResponses.SCHEMA).select("file", "line").distinct().count())
        .isEqualTo(answers.size());
    records(counts, answers, expected);
    flaws(world, answers, expected);
    values(world, answers, expected);
  }

  private static Map<Place, Answer> land(LoadWorld world) throws IOException {
    Map<Place, Answer> answers = new HashMap<>();
    List<FuzzedAnswers> datasets = FuzzedAnswers.ofAllDatasets();
    int places = datasets.stream().mapToInt(dataset -> dataset.places().size()).sum();
    int rounds = Math.max(1, (BODIES + places - 1) / places);
    int number = 0;
    for (FuzzedAnswers dataset : datasets) {
      Path file = world.zoomFile(dataset.dataset(), DAY, "fuzz.jsonl.gz");
      int line = 0;
      try (Writer out =
          new OutputStreamWriter(
              new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
        List<String> all = dataset.places();
        for (int round = 0; round < rounds; round++) {
          for (int i = 0; i < all.size(); i++) {
            Oddity oddity = Oddity.values()[(i + round) % Oddity.values().length];
            Answer answer = dataset.answer(number++, all.get(i), oddity);
            answers.put(new Place(dataset.dataset(), ++line), answer);
            out.write(line(answer) + "\n");
          }
        }
      }
    }
    return answers;
  }

  private static String line(Answer answer) throws IOException {
    // Only an escape can hold half a surrogate pair.
    ObjectMapper json = answer.oddity() == Oddity.SURROGATE ? JSON : PLAIN;
    String body = answer.body() == null ? null : json.writeValueAsString(answer.body());
    String line = LoadWorld.answer("2026-03-02T11:00:00Z", answer.meeting(), body);
    // Answers to the same request would be told apart by what they say alone.
    return (body == null ? line.replace(",\"body\":null", "") : line)
        .replace("\"params\":{", "\"params\":{\"page\":\"" + answer.number() + "\",");
  }

  private static void records(
      Counts counts, Map<Place, Answer> answers, Map<Place, FuzzReference> expected) {
    Map<String, long[]> byDataset = new TreeMap<>();
    expected.forEach(
        (place, reference) -> {
          long[] numbers = byDataset.computeIfAbsent(place.dataset(), d -> new long[2]);
          numbers[0] += reference.records;
          numbers[1] += reference.rejected;
        });
    byDataset.forEach(
        (dataset, numbers) -> {
          assertThat(counts.of(dataset + " records read")).as(dataset).isEqualTo(numbers[0]);
          assertThat(counts.of(dataset + " records rejected")).as(dataset).isEqualTo(numbers[1]);
          assertThat(counts.of(dataset + " records accepted"))
              .as(dataset)
              .isEqualTo(numbers[0] - numbers[1]);
        });
  }

  private static void flaws(
      LoadWorld world, Map<Place, Answer> answers, Map<Place, FuzzReference> expected) {
    Map<Place, Set<String>> written = new HashMap<>();
    Map<Place, Set<String>> refused = new HashMap<>();
    for (Row row : world.table(RejectedRecords.SCHEMA).collectAsList()) {
      Place place = new Place(row.getAs("dataset"), row.<Integer>getAs("line"));
      written
          .computeIfAbsent(place, p -> new HashSet<>())
          .add(row.getAs("record") + " " + row.getAs("field"));
      if ("rejected".equals(row.getAs("severity"))) {
        refused.computeIfAbsent(place, p -> new HashSet<>()).add(row.getAs("record") + "");
      }
    }
    List<String> wrong = new ArrayList<>();
    expected.forEach(
        (place, reference) -> {
          Set<String> missing = new HashSet<>(reference.flaws);
          missing.removeAll(written.getOrDefault(place, Set.of()));
          if (!missing.isEmpty()) {
            wrong.add(described(answers.get(place)) + ": not written down: " + missing);
          }
          Set<String> records = refused.getOrDefault(place, Set.of());
          if (records.contains("-1") != reference.isRefused
              || !reference.isRefused && records.size() != reference.rejected) {
            wrong.add(described(answers.get(place)) + ": refused records " + records);
          }
          if (answers.get(place).oddity() == Oddity.NONE && written.containsKey(place)) {
            wrong.add(described(answers.get(place)) + ": flawless, but " + written.get(place));
          }
        });
    assertThat(wrong).as(wrong.size() + " answers").isEmpty();
  }

  private static void values(
      LoadWorld world, Map<Place, Answer> answers, Map<Place, FuzzReference> expected) {
    Map<String, Row> actual = new HashMap<>();
    add(actual, "meetings", world.table(Meetings.SCHEMA), col("meeting_uuid"));
    add(actual, "people", world.table(People.SCHEMA), coalesce(col("zoom_user_id"), col("email")));
    add(actual, "feedback", world.table(Feedback.SCHEMA), col("meeting_uuid"), col("submitted_at"));
    Dataset<Row> addresses =
        world
            .table(ClientIdentities.SCHEMA)
            .select("identity_key", "mac", "public_ip", "user_name", "host_name", "internal_ips");
    add(
        actual,
        "participants",
        world.table(Participants.SCHEMA).join(addresses, "identity_key", "left"),
        col("meeting_uuid"),
        col("participant_id"),
        col("joined_at"));
    add(
        actual,
        "participant_minutes",
        world.table(ParticipantMinutes.SCHEMA),
        col("meeting_uuid"),
        col("participant_id"),
        col("joined_at"),
        col("minute_at"));
    List<String> wrong = new ArrayList<>();
    Set<String> known = new HashSet<>();
    long compared = 0;
    for (Map.Entry<Place, FuzzReference> entry : expected.entrySet()) {
      String answer = described(answers.get(entry.getKey()));
      for (Map.Entry<String, Map<String, Object>> row : entry.getValue().rows.entrySet()) {
        known.add(row.getKey());
        Row found = actual.get(row.getKey());
        if (found == null) {
          wrong.add(answer + ": no row of " + row.getKey());
          continue;
        }
        for (Map.Entry<String, Object> cell : row.getValue().entrySet()) {
          Object value = plain(found.getAs(cell.getKey()));
          compared++;
          if (!java.util.Objects.equals(value, cell.getValue())) {
            wrong.add(answer + ": " + cell.getKey() + " is " + value + ", not " + cell.getValue());
          }
        }
      }
    }
    actual.keySet().stream()
        .filter(key -> !key.startsWith("people ") && !known.contains(key))
        .forEach(key -> wrong.add("a row too many: " + key));
    assertThat(compared).isGreaterThan(20L * answers.size());
    assertThat(wrong).as(wrong.size() + " of " + compared + " fields").isEmpty();
  }

  private static void add(Map<String, Row> rows, String table, Dataset<Row> data, Column... key) {
    String[] names = Arrays.stream(key).map(part -> "k").toArray(String[]::new);
    Dataset<Row> keyed = data;
    for (int i = 0; i < key.length; i++) {
      names[i] = "key_" + i;
      keyed = keyed.withColumn(names[i], key[i]);
    }
    for (Row row : keyed.collectAsList()) {
      String place =
          Arrays.stream(names)
              .map(name -> String.valueOf(plain(row.getAs(name))))
              .collect(Collectors.joining(" "));
      assertThat(rows.put(table + " " + place, row)).as("%s %s twice", table, place).isNull();
    }
  }

  private static Object plain(Object value) {
    if (value instanceof Timestamp time) {
      return time.toInstant();
    }
    if (value instanceof scala.collection.Seq<?> list) {
      return List.copyOf(scala.jdk.javaapi.CollectionConverters.asJava(list));
    }
    return value;
  }

  private static String described(Answer answer) {
    return answer.dataset()
        + " "
        + answer.number()
        + " "
        + answer.oddity()
        + " at "
        + answer.place();
  }
}
