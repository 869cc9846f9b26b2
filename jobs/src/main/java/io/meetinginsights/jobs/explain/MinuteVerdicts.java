package io.meetinginsights.jobs.explain;

import static org.apache.spark.sql.functions.col;

import io.meetinginsights.model.FeatureValues;
import io.meetinginsights.model.MatrixEncoding.FeatureEntry;
import io.meetinginsights.model.ModelFamily;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.tables.gold.MinuteCauses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Verdicts of bad minutes: one row each, by {@link VerdictRule}. A minute of somebody behind our
 * egress whose client was not found has no local telemetry to blame: it is unexplained,
 * not-on-network, with what its other features say as probability and top features.
 */
public final class MinuteVerdicts {

  /** What a verdict takes over from its minute, in the table's order. */
  private static final List<String> IDENTITY =
      List.of(
          "day",
          "org_id",
          "site_id",
          "account_id",
          "meeting_uuid",
          "participant_id",
          "joined_at",
          "minute_at",
          "person_key",
          "client_key");

  private MinuteVerdicts() {}

  /** Rows of gold.minute_causes for minutes that are bad. */
  static Dataset<Row> of(
      Dataset<Row> badMinutes,
      List<String> features,
      Broadcast<ModelFamily.Packed> family,
      ExplainConfig config) {
    return of(badMinutes, features, family, config, null);
  }

  /** The same by another game than {@code explain} plays. */
  public static Dataset<Row> by(
      Game game, Dataset<Row> badMinutes, ModelFamily family, ExplainConfig config) {
    return of(
        badMinutes,
        family.features(),
        ExplainJob.broadcast(badMinutes.sparkSession(), family.packed()),
        config,
        game);
  }

  private static Dataset<Row> of(
      Dataset<Row> badMinutes,
      List<String> features,
      Broadcast<ModelFamily.Packed> family,
      ExplainConfig config,
      Game game) {
    Dataset<Row> read =
        badMinutes.select(
            Stream.concat(
                    IDENTITY.stream(), Stream.concat(Stream.of("presence"), features.stream()))
                .map(name -> col(name))
                .toArray(Column[]::new));
    StructType schema = read.schema();
    double causeShare = config.causeShare();
    int topFeatures = config.topFeatures();
    MapPartitionsFunction<Row, Row> judging =
        rows -> judged(rows, schema, family.value(), game, causeShare, topFeatures);
    return read.mapPartitions(judging, Encoders.row(MinuteCauses.SCHEMA.structType()));
  }

  private static Iterator<Row> judged(
      Iterator<Row> rows,
      StructType schema,
      ModelFamily.Packed packed,
      Game game,
      double causeShare,
      int topFeatures) {
    FamilyExplainer family = FamilyExplainer.of(packed);
    String target = ModelTarget.BAD_MINUTE.name();
    TargetExplainer explainer =
        game == null
            ? family.target(target)
            : new TargetExplainer(
                family.manifest().entry(target), packed.unpacked().models().get(target), game);
    FeatureValues reader = new FeatureValues(schema, explainer.encoding().featureNames());
    VerdictRule rule =
        new VerdictRule(
            family.manifest().operatingThreshold(), causeShare, family.manifest().strength());
    int presence = schema.fieldIndex("presence");
    return new RowBlocks(
        rows,
        block -> {
          TargetExplainer.Explained explained =
              MinuteContributions.explain(explainer, reader, block);
          List<Row> verdicts = new ArrayList<>(block.size());
          for (int i = 0; i < block.size(); i++) {
            boolean onNetwork = "on-network".equals(block.get(i).getString(presence));
            VerdictRule.Verdict verdict =
                onNetwork
                    ? rule.verdict(
                        explained.base(), explained.margins()[i], at(explained.byCategory(), i))
                    : VerdictRule.Verdict.unexplained(VerdictRule.NOT_ON_NETWORK);
            verdicts.add(
                row(
                    block.get(i),
                    packed.version(),
                    verdict,
                    explained.margins()[i],
                    top(explainer, at(explained.byFeature(), i), block.get(i), topFeatures)));
          }
          return verdicts;
        });
  }

  private static double[] at(double[][] values, int row) {
    return IntStream.range(0, values.length).mapToDouble(k -> values[k][row]).toArray();
  }

  private static Row row(
      Row minute, String version, VerdictRule.Verdict verdict, double margin, List<Row> top) {
    int identity = IDENTITY.size();
    Object[] values = new Object[identity + 7];
    for (int c = 0; c < identity; c++) {
      values[c] = minute.get(c);
    }
    values[identity] = version;
    values[identity + 1] = verdict.cause();
    values[identity + 2] = verdict.reason();
    values[identity + 3] = verdict.strength();
    values[identity + 4] = 1 / (1 + Math.exp(-margin));
    values[identity + 5] = verdict.share();
    values[identity + 6] = CollectionConverters.asScala(top).toSeq();
    return RowFactory.create(values);
  }

  /** The features that may be blamed and harm most, largest first, with the values they had. */
  private static List<Row> top(
      TargetExplainer explainer, double[] byFeature, Row minute, int count) {
    List<FeatureEntry> features = explainer.encoding().features();
    return IntStream.range(0, byFeature.length)
        .filter(f -> byFeature[f] > 0 && explainer.category(f).isBlamable())
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(f -> -byFeature[f])
                .thenComparing(Comparator.naturalOrder()))
        .limit(count)
        .map(
            f ->
                RowFactory.create(
                    features.get(f).name(),
                    byFeature[f],
                    minute.<Double>getAs(features.get(f).name())))
        .toList();
  }
}
