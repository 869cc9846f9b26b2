package io.meetinginsights.jobs.explain;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;

import io.meetinginsights.features.Category;
import io.meetinginsights.model.FeatureValues;
import io.meetinginsights.model.ModelFamily;
import io.meetinginsights.tables.gold.Contributions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Contributions of minutes: for each minute a row a target, minutes in the order they come in. Rows
 * are worked on as arrays, a block at a time; a minute comes out of it once, with all targets, so
 * that what says which minute it is goes between Spark and Java once.
 */
final class MinuteContributions {

  /** What a row of contributions takes over from its minute, in the table's order. */
  private static final List<String> IDENTITY =
      List.of(
          "day",
          "org_id",
          "site_id",
          "account_id",
          "meeting_uuid",
          "participant_id",
          "joined_at",
          "minute_at");

  /** What differs from target to target. */
  private static final List<String> OF_TARGET =
      List.of("target", "base_value", "prediction", "by_category", "by_feature");

  private static final String TARGETS = "targets";

  private MinuteContributions() {}

  /** Rows of gold.contributions. */
  static Dataset<Row> of(
      Dataset<Row> minutes,
      List<String> features,
      Broadcast<ModelFamily.Packed> family,
      ExplainConfig config) {
    Dataset<Row> read =
        minutes.select(
            Stream.concat(IDENTITY.stream(), Stream.concat(Stream.of("is_bad"), features.stream()))
                .map(name -> col(name))
                .toArray(Column[]::new));
    StructType schema = read.schema();
    boolean keepAll = config.keep() == ExplainConfig.Keep.ALL;
    MapPartitionsFunction<Row, Row> explaining =
        rows -> explained(rows, schema, family.value(), keepAll);
    List<Column> columns = new ArrayList<>();
    IDENTITY.forEach(name -> columns.add(col(name)));
    columns.add(lit(family.value().version()).as("version"));
    columns.add(inline(col(TARGETS)));
    return read.mapPartitions(explaining, Encoders.row(minuteWithTargets()))
        .select(columns.toArray(Column[]::new));
  }

  private static StructType minuteWithTargets() {
    return fields(IDENTITY).add(TARGETS, new ArrayType(fields(OF_TARGET), false), false);
  }

  private static StructType fields(List<String> names) {
    StructType table = Contributions.SCHEMA.structType();
    return new StructType(names.stream().map(table::apply).toArray(StructField[]::new));
  }

  private static Iterator<Row> explained(
      Iterator<Row> rows, StructType schema, ModelFamily.Packed packed, boolean keepAll) {
    FamilyExplainer family = FamilyExplainer.of(packed);
    List<FeatureValues> readers =
        family.targets().stream()
            .map(target -> new FeatureValues(schema, target.encoding().featureNames()))
            .toList();
    int isBad = schema.fieldIndex("is_bad");
    return new RowBlocks(
        rows,
        block -> {
          List<TargetExplainer.Explained> byTarget = new ArrayList<>();
          for (int t = 0; t < readers.size(); t++) {
            byTarget.add(explain(family.targets().get(t), readers.get(t), block));
          }
          List<Row> explained = new ArrayList<>(block.size());
          for (int i = 0; i < block.size(); i++) {
            boolean withFeatures = keepAll || block.get(i).getBoolean(isBad);
            Row[] targets = new Row[readers.size()];
            for (int t = 0; t < targets.length; t++) {
              String target = family.targets().get(t).target();
              targets[t] = ofTarget(target, byTarget.get(t), i, withFeatures);
            }
            explained.add(withTargets(block.get(i), targets));
          }
          return explained;
        });
  }

  /** Explains a block of minutes by one model. */
  static TargetExplainer.Explained explain(
      TargetExplainer explainer, FeatureValues reader, List<Row> block) {
    double[][] values = new double[block.size()][explainer.encoding().features().size()];
    for (int i = 0; i < values.length; i++) {
      reader.read(block.get(i), values[i]);
    }
    return explainer.explain(values, i -> place(block.get(i)));
  }

  private static String place(Row minute) {
    return "participant %s of meeting %s (account %s) at %s"
        .formatted(
            minute.<Object>getAs("participant_id"),
            minute.<Object>getAs("meeting_uuid"),
            minute.<Object>getAs("account_id"),
            minute.<Object>getAs("minute_at"));
  }

  private static Row withTargets(Row minute, Row[] targets) {
    Object[] values = new Object[IDENTITY.size() + 1];
    for (int c = 0; c < IDENTITY.size(); c++) {
      values[c] = minute.get(c);
    }
    values[IDENTITY.size()] = targets;
    return RowFactory.create(values);
  }

  private static Row ofTarget(
      String target, TargetExplainer.Explained explained, int i, boolean withFeatures) {
    Object[] categories = new Object[Category.values().length];
    for (int c = 0; c < categories.length; c++) {
      categories[c] = (float) explained.byCategory()[c][i];
    }
    float[] byFeature = null;
    if (withFeatures) {
      byFeature = new float[explained.byFeature().length];
      for (int f = 0; f < byFeature.length; f++) {
        byFeature[f] = (float) explained.byFeature()[f][i];
      }
    }
    return RowFactory.create(
        target,
        (float) explained.base(),
        (float) explained.margins()[i],
        RowFactory.create(categories),
        byFeature);
  }
}
