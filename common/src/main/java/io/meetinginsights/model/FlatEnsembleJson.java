package io.meetinginsights.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meetinginsights.shapley.CompareRule;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.FlatTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The registry's file of a model, {@code <target>.json.gz}: gzipped JSON that holds an {@link
 * Ensemble} and its names.
 *
 * <pre>{@code
 * {"format": "flat-ensemble", "format_version": 1, "target": "bad_minute",
 *  "base": -3.1, "link_scale": 1.0, "compare_rule": "lt_f32" | "le_f64",
 *  "columns": [name, ...], "features": [name, ...], "column_to_feature": [0, 1, 1, ...],
 *  "trees": [{"left": [1, -1, -1], "right": [2, -1, -1], "column": [0, 0, 0],
 *             "threshold": [0.5, 0.0, 0.0], "default_left": [true, false, false],
 *             "left_categories": [null, null, null],
 *             "cover": [10.0, 4.0, 6.0], "value": [0.0, -0.2, 0.1]}, ...]}
 * }</pre>
 *
 * <p>Arrays of a tree have one entry a node, node 0 is the root; what they mean stands at {@link
 * FlatTree}. {@code left_categories} lists the categories that go left, null for a numeric node,
 * and is left out of a tree without categorical nodes. Doubles keep every bit; an infinite
 * threshold is the string "Infinity" or "-Infinity". Keys this version does not know are ignored.
 *
 * <p>The same model gives the same bytes: keys have a fixed order, the gzip header holds no time,
 * and numbers are written by one algorithm on every JDK. The compressed bytes may differ between
 * zlib builds, the JSON does not.
 */
public final class FlatEnsembleJson {

  private static final String FORMAT = "flat-ensemble";
  private static final int FORMAT_VERSION = 1;

  /** Above any real code, and small enough for a bit set not to be a way to exhaust the memory. */
  private static final int MAX_CATEGORY = 1 << 24;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // Double.toString differs between JDK 17 and 19; this writer does not.
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private FlatEnsembleJson() {}

  /** The file's bytes. */
  public static byte[] write(FlatModel model) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes);
        JsonGenerator json = FACTORY.createGenerator(gzip)) {
      writeModel(model, json);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static void writeModel(FlatModel model, JsonGenerator json) throws IOException {
    Ensemble ensemble = model.ensemble();
    json.writeStartObject();
    json.writeStringField("format", FORMAT);
    json.writeNumberField("format_version", FORMAT_VERSION);
    json.writeStringField("target", model.target());
    json.writeNumberField("base", ensemble.base());
    json.writeNumberField("link_scale", ensemble.linkScale());
    json.writeStringField("compare_rule", ruleName(ensemble.compareRule()));
    writeNames(json, "columns", model.columnNames());
    writeNames(json, "features", model.featureNames());
    writeInts(json, "column_to_feature", ensemble.columnToFeature());
    json.writeArrayFieldStart("trees");
    for (FlatTree tree : ensemble.trees()) {
      writeTree(json, tree);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String ruleName(CompareRule rule) {
    return switch (rule) {
      case LT_F32 -> "lt_f32";
      case LE_F64 -> "le_f64";
    };
  }

  private static void writeTree(JsonGenerator json, FlatTree tree) throws IOException {
    json.writeStartObject();
    writeInts(json, "left", tree.left());
    writeInts(json, "right", tree.right());
    writeInts(json, "column", tree.column());
    writeDoubles(json, "threshold", tree.threshold());
    json.writeArrayFieldStart("default_left");
    for (boolean left : tree.defaultLeft()) {
      json.writeBoolean(left);
    }
    json.writeEndArray();
    writeCategories(json, tree.leftCategories());
    writeDoubles(json, "cover", tree.cover());
    writeDoubles(json, "value", tree.value());
    json.writeEndObject();
  }

  private static void writeCategories(JsonGenerator json, long[][] sets) throws IOException {
    boolean categorical = false;
    for (long[] set : sets) {
      categorical |= set != null;
    }
    if (!categorical) {
      return;
    }
    json.writeArrayFieldStart("left_categories");
    for (long[] set : sets) {
      if (set == null) {
        json.writeNull();
      } else {
        int[] categories = CategorySets.categories(set);
        json.writeArray(categories, 0, categories.length);
      }
    }
    json.writeEndArray();
  }

  private static void writeNames(JsonGenerator json, String key, List<String> names)
      throws IOException {
    json.writeArrayFieldStart(key);
    for (String name : names) {
      json.writeString(name);
    }
    json.writeEndArray();
  }

  private static void writeInts(JsonGenerator json, String key, int[] values) throws IOException {
    json.writeFieldName(key);
    json.writeArray(values, 0, values.length);
  }

  private static void writeDoubles(JsonGenerator json, String key, double[] values)
      throws IOException {
    json.writeFieldName(key);
    json.writeArray(values, 0, values.length);
  }

  /**
   * Reads a file.
   *
   * @param gzip the file's bytes
   * @param file its name, for errors
   * @throws CorruptModelException if the bytes are cut off, or not such a file, or hold no sound
   *     model
   */
  public static FlatModel read(byte[] gzip, String file) {
    return new Reading(file).model(parse(unzip(gzip, file), file));
  }

  private static byte[] unzip(byte[] gzip, String file) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new CorruptModelException(
          file,
          "",
          "its %d bytes are no complete gzip file (%s)".formatted(gzip.length, e.getMessage()),
          e);
    }
  }

  private static JsonNode parse(byte[] json, String file) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new CorruptModelException(
          file,
          "",
          "it is no JSON (%s at line %d, column %d)"
              .formatted(
                  e.getOriginalMessage(),
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 0 : e.getLocation().getColumnNr()),
          e);
    } catch (IOException e) {
      throw new CorruptModelException(file, "", "it cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** Turns nodes into values, and says where it could not. */
  private record Reading(String file) {

    FlatModel model(JsonNode root) {
      if (!FORMAT.equals(text(root, "", "format"))) {
        throw corrupt("format", "it is '%s', not '%s'".formatted(text(root, "", "format"), FORMAT));
      }
      int version = integer(required(root, "", "format_version"), "format_version");
      if (version != FORMAT_VERSION) {
        throw corrupt(
            "format_version",
            "it is %d, this program reads %d: use the program that wrote it"
                .formatted(version, FORMAT_VERSION));
      }
      List<String> columns = texts(root, "columns");
      List<String> features = texts(root, "features");
      String target = text(root, "", "target");
      double base = number(required(root, "", "base"), "base");
      double linkScale = number(required(root, "", "link_scale"), "link_scale");
      CompareRule rule = rule(text(root, "", "compare_rule"));
      int[] columnToFeature = ints(root, "", "column_to_feature");
      List<FlatTree> trees = trees(array(root, "", "trees"));
      try {
        Ensemble ensemble =
            new Ensemble(
                base, linkScale, rule, columns.size(), columnToFeature, features.size(), trees);
        return new FlatModel(target, columns, features, ensemble);
      } catch (IllegalArgumentException e) {
        throw new CorruptModelException(
            file, "", "it does not hold a sound model (" + e.getMessage() + ")", e);
      }
    }

    private CompareRule rule(String name) {
      return switch (name) {
        case "lt_f32" -> CompareRule.LT_F32;
        case "le_f64" -> CompareRule.LE_F64;
        default ->
            throw corrupt("compare_rule", "it is '" + name + "': allowed are lt_f32 and le_f64");
      };
    }

    private List<FlatTree> trees(JsonNode nodes) {
      List<FlatTree> trees = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        String place = "trees[" + i + "]";
        JsonNode tree = nodes.get(i);
        if (!tree.isObject()) {
          throw corrupt(place, "it is " + kind(tree) + ", not an object");
        }
        trees.add(
            new FlatTree(
                ints(tree, place, "left"),
                ints(tree, place, "right"),
                ints(tree, place, "column"),
                doubles(tree, place, "threshold"),
                booleans(tree, place, "default_left"),
                categories(tree, place),
                doubles(tree, place, "cover"),
                doubles(tree, place, "value")));
      }
      return trees;
    }

    private long[][] categories(JsonNode tree, String place) {
      if (!tree.has("left_categories")) {
        return null;
      }
      JsonNode nodes = array(tree, place, "left_categories");
      String key = key(place, "left_categories");
      long[][] sets = new long[nodes.size()][];
      for (int node = 0; node < sets.length; node++) {
        JsonNode listed = nodes.get(node);
        if (!listed.isNull()) {
          String entry = key + "[" + node + "]";
          if (!listed.isArray()) {
            throw corrupt(entry, "it is " + kind(listed) + ", neither null nor an array");
          }
          int[] categories = ints(listed, entry);
          for (int category : categories) {
            if (category < 0 || category > MAX_CATEGORY) {
              throw corrupt(entry, "it holds " + category + ", which is no category");
            }
          }
          sets[node] = CategorySets.bits(categories);
        }
      }
      return sets;
    }

    private int[] ints(JsonNode parent, String place, String name) {
      return ints(array(parent, place, name), key(place, name));
    }

    private int[] ints(JsonNode nodes, String key) {
      int[] values = new int[nodes.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = integer(nodes.get(i), key + "[" + i + "]");
      }
      return values;
    }

    private double[] doubles(JsonNode parent, String place, String name) {
      JsonNode nodes = array(parent, place, name);
      double[] values = new double[nodes.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = number(nodes.get(i), key(place, name) + "[" + i + "]");
      }
      return values;
    }

    private boolean[] booleans(JsonNode parent, String place, String name) {
      JsonNode nodes = array(parent, place, name);
      boolean[] values = new boolean[nodes.size()];
      for (int i = 0; i < values.length; i++) {
        if (!nodes.get(i).isBoolean()) {
          throw corrupt(
              key(place, name) + "[" + i + "]", "it is " + kind(nodes.get(i)) + ", not a boolean");
        }
        values[i] = nodes.get(i).booleanValue();
      }
      return values;
    }

    private List<String> texts(JsonNode parent, String name) {
      List<String> values = new ArrayList<>();
      for (JsonNode node : array(parent, "", name)) {
        if (!node.isTextual()) {
          throw corrupt(name + "[" + values.size() + "]", "it is " + kind(node) + ", not a string");
        }
        values.add(node.textValue());
      }
      return values;
    }

    private String text(JsonNode parent, String place, String name) {
      JsonNode node = required(parent, place, name);
      if (!node.isTextual()) {
        throw corrupt(key(place, name), "it is " + kind(node) + ", not a string");
      }
      return node.textValue();
    }

    private JsonNode array(JsonNode parent, String place, String name) {
      JsonNode node = required(parent, place, name);
      if (!node.isArray()) {
        throw corrupt(key(place, name), "it is " + kind(node) + ", not an array");
      }
      return node;
    }

    private JsonNode required(JsonNode parent, String place, String name) {
      JsonNode node = parent.get(name);
      if (node == null) {
        throw corrupt(key(place, name), "it is missing");
      }
      return node;
    }

    private int integer(JsonNode node, String key) {
      if (!node.isIntegralNumber() || !node.canConvertToInt()) {
        throw corrupt(key, "it is " + kind(node) + ", not a 32-bit integer");
      }
      return node.intValue();
    }

    private double number(JsonNode node, String key) {
      if (node.isNumber()) {
        return node.doubleValue();
      }
      if (node.isTextual()) {
        switch (node.textValue()) {
          case "Infinity":
            return Double.POSITIVE_INFINITY;
          case "-Infinity":
            return Double.NEGATIVE_INFINITY;
          case "NaN":
            return Double.NaN;
          default:
            break;
        }
      }
      throw corrupt(key, "it is " + kind(node) + ", not a number");
    }

    private static String key(String place, String name) {
      return place.isEmpty() ? name : place + "." + name;
    }

    private static String kind(JsonNode node) {
      String text = node.toString();
      return node.getNodeType().toString().toLowerCase(Locale.ROOT)
          + " "
          + (text.length() > 40 ? text.substring(0, 40) + "..." : text);
    }

    private CorruptModelException corrupt(String key, String problem) {
      return new CorruptModelException(file, key, problem, null);
    }
  }

  /** The JSON inside the file, for looking at: the same text on every platform. */
  public static String text(byte[] gzip, String file) {
    return new String(unzip(gzip, file), StandardCharsets.UTF_8);
  }
}
