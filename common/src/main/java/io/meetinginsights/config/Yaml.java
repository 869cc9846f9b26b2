package io.meetinginsights.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** YAML in, records out; each mistake with its place, what was found and what is allowed. */
final class Yaml {

  private static final ObjectMapper PARSER =
      new YAMLMapper(
          YAMLFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
              .build());
  private static final ObjectMapper BINDER = binder();

  private Yaml() {}

  /** A mistake: the path of the key, below what was bound, and the reason. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final String path;

    Refused(String path, String reason, Throwable cause) {
      super(reason, cause);
      this.path = path;
    }

    /** Path such as {@code sites[0].time-zone}; empty for the whole. */
    String path() {
      return path;
    }
  }

  /** The tree of a text; a missing node for an empty one. */
  static JsonNode parse(String text) throws Refused {
    try {
      return PARSER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new Refused("", syntax(e), e);
    }
  }

  /** A tree as its record, every value checked. */
  static <T> T bind(JsonNode tree, Class<T> type) throws Refused {
    try {
      return BINDER.treeToValue(tree, type);
    } catch (JsonMappingException e) {
      throw new Refused(path(e), reason(tree, e), e);
    } catch (JsonProcessingException e) {
      throw new Refused("", e.getOriginalMessage(), e);
    }
  }

  /** What a node is, for people. */
  static String describe(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT, POJO -> "keys";
      case MISSING, NULL -> "no value";
      case STRING -> "\"" + node.asText() + "\"";
      case BOOLEAN, NUMBER, BINARY -> node.asText();
    };
  }

  private static String syntax(JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      // The parser's own location is that of the token before.
      return marked.getProblem() + " at line " + (marked.getProblemMark().getLine() + 1);
    }
    return e.getOriginalMessage() + " at line " + e.getLocation().getLineNr();
  }

  private static String path(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(
                reference ->
                    reference.getFieldName() == null
                        ? "[" + reference.getIndex() + "]"
                        : "." + reference.getFieldName())
            .collect(Collectors.joining());
    return path.startsWith(".") ? path.substring(1) : path;
  }

  private static String reason(JsonNode tree, JsonMappingException e) {
    if (e.getCause() instanceof IllegalArgumentException refusal) {
      return refusal.getMessage();
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "there is no such key, allowed are "
          + unknown.getKnownPropertyIds().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", "));
    }
    if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      return "found " + describe(at(tree, e)) + ", " + allowed(mismatch.getTargetType());
    }
    if (e.getCause() instanceof InputCoercionException overflow) {
      return "found " + describe(at(tree, e)) + ", " + allowed(overflow.getTargetType());
    }
    return e.getOriginalMessage();
  }

  private static JsonNode at(JsonNode tree, JsonMappingException e) {
    JsonNode node = tree;
    for (JsonMappingException.Reference reference : e.getPath()) {
      node =
          reference.getFieldName() == null
              ? node.path(reference.getIndex())
              : node.path(reference.getFieldName());
    }
    return node;
  }

  private static String allowed(Class<?> type) {
    if (type.isEnum()) {
      return "allowed are "
          + Arrays.stream(type.getEnumConstants())
              .map(constant -> ((Enum<?>) constant).name())
              .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'))
              .collect(Collectors.joining(", "));
    }
    if (type == int.class || type == Integer.class) {
      return "expected a whole number of at most " + Integer.MAX_VALUE;
    }
    if (type == long.class || type == Long.class) {
      return "expected a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "expected a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "expected true or false";
    }
    if (type == String.class) {
      return "expected text";
    }
    return Collection.class.isAssignableFrom(type)
        ? "expected a list"
        : type.isRecord() ? "expected keys below it" : "expected " + type.getSimpleName();
  }

  private static ObjectMapper binder() {
    JsonMapper mapper =
        JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enumNamingStrategy(EnumNamingStrategies.KEBAB_CASE)
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
}
