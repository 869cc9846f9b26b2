package io.meetinginsights.model;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.warehouse.CrashPoints;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The models as files: {@code <root>/<version>/{manifest.json, <target>.json.gz}} on any Hadoop
 * file system.
 *
 * <p>A version is a hash of its content, so it is written once and never changed. The manifest
 * comes last: a folder without one is a training that was cut off, is no model, and is overwritten
 * when the same training runs again. Each file's SHA-256 stands in the manifest and is checked at
 * every read; writing a version whose files are damaged mends them.
 *
 * <p>Which version explains which day is not known here but in {@code gold.model_versions}.
 */
public final class ModelRegistry {

  private static final String MANIFEST = "manifest.json";
  private static final String VERSION_PATTERN = "[0-9a-f]{16}";

  private final Configuration hadoop;
  private final Path root;

  /** The registry at a path. */
  public ModelRegistry(Configuration hadoop, String root) {
    this.hadoop = hadoop;
    this.root = new Path(root);
  }

  /**
   * Writes a family, unless it is there already.
   *
   * @param draft the manifest without version and checksums; its targets are those of {@code
   *     models}
   * @return the manifest as it stands in the registry
   */
  public ModelManifest write(ModelManifest draft, List<FlatModel> models) {
    List<byte[]> files = new ArrayList<>();
    List<ModelManifest.TargetEntry> entries = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      ModelManifest.TargetEntry entry = draft.targets().get(i);
      byte[] file = FlatEnsembleJson.write(models.get(i));
      files.add(file);
      entries.add(
          entry.withChecksums(
              ModelManifest.sha256(file),
              ModelManifest.sha256(FlatEnsembleJson.text(file, entry.file()))));
    }
    String version = draft.with("", entries).contentHash();
    ModelManifest manifest = draft.with(version, entries);
    if (isSound(version)) {
      return read(version).manifest();
    }
    for (int i = 0; i < files.size(); i++) {
      writeFile(path(version, entries.get(i).file()), files.get(i));
    }
    CrashPoints.at("before:models/" + MANIFEST);
    writeFile(path(version, MANIFEST), manifest.toJson());
    CrashPoints.at("after:models/" + MANIFEST);
    return manifest;
  }

  private boolean isSound(String version) {
    if (!exists(version)) {
      return false;
    }
    try {
      read(version);
      return true;
    } catch (CorruptModelException damaged) {
      return false;
    }
  }

  /** Whether the version is complete. */
  public boolean exists(String version) {
    Path manifest = path(version, MANIFEST);
    try {
      return files(manifest).exists(manifest);
    } catch (IOException e) {
      throw unreadable(manifest, e);
    }
  }

  /**
   * Reads a version and checks every file.
   *
   * @throws ConfigurationError if there is no such version
   * @throws CorruptModelException if a file is damaged, naming it and what to do
   */
  public ModelFamily read(String version) {
    ModelManifest manifest = manifest(version);
    Map<String, FlatModel> models = new LinkedHashMap<>();
    for (ModelManifest.TargetEntry entry : manifest.targets()) {
      Path path = path(version, entry.file());
      byte[] file = readFile(path);
      String found = ModelManifest.sha256(file);
      if (!found.equals(entry.sha256())) {
        throw new CorruptModelException(
            path.toString(),
            "",
            "its SHA-256 is %s, the manifest says %s".formatted(found, entry.sha256()),
            null);
      }
      FlatModel model = FlatEnsembleJson.read(file, path.toString());
      if (!model.columnNames().equals(entry.encoding().columnNames())
          || !model.featureNames().equals(entry.encoding().featureNames())) {
        throw new CorruptModelException(
            path.toString(), "columns", "they are not those of the manifest", null);
      }
      models.put(entry.target(), model);
    }
    return new ModelFamily(manifest, models);
  }

  /**
   * Reads a version's manifest alone.
   *
   * @throws ConfigurationError if there is no such version
   */
  public ModelManifest manifest(String version) {
    if (!version.matches(VERSION_PATTERN)) {
      throw new ConfigurationError(
          "Model version '" + version + "' is refused",
          "a version is 16 hex digits",
          "take one from: models list");
    }
    if (!exists(version)) {
      throw new ConfigurationError(
          "There is no model " + version,
          path(version, MANIFEST) + " does not exist; complete are " + versions(),
          "take a version from: models list");
    }
    Path path = path(version, MANIFEST);
    ModelManifest manifest = ModelManifest.fromJson(readFile(path), path.toString());
    if (!version.equals(manifest.version()) || !version.equals(manifest.contentHash())) {
      throw new CorruptModelException(
          path.toString(),
          "version",
          "its content has the hash %s, the folder is %s"
              .formatted(manifest.contentHash(), version),
          null);
    }
    return manifest;
  }

  /** The complete versions, in the order of their names. */
  public List<String> versions() {
    try {
      FileSystem files = files(root);
      if (!files.exists(root)) {
        return List.of();
      }
      return Arrays.stream(files.listStatus(root))
          .filter(FileStatus::isDirectory)
          .map(status -> status.getPath().getName())
          .filter(name -> name.matches(VERSION_PATTERN))
          .filter(this::exists)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unreadable(root, e);
    }
  }

  /** The manifests of the complete versions, by last training day, then version. */
  public List<ModelManifest> list() {
    return versions().stream()
        .map(this::manifest)
        .sorted(
            java.util.Comparator.comparing(ModelManifest::trainToDay)
                .thenComparing(ModelManifest::version))
        .toList();
  }

  private Path path(String version, String file) {
    return new Path(new Path(root, version), file);
  }

  private FileSystem files(Path path) throws IOException {
    return path.getFileSystem(hadoop);
  }

  private byte[] readFile(Path path) {
    try (FSDataInputStream in = files(path).open(path)) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new CorruptModelException(path.toString(), "", "it is missing", e);
    } catch (org.apache.hadoop.fs.ChecksumException e) {
      throw new CorruptModelException(
          path.toString(), "", "the file system finds it damaged (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Under another name first: a file of its name is a whole file. */
  private void writeFile(Path path, byte[] content) {
    Path partial = path.suffix(".partial");
    try {
      FileSystem files = files(path);
      try (FSDataOutputStream out = files.create(partial, true)) {
        out.write(content);
      }
      files.delete(path, false);
      if (!files.rename(partial, path)) {
        throw new IOException("rename of " + partial + " failed");
      }
    } catch (IOException e) {
      throw new ConfigurationError(
          "Model file " + path + " cannot be written",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "give storage.models a place this user may write to",
          e);
    }
  }

  private static ConfigurationError unreadable(Path path, IOException e) {
    return new ConfigurationError(
        "The model registry at " + path + " cannot be read",
        e.getClass().getSimpleName() + ": " + e.getMessage(),
        "give storage.models a place this user may read",
        e);
  }
}
