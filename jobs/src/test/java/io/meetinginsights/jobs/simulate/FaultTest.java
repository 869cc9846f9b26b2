package io.meetinginsights.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.simulate.SimulateConfig.Faults;
import io.meetinginsights.jobs.simulate.SimulateConfig.World;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultTest {

  /** Of faults.yaml as it was before any model was fitted to the faults in it. */
  private static final String FROZEN =
      "92b0cbd3e3dc0256633d71ebe5f0549d2dd4c081ac0f61e640211022274e0fc6";

  @Test
  void categoriesAndFeaturesAreThoseThatWereFrozen() throws Exception {
    try (InputStream file = Fault.class.getResourceAsStream(FaultCatalogue.FILE)) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(file.readAllBytes());
      assertThat(HexFormat.of().formatHex(hash))
          .as("faults.yaml changed: figures before and after cannot be compared")
          .isEqualTo(FROZEN);
    }
  }

  @Test
  void codeFileAndConfigurationNameTheSameFaults() {
    List<String> ids = Arrays.stream(Fault.values()).map(Fault::id).toList();
    assertThat(FaultCatalogue.ids()).containsExactlyElementsOf(ids);
    World world = Configuration.defaults().section("simulate", World.class);
    assertThat(world.faults().rates().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Fault.values()).map(Fault::key).toList());
    assertThat(world)
        .isEqualTo(
            new World(
                7,
                3,
                60,
                4.0,
                1.0,
                8,
                2,
                SimulateConfig.InputDirection.SENT,
                IdentityShares.USUAL,
                new Faults(1, 0.3, world.faults().rates())));
    assertThat(world.faults().rates().values()).containsOnly(1.0);
  }

  @Test
  void faultsHaveFeaturesOfTheCatalogueAndControlsHaveNone() {
    for (Fault fault : Fault.values()) {
      assertThat(fault.features()).allMatch(name -> Features.named(name).isPresent());
      assertThat(fault.features().isEmpty()).as(fault.id()).isEqualTo(fault.isControl());
      assertThat(fault.story()).isNotBlank();
    }
    assertThat(Arrays.stream(Fault.values()).filter(fault -> !fault.isControl()).count())
        .isGreaterThanOrEqualTo(24);
  }

  @Test
  void everyCategoryIsAmongTheFeaturesOfItsFaults() {
    // A fault must show in its own segment, whatever else it shows in.
    for (Fault fault : Fault.values()) {
      if (!fault.isControl()) {
        assertThat(fault.features())
            .as(fault.id())
            .anyMatch(
                name ->
                    Features.named(name)
                        .orElseThrow()
                        .category()
                        .key()
                        .equals(fault.category().id()));
      }
    }
  }

  @Test
  void theCommittedDocumentIsWhatTheCodeSays() throws Exception {
    Path file =
        Path.of(System.getProperty("project.root", ".."), "docs").resolve(FaultsDocument.FILE);
    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as("docs/faults.md is behind the code: run `make docs` and commit it")
        .isEqualTo(FaultsDocument.markdown());
  }

  @Test
  void aKindThatDoesNotExistIsRefusedWithItsPath() {
    assertThatThrownBy(() -> Configuration.defaults().with("simulate.faults.rates.gremlins=2"))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("simulate.faults.rates.gremlins");
    Configuration negative = Configuration.defaults().with("simulate.faults.rates.isp-loss=-1");
    assertThatThrownBy(() -> negative.section("simulate", World.class))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("simulate.faults.rates.isp-loss is -1.0; allowed: 0 to 1000");
    assertThatThrownBy(() -> new Faults(1, 0.3, Map.of("gremlins", 1.0)))
        .hasMessageContaining("gremlins");
    assertThatThrownBy(() -> new Faults(0, 0.3, Map.of())).hasMessageContaining("faults.strength");
  }

  @Test
  void leavingAKindOutLeavesTheOthersWhereTheyWere() {
    LocalDate day = LocalDate.parse("2026-03-11");
    SimulateConfig all = SimulateConfig.of(day, day, 11, "nowhere").withSize(1, 60).withRates(4, 3);
    SimulateConfig fewer = all.withFaults(Faults.USUAL.with(Fault.WEAK_SIGNAL, 0));
    List<Episode> usual = new LatentNetwork(all.world()).siteDay(0, day).episodes;
    List<Episode> left = new LatentNetwork(fewer.world()).siteDay(0, day).episodes;
    assertThat(usual).anyMatch(episode -> episode.fault() == Fault.WEAK_SIGNAL);
    assertThat(left)
        .isNotEmpty()
        .isEqualTo(usual.stream().filter(episode -> episode.fault() != Fault.WEAK_SIGNAL).toList());
  }

  @Test
  void aRateIsTheMeanNumberOfEpisodes() {
    for (double rate : new double[] {0, 0.3, 1, 2.6}) {
      int drawn = 0;
      for (int target = 0; target < 10_000; target++) {
        drawn += SiteDay.keys(Draws.key(5, target), rate).size();
      }
      assertThat(drawn / 10_000.0)
          .isBetween(rate - 0.02 * Math.ceil(rate), rate + 0.02 * Math.ceil(rate));
    }
  }
}
