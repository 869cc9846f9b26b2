package io.meetinginsights.jobs.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.privacy.Subject.By;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasuresTest {

  private static final Subject ANN =
      new Subject(
          Subject.Kind.PERSON,
          Map.of(
              By.PERSON,
              Set.of("ann@example.com"),
              By.MAC,
              Set.of("a483e7000001"),
              By.PERSON_KEY,
              Set.of("key-of-ann")));

  @TempDir Path folder;

  private static ErasureKey key(String base64) {
    return ErasureKey.open(new PrivacyConfig(false, "KEY", "", List.of()), Map.of("KEY", base64));
  }

  private static ErasureKey key() {
    return key("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  }

  @Test
  void anErasureThatWasKilledIsFoundWithAllItKnewAndNoFileNamesWhoItIsOf() throws IOException {
    Erasures erasures = new Erasures(new Configuration(), folder.toString());
    assertThat(erasures.any()).isFalse();
    Erasures.Work begun = erasures.begin(key(), "request", ANN);
    erasures.done(key(), begun, "landing", Map.of("records removed", 3L));

    Erasures.Work found =
        new Erasures(new Configuration(), folder.toString()).unfinished(key()).get(0);
    assertThat(found.subject()).isEqualTo(ANN);
    assertThat(found.done()).isEqualTo(Map.of("landing", Map.of("records removed", 3L)));
    assertThat(allBytes()).doesNotContain("ann").doesNotContain("a483e7");

    erasures.finish(found, JsonNodeFactory.instance.objectNode().put("of", "person"));
    assertThat(erasures.unfinishedCount()).isZero();
    assertThat(erasures.any()).as("its tombstones stay").isTrue();
    assertThat(erasures.tombstones(key()).isPerson("ann@example.com")).isTrue();
    assertThat(erasures.tombstones(key()).isPerson("bob@example.com")).isFalse();
    assertThat(allBytes()).doesNotContain("ann").doesNotContain("a483e7");
  }

  @Test
  void aKeyOtherThanAtItsBeginIsRefusedWithTheWayOut() {
    Erasures erasures = new Erasures(new Configuration(), folder.toString());
    erasures.begin(key(), "request", ANN);
    assertThatThrownBy(
            () -> erasures.unfinished(key("BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=")))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("another one than at its begin")
        .hasMessageContaining("give the key it was begun with");
  }

  @Test
  void aTombstoneIsLiftedForWhatIsNamedAndStaysForTheRest() {
    Erasures erasures = new Erasures(new Configuration(), folder.toString());
    erasures.begin(key(), "request", ANN);
    Subject device = new Subject(Subject.Kind.CLIENT, Map.of(By.MAC, Set.of("a483e7000001")));
    assertThat(erasures.lift(key(), device)).isEqualTo(1);
    Marks left = erasures.tombstones(key());
    assertThat(left.isClient("a483e7000001")).isFalse();
    assertThat(left.isPerson("ann@example.com")).isTrue();
  }

  private String allBytes() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
