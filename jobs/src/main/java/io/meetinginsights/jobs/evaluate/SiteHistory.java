package io.meetinginsights.jobs.evaluate;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.stddev_samp;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.evaluate.Verdicts.Accusation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The second simpler way: the reading that is furthest, in standard deviations, from what the site
 * itself usually has, in the direction that is worse. Below {@value #LEAST_DEVIATIONS} deviations
 * nothing is blamed. What is usual is taken from all of the site's minutes that are given.
 */
final class SiteHistory {

  static final double LEAST_DEVIATIONS = 3;

  /** Of these less is worse; of all others more. */
  private static final Set<String> LESS_IS_WORSE =
      Set.of(
          "client_rssi",
          "client_rssi_down",
          "client_snr",
          "client_tx_rates",
          "client_rx_rates",
          "radio_tx_power",
          "port_speed",
          "wan_avg_download_mbps",
          "wan_avg_upload_mbps",
          "wan_max_download_mbps",
          "wan_max_upload_mbps",
          "client_n_streams");

  private static final String[] SITE = {"org_id", "site_id"};

  private SiteHistory() {}

  /** Verdicts of minutes of {@code gold.experience_minutes}, each against its site's. */
  static Dataset<Row> verdicts(Dataset<Row> experience) {
    List<Feature> features =
        Features.all().stream()
            .filter(
                feature ->
                    feature.encoding() == Feature.Encoding.NUMERIC
                        && feature.category().isBlamable())
            .toList();
    List<Column> usual = new ArrayList<>();
    List<Accusation> accusations = new ArrayList<>();
    for (Feature feature : features) {
      String name = feature.name();
      usual.add(avg(name).as(name + "_mean"));
      usual.add(stddev_samp(name).as(name + "_deviation"));
      Column away = col(name).minus(col(name + "_mean"));
      accusations.add(
          new Accusation(
              name,
              feature.category().key(),
              when(
                  col(name + "_deviation").gt(0),
                  away.multiply(lit(LESS_IS_WORSE.contains(name) ? -1 : 1))
                      .divide(col(name + "_deviation")))));
    }
    Dataset<Row> perSite =
        experience
            .groupBy(col(SITE[0]), col(SITE[1]))
            .agg(usual.get(0), usual.subList(1, usual.size()).toArray(Column[]::new));
    return Verdicts.strongest(
        experience.join(
            broadcast(perSite), CollectionConverters.asScala(List.of(SITE)).toSeq(), "inner"),
        accusations,
        LEAST_DEVIATIONS);
  }
}
