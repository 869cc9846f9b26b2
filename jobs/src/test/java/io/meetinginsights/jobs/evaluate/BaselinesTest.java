package io.meetinginsights.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.features.Features;
import io.meetinginsights.model.XgboostJson;
import io.meetinginsights.shapley.Ensemble;
import io.meetinginsights.testing.SharedData;
import io.meetinginsights.testing.WithSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithSpark
class BaselinesTest {

  /** Minutes with these values, told by participant, and nothing else known. */
  private static Dataset<Row> minutes(SparkSession spark, String from, Map<String, String> values) {
    String features =
        Features.all().stream()
            .map(
                feature ->
                    "CAST(%s AS DOUBLE) AS %s"
                        .formatted(values.getOrDefault(feature.name(), "NULL"), feature.name()))
            .collect(Collectors.joining(", "));
    return spark.sql(
        "SELECT 'o' AS org_id, 's' AS site_id, 'a' AS account_id, 'u' AS meeting_uuid, CAST(id AS STRING) AS participant_id,"
            + " TIMESTAMP '2026-03-02 09:00:00' AS joined_at, TIMESTAMP '2026-03-02 09:10:00' AS minute_at, "
            + features
            + " FROM "
            + from);
  }

  private static Row verdictOf(Dataset<Row> verdicts, String participant) {
    return verdicts.where("participant_id = '" + participant + "'").first();
  }

  @Test
  void theReadingFurthestBeyondItsLimitIsBlamed(SparkSession spark) {
    Dataset<Row> verdicts =
        FixedThresholds.verdicts(
            minutes(
                spark,
                "VALUES (1, -79.8, 4.0), (2, -60.0, 4.0), (3, -60.0, 1.0) AS t(id, rssi, loss)",
                Map.of("client_rssi", "rssi", "wan_loss", "loss")));
    // 7.8 of 13 dB beyond -72 is further than 2 of 8 % beyond 2.
    assertThat(verdictOf(verdicts, "1").<String>getAs("cause")).isEqualTo("wireless");
    assertThat(verdictOf(verdicts, "1").getList(6))
        .isEqualTo(java.util.List.of("client_rssi", "wan_loss"));
    assertThat(verdictOf(verdicts, "2").<String>getAs("cause")).isEqualTo("wan");
    assertThat(verdictOf(verdicts, "3").<String>getAs("cause")).isEqualTo("unexplained");
    assertThat(verdictOf(verdicts, "3").getList(6)).isEmpty();
  }

  @Test
  void theReadingFurthestFromTheSitesOwnIsBlamed(SparkSession spark) {
    // Eleven minutes of 20 ms and one of 120: mean 28.3, deviation 28.9, so 3.2 deviations.
    Dataset<Row> verdicts =
        SiteHistory.verdicts(
            minutes(
                spark,
                "(SELECT id, IF(id = 7, 120, 20) AS rtt, IF(id = 3, -20, -60) AS rssi FROM range(12))",
                Map.of("wan_rtt", "rtt", "client_rssi", "rssi")));
    assertThat(verdictOf(verdicts, "7").<String>getAs("cause")).isEqualTo("wan");
    assertThat(verdictOf(verdicts, "6").<String>getAs("cause")).isEqualTo("unexplained");
    // As far away, but better.
    assertThat(verdictOf(verdicts, "3").<String>getAs("cause")).isEqualTo("unexplained");
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary-depth6", "regression-missing"})
  void gainsAreThoseThatXgboostKeptWithItsTrees(String name) throws Exception {
    Path file = SharedData.at("data/shap-golden/" + name + "/model.json");
    Ensemble ensemble = XgboostJson.read(Files.readAllBytes(file));
    double[] expected = new double[ensemble.features()];
    JsonNode trees =
        new ObjectMapper().readTree(file.toFile()).at("/learner/gradient_booster/model/trees");
    for (JsonNode tree : trees) {
      for (int node = 0; node < tree.get("loss_changes").size(); node++) {
        if (tree.get("left_children").get(node).asInt() >= 0) {
          expected[tree.get("split_indices").get(node).asInt()] +=
              tree.get("loss_changes").get(node).asDouble();
        }
      }
    }
    double[] gain = GlobalImportance.gainPerFeature(ensemble);
    double all = Arrays.stream(gain).sum();
    double allExpected = Arrays.stream(expected).sum();
    for (int f = 0; f < gain.length; f++) {
      assertThat(gain[f] / all)
          .as("feature %d", f)
          .isCloseTo(expected[f] / allExpected, within(1e-4));
    }
  }
}
