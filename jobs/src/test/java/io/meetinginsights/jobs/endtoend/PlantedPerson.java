package io.meetinginsights.jobs.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Somebody of a simulated world under names that stand nowhere else: in all landing files of the
 * world a person's address, name, Zoom id, MAC, host name and internal address are replaced; one
 * join comes from an address of its own and holds the MAC in its form with colons too.
 */
record PlantedPerson(
    String email, String name, String zoomId, String mac, String hostName, String ip, String home) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Who the planted ones are in the simulated world. */
  private record Found(
      String email, String name, String zoomId, String mac, String hostName, String ip) {}

  static PlantedPerson numbered(int number) {
    // No name begins another one, nor is it another one but for its end: in a compressed page that
    // may stand as a reference, and what follows it in bytes may happen to be the end sought.
    return new PlantedPerson(
        "planted.quirin%02d@erase-me.example".formatted(number),
        "Quirin Plantözil%02dra".formatted(number),
        "pLaNtEdZoOmId%02dxYz".formatted(number),
        "7a%02xb3c5d9e0".formatted(number),
        "pq-planted-%02d-nb".formatted(number),
        "10.10.222." + (10 + number),
        "198.18.77." + (10 + number));
  }

  /** Everything it is called by, in all the forms there are. */
  List<String> words() {
    List<String> words = new ArrayList<>(List.of(email, name, zoomId, mac, hostName, ip, home));
    words.add(email.substring(0, email.indexOf('@')));
    words.add(name.substring(name.indexOf(' ') + 1));
    words.addAll(macForms(mac).subList(1, 3));
    return words;
  }

  /** Puts planted people in the place of as many simulated ones who were in calls at a site. */
  static List<PlantedPerson> plant(Path landing, int count) throws IOException {
    List<Found> found = find(landing, count);
    List<PlantedPerson> planted = new ArrayList<>();
    Map<String, String> replaced = new LinkedHashMap<>();
    for (Found one : found) {
      PlantedPerson as = numbered(planted.size());
      planted.add(as);
      replaced.put(one.email(), as.email());
      replaced.put("\"" + one.zoomId() + "\"", "\"" + as.zoomId() + "\"");
      replaced.put(one.name(), as.name());
      for (int form = 0; form < 3; form++) {
        String before = macForms(one.mac()).get(form);
        String after = macForms(as.mac()).get(form);
        replaced.put(before, after);
        replaced.put(before.toUpperCase(Locale.ROOT), after.toUpperCase(Locale.ROOT));
      }
      replaced.put("\"" + one.hostName() + "\"", "\"" + as.hostName() + "\"");
    }
    rewrite(
        landing,
        line -> {
          String text = line;
          for (Map.Entry<String, String> one : replaced.entrySet()) {
            text = text.replace(one.getKey(), one.getValue());
          }
          return text;
        });
    rewrite(landing, line -> withAddresses(line, found, planted));
    Set<String> homes = new java.util.HashSet<>();
    rewrite(landing.resolve("zoom"), line -> withHomes(line, planted, homes));
    return planted;
  }

  /** A MAC address plain, by pairs and by fours. */
  private static List<String> macForms(String mac) {
    return List.of(
        mac,
        String.join(":", mac.split("(?<=\\G..)")),
        String.join("-", mac.split("(?<=\\G....)")));
  }

  /** The address of each planted person, in records that name him: others have had it as well. */
  private static String withAddresses(String line, List<Found> found, List<PlantedPerson> planted) {
    for (int i = 0; i < planted.size(); i++) {
      PlantedPerson one = planted.get(i);
      if (line.contains("\"" + found.get(i).ip() + "\"")
          && Stream.concat(macForms(one.mac()).stream(), Stream.of(one.email(), one.hostName()))
              .anyMatch(
                  name -> line.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT)))) {
        try {
          JsonNode envelope = JSON.readTree(line);
          readdress(envelope, one, found.get(i).ip());
          return withAddresses(
              JSON.writeValueAsString(envelope),
              found.subList(i + 1, found.size()),
              planted.subList(i + 1, planted.size()));
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    }
    return line;
  }

  private static void readdress(JsonNode node, PlantedPerson one, String before) {
    node.forEach(child -> readdress(child, one, before));
    if (node instanceof ObjectNode record) {
      Set<String> names = new java.util.HashSet<>(macForms(one.mac()));
      names.addAll(List.of(one.email(), one.hostName()));
      boolean isTheirs = false;
      for (JsonNode value : record) {
        isTheirs |= value.isTextual() && names.contains(value.asText().toLowerCase(Locale.ROOT));
      }
      if (!isTheirs) {
        return;
      }
      for (Map.Entry<String, JsonNode> field : record.properties()) {
        if (field.getValue().asText().equals(before)) {
          field.setValue(JSON.getNodeFactory().textNode(one.ip()));
        } else if (field.getValue() instanceof ArrayNode list) {
          for (int i = 0; i < list.size(); i++) {
            if (list.get(i).asText().equals(before)) {
              list.set(i, one.ip());
            }
          }
        }
      }
    }
  }

  /** One join of each planted person comes from an address of its own. */
  private static String withHomes(String line, List<PlantedPerson> planted, Set<String> homes) {
    if (planted.stream().noneMatch(one -> line.contains(one.email()))) {
      return line;
    }
    try {
      JsonNode envelope = JSON.readTree(line);
      boolean isChanged = false;
      for (JsonNode record : envelope.path("body").path("participants")) {
        for (PlantedPerson one : planted) {
          String join = one.email() + record.path("user_id").asText();
          boolean isHome =
              homes.contains(join) || homes.stream().noneMatch(j -> j.startsWith(one.email()));
          if (record.path("email").asText().equals(one.email())
              && record.has("ip_address")
              && isHome) {
            homes.add(join);
            ((ObjectNode) record)
                .put("ip_address", one.home())
                .put("harddisk_id", macForms(one.mac()).get(1));
            isChanged = true;
          }
        }
      }
      return isChanged ? JSON.writeValueAsString(envelope) : line;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Found> find(Path landing, int count) throws IOException {
    Map<String, Found> found = new LinkedHashMap<>();
    for (Path file : files(landing.resolve("zoom/participants_qos"))) {
      for (String line : lines(file)) {
        for (JsonNode one : JSON.readTree(line).path("body").path("participants")) {
          String mac =
              one.path("mac_addr").asText().replaceAll("[:-]", "").toLowerCase(Locale.ROOT);
          boolean isWhole =
              !one.path("email").asText().isEmpty()
                  && mac.length() == 12
                  && !one.path("pc_name").asText().isEmpty()
                  && one.path("internal_ip_addresses").size() == 1
                  && one.path("internal_ip_addresses").get(0).asText().startsWith("10.");
          if (isWhole) {
            found.putIfAbsent(
                one.path("email").asText(),
                new Found(
                    one.path("email").asText(),
                    one.path("user_name").asText(),
                    one.path("id").asText(),
                    mac,
                    one.path("pc_name").asText(),
                    one.path("internal_ip_addresses").get(0).asText()));
          }
        }
      }
    }
    if (found.size() < count) {
      throw new AssertionError("only " + found.size() + " people of the world can be planted");
    }
    return found.values().stream().limit(count).toList();
  }

  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.getFileName().toString().matches("[^.].*\\.jsonl\\.gz"))
          .sorted()
          .toList();
    }
  }

  static List<String> lines(Path file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }

  static void rewrite(Path folder, UnaryOperator<String> edit) throws IOException {
    for (Path file : files(folder)) {
      List<String> before = lines(file);
      List<String> after = before.stream().map(edit).toList();
      if (!after.equals(before)) {
        write(file, after);
      }
    }
  }

  static void write(Path file, List<String> lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (String line : lines) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
