package io.meetinginsights.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What stands in a version's {@code manifest.json}: all that is needed to predict with the models
 * beside it, to explain them, and to say how they came to be. It holds no clock value: the same
 * data, configuration and program make the same manifest.
 *
 * @param version content hash of the rest, see {@link #contentHash()}; empty while it is not known
 * @param engine xgboost or mllib
 * @param seed seed of the training
 * @param codeVersion version of the program that trained it
 * @param trainFromDay first day of the window, ISO
 * @param trainToDay last day of the window, ISO
 * @param split how rows were held out, in words
 * @param parameters the engine's parameters
 * @param operatingThreshold the probability from which on a minute counts as called bad
 * @param operatingRule how that threshold was chosen, in words
 * @param strength how a verdict's strength is computed
 * @param targets the models
 * @param reference how each feature was spread in the rows learnt from; none in older versions
 */
public record ModelManifest(
    String format,
    String version,
    String engine,
    long seed,
    String codeVersion,
    String trainFromDay,
    String trainToDay,
    String split,
    Map<String, String> parameters,
    double operatingThreshold,
    String operatingRule,
    StrengthCalibration strength,
    List<TargetEntry> targets,
    // Left out where there is none, so that older versions keep their content hash.
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FeatureDistribution> reference) {

  /** The format this program writes and reads. */
  public static final String FORMAT = "meeting-insights-model/1";

  private static final int VERSION_LENGTH = 16;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /**
   * A model of one target.
   *
   * @param target its name
   * @param kind classifier or regression
   * @param contributionUnit unit of its output
   * @param file its file, beside the manifest
   * @param sha256 of the file's bytes; empty while it is not written
   * @param contentSha256 of the JSON inside, which unlike the bytes is the same on every platform
   * @param encoding its features and the matrix's columns
   * @param calibration what was folded into its trees
   * @param trainRows rows it was trained on
   * @param holdoutRows rows it was judged on
   * @param metrics its figures on the held-out rows
   */
  public record TargetEntry(
      String target,
      String kind,
      String contributionUnit,
      String file,
      String sha256,
      String contentSha256,
      MatrixEncoding encoding,
      AffineCalibration calibration,
      long trainRows,
      long holdoutRows,
      Map<String, Double> metrics) {

    public TargetEntry {
      metrics = new TreeMap<>(metrics);
    }

    TargetEntry withChecksums(String bytes, String content) {
      return new TargetEntry(
          target,
          kind,
          contributionUnit,
          file,
          bytes,
          content,
          encoding,
          calibration,
          trainRows,
          holdoutRows,
          metrics);
    }
  }

  /**
   * The affine map of margins that makes probabilities right; it is folded into trees and base
   * already.
   *
   * @param slope factor of the margin, above 0
   * @param intercept added after it
   * @param note how it was found, or why there is none
   */
  public record AffineCalibration(double slope, double intercept, String note) {

    /** No change. */
    public static AffineCalibration none(String note) {
      return new AffineCalibration(1, 0, note);
    }
  }

  /**
   * How the strength of a verdict, the probability that its category is right, is computed: {@code
   * 1 / (1 + exp(-(intercept + shareWeight * share + probabilityWeight * P(bad))))}. Until it is
   * fitted on simulated faults the weights are null, and the strength is the share itself, cut at
   * 1.
   *
   * @param basis what it rests on, shown wherever a strength is
   */
  public record StrengthCalibration(
      String basis, Double intercept, Double shareWeight, Double probabilityWeight) {

    /** What stands in for a calibration that has not been made. */
    public static final StrengthCalibration UNCALIBRATED =
        new StrengthCalibration("uncalibrated: share of the rise", null, null, null);

    /** The strength of a verdict. */
    public double strength(double share, double probabilityBad) {
      if (intercept == null || shareWeight == null || probabilityWeight == null) {
        return Math.max(0, Math.min(1, share));
      }
      double score = intercept + shareWeight * share + probabilityWeight * probabilityBad;
      return 1 / (1 + Math.exp(-score));
    }
  }

  public ModelManifest {
    parameters = new TreeMap<>(parameters);
    targets = List.copyOf(targets);
    reference = reference == null ? List.of() : List.copyOf(reference);
  }

  /** The entry of a target, or null. */
  public TargetEntry entry(String target) {
    return targets.stream().filter(entry -> entry.target().equals(target)).findFirst().orElse(null);
  }

  ModelManifest with(String newVersion, List<TargetEntry> newTargets) {
    return new ModelManifest(
        format,
        newVersion,
        engine,
        seed,
        codeVersion,
        trainFromDay,
        trainToDay,
        split,
        parameters,
        operatingThreshold,
        operatingRule,
        strength,
        newTargets,
        reference);
  }

  /**
   * The version: the first 16 hex digits of the SHA-256 of everything but the version itself and
   * the checksums of compressed bytes, which differ between builds of zlib. The content hash of
   * each model file is part of it.
   */
  public String contentHash() {
    ObjectNode content =
        MAPPER.valueToTree(
            with("", targets.stream().map(t -> t.withChecksums("", t.contentSha256())).toList()));
    try {
      return sha256(MAPPER.writeValueAsBytes(content)).substring(0, VERSION_LENGTH);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A manifest cannot be written as JSON", e);
    }
  }

  /** The file's bytes. */
  public byte[] toJson() {
    try {
      return MAPPER.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A manifest cannot be written as JSON", e);
    }
  }

  /**
   * Reads a manifest.
   *
   * @param file its name, for errors
   * @throws CorruptModelException if it is cut off or not a manifest
   */
  public static ModelManifest fromJson(byte[] json, String file) {
    ModelManifest manifest;
    try {
      manifest = MAPPER.readValue(json, ModelManifest.class);
    } catch (java.io.IOException e) {
      throw new CorruptModelException(file, "", "it is no manifest (" + e.getMessage() + ")", e);
    }
    if (!FORMAT.equals(manifest.format())) {
      throw new CorruptModelException(
          file, "format", "it is " + manifest.format() + ", this program reads " + FORMAT, null);
    }
    return manifest;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }
}
