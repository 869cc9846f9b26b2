package io.meetinginsights.jobs.explain;

import io.meetinginsights.model.FeatureValues;
import io.meetinginsights.model.ModelFamily;
import io.meetinginsights.tables.gold.Contributions;
import io.meetinginsights.warehouse.SparkRows;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Contributions of minutes: for each minute a row a target, minutes in the order they come in. Rows
 * are worked on as arrays, a block at a time.
 */
final class MinuteContributions {

  /** What a row of contributions takes over from its minute. */
  static final List<String> IDENTITY =
      List.of(
          "day",
          "org_id",
          "site_id",
          "account_id",
          "meeting_uuid",
          "participant_id",
          "joined_at",
          "minute_at");

  private static final List<String> MADE =
      List.of("target", "version", "base_value", "prediction", "by_category", "by_feature");

  private MinuteContributions() {}

  /**
   * Rows of gold.contributions.
   *
   * @param minutes {@link #IDENTITY}, {@code is_bad} and the features
   */
  static SparkRows of(
      SparkRows minutes, Broadcast<ModelFamily.Packed> family, ExplainConfig config) {
    StructType schema = minutes.schema();
    boolean keepAll = config.keep() == ExplainConfig.Keep.ALL;
    return RowBlocks.map(
        minutes,
        RowParts.columns(Contributions.SCHEMA.structType(), IDENTITY, MADE),
        () -> {
          OfPartition partition = new OfPartition(schema, family.value(), keepAll);
          return partition::explained;
        });
  }

  /** Says which minute it is, for an error. */
  static String place(InternalRow minute, StructType schema) {
    return "participant %s of meeting %s (account %s) at %s"
        .formatted(
            minute.getUTF8String(schema.fieldIndex("participant_id")),
            minute.getUTF8String(schema.fieldIndex("meeting_uuid")),
            minute.getUTF8String(schema.fieldIndex("account_id")),
            ChronoUnit.MICROS.addTo(Instant.EPOCH, minute.getLong(schema.fieldIndex("minute_at"))));
  }

  /** What explains the blocks of a partition. */
  private static final class OfPartition {
    private final StructType schema;
    private final FamilyExplainer family;
    private final UTF8String version;
    private final UTF8String[] targets;
    private final FeatureValues[] readers;
    private final RowParts identity;
    private final int isBad;
    private final boolean keepAll;

    OfPartition(StructType schema, ModelFamily.Packed packed, boolean keepAll) {
      this.schema = schema;
      this.family = FamilyExplainer.of(packed);
      this.version = UTF8String.fromString(packed.version());
      this.targets =
          family.targets().stream()
              .map(target -> UTF8String.fromString(target.target()))
              .toArray(UTF8String[]::new);
      this.readers =
          family.targets().stream()
              .map(target -> new FeatureValues(schema, target.encoding().featureNames()))
              .toArray(FeatureValues[]::new);
      this.identity = new RowParts(schema, IDENTITY);
      this.isBad = schema.fieldIndex("is_bad");
      this.keepAll = keepAll;
    }

    Iterator<InternalRow> explained(List<InternalRow> block) {
      TargetExplainer.Explained[] byTarget = new TargetExplainer.Explained[targets.length];
      for (int t = 0; t < targets.length; t++) {
        byTarget[t] =
            family
                .targets()
                .get(t)
                .explain(readers[t].read(block), block.size(), i -> place(block.get(i), schema));
      }
      return IntStream.range(0, block.size() * targets.length)
          .mapToObj(
              n -> {
                int minute = n / targets.length;
                int target = n % targets.length;
                return row(block.get(minute), target, byTarget[target], minute);
              })
          .iterator();
    }

    private InternalRow row(
        InternalRow minute, int target, TargetExplainer.Explained explained, int i) {
      Object[] categories = new Object[explained.byCategory().length];
      for (int c = 0; c < categories.length; c++) {
        categories[c] = (float) explained.byCategory()[c][i];
      }
      UnsafeArrayData byFeature = null;
      if (keepAll || minute.getBoolean(isBad)) {
        float[] values = new float[explained.byFeature().length];
        for (int f = 0; f < values.length; f++) {
          values[f] = (float) explained.byFeature()[f][i];
        }
        byFeature = UnsafeArrayData.fromPrimitiveArray(values);
      }
      int from = IDENTITY.size();
      Object[] row = identity.read(minute, MADE.size());
      row[from] = targets[target];
      row[from + 1] = version;
      row[from + 2] = (float) explained.base();
      row[from + 3] = (float) explained.margins()[i];
      row[from + 4] = new GenericInternalRow(categories);
      row[from + 5] = byFeature;
      return new GenericInternalRow(row);
    }
  }
}
