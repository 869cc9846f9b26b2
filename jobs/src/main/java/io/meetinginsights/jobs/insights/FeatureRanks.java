package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;

import io.meetinginsights.features.Category;
import io.meetinginsights.features.Features;
import io.meetinginsights.tables.gold.FeatureRanking;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * gold.feature_ranking: for each bad minute and target the six categories and the features, each
 * level ranked by harmful contribution, largest first: categories among categories, features among
 * all features of the target. Equal contributions stand in the order of categories, and of the
 * model's features. Contributions are those of the model that gave the minute its verdict.
 */
final class FeatureRanks {

  private static final String[] IN_ORDER =
      Stream.concat(Keys.MINUTE.stream(), Stream.of("target")).toArray(String[]::new);

  private FeatureRanks() {}

  /** Contributions that can be ranked: of the targets asked for, all where none is named. */
  static Dataset<Row> onlyRankable(Dataset<Row> contributions, List<String> targets) {
    Column wanted = targets.isEmpty() ? lit(true) : col("target").isin(targets.toArray());
    return contributions.where(wanted.and(col("by_feature").isNotNull()));
  }

  /** The ranking of bad minutes of calls. */
  static Dataset<Row> rankBadMinutes(
      Dataset<Row> callMinutes, Dataset<Row> contributions, Dataset<Row> modelFeatures) {
    Dataset<Row> badMinutes =
        callMinutes
            .where(col("is_bad"))
            .select(
                Keys.columns(
                    Keys.MINUTE,
                    col("call_day"),
                    col("org_id"),
                    col("site_id"),
                    col("client_key"),
                    col("verdict_version").as("version"),
                    featureValues().as("feature_values")));
    Dataset<Row> moved =
        contributions.select(
            Keys.columns(
                Keys.MINUTE,
                col("version"),
                col("target"),
                col("base_value"),
                col("by_category"),
                col("by_feature")));
    List<String> minuteAndVersion = new ArrayList<>(Keys.MINUTE);
    minuteAndVersion.add("version");
    return FeatureRanking.SCHEMA.conform(
        badMinutes
            .join(moved, Keys.of(minuteAndVersion), "inner")
            .join(
                broadcast(featuresPerModel(modelFeatures)),
                new String[] {"version", "target"},
                "left")
            // A meeting's rows together: its files are then few, see TableSchema.
            .repartitionByRange(col("call_day"), col("account_id"), col("meeting_uuid"))
            .sortWithinPartitions("call_day", IN_ORDER)
            .select(
                Keys.columns(
                    Keys.MINUTE,
                    col("call_day").as("day"),
                    col("org_id"),
                    col("site_id"),
                    col("client_key"),
                    col("target"),
                    col("contribution_unit"),
                    col("base_value").cast("double").as("base_value"),
                    functions.inline(functions.concat(rankedCategories(), rankedFeatures())))));
  }

  private static Dataset<Row> featuresPerModel(Dataset<Row> modelFeatures) {
    return modelFeatures
        .groupBy("version", "target")
        .agg(
            sort_array(
                    collect_list(
                        struct(
                            col("position"),
                            col("feature"),
                            col("category"),
                            col("unit"),
                            catalogueIndex().cast("int").as("catalogue_index"))))
                .as("model_features"),
            max(col("contribution_unit")).as("contribution_unit"));
  }

  /** Values of the catalogue's features, in its order. */
  private static Column featureValues() {
    return functions.array(
        Features.all().stream().map(feature -> col(feature.name())).toArray(Column[]::new));
  }

  /** Where a model's feature stands in the catalogue, from 1; 0 for one the model knows alone. */
  private static Column catalogueIndex() {
    Column names =
        functions.array(
            Features.all().stream().map(feature -> lit(feature.name())).toArray(Column[]::new));
    return array_position(names, col("feature"));
  }

  private static Column rankedCategories() {
    List<String> levels = new ArrayList<>();
    for (Category category : Category.values()) {
      levels.add(
          "struct(-CAST(by_category.%1$s AS DOUBLE) AS harm, %2$d AS position, '%1$s' AS category,"
                  .formatted(category.key(), category.ordinal())
              + " '' AS feature, CAST(null AS DOUBLE) AS feature_value, CAST(null AS STRING) AS unit)");
    }
    return expr(ranked("array(" + String.join(", ", levels) + ")"));
  }

  private static Column rankedFeatures() {
    String fits =
        "CASE WHEN model_features IS NULL THEN raise_error(concat('Model ', version, ' target ', target,"
            + " ' has contributions but no rows in gold.model_features: explain the days again with a registered model'))"
            + " WHEN size(model_features) <> size(by_feature) THEN raise_error(concat('Model ', version, ' target ', target,"
            + " ' has ', size(by_feature), ' contributions for ', size(model_features), ' features in gold.model_features:"
            + " explain the days again')) ELSE model_features END";
    return expr(
        ranked(
            "zip_with("
                + fits
                + ", by_feature, (f, c) -> struct(-CAST(c AS DOUBLE) AS harm, f.position AS position,"
                + " f.category AS category, f.feature AS feature,"
                + " get(feature_values, f.catalogue_index - 1) AS feature_value, f.unit AS unit))"));
  }

  private static String ranked(String levels) {
    return "transform(array_sort("
        + levels
        + "), (l, i) -> struct(i + 1 AS rank, -l.harm AS contribution, l.category AS category,"
        + " l.feature AS feature, l.feature_value AS feature_value, l.unit AS unit))";
  }
}
