package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.model_features: A feature of a target's model: by_feature[position] in contributions is its
 * contribution.
 *
 * <p>Key: version, target, position.
 */
public final class ModelFeatures {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("model_features")
          .comment(
              "A feature of a target's model: by_feature[position] in contributions is its contribution.")
          .required("version", Types.STRING, "Model version.")
          .required("target", Types.STRING, "Target, such as bad_minute.")
          .required("position", Types.INTEGER, "Index into by_feature, from 0.")
          .required("feature", Types.STRING, "Feature name.")
          .required("category", Types.STRING, "wireless, wired, wan, client, remote or context.")
          .required("unit", Types.STRING, "Unit of the feature.")
          .required("contribution_unit", Types.STRING, "Unit of the contribution: log-odds or ms.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("version", "target", "position")
          .build();

  private ModelFeatures() {}
}
