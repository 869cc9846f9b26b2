package io.meetinginsights.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.shapley.CompareRule;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.shapley.FlatTree;
import io.meetinginsights.shapley.RandomEnsembles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlatEnsembleJsonTest {

  private static FlatModel named(Ensemble e) {
    return new FlatModel(
        "bad_minute",
        IntStream.range(0, e.columns()).mapToObj(column -> "column \"" + column + "\" ü").toList(),
        IntStream.range(0, e.features()).mapToObj(feature -> "feature_" + feature).toList(),
        e);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aModelComesBackWithEveryBit(long seed) {
    FlatModel model = named(RandomEnsembles.ensemble(seed, 6, 5));
    FlatModel back = FlatEnsembleJson.read(FlatEnsembleJson.write(model), "m.json.gz");
    assertThat(back).isEqualTo(model);
    for (int tree = 0; tree < 5; tree++) {
      FlatTree before = model.ensemble().trees().get(tree);
      FlatTree after = back.ensemble().trees().get(tree);
      for (int node = 0; node < before.nodes(); node++) {
        assertThat(bits(after.threshold()[node])).isEqualTo(bits(before.threshold()[node]));
        assertThat(bits(after.cover()[node])).isEqualTo(bits(before.cover()[node]));
        assertThat(bits(after.value()[node])).isEqualTo(bits(before.value()[node]));
      }
    }
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  @Test
  void everyKindOfDoubleComesBackWithEveryBit() {
    Random random = new Random(6);
    double[] values =
        DoubleStream.concat(
                Arrays.stream(
                    new double[] {
                      -0.0,
                      0.0,
                      1,
                      2e-3,
                      2.2250738585072014E-308,
                      4.9E-324,
                      Double.MAX_VALUE,
                      (float) 0.1,
                      1e23,
                      9007199254740993.0
                    }),
                random.longs(1000).mapToDouble(Double::longBitsToDouble).filter(Double::isFinite))
            .toArray();
    for (double value : values) {
      FlatModel model = named(stump(value, value));
      FlatTree back =
          FlatEnsembleJson.read(FlatEnsembleJson.write(model), "m").ensemble().trees().get(0);
      assertThat(bits(back.threshold()[0])).isEqualTo(bits(value));
      assertThat(bits(back.value()[1])).isEqualTo(bits(value));
    }
    for (double infinite : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      FlatModel model = named(stump(infinite, 1));
      assertThat(FlatEnsembleJson.read(FlatEnsembleJson.write(model), "m")).isEqualTo(model);
    }
  }

  private static Ensemble stump(double threshold, double leaf) {
    FlatTree tree =
        new FlatTree(
            new int[] {1, -1, -1},
            new int[] {2, -1, -1},
            new int[] {0, 0, 0},
            new double[] {threshold, 0, 0},
            new boolean[] {true, false, false},
            null,
            new double[] {3, 1, 2},
            new double[] {0, leaf, 0});
    return new Ensemble(0.5, 2, CompareRule.LE_F64, 1, new int[] {0}, 1, List.of(tree));
  }

  @Test
  void theTextIsTheDocumentedOne() {
    FlatModel model =
        new FlatModel("audio_in_latency_ms", List.of("c"), List.of("f"), stump(0.1, -0.25));
    assertThat(FlatEnsembleJson.text(FlatEnsembleJson.write(model), "m"))
        .isEqualTo(
            "{\"format\":\"flat-ensemble\",\"format_version\":1,\"target\":\"audio_in_latency_ms\","
                + "\"base\":0.5,\"link_scale\":2.0,\"compare_rule\":\"le_f64\","
                + "\"columns\":[\"c\"],\"features\":[\"f\"],\"column_to_feature\":[0],"
                + "\"trees\":[{\"left\":[1,-1,-1],\"right\":[2,-1,-1],\"column\":[0,0,0],"
                + "\"threshold\":[0.1,0.0,0.0],\"default_left\":[true,false,false],"
                + "\"cover\":[3.0,1.0,2.0],\"value\":[0.0,-0.25,0.0]}]}");
  }

  @Test
  void theSameModelGivesTheSameBytesWithoutATime() {
    byte[] first = FlatEnsembleJson.write(named(RandomEnsembles.ensemble(7, 5, 4)));
    byte[] second = FlatEnsembleJson.write(named(RandomEnsembles.ensemble(7, 5, 4)));
    assertThat(second).isEqualTo(first);
    // RFC 1952: bytes 4 to 7 are the modification time.
    assertThat(Arrays.copyOfRange(first, 4, 8)).containsOnly(0);
  }

  @Test
  void aFileThatWasCutOffOrChangedIsRefusedByName() {
    byte[] whole = FlatEnsembleJson.write(named(RandomEnsembles.ensemble(8, 4, 3)));
    for (int length : new int[] {0, 5, 100, whole.length - 9, whole.length - 1}) {
      assertThatThrownBy(() -> FlatEnsembleJson.read(Arrays.copyOf(whole, length), "a/b.json.gz"))
          .isInstanceOf(CorruptModelException.class)
          .hasMessageContaining("a/b.json.gz");
    }
    byte[] flipped = whole.clone();
    flipped[whole.length - 6] ^= 1;
    assertThatThrownBy(() -> FlatEnsembleJson.read(flipped, "a/b.json.gz"))
        .isInstanceOf(CorruptModelException.class);
    byte[] plain = "{}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> FlatEnsembleJson.read(plain, "a/b.json.gz"))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageContaining("no complete gzip file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"base\":0.5,                | ``                          | base                  | it is missing",
        "\"base\":0.5                 | \"base\":\"x\"              | base                  | not a number",
        "\"base\":0.5                 | \"base\":0.5,\"base\":0.5   | ``                    | Duplicate",
        "flat-ensemble                | other                       | format                | not 'flat-ensemble'",
        "\"format_version\":1         | \"format_version\":2        | format_version        | it is 2",
        "le_f64                       | lt_f64                      | compare_rule          | allowed are lt_f32 and le_f64",
        "\"columns\":[\"c\"]          | \"columns\":\"c\"           | columns               | not an array",
        "\"columns\":[\"c\"]          | \"columns\":[7]             | columns[0]            | not a string",
        "\"features\":[\"f\"]         | \"features\":[]             | ``                    | columnToFeature[0] is 0",
        "\"column_to_feature\":[0]    | \"column_to_feature\":[0.5] | column_to_feature[0]  | not a 32-bit integer",
        "\"trees\":[{                 | \"trees\":[7,{              | trees[0]              | not an object",
        "\"right\":[2,-1,-1],         | ``                          | trees[0].right        | it is missing",
        "\"left\":[1,-1,-1]           | \"left\":[1,-1,1e99]        | trees[0].left[2]      | not a 32-bit integer",
        "\"left\":[1,-1,-1]           | \"left\":[0,-1,-1]          | ``                    | tree 0, node 0 has the child 0",
        "[true,false,false]           | [true,0,false]              | trees[0].default_left[1] | not a boolean",
        "\"cover\":[3.0               | \"cover\":[null             | trees[0].cover[0]     | not a number",
        "\"cover\":                   | \"left_categories\":[[-1],null,null],\"cover\": | trees[0].left_categories[0] | which is no category",
        "]}]}                         | ]}]} x                      | ``                    | it is no JSON",
        "]}]}                         | ]}]                         | ``                    | it is no JSON"
      })
  void aFileThatHoldsNoModelIsRefusedWithTheKey(String from, String to, String key, String problem)
      throws IOException {
    FlatModel model = new FlatModel("t", List.of("c"), List.of("f"), stump(0.1, -0.25));
    String text = FlatEnsembleJson.text(FlatEnsembleJson.write(model), "m");
    assertThat(text).contains(from);
    byte[] damaged = gzip(text.replace(from, to));
    assertThatThrownBy(() -> FlatEnsembleJson.read(damaged, "a/b.json.gz"))
        .isInstanceOfSatisfying(
            CorruptModelException.class,
            e -> {
              assertThat(e.file()).isEqualTo("a/b.json.gz");
              assertThat(e.key()).isEqualTo(key);
              assertThat(e).hasMessageContaining("a/b.json.gz").hasMessageContaining(problem);
            });
  }

  @Test
  void keysOfALaterVersionAreIgnored() throws IOException {
    FlatModel model = named(stump(1, 2));
    String text = FlatEnsembleJson.text(FlatEnsembleJson.write(model), "m");
    byte[] extended = gzip(text.replace("{\"format\"", "{\"note\":{\"a\":[1]},\"format\""));
    assertThat(FlatEnsembleJson.read(extended, "m")).isEqualTo(model);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void namesMustMatchTheModel() {
    assertThatThrownBy(() -> new FlatModel("t", List.of("a", "b"), List.of("f"), stump(1, 1)))
        .hasMessageContaining("2 column names: the ensemble has 1 columns");
    assertThatThrownBy(() -> new FlatModel("t", List.of("a"), List.of(), stump(1, 1)))
        .hasMessageContaining("0 feature names");
    assertThatThrownBy(() -> new FlatModel(" ", List.of("a"), List.of("f"), stump(1, 1)))
        .hasMessageContaining("target");
  }
}
