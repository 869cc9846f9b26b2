package io.meetinginsights.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.features.Features;
import io.meetinginsights.shapley.CompareRule;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.FlatTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRegistryTest {

  private static final MatrixEncoding ENCODING =
      MatrixEncoding.of(
          Features.all().stream().filter(f -> f.name().equals("client_rssi")).toList(),
          Map.of(),
          null);

  @TempDir Path folder;

  private ModelRegistry registry() {
    return new ModelRegistry(new Configuration(), folder.resolve("models").toString());
  }

  private static FlatModel model(double leaf) {
    FlatTree stump =
        new FlatTree(
            new int[] {1, -1, -1},
            new int[] {2, -1, -1},
            new int[3],
            new double[] {-70, 0, 0},
            new boolean[3],
            null,
            new double[] {4, 1, 3},
            new double[] {0, leaf, -0.1});
    return new FlatModel(
        "bad_minute",
        ENCODING.columnNames(),
        ENCODING.featureNames(),
        new Ensemble(-2, 1, CompareRule.LT_F32, 1, new int[] {0}, 1, List.of(stump)));
  }

  private static ModelManifest draft(long seed) {
    return new ModelManifest(
        ModelManifest.FORMAT,
        "",
        "xgboost",
        seed,
        "1.0",
        "2026-01-01",
        "2026-01-28",
        "by time",
        Map.of("trees", "1"),
        0.25,
        "highest F1",
        ModelManifest.StrengthCalibration.UNCALIBRATED,
        List.of(
            new ModelManifest.TargetEntry(
                "bad_minute",
                "classifier",
                "log-odds",
                "bad_minute.json.gz",
                "",
                "",
                ENCODING,
                ModelManifest.AffineCalibration.none("none"),
                10,
                5,
                Map.of("auc", 0.9))),
        List.of());
  }

  @Test
  void whatIsWrittenComesBack() {
    ModelManifest written = registry().write(draft(7), List.of(model(0.4)));
    ModelFamily family = registry().read(written.version());
    assertThat(family.manifest()).isEqualTo(written);
    assertThat(family.models().get("bad_minute")).isEqualTo(model(0.4));
    assertThat(family.packed().unpacked()).isEqualTo(family);
    assertThat(registry().list()).containsExactly(written);
  }

  @Test
  void theVersionIsAHashOfTheContent() {
    String version = registry().write(draft(7), List.of(model(0.4))).version();
    assertThat(version).matches("[0-9a-f]{16}");
    assertThat(registry().write(draft(7), List.of(model(0.4))).version()).isEqualTo(version);
    assertThat(registry().write(draft(8), List.of(model(0.4))).version()).isNotEqualTo(version);
    assertThat(registry().write(draft(7), List.of(model(0.5))).version()).isNotEqualTo(version);
    assertThat(registry().versions()).hasSize(3);
  }

  @Test
  void aFolderWithoutManifestIsNoModelAndIsOverwritten() throws Exception {
    String version = registry().write(draft(7), List.of(model(0.4))).version();
    Path place = folder.resolve("models").resolve(version);
    Files.delete(place.resolve("manifest.json"));
    Files.writeString(place.resolve("bad_minute.json.gz"), "half");
    Files.deleteIfExists(place.resolve(".bad_minute.json.gz.crc"));
    assertThat(registry().versions()).isEmpty();
    assertThatThrownBy(() -> registry().read(version))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("There is no model " + version);
    registry().write(draft(7), List.of(model(0.4)));
    assertThat(registry().read(version).models().get("bad_minute")).isEqualTo(model(0.4));
  }

  @Test
  void aDamagedFileIsNamedAndWritingTheSameModelMendsIt() throws Exception {
    String version = registry().write(draft(7), List.of(model(0.4))).version();
    Path file = folder.resolve("models").resolve(version).resolve("bad_minute.json.gz");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    for (boolean withCrc : new boolean[] {true, false}) {
      if (!withCrc) {
        Files.deleteIfExists(file.resolveSibling(".bad_minute.json.gz.crc"));
      }
      assertThatThrownBy(() -> registry().read(version))
          .isInstanceOf(CorruptModelException.class)
          .hasMessageContaining("bad_minute.json.gz")
          .hasMessageContaining("train anew");
    }
    registry().write(draft(7), List.of(model(0.4)));
    assertThat(registry().read(version).models().get("bad_minute")).isEqualTo(model(0.4));
  }

  @Test
  void aChangedManifestIsFoundOut() throws Exception {
    String version = registry().write(draft(7), List.of(model(0.4))).version();
    Path manifest = folder.resolve("models").resolve(version).resolve("manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("0.25", "0.35"));
    Files.deleteIfExists(manifest.resolveSibling(".manifest.json.crc"));
    assertThatThrownBy(() -> registry().read(version))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageContaining("manifest.json");
  }

  @Test
  void aVersionThatIsAPathIsRefused() {
    assertThatThrownBy(() -> registry().read("../../etc"))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("16 hex digits");
  }

  @Test
  void anUncalibratedStrengthIsTheShareAndACalibratedOneALogisticMap() {
    assertThat(ModelManifest.StrengthCalibration.UNCALIBRATED.strength(1.4, 0.2)).isEqualTo(1);
    assertThat(ModelManifest.StrengthCalibration.UNCALIBRATED.strength(0.4, 0.2)).isEqualTo(0.4);
    // 1 / (1 + exp(-(-1 + 2 * 0.5 + 0)))
    assertThat(new ModelManifest.StrengthCalibration("faults", -1.0, 2.0, 0.0).strength(0.5, 0.9))
        .isEqualTo(0.5);
  }
}
