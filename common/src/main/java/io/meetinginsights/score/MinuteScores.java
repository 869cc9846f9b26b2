package io.meetinginsights.score;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The score of every participant minute, per direction and medium, as columns. The formulas are
 * those of {@link StreamScore} and {@link EModel}.
 *
 * <p>{@code in} is what the participant received, {@code out} what he sent. Bit rate and resolution
 * never cost: they follow layout and policy. They only tell, as frames and loss do, whether a
 * medium was in use.
 */
public final class MinuteScores {

  private static final List<String> MEDIA = List.of("audio", "video", "share");
  private static final List<String> DIRECTIONS = List.of("in", "out");
  private static final List<String> MEASURES =
      List.of("bitrate_kbps", "latency_ms", "jitter_ms", "loss_pct", "frame_rate_fps");

  private static final String PREFIX = "_score_";
  private static final String HAS_QOS = PREFIX + "has_qos";

  /** The bound of {@code is_bad} where no configuration is at hand: the default of bands.fair. */
  private static final double BAD_BELOW = 3;

  private MinuteScores() {}

  /**
   * Adds {@code {audio,video,share}_{in,out}_{score,quality}}, {@code sent_score}, {@code
   * received_score}, {@code minute_score}, {@code minute_quality}, {@code is_sent_bad}, {@code
   * is_received_bad}, {@code is_teams_poor} and {@code is_outside_zoom_recommendation}.
   *
   * <p>Takes {@code {audio,video,share}_{in,out}_{bitrate_kbps,latency_ms,jitter_ms,loss_pct}},
   * {@code {video,share}_{in,out}_frame_rate_fps}, {@code video_{in,out}_reference_fps} (null: no
   * reference, frame rate costs nothing) and, where it is there, {@code has_qos}; else a minute has
   * quality of service where any of these is not null.
   */
  public static Dataset<Row> withScores(Dataset<Row> minutes, ScoresConfig config) {
    // In stages, not in one expression: each intermediate value is used several times.
    Dataset<Row> scored =
        minutes
            .withColumns(measured(minutes))
            .withColumns(usage())
            .withColumns(delays(config.audio()))
            .withColumns(ratings(config.audio()))
            .withColumns(scores(config))
            .withColumns(worst())
            .withColumns(verdicts(config));
    return scored.drop(
        Arrays.stream(scored.columns())
            .filter(name -> name.startsWith(PREFIX))
            .toArray(String[]::new));
  }

  /**
   * Adds {@code is_bad} and {@code bad_reason} from {@code is_dropped} and {@code minute_score}:
   * dropped wins over quality. A minute is bad below 3.
   */
  public static Dataset<Row> withBadMinutes(Dataset<Row> minutes) {
    return withBadMinutes(minutes, BAD_BELOW);
  }

  /** As above, with the bound of the configuration: a minute is bad below bands.fair. */
  public static Dataset<Row> withBadMinutes(Dataset<Row> minutes, ScoresConfig config) {
    return withBadMinutes(minutes, config.bands().fair());
  }

  private static Dataset<Row> withBadMinutes(Dataset<Row> minutes, double bound) {
    Column isDropped = isTrue(col("is_dropped"));
    Column isQualityBad = isTrue(col("minute_score").lt(bound));
    return minutes
        .withColumn("is_bad", isDropped.or(isQualityBad))
        .withColumn(
            "bad_reason", when(isDropped, lit("dropped")).when(isQualityBad, lit("quality")));
  }

  /** Every measure with what no meter can have said taken out, and whether there is any. */
  private static Map<String, Column> measured(Dataset<Row> minutes) {
    List<String> present = Arrays.asList(minutes.columns());
    Map<String, Column> columns = new LinkedHashMap<>();
    List<Column> anything = new ArrayList<>();
    for (String stream : streams(MEDIA)) {
      for (String measure : MEASURES) {
        String name = stream + "_" + measure;
        if (!name.startsWith("audio") || !measure.equals("frame_rate_fps")) {
          columns.put(PREFIX + name, measured(col(name)));
          anything.add(col(name));
        }
      }
    }
    for (String direction : DIRECTIONS) {
      String name = "video_" + direction + "_reference_fps";
      columns.put(PREFIX + name, measured(col(name)));
    }
    columns.put(
        HAS_QOS,
        present.contains("has_qos")
            ? isTrue(col("has_qos"))
            : coalesce(anything.toArray(Column[]::new)).isNotNull());
    return columns;
  }

  private static Column measured(Column raw) {
    Column value = raw.cast("double");
    // NaN is greater than infinity to Spark, so the upper bound takes it out too.
    return when(value.geq(0).and(value.lt(Double.POSITIVE_INFINITY)), value);
  }

  /** In use: bits, frames, or packets lost, since a stream that loses them all has no bits. */
  private static Map<String, Column> usage() {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (String stream : streams(MEDIA)) {
      Column isUsed =
          isTrue(clean(stream, "bitrate_kbps").gt(0)).or(isTrue(clean(stream, "loss_pct").gt(0)));
      if (!stream.startsWith("audio")) {
        isUsed = isUsed.or(isTrue(clean(stream, "frame_rate_fps").gt(0)));
      }
      columns.put(used(stream), col(HAS_QOS).and(isUsed));
    }
    return columns;
  }

  /** Doublings of the one-way delay over the threshold of the E-model's delay impairment. */
  private static Map<String, Column> delays(ScoresConfig.Audio config) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (String stream : streams(List.of("audio"))) {
      Column delayMs =
          orZero(clean(stream, "latency_ms"))
              .multiply(config.latencyShare())
              .plus(orZero(clean(stream, "jitter_ms")).multiply(config.jitterFactor()))
              .plus(config.fixedDelayMs());
      columns.put(
          doublings(stream),
          log(greatest(delayMs.divide(config.delayThresholdMs()), lit(1.0)))
              .divide(StrictMath.log(2)));
    }
    return columns;
  }

  /** R of the full-band E-model on the scale of 0 to 100. */
  private static Map<String, Column> ratings(ScoresConfig.Audio config) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (String stream : streams(List.of("audio"))) {
      Column lossPct = least(orZero(clean(stream, "loss_pct")), lit(100.0));
      Column lossImpairment =
          lossPct
              .multiply(config.ieMax() - config.ie())
              .divide(lossPct.divide(config.burstRatio()).plus(config.bpl()))
              .plus(config.ie());
      double scale = config.r0() / 100;
      columns.put(
          rating(stream),
          lit(config.r0())
              .minus(delayImpairment(col(doublings(stream)), config).multiply(scale))
              .minus(lossImpairment)
              .divide(scale));
    }
    return columns;
  }

  private static Column delayImpairment(Column doublings, ScoresConfig.Audio config) {
    double power = 6 * config.delaySensitivity();
    Column rise = pow(pow(doublings, lit(power)).plus(1.0), lit(1 / power));
    Column relief = pow(pow(doublings.divide(3.0), lit(power)).plus(1.0), lit(1 / power));
    return greatest(lit(0.0), rise.minus(relief.multiply(3.0)).plus(2.0).multiply(25.0));
  }

  private static Column mos(Column r) {
    Column cubic =
        r.multiply(0.035)
            .plus(r.multiply(7e-6).multiply(r.minus(60.0)).multiply(lit(100.0).minus(r)))
            .plus(1.0);
    return when(r.lt(0.0), lit(1.0))
        .when(r.gt(100.0), lit(4.5))
        .otherwise(greatest(lit(1.0), cubic));
  }

  private static Map<String, Column> scores(ScoresConfig config) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (String direction : DIRECTIONS) {
      String audio = "audio_" + direction;
      String video = "video_" + direction;
      String share = "share_" + direction;
      columns.put(audio + "_score", when(col(used(audio)), audioScore(audio, config.audio())));
      columns.put(video + "_score", when(col(used(video)), videoScore(video, config.video())));
      columns.put(share + "_score", when(col(used(share)), shareScore(share, config.share())));
    }
    return columns;
  }

  private static Column audioScore(String stream, ScoresConfig.Audio config) {
    Column latencyMs = clean(stream, "latency_ms");
    Column jitterMs = clean(stream, "jitter_ms");
    // least passes over nulls: a measure that is missing has no say.
    return when(
        coalesce(latencyMs, jitterMs, clean(stream, "loss_pct")).isNotNull(),
        least(
            mos(col(rating(stream))),
            piecewise(latencyMs, config.delayScore()),
            piecewise(jitterMs, config.jitterScore())));
  }

  private static Column videoScore(String stream, ScoresConfig.Video config) {
    Column lossPct = clean(stream, "loss_pct");
    Column frames = clean(stream, "frame_rate_fps");
    Column reference = clean(stream, "reference_fps");
    Column ratio = reference.divide(greatest(frames, lit(StreamScore.FROZEN_FPS)));
    Column framesCost =
        when(
                frames.isNotNull().and(reference.gt(0.0)),
                greatest(lit(0.0), log(ratio)).multiply(config.frameRateFactor()))
            .otherwise(0.0);
    return when(
        coalesce(lossPct, frames).isNotNull(),
        clamp(afterLoss(config.start(), lossPct, config.loss()).minus(framesCost)));
  }

  private static Column shareScore(String stream, ScoresConfig.Share config) {
    Column latencyMs = clean(stream, "latency_ms");
    Column lossPct = clean(stream, "loss_pct");
    return when(
        coalesce(latencyMs, lossPct).isNotNull(),
        least(
            afterLoss(config.start(), lossPct, config.loss()),
            piecewise(latencyMs, config.delayScore())));
  }

  private static Column afterLoss(double start, Column lossPct, ScoresConfig.Loss config) {
    Column loss = least(orZero(lossPct), lit(100.0));
    Column below = least(loss, lit(config.recoveredUpToPct()));
    Column left =
        below
            .multiply(1 - config.recoveredShare())
            .plus(loss.minus(below).multiply(1 - config.recoveredShareAbove()));
    return exp(left.divide(-config.decayPct())).multiply(start - 1).plus(1.0);
  }

  private static Column piecewise(Column x, List<ScoresConfig.Knot> knots) {
    int last = knots.size() - 2;
    Column line = line(x, knots, last);
    for (int segment = last - 1; segment >= 0; segment--) {
      line = when(x.lt(knots.get(segment + 1).ms()), line(x, knots, segment)).otherwise(line);
    }
    return when(x.isNotNull(), clamp(line));
  }

  private static Column line(Column x, List<ScoresConfig.Knot> knots, int segment) {
    ScoresConfig.Knot from = knots.get(segment);
    return x.minus(from.ms()).multiply(StreamScore.slope(knots, segment)).plus(from.score());
  }

  private static Map<String, Column> worst() {
    Map<String, Column> columns = new LinkedHashMap<>();
    Column sent = least(col("audio_out_score"), col("video_out_score"));
    Column received = least(col("audio_in_score"), col("video_in_score"));
    columns.put("sent_score", sent);
    columns.put("received_score", received);
    columns.put(
        "minute_score",
        least(
            col("audio_out_score"),
            col("video_out_score"),
            col("audio_in_score"),
            col("video_in_score")));
    return columns;
  }

  private static Map<String, Column> verdicts(ScoresConfig config) {
    Map<String, Column> columns = new LinkedHashMap<>();
    ScoresConfig.Bands bands = config.bands();
    for (String stream : streams(MEDIA)) {
      columns.put(
          stream + "_quality",
          when(
                  col(HAS_QOS).and(col(used(stream)).equalTo(false)),
                  lit(Quality.NOT_APPLICABLE.word()))
              .otherwise(quality(col(stream + "_score"), bands)));
    }
    columns.put("minute_quality", quality(col("minute_score"), bands));
    columns.put("is_sent_bad", isTrue(col("sent_score").lt(bands.fair())));
    columns.put("is_received_bad", isTrue(col("received_score").lt(bands.fair())));
    columns.put("is_teams_poor", teamsPoor(config.teams()));
    columns.put("is_outside_zoom_recommendation", outside(config.zoomRecommendation()));
    return columns;
  }

  private static Column quality(Column score, ScoresConfig.Bands bands) {
    return when(score.isNull(), lit(Quality.UNKNOWN.word()))
        .when(score.geq(bands.good()), lit(Quality.GOOD.word()))
        .when(score.geq(bands.fair()), lit(Quality.FAIR.word()))
        .when(score.geq(bands.poor()), lit(Quality.POOR.word()))
        .otherwise(Quality.BAD.word());
  }

  /** Null where nothing was compared: a minute without measures is neither poor nor fine. */
  private static Column teamsPoor(ScoresConfig.Teams teams) {
    List<Column> comparisons = new ArrayList<>();
    for (String stream : streams(List.of("audio"))) {
      comparisons.add(whenUsed(stream, clean(stream, "latency_ms").gt(teams.latencyMs())));
      comparisons.add(whenUsed(stream, clean(stream, "jitter_ms").gt(teams.jitterMs())));
      comparisons.add(whenUsed(stream, clean(stream, "loss_pct").gt(teams.lossPct())));
    }
    for (String stream : streams(List.of("video"))) {
      comparisons.add(whenUsed(stream, clean(stream, "frame_rate_fps").lt(teams.videoFps())));
    }
    for (String stream : streams(List.of("share"))) {
      comparisons.add(whenUsed(stream, clean(stream, "frame_rate_fps").lt(teams.shareFps())));
    }
    // greatest of booleans: true before false, nulls passed over.
    return greatest(comparisons.toArray(Column[]::new));
  }

  private static Column outside(ScoresConfig.ZoomRecommendation zoom) {
    List<Column> comparisons = new ArrayList<>();
    for (String stream : streams(MEDIA)) {
      comparisons.add(whenUsed(stream, clean(stream, "latency_ms").gt(zoom.latencyMs())));
      comparisons.add(whenUsed(stream, clean(stream, "jitter_ms").gt(zoom.jitterMs())));
      comparisons.add(whenUsed(stream, clean(stream, "loss_pct").gt(zoom.lossPct())));
    }
    return greatest(comparisons.toArray(Column[]::new));
  }

  private static Column whenUsed(String stream, Column comparison) {
    return when(col(used(stream)), comparison);
  }

  private static Column clamp(Column score) {
    return least(lit(ScoresConfig.BEST), greatest(lit(ScoresConfig.WORST), score));
  }

  private static Column orZero(Column value) {
    return coalesce(value, lit(0.0));
  }

  private static Column isTrue(Column condition) {
    return coalesce(condition, lit(false));
  }

  private static List<String> streams(List<String> media) {
    return media.stream()
        .flatMap(medium -> DIRECTIONS.stream().map(direction -> medium + "_" + direction))
        .toList();
  }

  private static Column clean(String stream, String measure) {
    return col(PREFIX + stream + "_" + measure);
  }

  private static String used(String stream) {
    return PREFIX + stream + "_is_used";
  }

  private static String doublings(String stream) {
    return PREFIX + stream + "_doublings";
  }

  private static String rating(String stream) {
    return PREFIX + stream + "_rating";
  }
}
