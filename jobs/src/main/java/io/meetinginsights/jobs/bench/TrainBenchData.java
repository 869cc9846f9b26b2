package io.meetinginsights.jobs.bench;

import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.warehouse.Warehouse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Four weeks of gold.experience_minutes for {@link TrainBench}, by hashes: the same number of rows
 * gives the same rows.
 *
 * <p>The first {@value #FEATURES} features that models may see have values, spread evenly over 0 to
 * 100 (codes: four of them), each missing in one row of twenty. A minute is bad by chance, with
 * log-odds made of twelve features, two of them together; some 3 % are. Every other target is a sum
 * of six features and noise. Meetings have {@value #MEETING_MINUTES} minutes.
 */
final class TrainBenchData {

  static final LocalDate FIRST_DAY = LocalDate.of(2026, 2, 2);
  static final int DAYS = 28;
  private static final int FEATURES = 45;
  private static final int MEETING_MINUTES = 40;

  private TrainBenchData() {}

  /** Writes the table. */
  static void write(SparkSession spark, Warehouse warehouse, long rows) {
    List<Feature> features = Features.blamable().subList(0, FEATURES);
    List<String> drawn =
        new ArrayList<>(List.of("id", "id DIV " + MEETING_MINUTES + " AS meeting"));
    for (int i = 0; i < FEATURES; i++) {
      drawn.add("pmod(xxhash64(id, %d), 1000003) / 1000003.0D AS u%d".formatted(i, i));
    }
    List<String> columns =
        new ArrayList<>(
            List.of(
                "date_add(DATE'%s', CAST(meeting %% %d AS INT)) AS day".formatted(FIRST_DAY, DAYS),
                "'org' AS org_id",
                "concat('site-', meeting % 20) AS site_id",
                "'account' AS account_id",
                "concat('meeting-', meeting) AS meeting_uuid",
                "'participant' AS participant_id",
                "timestamp_seconds(0) AS joined_at",
                "timestamp_seconds(id * 60) AS minute_at",
                "'mac' AS match_method",
                "1.0D AS match_confidence",
                "'on-network' AS presence",
                "4.0D AS minute_score",
                "false AS is_sent_bad",
                "false AS is_received_bad",
                "false AS is_dropped",
                "pmod(xxhash64(id, 101), 1000003) / 1000003.0D < 1 / (1 + exp(-(%s))) AS is_bad"
                    .formatted(logOdds())));
    for (int i = 0; i < FEATURES; i++) {
      String value =
          features.get(i).encoding() == Feature.Encoding.CATEGORICAL
              ? "floor(4 * u%d)".formatted(i)
              : "100 * u%d".formatted(i);
      columns.add(
          "IF(pmod(xxhash64(id, %d), 20) = 0, NULL, CAST(%s AS DOUBLE)) AS %s"
              .formatted(200 + i, value, features.get(i).name()));
    }
    List<ModelTarget> targets = ModelTarget.all();
    for (int i = 1; i < targets.size(); i++) {
      columns.add(quantity(i) + " AS " + targets.get(i).label());
    }
    warehouse.replaceDays(
        ExperienceMinutes.SCHEMA,
        ExperienceMinutes.SCHEMA.conformSparse(
            spark
                .range(0, rows, 1, BenchJvm.CORES)
                .selectExpr(drawn.toArray(String[]::new))
                .selectExpr(columns.toArray(String[]::new))),
        FIRST_DAY,
        FIRST_DAY.plusDays(DAYS - 1L));
  }

  /** Hinges, which trees must approximate by steps, and one product. */
  private static String logOdds() {
    StringBuilder sum = new StringBuilder("-6.5");
    for (int feature = 0; feature < 10; feature++) {
      sum.append(" + %d * greatest(0, u%d - 0.8)".formatted(8 + feature, feature));
    }
    return sum.append(" + 6 * greatest(0, u20 - 0.5) * u21").toString();
  }

  private static String quantity(int target) {
    StringBuilder sum = new StringBuilder("20");
    for (int part = 0; part < 6; part++) {
      sum.append(
          " + %d * pow(u%d, %d)"
              .formatted(10 + part, (7 * target + 5 * part) % FEATURES, part + 1));
    }
    return sum.append(
            " + 10 * pmod(xxhash64(id, %d), 1000003) / 1000003.0D".formatted(300 + target))
        .toString();
  }
}
