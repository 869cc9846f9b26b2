package io.meetinginsights.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateJobTest {

  private static final int CLIENT = TruthTable.SCHEMA.fieldIndex("client_mac");
  private static final int CAUSE = TruthTable.SCHEMA.fieldIndex("cause_id");
  private static final int STRENGTH = TruthTable.SCHEMA.fieldIndex("strength");
  private static final int SCORE = TruthTable.SCHEMA.fieldIndex("score_latent");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final LocalDate FIRST = LocalDate.parse("2026-03-11");
  private static final LocalDate SECOND = LocalDate.parse("2026-03-12");

  @TempDir static Path temporary;

  private static SparkSession spark;
  private static SimulateConfig config;
  private static SimulateResult result;

  @BeforeAll
  static void simulateTwoDaysInFourTasks() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
    // Berlin, London and New York: the last one's working day crosses midnight UTC.
    config =
        SimulateConfig.of(FIRST, SECOND, 11, landing("range"))
            .withSize(3, 24)
            .withRates(4, 3)
            .withOutput(landing("range"), 4);
    result = SimulateJob.run(spark, config);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void sameSeedGivesTheSameBytesInOneTaskAndADayAloneEqualsThatDayInARange() throws IOException {
    SimulateConfig alone = config.withDays(SECOND, SECOND).withOutput(landing("alone"), 1);
    SimulateJob.run(spark, alone);
    Map<String, Integer> expected = contents(config.landing(), SECOND);
    assertThat(expected).hasSizeGreaterThan(40);
    assertThat(contents(alone.landing(), SECOND)).isEqualTo(expected);
    var inRange = SimulateJob.truth(spark, config).where("date = '" + SECOND + "'");
    var single = SimulateJob.truth(spark, alone);
    assertThat(inRange.exceptAll(single).count()).isZero();
    assertThat(single.exceptAll(inRange).count()).isZero();
  }

  @Test
  void aSecondRunLeavesEqualFilesAndNoPartOfAnEarlierOne() throws IOException {
    SimulateConfig small =
        config.withDays(FIRST, FIRST).withSize(1, 6).withOutput(landing("again"), 1);
    SimulateJob.run(spark, small);
    Map<String, Integer> expected = contents(small.landing(), FIRST);
    Path stale =
        Path.of(small.landing().substring("file:".length()))
            .resolve("network/sites/date=" + FIRST + "/part-00999-000.jsonl.gz");
    Files.write(stale, new byte[] {1});
    SimulateJob.run(spark, small);
    assertThat(contents(small.landing(), FIRST)).isEqualTo(expected);
  }

  @Test
  void everyLineHasExactlyTheKeysOfTheEnvelope() {
    Map<String, Long> lines = new TreeMap<>();
    eachLine(
        "",
        (dataset, line) -> {
          lines.merge(dataset, 1L, Long::sum);
          Set<String> keys = new TreeSet<>();
          line.fieldNames().forEachRemaining(keys::add);
          String owner = dataset.startsWith("zoom") ? "account_id" : "site_id";
          assertThat(keys)
              .isEqualTo(
                  new TreeSet<>(
                      Set.of("received_at", "org_id", owner, "request", "params", "body")));
          assertThat(Instant.parse(line.get("received_at").asText())).isNotNull();
          assertThat(line.get("params").isObject()).isTrue();
        });
    assertThat(lines).isEqualTo(result.lines());
    assertThat(lines.keySet())
        .containsExactlyInAnyOrder(
            "zoom/meetings",
            "zoom/participants",
            "zoom/participants_qos",
            "zoom/satisfaction",
            "zoom/users",
            "network/sites",
            "network/client_stats",
            "network/wired_clients",
            "network/device_stats",
            "network/ports",
            "network/vpn_peers",
            "network/speedtests",
            "network/client_sessions",
            "network/client_info",
            "network/client_events",
            "network/device_events",
            "network/fast_roams",
            "network/rrm_events",
            "network/nac_events",
            "network/marvis_client",
            "network/probes");
  }

  @Test
  void writesOnlyFieldsThatZoomAndMistPublish() throws IOException {
    Path reference = PublishedFields.reference();
    if (reference == null && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("the reference documents are not beside the checkout");
    }
    assumeTrue(reference != null, "no reference documents beside the checkout: nothing to compare");
    Path dashboards = reference.resolve("zoom/dashboards.openapi.json");
    Map<String, Set<String>> published = new HashMap<>();
    published.put("zoom/meetings", PublishedFields.zoom(dashboards, "/metrics/meetings"));
    String participants = "/metrics/meetings/{meetingId}/participants";
    published.put("zoom/participants", PublishedFields.zoom(dashboards, participants));
    published.put("zoom/participants_qos", PublishedFields.zoom(dashboards, participants + "/qos"));
    published.put(
        "zoom/satisfaction", PublishedFields.zoom(dashboards, participants + "/satisfaction"));
    published.put(
        "zoom/users",
        PublishedFields.zoom(reference.resolve("zoom/users_read.openapi.json"), "/users"));
    published.values().forEach(paths -> assertThat(paths).isNotEmpty());
    Set<String> mist = PublishedFields.mist(reference);

    Map<String, Set<String>> written = new TreeMap<>();
    eachLine(
        "",
        (dataset, line) ->
            PublishedFields.paths(
                line.get("body"), "", written.computeIfAbsent(dataset, d -> new TreeSet<>())));
    Set<String> unpublished = new TreeSet<>();
    written.forEach(
        (dataset, paths) -> {
          for (String path : paths) {
            boolean known =
                dataset.startsWith("zoom")
                    ? published.get(dataset).contains(path)
                    : mist.contains(path.replaceAll(".*(?<!ge-0/0/0)\\.(?!0$)", ""));
            if (!known) {
              unpublished.add(dataset + " " + path);
            }
          }
        });
    assertThat(unpublished).isEmpty();
  }

  @Test
  void qualityMetricsAreStringsInZoomsForms() {
    Map<String, String> forms =
        Map.of(
            "bitrate", "(\\d+(\\.\\d\\d)? kbps)?",
            "latency", "(\\d+ ms)?",
            "jitter", "(\\d+ ms)?",
            "avg_loss", "(\\d+\\.\\d\\d%)?",
            "max_loss", "(\\d+\\.\\d\\d%)?",
            "frame_rate", "(\\d+ fps)?",
            "resolution", "(\\d+\\*\\d+)?",
            "zoom_avg_cpu_usage", "(\\d+%)?",
            "system_max_cpu_usage", "(\\d+%)?",
            "date_time", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:00Z");
    Set<String> seenEmpty = new HashSet<>();
    Set<String> streams = new TreeSet<>();
    eachLine(
        "zoom/participants_qos",
        (dataset, line) -> {
          for (JsonNode participant : line.at("/body/participants")) {
            for (JsonNode minute : participant.get("user_qos")) {
              assertThat(minute.get("date_time").asText()).matches(forms.get("date_time"));
              minute.fields().forEachRemaining(f -> streams.add(f.getKey()));
              for (JsonNode stream : minute) {
                stream
                    .fields()
                    .forEachRemaining(
                        field -> {
                          String form = forms.get(field.getKey());
                          if (form != null) {
                            assertThat(field.getValue().asText()).matches(form);
                            if (field.getValue().asText().isEmpty()) {
                              seenEmpty.add(field.getKey());
                            }
                          }
                        });
                if (stream.has("avg_rssi")) {
                  assertThat(stream.get("avg_rssi").isInt()).isTrue();
                }
              }
            }
          }
        });
    assertThat(seenEmpty).contains("bitrate", "latency", "frame_rate", "system_max_cpu_usage");
    assertThat(streams).contains("audio_device_from_rwg", "audio_device_to_rwg", "as_input");
  }

  @Test
  void guestsAreNamelessAndIdentitiesAreHard() {
    Map<String, Integer> seen = new TreeMap<>();
    eachLine(
        "zoom/participants/",
        (dataset, line) -> {
          Map<String, Integer> joins = new HashMap<>();
          for (JsonNode p : line.at("/body/participants")) {
            if (p.get("id").asText().isEmpty()) {
              seen.merge("guest", 1, Integer::sum);
              assertThat(p.get("email").asText()).isEmpty();
              assertThat(p.get("mac_addr").asText()).isEmpty();
              assertThat(p.has("internal_ip_addresses")).isFalse();
              continue;
            }
            assertThat(p.get("email").asText()).endsWith("@example.com");
            if (joins.merge(p.get("id").asText(), 1, Integer::sum) == 2) {
              seen.merge("rejoin", 1, Integer::sum);
            }
            String ip = p.get("ip_address").asText();
            seen.merge(ip.startsWith("192.0.2.") ? "home" : "not home", 1, Integer::sum);
            String mac = p.get("mac_addr").asText();
            boolean hasAddress = p.has("internal_ip_addresses");
            if (!mac.isEmpty()) {
              assertThat(mac.replaceAll("[-: ]", "")).matches("[0-9a-fA-F]{12}");
              seen.merge(
                  mac.contains(":") ? "mac with colons" : "mac with dashes", 1, Integer::sum);
            } else if (hasAddress) {
              seen.merge("address only", 1, Integer::sum);
            } else if (p.get("pc_name").asText().isEmpty()) {
              seen.merge("signed in only", 1, Integer::sum);
            } else {
              seen.merge("host only", 1, Integer::sum);
            }
          }
        });
    assertThat(seen.keySet())
        .contains(
            "guest",
            "rejoin",
            "home",
            "mac with colons",
            "mac with dashes",
            "address only",
            "signed in only",
            "host only");
  }

  @Test
  void countersOfAnAssociationOnlyGrow() {
    Map<String, long[]> last = new HashMap<>();
    int[] compared = new int[1];
    eachLine(
        "network/client_stats",
        (dataset, line) -> {
          for (JsonNode client : line.get("body")) {
            String association = client.get("mac").asText() + client.get("assoc_time").asLong();
            long[] now = {
              client.get("tx_bytes").asLong(),
              client.get("rx_pkts").asLong(),
              client.get("tx_retries").asLong(),
              client.get("uptime").asLong()
            };
            long[] before = last.put(association, now);
            if (before != null) {
              compared[0]++;
              for (int i = 0; i < now.length; i++) {
                assertThat(now[i]).isGreaterThanOrEqualTo(before[i]);
              }
            }
            assertThat(now[3]).isNotNegative();
          }
        });
    assertThat(compared[0]).isGreaterThan(10_000);
  }

  @Test
  void callMinutesOfClientsOnTheNetworkHaveTelemetry() {
    Set<String> heard = new HashSet<>();
    BiConsumer<String, Long> hear = (mac, second) -> heard.add(mac + "@" + second / 60);
    eachLine(
        "network/client_stats",
        (dataset, line) ->
            line.get("body")
                .forEach(c -> hear.accept(c.get("mac").asText(), c.get("last_seen").asLong())));
    List<Row> calls =
        SimulateJob.truth(spark, config)
            .where("network = 'wireless' and date = '" + FIRST + "'")
            .selectExpr("client_mac", "unix_seconds(minute_at)")
            .collectAsList();
    assertThat(calls).hasSizeGreaterThan(500);
    for (Row call : calls) {
      String minute = call.getString(0) + "@" + call.getLong(1) / 60;
      assertThat(heard.contains(minute)).as(minute).isTrue();
    }
  }

  @Test
  void sitesYamlDescribesEverySiteAndConcentrator() throws IOException {
    JsonNode yaml =
        new ObjectMapper(new YAMLFactory())
            .readTree(SimulatedOrganisation.sitesYaml(config.world()));
    JsonNode organisation = yaml.at("/organisations/0");
    assertThat(organisation.get("accounts").get(0).asText()).startsWith("acc");
    assertThat(organisation.get("sites")).hasSize(3);
    assertThat(organisation.at("/sites/2/time-zone").asText()).isEqualTo("America/New_York");
    assertThat(organisation.at("/sites/0/egress-ips/0").asText()).startsWith("203.0.113.");
    assertThat(organisation.at("/sites/0/wan-ports/0/gateway-mac").asText())
        .matches("[0-9a-f]{12}");
    assertThat(organisation.at("/sites/0/wan-ports/0/download-mbps").asInt()).isPositive();
    assertThat(organisation.get("vpn-concentrators")).hasSize(3);
  }

  @Test
  void aBadFarLineShowsInTheSendersOwnMetricsAndInEverybodyElsesReception() {
    LatentNetwork network = new LatentNetwork(config.world());
    MeetingCalendar calendar = new MeetingCalendar(config.world(), network.organisation());
    CallSimulation calls = new CallSimulation(network);
    int checked = 0;
    for (int s = 0; s < config.world().sites(); s++) {
      for (MeetingCalendar.Meeting meeting : calendar.ending(s, FIRST)) {
        for (Episode episode : meeting.episodes()) {
          if (episode.strength() < 0.8 || episode.fault().scope() != Fault.Scope.FAR_PRESENTER) {
            continue;
          }
          for (int a = 0; a < meeting.attendees().size(); a++) {
            for (CallSimulation.Minute minute : calls.minutes(meeting, a)) {
              boolean presenterPresent =
                  meeting.attendees().get(meeting.presenter()).rowAt(minute.minute()) != null;
              if (!episode.covers(minute.minute() - 3)
                  || !episode.covers(minute.minute())
                  || !presenterPresent) {
                continue;
              }
              if (a == meeting.presenter()) {
                assertThat(minute.media().audioSent().lossPct()).isGreaterThan(5);
              } else {
                assertThat(minute.media().audioReceived().lossPct()).isGreaterThan(4);
                checked++;
              }
            }
          }
        }
      }
    }
    assertThat(checked).isGreaterThan(20);
  }

  @Test
  void withoutFaultsOneToThreePercentOfMinutesAreBadAndWithThemFourToTen() {
    SimulateConfig demo = SimulateConfig.of(FIRST, FIRST.plusDays(2), 7, landing("none"));
    double healthy = badShare(demo.withRates(4, 0), row -> row.getString(CAUSE).equals("none"));
    assertThat(healthy).isBetween(0.01, 0.03);
    assertThat(badShare(demo, row -> true)).isBetween(0.04, 0.10);
  }

  @Test
  void everyFaultCausesBadMinutesAndItsWeakEpisodesMostlyDoNot() {
    // Six sites and twice the faults: of so many kinds each is sure to meet calls in three days.
    SimulateConfig demo =
        SimulateConfig.of(FIRST, FIRST.plusDays(2), 7, landing("none"))
            .withSize(6, 60)
            .withRates(4, 2);
    Map<String, int[]> counts = new TreeMap<>();
    eachTruth(
        demo,
        row -> {
          if (!row.getString(CAUSE).equals("none")) {
            int[] count = counts.computeIfAbsent(row.getString(CAUSE), cause -> new int[4]);
            boolean control = row.getDouble(STRENGTH) < 0.5;
            count[control ? 2 : 0]++;
            if (row.getDouble(SCORE) < 3) {
              count[control ? 3 : 1]++;
            }
          }
        });
    // Whether controls stay harmless is FaultPhysicsTest's.
    counts
        .keySet()
        .removeIf(cause -> FaultCatalogue.entry(cause).category() == Fault.Category.NONE);
    assertThat(counts.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Fault.values()).filter(f -> !f.isControl()).map(Fault::id).toList());
    counts.forEach(
        (cause, count) -> {
          assertThat(count[1]).as(cause + " bad minutes").isGreaterThan(100);
          // A far sender's milder troubles reach many receivers as a dent, not as a bad minute.
          double least = cause.startsWith("far_") ? 0.2 : 0.5;
          assertThat((double) count[1] / count[0]).as(cause + " bad share").isGreaterThan(least);
          // Of a few dented minutes the share says nothing.
          if (count[2] > 20) {
            assertThat((double) count[3] / count[2]).as(cause + " controls").isLessThan(0.35);
          }
        });
  }

  @Test
  void theOtherReadingOfInputSwapsTheDirections() throws IOException {
    SimulateConfig swapped =
        config
            .withDays(FIRST, FIRST)
            .withSize(1, 6)
            .withAudioInput(SimulateConfig.InputDirection.RECEIVED)
            .withOutput(landing("received"), 1);
    SimulateConfig usual =
        swapped.withAudioInput(SimulateConfig.InputDirection.SENT).withOutput(landing("sent"), 1);
    SimulateJob.run(spark, swapped);
    SimulateJob.run(spark, usual);
    List<JsonNode> input = streams(usual, "audio_input");
    assertThat(input).isNotEmpty().isEqualTo(streams(swapped, "audio_output"));
    assertThat(input).isNotEqualTo(streams(usual, "audio_output"));
  }

  @Test
  void whatCannotBeSimulatedIsRefusedWithItsKey() {
    assertThatThrownBy(() -> config.withSize(0, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("simulate.sites is 0");
    assertThatThrownBy(() -> config.withDays(SECOND, FIRST))
        .hasMessageContaining("simulate.to is 2026-03-11");
  }

  private static double badShare(SimulateConfig demo, Predicate<Row> counted) {
    int[] counts = new int[2];
    eachTruth(
        demo,
        row -> {
          boolean onNetwork = row.getString(CLIENT) != null;
          if (onNetwork && counted.test(row) && row.get(SCORE) != null) {
            counts[0]++;
            counts[1] += row.getDouble(SCORE) < 3 ? 1 : 0;
          }
        });
    assertThat(counts[0]).isGreaterThan(20_000);
    return (double) counts[1] / counts[0];
  }

  private static void eachTruth(SimulateConfig demo, java.util.function.Consumer<Row> sink) {
    for (LocalDate day = demo.from(); !day.isAfter(demo.to()); day = day.plusDays(1)) {
      for (int site = 0; site < demo.world().sites(); site++) {
        TruthTable.rows(demo.world(), site, day, sink);
      }
    }
  }

  private static List<JsonNode> streams(SimulateConfig of, String name) {
    List<JsonNode> streams = new ArrayList<>();
    eachLine(
        of.landing(),
        "zoom/participants_qos",
        (dataset, line) -> {
          for (JsonNode participant : line.at("/body/participants")) {
            participant.get("user_qos").forEach(minute -> streams.add(minute.get(name)));
          }
        });
    return streams;
  }

  private static String landing(String name) {
    return "file:" + temporary.resolve(name);
  }

  private static Map<String, Integer> contents(String landing, LocalDate day) throws IOException {
    Path root = Path.of(landing.substring("file:".length()));
    Map<String, Integer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = root.relativize(file).toString();
        if (path.contains("date=" + day) && !path.startsWith("_truth")) {
          contents.put(path, Arrays.hashCode(Files.readAllBytes(file)));
        }
      }
    }
    return contents;
  }

  private static void eachLine(String prefix, BiConsumer<String, JsonNode> sink) {
    eachLine(config.landing(), prefix, sink);
  }

  private static void eachLine(String landing, String prefix, BiConsumer<String, JsonNode> sink) {
    Path root = Path.of(landing.substring("file:".length()));
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Path relative = root.relativize(file);
        if (relative.startsWith("_truth") || !relative.toString().startsWith(prefix)) {
          continue;
        }
        String dataset = relative.getName(0) + "/" + relative.getName(1);
        try (BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
          for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            sink.accept(dataset, MAPPER.readTree(line));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
