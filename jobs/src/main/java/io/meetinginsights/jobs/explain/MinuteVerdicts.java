package io.meetinginsights.jobs.explain;

import static org.apache.spark.sql.functions.col;

import io.meetinginsights.model.FeatureValues;
import io.meetinginsights.model.ModelFamily;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.tables.gold.MinuteCauses;
import io.meetinginsights.warehouse.SparkRows;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Verdicts of bad minutes: one row each, by {@link VerdictRule}. A minute of somebody behind our
 * egress whose client was not found has no local telemetry to blame: it is unexplained,
 * not-on-network, with what its other features say as probability and top features.
 */
public final class MinuteVerdicts {

  /** What a verdict takes over from its minute. */
  static final List<String> IDENTITY =
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

  private static final List<String> MADE =
      List.of(
          "version",
          "cause",
          "unexplained_reason",
          "strength",
          "probability_bad",
          "share",
          "top_features");

  private static final UTF8String ON_NETWORK = UTF8String.fromString("on-network");

  private MinuteVerdicts() {}

  /**
   * Rows of gold.minute_causes.
   *
   * @param badMinutes {@link #IDENTITY}, {@code presence} and the features
   */
  static SparkRows of(
      SparkRows badMinutes, Broadcast<ModelFamily.Packed> family, ExplainConfig config) {
    return of(badMinutes, family, config, null);
  }

  /** The same by another game than {@code explain} plays. */
  public static Dataset<Row> by(
      Game game, Dataset<Row> badMinutes, ModelFamily family, ExplainConfig config) {
    Column[] columns =
        Stream.of(IDENTITY, List.of("presence"), family.features())
            .flatMap(List::stream)
            .map(name -> col(name))
            .toArray(Column[]::new);
    return of(
            SparkRows.of(badMinutes.select(columns)),
            ExplainJob.broadcast(badMinutes.sparkSession(), family.packed()),
            config,
            game)
        .dataset();
  }

  private static SparkRows of(
      SparkRows badMinutes, Broadcast<ModelFamily.Packed> family, ExplainConfig config, Game game) {
    StructType schema = badMinutes.schema();
    double causeShare = config.causeShare();
    int topFeatures = config.topFeatures();
    return RowBlocks.map(
        badMinutes,
        RowParts.columns(MinuteCauses.SCHEMA.structType(), IDENTITY, MADE),
        () -> {
          OfPartition partition =
              new OfPartition(schema, family.value(), game, causeShare, topFeatures);
          return partition::judged;
        });
  }

  /** What judges the blocks of a partition. */
  private static final class OfPartition {
    private final StructType schema;
    private final UTF8String version;
    private final TargetExplainer explainer;
    private final List<UTF8String> features;
    private final FeatureValues reader;
    private final RowParts identity;
    private final VerdictRule rule;
    private final int presence;
    private final int topFeatures;

    OfPartition(
        StructType schema,
        ModelFamily.Packed packed,
        Game game,
        double causeShare,
        int topFeatures) {
      FamilyExplainer family = FamilyExplainer.of(packed);
      String target = ModelTarget.BAD_MINUTE.name();
      this.schema = schema;
      this.version = UTF8String.fromString(packed.version());
      this.explainer =
          game == null
              ? family.target(target)
              : new TargetExplainer(
                  family.manifest().entry(target), packed.unpacked().models().get(target), game);
      this.features =
          explainer.encoding().featureNames().stream().map(UTF8String::fromString).toList();
      this.reader = new FeatureValues(schema, explainer.encoding().featureNames());
      this.rule =
          new VerdictRule(
              family.manifest().operatingThreshold(), causeShare, family.manifest().strength());
      this.identity = new RowParts(schema, IDENTITY);
      this.presence = schema.fieldIndex("presence");
      this.topFeatures = topFeatures;
    }

    Iterator<InternalRow> judged(List<InternalRow> block) {
      double[][] values = reader.read(block);
      TargetExplainer.Explained explained =
          explainer.explain(
              values, block.size(), i -> MinuteContributions.place(block.get(i), schema));
      return IntStream.range(0, block.size())
          .mapToObj(i -> row(block.get(i), explained, values, i))
          .iterator();
    }

    private InternalRow row(
        InternalRow minute, TargetExplainer.Explained explained, double[][] values, int i) {
      double margin = explained.margins()[i];
      VerdictRule.Verdict verdict =
          ON_NETWORK.equals(minute.getUTF8String(presence))
              ? rule.verdict(explained.base(), margin, at(explained.byCategory(), i))
              : VerdictRule.Verdict.unexplained(VerdictRule.NOT_ON_NETWORK);
      int from = IDENTITY.size();
      Object[] row = identity.read(minute, MADE.size());
      row[from] = version;
      row[from + 1] = UTF8String.fromString(verdict.cause());
      row[from + 2] = UTF8String.fromString(verdict.reason());
      row[from + 3] = verdict.strength();
      row[from + 4] = 1 / (1 + Math.exp(-margin));
      row[from + 5] = verdict.share();
      row[from + 6] = new GenericArrayData(top(at(explained.byFeature(), i), at(values, i)));
      return new GenericInternalRow(row);
    }

    /** The features that may be blamed and harm most, largest first, with the values they had. */
    private InternalRow[] top(double[] contributions, double[] values) {
      return IntStream.range(0, contributions.length)
          .filter(f -> contributions[f] > 0 && explainer.category(f).isBlamable())
          .boxed()
          .sorted(
              Comparator.<Integer>comparingDouble(f -> -contributions[f])
                  .thenComparing(Comparator.naturalOrder()))
          .limit(topFeatures)
          .map(
              f ->
                  new GenericInternalRow(
                      new Object[] {
                        features.get(f),
                        contributions[f],
                        Double.isNaN(values[f]) ? null : (Object) values[f]
                      }))
          .toArray(InternalRow[]::new);
    }
  }

  private static double[] at(double[][] values, int row) {
    return IntStream.range(0, values.length).mapToDouble(k -> values[k][row]).toArray();
  }
}
