package io.meetinginsights.docs;

import io.meetinginsights.features.Category;
import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** docs/features.md: every feature, from the catalogue. */
public final class FeaturesDocument {

  /** Names that Mist's API publishes for the contributions of a call; the others are ours. */
  static final Set<String> PUBLISHED_BY_MIST =
      Set.of(
          "client_rssi",
          "client_radio_band",
          "client_n_streams",
          "client_wifi_version",
          "client_tx_rates",
          "client_rx_rates",
          "client_tx_retries",
          "client_rx_retries",
          "client_tx_bytes",
          "client_rx_bytes",
          "client_cpu",
          "client_vpn_distance",
          "ap_num_clients",
          "ap_rtt",
          "radio_ap_change",
          "radio_bandwidth",
          "radio_channel",
          "radio_rx_failed",
          "radio_tx_power",
          "radio_util",
          "radio_util_interference",
          "site_num_clients",
          "wan_rtt",
          "wan_jitter",
          "wan_avg_download_mbps",
          "wan_avg_upload_mbps",
          "wan_max_download_mbps",
          "wan_max_upload_mbps");

  private FeaturesDocument() {}

  /** The document. */
  public static String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Features

        Generated from `io.meetinginsights.features.Features`; `make docs` writes it anew. Each feature is a column of `gold.experience_minutes`.

        Names are those Mist publishes; a **+** marks one that is ours. The order here is the order of the columns of the table; which features a model
        uses, and in what order, stands in `gold.model_features`.

        No quality number that Zoom reports of the explained participant is a feature of his own score, and no personal data is.

        ## Missing values

        A reading older than its maximum age is missing, and so is what no source supplies; nothing is invented in its place.

        """);
    text.append(
        new MarkdownTable("where", "how missing shows")
            .row("`gold.experience_minutes`", "null, never 0, -1 or another stand-in")
            .row(
                "XGBoost",
                "NaN in the matrix; each split has learnt the side that missing values take")
            .row(
                "Spark MLlib",
                "a sentinel below the least value of the feature, in the matrix only: MLlib's trees know no missing values")
            .row("contributions", "a missing value has a contribution like any other value"));
    text.append(
        """

        Encoding: a *quantity* is used as it is; of a *code* the order means nothing. Whatever columns an engine makes of a feature, their contributions count for the feature.
        """);
    for (Category category : Category.values()) {
      appendCategory(text, category);
    }
    return text.toString();
  }

  private static void appendCategory(StringBuilder text, Category category) {
    List<Feature> features =
        Features.all().stream().filter(feature -> feature.category() == category).toList();
    text.append("\n## ").append(category.key()).append("\n\n");
    text.append(meaning(category)).append("\n\n");
    MarkdownTable table =
        new MarkdownTable("feature", "meaning", "unit", "source", "maximum age", "encoding");
    for (Feature feature : features) {
      table.row(
          "`" + feature.name() + "`" + (PUBLISHED_BY_MIST.contains(feature.name()) ? "" : " +"),
          feature.description(),
          feature.unit(),
          feature.source(),
          age(feature.maxAge()),
          switch (feature.encoding()) {
            case NUMERIC -> "quantity";
            case CATEGORICAL -> "code";
          });
    }
    text.append(table);
  }

  private static String meaning(Category category) {
    return switch (category) {
      case WIRELESS -> "The air between the client and its access point.";
      case WIRED ->
          "Ours as a category: the cable and the switch, of the client or of its access point.";
      case WAN -> "From the gateway to the provider.";
      case CLIENT -> "The participant's own device and how it is connected.";
      case REMOTE ->
          "Ours as a category: the other end and the service; for received directions only.";
      case CONTEXT ->
          "Ours as a category: circumstance, never blamed. Left out of the models that give verdicts unless the configuration says otherwise.";
    };
  }

  private static String age(Duration age) {
    if (age.isZero()) {
      return "the minute itself";
    }
    if (age.toHours() >= 48) {
      return age.toDays() + " days";
    }
    return age.toMinutes() >= 120 ? age.toHours() + " h" : age.toMinutes() + " min";
  }
}
