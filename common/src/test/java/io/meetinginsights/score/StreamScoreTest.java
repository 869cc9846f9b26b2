package io.meetinginsights.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.ConfigurationError;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamScoreTest {

  private static final ScoresConfig SCORES =
      Configuration.defaults().section("scores", ScoresConfig.class);
  private static final int DRAWS = 50_000;

  @ParameterizedTest
  @CsvSource({
    "0, 4.5",
    "150, 4.5",
    "200, 4.4",
    "260, 3.95",
    "320, 3.5",
    "410, 3.2",
    "500, 2.9",
    "680, 2.3",
    "1070, 1",
    "60000, 1"
  })
  void delayScoreIsLinearBetweenItsPointsAndItsOuterSegmentsGoOn(double latencyMs, double score) {
    assertThat(StreamScore.piecewise(latencyMs, SCORES.audio().delayScore()))
        .isCloseTo(score, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"0, 4.5", "20, 4.5", "40, 4", "60, 3.45", "80, 2.9", "120, 1.8", "500, 1"})
  void jitterScoreToo(double jitterMs, double score) {
    assertThat(StreamScore.piecewise(jitterMs, SCORES.audio().jitterScore()))
        .isCloseTo(score, within(1e-9));
  }

  @Test
  void aRoundTripOfASecondIsBadThoughTheModelAloneWouldTolerateIt() {
    assertThat(EModel.fullbandMos(1000 * 0.5 + 40, 0, SCORES.audio())).isGreaterThan(3);
    assertThat(audio(1000.0, 0.0, 0.0)).isLessThan(2);
  }

  @Test
  void lossOfOneToFivePercentCostsAudioWhatThePublishedTableSays() {
    // Round trip 20 ms and no jitter: 50 ms one way, the first row of the full-band table.
    assertThat(audio(20.0, 0.0, 2.0)).isCloseTo(4.12, within(0.0051));
    assertThat(audio(20.0, 0.0, 5.0)).isCloseTo(3.57, within(0.0051));
    assertThat(audio(20.0, 0.0, 20.0)).isCloseTo(2.13, within(0.0051));
  }

  @ParameterizedTest
  @CsvSource({
    // G.1070, H.264 VGA at 1200 kbit/s and 25 frames: 3.95 3.54 3.19 2.62 2.20 1.66 at these
    // losses,
    // of which the part above 1 is scaled to a start of 4.5.
    "0, 4.5",
    "0.5, 4.01",
    "1, 3.60",
    "2, 2.92",
    "3, 2.43",
    "5, 1.78"
  })
  void lossLeftAfterRecoveryCostsVideoAsInG1070(double leftPct, double score) {
    double rawPct = leftPct <= 1 ? leftPct / 0.2 : 5 + (leftPct - 1);
    assertThat(video(rawPct, 25.0, 25.0)).isCloseTo(score, within(0.012));
  }

  @Test
  void halfTheFramesAreFairAQuarterIsBadAFrozenPictureTheWorst() {
    // 4.5 - 1.9 ln 2 and 4.5 - 1.9 ln 4
    assertThat(video(0.0, 12.5, 25.0)).isCloseTo(3.183, within(0.001));
    assertThat(video(0.0, 6.25, 25.0)).isCloseTo(1.866, within(0.001));
    assertThat(video(0.0, 0.0, 25.0)).isEqualTo(1);
    assertThat(video(0.0, 30.0, 25.0)).isEqualTo(4.5);
    assertThat(video(0.0, 2.0, null)).isEqualTo(4.5);
    assertThat(video(0.0, 2.0, 0.0)).isEqualTo(4.5);
  }

  @Test
  void aCleanMinuteIsGood() {
    assertThat(audio(30.0, 5.0, 0.0)).isGreaterThanOrEqualTo(4);
    for (double reference = 1; reference <= 30; reference++) {
      for (double frames = reference; frames <= 30; frames++) {
        assertThat(video(0.0, frames, reference)).isGreaterThanOrEqualTo(4);
      }
    }
    assertThat(share(30.0, 0.0)).isGreaterThanOrEqualTo(4);
  }

  @Test
  void moreDelayJitterOrLossOrFewerFramesNeverScoreHigher() {
    Random random = new Random(20260301);
    for (int i = 0; i < DRAWS; i++) {
      double latency = spread(random, 4000);
      double jitter = spread(random, 1000);
      double loss = spread(random, 100);
      double frames = spread(random, 60);
      double more = spread(random, 500);
      String at = latency + " ms, " + jitter + " ms, " + loss + " %, " + frames + " fps, +" + more;
      assertFalls(at, audio(latency, jitter, loss), audio(latency + more, jitter, loss));
      assertFalls(at, audio(latency, jitter, loss), audio(latency, jitter + more, loss));
      assertFalls(at, audio(latency, jitter, loss), audio(latency, jitter, loss + more));
      assertFalls(at, video(loss, frames, 25.0), video(loss + more, frames, 25.0));
      assertFalls(at, video(loss, frames + more, 25.0), video(loss, frames, 25.0));
      assertFalls(at, share(latency, loss), share(latency + more, loss));
      assertFalls(at, share(latency, loss), share(latency, loss + more));
    }
  }

  @Test
  void everyScoreIsWithinOneAndFourAndAHalf() {
    Random random = new Random(7);
    for (int i = 0; i < DRAWS; i++) {
      double latency = spread(random, 1e6);
      double jitter = spread(random, 1e6);
      double loss = spread(random, 1000);
      assertThat(audio(latency, jitter, loss)).isBetween(1.0, 4.5);
      assertThat(video(loss, spread(random, 60), 25.0)).isBetween(1.0, 4.5);
      assertThat(share(latency, loss)).isBetween(1.0, 4.5);
    }
  }

  @Test
  void aStreamIsScoredOnWhatIsThere() {
    assertThat(audio(null, null, null)).isNull();
    assertThat(video(null, null, 25.0)).isNull();
    assertThat(share(null, null)).isNull();
    assertThat(audio(null, 80.0, null)).isCloseTo(2.9, within(1e-9));
    assertThat(audio(null, null, 5.0)).isCloseTo(3.57, within(0.0051));
    assertThat(audio(500.0, null, null)).isCloseTo(2.9, within(1e-9));
    assertThat(video(null, 12.5, 25.0)).isCloseTo(3.183, within(0.001));
    assertThat(share(500.0, null)).isCloseTo(2.9, within(1e-9));
  }

  @Test
  void whatNoMeterCanHaveSaidIsMissing() {
    for (double wrong :
        new double[] {-1, -1e-9, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      assertThat(audio(wrong, wrong, wrong)).isNull();
      assertThat(audio(wrong, 80.0, wrong)).isEqualTo(audio(null, 80.0, null));
      assertThat(video(wrong, wrong, wrong)).isNull();
      assertThat(video(1.0, wrong, wrong)).isEqualTo(video(1.0, null, null));
      assertThat(share(wrong, wrong)).isNull();
    }
  }

  @Test
  void everyKeyOfTheConfigurationChangesSomethingOrIsRefused() {
    Configuration defaults = Configuration.defaults();
    assertThat(section(defaults.with("scores.audio.bpl=4.3")).audio().bpl()).isEqualTo(4.3);
    assertThatThrownBy(() -> section(defaults.with("scores.audio.burst-ratio=0.5")))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("scores.audio")
        .hasMessageContaining("burst-ratio is 0.5, allowed are 1.0 to 1000.0");
    assertThatThrownBy(
            () -> section(defaults.with("scores.audio.delay-score=[{ms: 10, score: 4}]")))
        .hasMessageContaining("delay-score needs at least two points");
    assertThatThrownBy(
            () ->
                section(
                    defaults.with(
                        "scores.audio.delay-score=[{ms: 10, score: 3}, {ms: 20, score: 4}]")))
        .hasMessageContaining("not rise in score");
    assertThatThrownBy(() -> section(defaults.with("scores.bands.fair=4.2")))
        .hasMessageContaining("scores.bands")
        .hasMessageContaining("each needs to be below the one before");
  }

  private static ScoresConfig section(Configuration configuration) {
    return configuration.section("scores", ScoresConfig.class);
  }

  private static void assertFalls(String at, double before, double after) {
    // Rounding of the logarithm and the powers.
    assertThat(after).as(at).isLessThanOrEqualTo(before + 1e-9);
  }

  /** Half of the draws near zero, where the curves bend. */
  private static double spread(Random random, double most) {
    return most * (random.nextBoolean() ? random.nextDouble() : Math.pow(random.nextDouble(), 4));
  }

  private static Double audio(Double latencyMs, Double jitterMs, Double lossPct) {
    return StreamScore.audio(latencyMs, jitterMs, lossPct, SCORES.audio());
  }

  private static Double video(Double lossPct, Double frames, Double reference) {
    return StreamScore.video(lossPct, frames, reference, SCORES.video());
  }

  private static Double share(Double latencyMs, Double lossPct) {
    return StreamScore.share(latencyMs, lossPct, SCORES.share());
  }
}
