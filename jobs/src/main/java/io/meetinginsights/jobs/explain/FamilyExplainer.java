package io.meetinginsights.jobs.explain;

import io.meetinginsights.model.ModelFamily;
import io.meetinginsights.model.ModelManifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The explainers of a family. Building them takes seconds and megabytes, so an executor builds them
 * once a version and its tasks share them; only the flat trees are sent.
 */
final class FamilyExplainer {

  /** A backfill over a promotion needs two. */
  private static final int KEPT_VERSIONS = 2;

  private static final Map<String, FamilyExplainer> BUILT = new LinkedHashMap<>();

  private final ModelManifest manifest;
  private final List<TargetExplainer> targets;

  private FamilyExplainer(ModelFamily family) {
    this.manifest = family.manifest();
    this.targets =
        manifest.targets().stream()
            .map(entry -> new TargetExplainer(entry, family.models().get(entry.target())))
            .toList();
  }

  /** The family's explainers, built at most once in this JVM while they are in use. */
  static FamilyExplainer of(ModelFamily.Packed family) {
    synchronized (BUILT) {
      FamilyExplainer explainer = BUILT.remove(family.version());
      if (explainer == null) {
        explainer = new FamilyExplainer(family.unpacked());
      }
      BUILT.put(family.version(), explainer);
      if (BUILT.size() > KEPT_VERSIONS) {
        BUILT.remove(BUILT.keySet().iterator().next());
      }
      return explainer;
    }
  }

  ModelManifest manifest() {
    return manifest;
  }

  List<TargetExplainer> targets() {
    return targets;
  }

  TargetExplainer target(String name) {
    return targets.stream()
        .filter(explainer -> explainer.target().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
