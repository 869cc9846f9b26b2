package io.meetinginsights.score;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.Test;

@WithSpark
class MinuteScoresTest {

  private static final ScoresConfig SCORES =
      Configuration.defaults().section("scores", ScoresConfig.class);

  private static final String GRID =
      """
      SELECT * FROM
        (SELECT explode(array(NULL, -1D, double('NaN'), double('Infinity'),
           0D, 30D, 119.9D, 120D, 200D, 320D, 410D, 500D, 700D, 5000D)) AS latency_ms)
        CROSS JOIN (SELECT explode(array(NULL, -5D, double('NaN'), 0D, 5D, 40D, 63D, 80D, 400D)) AS jitter_ms)
        CROSS JOIN (SELECT explode(array(NULL, -2D, double('NaN'), 0D, 0.3D, 2D, 5D, 7.5D, 40D, 100D, 130D)) AS loss_pct)
        CROSS JOIN (SELECT explode(array(NULL, 0D, 7D, 24D, 30D)) AS frame_rate_fps)
        CROSS JOIN (SELECT explode(array(NULL, 0D, 25D, double('NaN'))) AS reference_fps)
      """;

  @Test
  void columnsAgreeWithTheFormulasOnNumbers(SparkSession spark) {
    Map<String, Column> streams = new HashMap<>();
    for (String stream : List.of("audio_in", "audio_out", "video_in", "video_out", "share_in")) {
      streams.put(stream + "_bitrate_kbps", lit(60.0));
      for (String measure : List.of("latency_ms", "jitter_ms", "loss_pct")) {
        streams.put(stream + "_" + measure, col(measure));
      }
      if (!stream.startsWith("audio")) {
        streams.put(stream + "_frame_rate_fps", col("frame_rate_fps"));
      }
    }
    streams.put("video_in_reference_fps", col("reference_fps"));
    streams.put("video_out_reference_fps", col("reference_fps"));
    List<Row> minutes =
        MinuteScores.withScores(whole(spark.sql(GRID).withColumns(streams)), SCORES)
            .collectAsList();
    assertThat(minutes).hasSize(14 * 9 * 11 * 5 * 4);
    for (Row minute : minutes) {
      Double latency = minute.getAs("latency_ms");
      Double jitter = minute.getAs("jitter_ms");
      Double loss = minute.getAs("loss_pct");
      Double frames = minute.getAs("frame_rate_fps");
      Double reference = minute.getAs("reference_fps");
      Double audio = StreamScore.audio(latency, jitter, loss, SCORES.audio());
      Double video = StreamScore.video(loss, frames, reference, SCORES.video());
      Double share = StreamScore.share(latency, loss, SCORES.share());
      assertSame(minute, "audio_in_score", audio);
      assertSame(minute, "audio_out_score", audio);
      assertSame(minute, "video_in_score", video);
      assertSame(minute, "video_out_score", video);
      assertSame(minute, "share_in_score", share);
      Double worst =
          audio == null ? video : Double.valueOf(video == null ? audio : Math.min(audio, video));
      assertSame(minute, "sent_score", worst);
      assertSame(minute, "received_score", worst);
      assertSame(minute, "minute_score", worst);
    }
  }

  private static void assertSame(Row minute, String column, Double expected) {
    Double found = minute.getAs(column);
    if (expected == null || found == null) {
      assertThat(found).as("%s of %s", column, minute).isEqualTo(expected);
    } else if (Math.abs(found - expected) > 1e-9) {
      assertThat(found).as("%s of %s", column, minute).isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  void addedColumnsHaveTheTypesOfTheTableAndNothingElseIsAdded(SparkSession spark) {
    Dataset<Row> minutes = whole(spark.sql("SELECT false AS is_dropped"));
    Dataset<Row> scored =
        MinuteScores.withBadMinutes(MinuteScores.withScores(minutes, SCORES), SCORES);
    List<String> added =
        Arrays.stream(scored.columns())
            .filter(name -> !List.of(minutes.columns()).contains(name))
            .toList();
    assertThat(added).hasSize(12 + 10);
    for (String name : added) {
      assertThat(
              DataType.equalsIgnoreNullability(
                  scored.schema().apply(name).dataType(), typeOf(name)))
          .as(name)
          .isTrue();
    }
  }

  private static DataType typeOf(String column) {
    return ExperienceMinutes.SCHEMA.columns().stream()
        .filter(spec -> spec.name().equals(column))
        .findFirst()
        .orElseThrow(() -> new AssertionError(column + " is no column of experience_minutes"))
        .type();
  }

  @Test
  void bitRateAndResolutionAloneNeverCost(SparkSession spark) {
    Dataset<Row> minutes =
        whole(
            spark.sql(
                """
                SELECT bitrate AS audio_in_bitrate_kbps, bitrate AS video_in_bitrate_kbps,
                  bitrate AS video_out_bitrate_kbps, bitrate AS share_in_bitrate_kbps,
                  50D AS audio_in_latency_ms, 0.5D AS audio_in_loss_pct, 1D AS video_in_loss_pct,
                  2D AS video_out_loss_pct, 24D AS video_in_frame_rate_fps,
                  25D AS video_in_reference_fps, 80D AS share_in_latency_ms,
                  width AS video_in_width, width * 9 / 16 AS video_in_height
                FROM (SELECT explode(array(0.1D, 1D, 12D, 60D, 300D, 1200D, 8000D)) AS bitrate)
                CROSS JOIN (SELECT explode(array(NULL, 0, 160, 640, 1920)) AS width)
                """));
    Dataset<Row> scores =
        MinuteScores.withScores(minutes, SCORES)
            .select(
                "audio_in_score",
                "video_in_score",
                "video_out_score",
                "share_in_score",
                "minute_score",
                "minute_quality",
                "is_outside_zoom_recommendation",
                "is_teams_poor");
    assertThat(scores.count()).isEqualTo(35);
    assertThat(scores.distinct().count()).isEqualTo(1);
    assertThat(scores.head().isNullAt(0)).isFalse();
  }

  @Test
  void aCleanMinuteIsGoodOnBothSidesAndOutsideNoThreshold(SparkSession spark) {
    Row minute =
        one(
            spark,
            """
            27D AS audio_in_bitrate_kbps, 30D AS audio_in_latency_ms, 5D AS audio_in_jitter_ms,
            0D AS audio_in_loss_pct, 27D AS audio_out_bitrate_kbps, 30D AS audio_out_latency_ms,
            5D AS audio_out_jitter_ms, 0D AS audio_out_loss_pct, 25D AS video_in_frame_rate_fps,
            700D AS video_in_bitrate_kbps, 0D AS video_in_loss_pct, 25D AS video_in_reference_fps
            """);
    assertThat(minute.<String>getAs("minute_quality")).isEqualTo("Good");
    assertThat(minute.<Double>getAs("minute_score")).isBetween(4.0, 4.5);
    assertThat(minute.<String>getAs("audio_in_quality")).isEqualTo("Good");
    assertThat(minute.<String>getAs("video_in_quality")).isEqualTo("Good");
    assertThat(minute.<String>getAs("video_out_quality")).isEqualTo("Not applicable");
    assertThat(minute.<String>getAs("share_in_quality")).isEqualTo("Not applicable");
    for (String flag :
        List.of(
            "is_sent_bad", "is_received_bad", "is_teams_poor", "is_outside_zoom_recommendation")) {
      assertThat(minute.<Boolean>getAs(flag)).as(flag).isFalse();
    }
  }

  @Test
  void theMinuteTakesTheWorstOfAudioAndVideoSentAndReceivedApartAndLeavesTheShareOut(
      SparkSession spark) {
    Row minute =
        one(
            spark,
            """
            27D AS audio_in_bitrate_kbps, 320D AS audio_in_latency_ms,
            27D AS audio_out_bitrate_kbps, 500D AS audio_out_latency_ms,
            700D AS video_in_bitrate_kbps, 0D AS video_in_loss_pct,
            90D AS share_in_bitrate_kbps, 900D AS share_in_latency_ms
            """);
    assertThat(minute.<Double>getAs("received_score")).isCloseTo(3.5, within(1e-9));
    assertThat(minute.<Double>getAs("sent_score")).isCloseTo(2.9, within(1e-9));
    assertThat(minute.<Double>getAs("minute_score")).isCloseTo(2.9, within(1e-9));
    assertThat(minute.<Boolean>getAs("is_sent_bad")).isTrue();
    assertThat(minute.<Boolean>getAs("is_received_bad")).isFalse();
    assertThat(minute.<String>getAs("audio_in_quality")).isEqualTo("Fair");
    assertThat(minute.<String>getAs("audio_out_quality")).isEqualTo("Poor");
    assertThat(minute.<String>getAs("share_in_quality")).isEqualTo("Bad");
    assertThat(minute.<Boolean>getAs("is_outside_zoom_recommendation")).isTrue();
    // 500 ms is the threshold itself, and the share has no say here.
    assertThat(minute.<Boolean>getAs("is_teams_poor")).isFalse();
  }

  @Test
  void unusedIsNotUnknown(SparkSession spark) {
    Dataset<Row> scored =
        MinuteScores.withScores(
                whole(
                    Rows.of(
                        spark,
                        "case_name STRING, has_qos BOOLEAN, audio_in_bitrate_kbps DOUBLE, audio_in_latency_ms DOUBLE, audio_in_loss_pct DOUBLE",
                        """
                        ('no qos', false, null, null, null),
                        ('no qos said', null, null, null, null),
                        ('muted', true, 0, 40, 0),
                        ('silent', true, null, null, null),
                        ('bits, no measure', true, 27, null, null),
                        ('wrong bits', true, -1, 40, null),
                        ('all lost', true, 0, null, 100)
                        """)),
                SCORES)
            .select("case_name", "audio_in_quality", "minute_quality");
    Rows.assertSame(
        scored,
        Rows.of(
            spark,
            "case_name STRING, audio_in_quality STRING, minute_quality STRING",
            """
            ('no qos', 'Unknown', 'Unknown'),
            ('no qos said', 'Unknown', 'Unknown'),
            ('muted', 'Not applicable', 'Unknown'),
            ('silent', 'Not applicable', 'Unknown'),
            ('bits, no measure', 'Unknown', 'Unknown'),
            ('wrong bits', 'Not applicable', 'Unknown'),
            ('all lost', 'Bad', 'Bad')
            """));
  }

  @Test
  void withoutTheColumnAMinuteHasQualityOfServiceWhereAnyMeasureIsThere(SparkSession spark) {
    Dataset<Row> scored =
        MinuteScores.withScores(
                whole(Rows.of(spark, "share_in_bitrate_kbps DOUBLE", "(null), (20)")), SCORES)
            .select(
                "share_in_bitrate_kbps",
                "audio_in_quality",
                "is_teams_poor",
                "is_outside_zoom_recommendation",
                "is_sent_bad");
    Rows.assertSame(
        scored,
        Rows.of(
            spark,
            "share_in_bitrate_kbps DOUBLE, audio_in_quality STRING, is_teams_poor BOOLEAN, is_outside_zoom_recommendation BOOLEAN, is_sent_bad BOOLEAN",
            "(null, 'Unknown', null, null, false), (20, 'Not applicable', null, null, false)"));
  }

  @Test
  void teamsAndZoomThresholdsAreExclusive(SparkSession spark) {
    Dataset<Row> scored =
        MinuteScores.withScores(
                whole(
                    Rows.of(
                            spark,
                            "case_name STRING, audio_in_latency_ms DOUBLE, audio_in_jitter_ms DOUBLE, audio_in_loss_pct DOUBLE, video_out_frame_rate_fps DOUBLE, share_in_frame_rate_fps DOUBLE",
                            """
                            ('at', 500, 30, 10, 7, 2),
                            ('delay', 501, 0, 0, null, null),
                            ('jitter', 0, 31, 0, null, null),
                            ('loss', 0, 0, 10.5, null, null),
                            ('frames', 0, 0, 0, 6, null),
                            ('slides', 0, 0, 0, null, 1),
                            ('zoom at', 150, 40, 2, null, null),
                            ('zoom clean', 150, 30, 2, null, null)
                            """)
                        .withColumn("audio_in_bitrate_kbps", lit(27.0))),
                SCORES)
            .select("case_name", "is_teams_poor", "is_outside_zoom_recommendation");
    Rows.assertSame(
        scored,
        Rows.of(
            spark,
            "case_name STRING, is_teams_poor BOOLEAN, is_outside_zoom_recommendation BOOLEAN",
            """
            ('at', false, true), ('delay', true, true), ('jitter', true, false),
            ('loss', true, true), ('frames', true, false), ('slides', true, false),
            ('zoom at', true, false), ('zoom clean', false, false)
            """));
  }

  @Test
  void bandsIncludeTheirLowerBoundAndDroppedWinsOverQuality(SparkSession spark) {
    Rows.assertSame(
        MinuteScores.withBadMinutes(
            Rows.of(
                spark,
                "minute_score DOUBLE, is_dropped BOOLEAN",
                "(3.0, false), (2.999, false), (1.0, true), (4.5, true), (null, true), (null, false), (null, null)")),
        Rows.of(
            spark,
            "minute_score DOUBLE, is_dropped BOOLEAN, is_bad BOOLEAN, bad_reason STRING",
            """
            (3.0, false, false, null), (2.999, false, true, 'quality'), (1.0, true, true, 'dropped'),
            (4.5, true, true, 'dropped'), (null, true, true, 'dropped'),
            (null, false, false, null), (null, null, false, null)
            """));
  }

  @Test
  void theBoundOfABadMinuteFollowsTheConfiguredBands(SparkSession spark) {
    ScoresConfig strict =
        Configuration.defaults()
            .with("scores.bands.fair=3.5")
            .section("scores", ScoresConfig.class);
    Rows.assertSame(
        MinuteScores.withBadMinutes(
            Rows.of(spark, "minute_score DOUBLE, is_dropped BOOLEAN", "(3.4, false), (3.5, false)"),
            strict),
        Rows.of(
            spark,
            "minute_score DOUBLE, is_dropped BOOLEAN, is_bad BOOLEAN, bad_reason STRING",
            "(3.4, false, true, 'quality'), (3.5, false, false, null)"));
  }

  private static Row one(SparkSession spark, String columns) {
    return MinuteScores.withScores(whole(spark.sql("SELECT " + columns)), SCORES).head();
  }

  /** The rows with every column that scores take; what is not there is null. */
  private static Dataset<Row> whole(Dataset<Row> rows) {
    List<String> present = Arrays.asList(rows.columns());
    Map<String, Column> missing = new HashMap<>();
    for (String medium : List.of("audio", "video", "share")) {
      for (String direction : List.of("in", "out")) {
        for (String measure :
            List.of("bitrate_kbps", "latency_ms", "jitter_ms", "loss_pct", "frame_rate_fps")) {
          if (!(medium.equals("audio") && measure.equals("frame_rate_fps"))) {
            addNull(missing, present, medium + "_" + direction + "_" + measure);
          }
        }
      }
    }
    addNull(missing, present, "video_in_reference_fps");
    addNull(missing, present, "video_out_reference_fps");
    return rows.withColumns(missing);
  }

  private static void addNull(Map<String, Column> missing, List<String> present, String name) {
    if (!present.contains(name)) {
      missing.put(name, lit(null).cast("double"));
    }
  }
}
