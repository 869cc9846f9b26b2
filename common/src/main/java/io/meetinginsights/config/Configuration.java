package io.meetinginsights.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.meetinginsights.errors.ConfigurationError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

  private static final ObjectMapper YAML = new YAMLMapper(new YAMLFactory());
  private static final ObjectMapper BINDER = binder();

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
      return new Configuration((ObjectNode) YAML.readTree(reference));
    } catch (IOException e) {
      throw new IllegalStateException("The packaged pipeline.yaml cannot be read", e);
    }
  }

  /** A file of the user's over this. */
  public Configuration withFile(Path file) {
    JsonNode overlay;
    try {
      overlay = YAML.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new ConfigurationError(
          "Configuration file " + file + " is not valid YAML",
          e.getOriginalMessage() + " at line " + e.getLocation().getLineNr(),
          "mend that line; conf/pipeline.yaml shows every key with its default",
          e);
    } catch (IOException e) {
      throw new ConfigurationError(
          "Configuration file " + file + " cannot be read",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "give --config the path of a readable file",
          e);
    }
    if (overlay == null || overlay.isMissingNode() || overlay.isNull()) {
      return this;
    }
    if (!overlay.isObject()) {
      throw new ConfigurationError(
          "Configuration file " + file + " holds no keys",
          "its top level is " + kind(overlay) + ", not keys and values",
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
      value = YAML.readTree(assignment.substring(equals + 1));
    } catch (JsonProcessingException e) {
      throw new ConfigurationError(
          "--set " + key + " has a value that is not YAML",
          e.getOriginalMessage(),
          "quote it, as in --set '" + key + "=\"text\"'",
          e);
    }
    String[] path = key.split("\\.");
    ObjectNode overlay = YAML.createObjectNode();
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
      return BINDER.treeToValue(node, type);
    } catch (JsonMappingException e) {
      throw refused(name, e);
    } catch (JsonProcessingException e) {
      throw new ConfigurationError(
          "Configuration section " + name + " cannot be used", e.getOriginalMessage(), remedy(), e);
    }
  }

  /** A single text value. */
  public String text(String key) {
    return tree.at("/" + key.replace('.', '/')).asText();
  }

  private static ConfigurationError refused(String section, JsonMappingException e) {
    String path =
        section
            + e.getPath().stream()
                .map(
                    reference ->
                        reference.getFieldName() == null
                            ? "[" + reference.getIndex() + "]"
                            : "." + reference.getFieldName())
                .collect(Collectors.joining());
    String reason = e.getOriginalMessage();
    if (e instanceof InvalidFormatException format) {
      Class<?> target = format.getTargetType();
      reason =
          "found "
              + format.getValue()
              + (target.isEnum()
                  ? ", allowed are "
                      + Arrays.stream(target.getEnumConstants())
                          .map(Configuration::word)
                          .collect(Collectors.joining(", "))
                  : ", expected " + target.getSimpleName());
    } else if (e.getCause() instanceof IllegalArgumentException refusal) {
      reason = refusal.getMessage();
    }
    return new ConfigurationError("Configuration key " + path + " is refused", reason, remedy(), e);
  }

  private static String word(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
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
      if (known != null && known.isObject()) {
        if (!field.getValue().isObject()) {
          throw new ConfigurationError(
              "Configuration key " + key + " is refused (" + source + ")",
              "found " + kind(field.getValue()) + " where keys are expected below it",
              remedy());
        }
        overlay((ObjectNode) known, (ObjectNode) field.getValue(), key, source);
      } else {
        base.set(field.getKey(), field.getValue());
      }
    }
  }

  private static String kind(JsonNode node) {
    return node.isValueNode() ? "the value " + node.asText() : node.isArray() ? "a list" : "keys";
  }

  private static ObjectMapper binder() {
    JsonMapper mapper =
        JsonMapper.builder()
            .annotationIntrospector(new KebabCaseEnums())
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();
    mapper
        .coercionConfigFor(LogicalType.Enum)
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
    return mapper;
  }

  /** Words of an enum are written as keys are: {@code MAX_F1} is max-f1. */
  private static final class KebabCaseEnums extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public String[] findEnumValues(
        MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
      for (int i = 0; i < constants.length; i++) {
        names[i] = word(constants[i]);
      }
      return names;
    }
  }
}
