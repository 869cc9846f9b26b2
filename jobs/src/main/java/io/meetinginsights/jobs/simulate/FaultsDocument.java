package io.meetinginsights.jobs.simulate;

import io.meetinginsights.docs.MarkdownTable;
import io.meetinginsights.jobs.simulate.Fault.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * docs/faults.md: every fault and negative control of {@code simulate}.
 *
 * <p>Reads: {@link Fault} and faults.yaml. Writes: faults.md in the given folder. Re-run: the same
 * bytes. Example: {@code make docs}.
 */
public final class FaultsDocument {
  static final String FILE = "faults.md";

  private FaultsDocument() {}

  /** The one argument is the folder, such as {@code docs}. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException(
          "FaultsDocument takes the folder to write to, and was given "
              + arguments.length
              + " arguments: run make docs");
    }
    Files.writeString(Files.createDirectories(Path.of(arguments[0])).resolve(FILE), markdown());
  }

  /** The document. */
  static String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Faults

        Generated from `io.meetinginsights.jobs.simulate.Fault` and `faults.yaml`; `make docs` writes it anew.

        What `simulate` breaks, and how it shows. A fault moves a few quantities of the physical state (a signal, a load, a loss on a link); the telemetry of the
        gear and the quality of the call both follow from that state, so each shows in every reading it touches and in no other. Category and features were
        frozen before any model was fitted: verdicts are judged against them.

        An episode has a target, an onset of one to four minutes, a strength and a duration: a site's trouble 5 to 12 minutes, the service's 4 to 8, any other's 12
        to 47, a whole call where the state is one of the device. Strength is 0.9 to 1.3, and in 30 % of the episodes 0.15 to 0.45: too weak to make a minute bad.
        Episodes overlap. *How often* is episodes on a working day per target; `simulate.faults.rates.<key>` scales it and 0 leaves the kind out.

        `_truth/minutes` says for every participant minute which episodes reach it and what the score gains without each of them alone. The cause is the one with
        the largest gain; `is_tie` marks minutes whose gains do not tell the cause from another fault, and those where faults hide each other.
        Trouble of the one who sends is `far_wifi` or `far_isp` to those who receive, category remote.
        """);
    for (Category category : Category.values()) {
      append(text, category);
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Category category) {
    List<Fault> faults =
        Arrays.stream(Fault.values()).filter(fault -> fault.category() == category).toList();
    text.append("\n## ")
        .append(category == Category.NONE ? "Negative controls" : category.id())
        .append("\n\n");
    if (category == Category.NONE) {
      text.append(
          "Nobody is to blame: either telemetry looks bad and the call is fine, or the call is bad and nothing that is measured shows it.\n\n");
    }
    MarkdownTable table =
        new MarkdownTable("fault", "what happens", "target", "how often", "features that show it");
    for (Fault fault : faults) {
      table.row(
          "`" + fault.key() + "`",
          fault.story(),
          target(fault),
          String.format(Locale.ROOT, "%.3g", fault.rate()),
          fault.features().isEmpty()
              ? "none"
              : fault.features().stream()
                  .map(feature -> "`" + feature + "`")
                  .collect(Collectors.joining(", ")));
    }
    text.append(table);
  }

  private static String target(Fault fault) {
    return switch (fault.scope()) {
      case CLIENT -> "a client, around one of its calls";
      case WIRELESS_CLIENT -> "a client on Wi-Fi, around one of its calls";
      case CALL -> "a client, an hour of calls";
      case WIRELESS_CALL -> "a client on Wi-Fi, an hour of calls";
      case RADIO -> "a radio, nine times in ten 5 GHz";
      case RADIO_24 -> "a 2.4 GHz radio";
      case DFS_RADIO -> "a 5 GHz radio on a radar channel";
      case PORT -> "a wired client's port or an access point's uplink";
      case UPLINK -> "an access point's uplink";
      case SITE -> "a site";
      case SITE_RUSH_HOUR -> "a site, at its own busy hour";
      case ORGANISATION -> "every call of the organisation";
      case FAR_PRESENTER -> "a meeting whose presenter is at home or a guest";
      case CONFERENCE -> "a meeting";
    };
  }
}
