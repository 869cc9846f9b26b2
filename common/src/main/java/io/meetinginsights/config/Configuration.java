package io.meetinginsights.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.meetinginsights.errors.ConfigurationError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The configuration: conf/pipeline.yaml as packaged holds every key with its default, a file of the
 * user's is laid over it, then single keys from the command line. A key that the reference does not
 * have is refused, with its path.
 *
 * <p>A job takes its own section as an immutable record: {@code configuration.section("train",
 * TrainConfig.class)}. Record components are the keys in camel case; a value that the record
 * refuses is reported with the key's path.
 */
public final class Configuration {

  /** Below these keys people may write keys of their own. */
  private static final List<String> OPEN = List.of("spark.conf");

  private final ObjectNode tree;

  private Configuration(ObjectNode tree) {
    this.tree = tree;
  }

  /** The defaults alone. */
  public static Configuration defaults() {
    try (InputStream reference = Configuration.class.getResourceAsStream("/pipeline.yaml")) {
      if (reference == null) {
        throw new IllegalStateException("pipeline.yaml is not packaged: see common/pom.xml");
      }
      return new Configuration(
          (ObjectNode) Yaml.parse(new String(reference.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException | Yaml.Refused e) {
      throw new IllegalStateException("The packaged pipeline.yaml cannot be read", e);
    }
  }

  /** A file of the user's over this. */
  public Configuration withFile(Path file) {
    JsonNode overlay;
    try {
      overlay = Yaml.parse(Files.readString(file));
    } catch (Yaml.Refused e) {
      throw new ConfigurationError(
          "Configuration file " + file + " is not valid YAML",
          e.getMessage(),
          "mend that line; conf/pipeline.yaml shows every key with its default",
          e);
    } catch (IOException e) {
      throw new ConfigurationError(
          "Configuration file " + file + " cannot be read",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "give --config the path of a readable file",
          e);
    }
    if (overlay.isMissingNode() || overlay.isNull()) {
      return this;
    }
    if (!overlay.isObject()) {
      throw new ConfigurationError(
          "Configuration file " + file + " holds no keys",
          "its top level is " + Yaml.describe(overlay) + ", not keys and values",
          "write it in the shape of conf/pipeline.yaml");
    }
    ObjectNode merged = tree.deepCopy();
    overlay(merged, (ObjectNode) overlay, "", "file " + file);
    return new Configuration(merged);
  }

  /** One key from the command line, as in {@code train.engine=mllib}; the value is read as YAML. */
  public Configuration with(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new ConfigurationError(
          "--set " + assignment + " sets nothing",
          "it has no key and value",
          "write --set key.below=value, such as --set train.engine=mllib");
    }
    String key = assignment.substring(0, equals).trim();
    JsonNode value;
    try {
      value = Yaml.parse(assignment.substring(equals + 1));
    } catch (Yaml.Refused e) {
      throw new ConfigurationError(
          "--set " + key + " has a value that is not YAML",
          e.getMessage(),
          "quote it, as in --set '" + key + "=\"text\"'",
          e);
    }
    if (value.isMissingNode()) {
      value = TextNode.valueOf("");
    }
    String[] path = key.split("\\.");
    ObjectNode overlay = JsonNodeFactory.instance.objectNode();
    if (key.startsWith("spark.conf.")) {
      overlay
          .putObject("spark")
          .putObject("conf")
          .set(key.substring("spark.conf.".length()), value);
    } else {
      ObjectNode at = overlay;
      for (int i = 0; i < path.length - 1; i++) {
        at = at.putObject(path[i]);
      }
      at.set(path[path.length - 1], value);
    }
    ObjectNode merged = tree.deepCopy();
    overlay(merged, overlay, "", "--set");
    return new Configuration(merged);
  }

  /** A section as its record, every value checked. */
  public <T> T section(String name, Class<T> type) {
    JsonNode node = tree.at("/" + name.replace('.', '/'));
    if (node.isMissingNode()) {
      throw new IllegalStateException("conf/pipeline.yaml has no section " + name);
    }
    try {
      return Yaml.bind(node, type);
    } catch (Yaml.Refused e) {
      String path = e.path().isEmpty() || e.path().startsWith("[") ? e.path() : "." + e.path();
      throw new ConfigurationError(
          "Configuration key " + name + path + " is refused", e.getMessage(), remedy(), e);
    }
  }

  /** A single text value. */
  public String text(String key) {
    JsonNode node = tree.at("/" + key.replace('.', '/'));
    if (node.isMissingNode()) {
      throw new IllegalStateException("conf/pipeline.yaml has no key " + key);
    }
    return node.isNull() ? "" : node.asText();
  }

  private static String remedy() {
    return "conf/pipeline.yaml shows every key with its default and what it takes";
  }

  private static void overlay(ObjectNode base, ObjectNode overlay, String path, String source) {
    Iterator<Map.Entry<String, JsonNode>> fields = overlay.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      String key = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
      JsonNode known = base.get(field.getKey());
      if (known == null && !OPEN.contains(path)) {
        List<String> allowed = new ArrayList<>();
        base.fieldNames().forEachRemaining(allowed::add);
        throw new ConfigurationError(
            "Unknown configuration key " + key + " (" + source + ")",
            "allowed "
                + (path.isEmpty() ? "at the top" : "under " + path)
                + ": "
                + String.join(", ", allowed),
            remedy());
      }
      JsonNode value = field.getValue();
      String expected = expected(known, value);
      if (expected != null) {
        throw new ConfigurationError(
            "Configuration key " + key + " is refused (" + source + ")",
            "found " + Yaml.describe(value) + " where " + expected,
            remedy());
      }
      if (known != null && known.isObject()) {
        overlay((ObjectNode) known, (ObjectNode) value, key, source);
      } else {
        base.set(field.getKey(), value);
      }
    }
  }

  /** What should stand in the place of a value that cannot stand there; null where it can. */
  private static String expected(JsonNode known, JsonNode value) {
    if (known == null) {
      return value.isValueNode() && !value.isNull() ? null : "a value is expected";
    }
    if (known.isObject()) {
      return value.isObject() ? null : "keys are expected below it";
    }
    if (known.isArray()) {
      return value.isArray() ? null : "a list is expected";
    }
    if (known.isNull()) {
      return null;
    }
    return value.isValueNode() && !value.isNull()
        ? null
        : "a value is expected; leave the key out for its default";
  }
}
