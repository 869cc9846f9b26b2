package io.meetinginsights.jobs.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The fields that Zoom and Mist publish, read from their own documents. */
public final class PublishedFields {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Objects whose members the excerpts only name in prose: the site of Mist's OpenAPI ({@code
   * site}: timezone, country_code, address, latlng) and {@code servp_info} (mist.md, section 2.3).
   */
  private static final Set<String> NAMED_IN_PROSE =
      Set.of("timezone", "country_code", "address", "latlng", "lat", "lng", "asn", "org", "city");

  /** Vendor-neutral, the project's own. */
  private static final Set<String> PROBE =
      Set.of("ts", "site_id", "from", "mac", "target", "rtt_ms", "jitter_ms", "loss_pct");

  private PublishedFields() {}

  /** The directory of the reference documents beside the checkout, or null. */
  static Path reference() {
    Path at = Path.of(System.getProperty("project.root", "")).toAbsolutePath();
    for (; at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared").resolve("reference");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** Key paths of a GET answer in one of Zoom's OpenAPI files. */
  public static Set<String> zoom(Path specification, String endpoint) throws IOException {
    JsonNode root = MAPPER.readTree(specification.toFile());
    JsonNode content =
        root.path("paths").path(endpoint).path("get").path("responses").path("200").path("content");
    Set<String> paths = new TreeSet<>();
    content.forEach(type -> schema(root, type.path("schema"), "", paths));
    return paths;
  }

  private static void schema(JsonNode root, JsonNode node, String at, Set<String> paths) {
    JsonNode schema = node;
    if (schema.has("$ref")) {
      schema = root.at(schema.get("$ref").asText().substring(1));
    }
    for (String composed : List.of("allOf", "oneOf", "anyOf")) {
      for (JsonNode part : schema.path(composed)) {
        schema(root, part, at, paths);
      }
    }
    if (schema.has("items")) {
      schema(root, schema.get("items"), at + "[]", paths);
    }
    JsonNode held = schema;
    held.path("properties")
        .fieldNames()
        .forEachRemaining(
            name -> {
              paths.add(at + "." + name);
              schema(root, held.path("properties").get(name), at + "." + name, paths);
            });
  }

  /** Names of fields in Mist's schemas and examples. */
  static Set<String> mist(Path reference) throws IOException {
    Set<String> names = new HashSet<>(NAMED_IN_PROSE);
    names.addAll(PROBE);
    Pattern row = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);
    try (Stream<Path> files = Files.list(reference.resolve("mist/schemas"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".md")).toList()) {
        Matcher matcher = row.matcher(Files.readString(file));
        while (matcher.find()) {
          names.add(matcher.group(1));
        }
      }
    }
    try (Stream<Path> files = Files.list(reference.resolve("mist/examples"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        names(MAPPER.readTree(file.toFile()), names);
      }
    }
    // Members of ApRadioStat's parent and of if_stat are keyed by band and by interface.
    names.addAll(Set.of("band_24", "band_5", "band_6", "ge-0/0/0.0"));
    return names;
  }

  private static void names(JsonNode node, Set<String> names) {
    node.fieldNames().forEachRemaining(names::add);
    node.forEach(child -> names(child, names));
  }

  /** Key paths of a document. */
  public static void paths(JsonNode node, String at, Set<String> paths) {
    if (node.isArray()) {
      node.forEach(child -> paths(child, at + "[]", paths));
    }
    node.fields()
        .forEachRemaining(
            field -> {
              paths.add(at + "." + field.getKey());
              paths(field.getValue(), at + "." + field.getKey(), paths);
            });
  }
}
