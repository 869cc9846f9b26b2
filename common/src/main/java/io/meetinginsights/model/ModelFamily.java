package io.meetinginsights.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A version of the registry, read and checked: its manifest and the model of each target.
 *
 * @param manifest how to use the models
 * @param models by target, in the manifest's order
 */
public record ModelFamily(ModelManifest manifest, Map<String, FlatModel> models) {

  public ModelFamily {
    models = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(models));
  }

  /** The version. */
  public String version() {
    return manifest.version();
  }

  /** Every feature that a model of the family sees. */
  public List<String> features() {
    Set<String> names = new TreeSet<>();
    manifest.targets().forEach(target -> names.addAll(target.encoding().featureNames()));
    return new ArrayList<>(names);
  }

  /**
   * The family as bytes, to be sent to executors: the flat trees, without what is derived from
   * them.
   */
  public Packed packed() {
    LinkedHashMap<String, byte[]> files = new LinkedHashMap<>();
    models.forEach((target, model) -> files.put(target, FlatEnsembleJson.write(model)));
    return new Packed(manifest.version(), manifest.toJson(), files);
  }

  /** A family on its way to an executor. */
  public record Packed(String version, byte[] manifest, LinkedHashMap<String, byte[]> files)
      implements Serializable {

    /** The family again. */
    public ModelFamily unpacked() {
      Map<String, FlatModel> models = new LinkedHashMap<>();
      files.forEach((target, file) -> models.put(target, FlatEnsembleJson.read(file, target)));
      return new ModelFamily(ModelManifest.fromJson(manifest, version), models);
    }
  }
}
