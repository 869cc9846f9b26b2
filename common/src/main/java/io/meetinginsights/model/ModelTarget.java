package io.meetinginsights.model;

import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a model predicts. There are 19: {@code bad_minute}, and {latency, loss, jitter} of {audio,
 * video, share} {received, sent}, named as the column of {@code experience_minutes} they are learnt
 * from.
 *
 * <p>Which features a target may see depends on its side: what the far sender suffered cannot reach
 * what we send, so sent targets do without it. {@code bad_minute} covers both sides and keeps it.
 *
 * @param name its name in tables and file names
 * @param kind whether it is a yes or no, or a quantity
 * @param label the column of {@code experience_minutes} it is learnt from
 * @param contributionUnit the unit of the model's output and of contributions to it
 * @param side which direction of the stream it speaks of
 */
public record ModelTarget(
    String name, Kind kind, String label, String contributionUnit, Side side) {

  /** The classifier that verdicts come from. */
  public static final ModelTarget BAD_MINUTE =
      new ModelTarget("bad_minute", Kind.CLASSIFIER, "is_bad", "log-odds", Side.BOTH);

  private static final Set<String> FAR_SENDER =
      Set.of("remote_loss_pct", "remote_jitter_ms", "remote_rtt_ms", "remote_cpu_pct");

  private static final List<ModelTarget> ALL = all19();

  /** Yes or no, explained in log-odds, or a quantity, explained in its unit. */
  public enum Kind {
    CLASSIFIER,
    REGRESSION
  }

  /** The direction of the stream, as the explained participant sees it. */
  public enum Side {
    RECEIVED,
    SENT,
    BOTH
  }

  /** All targets, {@code bad_minute} first. */
  public static List<ModelTarget> all() {
    return ALL;
  }

  /** The target of a name. */
  public static Optional<ModelTarget> named(String name) {
    return ALL.stream().filter(target -> target.name().equals(name)).findFirst();
  }

  /** The features a model of this target may be made of, in the catalogue's order. */
  public List<Feature> features(boolean useContext) {
    return (useContext ? Features.all() : Features.blamable())
        .stream()
            .filter(feature -> side != Side.SENT || !FAR_SENDER.contains(feature.name()))
            .toList();
  }

  public boolean isClassifier() {
    return kind == Kind.CLASSIFIER;
  }

  private static List<ModelTarget> all19() {
    List<ModelTarget> targets = new ArrayList<>();
    targets.add(BAD_MINUTE);
    for (String medium : List.of("audio", "video", "share")) {
      for (String side : List.of("in", "out")) {
        for (String quantity : List.of("latency_ms", "loss_pct", "jitter_ms")) {
          String name = medium + "_" + side + "_" + quantity;
          targets.add(
              new ModelTarget(
                  name,
                  Kind.REGRESSION,
                  name,
                  quantity.endsWith("_ms") ? "ms" : "%",
                  side.equals("in") ? Side.RECEIVED : Side.SENT));
        }
      }
    }
    return List.copyOf(targets);
  }
}
