package io.meetinginsights.jobs.endtoend;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.jobs.cli.MeetingInsights;
import io.meetinginsights.tables.Tables;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.CrashPoints;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A guest from another company, planted into a call of a simulated world: opted out, nothing of him
 * is left but anonymous sender_minutes; not opted out, he is in silver under a keyed id; and the
 * past cleaned gives the same tables as if guests had been opted out from the first day.
 */
@WithSpark
@Tag("privacy")
class GuestOptOutIT {

  private static final String PROPERTY = "meetinginsights.crash-at";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OPT_OUT = "privacy.opt-out-guests=true";

  private static final List<String> JOIN =
      List.of("account_id", "meeting_uuid", "participant_id", "joined_at");

  private static final PlantedPerson GUEST = PlantedPerson.numbered(9);

  @TempDir Path folder;

  @Test
  void aGuestLeavesNothingButAnonymousSenderMinutes(SparkSession spark) throws IOException {
    TinyWorld out = new TinyWorld(Files.createDirectory(folder.resolve("out")));
    TinyWorld kept = new TinyWorld(Files.createDirectory(folder.resolve("kept")));
    assertThat(MeetingInsights.run(out.simulate())).isZero();
    plantGuest(out.folder().resolve("landing"));
    Files.writeString(out.folder().resolve("key"), "secret of this test\n");
    FileUtils.copyDirectory(out.folder().toFile(), kept.folder().toFile());
    Set<String> all = new TreeSet<>(GUEST.words());
    all.remove(GUEST.zoomId());
    assertThat(ByteScan.find(out.folder(), GUEST.words()).keySet())
        .as("before")
        .containsExactlyElementsOf(all);

    // Killed on either side of the step that cannot be taken back, then repeated.
    for (String point : List.of("before:landing of guests", "after:landing of guests")) {
      System.setProperty(PROPERTY, "throw:" + point);
      try {
        assertThat(catchThrowable(() -> MeetingInsights.run(optedOut(out))))
            .isInstanceOf(CrashPoints.SimulatedCrash.class);
      } finally {
        System.clearProperty(PROPERTY);
      }
    }
    assertThat(MeetingInsights.run(optedOut(out))).isZero();
    assertThat(ByteScan.find(out.folder(), GUEST.words())).as("opted out").isEmpty();
    assertThat(redactedLines(out)).isPositive();

    assertThat(MeetingInsights.run(kept.line("ingest"))).isZero();
    Map<String, Set<String>> places = ByteScan.find(kept.folder(), GUEST.words());
    assertThat(places.keySet()).containsExactlyElementsOf(all);
    assertThat(places.values().stream().flatMap(Set::stream))
        .as("not opted out, his names stand in what came and in no table made of it")
        .allMatch(file -> file.startsWith("landing/zoom/") || file.startsWith("warehouse/bronze/"));

    Warehouse ofOut = warehouse(spark, out);
    Warehouse ofKept = warehouse(spark, kept);
    Dataset<Row> off = offNetwork(ofKept).localCheckpoint();
    assertThat(off.count()).as("joins off the network").isGreaterThan(1);
    for (String table : List.of("silver.participants", "silver.participant_minutes")) {
      assertThat(rows(ofOut, table)).as(table).isEqualTo(rows(without(ofKept, table, off)));
    }
    assertThat(rows(ofOut, "silver.sender_minutes"))
        .as("sender_minutes: everybody's, of guests without the address")
        .isEqualTo(
            rows(
                ofKept
                    .read(Tables.named("silver.sender_minutes").orElseThrow())
                    .join(
                        off.select(col("sender_key"), lit(true).as("is_off")),
                        shared("sender_key"),
                        "left")
                    .withColumn("egress_key", when(col("is_off").isNull(), col("egress_key")))
                    .drop("is_off")));
    Dataset<Row> guest =
        ofKept
            .read(Tables.named("silver.participants").orElseThrow())
            .where(col("participant_id").equalTo("99887766"));
    assertThat(guest.where("person_key IS NOT NULL AND identity_key IS NULL AND is_guest").count())
        .as("kept under a keyed id")
        .isEqualTo(1);

    assertThat(MeetingInsights.run(ErasureIT.line(kept, "erase", "--guests"))).isZero();
    assertThat(ByteScan.find(kept.folder(), GUEST.words())).as("the past cleaned").isEmpty();
    for (String table :
        List.of(
            "silver.participants",
            "silver.participant_minutes",
            "silver.sender_minutes",
            "silver.feedback",
            "silver.meetings",
            "silver.people",
            "silver.client_identities",
            "silver.wireless_minutes")) {
      assertThat(rows(ofKept, table)).as(table).isEqualTo(rows(ofOut, table));
    }
  }

  private static String[] optedOut(TinyWorld world) {
    return world.line("ingest", "--set", OPT_OUT);
  }

  /** Adds the guest to a call's participants, its call quality, and its ratings. */
  private static void plantGuest(Path landing) {
    String[] meeting = new String[1];
    try {
      PlantedPerson.rewrite(
          landing.resolve("zoom/participants_qos"),
          line -> {
            ObjectNode envelope = json(line);
            JsonNode list = envelope.path("body").path("participants");
            if (meeting[0] != null || list.size() < 2) {
              return line;
            }
            meeting[0] = envelope.path("params").path("meetingId").asText();
            ((ArrayNode) list).add(guestOf(list.get(0)));
            return envelope.toString();
          });
      boolean[] isDone = new boolean[2];
      PlantedPerson.rewrite(
          landing.resolve("zoom/participants"),
          line -> {
            ObjectNode envelope = json(line);
            JsonNode list = envelope.path("body").path("participants");
            if (!envelope.path("params").path("meetingId").asText().equals(meeting[0])
                || list.isEmpty()) {
              return line;
            }
            ((ArrayNode) list).add(guestOf(list.get(0)));
            // Before that he waited to be let in: silver refuses such a record.
            ((ArrayNode) list)
                .add(
                    guestOf(list.get(0))
                        .put("join_time", TinyWorld.DAY + "T00:00:01Z")
                        .put("status", "in_waiting_room"));
            isDone[0] = true;
            return envelope.toString();
          });
      PlantedPerson.rewrite(
          landing.resolve("zoom/satisfaction"),
          line -> {
            ObjectNode envelope = json(line);
            if (!envelope.path("params").path("meetingId").asText().equals(meeting[0])
                || isDone[1]) {
              return line;
            }
            ((ArrayNode) envelope.path("body").withArray("participants"))
                .addObject()
                .put("date_time", TinyWorld.DAY + "T15:00:00Z")
                .put("email", GUEST.email())
                .put("quality", "NOT GOOD")
                .put("user_id", "99887766");
            isDone[1] = true;
            return envelope.toString();
          });
      assertThat(isDone).containsExactly(true, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode guestOf(JsonNode other) {
    ObjectNode guest = other.deepCopy();
    guest.remove("participant_user_id");
    guest
        .put("user_id", "99887766")
        .put("participant_uuid", "0D4B0D36-0000-4C2C-8F00-00000000CAFE")
        .put("id", "")
        .put("user_name", GUEST.name())
        .put("email", GUEST.email())
        .put("ip_address", GUEST.home())
        .put("mac_addr", String.join("-", GUEST.mac().split("(?<=\\G....)")))
        .put("pc_name", GUEST.hostName())
        .put("leave_reason", GUEST.name() + " left the meeting.<br>Reason: Host ended.");
    // The other forms of the MAC, which Zoom's documents show as well.
    guest.put("harddisk_id", GUEST.mac() + " " + String.join(":", GUEST.mac().split("(?<=\\G..)")));
    guest.putArray("internal_ip_addresses").add(GUEST.ip());
    return guest;
  }

  private static ObjectNode json(String line) {
    try {
      return (ObjectNode) JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long redactedLines(TinyWorld world) throws IOException {
    long lines = 0;
    for (Path file : PlantedPerson.files(world.folder().resolve("landing/zoom"))) {
      lines +=
          PlantedPerson.lines(file).stream().filter(l -> l.contains("\"redacted\":true")).count();
    }
    return lines;
  }

  /** Joins that neither show our egress nor a client of the network's, by the test's own rule. */
  private static Dataset<Row> offNetwork(Warehouse warehouse) {
    Dataset<Row> identities =
        warehouse.read(Tables.named("silver.client_identities").orElseThrow());
    Dataset<Row> network = identities.where(col("source").equalTo("network"));
    List<String> egress =
        warehouse
            .read(Tables.named("silver.sites").orElseThrow())
            .selectExpr("explode(egress_ips)")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    Dataset<Row> macs = network.select(col("mac"), lit(true).as("has_mac")).distinct();
    Dataset<Row> hosts =
        network
            .where(col("host_name").isNotNull().and(col("ip").isNotNull()))
            .select(col("host_name").as("known_host"), col("ip").as("known_ip"))
            .distinct();
    Dataset<Row> shown =
        identities
            .where(col("source").equalTo("zoom"))
            .select("identity_key", "mac", "internal_ips", "public_ip", "host_name")
            .join(macs, shared("mac"), "left")
            .join(
                hosts,
                col("host_name")
                    .equalTo(col("known_host"))
                    .and(array_contains(col("internal_ips"), col("known_ip"))),
                "left")
            .selectExpr(
                "identity_key",
                "has_mac IS NOT NULL OR known_host IS NOT NULL OR coalesce(public_ip IN ("
                    + egress.stream().map(ip -> "'" + ip + "'").collect(Collectors.joining(", "))
                    + "), false) AS is_on")
            .groupBy("identity_key")
            .agg(org.apache.spark.sql.functions.max("is_on").as("is_on"));
    return warehouse
        .read(Tables.named("silver.participants").orElseThrow())
        .join(shown, shared("identity_key"), "left")
        .where(coalesce(col("is_on"), lit(false)).equalTo(false));
  }

  private static Dataset<Row> without(Warehouse warehouse, String table, Dataset<Row> joins) {
    return warehouse
        .read(Tables.named(table).orElseThrow())
        .join(
            joins.select(JOIN.stream().map(name -> col(name)).toArray(Column[]::new)),
            shared(JOIN.toArray(String[]::new)),
            "left_anti");
  }

  private static List<String> rows(Warehouse warehouse, String table) {
    return rows(warehouse.read(Tables.named(table).orElseThrow()));
  }

  /** Rows as texts, without what says when and by which run. */
  private static List<String> rows(Dataset<Row> rows) {
    return rows.drop("run_id", "received_at").toJSON().collectAsList().stream()
        .map(GuestOptOutIT::sortedFields)
        .sorted()
        .toList();
  }

  private static String sortedFields(String json) {
    Map<String, String> fields = new java.util.TreeMap<>();
    for (Map.Entry<String, JsonNode> field : json(json).properties()) {
      fields.put(field.getKey(), field.getValue().toString());
    }
    return fields.toString();
  }

  private static Warehouse warehouse(SparkSession spark, TinyWorld world) {
    return new Warehouse(spark, world.warehouse().toString(), "test");
  }

  private static scala.collection.immutable.Seq<String> shared(String... columns) {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.of(columns)).toSeq();
  }
}
