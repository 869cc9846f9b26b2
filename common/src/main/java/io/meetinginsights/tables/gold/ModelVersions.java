package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.model_versions: A promotion: from valid_from_day on, this version is the champion.
 *
 * <p>Key: version, valid_from_day.
 */
public final class ModelVersions {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("model_versions")
          .comment("A promotion: from valid_from_day on, this version is the champion.")
          .required("version", Types.STRING, "Content hash of the model family.")
          .required("valid_from_day", Types.DATE, "First day it explains.")
          .required("engine", Types.STRING, "xgboost or mllib.")
          .required("targets", Types.STRINGS, "Targets of the family.")
          .required(
              "action",
              Types.STRING,
              "promoted (counts), superseded (another was promoted for the same day) or rolled-back.")
          .required("train_from_day", Types.DATE, "First day of the training window.")
          .required("train_to_day", Types.DATE, "Last day of the training window.")
          .required("seed", Types.LONG, "Seed of the training.")
          .required("code_version", Types.STRING, "Version of the program that trained it.")
          .operational("promoted_at", Types.TIMESTAMP, "When it was promoted.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("version", "valid_from_day")
          .build();

  private ModelVersions() {}
}
