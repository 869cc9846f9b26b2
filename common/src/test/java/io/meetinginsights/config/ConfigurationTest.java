package io.meetinginsights.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.errors.ConfigurationError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

  /** A record over section spark, for values that its own record does not have. */
  record Words(Master master, int shufflePartitions, int smallBelowMb, Object conf) {
    enum Master {
      LOCAL_ONLY,
      MAX_F1
    }
  }

  @TempDir Path folder;

  @Test
  void theDefaultsAreWhatTheReferenceFileSays() {
    SparkConfig spark = spark(Configuration.defaults());
    assertThat(spark.master()).isEqualTo("local[*]");
    assertThat(spark.shufflePartitions()).isEqualTo(4);
    assertThat(spark.conf()).isEmpty();
    assertThat(Configuration.defaults().text("storage.landing")).isEqualTo("data/landing");
  }

  @Test
  void aFileOfTheUsersIsLaidOverTheDefaultsKeyByKey() throws Exception {
    Configuration laidOver = over("spark:\n  shuffle-partitions: 64\n");
    assertThat(spark(laidOver).shufflePartitions()).isEqualTo(64);
    assertThat(spark(laidOver).master()).isEqualTo("local[*]");
    assertThat(spark(Configuration.defaults()).shufflePartitions()).isEqualTo(4);
  }

  @Test
  void aSingleKeyWinsOverTheFile() throws Exception {
    Configuration both =
        over("spark:\n  shuffle-partitions: 64\n").with("spark.shuffle-partitions=8");
    assertThat(spark(both).shufflePartitions()).isEqualTo(8);
  }

  @Test
  void anUnknownKeyIsRefusedWithItsPathAndTheKeysThatAreAllowed() {
    assertRefused(() -> over("spark:\n  shuffle-partition: 64\n"))
        .hasMessageContaining("Unknown configuration key spark.shuffle-partition (file ")
        .hasMessageContaining(
            "allowed under spark: master, shuffle-partitions, small-below-mb, conf");
    assertRefused(() -> over("sprak: 1\n"))
        .hasMessageContaining("Unknown configuration key sprak")
        .hasMessageContaining("allowed at the top: storage, sites-file, spark");
    assertRefused(() -> Configuration.defaults().with("storage.landign=x"))
        .hasMessageContaining("Unknown configuration key storage.landign (--set)")
        .hasMessageContaining("allowed under storage: landing, warehouse");
    assertRefused(() -> Configuration.defaults().with("spark.master.deeper=x"))
        .hasMessageContaining("spark.master");
  }

  @Test
  void aValueOfTheWrongTypeIsRefusedWithWhatWasFoundAndWhatIsExpected() {
    assertRefused(() -> spark(over("spark:\n  shuffle-partitions: many\n")))
        .hasMessageContaining("Configuration key spark.shuffle-partitions is refused")
        .hasMessageContaining("found \"many\"")
        .hasMessageContaining("expected a whole number");
    assertRefused(() -> spark(over("spark:\n  shuffle-partitions: 4.5\n")))
        .hasMessageContaining("spark.shuffle-partitions")
        .hasMessageContaining("found 4.5")
        .hasMessageContaining("expected a whole number");
    assertRefused(() -> spark(over("spark:\n  shuffle-partitions: \"4\"\n")))
        .hasMessageContaining("spark.shuffle-partitions")
        .hasMessageContaining("found \"4\", expected a whole number");
    assertRefused(() -> spark(over("spark:\n  shuffle-partitions:\n")))
        .hasMessageContaining("spark.shuffle-partitions is refused")
        .hasMessageContaining("found no value")
        .hasMessageContaining("leave the key out for its default");
    assertRefused(() -> spark(over("spark:\n  conf: {spark.ui.port: }\n")))
        .hasMessageContaining("spark.conf.spark.ui.port is refused")
        .hasMessageContaining("found no value");
    assertRefused(() -> Configuration.defaults().with("scores.audio.delay-score=5"))
        .hasMessageContaining("found 5 where a list is expected");
    assertRefused(() -> spark(over("spark:\n  shuffle-partitions: [1, 2]\n")))
        .hasMessageContaining("spark.shuffle-partitions")
        .hasMessageContaining("found a list where a value is expected");
    assertRefused(() -> spark(over("spark:\n  shuffle-partitions: 99999999999\n")))
        .hasMessageContaining("spark.shuffle-partitions")
        .hasMessageContaining("found 99999999999, expected a whole number of at most 2147483647");
    assertRefused(() -> spark(over("spark:\n  master: {a: b}\n")))
        .hasMessageContaining("spark.master")
        .hasMessageContaining("found keys where a value is expected");
  }

  @Test
  void aValueBelowAListIsNamedWithItsPlace() {
    assertRefused(
            () ->
                scores(
                    "scores:\n  audio:\n    delay-score:\n      - {ms: 1, score: 4}\n      - {ms: two, score: 3}\n"))
        .hasMessageContaining("scores.audio.delay-score[1].ms is refused")
        .hasMessageContaining("found \"two\", expected a number");
    assertRefused(
            () ->
                scores(
                    "scores:\n  audio:\n    delay-score: [{ms: 1, score: 4, skore: 4}, {ms: 2, score: 3}]\n"))
        .hasMessageContaining("scores.audio.delay-score[0].skore is refused")
        .hasMessageContaining("there is no such key, allowed are ms, score");
    assertRefused(
            () -> scores("scores:\n  audio:\n    delay-score: [{ms: 1, score: 4}, {ms: 2}]\n"))
        .hasMessageContaining("scores.audio.delay-score[1].score is refused")
        .hasMessageContaining("found no value, expected a number");
  }

  private Object scores(String yaml) throws Exception {
    return over(yaml).section("scores", io.meetinginsights.score.ScoresConfig.class);
  }

  @Test
  void aWordThatIsNotAllowedIsRefusedWithThoseThatAre() {
    assertRefused(() -> words("elsewhere"))
        .hasMessageContaining("Configuration key spark.master is refused")
        .hasMessageContaining("found \"elsewhere\", allowed are local-only, max-f1");
    assertRefused(() -> words("0")).hasMessageContaining("spark.master");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local-only", "LOCAL-ONLY", "Local-Only"})
  void wordsAreWrittenAsTheErrorListsThem(String word) {
    assertThat(words(word).master()).isEqualTo(Words.Master.LOCAL_ONLY);
  }

  @Test
  void aDigitInAWordIsPartOfIt() {
    assertThat(words("max-f1").master()).isEqualTo(Words.Master.MAX_F1);
  }

  private static Words words(String master) {
    return Configuration.defaults().with("spark.master=" + master).section("spark", Words.class);
  }

  @Test
  void aValueThatTheRecordRefusesIsNamedWithItsSection() {
    assertRefused(() -> spark(Configuration.defaults().with("spark.shuffle-partitions=0")))
        .hasMessageContaining("Configuration key spark is refused")
        .hasMessageContaining("shuffle-partitions is 0, at least 1 is needed");
  }

  @Test
  void keysOfSparkMayBeOnesOwn() throws Exception {
    assertThat(spark(over("spark:\n  conf:\n    spark.ui.port: \"4050\"\n")).conf())
        .containsEntry("spark.ui.port", "4050");
    assertThat(spark(Configuration.defaults().with("spark.conf.spark.ui.port=4050")).conf())
        .containsEntry("spark.ui.port", "4050");
    assertThat(spark(over("spark:\n  conf:\n    spark.ui.enabled: false\n")).conf())
        .containsEntry("spark.ui.enabled", "false");
  }

  @Test
  void setTakesYamlAndTheFirstEqualsSignDivides() {
    Configuration defaults = Configuration.defaults();
    assertThat(defaults.with("storage.landing=s3a://b/l?x=y").text("storage.landing"))
        .isEqualTo("s3a://b/l?x=y");
    assertThat(defaults.with("sites-file=").text("sites-file")).isEmpty();
    assertRefused(() -> defaults.with("storage.landing"))
        .hasMessageContaining("--set storage.landing sets nothing");
    assertRefused(() -> defaults.with("=x")).hasMessageContaining("sets nothing");
    assertRefused(() -> defaults.with("storage.landing=[a"))
        .hasMessageContaining("--set storage.landing has a value that is not YAML");
    assertRefused(() -> defaults.with("storage..landing=a")).hasMessageContaining("storage.");
    assertRefused(() -> defaults.with("storage=a")).hasMessageContaining("storage");
  }

  @Test
  void aFileThatIsNotYamlIsRefusedWithTheLine() {
    assertRefused(() -> over("spark:\n  master: local\n  conf: [a\nstorage: b\n"))
        .hasMessageContaining("is not valid YAML")
        .hasMessageContaining("at line 4");
    assertRefused(() -> over("spark:\n\tmaster: local\n"))
        .hasMessageContaining("is not valid YAML")
        .hasMessageContaining("at line 2");
  }

  @Test
  void aKeyWrittenTwiceIsRefused() {
    assertRefused(
            () -> over("spark:\n  shuffle-partitions: 8\nsites-file: a\nspark:\n  master: b\n"))
        .hasMessageContaining("spark")
        .hasMessageContaining("line 4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# nothing but a comment\n", "---\n", "{}\n"})
  void anEmptyFileLeavesTheDefaults(String yaml) throws Exception {
    assertThat(spark(over(yaml))).isEqualTo(spark(Configuration.defaults()));
  }

  @Test
  void aSectionLeftEmptyIsRefusedNotEmptied() {
    assertRefused(() -> over("spark:\n"))
        .hasMessageContaining("Configuration key spark is refused")
        .hasMessageContaining("keys are expected below it");
  }

  @Test
  void aFileOfOtherShapeIsRefused() {
    assertRefused(() -> over("- a\n- b\n")).hasMessageContaining("its top level is a list");
    assertRefused(() -> over("just words\n"))
        .hasMessageContaining("its top level is \"just words\"");
  }

  @Test
  void aFileThatIsNotThereOrIsAFolderIsNamed() {
    Path missing = folder.resolve("missing.yaml");
    assertRefused(() -> Configuration.defaults().withFile(missing))
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("cannot be read")
        .hasMessageContaining("--config");
    assertRefused(() -> Configuration.defaults().withFile(folder))
        .hasMessageContaining("cannot be read");
  }

  @Test
  void bytesThatAreNotTextAreRefusedAsAFileThatCannotBeRead() throws Exception {
    Path file = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertRefused(() -> Configuration.defaults().withFile(file))
        .hasMessageContaining(file.toString());
  }

  @Test
  void everySectionOfTheReferenceBindsToItsRecord() {
    Configuration defaults = Configuration.defaults();
    for (Class<?> type :
        List.of(
            SparkConfig.class, StorageConfig.class, io.meetinginsights.score.ScoresConfig.class)) {
      String section =
          type.getSimpleName().replace("Config", "").toLowerCase(java.util.Locale.ROOT);
      assertThat((Object) defaults.section(section, type)).as(section).isNotNull();
    }
  }

  @Test
  void aMistakeIsTheUsersWithExitCodeTwo() {
    assertThatThrownBy(() -> Configuration.defaults().with("x=1"))
        .isInstanceOfSatisfying(
            ConfigurationError.class, error -> assertThat(error.exitCode()).isEqualTo(2));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      ThrowingCallable body) {
    return assertThatThrownBy(body)
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("why: ")
        .hasMessageContaining("do:  ");
  }

  private static SparkConfig spark(Configuration configuration) {
    return configuration.section("spark", SparkConfig.class);
  }

  private Configuration over(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("mine.yaml"), yaml);
    return Configuration.defaults().withFile(file);
  }
}
