package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Participant minutes on our network, each with its verdict: what every insight starts from.
 *
 * <p>Only minutes whose client was on the network count ({@code presence} on-network, at a site).
 * {@code is_judged}: the minute has a score or was dropped. {@code cause}: the verdict of a bad
 * minute, unexplained where none was given; null of a minute that is not bad.
 */
final class CallMinutes {

  static final List<String> MEDIA = List.of("audio", "video", "share");
  static final List<String> DIRECTIONS = List.of("in", "out");

  /** Causes in the order that breaks ties. */
  static final List<String> CAUSES =
      List.of("wireless", "wired", "wan", "client", "remote", "unexplained");

  private CallMinutes() {}

  /** On-network minutes with their verdicts. */
  static Dataset<Row> withVerdicts(Dataset<Row> experienceMinutes, Dataset<Row> minuteCauses) {
    return onlyOnNetwork(experienceMinutes)
        .join(verdicts(minuteCauses), Keys.of(Keys.MINUTE), "left")
        .select(Stream.concat(carried().stream(), derived().stream()).toArray(Column[]::new));
  }

  static Dataset<Row> onlyOnNetwork(Dataset<Row> experienceMinutes) {
    return experienceMinutes.where(
        col("presence").equalTo("on-network").and(col("site_id").isNotNull()));
  }

  private static Dataset<Row> verdicts(Dataset<Row> minuteCauses) {
    return minuteCauses.select(
        Keys.columns(
            Keys.MINUTE,
            col("cause").as("verdict"),
            col("version").as("verdict_version"),
            col("unexplained_reason"),
            col("strength"),
            col("top_features")));
  }

  private static List<Column> carried() {
    List<String> names = new ArrayList<>(List.of("day", "org_id", "site_id"));
    names.addAll(Keys.MINUTE);
    names.addAll(
        List.of(
            "person_key",
            "client_key",
            "medium",
            "ap_mac",
            "band",
            "ssid",
            "switch_mac",
            "port_id",
            "gateway_mac",
            "wan_port"));
    for (String medium : MEDIA) {
      for (String direction : DIRECTIONS) {
        for (String metric : List.of("latency_ms", "jitter_ms", "loss_pct", "score", "quality")) {
          names.add(medium + "_" + direction + "_" + metric);
        }
      }
    }
    names.addAll(List.of("minute_score", "is_bad", "bad_reason"));
    names.addAll(Features.all().stream().map(Feature::name).toList());
    return names.stream().map(name -> col(name)).toList();
  }

  private static List<Column> derived() {
    Column isJudged = col("minute_score").isNotNull().or(col("is_dropped")).or(col("is_bad"));
    Column cause = when(col("is_bad"), coalesce(col("verdict"), lit("unexplained")));
    return List.of(
        isJudged.as("is_judged"),
        cause.as("cause"),
        col("verdict").isNotNull().as("has_verdict"),
        col("verdict_version"),
        col("unexplained_reason"),
        col("strength"),
        col("top_features"));
  }
}
